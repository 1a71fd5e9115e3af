"""What a lead sees of the keying in their units: who is at work, who needs help, what lies aside,
who of other units keys their books and where their own people help.

People stand in the order in which they need somebody, never by how fast they are.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from hotich.books.models import Book
from hotich.keying.models import Aside, Hold, Keying, Lease, Sharing
from hotich.people import access
from hotich.people.errors import NotThere
from hotich.people.models import Role, User
from hotich.rules import reportday
from hotich.rules.names import text_key
from hotich.scans.models import Entry
from hotich.units.models import Unit

HOUR = datetime.timedelta(hours=1)
STUCK = datetime.timedelta(minutes=10)
SILENT = datetime.timedelta(minutes=30)
MANY_ASIDE = 3  # in one batch; more than that and something is wrong with the book or the reading
HISTORY_DAYS = 14
HISTORY_ROWS = 200


def units_of(user: User, act: str = "see_keyers") -> list[Unit]:
    """Return the living units in which the user may do the act, higher ones first, each level in
    the Vietnamese order.
    """
    today = timezone.localdate()
    living = Q(valid_to=None) | Q(valid_to__gt=today)
    units = access.units(user, act).filter(living, valid_from__lte=today)
    return sorted(units, key=lambda unit: (unit.path.count("/"), text_key(unit.name), unit.code))


def unit_of(user: User, pk: int, act: str = "see_keyers") -> Unit:
    """Return a unit in which the user may do the act; NotThere otherwise."""
    unit = access.units(user, act).filter(pk=pk).first()
    if unit is None:
        raise NotThere
    return unit


# Who is at work


@dataclass(frozen=True, slots=True)
class Worker:
    """One keyer of a unit and the batch they last took today: how it goes.

    ``left`` are its entries not keyed yet, ``done`` those keyed, ``aside`` those set aside;
    ``active`` and ``timed`` are those of keying/pace.py, of this report day.
    """

    pk: int
    name: str
    unit_id: int
    unit: str
    book: int | None
    taken_at: datetime.datetime | None
    until: datetime.datetime | None
    away: bool
    pool: bool
    left: int
    done: int
    aside: int
    today: int
    timed: int
    active: float
    last: datetime.datetime | None
    asked_at: datetime.datetime

    @property
    def since(self) -> datetime.datetime | None:
        """The last sign of them: a save, or the batch they took."""
        return max((at for at in (self.last, self.taken_at) if at), default=None)

    @property
    def per_hour(self) -> int | None:
        return round(self.timed * 3_600_000 / self.active) if self.active else None

    @property
    def quiet(self) -> datetime.timedelta:
        """How long nothing was heard of them."""
        return self.asked_at - self.since if self.since else datetime.timedelta()

    @property
    def minutes(self) -> int:
        return int(self.quiet.total_seconds() // 60)

    @property
    def state(self) -> str:
        """How it goes: one of STATES."""
        running = bool(self.left and self.until and self.until > self.asked_at)
        if running and self.aside > MANY_ASIDE:
            return "many_aside"
        if running and not self.away:
            return "stuck" if self.quiet > STUCK else "working"
        if running:
            return "away"
        if self.left:
            return "ran_out"
        if not self.since:
            return "none"
        return "silent" if self.quiet > SILENT else "working"


NEEDY = ("stuck", "many_aside", "ran_out", "silent")
STATES = (*NEEDY, "working", "away", "none")
"""In the order in which somebody should look: who needs help first; "none" has not begun today."""

# Every keyer of the units today, beside the last batch they took and what they saved. At 18:00,
# when a report day begins, nobody is forgotten at once: `seen` is at least an hour ago.
_WORKERS = """
    WITH keyer AS (
        SELECT DISTINCT ON (person.id) person.id, person.full_name, person.sort,
            unit.id AS unit_id, unit.name AS unit
        FROM people_role AS role
        JOIN people_user AS person ON person.id = role.user_id AND person.is_active
        JOIN units_unit AS unit ON unit.id = role.unit_id
        WHERE role.name = ANY(%(roles)s) AND role.valid_from <= %(today)s
          AND (role.valid_to IS NULL OR role.valid_to >= %(today)s)
          AND unit.id = ANY(%(units)s)
        ORDER BY person.id, role.id
    )
    SELECT keyer.id, keyer.full_name, keyer.unit_id, keyer.unit,
        lease.book_id, lease.taken_at, lease.until,
        coalesce(lease.away, false), coalesce(lease.pool, false),
        (SELECT count(*) FROM keying_hold AS hold WHERE hold.lease_id = lease.id),
        (SELECT count(*) FROM keying_keying AS k
            WHERE k.lease_id = lease.id AND k.user_id = keyer.id),
        (SELECT count(*) FROM keying_aside AS aside WHERE aside.by_id = keyer.id
            AND aside.at >= lease.taken_at
            AND lease.entries @> to_jsonb(aside.entry_id)),
        saved.n, saved.timed, saved.active, saved.last
    FROM keyer
    LEFT JOIN LATERAL (
        SELECT * FROM keying_lease AS one WHERE one.user_id = keyer.id
          AND (one.taken_at >= %(seen)s OR one.until > %(now)s)
        ORDER BY one.taken_at DESC LIMIT 1) AS lease ON true
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE saved_at >= %(since)s) AS n,
            count(*) FILTER (WHERE ms > 0) AS timed,
            coalesce(sum(ms) FILTER (WHERE ms > 0), 0) AS active, max(saved_at) AS last
        FROM (SELECT saved_at, CASE WHEN jsonb_typeof(timings -> 'active_ms') = 'number'
                                    THEN (timings ->> 'active_ms')::float END AS ms
              FROM keying_keying WHERE user_id = keyer.id AND saved_at >= %(seen)s) AS each
        ) AS saved
    ORDER BY keyer.sort, keyer.id
