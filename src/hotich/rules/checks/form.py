"""Checks 0 to 11: each value by itself, and the heading against its book. For every kind."""

import unicodedata
from collections.abc import Iterator, Sequence

from hotich.rules.checks.facts import FLAGS, Record, number_or_none
from hotich.rules.checks.findings import Facts, Finding, found
from hotich.rules.dates import BadDate, parse
from hotich.rules.names import foreign_letters, is_all_capitals, title_case
from hotich.rules.numbers import (
    BadBook,
    BadPersonalNumber,
    bare,
    paper_number_ok,
    parse_book,
    personal_number,
)
from hotich.rules.peoples import is_nation, people_code
from hotich.rules.registers import Field, Kind, codes

CITIZEN_CARD = "4"
IDENTITY_CARDS = {"1", CITIZEN_CARD}
MALE, FEMALE = "1", "2"


def _flag(record: Record, name: str) -> dict[str, str]:
    vi, en = FLAGS[record.flags[name]]
    return {"flag_vi": vi, "flag_en": en}


def required(record: Record) -> Iterator[Finding]:
    """Check 0: a required field has a value, or a flag that says why not."""
    for field in record.kind.fields:
        if not field.required:
            continue
        if field.name in record.flags:
            if field.name != "registration_date":  # check 3 says it better
                yield found("R0b", record.kind, field.name, **_flag(record, field.name))
        elif not record.value(field.name):
            yield found("R0a", record.kind, field.name)


def number(record: Record) -> Iterator[Finding]:
    """Check 1: the number is n[suffix]/yyyy."""
    value = record.value("number")
    if value and number_or_none(value) is None:
        yield found("R1", record.kind, "number", value=value)


def number_in_turn(kind: Kind, value: str, expected: Sequence[tuple[int, int]]) -> list[Finding]:
    """Say when a number is none of those expected at its place, each (number, year)."""
    typed = number_or_none(value)
    if typed is None or (typed.n, typed.year) in expected:
        return []
    shown = f"{expected[0][0]:03d}/{expected[0][1]}"
    return [found("R1b", kind, "number", value=value, expected=shown)]


def _book_number(record: Record) -> tuple[int, int] | None:
    try:
        return parse_book(record.value("book_number"))
    except BadBook:
        return None


def book_number(record: Record) -> Iterator[Finding]:
    """Check 2: the book is bb/yyyy, and the one at hand."""
    value, book = record.value("book_number"), record.book
    if not value:
        return
    if _book_number(record) is None:
        yield found("R2a", record.kind, "book_number", value=value)
    elif _book_number(record) != (book.number, book.year):
        at_hand = f"{book.number:02d}/{book.year}"
        yield found("R2b", record.kind, "book_number", value=value, book=at_hand)


def registration_date(record: Record) -> Iterator[Finding]:
    """Check 3: the registration date is full and real, or flagged."""
    name = "registration_date"
    if name in record.flags:
        yield found("R3b", record.kind, name, **_flag(record, name))
        return
    if not record.value(name):
        return  # check 0 says so
    try:
        full = parse(record.value(name)).full
    except BadDate:
        full = None
    if full is None:
        yield found("R3a", record.kind, name, value=record.value(name))


def years(record: Record) -> Iterator[Finding]:
    """Checks 4 and 5: the years of number, book and registration agree."""
    written = record.written("registration_date")
    if written is None or written.year is None:
        return
    year, numbered = written.year, number_or_none(record.value("number"))
    if numbered and numbered.year != year:
        fields = ("number", "registration_date")
        yield found("R4", record.kind, *fields, number_year=numbered.year, year=year)
    book = _book_number(record)
    if book and book[1] > year:
        fields = ("book_number", "registration_date")
        yield found("R5", record.kind, *fields, book_year=book[1], year=year)


def page(record: Record) -> Iterator[Finding]:
    """Check 6: the page is a number within the book."""
    value, pages = record.value("page"), record.book.pages
    if not value:
        return
    if not (value.isascii() and value.isdecimal() and int(value) > 0):
        yield found("R6a", record.kind, "page", value=value)
    elif pages and int(value) > pages:
        yield found("R6b", record.kind, "page", value=value, pages=pages)


