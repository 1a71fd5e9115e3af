"""The balance: where every entry of every book is, in one query; and what waits for a person."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import F
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hotich.books.models import Book
from hotich.books.queries import visible
from hotich.keying import queries as keying
from hotich.people.models import User
from hotich.review import queries as review
from hotich.rules import registers
from hotich.rules.transitions import BALANCE

# `place` is the one state each entry is in; `gap` the one state of each number that the closing
# totals promise and no entry bears. A hold that ran out counts as waiting again.
_PLACES = """
    WITH book AS (SELECT id, scanned_at FROM books_book WHERE id = ANY(%(books)s)),
    promised AS (
        SELECT c.book_id, c.year, n AS number FROM books_closing AS c
        JOIN book ON book.id = c.book_id,
        generate_series(c.first_number, c.first_number + c.total - 1) AS n),
    place AS (
        SELECT e.book_id, e.year, e.number, e.id AS entry_id,
            CASE WHEN e.state IN ('to_key', 'returned') AND hold.until > now() THEN 'in_keying'
                 WHEN e.state <> 'approved' THEN e.state
                 WHEN d.state IS NULL OR d.state = 'pending' THEN 'approved'
                 WHEN d.state = 'sent' THEN 'waiting'
                 ELSE d.state END AS place
        FROM scans_entry AS e JOIN book ON book.id = e.book_id
        LEFT JOIN keying_hold AS hold ON hold.entry_id = e.id
        LEFT JOIN records_record AS r ON r.entry_id = e.id
        LEFT JOIN records_version AS v ON v.record_id = r.id AND v.n = r.approved
        LEFT JOIN delivery_delivery AS d ON d.version_id = v.id),
    gap AS (
        SELECT p.book_id, p.year, p.number, NULL::bigint AS entry_id,
            CASE WHEN m.id IS NOT NULL THEN 'missing_explained'
                 WHEN book.scanned_at IS NULL THEN 'unscanned'
                 ELSE 'missing' END AS place
        FROM promised AS p JOIN book ON book.id = p.book_id
        LEFT JOIN review_missingnumber AS m USING (book_id, year, number)
        WHERE NOT EXISTS (SELECT 1 FROM place AS e WHERE e.book_id = p.book_id
                          AND e.year = p.year AND e.number = p.number)),
    located AS (SELECT * FROM place UNION ALL SELECT * FROM gap)
"""
_COUNTS = (
    _PLACES
    + """
    SELECT book_id, place, count(*) FROM located GROUP BY book_id, place
    UNION ALL SELECT book_id, 'expected', count(*) FROM promised GROUP BY book_id
    UNION ALL SELECT e.book_id, 'surplus',
        count(*) - count(DISTINCT (p.year, p.number)) FILTER (WHERE p.number IS NOT NULL)
        FROM place AS e LEFT JOIN promised AS p USING (book_id, year, number) GROUP BY e.book_id
"""
)
_SQUARES = _PLACES + "SELECT year, number, place, entry_id FROM located ORDER BY year, number"


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
    """Return the balance of each of the books by its id."""
    found = {book: Balance() for book in books}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"books": books})
        for book, place, count in cursor.fetchall():
            if place == "expected":
                found[book].expected = count
            elif place == "surplus":
                found[book].surplus = count
            else:
                found[book].places[place] += count
    return found


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
        return [Square(*row) for row in cursor.fetchall()]


def visible_books(user: User) -> list[Book]:
    """Return the books whose balance the user may see."""
    return list(visible(user, "see_balance"))


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
    return [task for task in (*_keying(user), *_settling(user), *_books(user)) if task]


def _keying(user: User) -> Iterator[Task]:
    work = keying.work_for(user)
    lease = keying.live_lease(user)
    if lease:
        left = keying.held_entries(user, lease).count()
        detail = ngettext("còn %(n)s trường hợp", "còn %(n)s trường hợp", left) % {"n": left}
        yield Task("key", _("Nhập tiếp lô đang dở"), detail, reverse("keying"))
    elif work:
        waiting = sum(item.waiting for item in work)
        text = ngettext("%(n)s trường hợp chờ", "%(n)s trường hợp chờ", waiting)
        yield Task("key", _("Nhập liệu"), text % {"n": waiting}, reverse("keying"))


def _settling(user: User) -> Iterator[Task]:
    left = review.to_settle(user).count()
    if left:
        text = ngettext(
            "%(n)s trường hợp có chỗ khác nhau", "%(n)s trường hợp có chỗ khác nhau", left
        )
        yield Task("split", _("Phân xử"), text % {"n": left}, reverse("settling"))


def _books(user: User) -> Iterator[Task]:
    for book in visible(user, "add_scans").filter(scanned_at=None)[:5]:
        yield Task("scan", _("Quét"), _label(book), reverse("scans", args=[book.pk]))
    reviewing = visible(user, "review").filter(entries__state="in_review").distinct()[:5]
    for book in reviewing:
        yield Task("half", _("Rà soát"), _label(book), reverse("review_book", args=[book.pk]))
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
