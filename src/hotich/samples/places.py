"""The invented province: districts and communes by their names of each time, and villages."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from random import Random
from typing import Any

PERSONAL_SERIES = "99"
"""Opens the last six digits of every personal number here, so that none is a real one's."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with its former names, each up to a day; ``name`` is the last one."""

    code: str
    name: str
    former: tuple[tuple[date, str], ...] = ()

    def name_on(self, day: date) -> str:
        return next((name for until, name in self.former if day < until), self.name)


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune: where it lies, its villages, and the share of uplanders in each of them.

    ``size`` is its weight among the communes of its district.
    """

    unit: Unit
    district: Unit
    province: Unit
    villages: tuple[str, ...]
    upland_villages: tuple[str, ...]
    highland: float
    size: float

    @property
    def code(self) -> str:
        return self.unit.code

    @property
    def urban(self) -> bool:
        return not self.unit.name.startswith("xã")

    def office(self, day: date) -> str:
        """Return the office of a day: people's committees were administrative ones until 1976."""
        return f"{'UBHC' if day.year < 1976 else 'UBND'} {self.unit.name_on(day)}"

    def village(self, random: Random, *, upland: bool) -> str:
        villages = self.upland_villages if upland and self.upland_villages else self.villages
        return random.choice(villages)


@dataclass(frozen=True, slots=True)
class District:
    """A district: its unit, its weights on the shelves, and its communes."""

    unit: Unit
    books: int
    entries: int
    communes: tuple[Commune, ...]


@dataclass(frozen=True, slots=True)
class Province:
    unit: Unit
    personal_code: str
    districts: tuple[District, ...]

    @property
    def communes(self) -> list[Commune]:
        return [commune for district in self.districts for commune in district.communes]


@dataclass(frozen=True, slots=True)
class KindShare:
    """A kind's share of all entries, and the year its books begin."""

    share: float
    since: int


@cache
def _data() -> dict[str, Any]:
    text = resources.files(__package__).joinpath("places.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def kinds() -> dict[str, KindShare]:
    return {kind: KindShare(**row) for kind, row in _data()["kinds"].items()}


def year_weight(year: int) -> float:
    """Return how many entries a year has against other years."""
    rows: dict[str, float] = _data()["years"]
    return next(weight for until, weight in rows.items() if year <= int(until))


@cache
def province() -> Province:
    data = _data()
    unit = _unit(data)
    districts = tuple(_district(unit, row, data) for row in data["districts"])
    return Province(unit, data["personal_code"], districts)


def home() -> Commune:
    """Return the commune of the demo, xã Mai Đàn."""
    return next(commune for commune in province().communes if commune.code == "99001")


def _unit(row: dict[str, Any]) -> Unit:
    former = tuple((date.fromisoformat(old["until"]), old["name"]) for old in row["former"])
    return Unit(row["code"], row["name"], former)


def _district(province: Unit, row: dict[str, Any], data: dict[str, Any]) -> District:
    district = _unit(row)
    kinds = (("communes", "xã"), ("townlets", "thị trấn"), ("wards", "phường"))
    names = [f"{word} {name}" for key, word in kinds for name in row.get(key, ())]
    random = Random(f"places/{district.code}")  # the places are the same whatever the seed
    communes = []
    for index, name in enumerate(names):
        code = f"9{district.code[2].replace('0', '9')}{3 * index + 1:03d}"
        former = _former(random, name)
        town = not name.startswith("xã")
        highland = row["highland"] * random.uniform(0.4, 1.2)
        if (district.code, name) == ("990", "xã Mai Đàn"):
            former, highland = (), 0.16
        highland = min(0.97, highland * (0.3 if town else 1))
        villages = data["quarters"] if town else random.sample(data["plains"], 6)
        upland = random.sample(data["upland"], 4) if highland > 0.01 else ()
        size = random.lognormvariate(0, 0.45) * (1.5 if town else 1)
        unit = Unit(code, name, former)
        commune = Commune(unit, district, province, tuple(villages), tuple(upland), highland, size)
        communes.append(commune)
    return District(district, row["books"], row["entries"], tuple(communes))


def _former(random: Random, name: str) -> tuple[tuple[date, str], ...]:
    """Some communes were parts of another before 1990, or were merged or raised later."""
    word, _, rest = name.partition(" ") if name[0] != "t" else ("thị trấn", "", name[9:])
    draw = random.random()
    if word != "xã":
        return ((date(1994, 9, 1), f"xã {rest}"),) if draw < 0.5 else ()
    if draw < 0.12:
        return ((date(1990, 5, 1), f"xã {rest.split()[0]} Hòa"),)
    if draw < 0.2:
        return ((date(2020, 1, 1), f"xã {rest.split()[0]} Thịnh"),)
    return ()
