"""Names of the files delivered to the ministry, made from templates and read back by them.

The templates are data: an administrator may change the order, separators and paddings, not the
parts' names. The default is the naming seen in real packages, `KIND.YYYY.BB.yyyy-mm-dd.NNN.pdf`.
Names that others gave, with all their oddities, are read by ``namereading``.
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
TEMPLATE_COVER = "Cover.{unit}.{kind}.{paper}.{book_year}.{book:02d}.pdf"

NO_DATE = "0000-00-00"
"""Stands for a registration date that is truly missing in the book."""

PARTS = {
    "kind": r"[A-Z]{2,5}",
    "book_year": r"\d{4}",
    "book": r"\d{1,4}",
    "date": r"\d{4}-\d{2}-\d{2}",
    "number": r"\d{1,6}",
    "suffix": r"[A-Za-z]{0,3}",
    "unit": r"[a-z0-9]+(?:_[a-z0-9]+)*",
    "ext": r"[a-z0-9]{2,5}",
    "paper": r"A[0-6]",
}
"""What may stand in a template, and how each part is written (an expression)."""

_OF_ENTRY = frozenset({"kind", "book_year", "book", "date", "number", "suffix"})
_OF_BOOK = frozenset({"unit", "kind", "book_year", "book", "ext"})
_OF_COVER = frozenset({"unit", "kind", "paper", "book_year", "book"})
_NUMERIC = {"book_year", "book", "number"}


class BadFileName(Refused):
    """A PDF is not named by the template."""

    code = "rules.filename"
    vi = "Tên tệp “{name}” không theo mẫu {template}: hãy đổi tên tệp hoặc sửa mẫu đặt tên."
    en = "File name “{name}” does not follow {template}: rename the file or mend the template."


class BadTemplate(Refused):
    """A template would give names that cannot be read back."""

    code = "rules.template"
    vi = "Mẫu đặt tên “{template}” chưa dùng được: {why_vi}."
    en = "The template “{template}” cannot be used: {why_en}."


@dataclass(frozen=True, slots=True)
class EntryName:
    """What the name of an entry's PDF says.

    ``variant`` A is ours; B has the commune's ``unit_code`` and the ``paper`` size and, where the
    book spans several years, the ``year`` of registration. ``copy`` n: a further file "(n)" of the
    same number; ``folder`` what the folders above say.
    """

    kind: str
    book_year: int
    book_number: int
    registration_date: date | None
    number: int
    suffix: str = ""
    variant: str = "A"
    unit_code: str = ""
    paper: str = ""
    year: int | None = None
    copy: int = 0
    folder: "Folder | None" = None


@dataclass(frozen=True, slots=True)
class Folder:
    """province/district/commune/KIND/paper size/year/book, as far as the folders say it.

    ``units`` are the folders above the kind, the highest first, at most three.
    """

    units: tuple[str, ...]
    kind: str
    paper: str = ""
    book_year: int | None = None
    book_number: int | None = None


@dataclass(frozen=True, slots=True)
class BookName:
    """What the name of a book's Excel, zip or cover page says; ``paper`` of a cover only."""

    unit: str
    kind: str
    book_year: int
    book_number: int
    ext: str
    paper: str = ""


def _refuse(template: str, vi: str, en: str) -> BadTemplate:
    return BadTemplate(template=template, why_vi=vi, why_en=en)


def _checked(template: str, needed: frozenset[str]) -> None:
    """Raise BadTemplate where names could not be made or not be read back without doubt."""
    try:
        pieces = list(Formatter().parse(template))
    except ValueError:
        raise _refuse(template, "ngoặc nhọn không khép", "a brace is not closed") from None
    seen: list[str] = []
    for at, (text, part, spec, conversion) in enumerate(pieces):
        if re.search(r"[^\w .()-]", text, re.ASCII):
            raise _refuse(template, f"có dấu lạ trong “{text}”", f"“{text}” has a strange sign")
        if part is None:
            continue
        if part not in needed or part in seen:
            vi = f"phần {{{part}}} không có hoặc lặp lại"
            raise _refuse(template, vi, f"{{{part}}} is unknown or stands twice")
        form = r"(?:0?[1-6]d)?" if part in _NUMERIC else ""
        if conversion or not re.fullmatch(form, spec or ""):
            vi = f"cách ghi của {{{part}}} không dùng được"
            raise _refuse(template, vi, f"the form of {{{part}}} cannot be used")
        if at and not re.match(r"[ ._-]", text) and (seen[-1], part) != ("number", "suffix"):
            vi = f"trước {{{part}}} cần có dấu ngăn"
            raise _refuse(template, vi, f"a separator is needed before {{{part}}}")
        seen.append(part)
    missing = needed - set(seen)
    if missing:
        names = ", ".join(f"{{{part}}}" for part in sorted(missing))
        raise _refuse(template, f"thiếu {names}", f"{names} is missing")


def check_template(template: str) -> None:
    """Accept a template for the PDFs of entries; raises BadTemplate, which says what to mend."""
    _checked(template, _OF_ENTRY)
    if not template.lower().endswith(".pdf") or "{suffix}" not in template:
        raise _refuse(template, "tên phải kết thúc bằng .pdf", "names must end in .pdf")


def check_book_template(template: str) -> None:
    """Accept a template for the Excel and zip of books, which may be a unit's own; BadTemplate."""
    _checked(template, _OF_BOOK)
    if not template.endswith(".{ext}"):
        raise _refuse(template, "tên phải kết thúc bằng .{ext}", "names must end in .{ext}")


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
def pattern(template: str, *, loose: bool = False) -> re.Pattern[str]:
    """Turn a template into the expression that reads its names back; loose: in any case."""
    expression = ""
    for text, part, _, _ in Formatter().parse(template):
        expression += re.escape(text)
        if part:
            expression += f"(?P<{part}>{PARTS[part]})"
    return re.compile(expression, re.ASCII | re.IGNORECASE if loose else re.ASCII)


def entry_of(match: re.Match[str]) -> EntryName:
    """Turn what a template's pattern found into its value; ValueError where the date is none."""
    written = match["date"]
    return EntryName(
        kind=match["kind"].upper(),
        book_year=int(match["book_year"]),
        book_number=int(match["book"]),
        registration_date=None if written == NO_DATE else date.fromisoformat(written),
        number=int(match["number"]),
        suffix=match["suffix"],
    )


def parse_entry_pdf(name: str, template: str = TEMPLATE_ENTRY) -> EntryName:
    """Read the name of an entry's PDF (without folders) strictly; raises BadFileName."""
    match = pattern(template).fullmatch(name)
    try:
        if not match:
            raise ValueError(name)
        return entry_of(match)
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


def cover_file(unit: str, kind: str, paper: str, year: int, number: int) -> str:
    """Return the name of a book's cover page, ``Cover.xamaidan_hhv_tqs.KS.A3.2009.01.pdf``."""
    return TEMPLATE_COVER.format(unit=unit, kind=kind, paper=paper, book_year=year, book=number)


def parse_book_file(name: str, template: str = TEMPLATE_BOOK) -> BookName:
    """Read the name of a book's Excel, zip or cover page; raises BadFileName."""
    for known, paper in ((TEMPLATE_COVER, True), (template, False)):
        match = pattern(known, loose=True).fullmatch(name.strip())
        if match:
            return BookName(
                unit=match["unit"].lower(),
                kind=match["kind"].upper(),
                book_year=int(match["book_year"]),
                book_number=int(match["book"]),
                ext="pdf" if paper else match["ext"].lower(),
                paper=match["paper"].upper() if paper else "",
            )
    raise BadFileName(name=name, template=template)
