"""The Excel file of accounts: the template that goes out, and the file that comes back.

An upload is distrusted: people/cells.py opens it, in a process of its own with limits.
"""

import datetime
import io
import json
import logging
import subprocess
import sys
import threading
from typing import IO

import xlsxwriter

from hotich.people import cells, rows
from hotich.people.errors import (
    ColumnsMissing,
    FileTooLarge,
    FormulaInFile,
    NoRows,
    NotExcel,
    TooManyRows,
)

log = logging.getLogger(__name__)

MOST_BYTES = 2 * 2**20
MOST_SECONDS = 30  # that a person waits, on a busy server too
MOST_ROWS = 3_000
TITLE_LINES = 20  # a header may stand under so many lines of title

_ONE_AT_A_TIME = threading.Lock()  # hostile files may take the limit of memory once, not ten times


def read(stream: IO[bytes], today: datetime.date) -> list[rows.Row]:
    """Return the rows of a file of accounts, wrong ones included.

    Raises NotExcel, FileTooLarge, FormulaInFile, ColumnsMissing, NoRows, TooManyRows.
    """
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise FileTooLarge(limit_mb=MOST_BYTES // 2**20)
    return _rows(_lines(content), today)


def _lines(content: bytes) -> list[list[str]]:
    """Return the cells of the first sheet as text, read by another process."""
    command = [sys.executable, "-P", cells.__file__]
    try:
        with _ONE_AT_A_TIME:
            done = subprocess.run(
                command, input=content, capture_output=True, timeout=MOST_SECONDS, check=False
            )
    except subprocess.TimeoutExpired as error:
        raise FileTooLarge(limit_mb=MOST_BYTES // 2**20) from error
    if done.returncode == cells.DAMAGED:
        raise NotExcel
    if done.returncode:
        log.warning("the reader of an uploaded Excel file ended with %s", done.returncode)
        raise FileTooLarge(limit_mb=MOST_BYTES // 2**20)
    answer = json.loads(done.stdout)
    if "formula" in answer:
        raise FormulaInFile(cell=answer["formula"])
    lines: list[list[str]] = answer["lines"]
    return lines


def _rows(lines: list[list[str]], today: datetime.date) -> list[rows.Row]:
    at, places = 0, rows.headers(lines[0] if lines else [])
    for number, line in enumerate(lines[:TITLE_LINES]):
        found = rows.headers(line)
        if len(found) > len(places):
            at, places = number, found
    missing = [rows.COLUMNS[name] for name in rows.NEEDED if name not in places]
    if missing:
        raise ColumnsMissing(columns=", ".join(missing))
    read_rows = []
    for number, line in enumerate(lines[at + 1 :], start=at + 2):
        said = {name: line[place] for name, place in places.items() if place < len(line)}
        if any(text.strip() for text in said.values()):
            read_rows.append(rows.read(said, number, today))
    if not read_rows:
        raise NoRows
    if len(read_rows) > MOST_ROWS:
        raise TooManyRows(limit=MOST_ROWS)
    return read_rows


def template(codes: list[tuple[str, str]], roles: list[str]) -> bytes:
    """Return the Excel file to fill in: codes of units (code, name) and roles beside it as lists.

    All columns are text but the days; forces, roles and codes are chosen from lists.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
    text, day = book.add_format({"num_format": "@"}), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet, lists = book.add_worksheet("Tài khoản"), book.add_worksheet("Danh mục")
    sheet.freeze_panes(1, 0)
    for column, (name, label) in enumerate(rows.COLUMNS.items()):
        sheet.write_string(0, column, label + (" *" if name in rows.NEEDED else ""), bold)
        sheet.set_column(column, column, 28 if column in (0, 2, 4) else 16,
                         day if name.startswith("valid") else text)  # fmt: skip
    shown = (("Mã đơn vị", [c for c, _ in codes]), ("Tên đơn vị", [n for _, n in codes]),
             ("Vai trò", [rows.ROLES[r] for r in rows.ROLES if r in roles]),
             ("Lực lượng", list(rows.FORCES.values())))  # fmt: skip
    for column, (label, values) in enumerate(shown):
        lists.write_string(0, column, label, bold)
        lists.set_column(column, column, 30)
        for line, value in enumerate(values, start=1):
            lists.write_string(line, column, value, text)
    for target, source in ((3, 0), (4, 2), (2, 3)):
        letter, last = "ABCD"[source], len(shown[source][1]) + 1
        sheet.data_validation(
            1,
            target,
            MOST_ROWS,
            target,
            {"validate": "list", "source": f"='Danh mục'!${letter}$2:${letter}${last}"},
        )
    book.close()
    return out.getvalue()
