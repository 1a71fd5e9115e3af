"""Checks a package as its receiver would: rows and PDFs are one to one, whole and unchanged.

Rule 31 (Excel rows = PDFs) and rule 12 (the entry's PDF exists, opens, has pages, is named right).
"""

import hashlib
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

from hotich.delivery.errors import UnreadablePackage
from hotich.delivery.packages.names import (
    BookName,
    book_of,
    read_manifest,
    sha256_of,
)
from hotich.delivery.packages.problems import Problem
from hotich.delivery.packages.reading import DAMAGED, ReadPackage, content_of, files_in, read_sheet
from hotich.rules import dates, filenames, numbers, registers
from hotich.rules.errors import Refused

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
    fields = registers.load(book.kind).fields
    missing = [f.key for f in fields if f.required and f.key not in headers]
    problems += [Problem("column_missing", xlsx.name, detail=key) for key in missing]
    expected: dict[str, int] = {}
    for number, row in rows:
        try:
            name = _pdf_name(book, row)
        except Refused:
            written = f"{row.get('so', '')}; {row.get('ngayDangKy', '')}"
            problems.append(Problem("row_unreadable", xlsx.name, number, written))
            # its PDF cannot be named, but it is still a row to count
            name = f"?{number}"
        if name in expected:
            problems.append(Problem("rows_same_pdf", name, number))
            name = f"?{number}"
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


def _pdf_name(book: BookName, row: Mapping[str, str]) -> str:
    """Return the name that a row's PDF must have; Refused if it cannot be made."""
    number = numbers.parse_number(row.get("so", ""))
    written = row.get("ngayDangKy", "").strip()
    registered = dates.parse(written).full if written else None
    return filenames.entry_pdf(
        book.kind, book.year, book.number, registered, number.n, number.suffix
    )


def _check_zip(
    path: Path, expected: Mapping[str, int] | None, promised: Mapping[str, Any]
) -> list[Problem]:
    try:
        with zipfile.ZipFile(path) as archive:
            files = list(files_in(archive))
            problems = _check_names([info.filename for info in files], expected)
            hashes = {entry["pdf"]: entry["sha256"] for entry in promised["entries"]}
            for info in files:
                problems += _check_pdf(archive, info, hashes)
    except DAMAGED:
        return [Problem("file_unreadable", path.name)]
    return problems


def _check_names(names: Sequence[str], expected: Mapping[str, int] | None) -> list[Problem]:
    problems = [Problem("name_unsafe", name) for name in names if _is_unsafe(name)]
    times = Counter(names)
    problems += [Problem("pdf_twice", name) for name in sorted(times) if times[name] > 1]
    if expected is None:
        return problems
    if len(names) != len(expected):
        problems.append(Problem("counts_differ", "", detail=f"{len(expected)} ≠ {len(names)}"))
    problems += [
        Problem("pdf_missing", name, row)
        for name, row in expected.items()
        if name not in times and not name.startswith("?")
    ]
    problems += [Problem("pdf_extra", name) for name in sorted(set(times) - set(expected))]
    return problems


def _is_unsafe(name: str) -> bool:
    parts = re.split(r"[/\\]", name)
    return name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]


def _check_pdf(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, hashes: Mapping[str, str]
) -> Iterator[Problem]:
    try:
        content = content_of(archive, info)
    except DAMAGED:
        yield Problem("pdf_broken", info.filename)
        return
    digest = hashlib.sha256(content).hexdigest()
    if hashes.get(info.filename, digest) != digest:
        yield Problem("pdf_changed", info.filename)
    if not _opens(content):
        yield Problem("pdf_broken", info.filename)


def _opens(content: bytes) -> bool:
    """Say whether a PDF opens as it is, with at least one page and no password."""
    try:
        with pikepdf.open(BytesIO(content), attempt_recovery=False) as pdf:
            return not pdf.is_encrypted and len(pdf.pages) > 0
    except pikepdf.PikepdfError:
        return False
