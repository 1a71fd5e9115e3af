"""What units were from day to day, and what each kind of change does to them. Pure: no database.

history = History(lives); history.merge(on=day, sources=[3, 4], target=9); history.paths(today)
Dates of ends are exclusive: a unit that ends on 1 July was there on 30 June for the last time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from hotich.units import errors


@dataclass(frozen=True, slots=True)
class Span:
    """A name, a level and a parent (its id) from one day to another."""

    name: str
    level: str
    parent: int | None
    since: date
    until: date | None = None


@dataclass(slots=True)
class Life:
    """One unit from its founding to its end: its spans in order, and who took over."""

    code: str
    since: date
    until: date | None = None
    successor: int | None = None
    spans: list[Span] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.spans[-1].name

    def is_there(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)

    def at(self, day: date) -> Span:
        """Return the span of a day; of a day before or after its life the nearest."""
        for span in self.spans:
            if span.until is None or day < span.until:
                return span
        return self.spans[-1]


def written(day: date) -> str:
    """Write a day as sentences say it."""
    return f"{day:%d.%m.%Y}"


class History:
    """All units by id. Every change is one method; each raises what `units.errors` says.

    A change is told on top of what is known of the units it touches: one that would have to slip
    in before a later one is refused. So all that is known must be told in the order of time.
    """

    def __init__(self, lives: dict[int, Life]) -> None:
        self.lives = lives

    def copy(self) -> "History":
        """Return a history of its own, in which a change may be tried."""
        return History(
            {unit: replace(life, spans=list(life.spans)) for unit, life in self.lives.items()}
        )

    def find(self, code: str, day: date, *, before: bool = False) -> int:
        """Return the id of the unit with this code on a day; ``before``: until that day.

        Where one unit hands its code to another on that day, ``before`` means the old one.
        """
        found = [
            (life.since, unit)
            for unit, life in self.lives.items()
            if life.code == code
            and (life.since < day if before else life.since <= day)
            and (life.until is None or (life.until >= day if before else life.until > day))
        ]
        if not found:
            raise errors.UnknownCode(code=code, day=written(day))
        return max(found)[1]

    def found(
        self, unit: int, *, on: date, code: str, name: str, level: str, parent: int | None
    ) -> None:
        """Let a unit begin."""
        if parent is not None:
            self._stays(parent, on)
        self.lives[unit] = Life(code, on, spans=[Span(name, level, parent, on)])

    def rename(self, *, on: date, unit: int, name: str) -> None:
        """Give a unit another name."""
        span = self._on_top(unit, on)
        if span.name == name:
            raise errors.NothingNew(name=name)
        self._turn(unit, replace(span, name=name, since=on))

    def move(self, *, on: date, units: Sequence[int], parent: int) -> None:
        """Put units below another one."""
        above = self._stays(parent, on)
        for unit in units:
            span = self._on_top(unit, on)
            if any(unit in self._line(parent, day) for day in self._turns(on)):
                raise errors.InACircle(name=span.name, parent=above.at(on).name)
            if span.parent == parent:
                raise errors.NothingNew(name=span.name)
            self._turn(unit, replace(span, parent=parent, since=on))

    def merge(self, *, on: date, sources: Sequence[int], target: int) -> None:
        """End units in favour of one; what lay below them lies below it."""
        for unit in sources:
            self.end(on=on, unit=unit, successors=[target])

    def split(self, *, on: date, unit: int, targets: Sequence[int]) -> None:
        """End a unit in favour of several, the first of which answers for its books."""
        self.end(on=on, unit=unit, successors=targets)

    def end(self, *, on: date, unit: int, successors: Sequence[int]) -> None:
        """End a unit; what lay below it lies below its first successor from then on."""
        span, life = self._on_top(unit, on), self.lives[unit]
        if on <= life.since:
            raise errors.NotValidThen(name=span.name, day=written(on))
        for successor in successors:
            after = self._stays(successor, on)
            if any(unit in self._line(successor, day) for day in self._turns(on)):
                raise errors.InACircle(name=span.name, parent=after.at(on).name)
        heir = successors[0] if successors else None
        children = self._below(unit, on)
        self._none_to_come(unit, on)
        if children and heir is None:
            raise errors.NeedsSuccessor(name=span.name, books=0, children=len(children))
        for child in children:
            self._turn(child, replace(self._on_top(child, on), parent=heir, since=on))
        life.until, life.successor = on, heir
        self._close(unit, on)

    def check_codes(self) -> None:
        """Raise CodeTaken if a code belongs to two units at once."""
        before: dict[str, Life] = {}
        for life in sorted(self.lives.values(), key=lambda life: life.since):
            other = before.get(life.code)
            if other and (other.until is None or other.until > life.since):
                raise errors.CodeTaken(code=life.code, name=other.name, day=written(life.since))
            before[life.code] = life

    def paths(self, day: date) -> dict[int, str]:
        """Return each unit's path on a day: below its parent, once it has ended its successor.

        A root that is yet to come hangs below a unit that it will succeed, whose people prepare it.
        """
        heirs = {life.successor: unit for unit, life in reversed(self.lives.items())}
        known: dict[int, str] = {}

        def above(unit: int, life: Life) -> int | None:
            if life.until is not None and life.until <= day and life.successor:
                return life.successor
            coming = life.since > day
            return life.at(day).parent or (heirs.get(unit) if coming else None)

        def path(unit: int) -> str:
            if unit not in known:
                upper = above(unit, self.lives[unit])
                known[unit] = f"{path(upper) if upper else '/'}{unit}/"
            return known[unit]

        return {unit: path(unit) for unit in self.lives}

    def _there(self, unit: int, day: date) -> Life:
        life = self.lives[unit]
        if not life.is_there(day):
            raise errors.NotValidThen(name=life.name, day=written(day))
        return life

    def _stays(self, unit: int, day: date) -> Life:
        """Return a unit that is there on a day and of which no end is known."""
        life = self._there(unit, day)
        if life.until is not None:
            raise errors.LaterChange(name=life.name, day=written(day), later=written(life.until))
        return life

    def _turns(self, on: date) -> set[date]:
        """Return a day and every later one on which something in the tree turns."""
        later = (span.since for life in self.lives.values() for span in life.spans)
        return {on, *(day for day in later if day > on)}

    def _none_to_come(self, unit: int, on: date) -> None:
        """Raise LaterChange if something is to come below a unit after a day."""
        for life in self.lives.values():
            for span in life.spans:
                if span.parent == unit and span.since > on:
                    raise errors.LaterChange(
                        name=span.name, day=written(on), later=written(span.since)
                    )

    def _on_top(self, unit: int, on: date) -> Span:
        """Return the last span of a unit that a change of this day may follow."""
        life = self._there(unit, on)
        last = life.spans[-1]
        if life.until is not None or last.since > on:
            later = life.until or last.since
            raise errors.LaterChange(name=life.name, day=written(on), later=written(later))
        return last

    def _turn(self, unit: int, span: Span) -> None:
        self._close(unit, span.since)
        self.lives[unit].spans.append(span)

    def _close(self, unit: int, on: date) -> None:
        """End the last span; one that began on this very day has never been."""
        spans = self.lives[unit].spans
        last = spans.pop()
        if last.since < on:
            spans.append(replace(last, until=on))

    def _below(self, unit: int, day: date) -> list[int]:
        return [
            other
            for other, life in self.lives.items()
            if life.is_there(day) and life.at(day).parent == unit
        ]

    def _line(self, unit: int, day: date) -> set[int]:
        """Return a unit and all above it on a day."""
        line: set[int] = set()
        above: int | None = unit
        while above is not None and above not in line:
            line.add(above)
            above = self.lives[above].at(day).parent
        return line
