"""What the records of a commune teach about typing the next one: its names, places and phrases.

``collect`` counts; the station's suggest.js looks up and ranks. Persons are taken apart: families,
middle names and given names each for themselves, no citizen's whole name. Phrases (places, offices,
officers, reasons) are kept only where they stand in two entries at least, and where they have
numbers only with these left out: "Tờ khai ngày #/#/# và giấy tờ kèm theo".
"""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from hotich.rules import names, peoples
from hotich.rules.registers import Field, Kind, load

SCHEME = 1
"""Grows when what is collected changes, so that browsers fetch it anew."""

OWN_BOOK, COMMUNE = 5, 1
"""What one entry counts: of the book that is keyed, and of the commune's other books."""

LEAST = 2
PUBLIC = 60
"""How many persons of the commune weigh as much as the public shares of names."""

MOST_LETTERS = 45_000
"""So that the whole stays below 30 kB packed, however varied the phrases are."""
MOST_NAMES = 250

PERSONS = (
    "adoptive_father",
    "adoptive_mother",
    "applicant",
    "child",
    "deceased",
    "father",
    "giver",
    "guardian1",
    "guardian2",
    "husband",
    "mother",
    "parent",
    "person",
    "ward",
    "wife",
)
_MEN = {"adoptive_father", "father", "husband"}
_WOMEN = {"adoptive_mother", "mother", "wife"}
_OFFICERS = {"signer", "recorder"}
_OFFICES = {"decision_office", "notice_office"}
_CODES = {"child_birth_place_unit"}
_BY_TYPE = {
    "name": "person",
    "place": "place",
    "office": "office",
    "people": "people",
    "nation": "nation",
    "text": "text",
    "wording": "text",
    "date_words": "words",
    "paper_number": "record",
    "personal_number": "record",
}
_USUAL = {
    ("relation", "relation"): (
        "Cha|Mẹ|Bản thân|Con trai|Con gái|Con|Vợ|Chồng|Ông nội|Bà nội|Ông ngoại|Bà ngoại|Anh|Chị"
        "|Em|Anh trai|Chị gái|Em trai|Em gái|Cháu|Cô|Dì|Chú|Bác|Cậu|Con dâu|Con rể|Người giám hộ"
    ),
    ("text", "signer_position"): "Chủ tịch|Phó Chủ tịch|KT. Chủ tịch, Phó Chủ tịch",
    ("text", "remarks"): "Đăng ký lại|Sinh đôi",
}
Values = Mapping[str, str]


def class_of(field: Field) -> str | None:
    """Return which words help to type a field: person, officer, place, office, people, nation,
    relation, text; "words" for a date in words, "record" for what another person of the same
    record may share (numbers and dates of papers); None where nothing helps.
    """
    if field.name in _CODES:
        return None
    if field.name in _OFFICERS:
        return "officer"
    if field.name in _OFFICES:
        return "office"
    if field.name.endswith("_paper_date"):
        return "record"
    if "_relation" in field.name and field.type == "text":
        return "relation"
    return _BY_TYPE.get(field.type)


def prefix_of(name: str) -> str:
    """Return whose a field is, "" for the entry's own: mother for mother_residence."""
    return next((person for person in PERSONS if name.startswith(f"{person}_")), "")


def stem_of(name: str) -> str:
    """Return what a field is, whoever's: residence for mother_residence."""
    prefix = prefix_of(name)
    return name.removeprefix(f"{prefix}_") if prefix else name


@cache
def fields_of(kind: str) -> dict[str, tuple[str, str]]:
    """Return class and stem of each field of a kind that words help to type."""
    found = {f.name: (class_of(f), stem_of(f.name)) for f in load(kind).fields}
    return {name: (cls, stem) for name, (cls, stem) in found.items() if cls}


@cache
def _public() -> dict[str, dict[str, int]]:
    """Return the public shares in ten thousand of each part of names."""
    text = resources.files("hotich.rules").joinpath("names_common.toml").read_text("utf-8")
    data: dict[str, Any] = tomllib.loads(text)
    lists = {"family": data["family"]}
    lists |= {f"{part}/{sex}": data[part][sex] for part in ("middle", "given") for sex in "mf"}
    return {key: _shares(words.split()) for key, words in lists.items()}


