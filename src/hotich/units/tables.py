"""Read lists of units and of changes from files: JSON as in `data/`, or Excel with a heading row.

Headings and words may be Vietnamese or English, with or without marks. Nothing is written here.
"""

import datetime
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import python_calamine

from hotich.rules.errors import Refused
from hotich.rules.names import fold, nfc
from hotich.units import errors
from hotich.units.drafts import NEEDS, Draft, NewUnit

LARGEST = 20 * 2**20  # bytes; the units of the whole country take less than one million

HEADINGS = {
    "code": ("ma", "ma so", "ma don vi"),
    "name": ("ten", "ten don vi", "ten moi"),
    "level": ("cap",),
    "parent": ("ma cap tren", "thuoc", "parent code"),
    "from": ("tu ngay", "tu"),
    "to": ("het hieu luc tu ngay", "het hieu luc", "den ngay", "den"),
    "successor": ("ma ke thua", "ke thua"),
    "kind": ("loai", "loai thay doi", "viec"),
    "on": ("ngay", "ngay hieu luc", "date"),
    "basis": ("can cu", "van ban"),
    "sources": ("ma don vi cu", "don vi cu", "tu cac ma"),
    "targets": ("ma don vi ke thua", "don vi ke thua", "ve ma"),
}
COLUMNS = {word: name for name, words in HEADINGS.items() for word in (name, *words)}

LEVELS = {
    **dict.fromkeys(("province", "tinh", "cap tinh"), "province"),
    **dict.fromkeys(("district", "huyen", "quan", "thi xa", "cap huyen"), "district"),
    **dict.fromkeys(
        ("commune", "xa", "phuong", "thi tran", "dac khu", "cap xa", "ward"), "commune"
    ),
}
KINDS = {
    **{kind: kind for kind in NEEDS},
    **dict.fromkeys(("thanh lap",), "founded"),
    **dict.fromkeys(("doi ten",), "renamed"),
    **dict.fromkeys(("chuyen", "chuyen cap tren"), "moved"),
    **dict.fromkeys(("sap nhap", "nhap", "hop nhat"), "merged"),
    **dict.fromkeys(("chia", "tach", "chia tach"), "split"),
    **dict.fromkeys(("ket thuc", "giai the"), "ended"),
}
_WORDS = ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: its number there, and the changes it asks for or why it cannot."""

    number: int
    what: str
    drafts: tuple[Draft, ...] = ()
    why: Refused | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a line: recorded (``new``), there already, or refused with ``why``."""

    line: Line
    new: bool
    why: Refused | None = None


def in_order(lines: Iterable[Line]) -> list[tuple[Line, Draft]]:
    """Return the changes of a file in the order of time; of one day what is founded comes first,
    the upper levels before the lower ones.
    """
    ranks = {"province": 0, "district": 1}

    def rank(pair: tuple[Line, Draft]) -> tuple[datetime.date, int]:
        draft = pair[1]
        return draft.on, ranks.get(draft.new[0].level, 2) if draft.kind == "founded" else 3

    return sorted(((line, draft) for line in lines for draft in line.drafts), key=rank)


def open_list(name: str) -> Path:
    """Return the path of a file, or of one of ours by its name ("quang-tri-2025-03-01")."""
    ours = Path(str(resources.files(__package__))) / "data" / f"{name}.json"
    return ours if ours.is_file() and not Path(name).exists() else Path(name)


def read_units(path: Path, *, since: datetime.date | None = None) -> list[Line]:
    """Read a list of units as foundings and ends; ``since`` is for units without a date.

    Raises UnreadableList.
    """
    basis = f"Danh mục {path.name}"
    content = _content(path)
    if isinstance(content, list):
        return [_unit_line(number, row, since, basis) for number, row in content]
    try:
        province = content["province"]
        day = since or _day(content.get("on"), "on")
        if day is None:
            raise errors.CellMissing(column="on")
        drafts = [Draft("founded", day, basis, new=(new,)) for new in _nested(province)]
    except (KeyError, TypeError, AttributeError) as error:
        raise _no_list(path) from error
    return [Line(n, draft.new[0].code, (draft,)) for n, draft in enumerate(drafts, 1)]


def read_changes(path: Path) -> list[Line]:
    """Read a list of changes. Raises UnreadableList."""
    content = _content(path)
    if isinstance(content, list):
        return [_change_line(number, row) for number, row in content]
    try:
        return [_change_line(n, _flat(row)) for n, row in enumerate(content["changes"], 1)]
    except (KeyError, TypeError, AttributeError) as error:
        raise _no_list(path) from error


def spoken(name: str) -> str:
    """Return a unit's name as it is written in a sentence: "Xã Mò Ó" is xã Mò Ó; Phường 1 stays."""
    whole = nfc(name)
    for word in _WORDS:
        rest = whole[len(word) :]
        if whole.lower().startswith(f"{word} ") and not rest.strip()[0].isdigit():
            return f"{word}{rest}"
    return whole


def _nested(province: Mapping[str, Any]) -> Iterator[NewUnit]:
    yield NewUnit(str(province["code"]), spoken(province["name"]), "province")
    for district in province["districts"]:
        code = str(district["code"])
        yield NewUnit(code, spoken(district["name"]), "district", str(province["code"]))
        for commune in district["communes"]:
            yield NewUnit(str(commune["code"]), spoken(commune["name"]), "commune", code)


