"""Take a batch of entries on lease, and go on holding it."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from hotich.books.models import Book
from hotich.keying.errors import NotHeld
from hotich.keying.models import Hold, Lease
from hotich.ledger import actions as ledger
from hotich.people import access
from hotich.people.models import User

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
