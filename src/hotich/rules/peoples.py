"""The peoples and nationalities that registers name, whatever the spelling of their hyphens."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from hotich.rules.names import canonical, fold, nfc


def _data(name: str) -> dict[str, Any]:
    text = resources.files("hotich.rules").joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)


@lru_cache(maxsize=8192)  # a province writes some hundred ways; the rest is slips of keys
def _key(text: str) -> str:
    """Canonical words without punctuation: "Bru - Vân Kiều" and "Bru Vân Kiều" are one."""
    return " ".join(re.findall(r"\w+", canonical(text)))


@dataclass(frozen=True, slots=True)
class People:
    """One of the 54 peoples: its two-digit code, its name on the national list, other names."""

    code: str
    name: str
    others: tuple[str, ...]


@cache
def peoples() -> tuple[People, ...]:
    """Return the 54 peoples in the order of the national list."""
    rows = _data("peoples.toml")["peoples"]
    return tuple(People(row["code"], row["name"], tuple(row["others"])) for row in rows)


@cache
def nations() -> tuple[str, ...]:
    """Return the nationalities as registers write them, short and long writings last."""
    data = _data("nations.toml")
    return (*data["names"], *(other for others in data["others"].values() for other in others))


@cache
def people_keys() -> dict[str, str]:
    """Map every known name, in canonical words, to its people's code."""
    return {_key(name): p.code for p in peoples() for name in (p.name, *p.others)}


@cache
def _folded() -> dict[str, frozenset[str]]:
    """Map every known name without marks to the codes it may mean."""
    found: dict[str, set[str]] = {}
    for key, code in people_keys().items():
        found.setdefault(fold(key).replace(" ", ""), set()).add(code)
    return {key: frozenset(codes) for key, codes in found.items()}


@cache
def nation_keys() -> dict[str, str]:
    """Map every known nationality, in canonical words, to its usual name."""
    usual = {o: name for name, others in _data("nations.toml")["others"].items() for o in others}
    return {_key(name): usual.get(name, name) for name in reversed(nations())}


def people_code(text: str) -> str | None:
    """Return the two-digit code of a people by any of its names, None where it is not listed.

    "Tà Ôi (Pa Cô)" counts where both names are of the same people; "dân tộc" in front does not.
    """
    plain = re.sub(r"^\s*(?:dân tộc|người)\s+", "", nfc(text), flags=re.IGNORECASE)
    whole = people_keys().get(_key(plain))
    name, bracket, other = plain.partition("(")
    if whole or not bracket:
        return whole
    code = people_keys().get(_key(name))
    return code if code == people_keys().get(_key(other)) else None


def likely_people(text: str) -> str | None:
    """Return the name on the list that a text without marks or spaces most likely means.

    "van kieu" and "Êđê" → Bru Vân Kiều and Ê-đê; None where it is not one people's. A proposal
    only: "Ma" is written for Mạ, and for other things.
    """
    code = people_code(text)
    codes = _folded().get(fold(_key(text)).replace(" ", ""), frozenset())
    if code is None and len(codes) == 1:
        (code,) = codes
    return next((people.name for people in peoples() if people.code == code), None)


def is_nation(text: str) -> bool:
    """Say whether a nationality is on the list, whatever its case, hyphens and tone placement."""
    return _key(text) in nation_keys()


def usual_people(text: str) -> str:
    """Return a people's name on the national list by any of its names, "" where it is unlisted."""
    code = people_code(text)
    return next((people.name for people in peoples() if people.code == code), "")


def usual_nation(text: str) -> str:
    """Return a nationality's usual name, V. Nam → Việt Nam; "" where it is not listed."""
    return nation_keys().get(_key(text), "")


def same_people(a: str, b: str) -> bool:
    """Say whether two texts name one people: by the list, or by spelling where it is not listed."""
    code = people_code(a)
    return code == people_code(b) if code else _key(a) == _key(b)
