"""The only ways into keying: take a batch, save a keying, set an entry aside, take it up again."""

import hashlib
import json
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hotich.books.models import Book
from hotich.keying.errors import BadValues, NotHeld, OtherBody, ReasonMissing
from hotich.keying.models import Aside, Hold, Keying, Lease
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

LEASE = timedelta(minutes=30)
BATCH = 20

# Entries of one book that wait for this turn and that this person has not keyed in this round.
# Locking the entries and skipping locked ones lets two people take batches at the same moment.
_TAKE = """
    SELECT entry.id FROM scans_entry AS entry
    LEFT JOIN keying_hold AS hold ON hold.entry_id = entry.id
    WHERE entry.book_id = %(book)s AND entry.state IN ('to_key', 'returned')
      AND (hold.entry_id IS NULL OR hold.until < now())
      AND (SELECT count(*) FROM keying_keying AS k
           WHERE k.entry_id = entry.id AND k.round = entry.round) = %(turn)s - 1
      AND NOT EXISTS (SELECT 1 FROM keying_keying AS mine WHERE mine.entry_id = entry.id
                      AND mine.round = entry.round AND mine.user_id = %(user)s)
      AND (%(among)s::bigint[] IS NULL OR entry.id = ANY(%(among)s))
    ORDER BY entry.position LIMIT %(limit)s
    FOR UPDATE OF entry SKIP LOCKED
"""
_HOLD = """
    INSERT INTO keying_hold (entry_id, lease_id, until) SELECT unnest(%s::bigint[]), %s, %s
    ON CONFLICT (entry_id) DO UPDATE SET lease_id = excluded.lease_id, until = excluded.until
"""


def lease_batch(*, by: User, book: Book, limit: int = BATCH) -> Lease | None:
    """Take up to ``limit`` entries of the book for 30 minutes; None if nothing waits for this
    person.

    A second keying is offered first, then a first one; what the person still holds is returned as
    is.
    """
    access.require(by, "key", book.unit)
    until = timezone.now() + LEASE
    with transaction.atomic(), connection.cursor() as cursor:
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two clicks are one batch
        held = _held(by, book)
        if held:
            return renew(by=by, lease=held)
        for turn in (2, 1):
            look = {"book": book.pk, "turn": turn, "user": by.pk, "limit": limit}
            entries: list[int] | None = None
            for _ in range(2):  # again once locked: another's batch may have come in between
                cursor.execute(_TAKE, {**look, "among": entries})
                entries = [row[0] for row in cursor.fetchall()]
            if not entries:
                continue
            lease = Lease.objects.create(
                user=by, book=book, turn=turn, size=len(entries), until=until
            )
            cursor.execute(_HOLD, [entries, lease.pk, until])
            ledger.record(
                actor=by.actor,
                verb="lease_batch",
                subject=f"book:{book.pk}",
                unit=book.unit.code,
                detail={"lease": lease.pk, "turn": turn, "entries": len(entries)},
            )
            return lease
    return None


def _held(by: User, book: Book) -> Lease | None:
    live = Hold.objects.filter(until__gt=timezone.now())
    return Lease.objects.filter(user=by, book=book, holds__in=live).distinct().first()


def renew(*, by: User, lease: Lease) -> Lease:
    """Give a lease that is still held another 30 minutes."""
    if lease.user_id != by.pk:
        raise NotHeld
    until = timezone.now() + LEASE
    with transaction.atomic():
        lease.holds.filter(until__gt=timezone.now()).update(until=until)
        Lease.objects.filter(pk=lease.pk).update(until=until)
    lease.until = until
    return lease


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
