"""Names of the files delivered to the ministry, made from templates and read back by them.

The templates are data: an administrator may change the order, separators and paddings, not the
parts' names. The default is the naming seen in real packages, `KIND.YYYY.BB.yyyy-mm-dd.NNN.pdf`.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from string import Formatter

from hotich.rules.errors import Refused
from hotich.rules.names import fold

TEMPLATE_ENTRY = "{kind}.{book_year}.{book:02d}.{date}.{number:03d}{suffix}.pdf"
TEMPLATE_BOOK = "{unit}.{kind}.{book_year}.{book:02d}.{ext}"

NO_DATE = "0000-00-00"
"""Stands for a registration date that is truly missing in the book."""

_PARTS = {
    "kind": r"[A-Z]{2,5}",
    "book_year": r"\d{4}",
    "book": r"\d{1,4}",
    "date": r"\d{4}-\d{2}-\d{2}",
    "number": r"\d{1,6}",
    "suffix": r"[A-Za-z]{0,3}",
}


class BadFileName(Refused):
    """A PDF is not named by the template."""

    code = "rules.filename"
    vi = "Tên tệp “{name}” không theo mẫu {template}: hãy đổi tên tệp hoặc sửa mẫu đặt tên."
    en = "File name “{name}” does not follow {template}: rename the file or mend the template."


@dataclass(frozen=True, slots=True)
class EntryName:
    """What the name of an entry's PDF says."""

    kind: str
    book_year: int
    book_number: int
    registration_date: date | None
    number: int
    suffix: str = ""


def entry_pdf(
    kind: str,
    book_year: int,
    book_number: int,
    registration_date: date | None,
    number: int,
    suffix: str = "",
    template: str = TEMPLATE_ENTRY,
) -> str:
    """Return the name of an entry's PDF, such as ``KS.2009.01.2009-05-12.046.pdf``.

    ``book_year`` is the year in which the book was opened. Raises BadFileName where a part (say a
    suffix with a slash) could not be read back.
    """
    name = template.format(
        kind=kind,
        book_year=book_year,
        book=book_number,
        date=registration_date.isoformat() if registration_date else NO_DATE,
        number=number,
        suffix=suffix,
    )
    parse_entry_pdf(name, template)
    return name


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Turn a template into the expression that reads its names back."""
    expression = ""
    for text, part, _, _ in Formatter().parse(template):
        expression += re.escape(text)
        if part:
            expression += f"(?P<{part}>{_PARTS[part]})"
    return re.compile(expression, re.ASCII)


def parse_entry_pdf(name: str, template: str = TEMPLATE_ENTRY) -> EntryName:
    """Read the name of an entry's PDF (without folders); raises BadFileName."""
    match = _pattern(template).fullmatch(name)
    try:
        if not match:
            raise ValueError(name)
        written = match["date"]
        return EntryName(
            kind=match["kind"],
            book_year=int(match["book_year"]),
            book_number=int(match["book"]),
            registration_date=None if written == NO_DATE else date.fromisoformat(written),
            number=int(match["number"]),
            suffix=match["suffix"],
        )
    except ValueError:
        raise BadFileName(name=name, template=template) from None


def unit_slug(commune: str, district: str, province: str) -> str:
    """Return a unit's part of a file name: xã Mai Đàn, huyện Hải Vân, tỉnh Quảng Sơn →
    ``xamaidan_hhv_tqs``. A level that does not exist is "" and left out."""

    def words(name: str) -> list[str]:
        return re.findall(r"[a-z0-9]+", fold(name))

    initials = ("".join(word[0] for word in words(name)) for name in (district, province))
    return "_".join(part for part in ("".join(words(commune)), *initials) if part)


def book_file(
    unit: str, kind: str, year: int, number: int, ext: str, template: str = TEMPLATE_BOOK
) -> str:
    """Return the name of a book's Excel or zip, such as ``xamaidan_hhv_tqs.KS.2009.01.xlsx``."""
    return template.format(unit=unit, kind=kind, book_year=year, book=number, ext=ext)
