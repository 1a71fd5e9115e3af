"""Draws a written book on its pages: scan.pdf, and what the truth says of every page and entry."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from pathlib import Path
from random import Random
from typing import Any

import img2pdf
from PIL import Image

from hotich.rules import registers
from hotich.rules.layouts import Box, Layout, Zone
from hotich.rules.registers import Kind
from hotich.samples import hands, marks, page, shares, wear
from hotich.samples.entries.book import Book
from hotich.samples.entries.writing import EMPTY, TICK, Entry
from hotich.samples.hands import Hand
from hotich.samples.marks import Mark, PageMark

QUALITY = 80
SCAN = "scan.pdf"
At = Callable[[tuple[float, float]], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Look:
    """How books look. ``wear`` 0..1; ``trouble`` multiplies damage and stray marks; ``photo``
    photographs pages with a phone instead of scanning them; ``hands`` is "tuning" or "judging";
    ``typed`` None lets a typewriter or printer do some books, as they did."""

    seed: int
    wear: float = 0.3
    trouble: float = 0.0
    photo: bool = False
    hands: str = "tuning"
    typed: bool | None = False


def pages(total: int, layout: Layout) -> int:
    return ceil(total / len(layout.entries))


def draw_book(
    folder: Path, book: Book, layout: Layout, look: Look, on_page: Callable[[], None]
) -> dict[str, Any]:
    """Draw a book into ``folder`` (made here) and return its truth.

    ``on_page`` is called after each page. Boxes of the truth are in pixels of the scan.
    """
    sheets = _Sheets(book, layout, look)
    jpegs, page_truths, truths = [], [], []
    per_page = len(layout.entries)
    for index in range(pages(len(book.entries), layout)):
        entries = book.entries[index * per_page : (index + 1) * per_page]
        sheet = sheets.draw(index, entries)
        jpegs.append(_jpeg(sheet.picture))
        width, height = sheet.picture.size
        page_truths.append(
            {
                "file": SCAN,
                "page": index,
                "width": width,
                "height": height,
                "marks": [marks.tell(mark) for mark in sheet.marks],
            }
        )
        for place, entry in enumerate(entries):
            position = index * per_page + place
            head = {"file": SCAN, "page": index, "position": position}
            truths.append(head | _truth(layout, place, entry, sheet))
        on_page()
    folder.mkdir()
    (folder / SCAN).write_bytes(img2pdf.convert(jpegs, engine=img2pdf.Engine.internal, nodate=True))
    return _book_truth(folder.name, book, layout) | {
        "typed": sheets.typed,
        "pages": page_truths,
        "entries": truths,
    }


def _book_truth(folder: str, book: Book, layout: Layout) -> dict[str, Any]:
    plan = book.plan
    closings = [
        {"year": year, "first_number": first, "total": total}
        for year, first, total in book.closings()
    ]
    return {
        "folder": folder,
        "kind": plan.kind,
        "year": plan.year,
        "number": f"{plan.number:02d}",
        "office": book.entries[0].value("office") if book.entries else "",
        "layout": layout.id,
        "copy_of": book.copy_of,
        "closing": closings[0] | {"pages": pages(len(book.entries), layout)},
        "closings": closings,
        "planted": book.planted(),
        "missing": [
            {"year": year, "number": number, "reason": reason}
            for year, number, reason in book.missing
        ],
    }


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A finished page: its picture, where its points came to lie, and what damaged it."""

    picture: Image.Image
    at: At
    marks: tuple[PageMark, ...]


class _Sheets:
    """Draws the pages of one book in turn: same hands, same paper, same noise."""

    def __init__(self, book: Book, layout: Layout, look: Look) -> None:
        self.layout, self.look = layout, look
        self.random = Random(f"{look.seed}/{book.plan.id}/look")
        year = book.plan.year
        self.typed = self._is_typed(year)
        self.writers = hands.draw_hands(self.random, 2, use=look.hands, typed=self.typed, year=year)
        size = page.pixels(layout)
        self.paper = wear.paper(self.random, look.wear)
        self.noise = wear.grain(self.random, size, look.wear)
        self._last: Image.Image | None = None

    def _is_typed(self, year: int) -> bool:
        if self.look.typed is not None:
            return self.look.typed
        return self.random.random() < shares.typed(year)

    def draw(self, index: int, entries: Sequence[Entry]) -> _Sheet:
        random, look = self.random, self.look
        damage = _damage(random, look)
        written = [self._look(entry) for entry in entries]
        bleeds = look.trouble and random.random() < 0.3 * look.wear
        picture = page.draw(
            random,
            self.layout,
            index + 1,
            written,
            self.paper,
            0.36 * look.wear,
            marks=damage,
            back=self._last if bleeds else None,
        )
        self._last = picture.copy() if look.trouble else None
        if look.photo:
            from hotich.samples import photo

            shot, view = photo.shoot(random, picture, look.wear)
            return _Sheet(shot, view.at, damage)
        placing = wear.place(random, picture.size, look.wear)
        scanned = wear.scan(random, picture, placing, self.noise, look.wear)
        return _Sheet(scanned, placing.at, damage)

    def _look(self, entry: Entry) -> page.Entry:
        drawn = {zone.field: _ink(zone, entry) for zone in self.layout.zones}
        stray = _marks(self.random, entry, self.layout, self.writers[1 - entry.officer])
        return page.Entry(drawn, self.writers[entry.officer], stray)