def _shares(words: list[str]) -> dict[str, int]:
    named = ("" if word == "-" else word.replace("_", " ") for word in words[::2])
    return dict(zip(named, map(int, words[1::2]), strict=True))


@dataclass(slots=True)
class _Count:
    """In how many entries something stands (``last`` is the latest of them), what they weigh
    together, whether one is of the book that is keyed; ``public``: it may be told anyhow."""

    entries: int = 0
    weight: int = 0
    own: bool = False
    public: bool = False
    last: int = -1

    def add(self, entry: int, weight: int) -> None:
        self.entries += entry != self.last
        self.last = entry
        self.weight += weight
        self.own |= weight == OWN_BOOK


def _counts() -> defaultdict[str, _Count]:
    return defaultdict(_Count)


@dataclass(slots=True)
class Phrasebook:
    """What was counted so far: phrases by class and stem, parts of names, who comes to declare."""

    phrases: dict[tuple[str, str], defaultdict[str, _Count]] = field(default_factory=dict)
    parts: dict[str, defaultdict[str, _Count]] = field(default_factory=dict)
    ties: dict[str, Counter[str]] = field(default_factory=dict)
    entries: int = 0

    def add(self, kind: str, values: Values, weight: int) -> None:
        """Count one record of a kind; its values are NFC, as they are saved."""
        self.entries += 1
        for name, (cls, stem) in fields_of(kind).items():
            value = values.get(name, "")
            if not value or cls in ("words", "record"):
                continue
            owner = _owner(values, prefix_of(name))
            if cls == "person":
                self._add_name(value, _sex(name, values), weight)
                if owner:
                    self.ties.setdefault(name, Counter())[owner] += weight
                continue
            self._add_phrase(cls, stem, value, weight)
            if owner:
                self._add_phrase(cls, f"{stem}@{owner}", value, weight)

    def _add_phrase(self, cls: str, stem: str, value: str, weight: int) -> None:
        shelf = self.phrases.setdefault((cls, stem), _counts())
        form = _template(value)
        for text in [form] if form.endswith("@") else dict.fromkeys((value, form)):
            shelf[text].add(self.entries, weight)

    def _add_name(self, value: str, sex: str, weight: int) -> None:
        name = names.title_case(value) if names.is_all_capitals(value) else value
        family, middle, given = names.split_name(name)
        if sex == "mf":
            sex = {"1": "m", "2": "f"}.get(
                names.PARTICLES.get(middle.partition(" ")[0].lower(), ""), sex
            )
        for part, text in (("family", family), ("middle", middle), ("given", given)):
            if part != "middle" and not text:
                continue
            for key in [part] if part == "family" else [f"{part}/{s}" for s in sex]:
                self.parts.setdefault(key, _counts())[text].add(self.entries, weight)

    def seed(self, cls: str, stem: str, texts: Iterable[str]) -> None:
        """Put words on a shelf that no entry needs to bear out: they are public."""
        shelf = self.phrases.setdefault((cls, stem), _counts())
        for text in texts:
            shelf[text].public = True

    def tell(self, kind: str) -> dict[str, Any]:
        """Return what a browser needs to type an entry of a kind: fields, phrases, names, ties."""
        return {
            "fields": {name: list(place) for name, place in fields_of(kind).items()},
            "phrases": self._phrases(set(fields_of(kind).values())),
            "names": self._names(),
            "ties": {name: dict(ties) for name, ties in self.ties.items()},
        }

    def _phrases(
        self, wanted: Collection[tuple[str, str]]
    ) -> dict[str, dict[str, list[list[Any]]]]:
        """Return what may be told for fields of these (class, stem): nothing that no field asks."""
        rows = [
            (count, cls, stem, text)
            for (cls, stem), shelf in self.phrases.items()
            if (cls, stem.partition("@")[0]) in wanted
            for text, count in shelf.items()
            if count.entries >= LEAST or count.public
        ]
        rows.sort(key=lambda row: -row[0].weight)
        told: dict[str, dict[str, list[list[Any]]]] = {}
        letters = 0
        for count, cls, stem, text in rows:
            letters += len(text) + 8
            if letters > MOST_LETTERS:
                break
            row = [text, count.entries, count.weight]
            told.setdefault(cls, {}).setdefault(stem, []).append(row)
        return told

    def _names(self) -> dict[str, Any]:
        lists = {key: self._part(key, shares) for key, shares in _public().items()}
        return {
            "family": lists["family"],
            "middle": {sex: lists[f"middle/{sex}"] for sex in "mf"},
            "given": {sex: lists[f"given/{sex}"] for sex in "mf"},
        }

    def _part(self, key: str, shares: Mapping[str, int]) -> list[list[Any]]:
        """Mix the commune's names with the public shares: [name, share in ten thousand]."""
        here = {
            text: count.weight
            for text, count in self.parts.get(key, {}).items()
            if count.own or count.entries >= LEAST or text in shares
        }
        persons = PUBLIC + sum(here.values())
        mixed = {
            text: (PUBLIC * shares.get(text, 0) + 10_000 * here.get(text, 0)) / persons
            for text in shares.keys() | here.keys()
        }
        rows = sorted(mixed.items(), key=lambda row: (-row[1], row[0]))
        return [[text, max(1, round(share))] for text, share in rows[:MOST_NAMES]]


