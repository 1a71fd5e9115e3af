"""Reads one printed row as it stands in a layout's file.

"Họ và tên: [child_name]  Nam, nữ: [child_sex 22]"   words, and zones where one writes; 22 mm
"Nơi sinh: [child_birth_place *2]"                   two lines of writing
"[remarks *]"                                        as many as there is room for
"[registration_kind: 1 Đúng hạn | 4 Quá hạn]"        tick squares by code
"# I. NGƯỜI ĐƯỢC KHAI SINH"                          a heading
"~ Người đi khai"                                    words over a signature, centred
"<applicant_name>"                                   room for a person's signature
"""

import re
from dataclasses import dataclass

REST = 0
"""Lines of a zone that takes the room that is left."""

_SPEC = re.compile(r"(?P<field>\w+)( (?P<width>[\d.]+))?( \*(?P<lines>\d*))?(: (?P<ticks>.+))?")
_ITEM = re.compile(r"(?P<label>[^\[\]]*)\[(?P<spec>[^\[\]]+)\]")


@dataclass(frozen=True, slots=True)
class Item:
    """A label and the zone after it; no ``width``: a share of what the row has left."""

    label: str
    field: str
    width: float | None
    lines: int
    ticks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """``what`` is fields, heading, caption or signature; ``text`` is its words or its field."""

    what: str
    text: str = ""
    items: tuple[Item, ...] = ()

    @property
    def rest(self) -> bool:
        """Tell whether the row takes the room that is left in its cell."""
        return self.what == "signature" or any(item.lines == REST for item in self.items)


def read(row: str) -> Row:
    """Return a row of a layout's file; ValueError where it is malformed."""
    if row.startswith("# "):
        return Row("heading", row[2:].strip())
    if row.startswith("~ "):
        return Row("caption", row[2:].strip())
    if row.startswith("<") and row.endswith(">"):
        return Row("signature", row[1:-1])
    items = [_item(match["label"].strip(), match["spec"], row) for match in _ITEM.finditer(row)]
    if not items or _ITEM.sub("", row).strip():
        raise ValueError(f"not a row of a layout: {row}")
    return Row("fields", "", tuple(items))


def _item(label: str, spec: str, row: str) -> Item:
    match = _SPEC.fullmatch(spec)
    if match is None:
        raise ValueError(f"not a zone: [{spec}] in {row}")
    width = float(match["width"]) if match["width"] else None
    lines = 1 if match["lines"] is None else int(match["lines"] or REST)
    ticks = []
    for tick in (match["ticks"] or "").split(" | "):
        code, _, words = tick.partition(" ")
        if tick:
            ticks.append((code, words))
    return Item(label, match["field"], width, lines, tuple(ticks))
