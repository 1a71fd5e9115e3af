"""The Excel file of accounts: the template that goes out, and the file that comes back.

An upload is distrusted: its size, what it unpacks to, cells far away, formulas.
"""

import datetime
import io
import re
import zipfile
import zlib
from typing import IO, Any

import python_calamine
import xlsxwriter

from hotich.people import rows
from hotich.people.errors import (
    ColumnsMissing,
    FileTooLarge,
    FormulaInFile,
    NoRows,
    NotExcel,
    TooManyRows,
)

MOST_BYTES = 2 * 2**20
MOST_UNPACKED = 40 * 2**20
MOST_CELLS = 400_000
MOST_ROWS = 3_000
TITLE_LINES = 20  # a header may stand under so many lines of title

_TAG = re.compile(rb"<(?:\w+:)?(?:c|row|dimension)\b[^<]*")
_PLACE = re.compile(rb"""["'\s](?:r|ref)\s*=\s*["']\s*(?:[A-Za-z]+[0-9]+:)?([A-Za-z]*)([0-9]*)""")
_FORMULA = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br\s*=\s*[\"'](\w+)[\"'][^>]*>\s*<(?:\w+:)?f[\s>/]")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, IndexError),
    *(RuntimeError, NotImplementedError, python_calamine.CalamineError),
)


def read(stream: IO[bytes], today: datetime.date) -> list[rows.Row]:
    """Return the rows of a file of accounts, wrong ones included.

    Raises NotExcel, FileTooLarge, FormulaInFile, ColumnsMissing, NoRows, TooManyRows.
    """
    content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise FileTooLarge(limit_mb=MOST_BYTES // 2**20)
    try:
        _distrust(content)
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            lines = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except _DAMAGED as error:
        raise NotExcel from error
    return _rows([[_text(cell) for cell in line] for line in lines], today)


def _distrust(content: bytes) -> None:
    """Refuse what would take all memory, and formulas: they show one thing and may become another.

    calamine takes memory for every cell up to the farthest one, wherever a sheet's file lies.
    """
    most_rows, most_columns = 1, 1
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(info.file_size for info in archive.infolist()) > MOST_UNPACKED:
            raise FileTooLarge(limit_mb=MOST_BYTES // 2**20)
        for info in archive.infolist():
            if info.is_dir():
                continue
            part = archive.read(info)
            if _SHEET.fullmatch(info.filename) and (found := _FORMULA.search(part)):
                raise FormulaInFile(cell=found[1].decode())
            for tag in _TAG.findall(part):
                for letters, digits in _PLACE.findall(tag):
                    most_rows = max(most_rows, int(digits[:12] or b"0"))
                    most_columns = max(most_columns, _column(letters[:8]))
    if most_rows * most_columns > MOST_CELLS:
        raise FileTooLarge(limit_mb=MOST_BYTES // 2**20)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _text(cell: Any) -> str:
    """Return a cell as it would have been typed."""
    if isinstance(cell, datetime.datetime | datetime.date):
        return f"{cell.day:02}/{cell.month:02}/{cell.year:04}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


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
        cells = {name: line[place] for name, place in places.items() if place < len(line)}
        if any(text.strip() for text in cells.values()):
            read_rows.append(rows.read(cells, number, today))
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
