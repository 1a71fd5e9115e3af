"""A whole invented province as files, in minutes: units, people, books and records; no images.

The files of DIR are made to be read line by line, one commune after another:

- province.json: ``seed``, ``entries`` asked for, ``trouble``; ``unit``: the tree of units, each
  with ``code``, ``level`` (province, district, commune), ``names`` [{"name", "until"}], the last
  one until null, ``until`` (the day the unit ended, or null) and the ``units`` below it.
- people.jsonl: an account a line: username, full_name, unit (code), role, force.
- books.jsonl: a book a line: ``id``; ``unit`` that holds it (a copy lies at the district);
  ``commune`` (code) and ``office`` that kept it; ``kind``, ``year`` (when it was opened),
  ``number``, ``layout``, ``pages``, ``phase``; ``closings`` [{year, first_number, total}];
  ``planted`` (checks of the book that must find something); ``missing`` [{year, number, reason}];
  ``entries`` (how many lines its records have); ``copy_of`` (id of the commune's book, or null);
  ``images`` (folder under images/ where it is drawn, or null).
- records/<book id>.jsonl: an entry a line, in page order: ``id`` (<book id>/<position>),
  ``position``, ``page``; ``values``: our field name -> what a faithful keyer types,
  empty ones left out, with the fields of the cover; ``flags``: field -> unreadable; ``events``;
  ``links``: relation -> id of another entry (twin_of, re_registration_of, duplicate_of, copy_of,
  parents_married_in, husband_born_in, wife_born_in, born_in, child_born_in, amends, ends);
  ``planted`` (the checks that must find something); ``margin`` (a later note beside the entry).
- images/<book id>/scan.pdf and images/truth.json, as samples.make writes them, for a few books.

The same seed gives the same bytes, however many processes draw.
"""

import json
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from hotich.rules import layouts
from hotich.samples import copies, drawing, places
from hotich.samples.drawing import Look
from hotich.samples.entries.book import DRAW, Book, draw_span
from hotich.samples.entries.writing import Entry
from hotich.samples.errors import FolderInUse, TooFewEntries
from hotich.samples.places import Commune, Unit
from hotich.samples.province.accounts import draw_accounts
from hotich.samples.province.shelf import Shelved, plan_shelves
from hotich.samples.town import Town

DISTRICTS_END = date(2025, 7, 1)
_LARGEST_DRAWN = 40
_ORDER = {kind: place for place, kind in enumerate(("KH", "KS", "KT", *DRAW))}
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class _Work:
    """One commune to be written by a process: its shelf, and the ids of the books to draw."""

    commune: str
    shelf: tuple[Shelved, ...]
    drawn: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Written:
    """What a commune gave: the lines of books.jsonl, and the truths of the books drawn."""

    books: list[dict[str, Any]]
    truths: list[dict[str, Any]]


