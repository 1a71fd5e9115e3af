"""Set an entry aside for a senior reader, and take it up again."""

from django.db import transaction
from django.utils import timezone

from hotich.keying.errors import NotHeld, ReasonMissing
from hotich.keying.models import Aside
from hotich.keying.queries import hold_of, in_hand_since
from hotich.ledger import actions as ledger
from hotich.people import access
from hotich.people.models import User
from hotich.rules import names
from hotich.scans import actions as scans
from hotich.scans.models import Entry


def set_aside(*, by: User, entry: Entry, reason: str) -> Aside:
    """Put an entry that the person holds aside for a senior reader. Raises NotHeld,
    ReasonMissing.
    """
    access.require(by, "key", entry.book.unit, since=in_hand_since(by, entry))
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)
        hold = hold_of(by, entry)
        if hold is None:
            raise NotHeld
        hold.delete()
        scans.move_entry(entry, "set_aside")
        aside = Aside.objects.create(entry=entry, by=by, reason=names.nfc(reason)[:300])
        ledger.record(
            actor=by.actor,
            verb="set_aside",
            subject=f"entry:{entry.pk}",
            unit=entry.book.unit.code,
        )
    return aside


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