"""


def workers(units: Iterable[Unit]) -> list[Worker]:
    """Return the keyers of units whom the caller may see, those first who need somebody. One
    query.
    """
    now = timezone.now()
    since, _end = reportday.bounds(reportday.day_of(now))
    look: dict[str, Any] = {
        "roles": sorted(access.GRANTS["key"]),
        "today": timezone.localdate(),
        "since": since,
        "seen": min(since, now - HOUR),
        "now": now,
        "units": [unit.pk for unit in units],
    }
    with connection.cursor() as cursor:
        cursor.execute(_WORKERS, look)
        found = [Worker(*(*row, now)) for row in cursor.fetchall()]
    return sorted(found, key=lambda one: STATES.index(one.state))


def shown(people: list[Worker], *, quiet: bool) -> list[Worker]:
    """Return the people who need somebody, with ``quiet`` also those at work. Who has not begun
    today is never named.
    """
    wanted = STATES[:-1] if quiet else NEEDY
    return [one for one in people if one.state in wanted]


def books_of(people: list[Worker]) -> dict[int, Book]:
    """Return the books that people have in hand, by their id."""
    keys = {one.book for one in people if one.book}
    return Book.objects.select_related("unit").in_bulk(keys)


@dataclass(frozen=True, slots=True)
class Need:
    """How many of a unit's keyers are in which state, and how many need somebody."""

    unit_id: int
    unit: str
    counts: Counter[str]

    @property
    def needy(self) -> int:
        return sum(self.counts[state] for state in NEEDY)

    @property
    def working(self) -> int:
        return self.counts["working"] + self.counts["away"]


def by_unit(people: list[Worker]) -> list[Need]:
    """Count people by their unit, units first in which most need somebody; units in which nobody
    has begun today are left out.
    """
    counts: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for one in people:
        counts[one.unit_id, one.unit][one.state] += 1
    found = [Need(*unit, count) for unit, count in counts.items() if set(count) - {"none"}]
    return sorted(found, key=lambda need: (-need.needy, text_key(need.unit)))


# What lies aside


def asides(units: Iterable[Unit]) -> QuerySet[Aside]:
    """Return what is set aside in the books of units, the oldest first."""
    return (
        Aside.objects.filter(entry__book__unit__in=list(units), resumed_at=None)
        .select_related("entry__book__unit", "by")
        .order_by("at")
    )


# Who helps whom


def _home(of: str) -> Subquery:
    """The name of the unit that a keyer comes from: that of their oldest role as one."""
    today = timezone.localdate()
    roles = Role.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today),
        user=OuterRef(of),
        name__in=access.GRANTS["key"],
        valid_from__lte=today,
    )
    return Subquery(roles.order_by("pk").values("unit__name")[:1])


def keyers_of(unit: Unit) -> QuerySet[User]:
    """Return the people who key in a unit, or in one below it, by a role of today."""
    return User.objects.filter(pk__in=_keyers_of(unit).values("user"), is_active=True)


