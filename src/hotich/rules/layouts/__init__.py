"""Page layouts as data: where a printed form has its entries, and each entry its fields.

All measures are millimetres from the top left corner; x to the right, y downwards.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in millimetres."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Zone:
    """Where one field is written, relative to its entry; ``ticks`` maps code -> box of
    its square.
    """

    field: str
    box: Box
    ticks: tuple[tuple[str, Box], ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """Printed text relative to its entry: (x, y) is the left end of the baseline, size
    in points.
    """

    text: str
    x: float
    y: float
    size: float
    style: str = "regular"


@dataclass(frozen=True, slots=True)
class Line:
    """A printed rule relative to its entry; dotted for writing lines, solid for frames."""

    x1: float
    y1: float
    x2: float
    y2: float
    style: str = "dotted"


@dataclass(frozen=True, slots=True)
class Layout:
    """One printed form. ``entries`` are the boxes of its entries on the page in reading order."""

    id: str
    kind: str
    family: str
    paper: str
    width: float
    height: float
    first_year: int
    last_year: int
    entries: tuple[Box, ...]
    zones: tuple[Zone, ...]
    labels: tuple[Label, ...]
    lines: tuple[Line, ...]

    def fields(self) -> list[str]:
        """Return our names of the fields on the form, in writing order."""
        return [zone.field for zone in self.zones]

    def zone(self, field: str) -> Zone:
        for zone in self.zones:
            if zone.field == field:
                return zone
        raise KeyError(field)


LAYOUTS = ("ks-form-a4",)


def _box(data: dict[str, Any]) -> Box:
    return Box(float(data["x"]), float(data["y"]), float(data["w"]), float(data["h"]))


@cache
def load(layout_id: str) -> Layout:
    """Return a layout by its id (see LAYOUTS); KeyError if there is none."""
    if layout_id not in LAYOUTS:
        raise KeyError(layout_id)
    text = resources.files(__name__).joinpath(f"{layout_id}.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    zones = tuple(
        Zone(z["field"], _box(z), tuple((t["code"], _box(t)) for t in z.get("ticks", ())))
        for z in data.pop("zones")
    )
    labels = tuple(Label(**label) for label in data.pop("labels"))
    lines = tuple(Line(**line) for line in data.pop("lines"))
    entries = tuple(_box(entry) for entry in data.pop("entries"))
    return Layout(entries=entries, zones=zones, labels=labels, lines=lines, **data)


def for_book(kind: str, year: int) -> Layout:
    """Return the layout of a kind's forms in a year; KeyError if none is known."""
    for layout_id in LAYOUTS:
        layout = load(layout_id)
        if layout.kind == kind and layout.first_year <= year <= layout.last_year:
            return layout
    raise KeyError((kind, year))
