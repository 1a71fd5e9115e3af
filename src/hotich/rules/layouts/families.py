"""The two families of layouts: forms with one or two entries a page, ledgers with rows of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from hotich.rules.layouts.composing import PITCH, Sheet, Type, compose
from hotich.rules.layouts.letters import MM_PER_POINT, width, wrapped
from hotich.rules.layouts.shapes import Box, Label, Layout, Line

# Forms: A4, upright.
FORM = Box(10.5, 15.5, 189, 271)  # where entries may stand
GAP = 3.0  # between two entries
TOP, FOOT, EDGE, INNER = 1.6, 1.2, 4.0, 3.0  # paddings of an entry and of its columns
BEFORE_BLOCK, AFTER_BLOCK = 0.6, 0.8  # from rows to a rule, and on
STAMP, STAMP_IN, STAMP_DOWN, AFTER_STAMP = 22.0, 1.5, 5.5, 25.0
TITLE, TITLE_UP, TITLE_ROOM = 12.5, 3.2, 150.0

# Ledgers: an A3 spread of two pages.
HALVES = (Box(9, 20, 197, 264), Box(214, 20, 197, 264))
FOLD = 210.0
CELL_IN, CELL_DOWN = 1.3, 0.6
COLUMN_TITLE, COLUMN_LEADING = 8.5, 3.5


def form(data: dict[str, Any]) -> Layout:
    """Compose a form from its file: blocks of rows, one below the other."""
    type_ = Type(10.5, float(data.get("pitch", PITCH)), ruled=True)
    sheet, stamps = Sheet(), list[Box]()
    y, closing = TOP, False
    for block in data["blocks"]:
        y, closing = _block(sheet, stamps, block, y, closing, type_)
    height = round(y if closing else y + FOOT, 2)
    if closing:  # the frame's own side takes the place of the last rule
        sheet.lines = [line for line in sheet.lines if not line.y1 == line.y2 == height]
    sheet.frame(Box(0, 0, FORM.w, height))
    count = data["entries"]
    entries = tuple(
        Box(FORM.x, round(FORM.y + index * (height + GAP), 2), FORM.w, height)
        for index in range(count)
    )
    if entries[-1].y + height > FORM.y + FORM.h + 0.01:
        raise ValueError(f"{data['id']}: {height:.1f} mm an entry is more than the page has")
    size = min(TITLE, TITLE * TITLE_ROOM / width(data["title"], TITLE, "bold"))
    title = Label(data["title"], FORM.x, FORM.y - TITLE_UP, round(size, 1), "bold")
    return _layout(data, (210, 297), entries, sheet, stamps, [title], [])


def _block(
    sheet: Sheet,
    stamps: list[Box],
    block: Mapping[str, Any],
    y: float,
    after_rule: bool,
    type_: Type,
) -> tuple[float, bool]:
    """Set one block at ``y``; return where it ends and whether it ends with a rule."""
    if "rows" in block:
        top = y + (AFTER_BLOCK if after_rule else 0)
        cell = Box(EDGE, top, FORM.w - 2 * EDGE, 0)
        return compose(sheet, block["rows"], cell, type_, closed=False), False
    top = y if after_rule else y + BEFORE_BLOCK
    columns = block["columns"]
    widths = _widths([column.get("w") for column in columns], FORM.w)
    height = block.get("height")
    if height is None:
        height = (
            max(
                compose(
                    Sheet(),
                    column["rows"],
                    _column(0, w, index, len(columns), column),
                    type_,
                    closed=False,
                )
                for index, (column, w) in enumerate(zip(columns, widths, strict=True))
            )
            + AFTER_BLOCK
            + 0.4
        )
    x = 0.0
    for index, (column, w) in enumerate(zip(columns, widths, strict=True)):
        cell = _column(x, w, index, len(columns), column)
        offset = 0.0 if column["rows"][0].startswith("~ ") else AFTER_BLOCK
        placed = Box(cell.x, top + offset, cell.w, height - offset - 0.4)
        compose(sheet, column["rows"], placed, type_, closed=True)
        if column.get("stamp"):
            stamps.append(Box(x + STAMP_IN, round(top + STAMP_DOWN, 2), STAMP, STAMP))
        if index:
            sheet.rule(x, top, x, top + height)
        x += w
    sheet.rule(0, top, FORM.w, top)
    sheet.rule(0, top + height, FORM.w, top + height)
    return round(top + height, 2), True


def _column(x: float, w: float, index: int, count: int, column: Mapping[str, Any]) -> Box:
    """Return where a column's rows may stand, from side to side."""
    left = AFTER_STAMP if column.get("stamp") else EDGE if index == 0 else INNER
    right = EDGE if index == count - 1 else INNER
    return Box(x + left, 0, w - left - right, 0)


