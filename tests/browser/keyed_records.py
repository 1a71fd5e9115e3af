"""Records as keyers might type them: drawn from the samples, then disturbed in every way we know.

Random but for its seed, so that both sides of a comparison meet the same and a failure comes again.
"""

import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from random import Random

from hotich.rules import dates, numbers, peoples, registers
from hotich.rules.checks import FLAGS, BookFacts
from hotich.rules.checks.persons import persons
from hotich.rules.registers import Field, Kind
from hotich.samples import places
from hotich.samples.entries.book import draw_book
from hotich.samples.make import plan_books
from hotich.samples.town import Town

ENTRIES = 14
TODAYS = (date(2026, 11, 24), date(2009, 6, 1), date(1998, 12, 31))

_BLOCKS = chain(
    *(range(0x20, 0x250), range(0x250, 0x590), range(0x5D0, 0x6FA), range(0x900, 0x980)),
    *(range(0xE00, 0xEDE), range(0x10A0, 0x1100), range(0x13A0, 0x13F5), range(0x1780, 0x17EA)),
    *(range(0x1E00, 0x2000), range(0x2000, 0x2190), range(0x2460, 0x2500), range(0x3000, 0x3100)),
    *(range(0x4E00, 0x4E20), range(0xAC00, 0xAC10), range(0xFB00, 0xFB50), range(0xFE00, 0x10000)),
    *(range(0x10300, 0x10450), range(0x1D400, 0x1D500), range(0xE0001, 0xE0080)),
)
LETTERS = [
    letter
    for letter in map(chr, _BLOCKS)
    if unicodedata.ucd_3_2_0.category(letter) not in ("Cn", "Cs") and letter not in "ƛɤʕ"
]
"""Letters and signs that have long been in Unicode, so that every Python and Chromium know them;
not the three that were given a capital, or lost being small, late."""

_LISTED = tomllib.loads(Path(__file__).with_name("keyed_odd.toml").read_text(encoding="utf-8"))
TEXTS = [*_LISTED["texts"], "x" * 2001]
DATES, NUMBERS, PAPERS = _LISTED["dates"], _LISTED["numbers"], _LISTED["papers"]


@dataclass(frozen=True, slots=True)
class Keyed:
    """One record and all that it is judged by."""

    values: dict[str, str]
    flags: dict[str, str]
    book: BookFacts
    today: date
    names: list[str]
    expected: list[tuple[int, int]]


def text(random: Random) -> str:
    """Return any text: one of the odd ones, or letters of every script."""
    if random.random() < 0.4:
        return random.choice(TEXTS)
    letters = random.choices(LETTERS, k=random.randint(1, 12))
    return "".join(letters) + random.choice(("", "", " Văn A", " 2", " "))


def any_date(random: Random) -> str:
    """Return something that stands in a date field."""
    draw = random.random()
    if draw < 0.35:
        return random.choice(DATES)
    day = date(random.randint(1850, 2030), 1, 1) + timedelta(random.randint(0, 365))
    if draw < 0.5:
        form = random.choice(("%d.%m.%Y", "%d/%m/%Y", "%m.%Y", "%Y", "%d%m%Y", "%d%m%y"))
        return day.strftime(form)
    if draw < 0.6:
        return f"{random.randint(0, 135)} tuổi"
    if draw < 0.7:
        return day.strftime("%d.%m.%Y") + random.choice((" âm lịch", " ÂL", "(al)", ", âm  lịch"))
    letters = list(day.strftime(random.choice(("%d.%m.%Y", "%m.%Y", "%Y"))))
    for _ in range(random.randint(1, 3)):
        letters[random.randrange(len(letters))] = random.choice("0123456789?./ -x")
    return "".join(letters)


def shifted(random: Random, value: str) -> str:
    """Return a date some days, weeks or years from one that can be read; any date otherwise."""
    try:
        day = dates.parse(value).full
    except dates.BadDate:
        day = None
    if day is None:
        return any_date(random)
    years, days = 0, random.choice((0, 15, 16, 60, 61, 200))
    if random.random() < 0.7:
        years, days = random.choice(_AGES), random.choice((0, 0, 1))
    sign = random.choice((-1, -1, 1))
    year = min(max(day.year + sign * years, 1801), 2198)
    moved = date(year, day.month, min(day.day, 28)) + timedelta(sign * days)
    return moved.strftime(random.choice(("%d.%m.%Y", "%d.%m.%Y", "%m.%Y")))


_AGES = (1, 10, 13, 14, 16, 18, 19, 20, 55, 56, 80, 81, 110, 111)
"""Years that the checks ask for, and those beside them."""


