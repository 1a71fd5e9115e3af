"""Read what a keyer works on. Nothing of the other person's keying is ever shown here."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.db.models import Count, QuerySet
from django.utils import timezone

from hotich.books.models import Book
from hotich.books.queries import visible
from hotich.keying import pool
from hotich.keying.models import Aside, Hold, Keying, Lease
from hotich.people import access
from hotich.people.errors import NotThere
from hotich.people.models import User
from hotich.rules import numbers
from hotich.rules.errors import Refused
from hotich.scans.models import Entry, Page

AHEAD = 3  # with so few left in hand the station asks for the next batch


@dataclass(frozen=True, slots=True)
class Work:
    """A book with entries this person may key now."""

    book: Book
    waiting: int


def work_for(user: User) -> list[Work]:
    """Return the books with entries that wait for this person, most entries first."""
    visible_books = visible(user, "key")
    own = pool.waiting_for(user).filter(book__in=visible_books.order_by().values("pk"))
    rows = list(own.values("book").annotate(waiting=Count("pk")).order_by("-waiting"))
    books = visible_books.in_bulk([row["book"] for row in rows])
    return [Work(books[row["book"]], row["waiting"]) for row in rows if row["book"] in books]


def live_lease(user: User) -> Lease | None:
    """Return the lease of which this person still holds entries, if any."""
    live = Hold.objects.filter(until__gt=timezone.now())
    return (
        Lease.objects.filter(user=user, holds__in=live)
        .select_related("book__unit")
        .distinct()
        .first()
    )


def held_entries(user: User, lease: Lease) -> QuerySet[Entry]:
    """Return the entries of a lease that this person still has to key, in the order of the book."""
    return Entry.objects.filter(
        hold__lease=lease, hold__lease__user=user, hold__until__gt=timezone.now()
    ).order_by("position")


def held_entry(user: User, pk: int) -> tuple[Entry, Lease]:
    """Return an entry that this person holds and its lease; NotThere otherwise.

    A lease that ran out counts until somebody else takes the entry: a slow keyer loses nothing.
    Who may no longer key there finishes only while it runs.
    """
    hold = (
        Hold.objects.select_related("entry__book__unit", "entry__image", "lease")
        .filter(entry_id=pk, lease__user=user)
        .first()
    )
    if hold is None or not may_go_on(user, hold):
        raise NotThere
    return hold.entry, hold.lease


def may_go_on(user: User, hold: Hold) -> bool:
    """Tell whether the person who holds an entry may work on it: by a role of today in its unit, or
    under the lease as long as the hold runs.
    """
    if access.may(user, "key", hold.entry.book.unit):
        return True
    return hold.until > timezone.now() and may_save_under(user, hold.lease)


def may_save_under(user: User, lease: Lease) -> bool:
    """Tell whether a person may save what a lease gave out to them, wherever its book belongs.

    Who keys somewhere today may also late: nothing they typed is lost when they are moved, or drew
    from the pool. Whose last role has ended finishes only while the lease runs.
    """
    if access.may_anywhere(user, "key"):
        return True
    running = lease.until > timezone.now()
    return running and access.may_finish_anywhere(user, "key", lease.taken_at)


@dataclass(slots=True)
class ForSaving:
    """What a person's keyings of some entries are looked at with, read at once."""

    user: User
    entries: dict[int, Entry]
    leases: list[Lease]
    units: set[int]
    numbers: dict[tuple[int, int], list[str]]
    allowed: dict[int, bool] = field(default_factory=dict)

    def lease_of(self, entry: int, named: int | None) -> Lease | None:
        """Return the person's lease that gave the entry out, the one named if it did."""
        giving = [lease for lease in self.leases if entry in lease.entries]
        return next((lease for lease in giving if lease.pk == named), giving[0] if giving else None)

    def may_save(self, entry: Entry, lease: Lease | None) -> bool:
        """Tell whether the person may save keyings of an entry given out by a lease."""
        if entry.book.unit_id in self.units:
            return True
        if lease is None:
            return False
        if lease.pk not in self.allowed:
            self.allowed[lease.pk] = may_save_under(self.user, lease)
        return self.allowed[lease.pk]

    def years_of(self, entry: Entry) -> list[int]:
        return years_of(entry.book)

    def expected(self, entry: Entry) -> list[tuple[int, int]]:
        """Return the (number, year) that an entry may bear."""
        return expected_at(entry, self.numbers)

    def note_number(self, entry: Entry, number: str) -> None:
        """Remember a number typed in the same batch, for the entry after it."""
        self.numbers.setdefault((entry.book_id, entry.position), []).append(number)


