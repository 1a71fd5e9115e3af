"""Composes a layout's rows into zones, labels and lines: the work of the compositor.

A *cell* is a piece of an entry in which rows stand one below the other: the whole width of a form,
one of the columns of a block, a column of a ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hotich.rules.layouts import rows
from hotich.rules.layouts.letters import width
from hotich.rules.layouts.rows import Item, Row
from hotich.rules.layouts.shapes import Box, Label, Line, Signature, Zone

ZONE = 7.4  # height of one line of writing
PITCH = 7.6  # usual distance of rows
BASELINE, RULE = 5.5, 6.2  # of a zone's words and of its dotted rule, below its top
AFTER_LABEL, BETWEEN = 1.2, 2.5  # before a zone, and before the next label
HEADING, HEADING_BASE, HEADING_SIZE = 4.6, 3.6, 9.5
CAPTION, CAPTION_BASE, CAPTION_SIZE = 5.4, 4.2, 10.0
SQUARE, SQUARE_DOWN, AFTER_SQUARE, BETWEEN_TICKS = 3.6, 2.4, 1.5, 4.0
TICK_PITCH = 5.6  # of squares one below the other
SIGNATURE_IN, SIGNATURE_LEAST, SIGNATURE_MOST = 5.0, 8.0, 16.0


@dataclass(frozen=True, slots=True)
class Type:
    """How a family of layouts is set: size of labels in points, pitch of its rows in mm, and
    whether it has dotted rules to write on where there is no label.
    """

    size: float
    pitch: float
    ruled: bool


@dataclass(slots=True)
class Sheet:
    """What is composed so far, relative to the entry."""

    zones: list[Zone] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)

    def rule(self, x1: float, y1: float, x2: float, y2: float, style: str = "solid") -> None:
        self.lines.append(Line(_mm(x1), _mm(y1), _mm(x2), _mm(y2), style))

    def frame(self, box: Box) -> None:
        right, foot = box.x + box.w, box.y + box.h
        self.rule(box.x, box.y, right, box.y)
        self.rule(right, box.y, right, foot)
        self.rule(right, foot, box.x, foot)
        self.rule(box.x, foot, box.x, box.y)


def compose(sheet: Sheet, texts: Sequence[str], cell: Box, type_: Type, *, closed: bool) -> float:
    """Set the rows of a cell and return where they end, y in millimetres.

    A ``closed`` cell keeps its height: rows without one of their own share what is left. ValueError
    if a row does not fit.
    """
    read = [rows.read(text) for text in texts]
    fixed = sum(_height(row, cell, type_) for row in read if not row.rest)
    takers = sum(row.rest for row in read)
    left = (cell.h - fixed) / takers if closed and takers else 0.0
    if closed and (cell.h < fixed - 0.01 or (takers and left < type_.pitch - 0.01)):
        raise ValueError(f"{fixed + takers * type_.pitch:.1f} mm of rows in {cell.h} mm: {texts}")
    y = cell.y
    for row in read:
        height = left if row.rest else _height(row, cell, type_)
        _set(sheet, row, Box(cell.x, y, cell.w, height), type_)
        y += height
    return y


def _height(row: Row, cell: Box, type_: Type) -> float:
    if row.what == "heading":
        return HEADING + type_.pitch - PITCH
    if row.what == "caption":
        return CAPTION
    if row.what == "signature":
        return SIGNATURE_LEAST
    return max(_item_height(item, cell, type_) for item in row.items)


def _item_height(item: Item, cell: Box, type_: Type) -> float:
    if item.ticks and _stacked(item, cell, type_):
        return type_.pitch + (len(item.ticks) - 1) * TICK_PITCH
    return max(1, item.lines) * type_.pitch


def _set(sheet: Sheet, row: Row, place: Box, type_: Type) -> None:
    if row.what == "heading":
        at = place.x, place.y + place.h - HEADING + HEADING_BASE
        _label(sheet, row.text, at, HEADING_SIZE, "bold")
    elif row.what == "caption":
        middle = place.x + (place.w - width(row.text, CAPTION_SIZE, "italic")) / 2
        _label(sheet, row.text, (middle, place.y + CAPTION_BASE), CAPTION_SIZE, "italic")
    elif row.what == "signature":
        inset = SIGNATURE_IN if place.w > 35 else SIGNATURE_IN / 2
        high = min(place.h - 0.9, SIGNATURE_MOST)
        down = (place.h - high) / 2
        box = Box(place.x + inset, place.y + down, place.w - 2 * inset, high)
        sheet.signatures.append(Signature(row.text, _box(box)))
    else:
        _fields(sheet, row, place, type_)


def _fields(sheet: Sheet, row: Row, place: Box, type_: Type) -> None:
    """Set labels and zones from left to right; those without a width share what is left."""
    fixed = sum(_own_width(item, place, type_) for item in row.items)
    fixed += BETWEEN * (len(row.items) - 1)
    sharing = sum(item.width is None and not item.ticks for item in row.items)
    share = (place.w - fixed) / sharing if sharing else 0.0
    if place.w - fixed < -0.01 or (sharing and share < 5):
        raise ValueError(f"{fixed:.1f} mm of words in {place.w} mm: {row}")
    x = place.x
    for item in row.items:
        room = item.width or (0.0 if item.ticks else share)
        x = _item(sheet, item, Box(x, place.y, room, place.h), place, type_) + BETWEEN


def _own_width(item: Item, place: Box, type_: Type) -> float:
    label = width(item.label, type_.size) + AFTER_LABEL if item.label else 0.0
    return label + (_ticks_width(item, place, type_) if item.ticks else item.width or 0.0)


def _item(sheet: Sheet, item: Item, at: Box, place: Box, type_: Type) -> float:
    """Set one label and its zone; return the right end of the zone."""
    x, top = at.x, at.y + type_.pitch - ZONE - 0.2
    if item.label:
        _label(sheet, item.label, (x, top + BASELINE), type_.size)
        x += width(item.label, type_.size) + AFTER_LABEL
    if item.ticks:
        return _ticks(sheet, item, (x, top), place, type_)
    lines = item.lines or max(1, int((at.h + 0.01) / type_.pitch))
    if item.label or (type_.ruled and lines > 1):
        for line in range(lines):
            y = top + RULE + line * type_.pitch
            sheet.rule(x, y, x + at.w, y, "dotted")
    height = ZONE + (lines - 1) * type_.pitch
    sheet.zones.append(Zone(item.field, _box(Box(x, top, at.w, height)), (), lines))
    return x + at.w


def _stacked(item: Item, place: Box, type_: Type) -> bool:
    """Tell whether the squares must stand one below the other."""
    label = width(item.label, type_.size) + AFTER_LABEL if item.label else 0.0
    in_a_row = sum(width(words, type_.size) + AFTER_LABEL + SQUARE for _, words in item.ticks)
    in_a_row += BETWEEN_TICKS * (len(item.ticks) - 1) + AFTER_SQUARE
    return label + in_a_row > place.w + 0.01


def _ticks_width(item: Item, place: Box, type_: Type) -> float:
    words = [width(text, type_.size) + AFTER_LABEL + SQUARE for _, text in item.ticks]
    if _stacked(item, place, type_):
        return max(words) + AFTER_SQUARE
    return sum(words) + BETWEEN_TICKS * (len(words) - 1) + AFTER_SQUARE


def _ticks(sheet: Sheet, item: Item, at: tuple[float, float], place: Box, type_: Type) -> float:
    """Set words and squares beside or below each other; return the right end of their zone."""
    x, y = at
    stacked = _stacked(item, place, type_)
    right = x + _ticks_width(item, place, type_)
    squares = []
    for code, words in item.ticks:
        _label(sheet, words, (x, y + BASELINE), type_.size)
        square_x = (
            right - AFTER_SQUARE - SQUARE
            if stacked
            else (x + width(words, type_.size) + AFTER_LABEL)
        )
        square = _box(Box(square_x, y + SQUARE_DOWN, SQUARE, SQUARE))
        sheet.frame(square)
        squares.append((code, square))
        if stacked:
            y += TICK_PITCH
        else:
            x = square_x + SQUARE + BETWEEN_TICKS
    height = ZONE + (y - at[1] - TICK_PITCH if stacked else 0)
    zone = Zone(item.field, _box(Box(at[0], at[1], right - at[0], height)), tuple(squares))
    sheet.zones.append(zone)
    return right


def _label(
    sheet: Sheet, text: str, at: tuple[float, float], size: float, style: str = "regular"
) -> None:
    sheet.labels.append(Label(text, _mm(at[0]), _mm(at[1]), size, style))


def _mm(value: float) -> float:
    return round(value, 2)


def _box(box: Box) -> Box:
    return replace(box, x=_mm(box.x), y=_mm(box.y), w=_mm(box.w), h=_mm(box.h))
