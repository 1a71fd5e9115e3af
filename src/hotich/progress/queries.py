"""The balance: where every entry of every book is, in one query; and what waits for a person."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hotich.books.models import Book
from hotich.books.queries import visible
from hotich.keying import queries as keying
from hotich.people import access
from hotich.people.models import User
from hotich.progress.models import Tally
from hotich.review import differences as review
from hotich.rules import registers
from hotich.rules.transitions import BALANCE

LIVE_BOOKS = 300  # a commune has fewer; counted anew each time they are looked at

# `place` is the one state each entry is in; a hold that ran out counts as waiting again.
_PLACE = """
    SELECT e.book_id, e.year, e.number, e.id AS entry_id,
        CASE WHEN e.state IN ('to_key', 'returned') AND hold.until > now() THEN 'in_keying'
             WHEN e.state <> 'approved' THEN e.state
             WHEN d.state IS NULL OR d.state = 'pending' THEN 'approved'
             WHEN d.state = 'sent' THEN 'waiting'
             ELSE d.state END AS place
    FROM scans_entry AS e
    LEFT JOIN keying_hold AS hold ON hold.entry_id = e.id
    LEFT JOIN (delivery_delivery AS d
        JOIN records_version AS v ON v.id = d.version_id
        JOIN records_record AS r ON r.id = v.record_id AND r.approved = v.n)
        ON r.entry_id = e.id AND e.state = 'approved'
    WHERE e.book_id = ANY(%(books)s)
"""
# `gap` is the one state of each number that the closing totals promise and no entry bears.
_GAP = """
    SELECT c.book_id, c.year, n AS number, NULL::bigint AS entry_id,
        CASE WHEN m.id IS NOT NULL THEN 'missing_explained'
             WHEN book.scanned_at IS NULL THEN 'unscanned'
             ELSE 'missing' END AS place
    FROM books_closing AS c JOIN books_book AS book ON book.id = c.book_id
    CROSS JOIN generate_series(c.first_number, c.first_number + c.total - 1) AS n
    LEFT JOIN review_missingnumber AS m
        ON m.book_id = c.book_id AND m.year = c.year AND m.number = n
    WHERE c.book_id = ANY(%(books)s) AND NOT EXISTS (
        SELECT 1 FROM scans_entry AS e
        WHERE e.book_id = c.book_id AND e.year = c.year AND e.number = n)
"""
# `kept` are the promised numbers that some entry bears; entries beyond them are surplus.
_COUNTS = f"""
    SELECT book_id, place, count(*) FROM ({_PLACE}) AS place GROUP BY book_id, place
    UNION ALL SELECT book_id, place, count(*) FROM ({_GAP}) AS gap GROUP BY book_id, place
    UNION ALL SELECT book_id, 'expected', sum(total) FROM books_closing
        WHERE book_id = ANY(%(books)s) GROUP BY book_id
    UNION ALL SELECT c.book_id, 'kept', count(*) FROM (
        SELECT DISTINCT book_id, year, number FROM scans_entry WHERE book_id = ANY(%(books)s)
        ) AS e JOIN books_closing AS c ON c.book_id = e.book_id AND c.year = e.year
            AND e.number BETWEEN c.first_number AND c.first_number + c.total - 1
        GROUP BY c.book_id
    UNION ALL SELECT book_id, 'entries', count(*) FROM scans_entry
        WHERE book_id = ANY(%(books)s) GROUP BY book_id
"""
_SQUARES = f"({_PLACE}) UNION ALL ({_GAP}) ORDER BY year, number"


@dataclass(slots=True)
class Balance:
    """The account of a book, a unit or the province: expected + surplus = the sum of the places."""

    expected: int = 0
    surplus: int = 0
    places: dict[str, int] = field(default_factory=lambda: dict.fromkeys(BALANCE, 0))

    @property
    def located(self) -> int:
        return sum(self.places.values())

    @property
    def difference(self) -> int:
        """What the account cannot place; anything but 0 is a defect of ours."""
        return self.expected + self.surplus - self.located

    @property
    def adds_up(self) -> bool:
        return self.difference == 0 and self.places["missing"] == 0

    @property
    def done(self) -> int:
        """Entries the ministry has, by us or another route, and numbers explained as missing."""
        return sum(self.places[place] for place in ("accepted", "other_route", "missing_explained"))

    def add(self, other: "Balance") -> None:
        self.expected += other.expected
        self.surplus += other.surplus
        for place, count in other.places.items():
            self.places[place] += count


@dataclass(frozen=True, slots=True)
class Square:
    """One number of a book and where it is."""

    year: int
    number: int
    place: str
    entry_id: int | None


def balances(books: list[int]) -> dict[int, Balance]:
    """Return the balance of each of the books by its id, as it is at this moment."""
    found = {book: Balance() for book in books}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"books": books})
        for book, place, n in cursor.fetchall():
            part, count = found[book], int(n)
            if place == "expected":
                part.expected = count
            elif place == "entries":
                part.surplus += count
            elif place == "kept":
                part.surplus -= count
            else:
                part.places[place] += count
    return found


@dataclass(frozen=True, slots=True)
class Account:
    """The balance of many books together: the sum, each book's, the largest, and as of when."""

    total: Balance
    parts: dict[int, Balance]
    at: datetime

    @property
    def largest(self) -> int:
        return max((part.expected + part.surplus for part in self.parts.values()), default=1)