def any_words(random: Random) -> str:
    """Return a date in words, in one of the manners of writing, sometimes with a slip."""
    day = date(random.randint(1790, 2030), 1, 1) + timedelta(random.randint(0, 365))
    raw = day.strftime(random.choice(("%d.%m.%Y", "%d.%m.%Y", "%m.%Y", "%Y")))
    try:
        words = dates.in_words(raw, random.choice(_MANNERS)).split()
    except dates.BadDate:
        return text(random)
    if random.random() < 0.4:
        at = random.randrange(len(words))
        words[at : at + random.randint(0, 2)] = random.choice(_SLIPS).split()
    spoken = " ".join(words) + random.choice(("", "", " âm lịch", ".", " al"))
    return random.choice((str, str.upper, str.capitalize))(spoken)


_MANNERS = list(dates.manners())
_SLIPS = (
    "",
    "năm",
    "tháng",
    "mười",
    "chục",
    "linh",
    "trăm",
    "2009",
    "5",
    "12",
    "ngày một",
    "một mươi",
)


def any_number(random: Random) -> str:
    if random.random() < 0.5:
        return random.choice(NUMBERS)
    suffix = random.choice(("", "", "a", "B", "bis"))
    return f"{random.randint(0, 1200)}{suffix}/{random.randint(1795, 2030)}"


def any_paper(random: Random) -> str:
    return random.choice(PAPERS) if random.random() < 0.4 else any_personal(random)


def any_personal(random: Random) -> str:
    province = random.choice([*numbers.PROVINCES, "000", "003"])
    figures = f"{province}{random.randint(0, 6)}{random.randint(0, 99):02d}"
    figures += f"{random.randint(0, 999999):06d}"
    return figures if random.random() < 0.8 else f"{figures[:3]} {figures[3:6]}.{figures[6:]}"


def _respelled(random: Random, name: str) -> str:
    """Return a name in another writing of the same, or nearly."""
    ways: tuple[Callable[[str], str], ...] = (
        str.upper,
        str.lower,
        lambda known: known.replace("-", " "),
        lambda known: known.replace(" ", " - "),
        lambda known: f"dân tộc {known}",
        lambda known: f"Người  {known}",
        lambda known: unicodedata.normalize("NFD", known),
        lambda known: f"{known} ({random.choice(_PEOPLES)})",
        lambda known: known[:-1],
    )
    return random.choice(ways)(name)


_PEOPLES = [name for people in peoples.peoples() for name in (people.name, *people.others)]


def any_people(random: Random) -> str:
    name = random.choice(_PEOPLES)
    return name if random.random() < 0.4 else _respelled(random, name)


def any_nation(random: Random) -> str:
    name = random.choice(peoples.nations())
    return name if random.random() < 0.4 else _respelled(random, name)


def any_code(random: Random, field: Field) -> str:
    known = registers.codes(field.codes or "")
    words = [word for pair in known.values() for word in pair]
    wrong = ("9", "01", " 1", "１", "x", "1 ", random.choice(words).upper(), random.choice(words))
    return random.choice((*known, *known, *wrong))


_OF_TYPE: dict[str, Callable[[Random], str]] = {
    "date": any_date,
    "adult_date": any_date,
    "date_words": any_words,
    "number": any_number,
    "book": any_number,
    "page": lambda random: random.choice(("0", "007", "12", "999", "mười", "1.5", "9" * 11, "٣")),
    "people": any_people,
    "nation": any_nation,
    "personal_number": any_paper,
    "paper_number": any_paper,
}


def value_for(random: Random, field: Field) -> str:
    """Return something that a keyer might leave in a field."""
    if field.codes:
        return any_code(random, field)
    make = _OF_TYPE.get(field.type, text)
    return make(random) if random.random() < 0.9 else text(random)


_RARER = ("drop", "nobody", "flag", "swap", "copy", "echo", "cards", "codes", "codes", "again")


