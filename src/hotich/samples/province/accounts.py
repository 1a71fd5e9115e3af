"""The people who work in the invented province: accounts with a role in a unit, and their force."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from hotich.rules.names import fold
from hotich.samples import naming, places
from hotich.samples.places import Commune, District

_HIGHLAND = 0.4
"""From this share of uplanders on, border guards are lent to a commune."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account; ``role`` and ``force`` are the words of the people room."""

    username: str
    full_name: str
    unit: str
    role: str
    force: str


class _Office:
    """Gives out accounts; no sign-in name twice."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._taken: set[str] = set()

    def account(self, unit: str, role: str, force: str) -> Account:
        male = self._random.random() < (0.8 if force in ("police", "border_guard") else 0.45)
        year = self._random.randint(1968, 2001)
        name = naming.full_name(self._random, male=male, year=year)
        first, *rest = fold(name).split()
        stem = f"{rest[-1]}.{first[0]}{''.join(word[0] for word in rest[:-1])}"
        username, number = stem, 1
        while username in self._taken:
            number += 1
            username = f"{stem}{number}"
        self._taken.add(username)
        return Account(username, name, unit, role, force)


def draw_accounts(seed: int) -> Iterator[Account]:
    """Yield about 700 accounts: the department first, then districts with their communes."""
    random = Random(f"{seed}/accounts")
    office = _Office(random)
    code = places.province().unit.code
    for role, count in (("administrator", 2), ("department", 5), ("auditor", 2)):
        for _ in range(count):
            yield office.account(code, role, "registrar" if role == "department" else "other")
    for district in places.province().districts:
        yield from _district(office, district)
        for commune in district.communes:
            yield from _commune(random, office, commune)


def _district(office: _Office, district: District) -> Iterator[Account]:
    if not district.communes:
        return
    yield office.account(district.unit.code, "head", "registrar")
    for force in ("registrar", "registrar", "police"):
        yield office.account(district.unit.code, "checker", force)


def _commune(random: Random, office: _Office, commune: Commune) -> Iterator[Account]:
    yield office.account(commune.code, "head", "other")
    yield office.account(commune.code, "registrar", "registrar")
    yield office.account(commune.code, "checker", "registrar")
    forces = ["youth_union", random.choice(("police", "teacher"))]
    if commune.highland > _HIGHLAND:
        forces.append("border_guard")
    if commune.size > 1.5:
        forces.append("teacher")
    for force in forces:
        yield office.account(commune.code, "keyer", force)