def _date(field: Field, value: str, record: Record) -> Iterator[Finding]:
    """Check 7: a date has a form that a date may have."""
    if field.name == "registration_date":
        return
    adult = field.type == "adult_date"
    try:
        parse(value, age_allowed=adult)
    except BadDate:
        yield found("R7b" if adult else "R7a", record.kind, field.name, value=value)


def _code(field: Field, value: str, record: Record) -> Iterator[Finding]:
    """Check 8: a code is on its list."""
    known = codes(field.codes) if field.codes else {}
    if value not in known:
        yield found("R8", record.kind, field.name, value=value, codes=", ".join(known))


def _people(field: Field, value: str, record: Record) -> Iterator[Finding]:
    """Check 9: a people is on the national list, by any of its names."""
    if people_code(value) is None:
        yield found("R9a", record.kind, field.name, value=value)


def _nation(field: Field, value: str, record: Record) -> Iterator[Finding]:
    """Check 9: a nationality is on the list."""
    if not is_nation(value):
        yield found("R9b", record.kind, field.name, value=value)


def _name(field: Field, value: str, record: Record) -> Iterator[Finding]:
    """Check 10: a name has Vietnamese letters only, no digits, and is not all capitals."""
    foreign = foreign_letters(value)
    if foreign:
        letters = ", ".join(sorted(foreign))
        yield found("R10b", record.kind, field.name, value=value, letters=letters)
    if any(letter.isdigit() for letter in value):
        yield found("R10c", record.kind, field.name, value=value)
    if is_all_capitals(value):
        yield found("R10d", record.kind, field.name, value=value, proposal=title_case(value))


def _personal_number(field: Field, value: str, record: Record) -> Iterator[Finding]:
    """Check 11: a personal number is possible and agrees with the birth year and the sex."""
    try:
        parts = personal_number(value)
    except BadPersonalNumber:
        yield found("R11a", record.kind, field.name, value=value)
        return
    person = field.name.removesuffix("_personal_number")
    born = f"{person}_birth_date"
    span = record.span(born)
    if span and not span[0].year <= parts.year <= span[1].year:
        facts: Facts = {"year": parts.year, "birth": record.value(born)}
        yield found("R11b", record.kind, field.name, born, **facts)
    by_role = {"mother": FEMALE, "father": MALE}
    sex = by_role.get(person) or record.value(f"{person}_sex")
    if sex in (MALE, FEMALE) and sex != parts.sex:
        vi, en = codes("GioiTinh")[parts.sex]
        yield found("R11c", record.kind, field.name, sex_vi=vi, sex_en=en)


def _paper_number(field: Field, value: str, record: Record) -> Iterator[Finding]:
    """Check 11: an identity card has 9 or 12 digits; other papers have any number.

    Where the book names no kind of paper, a number of digits only is taken for such a card's.
    """
    paper = record.value(field.name.removesuffix("_number") + "_kind")
    card = paper in IDENTITY_CARDS or (paper in ("", "0") and bare(value).isdecimal())
    right = paper_number_ok(value) and (paper != CITIZEN_CARD or len(bare(value)) == 12)
    if card and not right:
        yield found("R11d", record.kind, field.name, value=value)


_BY_TYPE = {
    "date": _date,
    "adult_date": _date,
    "code": _code,
    "people": _people,
    "nation": _nation,
    "name": _name,
    "personal_number": _personal_number,
    "paper_number": _paper_number,
}


def values(record: Record) -> Iterator[Finding]:
    """Checks 7 to 11: every value by the type of its field."""
    for field in record.kind.fields:
        value = record.value(field.name)
        if not unicodedata.is_normalized("NFC", value):
            yield found("R10a", record.kind, field.name)
        if value and field.type in _BY_TYPE:
            yield from _BY_TYPE[field.type](field, value, record)


FORM_CHECKS = (required, number, book_number, registration_date, years, page, values)