def _ink(zone: Zone, entry: Entry) -> str:
    """Return what to draw in a zone; the tick goes to the square of its code."""
    written = entry.fields.get(zone.field, EMPTY)
    return f"{TICK}{written.value}" if zone.ticks and written.value else written.drawn


def _marks(random: Random, entry: Entry, layout: Layout, other: Hand) -> tuple[Mark, ...]:
    """Turn what is peculiar about an entry into marks on the paper; ``other`` writes notes."""
    found: list[Mark] = []
    on_form = {zone.field for zone in layout.zones if not zone.ticks}
    if "cancelled" in entry.events:
        found.append(marks.CrossedOut())
    for field, wrong in entry.wrong.items():
        if field in on_form:
            above = random.random() < 0.2
            before = entry.fields[field].drawn.rpartition(" ")[0] if above else ""
            found.append(marks.Correction(field, f"{before} {wrong}".strip(), above=above))
    for field, flag in entry.flags.items():
        if field in on_form and flag == marks.UNREADABLE:
            found.append(marks.Blot(over=field))
    if "blot" in entry.events:
        found.append(marks.Blot())
    if "slip" in entry.events:
        names = sorted(name for name in on_form if entry.value(name) and name.endswith("_name"))
        found += [marks.Slip(random.choice(names), random.uniform(0.3, 0.8))] if names else []
    if entry.margin:
        found.append(marks.MarginNote(entry.margin, hand=other))
    return tuple(found)


def _damage(random: Random, look: Look) -> tuple[PageMark, ...]:
    """Draw the damage of one page, more of it the more the book is worn."""
    share = min(1.0, look.wear * look.trouble)
    found: list[PageMark] = []
    if random.random() < 0.3 * share:
        found.append(marks.Creases(random.randint(1, 3)))
    if random.random() < 0.06 * share:
        corner = random.choice(("tr", "bl", "br"))
        found.append(marks.TornCorner(corner, random.uniform(8, 14)))
    if random.random() < 0.06 * share:
        found.append(marks.WormHoles(random.randint(3, 14)))
    if random.random() < 0.08 * share:
        found.append(marks.WaterStain(random.choice(("tl", "tr", "bl", "br"))))
    return tuple(found)


def _truth(layout: Layout, place: int, entry: Entry, sheet: _Sheet) -> dict[str, Any]:
    frame, kind = layout.entries[place], registers.load(entry.kind)
    torn = {
        field
        for mark in sheet.marks
        for at, field in marks.hidden(mark, layout)
        if at == place and entry.value(field)
    }
    flags = entry.flags | dict.fromkeys(sorted(torn), marks.UNREADABLE)
    return {
        "id": entry.id,
        "box": _corners(frame, sheet.at),
        "fields": _fields(kind, layout, frame, entry, sheet),
        "cover": {name: entry.value(name) for name in layout.cover},
        "flags": flags,
        "events": entry.events,
        "links": entry.links,
        "planted": entry.planted,
        "margin": entry.margin,
    }


def _fields(
    kind: Kind, layout: Layout, frame: Box, entry: Entry, sheet: _Sheet
) -> dict[str, dict[str, Any]]:
    fields = {}
    for zone in layout.zones:
        box = Box(frame.x + zone.box.x, frame.y + zone.box.y, zone.box.w, zone.box.h)
        written = entry.fields.get(zone.field, EMPTY)
        ticked = any(code == written.value for code, _ in zone.ticks)
        fields[kind.field(zone.field).key] = {
            "name": zone.field,
            "value": written.value,
            "drawn": (TICK if ticked else "") if zone.ticks else written.drawn,
            "box": _corners(box, sheet.at),
        }
    return fields


def _jpeg(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "JPEG", quality=QUALITY, dpi=(page.DPI, page.DPI))
    return file.getvalue()


def _corners(box: Box, at: At) -> list[list[float]]:
    """Return the corners TL, TR, BR, BL of a box (mm on the page) in pixels of the scan."""
    left, top = box.x * page.SCALE, box.y * page.SCALE
    right, bottom = (box.x + box.w) * page.SCALE, (box.y + box.h) * page.SCALE
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return [[round(value, 1) for value in at(corner)] for corner in corners]
