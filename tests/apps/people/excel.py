"""Excel files of accounts as people make them."""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl

from hotich.people import rows

HEADERS = list(rows.COLUMNS.values())


def workbook(lines: Sequence[Sequence[Any]], headers: Sequence[str] = HEADERS, above: int = 0,
             merged: bool = False) -> bytes:  # fmt: skip
    """Return a file with these lines under the headers, and so many lines of title above them."""
    book = openpyxl.Workbook()
    sheet = book.active
    for number in range(above):
        sheet.append([f"UBND xã Mai Đàn – danh sách {number}"])
        if merged:
            sheet.merge_cells(f"A{number + 1}:G{number + 1}")
    sheet.append(list(headers))
    for line in lines:
        sheet.append(list(line))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def line(
    name: str,
    unit: str,
    role: str = "Người nhập liệu",
    *,
    username: str = "",
    force: str = "Đoàn Thanh niên",
    first: Any = None,
    last: Any = None,
) -> list[Any]:
    """Return the cells of one person."""
    return [name, username, force, unit, role, first, last]
