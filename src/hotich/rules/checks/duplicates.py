"""Checks 21 and 32 to 37 on records held against each other: what a given pair or group is.

Whoever calls finds the candidates; here it is decided, as carefully as a person would: a name
alone says nothing where many share one, and twins are not one child. A finding is about the first
record; ``facts["entry"]`` and ``facts["other"]`` are the two ids.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from hotich.rules.checks.facts import REGISTERED, Record, Span, number_or_none
from hotich.rules.checks.findings import Facts, Finding, found
from hotich.rules.checks.persons import may_be, number_of, person, persons
from hotich.rules.names import canonical, fold
from hotich.rules.numbers import Number

REREGISTERED = "2"
REREGISTERS = ("KS", "KH", "KT", "NCN")
"""The kinds in whose registration kind 2 means: registered anew."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record held against others: ``id``, ``office`` and ``volume`` (the book on the shelf) are
    whatever names them for the caller; ``phase`` is the campaign's in which it was keyed."""

    id: str
    record: Record
    office: str
    volume: str
    phase: int = 2

    @property
    def number(self) -> Number | None:
        return number_or_none(self.record.value("number"))


@dataclass(frozen=True, slots=True)
class Traits:
    """By what two records of a kind, with the same main persons, are seen to be of one event.

    ``kin``: of these one must be near and none another person. ``dates`` must not exclude each
    other. ``words`` must be the same. ``same_day``: the same may happen again on another day.
    ``twins``: two near names on neighbouring numbers are two children.
    """

    kin: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    same_day: bool = False
    twins: bool = False


TRAITS = {
    "KS": Traits(kin=("mother_name", "father_name"), twins=True),
    "KH": Traits(),
    "KT": Traits(dates=("deceased_death_date",), twins=True),
    "CMC": Traits(twins=True),
    "HN": Traits(same_day=True),
    "GH": Traits(kin=("guardian1_name",), words=("registration_kind",), twins=True),
    "TDCC": Traits(words=("paper_kind", "change_from", "change_to")),
    "NCN": Traits(kin=("adoptive_father_name", "adoptive_mother_name"), twins=True),
    "LH": Traits(dates=("judgment_date",)),
}


