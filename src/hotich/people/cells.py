"""Reads the cells of an Excel file that nobody vouches for, in a process of its own.

A few bytes can ask for any amount of memory or time, and calamine then ends the whole process: so
that process is a short-lived one with limits, and the server lives on. Run by people/sheet.py as
a script: the file on stdin, JSON on stdout, {"lines": [[text, …], …]} of the
first sheet, or {"formula": "A3"}. It ends with DAMAGED for what is no Excel file; every other end
but 0 means that a limit was reached.
"""

import datetime
import io
import json
import resource
import sys
import zipfile
import zlib
from typing import Any
from xml.parsers import expat

import python_calamine

DAMAGED = 3
MOST_MEMORY = 2**30
MOST_SECONDS = 10  # of computing
MOST_UNPACKED = 40 * 2**20
MOST_CELLS = 400_000
MOST_TEXT = 8 * 2**20  # characters of all cells together
LONGEST_CELL = 500  # what is longer is cut: no column may hold that much

_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, IndexError, KeyError),
    *(RuntimeError, NotImplementedError, expat.ExpatError, python_calamine.CalamineError),
)


class TooLarge(Exception):
    """The file holds more than any list of accounts."""


class Formula(Exception):
    """A cell holds a formula: it shows one thing and may become another."""


def main() -> int:
    """Read the file on stdin within the limits."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    try:
        answer: dict[str, Any] = {"lines": read(sys.stdin.buffer.read())}
    except Formula as found:
        answer = {"formula": str(found)}
    except _BROKEN:
        return DAMAGED
    json.dump(answer, sys.stdout)
    return 0


def read(content: bytes) -> list[list[str]]:
    """Return the texts of the first sheet. Raises Formula, TooLarge and what a bad file raises."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _distrust(archive)
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        sheet = book.get_sheet_by_index(0)
        if sheet.total_height * sheet.total_width > MOST_CELLS:
            raise TooLarge
        found = sheet.to_python(skip_empty_area=False)
    lines = [[as_text(cell)[:LONGEST_CELL] for cell in line] for line in found]
    if sum(len(text) for line in lines for text in line) > MOST_TEXT:
        raise TooLarge
    return lines


def _distrust(archive: zipfile.ZipFile) -> None:
    """Refuse what is no .xlsx, for calamine reads other kinds too, and formulas anywhere in it."""
    names = archive.namelist()
    if len(set(names)) < len(names) or {"mimetype", "xl/workbook.bin"} & set(names):
        raise zipfile.BadZipFile
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= set(names):
        raise zipfile.BadZipFile
    if sum(info.file_size for info in archive.infolist()) > MOST_UNPACKED:
        raise TooLarge
    for name in names:
        try:
            _refuse_formulas(archive.read(name))
        except expat.ExpatError:
            if name.lower().endswith((".xml", ".rels")):
                raise


def _refuse_formulas(part: bytes) -> None:
    """Raise Formula with the place of the first one; a sheet may lie in any part."""
    cell = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal cell
        match tag.rpartition(":")[2]:
            case "c":
                cell = attributes.get("r", "?")
            case "f" if cell:
                raise Formula(cell[:20])

    def end(tag: str) -> None:
        nonlocal cell
        if tag.rpartition(":")[2] == "c":
            cell = ""

    def entities(*_: Any) -> None:
        raise zipfile.BadZipFile

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = entities
    parser.Parse(part, True)


def as_text(cell: Any) -> str:
    """Return a cell as it would have been typed."""
    if isinstance(cell, datetime.datetime | datetime.date):
        return f"{cell.day:02}/{cell.month:02}/{cell.year:04}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


if __name__ == "__main__":
    sys.exit(main())
