"""What leaving a field makes of what was typed: short ways to type a date, a number, a code.

Exported to the browser by hand: keying/static/keying/rules has the same function (readTyped), held
to this one by a test.
"""

from collections.abc import Sequence

from hotich.rules.dates import BadDate, from_digits
from hotich.rules.names import fold, nfc
from hotich.rules.numbers import BadNumber, parse_number
from hotich.rules.registers import Field, codes

DATES = ("date", "adult_date")


def read_typed(field: Field, text: str, years: Sequence[int]) -> str:
    """Return the value that a person means by what they typed; whatever else it is, unchanged.

    ``years`` are the years of the book (its closings). Digits are a date, two digits of a year the
    last such year up to the book's last one ("010275" → "01.02.1975"). In a book of one year "46"
    is number 046 of it. A code's word is its code ("Nữ" → "2").
    """
    text = nfc(text)
    if field.type in DATES:
        return _date(text, years)
    if field.type == "number":
        return _number(text, years)
    return _code(field, text) if field.codes else text


def _date(text: str, years: Sequence[int]) -> str:
    try:
        return from_digits(text, max(years)) if years else text
    except BadDate:
        return text


def _number(text: str, years: Sequence[int]) -> str:
    if len(years) != 1 or "/" in text or not text[:1].isdecimal():
        return text
    try:
        return parse_number(f"{text}/{years[0]}").text
    except BadNumber:
        return text


def _code(field: Field, text: str) -> str:
    for code, words in codes(field.codes or "").items():
        if fold(text) in map(fold, words):
            return code
    return text
