"""Comparing two keyings of one entry, field by field, by what was meant and not by the keys hit."""

import re
from collections.abc import Callable, Iterable, Mapping

from hotich.rules import dates
from hotich.rules.errors import Refused
from hotich.rules.names import canonical
from hotich.rules.numbers import bare, parse_book, parse_number
from hotich.rules.registers import Field, Kind

_AROUND_PUNCTUATION = re.compile(r"\s*([^\w\s])\s*")


def _text(value: str) -> str:
    """Text by its canonical spelling; spaces beside a comma, stop or dash do not count."""
    return _AROUND_PUNCTUATION.sub(r"\1", canonical(value))


def _as_named(value: str) -> str:
    """Text in which Lý and Lí are two: the legal spelling of a name, or what was amended."""
    return _AROUND_PUNCTUATION.sub(r"\1", canonical(value, i_is_y=False))


def _page(value: str) -> str:
    return bare(value).lstrip("0")


def _date_words(value: str) -> str:
    return dates.form_from_words(value) or _text(value)


_MEANINGS: dict[str, Callable[[str], object]] = {
    "name": _as_named,
    "wording": _as_named,
    "date": dates.normal,
    "adult_date": dates.normal,
    "date_words": _date_words,
    "number": lambda value: parse_number(value).key,
    "book": parse_book,
    "page": _page,
    "row": _page,
    "code": bare,
    "personal_number": bare,
    "paper_number": bare,
}


def meaning(field: Field, value: str) -> object:
    """Return what a value of a field stands for: equal meanings are the same answer.

    Dates by their parts, also in words (linh is lẻ, mồng mùng), numbers by value, codes and paper
    numbers without spaces and dots, all else (and what cannot be read as its type) by the canonical
    spelling; names and what was amended also by i or y.
    """
    try:
        return _MEANINGS.get(field.type, _text)(value)
    except Refused:
        return _text(value)


def same(field: Field, a: str, b: str) -> bool:
    """Say whether two keyed values of a field mean the same."""
    return meaning(field, a) == meaning(field, b)


def differences(
    kind: Kind,
    first: Mapping[str, str],
    second: Mapping[str, str],
    first_flags: Mapping[str, str],
    second_flags: Mapping[str, str],
    names: Iterable[str],
) -> list[str]:
    """Return the names of the compared fields in which two keyings differ, in the order given.

    ``names`` are the fields on the form; those that are keyed once only are passed over. A flag
    against a value, against nothing, or against another flag is a difference.
    """
    return [
        name
        for name in names
        if kind.field(name).compared
        and (
            first_flags.get(name) != second_flags.get(name)
            or not same(kind.field(name), first.get(name, ""), second.get(name, ""))
        )
    ]