def read_for_saving(user: User, entries: Collection[int]) -> ForSaving:
    """Read what saving keyings of some entries needs, by as many statements for one as for
    twenty.
    """
    found = (
        Entry.objects.filter(pk__in=entries)
        .select_related("book__unit")
        .prefetch_related("book__closings")
        .in_bulk()
    )
    books = {entry.book_id for entry in found.values()}
    leases = Lease.objects.filter(user=user, book__in=books).order_by("-pk")
    units = access.units(user, "key").filter(pk__in={e.book.unit_id for e in found.values()})
    return ForSaving(
        user,
        found,
        list(leases),
        set(units.values_list("pk", flat=True)),
        own_numbers(user, found.values()),
    )


def years_of(book: Book) -> list[int]:
    """Return the years a book has entries of, by its closings (prefetched), rising."""
    return sorted({closing.year for closing in book.closings.all()}) or [book.year]


def own_numbers(user: User, entries: Iterable[Entry]) -> dict[tuple[int, int], list[str]]:
    """Return (book, position) -> the numbers this person keyed there, for the entries before the
    given ones.
    """
    wanted = {(entry.book_id, entry.position - 1) for entry in entries}
    rows = Keying.objects.filter(
        user=user,
        entry__book__in={book for book, _ in wanted},
        entry__position__in={position for _, position in wanted},
    ).values_list("entry__book", "entry__position", "values__number")
    found: dict[tuple[int, int], list[str]] = {}
    for book, position, number in rows:
        found.setdefault((book, position), []).append(number or "")
    return found


def _following(written: Iterable[str]) -> Iterator[tuple[int, int]]:
    for text in written:
        try:
            number = numbers.parse_number(text)
        except Refused:
            continue
        yield number.n + 1, number.year


def expected_at(
    entry: Entry, written: Mapping[tuple[int, int], list[str]]
) -> list[tuple[int, int]]:
    """Return the (number, year) an entry may bear: the one at its place by the closing totals, and
    the one after what this person keyed for the entry before (``own_numbers``), which follows a gap
    in the book.
    """
    before = written.get((entry.book_id, entry.position - 1), [])
    return [(entry.number, entry.year), *_following(before)]


@dataclass(frozen=True, slots=True)
class InHand:
    """A live lease with the entries of it still to key, in the order of the book."""

    lease: Lease
    entries: list[Entry]


def in_hand(user: User) -> list[InHand]:
    """Return what a person holds, lease by lease, the newest last."""
    holds = (
        Hold.objects.filter(lease__user=user, until__gt=timezone.now())
        .select_related("entry", "lease__book__unit")
        .prefetch_related("lease__book__closings")
        .order_by("lease_id", "entry__position")
    )
    runs = groupby(holds, key=lambda hold: hold.lease)
    return [InHand(lease, [hold.entry for hold in run]) for lease, run in runs]


def live_leases(user: User) -> list[int]:
    """Return the ids of the leases of which a person still holds entries, the newest last."""
    live = Hold.objects.filter(until__gt=timezone.now())
    found = Lease.objects.filter(user=user, holds__in=live).distinct().order_by("pk")
    return list(found.values_list("pk", flat=True))


def own_lease(user: User, pk: int) -> Lease:
    """Return a lease of this person; NotThere otherwise."""
    found = Lease.objects.select_related("book__unit").filter(pk=pk, user=user).first()
    if found is None:
        raise NotThere
    return found


