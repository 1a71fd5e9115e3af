"""The peoples and nationalities that registers name, whatever the spelling of their hyphens."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any

from hotich.rules.names import canonical


def _data(name: str) -> dict[str, Any]:
    text = resources.files("hotich.rules").joinpath(name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _key(text: str) -> str:
    """Canonical words without punctuation: "Bru - Vân Kiều" and "Bru Vân Kiều" are one."""
    return " ".join(re.findall(r"\w+", canonical(text)))


@cache
def _peoples() -> dict[str, str]:
    """Map every known name to its people's code."""
    peoples = _data("peoples.toml")["peoples"]
    return {_key(name): p["code"] for p in peoples for name in (p["name"], *p["others"])}


@cache
def _nations() -> frozenset[str]:
    return frozenset(_key(name) for name in _data("nations.toml")["names"])


def people_code(text: str) -> str | None:
    """Return the two-digit code of a people by any of its names, None where it is not listed.

    "Tà Ôi (Pa Cô)" counts where both names are of the same people.
    """
    whole = _peoples().get(_key(text))
    name, bracket, other = text.partition("(")
    if whole or not bracket:
        return whole
    code = _peoples().get(_key(name))
    return code if code == _peoples().get(_key(other)) else None


def is_nation(text: str) -> bool:
    """Say whether a nationality is on the list, whatever its case, hyphens and tone placement."""
    return _key(text) in _nations()


def same_people(a: str, b: str) -> bool:
    """Say whether two texts name one people: by the list, or by spelling where it is not listed."""
    code = people_code(a)
    return code == people_code(b) if code else _key(a) == _key(b)
