"""The usual form of a value, to be shown beside what stands in the book and never in its place."""

from collections.abc import Callable

from hotich.rules import dates, names, numbers, peoples
from hotich.rules.errors import Refused
from hotich.rules.registers import Field


def _name(value: str) -> str:
    return names.title_case(value) if names.is_all_capitals(value) else ""


_FORMS: dict[str, Callable[[str], str]] = {
    "name": _name,
    "date": dates.normal,
    "adult_date": dates.normal,
    "date_words": lambda value: dates.form_from_words(value) or "",
    "number": lambda value: numbers.parse_number(value).text,
    "book": lambda value: numbers.book_text(*numbers.parse_book(value)),
    "people": peoples.usual_people,
    "nation": peoples.usual_nation,
    "personal_number": numbers.bare,
    "paper_number": numbers.bare,
}


def normal_form(field: Field, value: str) -> str:
    """Return the usual form of a value: "V. Nam" → "Việt Nam", a date in words → "12.05.2009".

    Empty where the value has it already, cannot be read, or has none.
    """
    make = _FORMS.get(field.type)
    try:
        form = make(value) if make else ""
    except Refused:
        return ""
    return "" if form == names.nfc(value) else form