def account(books: QuerySet[Book]) -> Account:
    """Return the balance of each of the books and their sum: of this moment for a few books, of
    the last tally for many.

    A province's own figures cost half a second of the database each time they are counted anew;
    the tally is counted at most four times a minute, and only where something was done.
    """
    keys = list(books.order_by().values_list("pk", flat=True))
    parts, at = dict.fromkeys(keys, Balance()), timezone.now()
    rows = Tally.objects.filter(book__in=books.order_by().values("pk"))
    if len(keys) <= LIVE_BOOKS or not rows.exists():
        parts = balances(keys)
    else:
        for book, expected, surplus, places, counted in rows.values_list(
            "book", "expected", "surplus", "places", "at"
        ):
            parts[book] = Balance(expected, surplus, dict.fromkeys(BALANCE, 0) | places)
            at = min(at, counted)
    return Account(total(parts), parts, at)


def total(parts: dict[int, Balance]) -> Balance:
    """Return the sum of balances."""
    whole = Balance()
    for part in parts.values():
        whole.add(part)
    return whole


def squares(book: Book) -> list[Square]:
    """Return every number of a book in order, each with its place."""
    with connection.cursor() as cursor:
        cursor.execute(_SQUARES, {"books": [book.pk]})
        return [
            Square(year, number, place, entry)
            for _book, year, number, entry, place in cursor.fetchall()
        ]


BEFORE_RECORD = frozenset(
    ("to_key", "in_keying", "set_aside", "to_settle", "returned", "unscanned", "missing")
)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that waits for a person: how much of it, and the page where it is done."""

    icon: str
    name: str
    detail: str
    url: str


def tasks(user: User) -> list[Task]:
    """Return what waits for this person, in the order in which it should be done."""
    acts = access.acts(user)  # only to ask no question whose answer is known: queries decide
    return [*_keying(user, acts), *_settling(user, acts), *_books(user, acts)]


def _keying(user: User, acts: frozenset[str]) -> Iterator[Task]:
    work = keying.work_for(user) if "key" in acts else []
    lease = keying.live_lease(user)
    if lease:
        left = keying.held_entries(user, lease).count()
        detail = ngettext("còn %(n)s trường hợp", "còn %(n)s trường hợp", left) % {"n": left}
        yield Task("key", _("Nhập tiếp lô đang dở"), detail, reverse("keying"))
    elif work:
        waiting = sum(item.waiting for item in work)
        text = ngettext("%(n)s trường hợp chờ", "%(n)s trường hợp chờ", waiting)
        yield Task("key", _("Nhập liệu"), text % {"n": waiting}, reverse("keying"))


def _settling(user: User, acts: frozenset[str]) -> Iterator[Task]:
    left = review.to_settle(user).count() if "settle" in acts else 0
    if left:
        text = ngettext(
            "%(n)s trường hợp có chỗ khác nhau", "%(n)s trường hợp có chỗ khác nhau", left
        )
        yield Task("split", _("Phân xử"), text % {"n": left}, reverse("settling"))
    hard = review.raised(user).count() if "review" in acts else 0
    if hard:
        text = ngettext("%(n)s chỗ được chuyển lên", "%(n)s chỗ được chuyển lên", hard)
        yield Task("question", _("Chỗ khó đọc"), text % {"n": hard}, reverse("senior"))


def _books(user: User, acts: frozenset[str]) -> Iterator[Task]:
    if "add_scans" in acts:
        for book in visible(user, "add_scans").filter(scanned_at=None)[:5]:
            yield Task("scan", _("Quét"), _label(book), reverse("scans", args=[book.pk]))
    if "review" in acts:
        reviewing = visible(user, "review").filter(entries__state="in_review").distinct()[:5]
        for book in reviewing:
            yield Task("half", _("Rà soát"), _label(book), reverse("review_book", args=[book.pk]))
    if "deliver" in acts:
        yield from _deliveries(user)


def _deliveries(user: User) -> Iterator[Task]:
    refused = visible(user, "deliver").filter(
        deliveries__state__in=["refused", "held"],
        deliveries__version__n=F("deliveries__version__record__approved"),
    )
    for book in refused.distinct()[:5]:
        where = reverse("delivery", args=[book.pk])
        yield Task("diamond", _("Bộ từ chối, cần sửa"), _label(book), where)
    ready = visible(user, "deliver").filter(packages__isnull=False, packages__released_at=None)
    for book in ready.distinct()[:5]:
        yield Task("send", _("Gửi Bộ"), _label(book), reverse("delivery", args=[book.pk]))


def _label(book: Book) -> str:
    name = registers.load(book.kind).name(get_language() or "vi")
    return f"{name} {book.label}, {book.unit.name}"
