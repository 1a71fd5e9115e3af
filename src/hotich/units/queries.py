"""Read the tree of units, as it is today and as it was on any day."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from hotich.rules.names import search_key, text_key
from hotich.units import errors
from hotich.units.drafts import Draft
from hotich.units.history import History, Life, Span, written
from hotich.units.models import Change, Kind, Party, Spell, Unit


def ancestors(unit: Unit) -> QuerySet[Unit]:
    """Return the unit and those above it, from the root down; successors of one that has ended."""
    ids = [int(part) for part in unit.path.split("/") if part]
    return Unit.objects.filter(pk__in=ids).order_by("path")


def within(unit: Unit) -> QuerySet[Unit]:
    """Return the unit and those below it, with those that have ended and hang below them."""
    return Unit.objects.filter(path__startswith=unit.path)


def full_name(unit: Unit) -> str:
    """Return the name from the unit up, "xã Mai Đàn, huyện Hải Vân, tỉnh Quảng Sơn"."""
    return ", ".join(reversed([above.name for above in ancestors(unit)]))


@dataclass(frozen=True, slots=True)
class Node:
    """A unit in the tree of a day: so called then, so deep below the root."""

    unit: Unit
    name: str
    level: str
    depth: int

    @property
    def dots(self) -> str:
        """A dot for each level above the unit, with room behind it."""
        return "·\u2003" * self.depth


def spells_on(day: datetime.date) -> QuerySet[Spell]:
    """Return what every unit was called and where it belonged on a day."""
    return Spell.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day
    ).select_related("unit")


def tree(day: datetime.date, query: str = "") -> list[Node]:
    """Return the tree of a day from the roots down, each level in the Vietnamese order.

    With a query only units whose name or code it finds, marks or none, and those above them.
    """
    below: dict[int | None, list[Spell]] = defaultdict(list)
    for spell in spells_on(day):
        below[spell.parent_id].append(spell)
    for spells in below.values():
        spells.sort(key=lambda spell: (text_key(spell.name), spell.unit.code))
    return _nodes(below, None, 0, search_key(query))


def _nodes(
    below: dict[int | None, list[Spell]], parent: int | None, depth: int, query: str
) -> list[Node]:
    nodes = []
    for spell in below.get(parent, ()):
        inner = _nodes(below, spell.unit_id, depth + 1, query)
        if inner or not query or query in search_key(f"{spell.unit.code} {spell.name}"):
            nodes += [Node(spell.unit, spell.name, spell.level, depth), *inner]
    return nodes


def name_in(unit: Unit, year: int) -> str:
    """Return what a unit was called in a year (at its end, if it changed); the nearest name known
    for years outside of what is known.
    """
    spells = sorted(unit.spells.all(), key=lambda spell: spell.valid_from)
    day = datetime.date(year, 12, 31)
    before = [spell for spell in spells if spell.valid_from <= day]
    known = before[-1] if before else spells[0] if spells else None
    return known.name if known else unit.name


def former(unit: Unit) -> QuerySet[Unit]:
    """Return the units that have ended and whose books this one answers for, at any remove."""
    today = timezone.localdate()
    ids, layer = set[int](), [unit.pk]
    while layer:
        layer = list(
            Unit.objects.filter(successor__in=layer, valid_to__lte=today)
            .exclude(pk__in=ids)
            .values_list("pk", flat=True)
        )
        ids |= set(layer)
    return Unit.objects.filter(pk__in=ids).prefetch_related("spells").order_by("-valid_to", "code")


def changes_of(unit: Unit) -> QuerySet[Change]:
    """Return the changes that a unit had a part in, the newest first."""
    return _told(Change.objects.filter(parties__unit=unit).distinct()).order_by("-on", "-pk")


def upcoming() -> QuerySet[Change]:
    """Return the changes recorded ahead, the nearest first."""
    return _told(Change.objects.filter(applied_at=None)).order_by("on", "pk")


def past() -> QuerySet[Change]:
    """Return the changes in effect, the newest first; foundings alone are left out."""
    applied = Change.objects.filter(applied_at__isnull=False).exclude(kind=Kind.FOUNDED)
    return _told(applied).order_by("-on", "-pk")


def _told(changes: QuerySet[Change]) -> QuerySet[Change]:
    return changes.prefetch_related("parties__unit")


def books_below(unit: Unit) -> int:
    """Return how many books a unit and those that hang below it hold."""
    held = Unit.objects.filter(path__startswith=unit.path).aggregate(n=Count("books"))
    return int(held["n"])


def end_of_level(*, level: str, on: datetime.date, basis: str) -> list[Draft]:
    """Return the changes that end every unit of a level on a day in favour of the one above it.

    Raises NoSuchLevel.
    """
    history = read_history()
    drafts = []
    for life in sorted(history.lives.values(), key=lambda life: life.code):
        if life.is_there(on) and life.at(on).level == level:
            above = life.at(on).parent
            heir = (history.lives[above].code,) if above else ()
            drafts.append(Draft(Kind.ENDED, on, basis, sources=(life.code,), targets=heir))
    if not drafts:
        raise errors.NoSuchLevel(level=level, day=written(on))
    return drafts


def read_history() -> History:
    """Return the history of all units as it is written down."""
    spans: dict[int, list[Span]] = defaultdict(list)
    for spell in Spell.objects.order_by("valid_from"):
        span = Span(spell.name, spell.level, spell.parent_id, spell.valid_from, spell.valid_to)
        spans[spell.unit_id].append(span)
    return History(
        {
            unit.pk: Life(
                unit.code, unit.valid_from, unit.valid_to, unit.successor_id, spans[unit.pk]
            )
            for unit in Unit.objects.order_by("pk")
        }
    )


def replay(changes: Iterable[Change] | None = None) -> History:
    """Return the history as the changes tell it from the first one on.

    `read_history` is its outcome as written down: the two are equal at any time.
    """
    history = History({})
    told = _told(Change.objects.order_by("pk")) if changes is None else changes
    for change in told:
        tell(history, change, list(change.parties.all()))
    return history


def tell(history: History, change: Change, parties: Iterable[Party]) -> None:
    """Let a change with its parties happen in a history. Raises what `units.errors` says."""
    on = change.on
    ordered = sorted(parties, key=lambda party: (party.name != "", party.pk or 0))
    sources = [party.unit_id for party in ordered if party.side == "source"]
    targets = [party.unit_id for party in ordered if party.side == "target"]
    for party in ordered:
        if party.name:
            code, above = party.unit.code, party.parent_id
            history.found(
                party.unit_id, on=on, code=code, name=party.name, level=party.level, parent=above
            )
    if change.kind == Kind.RENAMED:
        history.rename(on=on, unit=sources[0], name=change.name)
    elif change.kind == Kind.MOVED:
        history.move(on=on, units=sources, parent=targets[0])
    elif change.kind == Kind.MERGED:
        history.merge(on=on, sources=sources, target=targets[0])
    elif change.kind == Kind.SPLIT:
        history.split(on=on, unit=sources[0], targets=targets)
    elif change.kind == Kind.ENDED:
        history.end(on=on, unit=sources[0], successors=targets)


def knows(history: History, draft: Draft, others: Iterable[Draft]) -> bool:
    """Say whether what a draft asks for is there already.

    Raises SaidOtherwise if its code is then another unit's that none of ``others`` ends.
    """
    if draft.kind != Kind.FOUNDED:
        return _recorded(draft)
    new, on = draft.new[0], draft.on
    try:
        life = history.lives[history.find(new.code, on)]
    except errors.UnknownCode:
        return False
    span = life.at(on)
    above = history.lives[span.parent].code if span.parent else ""
    same = (span.name, span.level, above) == (new.name, new.level, new.parent)
    if not same and any(new.code in other.sources and other.on <= on for other in others):
        return False
    if not same:
        raise errors.SaidOtherwise(code=new.code, name=span.name, day=written(on))
    return True


def _recorded(draft: Draft) -> bool:
    """Say whether a change of this day with the same outcome is recorded."""
    asked = set(draft.sources), {*draft.targets, *(new.code for new in draft.new)}
    for change in _told(Change.objects.filter(kind=draft.kind, on=draft.on, name=draft.name)):
        sides: dict[str, set[str]] = {"source": set(), "target": set()}
        for party in change.parties.all():
            sides[party.side].add(party.unit.code)
        if (sides["source"], sides["target"]) == asked:
            return True
    return False
