"""Reads the names that others gave to scans: our naming and an older one, written anyhow.

Seen in files in use: `KIND.YYYY.UUUUU.BB.AN.NNN.pdf` with the commune's code and the paper size;
`KIND.YYYY.UUUUU.BB.AN.RRRR.NNN.pdf` for a book of several years; "(1)" behind the number for a
second file; small letters, spaces, .PDF, numbers without zeros or with letters; codes of 4 digits.
"""

import re
from dataclasses import replace
from datetime import date

from hotich.rules.errors import Refused
from hotich.rules.filenames import (
    NO_DATE,
    PARTS,
    TEMPLATE_ENTRY,
    BookName,
    EntryName,
    Folder,
    entry_of,
    parse_book_file,
    pattern,
)
from hotich.rules.names import nfc
from hotich.rules.numbers import YEARS
from hotich.rules.registers import KINDS

_COPY = re.compile(r"\s*(?:\((\d{1,2})\)|\s-\s(?:copy|bản sao))\s*(?=\.pdf$)", re.IGNORECASE)
_NUMBER = re.compile(r"(\d{1,6})[ _-]?([A-Za-z]{0,3})", re.ASCII)
_UNIT = re.compile(r"\d{4,5}", re.ASCII)
_PAPER = re.compile(PARTS["paper"], re.IGNORECASE | re.ASCII)
_ROLES = {
    "kind": ("loại sổ", "kind of register"),
    "year": ("năm mở sổ", "year of the book"),
    "unit": ("mã xã, 4 hoặc 5 chữ số", "commune code of 4 or 5 digits"),
    "book": ("quyển số", "book number"),
    "paper": ("khổ giấy A0–A6", "paper size A0–A6"),
    "registered": ("năm đăng ký", "year of registration"),
    "date": ("ngày đăng ký yyyy-mm-dd", "registration date yyyy-mm-dd"),
    "number": ("số đăng ký", "registration number"),
}


class OddFileName(Refused):
    """A file's name, or the folder it lies in, does not say which entry it shows."""

    code = "rules.odd_filename"
    vi = "Tên tệp “{name}”: {why_vi}. Hãy đổi tên như KS.2009.01.2009-05-12.046.pdf."
    en = "File name “{name}”: {why_en}. Rename it like KS.2009.01.2009-05-12.046.pdf."


def _odd(name: str, vi: str, en: str) -> OddFileName:
    return OddFileName(name=name, why_vi=vi, why_en=en)


def _not(name: str, role: str, text: str) -> OddFileName:
    vi, en = _ROLES[role]
    return _odd(name, f"“{text}” không phải là {vi}", f"“{text}” is no {en}")


def _part(name: str, role: str, text: str) -> str:
    """Return one part of a name in its usual writing, or refuse it."""
    if role == "kind":
        good = text.upper() in KINDS
    elif role in ("year", "registered"):
        good = bool(re.fullmatch(r"[0-9]{4}", text)) and int(text) in YEARS
    elif role == "book":
        good = bool(re.fullmatch(r"[0-9]{1,4}", text)) and int(text) > 0
    elif role == "date":
        good = text == NO_DATE or _real(text)
    elif role == "number":
        match = _NUMBER.fullmatch(text)
        good = bool(match and int(match[1]) > 0)
    else:
        good = bool({"unit": _UNIT, "paper": _PAPER}[role].fullmatch(text))
    if not good:
        raise _not(name, role, text)
    return text.upper() if role in ("kind", "paper") else text


def _real(text: str) -> bool:
    try:
        return bool(re.fullmatch(PARTS["date"], text, re.ASCII) and date.fromisoformat(text))
    except ValueError:
        return False


_A = ("kind", "year", "book", "date", "number")
_B = ("kind", "year", "unit", "book", "paper", "number")
_B_SPANNING = ("kind", "year", "unit", "book", "paper", "registered", "number")
_SHAPES = {len(shape): shape for shape in (_A, _B, _B_SPANNING)}


