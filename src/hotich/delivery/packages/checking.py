"""Checks a package as its receiver would: rows and PDFs are one to one, whole and unchanged.

Check 31 (Excel rows = PDFs = entries released) and check 12 (the PDF of each entry) are rules; what
is wrong with the files themselves is told here.
"""

import hashlib
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hotich.delivery.errors import UnreadablePackage
from hotich.delivery.packages.names import (
    BookName,
    book_of,
    read_manifest,
    sha256_of,
)
from hotich.delivery.packages.pdfs import facts_of
from hotich.delivery.packages.problems import Problem
from hotich.delivery.packages.reading import DAMAGED, ReadPackage, content_of, files_in, read_sheet
from hotich.rules import dates, filenames, numbers, registers
from hotich.rules.checks import FileFacts, check_files, check_package
from hotich.rules.errors import Refused
from hotich.rules.namereading import read_file_name

_FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+[0-9]+)"[^>]*>\s*<(?:\w+:)?f[\s/>]')
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_MOST_FORMULAS = 20


def check(xlsx: Path, zip_file: Path, manifest: Path | None) -> list[Problem]:
    """Return every fault found, none if the package is good; a bad file never stops the rest."""
    promised, problems = _read_manifest(manifest)
    problems += _changed_files([xlsx, zip_file], promised)
    expected, found = _check_xlsx(xlsx)
    problems += found
    problems += _check_zip(zip_file, expected, promised)
    return problems


def describe(package: ReadPackage) -> list[str]:
    """Return a package in short Vietnamese lines for the terminal."""
    book = package.book
    lines = [f"Excel: {package.xlsx.name} · {len(package.rows)} trường hợp"]
    if book is not None:
        name = registers.load(book.kind).register_vi
        lines.insert(0, f"{name}, quyển {book.number:02d}/{book.year}")
    if package.zip is None:
        lines.append("Zip: không có")
    else:
        size = package.zip.stat().st_size / 1024**2
        lines.append(f"Zip: {package.zip.name} · {len(package.pdfs)} tệp PDF · {size:.1f} MB")
    lines.append(f"Bảng kê SHA-256: {package.manifest.name if package.manifest else 'không có'}")
    return lines


def _read_manifest(path: Path | None) -> tuple[dict[str, Any], list[Problem]]:
    if path is None:
        return {"files": [], "entries": []}, []
    try:
        return read_manifest(path), []
    except UnreadablePackage:
        return {"files": [], "entries": []}, [Problem("file_unreadable", path.name)]


def _changed_files(paths: Sequence[Path], promised: Mapping[str, Any]) -> Iterator[Problem]:
    hashes = {file["name"]: file["sha256"] for file in promised["files"]}
    for path in paths:
        if path.name in hashes and path.is_file():
            with path.open("rb") as stream:
                if sha256_of(stream)[0] != hashes[path.name]:
                    yield Problem("file_changed", path.name)


def _check_xlsx(xlsx: Path) -> tuple[dict[str, int] | None, list[Problem]]:
    """Return PDF name -> row for each entry (None if that cannot be known), and the faults."""
    try:
        headers, rows = read_sheet(xlsx)
        problems = [Problem("formula", xlsx.name, detail=cell) for cell in _formulas(xlsx)]
    except (UnreadablePackage, *DAMAGED):
        return None, [Problem("file_unreadable", xlsx.name)]
    book = book_of(xlsx)
    if book is None:
        return None, [*problems, Problem("book_unknown", xlsx.name)]
    kind = registers.load(book.kind)
    missing = [f.key for f in kind.fields if f.required and f.key not in headers]
    problems += [Problem("column_missing", xlsx.name, detail=key) for key in missing]
    expected: dict[str, int] = {}
    for number, row in rows:
        try:
            name = _pdf_name(kind, book, row)
        except Refused:
            written = "; ".join(_heading(kind, row))
            problems.append(Problem("row_unreadable", xlsx.name, number, written))
            name = _nameless(number)
        if name in expected:
            problems.append(Problem("rows_same_pdf", name, number))
            name = _nameless(number)
        expected[name] = number
    return expected, problems


