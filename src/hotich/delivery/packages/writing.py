"""Writes a package so that it is there whole or not at all, and the same from the same records."""

import errno
import hashlib
import json
import os
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
import xlsxwriter.exceptions

from hotich import __version__
from hotich.delivery.errors import (
    BadPdf,
    BadPdfName,
    EmptyPackage,
    NoSpace,
    PdfMissing,
    TextTooLong,
    UnknownColumn,
)
from hotich.delivery.packages.names import (
    DATA_SHEET,
    NOTES_SHEET,
    ROW_COLUMN,
    manifest_of,
    sha256_of,
    zip_of,
)
from hotich.delivery.packages.pdfs import facts_of
from hotich.rules import filenames, registers
from hotich.rules.checks import FileFacts, Finding, check_files

_LONGEST_CELL = 32_767
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_TEXT_ONLY = {
    "constant_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One approved entry: its columns by the ministry's keys, and its PDF: a file, or what makes
    its bytes, called once, so that never more than one is in memory.

    A value for the row number (`STT`) is ignored: rows are numbered as they stand in the file.
    """

    values: Mapping[str, str]
    pdf_name: str
    pdf: Path | Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Package:
    """The three files of one book; ``warnings`` are what check 12 wants a person to look at."""

    xlsx: Path
    zip: Path
    manifest: Path
    warnings: tuple[Finding, ...] = ()


def write(
    folder: Path,
    *,
    unit_slug: str,
    kind: registers.Kind,
    book_year: int,
    book_number: int,
    rows: Sequence[Row],
) -> Package:
    """Write the package of a book into ``folder`` (made if missing) and return its files.

    Raises EmptyPackage, BadPdfName, BadPdf, UnknownColumn, TextTooLong, PdfMissing or NoSpace; a
    package written before then stays as it was. The manifest is put in place last.
    """
    _refuse_bad_rows(kind, rows)
    name = filenames.book_file(unit_slug, kind.code, book_year, book_number, "xlsx")
    xlsx = folder / name
    package = Package(xlsx, zip_of(xlsx), manifest_of(xlsx))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        drafts = Path(tempfile.mkdtemp(prefix=f".{xlsx.stem}.", dir=folder))
        try:
            _write_xlsx(drafts / package.xlsx.name, kind, rows)
            hashes, files = _write_zip(drafts / package.zip.name, rows)
            warnings = _judged(files)
            manifest = {
                "product": "hotich",
                "version": __version__,
                "unit": unit_slug,
                "kind": kind.code,
                "book": {"year": book_year, "number": book_number},
                "files": _manifest_files([drafts / name, drafts / package.zip.name], len(rows)),
                "entries": _manifest_entries(rows, hashes),
            }
            text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
            (drafts / package.manifest.name).write_text(text, encoding="utf-8")
            _put_in_place(drafts, [package.xlsx, package.zip, package.manifest])
        finally:
            shutil.rmtree(drafts, ignore_errors=True)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoSpace from error
        raise
    return replace(package, warnings=warnings)


def _judged(files: Sequence[FileFacts]) -> tuple[Finding, ...]:
    """Return what check 12 finds unusual in the PDFs; raises BadPdf for what it finds wrong."""
    found = check_files(files)
    for finding in found:
        if finding.blocks:
            raise BadPdf(why_vi=finding.text("vi"), why_en=finding.text("en"))
    return tuple(found)


def _refuse_bad_rows(kind: registers.Kind, rows: Sequence[Row]) -> None:
    if not rows:
        raise EmptyPackage
    keys = {field.key for field in kind.fields}
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        name = row.pdf_name
        plain = name not in ("", ".", "..") and not set(name) & set('/\\:*?"<>|\0')
        if not plain or name.casefold() in seen:
            raise BadPdfName(name=name)
        seen.add(name.casefold())
        for key, value in row.values.items():
            if key not in keys:
                raise UnknownColumn(name=key, kind=kind.code)
            if len(value) > _LONGEST_CELL:
                raise TextTooLong(row=number, name=key)


def _write_xlsx(path: Path, kind: registers.Kind, rows: Sequence[Row]) -> None:
    """Write the Excel file: exact keys in row 1, every cell text, code lists on a second sheet."""
    book = xlsxwriter.Workbook(str(path), {**_TEXT_ONLY, "tmpdir": str(path.parent)})
    book.set_properties({"created": _CREATED, "comments": f"hotich {__version__}"})
    text = book.add_format({"num_format": "@"})
    data = book.add_worksheet(DATA_SHEET)
    keys = [field.key for field in kind.fields]
    for column, key in enumerate(keys):
        data.write_string(0, column, key, text)
    for number, row in enumerate(rows, start=1):
        values = {**row.values, ROW_COLUMN: str(number)}
        for column, key in enumerate(keys):
            if values.get(key):
                data.write_string(number, column, values[key], text)
    notes = book.add_worksheet(NOTES_SHEET)
    for number, line in enumerate(_notes(kind)):
        for column, value in enumerate(line):
            notes.write_string(number, column, value, text)
    try:
        book.close()
    except xlsxwriter.exceptions.FileCreateError as error:
        # xlsxwriter wraps the OSError; a full disk must be seen as one
        cause = error.args[0] if error.args else error
        raise (cause if isinstance(cause, OSError) else OSError(str(cause))) from error


def _notes(kind: registers.Kind) -> list[tuple[str, str, str]]:
    """Return the lines of the sheet of code lists: column, code, meaning."""
    lines = [("Cột", "Mã", "Ý nghĩa")]
    for field in kind.fields:
        if field.codes:
            lines += [
                (field.key, code, vi) for code, (vi, _) in registers.codes(field.codes).items()
            ]
    return lines


def _write_zip(path: Path, rows: Sequence[Row]) -> tuple[list[tuple[str, int]], list[FileFacts]]:
    """Write the PDFs in the order of the rows; return the hash and size of each, and its facts.

    They are stored, not deflated: scans do not shrink, and bytes do not depend on zlib's version.
    """
    hashes, facts = [], []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for row in rows:
            info = zipfile.ZipInfo(row.pdf_name, _ZIP_TIME)
            info.create_system = 3
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            content = _content(row)
            archive.writestr(info, content)
            hashes.append((hashlib.sha256(content).hexdigest(), len(content)))
            name = row.pdf_name
            facts.append(facts_of(content, entry=name, expected=name, name=name))
    return hashes, facts


def _content(row: Row) -> bytes:
    if not isinstance(row.pdf, Path):
        return row.pdf()
    try:
        return row.pdf.read_bytes()
    except OSError as error:
        raise PdfMissing(name=row.pdf_name) from error


def _manifest_files(paths: Sequence[Path], rows: int) -> list[dict[str, Any]]:
    files = []
    for path in paths:
        with path.open("rb") as stream:
            digest, size = sha256_of(stream)
        files.append({"name": path.name, "sha256": digest, "size": size, "rows": rows})
    return files


def _manifest_entries(
    rows: Sequence[Row], hashes: Sequence[tuple[str, int]]
) -> list[dict[str, Any]]:
    """Return row of the Excel, PDF and its hash per entry; no personal data."""
    return [
        {"row": number, "pdf": row.pdf_name, "sha256": digest, "size": size}
        for number, (row, (digest, size)) in enumerate(zip(rows, hashes, strict=True), start=2)
    ]


def _put_in_place(drafts: Path, files: Sequence[Path]) -> None:
    """Bring the drafts to disk, then rename them one by one, then bring the folder to disk."""
    for path in files:
        with (drafts / path.name).open("rb") as stream:
            os.fsync(stream.fileno())
    for path in files:
        (drafts / path.name).replace(path)
    folder = os.open(files[0].parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