def _flat(change: Mapping[str, Any]) -> dict[str, Any]:
    """Lay a change of JSON out as the cells of a row."""
    new = change.get("new", [])
    if not all(isinstance(unit, dict) for unit in new):
        raise TypeError
    lists = {side: ",".join(change.get(side, [])) for side in ("sources", "targets")}
    return {**change, **lists, "new": new}


def _unit_line(
    number: int, row: Mapping[str, Any], since: datetime.date | None, basis: str
) -> Line:
    code = _code(row.get("code"))
    try:
        new = NewUnit(
            _needed(code, "code"),
            spoken(_needed(_text(row.get("name")), "name")),
            _level(row.get("level")),
            _code(row.get("parent")),
        )
        day = _day(row.get("from"), "from") or since
        if day is None:
            raise errors.CellMissing(column="from")
        drafts = [Draft("founded", day, basis, new=(new,))]
        end, heir = _day(row.get("to"), "to"), _code(row.get("successor"))
        if end and end <= day:
            raise errors.BadCell(column="to", value=f"{end:%d.%m.%Y}")
        if end and heir:
            drafts.append(Draft("merged", end, basis, sources=(code,), targets=(heir,)))
        elif end:
            drafts.append(Draft("ended", end, basis, sources=(code,)))
        elif heir:
            raise errors.CellMissing(column="to")
    except Refused as why:
        return Line(number, code, why=why)
    return Line(number, code, tuple(drafts))


def _change_line(number: int, row: Mapping[str, Any]) -> Line:
    what = _text(row.get("kind"))
    try:
        kind = KINDS.get(fold(what))
        if kind is None:
            raise errors.BadCell(column="kind", value=what)
        day = _day(row.get("on"), "on")
        if day is None:
            raise errors.CellMissing(column="on")
        draft = Draft(
            kind,
            day,
            _needed(_text(row.get("basis")), "basis"),
            _codes(row.get("sources")),
            _codes(row.get("targets")),
            tuple(_new_units(row)),
            spoken(_text(row.get("name"))) if kind == "renamed" else "",
        )
        if kind == "renamed":
            _needed(draft.name, "name")
    except Refused as why:
        return Line(number, what, why=why)
    return Line(number, f"{what} {', '.join(draft.sources)}".strip(), (draft,))


def _new_units(row: Mapping[str, Any]) -> Iterator[NewUnit]:
    """Yield the units that a change founds: a list in JSON, the cells code to parent in Excel."""
    rows = row.get("new", [row] if _code(row.get("code")) else [])
    for new in rows:
        yield NewUnit(
            _needed(_code(new.get("code")), "code"),
            spoken(_needed(_text(new.get("name")), "name")),
            _level(new.get("level")),
            _code(new.get("parent")),
        )


def _content(path: Path) -> Any:
    """Return what JSON holds, or the rows of an Excel's first sheet with their numbers."""
    try:
        if path.stat().st_size > LARGEST:
            raise _no_list(path)
        if path.suffix.lower() == ".json":
            content = json.loads(path.read_text(encoding="utf-8"))
            return content if isinstance(content, dict) else {}
        sheet = python_calamine.load_workbook(path).get_sheet_by_index(0)
        return list(_rows(sheet.to_python(), path))
    except (OSError, ValueError, RecursionError, python_calamine.CalamineError) as error:
        raise _no_list(path) from error


def _rows(rows: list[list[Any]], path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    columns: list[str] = []
    for number, row in enumerate(rows, 1):
        cells = [cell if isinstance(cell, datetime.date) else _text(cell) for cell in row]
        if not columns:  # what stands above the heading row is a title
            found = [COLUMNS.get(fold(str(cell)), "") for cell in cells]
            columns = found if len(set(found) - {""}) >= 3 else []
        elif any(cells):
            yield number, {name: cell for name, cell in zip(columns, row, strict=False) if name}
    if not columns:
        raise _no_list(path)


def _no_list(path: Path) -> errors.UnreadableList:
    return errors.UnreadableList(
        name=path.name,
        why_vi="cần tệp JSON theo mẫu, hoặc Excel có dòng tiêu đề với mã, tên, cấp…",
        why_en="it must be JSON of the known shape, or Excel with headings such as code, name",
    )


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return nfc(str(cell)) if cell is not None else ""


def _code(cell: Any) -> str:
    return _text(cell).lstrip("'’").replace(" ", "")[:20]


def _codes(cell: Any) -> tuple[str, ...]:
    return tuple(filter(None, map(_code, re.split(r"[,;\s]+", _text(cell)))))


def _needed(text: str, column: str) -> str:
    if not text:
        raise errors.CellMissing(column=column)
    if len(text) > {"code": 10, "name": 120}.get(column, 300) or "\x00" in text:
        raise errors.BadCell(column=column, value=text[:40])
    return text


def _level(cell: Any) -> str:
    text = _needed(_text(cell), "level")
    if fold(text) not in LEVELS:
        raise errors.BadCell(column="level", value=text[:40])
    return LEVELS[fold(text)]


def _day(cell: Any, column: str) -> datetime.date | None:
    """Read a date cell: Excel's own, 2025-07-01, 01.07.2025, 1/7/2025 or 1-7-2025."""
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    text = _text(cell)
    if not text:
        return None
    numbers = re.fullmatch(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})", text)
    try:
        if numbers is None:
            raise ValueError(text)
        first, month, last = map(int, numbers.groups())
        year, day = (first, last) if len(numbers[1]) == 4 else (last, first)
        if not 1800 <= year <= 2200:
            raise ValueError(text)
        return datetime.date(year, month, day)
    except ValueError as error:
        raise errors.BadCell(column=column, value=text[:40]) from error
