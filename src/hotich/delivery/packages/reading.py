"""Reads a package back: the rows of its Excel as text, the hash of each PDF in its zip.

Also packages made by others are read: headers cut at the first blank, numbers and dates as text.
"""

import hashlib
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import python_calamine

from hotich.delivery.errors import NoPackage, UnreadablePackage
from hotich.delivery.packages.names import (
    DATA_SHEET,
    ROW_COLUMN,
    BookName,
    book_of,
    manifest_of,
    zip_of,
)

MAX_XLSX = 256 * 1024**2
"""Bytes that an Excel file may hold unpacked: above it, it is no book but an attack on memory."""

MAX_CELLS = 4_000_000
"""Cells between A1 and the farthest one; the reader takes memory for all, used or not."""

MAX_PDF = 256 * 1024**2

DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    RuntimeError,  # zipfile's word for "encrypted"
    NotImplementedError,
    EOFError,
    ValueError,
)
"""What zipfile raises for a damaged or strange file."""

_TAG = re.compile(rb"<(?:\w+:)?(?:c|row)\b[^<]*")
_PLACE = re.compile(rb"""["'\s]r\s*=\s*["']\s*([A-Za-z]*)([0-9]*)""")


@dataclass(frozen=True, slots=True)
class ReadPackage:
    """A package as it was found.

    ``rows`` are dicts by the ministry's keys, every column of the sheet present, "" where empty;
    the row number (`STT`) is left out, for it belongs to the file and not to the entry. Entry i
    stands in row ``row_numbers[i]`` of the sheet. ``pdfs`` maps name -> SHA-256 in the zip's order.
    ``zip`` and ``manifest`` are None where there is no such file.
    """

    xlsx: Path
    zip: Path | None
    manifest: Path | None
    book: BookName | None
    headers: tuple[str, ...]
    rows: list[dict[str, str]] = field(repr=False)
    row_numbers: list[int] = field(repr=False)
    pdfs: dict[str, str] = field(repr=False)


def read(folder_or_xlsx: Path) -> ReadPackage:
    """Read the package of an Excel file, or the only one in a folder.

    Raises NoPackage where there is none or more than one, UnreadablePackage for a damaged file.
    """
    xlsx = _find(folder_or_xlsx)
    headers, numbered = read_sheet(xlsx)
    archive, manifest = zip_of(xlsx), manifest_of(xlsx)
    pdfs: dict[str, str] = {}
    if archive.exists():
        try:
            with zipfile.ZipFile(archive) as opened:
                for info in files_in(opened):
                    content = content_of(opened, info)
                    pdfs[info.filename] = hashlib.sha256(content).hexdigest()
        except DAMAGED as error:
            raise UnreadablePackage(name=archive.name) from error
    return ReadPackage(
        xlsx=xlsx,
        zip=archive if archive.exists() else None,
        manifest=manifest if manifest.exists() else None,
        book=book_of(xlsx),
        headers=headers,
        rows=[row for _, row in numbered],
        row_numbers=[number for number, _ in numbered],
        pdfs=pdfs,
    )


def _find(place: Path) -> Path:
    if place.is_dir():
        found = sorted(p for p in place.glob("*.xlsx") if not p.name.startswith((".", "~$")))
        if len(found) == 1:
            return found[0]
    elif place.is_file():
        return place
    raise NoPackage(name=place.name)


def read_sheet(xlsx: Path) -> tuple[tuple[str, ...], list[tuple[int, dict[str, str]]]]:
    """Return the headers and (row of the sheet, values) of each entry; rows all empty are skipped.

    The sheet is "DL Import", or the first one where there is none of that name. Raises
    UnreadablePackage.
    """
    try:
        _refuse_huge(xlsx)
        with python_calamine.CalamineWorkbook.from_path(xlsx) as book:
            name = DATA_SHEET if DATA_SHEET in book.sheet_names else book.sheet_names[0]
            lines = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (*DAMAGED, IndexError, python_calamine.CalamineError) as error:
        raise UnreadablePackage(name=xlsx.name) from error
    headers = tuple(_header(cell) for cell in (lines[0] if lines else []))
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        cells = zip(headers, map(as_text, line), strict=False)
        values = {key: text for key, text in cells if key and key != ROW_COLUMN}
        if any(values.values()):
            rows.append((number, values))
    return tuple(key for key in headers if key and key != ROW_COLUMN), rows


def _refuse_huge(xlsx: Path) -> None:
    """Refuse what would take all memory: calamine ends the whole process where there is none left.

    One cell far away is enough for that, and it may stand in any part, for a sheet can be anywhere.
    """
    rows, columns = 1, 1
    with zipfile.ZipFile(xlsx) as archive:
        if sum(info.file_size for info in archive.infolist()) > MAX_XLSX:
            raise zipfile.BadZipFile("too large")
        for info in files_in(archive):
            for tag in _TAG.findall(archive.read(info)):
                for letters, digits in _PLACE.findall(tag):
                    rows = max(rows, int(digits[:12] or b"0"))
                    columns = max(columns, _column(letters[:8]))
    if rows * columns > MAX_CELLS:
        raise zipfile.BadZipFile("too many cells")


def _column(letters: bytes) -> int:
    """Return the number of a column by its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _header(cell: Any) -> str:
    """Return a header cut at its first blank or newline: people write notes under the key."""
    return next(iter(as_text(cell).split()), "")


def as_text(cell: Any) -> str:
    """Return a cell as it would have been typed: 7.0 -> "7", a date -> dd.mm.yyyy."""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.strftime("%d.%m.%Y")
    return unicodedata.normalize("NFC", str(cell))


def files_in(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """Yield the entries of a zip that are files, in their order."""
    return (info for info in archive.infolist() if not info.is_dir())


def content_of(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return one file of a zip; raises one of `DAMAGED`, also for one far too large."""
    if info.file_size > MAX_PDF:
        raise zipfile.BadZipFile("too large")
    return archive.read(info)
