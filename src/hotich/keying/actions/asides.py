"""Set an entry aside for a senior reader, and take it up again."""

from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from hotich.keying.actions.saving import Item, save_keyings
from hotich.keying.errors import ReasonMissing
from hotich.keying.models import Aside
from hotich.ledger import actions as ledger
from hotich.people import access
from hotich.people.models import User
from hotich.scans import actions as scans
from hotich.scans.models import Entry


def set_aside(*, by: User, entry: Entry, reason: str, item: UUID | None = None) -> Aside:
    """Put an entry that the person has on lease aside for a senior reader.

    Raises NotAllowed, NotHeld, ReasonMissing, or NotNeeded if somebody else has it in hand by now.
    """
    if not reason.strip():
        raise ReasonMissing
    set_by = Item(item or uuid4(), entry.pk, entry.round, aside=reason)
    (answer,) = save_keyings(by=by, items=[set_by])
    if answer.refused:
        raise answer.refused
    return Aside.objects.get(item=set_by.id)


def resume(*, by: User, entry: Entry) -> None:
    """Give an entry that was set aside back to the keyers."""
    access.require(by, "review", entry.book.unit)
    with transaction.atomic():
        scans.move_entry(entry, "resume")
        Aside.objects.filter(entry=entry, resumed_at=None).update(
            resumed_by=by, resumed_at=timezone.now()
        )
        ledger.record(
            actor=by.actor, verb="resume", subject=f"entry:{entry.pk}", unit=entry.book.unit.code
        )
