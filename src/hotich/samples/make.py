"""Draws registers with a known truth: `make` fills a folder with scans and truth.json.

truth.json: seed, wear, kind, layout (of the first book), unit, books. A book: folder, kind, year,
number, office, layout, copy_of, closing(s), missing numbers with reasons, pages with their damage,
entries. An entry: id, where it lies (file, page, position, box), fields by the ministry's key
(name is ours, value as a faithful keyer types, drawn as it stands there, box), cover (fields that
stand only on the book's cover), flags, events, links to other entries, planted checks, margin.
"""

import json
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from hotich.rules import layouts
from hotich.rules.layouts import Layout
from hotich.samples import copies as second_copies
from hotich.samples import drawing, places
from hotich.samples.drawing import Look
from hotich.samples.entries.book import DRAW, Book, BookPlan, Span, draw_book
from hotich.samples.errors import (
    FolderInUse,
    KindNotDrawn,
    LayoutNotKnown,
    TooFewBooks,
    TooFewEntries,
    WearOutOfRange,
)
from hotich.samples.town import Town

KINDS = tuple(DRAW)
YEARS = (2003, 2015)
UNIT = {"code": "99001", "name": "xã Mai Đàn", "district": "huyện Hải Vân"}
UNIT |= {"province": "tỉnh Quảng Sơn"}
TRUTH = "truth.json"

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class _Order:
    """What was asked for: the kind, the layout (id), family and years wanted, "" and None for the
    usual ones, and how the books look."""

    kind: str
    layout: str
    family: str
    years: tuple[int, int] | None
    copies: bool
    look: Look


def make(
    folder: Path,
    *,
    books: int,
    seed: int,
    kind: str,
    wear: float,
    entries: int | None = None,
    layout: str = "",
    family: str = "",
    years: tuple[int, int] | None = None,
    trouble: float = 0.0,
    photo: bool = False,
    hands: str = "tuning",
    typed: bool | None = False,
    copies: bool = False,
    progress: Progress | None = None,
) -> list[Path]:
    """Draw ``books`` registers into ``folder`` and return the folder of each.

    The same arguments give the same pixels and the same truth.json. ``wear`` goes from 0 (as new)
    to 1; ``entries`` a book are 38-48 unless given; ``layout`` is an id of rules.layouts, or else
    ``family`` form or ledger; ``years`` (first, last) the books lie in; ``trouble`` multiplies the
    shares of what goes wrong (0: nothing); ``photo``, ``hands`` and ``typed`` as in Look;
    ``copies`` adds the district's copy of each book. ``progress`` hears ("pages", done, of all).
    The folder appears whole or not at all. Raises the refusals of samples/errors.py.
    """
    _check(folder, books, kind, wear, entries)
    look = Look(seed, wear, trouble, photo, hands, typed)
    order = _Order(kind, layout, family, years, copies, look)
    plans = plan_books(seed, books, entries, kind, _years(order))
    folder = folder.absolute()
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        names = _make(partial, order, plans, progress)
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


def _wanted(order: _Order) -> list[Layout]:
    """Return the layouts that the order leaves to choose from; refuses where there is none."""
    known = [layouts.load(layout_id) for layout_id in layouts.LAYOUTS]
    wanted = [
        layout
        for layout in known
        if layout.kind == order.kind
        and order.layout in ("", layout.id)
        and order.family in ("", layout.family)
    ]
    if not wanted:
        ids = ", ".join(layout.id for layout in known if layout.kind == order.kind)
        raise LayoutNotKnown(kind=order.kind, layouts=ids)
    return wanted


def _years(order: _Order) -> tuple[int, int]:
    """Return the years the books may lie in: those asked for, else YEARS, within the layouts'."""
    wanted = _wanted(order)
    first, last = order.years or YEARS
    asked = [y for y in range(first, last + 1) if any(_had(w, y) for w in wanted)]
    if not asked and order.years is None:
        last = min(2025, wanted[0].last_year)
        asked = list(range(max(wanted[0].first_year, last - 12), last + 1))
    if not asked:
        ids = ", ".join(f"{w.id} ({w.first_year}-{w.last_year})" for w in wanted)
        raise LayoutNotKnown(kind=order.kind, layouts=ids)
    return asked[0], asked[-1]


def _had(layout: Layout, year: int) -> bool:
    return layout.first_year <= year <= layout.last_year


def _layout(order: _Order, year: int) -> Layout:
    """Return the usual layout of a year among those wanted."""
    wanted = {layout.id for layout in _wanted(order)}
    usual = [layout for layout in layouts.candidates(order.kind, year) if layout.id in wanted]
    return usual[0] if usual else _wanted(order)[0]


def plan_books(
    seed: int,
    books: int,
    entries: int | None,
    kind: str = "KS",
    years: tuple[int, int] = YEARS,
) -> list[BookPlan]:
    """Return the books to draw: consecutive years within ``years``, then second books of each.

    A second book goes on with the year's numbers and holds the later part of its days.
    """
    random = Random(f"{seed}/plan")
    span = years[1] - years[0] + 1
    start = years[0] + random.randint(0, max(0, span - books))
    opened = sorted(
        start + index if books <= span else years[0] + index % span for index in range(books)
    )
    in_year, done, numbers = Counter(opened), Counter[int](), Counter[int]()
    plans = []
    for year in opened:
        total = random.randint(38, 48) if entries is None else entries
        first_day, days = date(year, 1, 3), 361
        begin = first_day + timedelta(days * done[year] // in_year[year])
        done[year] += 1
        end = first_day + timedelta(days * done[year] // in_year[year] - 1)
        pages = Span(year, numbers[year] + 1, total, begin, end)
        name = f"{kind}.{year}.{done[year]:02d}"
        plans.append(BookPlan(name, kind, year, done[year], (pages,)))
        numbers[year] += total
    return plans


def _make(
    folder: Path, order: _Order, plans: list[BookPlan], progress: Progress | None
) -> list[str]:
    town = Town(f"{order.look.seed}", places.home(), order.look.trouble)
    written = [draw_book(town, plan) for plan in plans]
    if order.copies:
        written = [each for book in written for each in (book, second_copies.copy_book(town, book))]
    all_pages = sum(
        drawing.pages(len(book.entries), _layout(order, book.plan.year)) for book in written
    )
    done = 0

    def on_page() -> None:
        nonlocal done
        done += 1
        if progress:
            progress("pages", done, all_pages)

    truths: list[dict[str, Any]] = [
        drawing.draw_book(
            folder / book.plan.id, book, _layout(order, book.plan.year), order.look, on_page
        )
        for book in written
    ]
    _write(folder, order, written, truths)
    return [book.plan.id for book in written]


def _write(folder: Path, order: _Order, written: list[Book], truths: list[dict[str, Any]]) -> None:
    look = order.look
    truth = {
        "seed": look.seed,
        "wear": look.wear,
        "trouble": look.trouble,
        "photo": look.photo,
        "hands": look.hands,
        "kind": order.kind,
        "layout": _layout(order, written[0].plan.year).id,
        "unit": UNIT,
        "books": truths,
    }
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    (folder / TRUTH).write_text(text + "\n", encoding="utf-8")
