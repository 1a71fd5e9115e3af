"""Draws registers with a known truth: `make` fills a folder with scans and truth.json."""

import json
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from math import ceil
from pathlib import Path
from random import Random
from typing import Any

import img2pdf
from PIL import Image

from hotich.rules import layouts, registers
from hotich.rules.layouts import Box, Layout
from hotich.rules.registers import Kind
from hotich.samples import births, hands, page, people, wear
from hotich.samples.births import Birth, BookPlan
from hotich.samples.errors import (
    FolderInUse,
    KindNotDrawn,
    TooFewBooks,
    TooFewEntries,
    WearOutOfRange,
)
from hotich.samples.people import Papers
from hotich.samples.wear import Placing

KINDS = ("KS",)
YEARS = (2003, 2015)
UNIT = {
    "code": "99001",
    "name": people.COMMUNE,
    "district": people.DISTRICT,
    "province": people.PROVINCE,
}
QUALITY = 80
SCAN = "scan.pdf"
TRUTH = "truth.json"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class _Order:
    """What was asked for, and who hears of the pages done."""

    seed: int
    wear: float
    kind: Kind
    progress: Progress | None


def make(
    folder: Path,
    *,
    books: int,
    seed: int,
    kind: str,
    wear: float,
    entries: int | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Draw ``books`` registers into ``folder`` and return the folder of each.

    The same arguments give the same pixels and the same truth.json. ``wear`` goes from 0 (as new)
    to 1; ``entries`` a book are 38–48 unless given; ``progress`` hears ("pages", done, of all).
    The folder appears whole or not at all. Raises the refusals of samples/errors.py.
    """
    _check(folder, books, kind, wear, entries)
    order = _Order(seed, wear, registers.load(kind), progress)
    folder = folder.absolute()
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        names = _make(partial, order, plan_books(seed, books, entries))
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return [folder / name for name in names]


def _check(folder: Path, books: int, kind: str, wear: float, entries: int | None) -> None:
    if kind not in KINDS:
        raise KindNotDrawn(kind=kind, kinds=", ".join(KINDS))
    if not 0 <= wear <= 1:
        raise WearOutOfRange(wear=wear)
    if books < 1:
        raise TooFewBooks(books=books)
    if entries is not None and entries < 1:
        raise TooFewEntries(entries=entries)
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise FolderInUse(folder=folder)


def plan_books(seed: int, books: int, entries: int | None) -> list[BookPlan]:
    """Return the books to draw: consecutive years within YEARS, then second books of each year.

    A second book goes on with the year's numbers and holds the later part of its days.
    """
    random = Random(f"{seed}/plan")
    span = YEARS[1] - YEARS[0] + 1
    start = YEARS[0] + random.randint(0, max(0, span - books))
    years = sorted(
        start + index if books <= span else YEARS[0] + index % span for index in range(books)
    )
    in_year, done, numbers = Counter(years), Counter[int](), Counter[int]()
    plans = []
    for year in years:
        total = random.randint(38, 48) if entries is None else entries
        first_day, days = date(year, 1, 3), 361
        begin = first_day + timedelta(days * done[year] // in_year[year])
        done[year] += 1
        end = first_day + timedelta(days * done[year] // in_year[year] - 1)
        plans.append(BookPlan(year, done[year], numbers[year] + 1, total, begin, end))
        numbers[year] += total
    return plans


def _make(folder: Path, order: _Order, plans: list[BookPlan]) -> list[str]:
    papers = Papers(Random(f"{order.seed}/papers"))
    all_pages = sum(_pages(plan, _layout(order, plan)) for plan in plans)
    truths: list[dict[str, Any]] = []
    done = 0
    for plan in plans:
        truths.append(_book(folder, order, plan, papers, (done, all_pages)))
        done += len(truths[-1]["pages"])
    truth = {
        "seed": order.seed,
        "wear": order.wear,
        "kind": order.kind.code,
        "layout": _layout(order, plans[0]).id,
        "unit": UNIT,
        "books": truths,
    }
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    (folder / TRUTH).write_text(text + "\n", encoding="utf-8")
    return [book["folder"] for book in truths]


def _layout(order: _Order, plan: BookPlan) -> Layout:
    return layouts.for_book(order.kind.code, plan.year)


def _pages(plan: BookPlan, layout: Layout) -> int:
    return ceil(plan.total / len(layout.entries))


def _book(
    folder: Path, order: _Order, plan: BookPlan, papers: Papers, progress: tuple[int, int]
) -> dict[str, Any]:
    """Draw one book, write its PDF and return its truth."""
    name = f"{order.kind.code}.{plan.year}.{plan.number:02d}"
    random = Random(f"{order.seed}/{name}")
    layout = _layout(order, plan)
    written = births.draw_book(random, papers, plan)
    writers = hands.draw_hands(random, 2)
    size = page.pixels(layout)
    paper, noise = wear.paper(random, order.wear), wear.grain(random, size, order.wear)
    per_page, count = len(layout.entries), _pages(plan, layout)
    jpegs, truths = [], []
    for index in range(count):
        on_page = written[index * per_page : (index + 1) * per_page]
        look = [page.Entry(_ink(birth), writers[birth.officer]) for birth in on_page]
        placing = wear.place(random, size, order.wear)
        picture = page.draw(random, layout, index + 1, look, paper, 0.36 * order.wear)
        jpegs.append(_jpeg(wear.scan(random, picture, placing, noise, order.wear)))
        for place, birth in enumerate(on_page):
            truth = _entry(order.kind, layout, placing, place, birth)
            position = index * per_page + place
            truths.append({"file": SCAN, "page": index, "position": position, **truth})
        if order.progress:
            order.progress("pages", progress[0] + index + 1, progress[1])
    (folder / name).mkdir()
    (folder / name / SCAN).write_bytes(
        img2pdf.convert(jpegs, engine=img2pdf.Engine.internal, nodate=True)
    )
    return {
        "folder": name,
        "kind": order.kind.code,
        "year": plan.year,
        "number": f"{plan.number:02d}",
        "office": births.OFFICE,
        "closing": {
            "year": plan.year,
            "first_number": plan.first,
            "total": plan.total,
            "pages": count,
        },
        "pages": [
            {"file": SCAN, "page": index, "width": size[0], "height": size[1]}
            for index in range(count)
        ],
        "entries": truths,
    }


def _ink(birth: Birth) -> dict[str, str]:
    """Return what to draw; the tick goes to the square of its code."""
    drawn = {name: field.drawn for name, field in birth.fields.items()}
    kind = birth.fields["registration_kind"]
    return drawn | {"registration_kind": f"{kind.drawn}{kind.value}"}


def _jpeg(picture: Image.Image) -> bytes:
    file = BytesIO()
    picture.save(file, "JPEG", quality=QUALITY, dpi=(page.DPI, page.DPI))
    return file.getvalue()


def _entry(
    kind: Kind, layout: Layout, placing: Placing, place: int, birth: Birth
) -> dict[str, Any]:
    frame = layout.entries[place]
    fields = {}
    for zone in layout.zones:
        box = Box(frame.x + zone.box.x, frame.y + zone.box.y, zone.box.w, zone.box.h)
        written = birth.fields[zone.field]
        fields[kind.field(zone.field).key] = {
            "name": zone.field,
            "value": written.value,
            "drawn": written.drawn,
            "box": _corners(box, placing),
        }
    return {"box": _corners(frame, placing), "fields": fields, "flags": {}}


def _corners(box: Box, placing: Placing) -> list[list[float]]:
    """Return the corners TL, TR, BR, BL of a box (mm on the page) in pixels of the scan."""
    left, top = box.x * page.SCALE, box.y * page.SCALE
    right, bottom = (box.x + box.w) * page.SCALE, (box.y + box.h) * page.SCALE
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return [[round(value, 1) for value in placing.at(corner)] for corner in corners]
