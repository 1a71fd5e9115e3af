"""Checks 0 to 11: each value by itself, and the heading against its book. For every kind."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from hotich.rules.checks.facts import FLAGS, REGISTERED, Record, number_or_none
from hotich.rules.checks.findings import Facts, Finding, found
from hotich.rules.checks.persons import (
    CITIZEN_CARD,
    FEMALE,
    MALE,
    SEX_BY_ROLE,
    Person,
    is_card_number,
    number_of,
    persons,
)
from hotich.rules.names import LETTERS, foreign_letters, is_all_capitals, title_case
from hotich.rules.numbers import (
    BadBook,
    BadPersonalNumber,
    bare,
    paper_number_ok,
    parse_book,
    personal_number,
)
from hotich.rules.peoples import is_nation, people_code
from hotich.rules.registers import Field, Kind, codes, load

_PAGE = re.compile(r"0*[1-9][0-9]{0,8}")
_ORDINARY = frozenset(LETTERS) | frozenset("abcdeghiklmnopqrstuvxyABCDEGHIKLMNOPQRSTUVXY -")


def _flag(record: Record, name: str) -> dict[str, str]:
    vi, en = FLAGS[record.flags[name]]
    return {"flag_vi": vi, "flag_en": en}


def required(record: Record) -> Iterator[Finding]:
    """Check 0: a required field has a value, or a flag that says why not."""
    for name in _plan(record.kind.code).required:
        if name in record.flags:
            if name != REGISTERED:  # check 3 says it better
                yield found("R0b", record.kind, name, **_flag(record, name))
        elif not record.value(name):
            yield found("R0a", record.kind, name)


def number(record: Record) -> Iterator[Finding]:
    """Check 1: the number is n[suffix]/yyyy."""
    value = record.value("number")
    if value and number_or_none(value) is None:
        yield found("R1", record.kind, "number", value=value)


def number_in_turn(kind: Kind, value: str, expected: Sequence[tuple[int, int]]) -> list[Finding]:
    """Say when a number is none of those expected at its place, each (number, year).

    Says nothing where none is known.
    """
    typed = number_or_none(value)
    if typed is None or not expected or (typed.n, typed.year) in expected:
        return []
    shown = f"{expected[0][0]:03d}/{expected[0][1]}"
    return [found("R1b", kind, "number", value=value, expected=shown)]


@lru_cache(maxsize=8192)
def _book_number(text: str) -> tuple[int, int] | None:
    try:
        return parse_book(text)
    except BadBook:
        return None


def book_number(record: Record) -> Iterator[Finding]:
    """Check 2: the book is bb/yyyy, and the one at hand."""
    value, book = record.value("book_number"), record.book
    if not value:
        return
    written = _book_number(value)
    if written is None:
        yield found("R2a", record.kind, "book_number", value=value)
    elif written != (book.number, book.year):
        yield found("R2b", record.kind, "book_number", value=value, book=book.shown)


def registration_date(record: Record) -> Iterator[Finding]:
    """Check 3: the registration date is full and real, or flagged."""
    if REGISTERED in record.flags:
        yield found("R3b", record.kind, REGISTERED, **_flag(record, REGISTERED))
        return
    value, written = record.value(REGISTERED), record.written(REGISTERED)
    if value and (written is None or written.full is None):  # of none at all check 0 says so
        yield found("R3a", record.kind, REGISTERED, value=value)


def years(record: Record) -> Iterator[Finding]:
    """Checks 4 and 5: the years of number, book and registration agree."""
    written = record.written(REGISTERED)
    if written is None or written.year is None:
        return
    year, numbered = written.year, number_or_none(record.value("number"))
    if numbered and numbered.year != year:
        fields = ("number", REGISTERED)
        yield found("R4", record.kind, *fields, number_year=numbered.year, year=year)
    book = _book_number(record.value("book_number"))
    if book and book[1] > year:
        fields = ("book_number", REGISTERED)
        yield found("R5", record.kind, *fields, book_year=book[1], year=year)


def page(record: Record) -> Iterator[Finding]:
    """Check 6: the page is a number within the book."""
    value, pages = record.value("page"), record.book.pages
    if not value:
        return
    if not _PAGE.fullmatch(value):
        yield found("R6a", record.kind, "page", value=value)
    elif pages and int(value) > pages:
        yield found("R6b", record.kind, "page", value=value, pages=pages)


def _date(field: Field, value: str, record: Record) -> Iterator[Finding]:
    """Check 7: a date has a form that a date may have."""
    adult = field.type == "adult_date"
    written = record.written(field.name)
    if written is None or (written.age is not None and not adult):
        yield found("R7b" if adult else "R7a", record.kind, field.name, value=value)


def _code(field: Field, value: str, record: Record) -> Iterator[Finding]:
    """Check 8: a code is on its list."""
    known = codes(field.codes) if field.codes else {}
    if value not in known:
        yield found("R8", record.kind, field.name, value=value, codes=", ".join(known))


# A province writes some hundred ways; the rest is slips of keys.
_known_people = lru_cache(maxsize=8192)(people_code)
_known_nation = lru_cache(maxsize=8192)(is_nation)


def _people(field: Field, value: str, record: Record) -> Iterator[Finding]:
    """Check 9: a people is on the national list, by any of its names."""
    if not _known_people(value):
        yield found("R9a", record.kind, field.name, value=value)


def _nation(field: Field, value: str, record: Record) -> Iterator[Finding]:
    """Check 9: a nationality is on the list."""
    if not _known_nation(value):
        yield found("R9b", record.kind, field.name, value=value)


def _name(field: Field, value: str, record: Record) -> Iterator[Finding]:
    """Check 10: a name has Vietnamese letters only, no digits, and is not all capitals."""
    ordinary = _ORDINARY.issuperset(value)  # most are; looking closer takes ten times as long
    foreign = set() if ordinary else foreign_letters(value)
    if foreign:
        letters = ", ".join(sorted(foreign))
        yield found("R10b", record.kind, field.name, value=value, letters=letters)
    if not ordinary and any(letter.isdecimal() for letter in value):
        yield found("R10c", record.kind, field.name, value=value)
    if is_all_capitals(value):
        yield found("R10d", record.kind, field.name, value=value, proposal=title_case(value))


def _personal_number(field: Field, value: str, record: Record) -> Iterator[Finding]:
    """Check 11: a personal number is a possible one."""
    try:
        personal_number(value)
    except BadPersonalNumber:
        yield found("R11a", record.kind, field.name, value=value)


def _paper_number(field: Field, value: str, record: Record) -> Iterator[Finding]:
    """Check 11: an identity card has 9 or 12 digits; other papers have any number.

    A citizen identity card bears the personal number, so it must be a possible one too.
    """
    who = _plan(record.kind.code).bearers[field.name]
    if not is_card_number(record, who):
        return
    citizen = record.value(who.paper_kind) == CITIZEN_CARD
    if not paper_number_ok(value) or (citizen and len(bare(value)) != 12):
        yield found("R11d", record.kind, field.name, value=value)
    elif citizen:
        yield from _personal_number(field, value, record)


_BY_TYPE: dict[str, Callable[[Field, str, Record], Iterator[Finding]]] = {
    "date": _date,
    "adult_date": _date,
    "code": _code,
    "people": _people,
    "nation": _nation,
    "name": _name,
    "personal_number": _personal_number,
    "paper_number": _paper_number,
}


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is looked at in every record of a kind, found once; ``bearers`` by paper number."""

    required: tuple[str, ...]
    numbered: tuple[Person, ...]
    bearers: dict[str, Person]