def _formulas(xlsx: Path) -> list[str]:
    """Return the cells that hold formulas: a formula shows one thing and may become another."""
    cells: list[str] = []
    with zipfile.ZipFile(xlsx) as archive:
        for info in files_in(archive):
            if _SHEET.fullmatch(info.filename):
                cells += (cell.decode() for cell in _FORMULA.findall(archive.read(info)))
    return cells[:_MOST_FORMULAS]


def _nameless(row: int) -> str:
    """Stand for a row whose PDF cannot be named: it is still a row to count."""
    return f"<{row}>"


def _heading(kind: registers.Kind, row: Mapping[str, str]) -> tuple[str, str]:
    """Return number and registration date of a row as written."""
    keys = (kind.field(name).key for name in ("number", "registration_date"))
    number, date = (row.get(key, "").strip() for key in keys)
    return number, date


def _pdf_name(kind: registers.Kind, book: BookName, row: Mapping[str, str]) -> str:
    """Return the name that a row's PDF must have; Refused if it cannot be made."""
    written_number, written = _heading(kind, row)
    number = numbers.parse_number(written_number)
    registered = dates.parse(written).full if written else None
    return filenames.entry_pdf(
        book.kind, book.year, book.number, registered, number.n, number.suffix
    )


def _check_zip(
    path: Path, expected: Mapping[str, int] | None, promised: Mapping[str, Any]
) -> list[Problem]:
    hashes = {entry["pdf"]: entry["sha256"] for entry in promised["entries"]}
    files: list[FileFacts] = []
    problems: list[Problem] = []
    try:
        with zipfile.ZipFile(path) as archive:
            found = list(files_in(archive))
            names = [info.filename for info in found]
            problems += _check_names(names)
            called = _called(names, expected)
            for info in found:
                name, meant = info.filename, called[info.filename]
                content = _content(archive, info)
                digest = hashlib.sha256(content).hexdigest()
                if content and hashes.get(name, digest) != digest:
                    problems.append(Problem("pdf_changed", name))
                files.append(facts_of(content, entry=meant, expected=meant, name=name))
    except DAMAGED:
        return [Problem("file_unreadable", path.name)]
    there = [called[name] for name in names]
    return problems + _against_rows(path, there, files, expected, list(hashes))


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return a file of the zip, nothing where it is damaged: neither opens."""
    try:
        return content_of(archive, info)
    except DAMAGED:
        return b""


def _against_rows(
    path: Path,
    there: list[str],
    files: list[FileFacts],
    expected: Mapping[str, int] | None,
    released: list[str],
) -> list[Problem]:
    """Make checks 12 and 31. ``there`` are the names that the PDFs should bear; without a manifest
    nobody says what was released, and the rows stand for it."""
    rows = dict(expected or {})
    lacking = [name for name in rows if name not in there and not name.startswith("<")]
    files = [*files, *(FileFacts(entry=name, expected=name) for name in lacking)]
    problems = [
        Problem.of(finding, path.name, rows.get(str(finding.facts["entry"]), 0))
        for finding in check_files(files)
    ]
    if expected is not None:
        found = check_package(list(rows), there, released or list(rows))
        problems += [Problem.of(finding, path.name) for finding in found]
    return problems


def _called(names: Sequence[str], expected: Mapping[str, int] | None) -> dict[str, str]:
    """Return the name that each PDF should bear: its own, or that of the row it is a PDF of.

    A row without its PDF is looked for among the PDFs that no row calls for, by kind and number.
    """
    rows = expected or {}
    called = {name: name for name in names}
    lacking = {_entry_of(name): name for name in rows if name not in called}
    for name in names:
        if name not in rows and (meant := lacking.pop(_entry_of(name), None)):
            called[name] = meant
    return called


def _entry_of(name: str) -> tuple[str, int, int, int, str] | str:
    """Return the book and the number that a PDF's name says, however it is written; the name
    itself where it says none."""
    try:
        said = read_file_name(name)
    except Refused:
        return name
    if not isinstance(said, filenames.EntryName) or said.copy:
        return name
    return said.kind, said.book_year, said.book_number, said.number, said.suffix


def _check_names(names: Sequence[str]) -> list[Problem]:
    problems = [Problem("name_unsafe", name) for name in names if _is_unsafe(name)]
    times = Counter(names)
    return problems + [Problem("pdf_twice", name) for name in sorted(times) if times[name] > 1]


def _is_unsafe(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]
