"""Keys pressed for a record with the station's help, against typing every value in Telex.

Books of each kind are drawn anew, without pictures; a typist who knows what is written keys them
with the product's own modules in a real browser (typist.js says by which policy). Enter between
fields and Shift are counted on both sides. ``SEEDS`` are for judging: what was tuned was tuned with
others.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import resources
from pathlib import Path
from random import Random
from typing import Any

from hotich.cli.bench.figures import Figure
from hotich.rules import layouts, phrasebook, registers
from hotich.rules.export import browser as exported

SEEDS = (7201, 7202)
ENTRIES = 40
YEARS = {"LH": (2016, 2020)}
USUAL_YEARS = (2003, 2013)
LIMIT = 65.0
ORIGIN = "http://keys.test"
_ARGUMENTS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update")


@dataclass(frozen=True, slots=True)
class Row:
    """One field of one record: keys pressed, keys in Telex, and how it was entered."""

    kind: str
    first: bool
    record: int
    field: str
    cls: str
    keys: int
    telex: int
    how: str


def measure(*, quick: bool) -> list[Figure]:
    """Key books of all kinds and return the share of Telex keystrokes, with a dictionary of one
    earlier book of the commune (which is limited) and without one."""
    rows = key_all(SEEDS[:1] if quick else SEEDS)
    for line in report(rows):
        print(line)
    return figures(rows)


def figures(rows: list[Row]) -> list[Figure]:
    """Return the figures of ``bench station``: per kind the share of keys, of each book."""
    found = []
    for kind in registers.KINDS:
        for first in (False, True):
            mine = [row for row in rows if row.kind == kind and row.first == first]
            name = f"keys of Telex, {kind}, {'first book' if first else 'second book'}"
            found.append(Figure(name, _share(mine), None if first else LIMIT, "%"))
    return found


def report(rows: list[Row]) -> Iterator[str]:
    """Say where the keys go: by kind and class of field, for books with a dictionary."""
    for kind in registers.KINDS:
        for first in (False, True):
            mine = [row for row in rows if row.kind == kind and row.first == first]
            records = sum(row.field == "number" for row in mine)
            yield (
                f"{kind} {'first' if first else 'later'} book: {_share(mine):5.1f} %, "
                f"{sum(r.keys for r in mine) / records:.0f} keys a record "
                f"of {sum(r.telex for r in mine) / records:.0f}"
            )
            if first:
                continue
            for cls in sorted({row.cls for row in mine}):
                of = [row for row in mine if row.cls == cls]
                spent, typed = sum(r.keys for r in of) / records, sum(r.telex for r in of) / records
                yield f"    {cls:<14}{spent:7.1f} of {typed:6.1f}"


def _share(rows: list[Row]) -> float:
    return 100 * sum(row.keys for row in rows) / max(1, sum(row.telex for row in rows))


def key_all(
    seeds: tuple[int, ...], kinds: tuple[str, ...] = registers.KINDS, *, strict: bool = False
) -> list[Row]:
    """Draw two books of each kind for each seed and key both: the first with no dictionary, the
    second with that of the first. ``strict``: only whole values are taken, and none before a
    letter was typed."""
    rows: list[Row] = []
    with typist() as key:
        for kind in kinds:
            for seed in seeds:
                first, second = draw_books(kind, seed)
                rows += key(kind, first, [], strict)
                rows += key(kind, second, first, strict)
    return rows


def draw_books(kind: str, seed: int) -> tuple[list[Any], list[Any]]:
    """Return the entries of two books of one commune, with the troubles of life in them."""
    from hotich.samples import places
    from hotich.samples.entries.book import draw_book
    from hotich.samples.make import plan_books
    from hotich.samples.town import Town

    communes = [c for c in places.province().communes if not c.urban]
    commune = Random(f"keystrokes/{seed}").choice(communes)
    town = Town(f"keystrokes/{seed}/{kind}", commune, 1.0)
    plans = plan_books(seed, 2, ENTRIES, kind, YEARS.get(kind, USUAL_YEARS))
    first, second = (draw_book(town, plan) for plan in plans)
    return first.entries, second.entries


@contextmanager
def modules_page() -> Iterator[Any]:
    """Open a page that can import the product's modules, and the typist."""
    from playwright.sync_api import Route, sync_playwright

    static = Path(str(resources.files("hotich.keying").joinpath("static/keying")))
    own = Path(__file__).parent

    def serve(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN).lstrip("/")
        file = own / path if path == "typist.js" else static / path
        if not path:
            route.fulfill(body="<!doctype html><title>keys</title>", content_type="text/html")
        else:
            route.fulfill(body=file.read_text("utf-8"), content_type="text/javascript")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=list(_ARGUMENTS))
        page = browser.new_page()
        page.route(f"{ORIGIN}/**", serve)
        page.goto(ORIGIN)
        yield page
        browser.close()


@contextmanager
def typist() -> Iterator[Any]:
    """Give key(kind, entries, earlier, strict) → rows, in a browser."""
    with modules_page() as page:
        yield partial(_key, page)


_SCRIPT = """async ({book, data, rules}) => {
  const { Words } = await import("/suggest.js");
  const { keyBook } = await import("/typist.js");
  const { prepare } = await import("/rules/index.js");
  const { fold } = await import("/words_letters.js");
  const ready = prepare(rules);
  const read = (field, text) => ready.readTyped(field.name, text, book);
  return keyBook(book, new Words(data), read, fold);
}"""


def _key(page: Any, kind: str, entries: list[Any], earlier: list[Any], strict: bool) -> list[Row]:
    year = int(entries[0].value("number").rpartition("/")[2])
    fields = form(kind, year)
    shown = [field["name"] for field in fields]
    book = {"fields": fields, "records": list(_records(entries, shown)), "years": [year]}
    book["strict"] = strict
    told = phrasebook.collect(kind, [], [(kind, entry.values()) for entry in earlier])
    given = {"book": book, "data": told, "rules": exported.export_for_browser(kind)}
    found = page.evaluate(_SCRIPT, json.loads(json.dumps(given, ensure_ascii=False)))
    return [Row(kind=kind, first=not earlier, **row) for row in found]


def form(kind: str, year: int) -> list[dict[str, Any]]:
    """Return the fields of the usual form of a year, as the station has them."""
    names, columns = layouts.for_book(kind, year).fields(), registers.load(kind)
    fields = [columns.field(name) for name in names]
    return [
        {
            "name": field.name,
            "type": field.type,
            "words": phrasebook.class_of(field),
            "carried": field.name in CARRIED,
        }
        for field in fields
    ]


CARRIED = frozenset(("book_number", "office", "recorder", "signer", "signer_position"))
"""As keying/forms.py has it, which needs a database to be imported."""


def _records(entries: list[Any], shown: list[str]) -> Iterator[dict[str, Any]]:
    """Yield what stands in each entry and the number that its place proposes."""
    for position, entry in enumerate(entries, start=1):
        first = entries[0].value("number")
        start, _, year = first.partition("/")
        number = int("".join(c for c in start if c.isdigit())) + position - 1
        values = {name: value for name, value in entry.values().items() if name in shown}
        flags = {name: flag for name, flag in entry.flags.items() if name in shown}
        for name, flag in flags.items():
            if flag != "crossed_out":
                values.pop(name, None)
        yield {"values": values, "flags": flags, "expected": f"{number:03d}/{year}"}


def _chromium() -> str | None:
    import shutil

    names = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)
