"""Full names by people, sex and birth year, put together by chance from public frequencies."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate
from random import Random

KINH, BRU, PACO = "kinh", "bru", "paco"


@dataclass(frozen=True, slots=True)
class _Generation:
    """The names given up to a birth year; women's first, then men's."""

    until: int
    middles: tuple[tuple[str, ...], tuple[str, ...]]
    given: tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Names:
    """All names of one people."""

    surnames: tuple[str, ...]
    weights: tuple[float, ...]
    generations: tuple[_Generation, ...]


def _words(text: str) -> tuple[str, ...]:
    return tuple("" if word == "-" else word.replace("_", " ") for word in text.split())


@cache
def _names(people: str) -> _Names:
    text = resources.files(__package__).joinpath("names.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    surnames = data["surnames"][people]
    generations = tuple(
        _Generation(
            row["until"],
            (_words(row["middle_f"]), _words(row["middle_m"])),
            (_words(row["given_f"]), _words(row["given_m"])),
        )
        for row in data[people]
    )
    return _Names(tuple(surnames), tuple(accumulate(surnames.values())), generations)


def surname(random: Random, people: str = KINH) -> str:
    names = _names(people)
    return random.choices(names.surnames, cum_weights=names.weights)[0]


def full_name(
    random: Random, *, male: bool, year: int, people: str = KINH, family: str = ""
) -> str:
    """Return a full name of someone born in ``year``; ``family`` fixes the surname."""
    names = _names(people)
    generation = next(g for g in names.generations if year <= g.until)
    family = family or surname(random, people)
    middle = random.choice(generation.middles[male])
    said = {family, *middle.split()}
    while (given := random.choice(generation.given[male])) in said:
        pass
    return f"{family} {middle} {given}" if middle else f"{family} {given}"