def _by_parts(name: str, stem: str) -> EntryName:
    pieces = [piece.strip() for piece in stem.split(".")]
    shape = _SHAPES.get(len(pieces))
    if shape is None:
        vi = f"có {len(pieces)} phần cách nhau bằng dấu chấm, cần 5, 6 hoặc 7 phần"
        raise _odd(name, vi, f"it has {len(pieces)} parts between dots, not 5, 6 or 7")
    part = {role: _part(name, role, text) for role, text in zip(shape, pieces, strict=True)}
    number = _NUMBER.fullmatch(part["number"])
    registered = part.get("date", NO_DATE)
    return EntryName(
        kind=part["kind"],
        book_year=int(part["year"]),
        book_number=int(part["book"]),
        registration_date=None if registered == NO_DATE else date.fromisoformat(registered),
        number=int(number[1]) if number else 0,
        suffix=number[2] if number else "",
        variant="A" if shape is _A else "B",
        unit_code=part.get("unit", ""),
        paper=part.get("paper", ""),
        year=int(part["registered"]) if "registered" in part else None,
    )


def _entry(name: str, template: str) -> EntryName:
    """Read a bare name: by the template, else part by part."""
    if not name.lower().endswith(".pdf"):
        raise _odd(name, "không phải tệp .pdf", "it is no .pdf file")
    match = _COPY.search(name)
    copy = int(match[1] or 1) if match else 0
    plain = _COPY.sub("", name) if match else name
    tight = re.sub(r"\s*\.\s*", ".", plain)
    by_template = pattern(template, loose=True).fullmatch(tight)
    try:
        found = entry_of(by_template) if by_template else None
    except ValueError:
        found = None
    if found is None or found.kind not in KINDS or not (found.number and found.book_number):
        found = _by_parts(name, tight[: -len(".pdf")])
    return replace(found, copy=copy)


def read_folder(path: str) -> Folder | None:
    """Read province/district/commune/KIND/paper/year/book; None where no folder is a kind."""
    names = [nfc(part) for part in re.split(r"[/\\]+", path)]
    folders = [name for name in names if name not in ("", ".", "..")]
    kinds = [at for at, folder in enumerate(folders) if folder.upper() in KINDS]
    if not kinds:
        return None
    at = kinds[-1]
    below = folders[at + 1 :]
    paper = below.pop(0).upper() if below and _PAPER.fullmatch(below[0]) else ""
    figures = [re.sub(r"^(?:năm|quyển(?: số)?)\s*", "", text.lower()) for text in below[:2]]
    year = int(figures[0]) if figures and re.fullmatch(r"[0-9]{4}", figures[0]) else None
    book = figures[1] if year and len(figures) > 1 else ""
    return Folder(
        units=tuple(folders[max(0, at - 3) : at]),
        kind=folders[at].upper(),
        paper=paper,
        book_year=year,
        book_number=int(book) if re.fullmatch(r"[0-9]{1,4}", book) else None,
    )


def _agreeing(name: str, said: EntryName | BookName, folder: Folder | None) -> None:
    """Refuse a file in another book's folder: nobody can tell which of the two is true."""
    if folder is None:
        return
    pairs = (
        (said.kind, folder.kind),
        (said.paper, folder.paper),
        (said.book_year, folder.book_year),
        (said.book_number, folder.book_number),
    )
    for in_name, in_folder in pairs:
        if in_name and in_folder and in_name != in_folder:
            vi = f"tên ghi {in_name}, thư mục ghi {in_folder}"
            raise _odd(name, vi, f"the name says {in_name}, its folder {in_folder}")


def read_file_name(path: str, template: str = TEMPLATE_ENTRY) -> EntryName | BookName:
    """Read the name of an entry's PDF or of a cover page, with or without folders.

    ``path`` may use / or \\. The template's names are read in any case and padding, then both
    known namings. Raises OddFileName, which says what is odd.
    """
    folders, _, last = path.replace("\\", "/").rpartition("/")
    name, folder = nfc(last), read_folder(folders)
    if name.lower().startswith("cover."):
        try:
            cover = parse_book_file(re.sub(r"\s*\.\s*", ".", name))
        except Refused:
            shape = "Cover.<…>.KS.A3.2009.01.pdf"
            raise _odd(name, f"trang bìa cần có dạng {shape}", f"a cover is {shape}") from None
        _part(name, "kind", cover.kind)
        _agreeing(name, cover, folder)
        return cover
    entry = _entry(name, template)
    _agreeing(name, entry, folder)
    return replace(entry, folder=folder)
