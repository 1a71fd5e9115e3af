"""A commune's memory: who lives there, who married whom, whose birth stands in which book.

Books are drawn in the order of time from one Town, so a couple of a marriage book has children in
the birth books, parents in the death books, and a divorce points back to the marriage.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from hotich.samples import shares
from hotich.samples.naming import BRU, KINH, PACO
from hotich.samples.people import Household, Issuers, Papers, Person, grow_up
from hotich.samples.places import Commune, province

if TYPE_CHECKING:
    from hotich.samples.entries.writing import Entry

_TRIES = 6
_NATIVE_ELSEWHERE = 0.12


@dataclass(frozen=True, slots=True)
class BirthOnBook:
    """A birth that stands in a book here: the child, the parents, and its entry."""

    child: Person
    household: Household
    entry: "Entry"
    registered: date


class Town:
    """The living memory of one commune; the same seed gives the same people.

    ``trouble`` multiplies what goes wrong in its books (see shares.toml); 0 is nothing.
    """

    def __init__(self, seed: str, commune: Commune, trouble: float = 0.0) -> None:
        self.seed = f"{seed}/{commune.code}"
        self.trouble = shares.trouble(trouble)
        random = self.random = Random(self.seed)
        self.commune = commune
        former = tuple((u, n.partition(" ")[2]) for u, n in commune.province.former)
        issuers = Issuers(commune.province.name.partition(" ")[2], former)
        self.papers = Papers(random, province().personal_code, issuers)
        self.next_numbers: dict[tuple[str, int], int] = {}
        self.households: list[Household] = []
        self.births: list[BirthOnBook] = []
        self.fatherless: list[BirthOnBook] = []
        self._fertile: list[Household] = []
        self._neighbours = [
            other.unit.name
            for district in province().districts
            if district.unit.code == commune.district.code
            for other in district.communes
            if other.code != commune.code
        ]

    def people(self) -> str:
        if self.random.random() >= self.commune.highland:
            return KINH
        return PACO if self.random.random() < 0.3 else BRU

    def newcomer(
        self,
        *,
        male: bool,
        year: int,
        people: str = "",
        village: str = "",
        family: str = "",
        native: str = "",
    ) -> Person:
        """Invent a person who lives here."""
        people = people or self.people()
        village = village or self.commune.village(self.random, upland=people != KINH)
        return grow_up(
            self.random,
            male=male,
            year=year,
            people=people,
            village=village,
            native=native or self.native(),
            family=family,
        )

    def native(self) -> str:
        elsewhere = self._neighbours and self.random.random() < _NATIVE_ELSEWHERE
        return self.random.choice(self._neighbours) if elsewhere else self.commune.unit.name

    def bride_or_groom(self, on: date, *, male: bool, people: str = "", age: int = 0) -> Person:
        """Return somebody single: born in a book here where possible, else invented."""
        age = age or max(20 if male else 18, round(self.random.gauss(26 if male else 23, 4)))
        if self.births and self.random.random() < shares.life("bride_born_here"):
            for _ in range(_TRIES):
                person = self.random.choice(self.births).child
                of_age = (20 if male else 18) <= person.age(on) <= 36
                free = person.spouse is None and person.alive(on)
                if of_age and free and person.male == male and people in ("", person.people):
                    return person
        return self.newcomer(male=male, year=on.year - age - 1, people=people)

    def marry(self, husband: Person, wife: Person, on: date) -> Household:
        """Found a household, in the husband's village."""
        husband.spouse, wife.spouse = wife, husband
        household = Household(wife, husband, on, husband.village)
        self.settle(household)
        return household

    def settle(self, household: Household) -> None:
        self.households.append(household)
        self._fertile.append(household)

    def expecting(self, on: date) -> Household:
        """Return a household where a child is born on a day, known or new."""
        if self.random.random() < shares.life("married_here"):
            for _ in range(_TRIES):
                if not self._fertile:
                    break
                at = self.random.randrange(len(self._fertile))
                household = self._fertile[at]
                if household.is_fertile(on) and household.since <= on:
                    return household
                if household.ended or household.wife.age(on) > 42:
                    self._fertile[at] = self._fertile[-1]
                    self._fertile.pop()
        return self._new_household(on)

    def _new_household(self, on: date) -> Household:
        """A couple whose marriage stands in no book here, or a mother alone."""
        random = self.random
        age = min(40, max(20, round(random.gauss(26, 4.5))))
        wife = self.newcomer(male=False, year=on.year - age - 1)
        if random.random() < shares.life("no_father"):
            household = Household(wife, None, on - timedelta(days=300), wife.village)
        else:
            father_year = min(wife.born.year + random.randint(-8, 2), on.year - 23)
            people = wife.people if random.random() < 0.95 else KINH
            husband = self.newcomer(
                male=True, year=father_year, people=people, village=wife.village
            )
            wife.spouse, husband.spouse = husband, wife
            household = Household(wife, husband, on - timedelta(days=300), wife.village)
        self.settle(household)
        return household

    def any_household(self, on: date) -> Household:
        """Return a household that is together on a day, of any age."""
        for _ in range(_TRIES):
            if not self.households:
                break
            household = self.random.choice(self.households)
            if household.since <= on and not household.ended and household.husband:
                return household
        return self._with_husband(on)

    def couple_from_elsewhere(self, on: date) -> Household:
        """Return a couple of some years whose marriage stands in no book here."""
        return self._with_husband(on - timedelta(days=self.random.randint(2, 12) * 365))

    def _with_husband(self, on: date) -> Household:
        while (household := self._new_household(on)).husband is None:
            pass
        return household

    def parent(self, person: Person, *, male: bool) -> Person:
        """Return somebody's father or mother, inventing one who is known by the year."""
        known = person.father if male else person.mother
        if known:
            return known
        year = person.born.year - self.random.randint(20, 38)
        parent = self.newcomer(
            male=male,
            year=year,
            people=person.people,
            village=person.village,
            family=person.surname if male else "",
            native=person.native,
        )
        if male:
            person.father = parent
        else:
            person.mother = parent
        return parent
