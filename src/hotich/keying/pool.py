"""Which book a person keys next: their own unit's first, then out of the common pool.

A unit opens kinds of its books to others and lends a share of its keyers (`Sharing`). What no unit
opened is nobody else's: no row, no access.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from hotich.books.models import Book
from hotich.keying.models import Hold, Keying, Sharing
from hotich.people import access
from hotich.people.models import Role, User
from hotich.rules import layouts
from hotich.rules.compare import differences
from hotich.rules.registers import load
from hotich.scans.models import Entry
from hotich.units.models import Unit

CANDIDATES = 40  # looked at more closely
PAIRS = 100  # a person's last keyings that are held against the other one
PRIOR = 20  # fields; with few of a decade the rate stays near the person's own


@dataclass(frozen=True, slots=True)
class Choice:
    """The book a person keys next; ``pool``: one of another unit, given for the lease alone."""

    book: Book
    pool: bool


@dataclass(frozen=True, slots=True)
class Lending:
    """What a person's unit lends: how many of its keyers may be with others at one time, how many
    others of them are, and whether it asks for help itself. ``unit`` None: no keyer of any unit.
    """

    unit: Unit | None = None
    keyers: int = 0
    share: int = 0
    lent: int = 0
    needs_help: bool = False

    @property
    def places(self) -> int:
        """How many may go at one time: at least one unless the share is 0."""
        return max(1, self.keyers * self.share // 100) if self.share and self.keyers else 0

    @property
    def free(self) -> bool:
        return self.lent < self.places


def choose(user: User) -> Choice | None:
    """Return what the person keys next, None if nothing is theirs to key now.

    Own books first, most waiting first. Others' when there is nothing own, or when their unit asks
    for help (and the person's own does not), as far as the person's unit lends people. At most
    five queries.
    """
    own = own_book(user)
    lending = lending_of(user)
    if lending.free and not (own and lending.needs_help):
        book = _draw(user, only_help=own is not None)
        if book:
            return Choice(book, pool=True)
    return Choice(own, pool=False) if own else None


def may_draw(user: User, book: Book) -> bool:
    """Tell whether the pool gives this person the book of another unit, at this moment."""
    lending = lending_of(user)
    if not lending.free:
        return False
    own = own_book(user) is not None
    if own and lending.needs_help:
        return False
    return bool(_candidates(user, only_help=own, book=book))


def in_pool(user: User) -> Book | None:
    """Return the book that the pool would give this person once their own have run out."""
    return _draw(user, only_help=False) if lending_of(user).free else None


def queue_up(user: User) -> None:
    """Wait, inside a transaction, until no colleague of the person's unit is drawing: so that two
    at once do not exceed the share.
    """
    role = _keyer_roles(user).first()
    if role:
        Unit.objects.select_for_update(no_key=True).get(pk=role.unit_id)


def own_book(user: User) -> Book | None:
    """Return the book with most entries for this person, of the units where they key by role."""
    waiting = _own_waiting(user).order_by("-n", "book")
    return Book.objects.select_related("unit").filter(pk=waiting.values("book")[:1]).first()


def returned_for(user: User) -> list[tuple[Book, int]]:
    """Return the books of the person's units with entries that were returned to be keyed again,
    and how many they may key: to be done before anything else. Two queries.
    """
    found = dict(_own_waiting(user).filter(state="returned").values_list("book", "n"))
    books = Book.objects.select_related("unit").filter(pk__in=found)
    return [(book, found[book.pk]) for book in books.order_by("year", "kind", "number", "pk")]


def waiting_for(user: User) -> QuerySet[Entry]:
    """Return the entries that nobody holds and that this person has not keyed in their round."""
    mine = Keying.objects.filter(entry=OuterRef("pk"), round=OuterRef("round"), user=user)
    held = Hold.objects.filter(entry=OuterRef("pk"), until__gt=timezone.now())
    waiting = Entry.objects.filter(state__in=("to_key", "returned"))
    return waiting.exclude(Exists(mine)).exclude(Exists(held)).order_by()


def _own_waiting(user: User) -> QuerySet[Any, Any]:
    """Count by book what waits for this person where they key by role: {"book", "n"}."""
    own = waiting_for(user).filter(book__unit__in=access.units(user, "key"))
    return own.values("book").annotate(n=Count("pk"))


def _keyer_roles(user: User) -> QuerySet[Role]:
    today = timezone.localdate()
    return Role.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today),
        user=user,
        name__in=access.GRANTS["key"],
        valid_from__lte=today,
    ).order_by("pk")


_LENDING = """
    WITH keyer AS (
        SELECT role.user_id, role.unit_id, role.id FROM people_role AS role
        JOIN people_user AS person ON person.id = role.user_id AND person.is_active
        WHERE role.name = ANY(%(roles)s) AND role.valid_from <= %(today)s
          AND (role.valid_to IS NULL OR role.valid_to >= %(today)s)
    ), home AS (SELECT unit_id FROM keyer WHERE user_id = %(user)s ORDER BY id LIMIT 1)
    SELECT home.unit_id, coalesce(sharing.share, %(share)s), sharing.asked_help_at IS NOT NULL,
        (SELECT count(DISTINCT keyer.user_id) FROM keyer WHERE keyer.unit_id = home.unit_id),
        (SELECT count(DISTINCT lease.user_id) FROM keying_hold AS hold
            JOIN keying_lease AS lease ON lease.id = hold.lease_id
            WHERE hold.until > %(now)s AND lease.pool AND lease.user_id <> %(user)s
              AND lease.user_id IN (SELECT user_id FROM keyer WHERE unit_id = home.unit_id))
    FROM home LEFT JOIN keying_sharing AS sharing ON sharing.unit_id = home.unit_id
"""


def lending_of(user: User) -> Lending:
    """Return what the person's unit lends: that of their oldest role as a keyer."""
    with connection.cursor() as cursor:
        cursor.execute(_LENDING, {**_about(user), "share": DEFAULT_SHARE})
        row = cursor.fetchone()
    if row is None:
        return Lending()
    unit, share, needs_help, keyers, lent = row
    return Lending(Unit(pk=unit), keyers, share, lent, needs_help)


DEFAULT_SHARE: int = Sharing._meta.get_field("share").get_default()
"""Of a unit that has not said otherwise: lending idle hands shows nobody's data."""


def _about(user: User) -> dict[str, Any]:
    return {
        "user": user.pk,
        "roles": sorted(access.GRANTS["key"]),
        "today": timezone.localdate(),
        "now": timezone.now(),
    }


# Tenths of risk and doublings of work are alike enough: so that what a person reads well counts.
_POOL = """
    WITH mine AS (
        SELECT unit.path FROM people_role AS role JOIN units_unit AS unit ON unit.id = role.unit_id
        WHERE role.user_id = %(user)s AND role.name = ANY(%(roles)s)
          AND role.valid_from <= %(today)s
          AND (role.valid_to IS NULL OR role.valid_to >= %(today)s)
    )
    SELECT book.id, book.kind, book.year, sharing.asked_help_at IS NOT NULL AS helped,
        round((sharing.risk * 10)::numeric) AS risk, floor(log(2.0, waiting.n)) AS size
    FROM keying_sharing AS sharing
    JOIN books_book AS book
        ON book.unit_id = sharing.unit_id AND sharing.open_kinds ? book.kind
    JOIN units_unit AS unit ON unit.id = book.unit_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS n FROM scans_entry AS entry
        WHERE entry.book_id = book.id AND entry.state IN ('to_key', 'returned')) AS waiting
    WHERE waiting.n > 0
      AND (NOT %(only_help)s OR sharing.asked_help_at IS NOT NULL)
      AND (%(book)s::bigint IS NULL OR book.id = %(book)s)
      AND NOT EXISTS (SELECT 1 FROM mine WHERE starts_with(unit.path, mine.path))
      AND EXISTS (
        SELECT 1 FROM scans_entry AS entry
        LEFT JOIN keying_hold AS hold ON hold.entry_id = entry.id AND hold.until > %(now)s
        WHERE entry.book_id = book.id AND entry.state IN ('to_key', 'returned')
          AND hold.entry_id IS NULL
          AND NOT EXISTS (SELECT 1 FROM keying_keying AS done WHERE done.entry_id = entry.id
                          AND done.round = entry.round AND done.user_id = %(user)s))
    ORDER BY helped DESC, risk DESC, size DESC, waiting.n DESC, book.id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class _Candidate:
    book: int
    kind: str
    decade: int
    place: tuple[bool, int, int]


def _candidates(user: User, *, only_help: bool, book: Book | None = None) -> list[_Candidate]:
    look = {"only_help": only_help, "book": book.pk if book else None, "limit": CANDIDATES}
    with connection.cursor() as cursor:
        cursor.execute(_POOL, {**_about(user), **look})
        return [
            _Candidate(pk, kind, year // 10, (helped, int(risk), int(size)))
            for pk, kind, year, helped, risk, size in cursor.fetchall()
        ]


def _draw(user: User, *, only_help: bool) -> Book | None:
    """Return the pool's first book for this person; among equals the one they read best."""
    found = _candidates(user, only_help=only_help)
    if not found:
        return None
    first = [one for one in found if one.place == found[0].place]
    best = first[0]
    if len({(one.kind, one.decade) for one in first}) > 1:
        rates = Rates.of(user, {one.kind for one in first})
        best = max(first, key=lambda one: rates.rate(one.kind, one.decade))
    return Book.objects.select_related("unit").get(pk=best.book)


@dataclass(frozen=True, slots=True)
class Rates:
    """How often what a person keyed agreed with the other keying, by the book's kind and decade."""

    fields: Counter[tuple[str, int]]
    agreed: Counter[tuple[str, int]]

    @classmethod
    def of(cls, user: User, kinds: Iterable[str]) -> "Rates":
        """Hold the person's last keyings of these kinds against the other one of each entry."""
        pairs = (
            Keying.objects.filter(
                entry__keyings__user=user,
                entry__keyings__round=F("round"),
                entry__book__kind__in=sorted(kinds),
            )
            .exclude(user=user)
            .order_by("-entry__keyings__saved_at")
            .values_list(
                *("entry__book__kind", "entry__book__year", "entry__layout", "values", "flags"),
                *("entry__keyings__values", "entry__keyings__flags"),
            )[:PAIRS]
        )
        rates = cls(Counter(), Counter())
        for kind, year, layout, *pair in pairs:
            rates._count((kind, year // 10), layout, *pair)
        return rates

    def _count(
        self,
        of: tuple[str, int],
        layout: str,
        first: dict[str, str],
        first_flags: dict[str, str],
        second: dict[str, str],
        second_flags: dict[str, str],
    ) -> None:
        kind = load(of[0])
        names = [n for n in layouts.load(layout).fields() if kind.field(n).compared]
        written = [  # the spelling is the same for most: only the others need their meaning
            n
            for n in names
            if (first.get(n), first_flags.get(n)) != (second.get(n), second_flags.get(n))
        ]
        differ = differences(kind, first, second, first_flags, second_flags, written)
        self.fields[of] += len(names)
        self.agreed[of] += len(names) - len(differ)

    def rate(self, kind: str, decade: int) -> float:
        """Return the share of fields that agreed, drawn towards the person's own average."""
        average = self.agreed.total() / self.fields.total() if self.fields else 1.0
        of = kind, decade
        return (self.agreed[of] + PRIOR * average) / (self.fields[of] + PRIOR)


def waiting_by_kind(unit: Unit) -> dict[str, tuple[int, int]]:
    """Return for each kind that waits in a unit: (books, entries still to key)."""
    rows = (
        Entry.objects.filter(
            book__unit__path__startswith=unit.path, state__in=["to_key", "returned"]
        )
        .values("book__kind")
        .annotate(books=Count("book", distinct=True), n=Count("pk"))
        .order_by("-n")
    )
    return {row["book__kind"]: (row["books"], row["n"]) for row in rows}


def sharing_of(unit: Unit) -> Sharing:
    """Return what a unit has said of the pool, what holds for one that said nothing otherwise."""
    return Sharing.objects.filter(unit=unit).first() or Sharing(unit=unit)
