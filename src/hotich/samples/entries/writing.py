"""How officers write: dates, places, peoples and papers in the habits of a hand and a time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from hotich.rules import dates
from hotich.samples import naming, shares
from hotich.samples.people import CCCD, CMND, Person
from hotich.samples.places import Commune
from hotich.samples.town import Town

TICK = "✓"
_LUNAR_UNTIL, _AGES_UNTIL = 1985, 2000
_PEOPLES = {
    naming.KINH: ("Kinh",),
    naming.BRU: ("Bru Vân Kiều", "Vân Kiều", "Bru - Vân Kiều", "Bru Vân Kiều (Vân Kiều)"),
    naming.PACO: ("Pa Cô", "Tà Ôi", "Tà Ôi (Pa Cô)", "Pa Kô"),
}
_PAPERS = {CMND: "CMND", CCCD: "CCCD"}


@dataclass(frozen=True, slots=True)
class Written:
    """One field: the ink on the paper and the value a faithful keyer types for it."""

    value: str
    drawn: str


EMPTY = Written("", "")
Fields = dict[str, Written]


@dataclass(slots=True, eq=False)
class Entry:
    """One entry of a book.

    ``fields``: our field name -> what is written, all that the kind has and the entry knows.
    ``officer`` says which of the book's hands wrote it. ``events`` are the names of what is
    peculiar ("twins", "cancelled", …), ``links`` a relation -> the id of another entry, ``flags``
    our field name -> unreadable | blank | crossed_out, ``planted`` the checks that must find
    something, ``wrong`` our field name -> the word that was struck out before its last one,
    ``margin`` a later note beside the entry.
    """

    id: str
    kind: str
    fields: Fields
    officer: int = 0
    events: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    flags: dict[str, str] = field(default_factory=dict)
    planted: list[str] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)
    margin: str = ""

    def value(self, name: str) -> str:
        return self.fields.get(name, EMPTY).value

    def values(self) -> dict[str, str]:
        """Return what a faithful keyer types, empty fields left out."""
        return {name: written.value for name, written in self.fields.items() if written.value}


@dataclass(slots=True, eq=False)
class Draft:
    """What an entry says before it has a place in a book; ``remember`` is called with the entry
    once it has one, so that later entries can point to it."""

    fields: Fields
    events: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    remember: Callable[[Entry], None] | None = None


@dataclass(frozen=True, slots=True)
class Officer:
    """A registrar who writes: the name under the entry and the habits of writing."""

    name: str
    separator: str
    nation: str
    full_number: bool
    padded: bool
    capitals: bool
    peoples: Mapping[str, str]
    place: str
    words: str

    def name_of(self, name: str) -> str:
        return name.upper() if self.capitals else name


@dataclass(frozen=True, slots=True)
class Desk:
    """The office on a day: where it is, who writes, and the day itself."""

    town: Town
    officer: Officer
    day: date

    @property
    def random(self) -> Random:
        return self.town.random

    @property
    def commune(self) -> Commune:
        return self.town.commune

    def commune_name(self) -> str:
        return self.commune.unit.name_on(self.day)

    def district_name(self) -> str:
        return self.commune.district.name_on(self.day)

    def province_name(self) -> str:
        return self.commune.province.name_on(self.day)

    def place(self, *parts: str) -> str:
        """Write a place within the district in the officer's way; parts from small to large."""
        units = (*parts, self.district_name(), self.province_name())
        match self.officer.place:
            case "plain":
                return ", ".join((*parts, *(_bare(unit) for unit in units[len(parts) :])))
            case "dashes":
                return " - ".join(_bare(unit) for unit in units)
            case "short":
                return ", ".join((*parts, *(_short(unit) for unit in units[len(parts) :])))
            case "commune":
                return ", ".join(_short(part) for part in parts)
            case _:
                return ", ".join(units)

    def home(self, person: Person) -> str:
        return self.place(person.village, self.commune_name())

    def native(self, person: Person) -> str:
        return self.place(person.native)


def _bare(unit: str) -> str:
    for word in ("thành phố ", "thị trấn ", "thị xã ", "huyện đảo ", "huyện ", "tỉnh ", "phường "):
        if unit.startswith(word):
            return unit.removeprefix(word)
    return unit.removeprefix("xã ").removeprefix("thôn ").removeprefix("bản ")


def _short(unit: str) -> str:
    for word, short in (
        ("thành phố ", "TP. "),
        ("thị trấn ", "TT. "),
        ("thị xã ", "TX. "),
        ("huyện ", "H. "),
        ("tỉnh ", "T. "),
        ("phường ", "P. "),
    ):
        if unit.startswith(word):
            return short + unit.removeprefix(word)
    return unit


def draw_officer(random: Random, year: int, capitals: float) -> Officer:
    """Draw a registrar of a time with the habits of a hand; ``capitals`` is their share."""
    male = random.random() < 0.6
    name = naming.full_name(random, male=male, year=year - random.randint(28, 55))
    old = year < 1990
    places = ("full", "plain", "dashes", "commune", "short")
    return Officer(
        name=name,
        separator=random.choice((" - ", "/", ".", "-", "/")),
        nation=random.choice(
            ("Việt Nam", "Việt Nam", "V. Nam", "VN") if not old else ("Việt Nam",)
        ),
        full_number=random.random() < 0.5,
        padded=random.random() < (0.2 if old else 0.5),
        capitals=random.random() < capitals,
        peoples={people: random.choice(words) for people, words in _PEOPLES.items()},
        place=random.choices(places, (3, 3, 2, 2, 2) if old else (5, 2, 1, 2, 2))[0],
        words=random.choice(("linh", "linh", "lẻ")) + random.choice(("/nghìn", "/nghìn", "/ngàn")),
    )