def draw_province(
    folder: Path,
    *,
    entries: int,
    look: Look,
    with_images: int = 0,
    processes: int | None = None,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Write the province into ``folder`` and return how many of each thing there are.

    ``look.trouble`` and ``look.seed`` hold for the records too. The folder appears whole or not at
    all; ``progress`` hears ("communes", done, of all). Raises FolderInUse and TooFewEntries.
    """
    if entries < 1:
        raise TooFewEntries(entries=entries)
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise FolderInUse(folder=folder)
    folder = folder.absolute()
    unfinished = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(unfinished, ignore_errors=True)
    (unfinished / "records").mkdir(parents=True)
    try:
        counts = _write(unfinished, entries, look, with_images, processes, progress)
        if folder.exists():
            folder.rmdir()
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return counts


def _write(
    folder: Path,
    entries: int,
    look: Look,
    with_images: int,
    processes: int | None,
    progress: Progress | None,
) -> dict[str, int]:
    head = {"seed": look.seed, "entries": entries, "trouble": look.trouble}
    text = json.dumps(head | {"unit": _tree()}, ensure_ascii=False, indent=1)
    (folder / "province.json").write_text(text + "\n", encoding="utf-8")
    people = [asdict(account) for account in draw_accounts(look.seed)]
    _lines(folder / "people.jsonl", people)
    books: list[dict[str, Any]] = []
    truths: list[dict[str, Any]] = []
    work = _plan(look.seed, entries, with_images)
    if with_images:
        (folder / "images").mkdir()
    for done, written in enumerate(_all(folder, look, work, processes), start=1):
        books += written.books
        truths += written.truths
        if progress:
            progress("communes", done, len(work))
    _lines(folder / "books.jsonl", books)
    if truths:
        text = json.dumps({"seed": look.seed, "books": truths}, ensure_ascii=False, indent=1)
        (folder / "images" / "truth.json").write_text(text + "\n", encoding="utf-8")
    records = sum(book["entries"] for book in books)
    return {"people": len(people), "books": len(books), "records": records, "drawn": len(truths)}


def _plan(seed: int, entries: int, with_images: int) -> list[_Work]:
    """Plan every commune's work and choose the books to draw among those of a drawable size."""
    shelves = plan_shelves(seed, entries)
    small = [
        shelved.plan.id
        for shelf in shelves.values()
        for shelved in shelf
        if 8 <= shelved.plan.total <= _LARGEST_DRAWN
    ]
    random = Random(f"{seed}/drawn")
    drawn = frozenset(random.sample(small, min(with_images, len(small))))
    return [_Work(code, tuple(shelf), drawn) for code, shelf in shelves.items() if shelf]


def _all(folder: Path, look: Look, work: list[_Work], processes: int | None) -> Iterable[_Written]:
    """Write all communes, in their order, by several processes."""
    write = partial(_commune, folder, look)
    count = processes or os.cpu_count() or 1
    if count == 1:
        yield from map(write, work)
        return
    with multiprocessing.get_context("spawn").Pool(count) as pool:
        yield from pool.imap(write, work)


def _commune(folder: Path, look: Look, work: _Work) -> _Written:
    """Write the books of one commune, year by year, so that its people go on from book to book."""
    commune = next(c for c in places.province().communes if c.code == work.commune)
    town = Town(f"{look.seed}", commune, look.trouble)
    shelf = {shelved.plan.id: shelved for shelved in work.shelf}
    books = {book_id: Book(shelved.plan, [], []) for book_id, shelved in shelf.items()}
    spans = [(span, book) for book in books.values() for span in book.plan.spans]
    spans.sort(key=lambda s: (s[0].year, _ORDER[s[1].plan.kind], s[0].first, s[1].plan.number))
    for span, book in spans:
        draw_span(town, book, span)
    written = _Written([], [])
    for book_id, book in books.items():
        _book(folder, look, commune, shelf[book_id], book, work.drawn, written)
        if shelf[book_id].copied:
            copy = copies.copy_book(town, book, f"{book_id}.copy")
            _book(folder, look, commune, shelf[book_id], copy, work.drawn, written)
    return written


def _book(
    folder: Path,
    look: Look,
    commune: Commune,
    shelved: Shelved,
    book: Book,
    drawn: frozenset[str],
    written: _Written,
) -> None:
    """Write a book's records, draw it where that was asked for, and add its line."""
    plan, layout = book.plan, layouts.load(shelved.layout)
    per_page = len(layout.entries)
    names = (*layout.fields(), *layout.cover)
    _lines(
        folder / "records" / f"{plan.id}.jsonl",
        (_record(entry, names, at, per_page) for at, entry in enumerate(book.entries)),
    )
    images = plan.id if plan.id in drawn else None
    if images:
        out = folder / "images" / images
        truth = drawing.draw_book(out, book, layout, look, lambda: None)
        written.truths.append(truth)
    district = commune.district.code
    written.books.append(
        {
            "id": plan.id,
            "unit": district if book.copy_of else commune.code,
            "commune": commune.code,
            "office": book.entries[0].value("office"),
            "kind": plan.kind,
            "year": plan.year,
            "number": f"{plan.number:02d}",
            "layout": layout.id,
            "pages": drawing.pages(len(book.entries), layout),
            "phase": 2 if book.copy_of else shelved.phase,
            "closings": [
                {"year": year, "first_number": first, "total": total}
                for year, first, total in book.closings()
            ],
            "planted": book.planted(),
            "missing": [
                {"year": year, "number": number, "reason": reason}
                for year, number, reason in book.missing
            ],
            "entries": len(book.entries),
            "copy_of": book.copy_of or None,
            "images": images,
        }
    )


def _record(entry: Entry, names: tuple[str, ...], at: int, per_page: int) -> dict[str, Any]:
    fields = entry.fields
    return {
        "id": entry.id,
        "position": at,
        "page": at // per_page + 1,
        "values": {n: fields[n].value for n in names if n in fields and fields[n].value},
        "flags": entry.flags,
        "events": entry.events,
        "links": entry.links,
        "planted": entry.planted,
        "margin": entry.margin,
    }


def _lines(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


def _tree() -> dict[str, Any]:
    """Return the units, from the province down."""
    province = places.province()
    top = _unit(province.unit, "province", None)
    for district in province.districts:
        row = _unit(district.unit, "district", DISTRICTS_END)
        row["units"] = [_unit(commune.unit, "commune", None) for commune in district.communes]
        top["units"].append(row)
    return top


def _unit(unit: Unit, level: str, until: date | None) -> dict[str, Any]:
    names = [{"name": name, "until": day.isoformat()} for day, name in unit.former]
    return {
        "code": unit.code,
        "level": level,
        "names": [*names, {"name": unit.name, "until": None}],
        "until": until and until.isoformat(),
        "units": [],
    }
