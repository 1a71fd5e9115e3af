"""Read what a keyer works on. Nothing of the other person's keying is ever shown here."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from hotich.books.models import Book
from hotich.books.queries import visible
from hotich.keying.models import Aside, Hold, Keying, Lease
from hotich.people import access
from hotich.people.errors import NotThere
from hotich.people.models import User
from hotich.rules import numbers
from hotich.rules.errors import Refused
from hotich.scans.models import Entry


@dataclass(frozen=True, slots=True)
class Work:
    """A book with entries this person may key now."""

    book: Book
    waiting: int


def work_for(user: User) -> list[Work]:
    """Return the books with entries that wait for this person, most entries first."""
    visible_books = visible(user, "key")
    mine = Keying.objects.filter(entry=OuterRef("pk"), round=OuterRef("round"), user=user)
    rows = list(
        Entry.objects.filter(
            book__in=visible_books.order_by().values("pk"), state__in=["to_key", "returned"]
        )
        .exclude(Exists(mine))
        .exclude(hold__until__gt=timezone.now())
        .values("book")
        .annotate(waiting=Count("pk"))
        .order_by("-waiting")
    )
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
    """Tell whether the person who holds an entry may work on it: by a role of today, or by the one
    they took it with as long as the hold runs.
    """
    unit = hold.entry.book.unit
    if access.may(user, "key", unit):
        return True
    running = hold.until > timezone.now()
    return running and access.may_finish(user, "key", unit, hold.lease.taken_at)


def hold_of(user: User, entry: Entry) -> Hold | None:
    """Return this person's hold of an entry, if they may go on with it."""
    hold = (
        Hold.objects.select_related("entry__book__unit", "lease")
        .filter(entry=entry, lease__user=user)
        .first()
    )
    return hold if hold and may_go_on(user, hold) else None


def in_hand_since(user: User, entry: Entry) -> datetime | None:
    """Return when this person last took a batch of the entry's book: somebody who is moved to
    another unit meanwhile may finish it.
    """
    taken = Lease.objects.filter(user=user, book=entry.book_id).order_by("-taken_at")
    return taken.values_list("taken_at", flat=True).first()


def saved(user: User, keying_id: str) -> Keying | None:
    """Return what this person saved under an id before, None for a new id or one that is none."""
    try:
        wanted = UUID(keying_id)
    except ValueError:
        return None
    return Keying.objects.select_related("entry__book__unit").filter(pk=wanted, user=user).first()


def previous_values(user: User, lease: Lease) -> dict[str, str]:
    """Return what this person keyed last in this book: for carrying over, never
    another's values.
    """
    last = Keying.objects.filter(user=user, entry__book=lease.book).order_by("-saved_at").first()
    return dict(last.values) if last else {}


def expected_numbers(user: User, entry: Entry) -> list[tuple[int, int]]:
    """Return the (number, year) an entry may bear: the one at its place by the closing totals, and
    the one after what this person keyed for the entry before, which follows a gap in the book.
    """
    expected = [(entry.number, entry.year)]
    before = Keying.objects.filter(
        user=user, entry__book=entry.book_id, entry__position=entry.position - 1
    )
    for values in before.values_list("values", flat=True):
        try:
            number = numbers.parse_number(values.get("number", ""))
        except Refused:
            continue
        expected.append((number.n + 1, number.year))
    return expected


def set_aside_in(book: Book) -> QuerySet[Aside]:
    """Return the entries of a book that wait for a senior reader, oldest first."""
    return (
        Aside.objects.filter(entry__book=book, resumed_at=None)
        .select_related("entry", "by")
        .order_by("at")
    )


def saved_each_day(user: User, days: int = 7) -> list[tuple[date, int]]:
    """Return how many entries this person keyed on each of the last days, today last."""
    today = timezone.localdate()
    first = today - timedelta(days=days - 1)
    start = timezone.make_aware(datetime.combine(first, time()))
    found = dict(
        Keying.objects.filter(user=user, saved_at__gte=start)
        .values_list(TruncDate("saved_at"))
        .annotate(n=Count("pk"))
    )
    return [(day, found.get(day, 0)) for day in (first + timedelta(n) for n in range(days))]


def saved_today(user: User) -> int:
    """Return how many entries this person keyed since midnight in Vietnam."""
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return Keying.objects.filter(user=user, saved_at__gte=start).count()


def run_out_since(moment: datetime) -> bool:
    """Tell whether a hold has run out between a moment and now."""
    return Hold.objects.filter(until__gt=moment, until__lte=timezone.now()).exists()