def _keyers_of(unit: Unit) -> QuerySet[Role]:
    today = timezone.localdate()
    return Role.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today),
        unit__path__startswith=unit.path,
        name__in=access.GRANTS["key"],
        valid_from__lte=today,
    )


def _running() -> QuerySet[Lease]:
    now = timezone.now()
    left = Hold.objects.filter(lease=OuterRef("pk"), until__gt=now).order_by().values("lease")
    done = Keying.objects.filter(lease=OuterRef("pk")).order_by().values("lease")
    return (
        Lease.objects.filter(pool=True, until__gt=now)
        .annotate(
            left=Coalesce(Subquery(left.annotate(n=Count("pk")).values("n")), 0),
            done=Coalesce(Subquery(done.annotate(n=Count("pk")).values("n")), 0),
            home=_home("user"),
        )
        .filter(left__gt=0)
        .select_related("user", "book__unit")
        .order_by("taken_at")
    )


def helpers_in(unit: Unit) -> QuerySet[Lease]:
    """Return the batches of the unit's books that people of other units hold out of the pool:
    ``user``, ``home`` (their unit), ``left`` and ``done`` entries.
    """
    return _running().filter(book__unit__path__startswith=unit.path)


def helping_out(unit: Unit) -> QuerySet[Lease]:
    """Return the batches of others' books that the unit's people hold out of the pool."""
    return _running().filter(user__in=_keyers_of(unit).values("user"))


@dataclass(frozen=True, slots=True)
class Help:
    """How many entries a person of ``home`` keyed for ``unit`` out of the pool on a report day."""

    day: datetime.date
    home: str | None
    person: str
    unit: str
    entries: int


def history(unit: Unit, *, into: bool) -> list[Help]:
    """Return who helped day by day, newest first: others with the unit's books (``into``), else
    its own people with others' books. Of the last HISTORY_DAYS, no more than HISTORY_ROWS.
    """
    today = reportday.day_of(timezone.now())
    since = reportday.bounds(today - datetime.timedelta(days=HISTORY_DAYS - 1))[0]
    done = Keying.objects.filter(lease__pool=True, saved_at__gte=since)
    if into:
        done = done.filter(entry__book__unit__path__startswith=unit.path)
    else:
        done = done.filter(user__in=_keyers_of(unit).values("user"))
    shift = datetime.timedelta(hours=24 - reportday.HOUR)
    rows = (
        done.annotate(
            day=TruncDate(F("saved_at") + shift),
            home=_home("user"),
            person=F("user__full_name"),
            unit=F("entry__book__unit__name"),
        )
        .values("day", "home", "person", "unit")
        .annotate(n=Count("pk"))
        .order_by("-day", "home", "person", "unit")
        .values_list("day", "home", "person", "unit", "n")
    )
    return [Help(*row) for row in rows[:HISTORY_ROWS]]


# Units at a glance


@dataclass(frozen=True, slots=True)
class Glance:
    """One unit of the list of the pool: what it opened and lends, what waits, who helps."""

    unit: Unit
    sharing: Sharing | None
    waiting: int
    helpers: int
    helping: int


def glances(units: list[Unit]) -> list[Glance]:
    """Return how each of the units takes part in the pool. Four queries."""
    keys = [unit.pk for unit in units]
    rows = {row.unit_id: row for row in Sharing.objects.filter(unit__in=keys)}
    waiting = _count(
        Entry.objects.filter(book__unit__in=keys, state__in=["to_key", "returned"]), "book__unit"
    )
    running = Lease.objects.filter(
        pool=True, holds__in=Hold.objects.filter(until__gt=timezone.now())
    )
    into = _count(running.filter(book__unit__in=keys), "book__unit", "user")
    today = timezone.localdate()
    own = Role.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today),
        unit__in=keys,
        name__in=access.GRANTS["key"],
        valid_from__lte=today,
        user__in=running.values("user"),
    )
    out = _count(own, "unit", "user")
    return [
        Glance(unit, rows.get(unit.pk), *(found.get(unit.pk, 0) for found in (waiting, into, out)))
        for unit in units
    ]


def _count(rows: QuerySet[Any], by: str, what: str = "pk") -> dict[int, int]:
    counted = rows.order_by().values(by).annotate(n=Count(what, distinct=what != "pk"))
    return dict(counted.values_list(by, "n"))
