"""Invented persons and families: ages that could be true, papers of their time, kin.

Every name is put together by chance and every place is invented; nobody here is real.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from hotich.samples import naming, shares
from hotich.samples.naming import BRU, KINH, PACO
from hotich.samples.places import PERSONAL_SERIES

if TYPE_CHECKING:
    from hotich.samples.entries.writing import Entry

__all__ = ["BRU", "KINH", "PACO", "Household", "Paper", "Papers", "Person", "grow_up"]

CITIZEN_CARDS_FROM = date(2016, 1, 1)
CMND, PASSPORT, CCCD = "1", "2", "4"


@dataclass(frozen=True, slots=True)
class Paper:
    """An identity paper: the code of its kind, its number, when and where it was issued."""

    kind: str
    number: str
    issued: date
    issuer: str


@dataclass(slots=True, eq=False)
class Person:
    """Somebody who may stand in many entries. ``known`` is how much of the birth date people know:
    1 the year, 2 month and year, 3 the day. ``native`` is the place the family comes from.

    ``birth_entry`` is the id of the birth entry, "" where it is in no book here.
    """

    name: str
    male: bool
    born: date
    known: int
    people: str
    village: str
    native: str
    papered: bool = True
    number: str = ""
    birth_entry: str = ""
    father: "Person | None" = None
    mother: "Person | None" = None
    spouse: "Person | None" = None
    died: date | None = None
    paper: Paper | None = None
    shown: date | None = None

    @property
    def surname(self) -> str:
        return self.name.split()[0]

    def age(self, on: date) -> int:
        before = (on.month, on.day) < (self.born.month, self.born.day)
        return on.year - self.born.year - before

    def alive(self, on: date) -> bool:
        return self.died is None or self.died > on


@dataclass(slots=True, eq=False)
class Household:
    """A couple, or a mother alone, and the children entered so far.

    ``marriage`` is what a later entry can say of the marriage: the id of its entry, its number,
    its book and its day; the id is "" where it stands in no book here.
    """

    wife: Person
    husband: Person | None
    since: date
    village: str
    marriage: tuple[str, str, str, date] | None = None
    marriage_entry: "Entry | None" = None
    children: list[Person] = field(default_factory=list)
    ended: date | None = None

    @property
    def head(self) -> Person:
        return self.husband or self.wife

    def is_fertile(self, on: date) -> bool:
        """Say whether a child may be born on this day."""
        if self.ended or not self.wife.alive(on) or not 18 <= self.wife.age(on) <= 42:
            return False
        last = self.children[-1].born if self.children else None
        return len(self.children) < 8 and (last is None or (on - last).days > 450)


class Papers:
    """Gives out identity cards and personal numbers, none twice and none that is real: 99 opens
    no series of old cards, and the last six digits of the new ones begin with it."""

    def __init__(self, random: Random, province: str, issuers: "Issuers") -> None:
        self._random = random
        self._province = province
        self._issuers = issuers
        self._given: set[str] = set()

    def old_number(self) -> str:
        while (number := f"99{self._random.randrange(10_000_000):07d}") in self._given:
            pass
        self._given.add(number)
        return number

    def personal_number(self, born: date, male: bool) -> str:
        century = 2 * (born.year // 100 - 19) + (not male)
        head = f"{self._province}{century}{born.year % 100:02d}{PERSONAL_SERIES}"
        while (number := f"{head}{self._random.randrange(10_000):04d}") in self._given:
            pass
        self._given.add(number)
        return number

    def of(self, person: Person, on: date) -> Paper | None:
        """Return the paper that a person shows on a day, None for who has none."""
        if not person.papered or person.age(on) < 15 or on < date(1957, 1, 1):
            return None
        paper = person.paper
        if paper and person.shown == on:
            return paper
        if not paper or paper.issued > on or self._is_renewed(paper, on):
            person.paper = self._issue(person, on)
        person.shown = on
        return person.paper

    def _is_renewed(self, paper: Paper, on: date) -> bool:
        """Old cards give way to the new ones, nearly all of them from 2021 on."""
        if paper.kind != CMND or on < CITIZEN_CARDS_FROM:
            return False
        return self._random.random() < (0.9 if on.year >= 2021 else 0.15)

    def _issue(self, person: Person, on: date) -> Paper:
        share = 0.0 if on < CITIZEN_CARDS_FROM else 0.94 if on.year >= 2021 else 0.35
        citizen = self._random.random() < share
        of_age = date(person.born.year + 15, person.born.month, min(person.born.day, 28))
        first = max(of_age, on - timedelta(days=4000), date(1957, 1, 1))
        if citizen:
            first = max(first, CITIZEN_CARDS_FROM)
        issued = first + timedelta(days=self._random.randint(0, max(0, (on - first).days)))
        if not citizen:
            number = person.paper.number if person.paper else self.old_number()
            return Paper(CMND, number, issued, self._issuers.of_old_cards(issued))
        if not person.number:
            person.number = self.personal_number(person.born, person.male)
        return Paper(CCCD, person.number, issued, self._issuers.of_citizen_cards(issued))


@dataclass(frozen=True, slots=True)
class Issuers:
    """Who gave out cards on a day; ``province`` is its name without "tỉnh", by day."""

    province: str
    former: tuple[tuple[date, str], ...] = ()

    def of_old_cards(self, on: date) -> str:
        name = next((name for until, name in self.former if on < until), self.province)
        return f"{'Ty Công an' if on.year < 1981 else 'Công an'} {name}"

    def of_citizen_cards(self, on: date) -> str:
        if on >= date(2024, 7, 1):
            return "Bộ Công an"
        if on >= date(2018, 10, 1):
            return "Cục Cảnh sát quản lý hành chính về trật tự xã hội"
        return "Cục Cảnh sát ĐKQL cư trú và DLQG về dân cư"


def grow_up(
    random: Random,
    *,
    male: bool,
    year: int,
    people: str,
    village: str,
    native: str,
    family: str = "",
) -> Person:
    """Invent somebody born in ``year``. Uplanders and old people know the year only."""
    born = date(year, random.randint(1, 12), random.randint(1, 28))
    upland = people != KINH
    full = 0.08 if upland else 0.3 if year < 1950 else 0.45 if year < 1980 else 0.9
    known = 3 if random.random() < full else 1
    if known == 1 and not upland and random.random() < 0.05:
        known = 2
    papered = random.random() > shares.life("no_paper") * (4 if upland else 1)
    name = naming.full_name(random, male=male, year=year, people=people, family=family)
    return Person(name, male, born, known, people, village, native, papered)