@lru_cache(maxsize=8192)
def _parts(name: str) -> tuple[str, str, str]:
    """Split a name into (family, middle, given), each written as names are."""
    return names.split_name(names.title_case(name) if names.is_all_capitals(name) else name)


def _told_by(middle: str) -> str:
    """Return the sex that a middle name tells, "mf" where it tells none."""
    particle = middle.partition(" ")[0].lower()
    return {"1": "m", "2": "f"}.get(names.PARTICLES.get(particle, ""), "mf")


@lru_cache(maxsize=8192)
def _template(text: str) -> str:
    """Leave out what one entry alone has: numbers (#), and a person's name behind a colon (@)."""
    head, colon, tail = re.sub(r"\d+", "#", text).rpartition(": ")
    words = tail.split()
    named = colon and len(words) > 1 and all(w.isalpha() and w[0].isupper() for w in words)
    return f"{head}: @" if named else f"{head}{colon}{tail}"


def _sex(name: str, values: Values) -> str:
    """Return "m", "f", or both where it is not known whose name a field holds."""
    prefix = prefix_of(name)
    if prefix in _MEN:
        return "m"
    if prefix in _WOMEN:
        return "f"
    return {"1": "m", "2": "f"}.get(values.get(f"{prefix}_sex", ""), "mf")


def _owner(values: Values, prefix: str) -> str:
    """Return who else in the record bears the name of ``prefix``: the father who declares."""
    name = values.get(f"{prefix}_name", "")
    if not prefix or not name:
        return ""
    same = (p for p in PERSONS if p != prefix and values.get(f"{p}_name") == name)
    return next(same, "")


def collect(
    kind: str,
    own: Iterable[Values],
    commune: Iterable[tuple[str, Values]],
    places: Iterable[str] = (),
) -> dict[str, Any]:
    """Return the words for keying a book of a kind.

    ``own`` are the agreed records of this book, ``commune`` (kind, record) of the unit's other
    books, ``places`` names of units near by, which are public.
    """
    book = Phrasebook()
    for values in own:
        book.add(kind, values, OWN_BOOK)
    for other, values in commune:
        book.add(other, values, COMMUNE)
    _seed(book, load(kind), places)
    return book.tell(kind)


def _seed(book: Phrasebook, kind: Kind, places: Iterable[str]) -> None:
    here = list(places)
    for _name, (cls, stem) in fields_of(kind.code).items():
        if cls == "people":
            book.seed(cls, stem, (people.name for people in peoples.peoples()))
        elif cls == "nation":
            book.seed(cls, stem, peoples.nations())
        elif cls == "place" and stem in ("residence", "native_place"):
            book.seed(cls, stem, here)
        elif usual := _USUAL.get((cls, stem)):
            book.seed(cls, stem, usual.split("|"))