def same(text: str) -> Written:
    return Written(text, text)


def date_of(day: date, officer: Officer) -> Written:
    """Write a full date in the officer's way; typed as dd.mm.yyyy."""
    d, m, y = day.day, day.month, day.year
    drawn = f"{d:02d}|{m:02d}|{y}" if officer.padded else f"{d}|{m}|{y}"
    return Written(f"{d:02d}.{m:02d}.{y}", drawn.replace("|", officer.separator))


def maybe_lunar(day: date, officer: Officer, random: Random) -> tuple[Written, bool]:
    """Write a day as date_of, in old times sometimes by the lunar calendar (about a month less).

    Returns the date and whether it is lunar.
    """
    if day.year >= _LUNAR_UNTIL or random.random() >= shares.life("lunar"):
        return date_of(day, officer), False
    behind = day - timedelta(days=random.randint(28, 45))
    lunar = Written(f"{behind.day:02d}.{behind.month:02d}.{behind.year}", "")
    if (behind.year < day.year and day.month > 1) or behind.day > 28:
        return date_of(day, officer), False
    drawn = officer.separator.join((str(behind.day), str(behind.month), str(behind.year)))
    return Written(f"{lunar.value} {dates.LUNAR}", f"{drawn} ({dates.LUNAR})"), True


def words_of(day: date, officer: Officer) -> Written:
    """Write a date in words: linh or lẻ, nghìn or ngàn, mồng before the first ten days."""
    zero, thousand = officer.words.split("/")
    text = dates.to_words(day).replace(" linh ", f" {zero} ").replace("nghìn", thousand)
    if zero == "lẻ" and day.day <= 10:
        text = text.replace("ngày ", "ngày mồng ", 1)
    return same(text[0].upper() + text[1:])


def birth_of(person: Person, desk: Desk) -> Written:
    """Write an adult's birth date as far as it is known, or the age instead."""
    random, year = desk.random, desk.day.year
    share = shares.life("age_instead" if year < _AGES_UNTIL else "age_instead_later")
    if person.known < 3:
        if random.random() < share and 16 <= person.age(desk.day) < 100:
            return same(f"{year - person.born.year} tuổi")
        if person.known == 2:
            full = date_of(person.born, desk.officer)
            return Written(full.value[3:], full.drawn.partition(desk.officer.separator)[2])
        return same(str(person.born.year))
    return date_of(person.born, desk.officer)


def grouped(number: str) -> Written:
    """Cards are written in groups of three and keyed without the gaps."""
    return Written(number, " ".join(number[at : at + 3] for at in range(0, len(number), 3)))


def person_fields(prefix: str, person: Person | None, desk: Desk) -> Fields:
    """Return all that an entry may say of a person; fields that the kind lacks fall away later."""
    if person is None:
        return {}
    officer = desk.officer
    fields = {
        "name": same(officer.name_of(person.name)),
        "sex": sex_of(person.male),
        "birth_date": birth_of(person, desk),
        "ethnicity": same(officer.peoples[person.people]),
        "nationality": same(officer.nation),
        "native_place": same(desk.native(person)),
        "residence_kind": Written("1", "Thường trú"),
        "residence": same(desk.home(person)),
    }
    fields |= paper_fields(person, desk)
    if person.number and desk.day.year >= 2016:
        fields["personal_number"] = same(person.number)
    return {f"{prefix}_{name}": written for name, written in fields.items()}


def paper_fields(person: Person, desk: Desk) -> Fields:
    """Return the fields of a person's identity paper, without a prefix."""
    paper = desk.town.papers.of(person, desk.day)
    if paper is None:
        return {}
    return {
        "paper_kind": Written(paper.kind, _PAPERS[paper.kind]),
        "paper_number": grouped(paper.number),
        "paper_date": date_of(paper.issued, desk.officer),
        "paper_place": same(paper.issuer),
    }


def applicant_fields(person: Person, relation: str, desk: Desk) -> Fields:
    """Return who came to declare, with the paper that was shown."""
    fields = {"applicant_name": same(person.name), "applicant_relation": same(relation)}
    return fields | {f"applicant_{k}": w for k, w in paper_fields(person, desk).items()}


def sex_of(male: bool) -> Written:
    return Written("1", "Nam") if male else Written("2", "Nữ")


def decision(desk: Desk) -> str:
    """Return the number of a decision of this office."""
    word = "UBND" if desk.day.year >= 2004 else "UB"
    return f"{desk.random.randint(1, 160):02d}/QĐ-{word}"


def note_of(desk: Desk, what: str) -> str:
    """Return a later note in the margin of an older entry: what was done, and by what paper."""
    return f"{what} theo QĐ số {decision(desk)} ngày {date_of(desk.day, desk.officer).drawn}"