def book_to_key(user: User, wanted: int | None, *, away: bool) -> tuple[Book | None, bool]:
    """Return the book a person is to key and whether it comes out of the pool.

    The one they want; else the one in hand as long as there is enough of it; else what the pool
    chooses (own books first). NotThere for a book they may not key.
    """
    access.require_anywhere(user, "key")
    if wanted is None:
        held = live_lease(user)
        if held and (
            _enough(user, held.book, away=away)
            or pool.waiting_for(user).filter(book=held.book).exists()
        ):
            return held.book, held.pool
        choice = pool.choose(user)
        if choice:
            return choice.book, choice.pool
        return (held.book, held.pool) if held else (None, False)
    book = Book.objects.select_related("unit").filter(pk=wanted).first()
    if book is None:
        raise NotThere
    if access.may(user, "key", book.unit):
        return book, False
    held_out_of_pool = Hold.objects.filter(
        lease__user=user, lease__book=book, lease__pool=True, until__gt=timezone.now()
    )
    if held_out_of_pool.exists() or pool.may_draw(user, book):
        return book, True
    raise NotThere


def _enough(user: User, book: Book, *, away: bool) -> bool:
    held = Hold.objects.filter(lease__user=user, entry__book=book, until__gt=timezone.now())
    return not away and held.count() > AHEAD


def page_order(books: Collection[int]) -> dict[int, list[int]]:
    """Return the ids of the pages of books in reading order."""
    rows = Page.objects.filter(book__in=books).order_by("scan_file_id", "index")
    order: dict[int, list[int]] = {}
    for book, page in rows.values_list("book_id", "pk"):
        order.setdefault(book, []).append(page)
    return order


def return_reasons(entries: Iterable[Entry]) -> dict[int, str]:
    """Return why entries that are keyed anew were sent back, the last reason of each.

    Written by the review, an upper room: looked at through the entry, never imported.
    """
    again = [entry.pk for entry in entries if entry.round > 1]
    rows = Entry.objects.filter(pk__in=again, reasons__act="return_entry")
    return dict(rows.order_by("reasons__pk").values_list("pk", "reasons__text"))


def last_values(user: User, books: Collection[int]) -> dict[int, dict[str, str]]:
    """Return what a person keyed last in each of some books, for carrying over."""
    rows = (
        Keying.objects.filter(user=user, entry__book__in=books)
        .order_by("entry__book", "-saved_at")
        .distinct("entry__book")
    )
    return dict(rows.values_list("entry__book", "values"))


def neighbour(user: User, pk: int, offset: int) -> Page:
    """Return the page of an entry that this person holds, or the one before or after it in the
    book; NotThere otherwise.
    """
    entry, _lease = held_entry(user, pk)
    order = page_order([entry.book_id]).get(entry.book_id, [])
    at = order.index(entry.page_id) + offset if entry.page_id in order else -1
    if not 0 <= at < len(order):
        raise NotThere
    return Page.objects.select_related("view").get(pk=order[at])


def book_in_hand(user: User, pk: int) -> Book:
    """Return a book of which this person has or had entries on lease, or may key; else NotThere."""
    book = Book.objects.select_related("unit").filter(pk=pk).first()
    leased = Hold.objects.filter(lease__user=user, lease__book=pk, until__gt=timezone.now())
    if book is None or not (access.may(user, "key", book.unit) or leased.exists()):
        raise NotThere
    return book


def set_aside_in(book: Book) -> QuerySet[Aside]:
    """Return the entries of a book that wait for a senior reader, oldest first."""
    return (
        Aside.objects.filter(entry__book=book, resumed_at=None)
        .select_related("entry", "by")
        .order_by("at")
    )


def run_out_since(moment: datetime) -> bool:
    """Tell whether a hold has run out between a moment and now."""
    return Hold.objects.filter(until__gt=moment, until__lte=timezone.now()).exists()