def ledger(data: dict[str, Any]) -> Layout:
    """Compose a ledger's spread from its file: columns with a title, on the left and the right."""
    heading, count = float(data.get("heading", 15)), data["entries"]
    height = int((HALVES[0].h - heading) / count * 2) / 2
    left, right = HALVES
    frame = Box(left.x, 0, right.x + right.w - left.x, height)
    type_ = Type(8.5, float(data.get("pitch", PITCH)), ruled=False)
    sheet, titles, lines = Sheet(), list[Label](), list[Line]()
    for half, columns in zip(HALVES, (data["left"], data["right"]), strict=True):
        widths = _widths([column.get("w") for column in columns], half.w)
        start = half.x - frame.x
        sheet.rule(start, 0, start + half.w, 0)
        sheet.rule(start, height, start + half.w, height)
        lines.append(Line(half.x, half.y, half.x + half.w, half.y, "solid"))
        x = start
        for column, w in zip(columns, widths, strict=True):
            cell = Box(x + CELL_IN, CELL_DOWN, w - 2 * CELL_IN, height - CELL_DOWN - 0.4)
            compose(sheet, column["rows"], cell, type_, closed=True)
            titles += _column_title(column["title"], Box(frame.x + x, half.y, w, heading))
            x += w
        for at in [start + sum(widths[:n]) for n in range(len(widths) + 1)]:
            at = round(at, 2)
            sheet.rule(at, 0, at, height)
            on_page = round(frame.x + at, 2)
            lines.append(Line(on_page, half.y, on_page, half.y + heading, "solid"))
    entries = tuple(
        Box(frame.x, left.y + heading + index * height, frame.w, height) for index in range(count)
    )
    size = TITLE + 1.5
    middle = left.x + (left.w - width(data["title"], size, "bold")) / 2
    title = Label(data["title"], round(max(left.x, middle), 2), left.y - 5, size, "bold")
    return _layout(data, (420, 297), entries, sheet, [], [title, *titles], lines)


def _column_title(text: str, cell: Box) -> list[Label]:
    """Return a column's title in its cell of the heading, centred both ways."""
    broken = wrapped(text, cell.w - 3, COLUMN_TITLE, "bold")
    y = cell.y + (cell.h - COLUMN_LEADING * len(broken)) / 2 + COLUMN_TITLE * MM_PER_POINT * 0.87
    labels = []
    for index, line in enumerate(broken):
        wide = width(line, COLUMN_TITLE, "bold")
        if wide > cell.w - 0.8 or COLUMN_LEADING * len(broken) > cell.h - 1:
            raise ValueError(f"the title of a column has no room: {text}")
        x, at = cell.x + (cell.w - wide) / 2, y + index * COLUMN_LEADING
        labels.append(Label(line, round(x, 2), round(at, 2), COLUMN_TITLE, "bold"))
    return labels


def _widths(given: Sequence[float | None], room: float) -> list[float]:
    """Return the widths of columns; those without one share what is left."""
    left = room - sum(w for w in given if w)
    open_ = sum(w is None for w in given)
    if left < -0.01 or (open_ == 0 and left > 0.01):
        raise ValueError(f"columns of {room - left:.1f} mm in {room} mm")
    return [left / open_ if w is None else float(w) for w in given]


def _layout(
    data: Mapping[str, Any],
    size: tuple[float, float],
    entries: tuple[Box, ...],
    sheet: Sheet,
    stamps: list[Box],
    page_labels: list[Label],
    page_lines: list[Line],
) -> Layout:
    first, last = data["years"]
    return Layout(
        id=data["id"],
        kind=data["kind"],
        family=data["family"],
        paper="A4" if size[0] < size[1] else "A3",
        width=float(size[0]),
        height=float(size[1]),
        first_year=first,
        last_year=last,
        entries=entries,
        zones=tuple(sheet.zones),
        labels=tuple(sheet.labels),
        lines=tuple(sheet.lines),
        signatures=tuple(sheet.signatures),
        stamp=stamps[0] if stamps else None,
        page_labels=tuple(page_labels),
        page_lines=tuple(page_lines),
        cover=tuple(data.get("cover", ())),
        fold=FOLD if size[0] > size[1] else None,
    )
