"""Take a batch of entries on lease, go on holding it, give it back."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from hotich.books.models import Book
from hotich.keying import pool as common
from hotich.keying import practice
from hotich.keying.errors import EnoughInHand, NotHeld
from hotich.keying.models import Hold, Lease
from hotich.keying.queries import AHEAD
from hotich.ledger import actions as ledger
from hotich.people import access
from hotich.people.errors import NotAllowed
from hotich.people.models import User

LEASE = timedelta(minutes=30)
AWAY = timedelta(hours=12)
BATCH = 20
MOST_IN_HAND = 200

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
    ORDER BY (entry.state = 'returned') DESC, entry.position LIMIT %(limit)s
    FOR UPDATE OF entry SKIP LOCKED
"""
_HOLD = """
    INSERT INTO keying_hold (entry_id, lease_id, until) SELECT unnest(%s::bigint[]), %s, %s
    ON CONFLICT (entry_id) DO UPDATE SET lease_id = excluded.lease_id, until = excluded.until
"""


def lease_batch(
    *, by: User, book: Book, size: int = BATCH, away: bool = False, pool: bool = False
) -> Lease | None:
    """Take up to ``size`` entries of the book for 30 minutes; None if nothing waits for this
    person.

    A second keying is offered first, then a first one; what the person still holds is returned as
    is unless AHEAD entries or fewer are left of it: then a further batch is added. With ``away`` it
    runs 12 hours and always comes on top of what they hold, up to MOST_IN_HAND entries. ``pool``
    draws from a unit in which they have no role. Raises NotAllowed, PracticeFirst, EnoughInHand.
    """
    if pool:
        access.require_anywhere(by, "key")
    else:
        access.require(by, "key", book.unit)
    practice.require_passed(by)
    with transaction.atomic():
        lock_work_of(by)  # two clicks are one batch
        held = list(_held(by, book))
        for lease in held:
            lease.away = lease.away or away
        renew_all(held)
        if held and not away and _left(by, book) > AHEAD:
            return held[-1]
        if pool and not _drawn(by, book):
            if held:
                return held[-1]
            raise NotAllowed
        in_hand = _left(by)
        if in_hand >= MOST_IN_HAND:
            raise EnoughInHand(n=in_hand, most=MOST_IN_HAND)
        new = _take(by, book, min(size, MOST_IN_HAND - in_hand), away=away, pool=pool)
        return new or (held[-1] if held else None)


def _drawn(by: User, book: Book) -> bool:
    """Tell whether the pool gives the person this book now; colleagues who draw wait."""
    common.queue_up(by)
    return common.may_draw(by, book)


def _take(by: User, book: Book, size: int, *, away: bool, pool: bool) -> Lease | None:
    for turn in (2, 1):
        look = {"book": book.pk, "turn": turn, "user": by.pk, "limit": size}
        entries: list[int] | None = None
        with connection.cursor() as cursor:
            for _ in range(2):  # again once locked: another's batch may have come in between
                cursor.execute(_TAKE, {**look, "among": entries})
                entries = [row[0] for row in cursor.fetchall()]
            if not entries:
                continue
            lease = Lease.objects.create(
                user=by,
                book=book,
                turn=turn,
                size=len(entries),
                entries=entries,
                pool=pool,
                away=away,
                until=_until(away),
            )
            cursor.execute(_HOLD, [entries, lease.pk, lease.until])
        ledger.record(
            actor=by.actor,
            verb="lease_batch",
            subject=f"book:{book.pk}",
            unit=book.unit.code,
            detail={"lease": lease.pk, "turn": turn, "entries": len(entries)}
            | ({"pool": True} if pool else {})
            | ({"away": True} if away else {}),
        )
        return lease
    return None


def lock_work_of(by: User) -> None:
    """Let this person's acts of keying wait for each other, until the transaction ends.

    Two of them would else lock the entries of one lease crosswise.
    """
    User.objects.select_for_update(no_key=True).only("pk").get(pk=by.pk)


def _held(by: User, book: Book) -> list[Lease]:
    live = Hold.objects.filter(until__gt=timezone.now())
    found = Lease.objects.filter(user=by, book=book, holds__in=live).distinct()
    return list(found.select_related("book__unit").order_by("pk"))


def _left(by: User, book: Book | None = None) -> int:
    """Return how many entries a person holds, in a book or in all."""
    held = Hold.objects.filter(lease__user=by, until__gt=timezone.now())
    return (held.filter(entry__book=book) if book else held).count()


def _until(away: bool) -> datetime:
    return timezone.now() + (AWAY if away else LEASE)


def renew_all(leases: Collection[Lease]) -> None:
    """Give leases their whole time again, as far as they still hold something; one's own work is
    locked by the caller.
    """
    for away in (False, True):
        those = {lease.pk: lease for lease in leases if lease.away == away}
        if not those:
            continue
        until = _until(away)
        live = Hold.objects.filter(lease__in=those, until__gt=timezone.now())
        if live.update(until=until):
            renewed = Hold.objects.filter(lease=OuterRef("pk"), until=until)
            Lease.objects.filter(Exists(renewed), pk__in=those).update(until=until, away=away)
            for lease in those.values():
                lease.until = until


def renew(*, by: User, lease: Lease) -> Lease:
    """Give a lease that is still held its whole time again. Raises NotHeld, and NotAllowed for who
    keys nowhere any more: they finish while it runs, not for ever.
    """
    if lease.user_id != by.pk:
        raise NotHeld
    access.require_anywhere(by, "key")
    with transaction.atomic():
        lock_work_of(by)
        renew_all([lease])
    return lease


def return_lease(*, by: User, lease: Lease) -> int:
    """Give the entries of a lease that are not keyed yet back, and return how many. Raises
    NotHeld.
    """
    if lease.user_id != by.pk:
        raise NotHeld
    with transaction.atomic():
        lock_work_of(by)
        returned, _ = lease.holds.all().delete()
        if returned:
            Lease.objects.filter(pk=lease.pk).update(until=timezone.now())
            ledger.record(
                actor=by.actor,
                verb="return_lease",
                subject=f"book:{lease.book_id}",
                unit=lease.book.unit.code,
                detail={"lease": lease.pk, "entries": returned},
            )
    return returned
