"""Save what a person keyed, exactly once."""

import hashlib
import json
from uuid import UUID

from django.db import IntegrityError, transaction

from hotich.keying.actions.leases import renew
from hotich.keying.errors import BadValues, NotHeld, OtherBody
from hotich.keying.models import Keying
from hotich.keying.queries import hold_of, in_hand_since
from hotich.ledger import actions as ledger
from hotich.ledger.jobs import defer
from hotich.people import access
from hotich.people.models import User
from hotich.rules import names
from hotich.rules.checks import FLAGS, LONGEST
from hotich.rules.registers import Kind, load
from hotich.scans import actions as scans
from hotich.scans.models import Entry


def save_keying(
    *,
    by: User,
    entry: Entry,
    keying_id: UUID,
    values: dict[str, str],
    flags: dict[str, str],
    accepted: list[str] | None = None,
) -> Keying:
    """Save what a person keyed for an entry they hold, exactly once for each ``keying_id``.

    The same id with the same body returns what was saved; with another body raises OtherBody.
    ``accepted`` are the ids of unusual findings the keyer confirmed as written in the book.
    Raises NotAllowed, NotHeld, BadValues.
    """
    access.require(by, "key", entry.book.unit, since=in_hand_since(by, entry))
    values, flags = _clean(load(entry.book.kind), values, flags)
    digest = _digest(entry, values, flags)
    done = _saved_before(by, keying_id, digest)
    if done:
        return done
    try:
        with transaction.atomic():
            return _save(by, entry, keying_id, values, flags, accepted or [], digest)
    except IntegrityError as error:  # the same save at the same moment from a second tab
        done = _saved_before(by, keying_id, digest)
        if done:
            return done
        raise NotHeld from error


def _save(
    by: User,
    entry: Entry,
    keying_id: UUID,
    values: dict[str, str],
    flags: dict[str, str],
    accepted: list[str],
    digest: str,
) -> Keying:
    entry = (
        Entry.objects.select_for_update(no_key=True, of=("self",))
        .select_related("book__unit")
        .get(pk=entry.pk)
    )
    if done := _saved_before(by, keying_id, digest):  # while this waited for the lock
        return done
    # A lease that ran out is still this person's until somebody else takes the entry.
    hold = hold_of(by, entry)
    if hold is None:
        raise NotHeld
    lease = hold.lease
    keying = Keying.objects.create(
        id=keying_id,
        entry=entry,
        round=entry.round,
        turn=lease.turn,
        user=by,
        values=values,
        flags=flags,
        accepted=accepted,
        digest=digest,
    )
    hold.delete()
    renew(by=by, lease=lease)
    if lease.turn == 2:
        scans.move_entry(entry, "complete_keying")
        defer("review.compare", entry_id=entry.pk)
    ledger.record(
        actor=by.actor,
        verb="save_keying",
        subject=f"entry:{entry.pk}",
        unit=entry.book.unit.code,
        detail={
            "keying": str(keying_id),
            "turn": lease.turn,
            "round": entry.round,
            "sha256": digest,
        },
    )
    return keying


def _clean(
    kind: Kind, values: dict[str, str], flags: dict[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    wrong = [n for n in (*values, *flags) if not kind.has(n)]
    wrong += [n for n, flag in flags.items() if flag not in FLAGS]
    wrong += [n for n, value in values.items() if len(value) > LONGEST]
    if wrong:
        raise BadValues(names=", ".join(sorted(set(wrong))))
    typed = {name: names.nfc(value) for name, value in values.items()}
    return {n: v for n, v in typed.items() if v}, {n: f for n, f in flags.items() if f}


def _digest(entry: Entry, values: dict[str, str], flags: dict[str, str]) -> str:
    body = json.dumps([entry.pk, values, flags], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(body.encode()).hexdigest()


def _saved_before(by: User, keying_id: UUID, digest: str) -> Keying | None:
    saved = Keying.objects.filter(pk=keying_id).first()
    if saved is None:
        return None
    if saved.user_id != by.pk or saved.digest != digest:
        raise OtherBody
    return saved