def _one_edit_apart(a: str, b: str) -> bool:
    """Say whether one letter put in, left out or changed makes one text the other."""
    if abs(len(a) - len(b)) > 1:
        return False
    at = next(
        (i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
    return a[at + 1 :] == b[at + 1 :] or a[at:] == b[at + 1 :] or a[at + 1 :] == b[at:]


def near_names(a: str, b: str) -> bool:
    """Say whether two names may be one, written otherwise: marks, one letter, or a middle name
    left out."""
    if not a or not b:
        return False
    x, y = fold(a), fold(b)
    if x == y or (min(len(x), len(y)) >= 6 and _one_edit_apart(x, y)):
        return True
    short, long = sorted((x.split(), y.split()), key=len)
    ends = len(short) > 1 and short[0] == long[0] and short[-1] == long[-1]
    rest = iter(long)
    return ends and all(word in rest for word in short)


def _overlap(a: Span | None, b: Span | None) -> bool:
    return a is None or b is None or (a[0] <= b[1] and b[0] <= a[1])


def _one_day(a: Span | None, b: Span | None) -> bool:
    """Say whether two dates are the same single day."""
    return a is not None and a == b and a[0] == a[1]


def _twins(a: Candidate, b: Candidate, names: tuple[str, ...]) -> bool:
    """Say whether two near names are two children registered one after the other."""
    one, two = a.number, b.number
    if a.office != b.office or not one or not two or one.year != two.year:
        return False
    apart = abs(one.n - two.n)
    differ = any(canonical(a.record.value(n)) != canonical(b.record.value(n)) for n in names)
    return differ and 0 < apart <= a.record.limits.twin_numbers


def _persons_alike(a: Record, b: Record) -> list[str] | None:
    """Return the fields in which the main persons agree, None where they cannot be the same."""
    alike = []
    for name in a.kind.main_names:
        who = person(a.kind.code, name.removesuffix("_name"))
        if not near_names(a.value(name), b.value(name)) or not may_be(a, who, b, who):
            return None
        if (
            who.sex
            and a.value(who.sex)
            and b.value(who.sex)
            and a.value(who.sex) != b.value(who.sex)
        ):
            return None
        alike.append(name)
        if _one_day(a.span(who.birth), b.span(who.birth)):
            alike.append(who.birth)
        one, two = number_of(a, who), number_of(b, who)
        if one and two and one[1] == two[1]:
            alike.append(one[0])
    return alike


def _event_alike(a: Record, b: Record, traits: Traits) -> list[str] | None:
    """Return the fields in which the event agrees, None where it cannot be the same."""
    alike = []
    for name in traits.kin:
        if a.value(name) and b.value(name):
            if not near_names(a.value(name), b.value(name)):
                return None
            alike.append(name)
    for name in traits.dates:
        if not _overlap(a.span(name), b.span(name)):
            return None
        if _one_day(a.span(name), b.span(name)):
            alike.append(name)
    for name in traits.words:
        if canonical(a.value(name)) != canonical(b.value(name)):
            return None
        if a.value(name):
            alike.append(name)
    return alike


def _registered_alike(a: Record, b: Record, traits: Traits) -> list[str] | None:
    one, two = a.span(REGISTERED), b.span(REGISTERED)
    if traits.same_day:
        return [REGISTERED] if _one_day(one, two) else None
    apart = abs((one[0] - two[0]).days) if one and two else None
    return [REGISTERED] if apart is not None and apart <= a.limits.near_days else []


def alike(a: Candidate, b: Candidate) -> list[str]:
    """Return the fields by which two records of one kind seem to be of one event, [] if not.

    The main persons are near, nothing speaks against, and at least two more things agree besides a
    name, one of them of the event: kin, the other spouse, a date of the event, a near registration.
    The office counts as one of the two, for what it is worth: a village has many of one name.
    """
    kind, traits = a.record.kind, TRAITS[a.record.kind.code]
    if traits.twins and _twins(a, b, kind.main_names):
        return []
    parts = (
        _persons_alike(a.record, b.record),
        _event_alike(a.record, b.record, traits),
        _registered_alike(a.record, b.record, traits),
    )
    if parts[0] is None or parts[1] is None or parts[2] is None:
        return []
    of_persons, of_event = parts[0], parts[1] + parts[2]
    more = len(of_persons) - 1 + len(of_event) + (a.office == b.office)
    return of_persons + of_event if more >= 2 and (of_event or len(of_persons) > 2) else []


def _labels(record: Record, names: list[str]) -> Facts:
    labels = [record.kind.field(name) for name in names]
    return {
        "alike_vi": "; ".join(label.label_vi for label in labels),
        "alike_en": "; ".join(label.label_en for label in labels),
    }


def _both(a: Candidate, b: Candidate) -> Facts:
    """Return the facts that name both records."""
    return {
        "entry": a.id,
        "other": b.id,
        "number": a.record.value("number"),
        "other_number": b.record.value("number"),
        "other_book": b.record.book.shown,
    }


def _is_new(candidate: Candidate) -> bool:
    record = candidate.record
    again = record.value("registration_kind") == REREGISTERED
    return not (again and record.kind.code in REREGISTERS)


def same_number(a: Candidate, b: Candidate) -> Iterator[Finding]:
    """Checks 32 and 33: one number of an office's kind on two entries, in one book or in two."""
    same = a.number and b.number and a.number.key == b.number.key
    if not same or a.office != b.office:
        return
    one, two = a.record.book, b.record.book
    if (one.year, one.number) == (two.year, two.number):
        yield found("R32b", a.record.kind, "number", **_both(a, b))
    else:
        yield found("R33", a.record.kind, "number", **_both(a, b), books=two.shown)


def same_event(a: Candidate, b: Candidate, fields: list[str]) -> Iterator[Finding]:
    """Checks 34 to 36: one event registered twice, registered anew, or keyed in both phases.

    ``fields`` are those in which the two are alike.
    """
    facts = _both(a, b) | _labels(a.record, fields)
    if _is_new(a) != _is_new(b):
        yield found("R35", a.record.kind, *fields, **facts)
    elif a.phase != b.phase:
        yield found("R36", a.record.kind, *fields, **facts, phase=b.phase)
    else:
        case = "R34" if TRAITS[a.record.kind.code].twins else "R34b"
        yield found(case, a.record.kind, *fields, **facts)


def two_numbers(a: Candidate, b: Candidate) -> Iterator[Finding]:
    """Check 37: a main person of one event has one personal number."""
    for name in a.record.kind.main_names:
        who = person(a.record.kind.code, name.removesuffix("_name"))
        one, two = number_of(a.record, who), number_of(b.record, who)
        if one and two and one[1] != two[1]:
            facts = {"value": a.record.value(one[0]), "other_value": b.record.value(two[0])}
            facts |= {"name": a.record.value(name)}
            yield found("R37a", a.record.kind, one[0], **_both(a, b), **facts)


def two_persons(a: Candidate, b: Candidate) -> Iterator[Finding]:
    """Check 37: a personal number belongs to one person, in whatever kind of record."""
    for who in persons(a.record.kind.code):
        one = number_of(a.record, who)
        for them in persons(b.record.kind.code) if one else ():
            two = number_of(b.record, them)
            names = a.record.value(who.name), b.record.value(them.name)
            if not one or not two or one[1] != two[1] or not all(names):
                continue
            if near_names(*names) and may_be(a.record, who, b.record, them):
                continue
            facts = {"value": a.record.value(one[0]), "name": names[0], "other_name": names[1]}
            yield found("R37b", a.record.kind, one[0], who.name, **_both(a, b), **facts)


def check_pair(a: Candidate, b: Candidate) -> list[Finding]:
    """Return what the first of two records is to the second; of two kinds only check 37 speaks."""
    found = [*two_persons(a, b)]
    if a.record.kind.code != b.record.kind.code:
        return found
    found = [*same_number(a, b), *found]
    fields = alike(a, b)
    return [*found, *same_event(a, b, fields), *two_numbers(a, b)] if fields else found
