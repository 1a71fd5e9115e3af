"""The persons of a record, whatever its kind, and checks 13, 14 and 26, which look at each of them.

Persons are told by the names of the fields: whoever has ``<person>_name`` may have a birth date, a
sex, numbers and an ID paper beside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from hotich.rules.checks.facts import REGISTERED, Record, Span, age_at_most
from hotich.rules.checks.findings import Finding, found
from hotich.rules.names import canonical
from hotich.rules.numbers import (
    BadPersonalNumber,
    PersonalNumber,
    bare,
    paper_number_ok,
    personal_number,
)
from hotich.rules.registers import load

MALE, FEMALE = "1", "2"
SEX_BY_ROLE = {
    "father": MALE,
    "mother": FEMALE,
    "husband": MALE,
    "wife": FEMALE,
    "adoptive_father": MALE,
    "adoptive_mother": FEMALE,
}
WEIGHED_ELSEWHERE = ("mother", "father", "deceased")
CITIZEN_CARD, OTHER_PAPER = "4", "8"
IDENTITY_CARDS = frozenset(("1", CITIZEN_CARD))
NO_PAPER_KIND = frozenset(("", "0"))


@dataclass(frozen=True, slots=True)
class Person:
    """The fields of one person in a kind; "" where the kind has no such field."""

    role: str
    name: str
    birth: str
    sex: str
    personal_number: str
    paper_kind: str
    paper_number: str
    paper_date: str


_PARTS = (
    "name",
    "birth_date",
    "sex",
    "personal_number",
    "paper_kind",
    "paper_number",
    "paper_date",
)


@cache
def persons(kind_code: str) -> tuple[Person, ...]:
    """Return the persons whom a kind names, in the order of its columns."""
    fields = [field.name for field in load(kind_code).fields]
    roles = [name.removesuffix("_name") for name in fields if name.endswith("_name")]
    return tuple(
        Person(role, *(name if (name := f"{role}_{part}") in fields else "" for part in _PARTS))
        for role in roles
    )


@cache
def person(kind_code: str, role: str) -> Person:
    """Return one person of a kind; KeyError if there is none in that role."""
    for someone in persons(kind_code):
        if someone.role == role:
            return someone
    raise KeyError(role)


def is_card_number(record: Record, who: Person) -> bool:
    """Say whether a paper number is an identity card's.

    Where the book names no kind of paper, a number of digits only is taken for such a card's.
    """
    paper, number = record.value(who.paper_kind), record.value(who.paper_number)
    if paper in NO_PAPER_KIND:
        return number.isdecimal() or bare(number).isdecimal()
    return paper in IDENTITY_CARDS


def number_of(record: Record, who: Person) -> tuple[str, PersonalNumber] | None:
    """Return a person's number of 12 digits with its field: their own, or their card's."""
    for name in (who.personal_number, who.paper_number):
        value = record.value(name)
        if len(value) < 12 or (name == who.paper_number and not is_card_number(record, who)):
            continue
        try:
            return name, personal_number(value)
        except BadPersonalNumber:
            continue
    return None


def identity_of(record: Record, who: Person) -> str:
    """Return the number that belongs to this person only, "" where none surely does.

    "Other papers" may be a household's, and a number without a kind of paper anything.
    """
    if own := bare(record.value(who.personal_number)):
        return own
    number, kind = bare(record.value(who.paper_number)).upper(), record.value(who.paper_kind)
    sure = paper_number_ok(number) if kind in NO_PAPER_KIND else kind != OTHER_PAPER
    return number if sure else ""


def born_before_registration(record: Record) -> Iterator[Finding]:
    """Check 13: everyone is born before the registration."""
    registered = record.span(REGISTERED)
    if not registered:
        return
    for who in persons(record.kind.code):
        birth = record.span(who.birth)
        if birth and birth[0] > registered[1]:
            facts = {"birth": record.value(who.birth), "registered": record.value(REGISTERED)}
            yield found("R13a", record.kind, who.birth, REGISTERED, **facts)


def sensible_dates(record: Record) -> Iterator[Finding]:
    """Check 14: not registered in the future, nobody born before 1900.

    Those are left out whose age another check weighs, and who were often born before 1900 in older
    books: the parents of a birth (15) and the dead (20).
    """
    registered, limit = record.span(REGISTERED), record.limits.oldest_birth_year
    if registered and registered[0] > record.today:
        yield found("R14a", record.kind, REGISTERED, registered=record.value(REGISTERED))
    for who in persons(record.kind.code):
        birth = record.span(who.birth)
        if birth and birth[1].year < limit and who.role not in WEIGHED_ELSEWHERE:
            facts: dict[str, str | int] = {"birth": record.value(who.birth), "limit": limit}
            yield found("R14b", record.kind, who.birth, **facts)


def _birth_fields(record: Record, who: Person, registered: Span | None) -> list[str]:
    """Return where a person's birth date stands: an applicant's with their namesakes, for an
    applicant is often one of the others. A namesake too young to have come is somebody else."""
    if who.birth:
        return [who.birth]
    name, fields = canonical(record.value(who.name)), []
    for other in persons(record.kind.code) if name and registered else ():
        born = record.span(other.birth)
        if not born or not registered or canonical(record.value(other.name)) != name:
            continue
        if age_at_most(born, registered) >= record.limits.paper_least_age:
            fields.append(other.birth)
    return fields


def paper_date(record: Record) -> Iterator[Finding]:
    """Check 26: an ID paper is issued before the registration, and a card to nobody under 14."""
    registered, limit = record.span(REGISTERED), record.limits.paper_least_age
    for who in persons(record.kind.code):
        issued = record.span(who.paper_date)
        if not issued:
            continue
        value = record.value(who.paper_date)
        if registered and issued[0] > registered[1]:
            facts: dict[str, str | int] = {"issued": value, "registered": record.value(REGISTERED)}
            yield found("R26a", record.kind, who.paper_date, REGISTERED, **facts)
        if record.value(who.paper_kind) not in NO_PAPER_KIND | IDENTITY_CARDS:
            continue  # a child may have a passport
        births = _birth_fields(record, who, registered)
        spans = [record.span(birth) for birth in births]
        young = bool(spans) and all(span and age_at_most(span, issued) < limit for span in spans)
        if young and issued[1] < record.limits.children_have_cards_from:
            facts = {"issued": value, "birth": record.value(births[0]), "limit": limit}
            yield found("R26b", record.kind, who.paper_date, births[0], **facts)


PERSON_CHECKS = (born_before_registration, sensible_dates, paper_date)

ANY_DAY = (date.min, date.max)


def may_be(record: Record, who: Person, other: Record, them: Person) -> bool:
    """Say whether two birth dates leave it open that it is one person."""
    a, b = record.span(who.birth) or ANY_DAY, other.span(them.birth) or ANY_DAY
    return a[0] <= b[1] and b[0] <= a[1]