@cache
def _plan(kind_code: str) -> _Plan:
    kind = load(kind_code)
    return _Plan(
        required=tuple(field.name for field in kind.fields if field.required),
        numbered=tuple(p for p in persons(kind_code) if p.personal_number or p.paper_number),
        bearers={p.paper_number: p for p in persons(kind_code) if p.paper_number},
    )


def values(record: Record) -> Iterator[Finding]:
    """Checks 7 to 11: every value by the type of its field."""
    for field in record.kind.fields:
        value = record.value(field.name)
        if not value:
            continue
        if not unicodedata.is_normalized("NFC", value):
            yield found("R10a", record.kind, field.name)
        judge = _BY_TYPE.get(field.type)
        if judge and field.name != REGISTERED:  # of that one check 3 says it
            yield from judge(field, value, record)


def numbers_of_persons(record: Record) -> Iterator[Finding]:
    """Check 11: a number of 12 digits agrees with its bearer's year of birth and sex.

    The sex is known by the role (a mother, a husband) or by its field.
    """
    for who in _plan(record.kind.code).numbered:
        numbered = number_of(record, who)
        if numbered is None:
            continue
        name, parts = numbered
        span = record.span(who.birth)
        if span and not span[0].year <= parts.year <= span[1].year:
            facts: Facts = {"year": parts.year, "birth": record.value(who.birth)}
            yield found("R11b", record.kind, name, who.birth, **facts)
        sex = SEX_BY_ROLE.get(who.role) or record.value(who.sex)
        if sex in (MALE, FEMALE) and sex != parts.sex:
            vi, en = codes("GioiTinh")[parts.sex]
            fields = (name, who.sex) if who.sex else (name,)
            yield found("R11c", record.kind, *fields, sex_vi=vi.lower(), sex_en=en.lower())


FORM_CHECKS = (
    required,
    number,
    book_number,
    registration_date,
    years,
    page,
    values,
    numbers_of_persons,
)