def _twist(random: Random, kind: Kind, values: dict[str, str], flags: dict[str, str]) -> None:
    """Disturb a record in one way."""
    field = random.choice(kind.fields)
    name, old = field.name, values.get(field.name, "")
    match random.choice(("value",) * 5 + ("shift",) * 4 + _RARER):
        case "value":
            values[name] = value_for(random, field)
        case "shift":
            dated = [f.name for f in kind.fields if f.type in ("date", "adult_date")]
            main = ("registration_date", "child_birth_date", "deceased_death_date")
            base = random.choice([*dated, *(name for name in main if name in dated for _ in dated)])
            values[random.choice(dated)] = shifted(random, values.get(base, ""))
        case "drop":
            values.pop(name, None)
        case "nobody":
            role = random.choice(persons(kind.code)).role
            for gone in [name for name in values if name.startswith(role)]:
                del values[gone]
        case "flag":
            flags[name] = random.choice(list(FLAGS))
        case "cards":
            same = any_personal(random) if random.random() < 0.3 else ""
            for who in persons(kind.code):
                values |= {who.paper_number: same or any_personal(random), who.paper_kind: "4"}
            values.pop("", None)
        case "codes":
            for coded in (f for f in kind.fields if f.codes):
                values[coded.name] = random.choice(list(registers.codes(coded.codes or "")))
        case "swap" | "copy" | "echo" as way:
            alike = random.choice([f.name for f in kind.fields if f.type == field.type])
            there = values.get(alike, "")
            values[name] = _rewritten(random, there) if way == "echo" else there
            if way == "swap":
                values[alike] = old
        case _:
            values[name] = _rewritten(random, old)


def _rewritten(random: Random, value: str) -> str:
    """Return the same letters in other codes, capitals or spaces."""
    if random.random() < 0.5:
        return unicodedata.normalize(random.choice(("NFC", "NFD", "NFKD")), value)
    spaced = (f"  {value} ", value.replace(" ", "  "), value.replace(" ", "\u200b "))
    return random.choice((value.upper(), value.lower(), *spaced))


def _today(random: Random, values: dict[str, str]) -> date:
    """Return a day to judge on: often the day of the registration itself, or one beside it."""
    try:
        registered = dates.parse(values.get("registration_date", "")).full
    except dates.BadDate:
        registered = None
    if registered and random.random() < 0.4:
        return registered + timedelta(random.choice((-1, 0, 1)))
    return random.choice(TODAYS)


def _around(random: Random, kind: Kind, book: BookFacts, values: dict[str, str]) -> Keyed:
    pages = random.choice((None, 3, 200))
    year = book.year - random.choice((0, 0, 0, 5))
    names = [f.name for f in kind.fields if random.random() < 0.9]
    number = random.randint(1, ENTRIES)
    return Keyed(
        values,
        {},
        BookFacts(kind.code, year, random.choice((book.number, 1)), pages=pages),
        _today(random, values),
        names,
        [(number, book.year), (number + 1, book.year + 1)][: random.randint(0, 2)],
    )


def records(kind: Kind, seed: int, each: int) -> Iterator[Keyed]:
    """Yield the entries of drawn books as they stand there, then ``each`` disturbed copies."""
    random = Random(f"{kind.code}/{seed}")
    town = Town(f"keyed/{seed}", places.home(), trouble=2.0)
    for plan in plan_books(seed, 2, ENTRIES, kind.code):
        book = BookFacts(kind.code, plan.year, plan.number)
        for entry in draw_book(town, plan).entries:
            yield _around(random, kind, book, entry.values())
            for _ in range(each):
                keyed = _around(random, kind, book, entry.values())
                for _ in range(random.choice((1, 1, 2, 3, 6, 12, 40))):
                    _twist(random, kind, keyed.values, keyed.flags)
                yield keyed


def on_the_edge(kind: Kind) -> Iterator[Keyed]:
    """Yield records just within and just beyond what the checks allow: chance seldom draws them."""
    registered, book = date(2009, 6, 30), BookFacts(kind.code, 2009, 1)
    drawn: list[dict[str, str]] = []
    event = {"KS": "child_birth_date", "KT": "deceased_death_date"}.get(kind.code)
    for days in (0, 15, 16, 59, 60, 61) if event else ():
        day = registered - timedelta(days)
        drawn += [
            {str(event): f"{day:{form}}", "registration_kind": code}
            for code in ("1", "4")
            for form in ("%d.%m.%Y", "%m.%Y", "%Y")
        ]
    if kind.code == "TDCC":
        pairs = (("Lê  Văn", "lê Văn"), ("Lí", "Lý"), ("Lê", "L\u200be\u0302"), ("hoà", "hòa"))
        drawn += [{"change_from": before, "change_to": after} for before, after in pairs]
    if kind.code == "GH":
        drawn += [{"ward_birth_date": year} for year in ("1980", "1990", "1992")]
    if kind.code == "KH":
        papered = ("30.06.2024", "01.07.2024", "06.2024", "07.2024")
        drawn += [{"wife_birth_date": "2015", "wife_paper_date": day} for day in papered]
    names = [field.name for field in kind.fields]
    for values in drawn:
        values["registration_date"] = f"{registered:%d.%m.%Y}"
        yield Keyed(values, {}, book, registered, names, [])
        yield Keyed(
            values, {names[-1]: "blank", "basis": "unreadable"}, book, registered, names, []
        )
