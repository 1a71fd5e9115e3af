"""The server on a busy day: does a save stay quick while everything else goes on?

A real server with its workers on a loaded province; the load comes from a process of its own
(load/). First the day, then by turns batches of ten keyings and bare inserts into one table.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotich.cli.bench.figures import Figure
from hotich.config import embedded, running

if TYPE_CHECKING:
    from hotich.books.models import Book
    from hotich.files.models import StoredFile
    from hotich.people.models import User
    from hotich.units.models import Unit

SAVES, IMAGES, UPLOADS, DOWNLOADS, DASHBOARDS = 25, 10, 40, 60, 10
P95_MS, P99_MS = 100, 300
LEAST_SHARE = 40
KEYERS, AT_ONCE = 40, 8
ENTRIES, SEED = 50, 11
DRAWN = 24
PASSWORD = "do-toc-do-2025"
BIG = 8_000_000  # bytes of the page image that is downloaded slowly


@dataclass(frozen=True, slots=True)
class Size:
    """How long and how much: seconds of the day, rounds of the rates, records of the province."""

    seconds: int
    rounds: int
    in_hand: int
    records: int

    @property
    def books(self) -> int:
        saves = self.seconds * SAVES + KEYERS * 40 + self.rounds * AT_ONCE * self.in_hand
        return saves // (2 * ENTRIES) * 5 // 4 + 4


QUICK = Size(seconds=30, rounds=3, in_hand=50, records=5_000)
WHOLE = Size(seconds=600, rounds=7, in_hand=200, records=50_000)


def measure(*, quick: bool) -> list[Figure]:
    """Serve a province of its own and put the load on it."""
    size = QUICK if quick else WHOLE
    with (
        tempfile.TemporaryDirectory(prefix="hotich-bench-") as folder,
        served(Path(folder), size) as (plan, stack),
    ):
        day = _Load(Path(folder), plan | {"phase": "day"})
        day.wait_started()
        before = _processor_seconds(stack)
        told = day.wait_done()
        used = _processor_seconds(stack)
        rates = _Load(Path(folder), plan | {"phase": "rates"}).wait_done()
    shares = {name: (used[name] - before[name]) / size.seconds * 100 for name in used}
    return [*_day(told), *_shares(shares), *_rates(rates)]


def _day(told: dict[str, Any]) -> Iterator[Figure]:
    """Return what the day came to; errors are told one by one."""
    for what, count in (told["counts"] | told["errors"]).items():
        print(f"  {what}: {count}")
    seconds: dict[str, list[float]] = told["seconds"]
    for name, times in sorted(seconds.items()):
        limits = {50: None, 95: P95_MS, 99: P99_MS} if name == "save" else {95: None}
        for share, limit in limits.items():
            yield Figure(f"{name}, p{share} of {len(times):,}", _at(times, share), limit, "ms")
    yield Figure("errors", sum(told["errors"].values()), 0, "")
    yield Figure("the load's own lag, p99", _at(told["lag"], 99), None, "ms")


def _shares(shares: dict[str, float]) -> Iterator[Figure]:
    for name, share in shares.items():
        yield Figure(f"{name}, of one processor", share, None, "%")


def _processor_seconds(stack: running.Stack) -> dict[str, float]:
    """Return the processor seconds that each child of the server and its own children used."""
    names = {pid: name for name, pid in stack.supervisor.pids().items()}
    used = dict.fromkeys(names.values(), 0.0)
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # a process that ended meanwhile
            told = file.read_text().rpartition(")")[2].split()
            if name := names.get(int(told[2])):  # by process group
                used[name] += (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
    return used


def _rates(told: dict[str, Any]) -> Iterator[Figure]:
    found = {name: statistics.median(rates) for name, rates in told["rates"].items()}
    yield Figure("records in batches of ten", found["records"], None, "/s")
    yield Figure("bare inserts, signed in", found["bare, signed in"], None, "/s")
    yield Figure("bare inserts, nobody asked", found["bare"], None, "/s")
    for name in ("bare, signed in", "bare"):
        share = found["records"] / found[name] * 100
        yield Figure(f"records against {name}", share, least=LEAST_SHARE, unit="%")
    yield Figure("errors of the rates", sum(told["errors"].values()), 0, "")


def _at(times: list[float], share: int) -> float:
    return statistics.quantiles(times, n=100)[share - 1] * 1000 if len(times) > 1 else 0.0


class _Load:
    """A process of its own that does one phase, on the cores that the server does not have."""

    def __init__(self, folder: Path, plan: dict[str, Any]) -> None:
        file = folder / f"{plan['phase']}.json"
        file.write_text(json.dumps(plan, ensure_ascii=False), encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "hotich.cli.bench.load", str(file)],
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: _use(_cores()[2:]),
        )

    def wait_started(self) -> None:
        """Return when everybody is signed in and the load begins."""
        assert self._process.stdout
        self._process.stdout.readline()

    def wait_done(self) -> dict[str, Any]:
        """Return what it measured. Raises CalledProcessError."""
        said, _nothing = self._process.communicate()
        if self._process.returncode:
            raise subprocess.CalledProcessError(self._process.returncode, "load")
        told: dict[str, Any] = json.loads(said.splitlines()[-1])
        return told


def _cores() -> list[int]:
    return sorted(range(os.cpu_count() or 1))


def _use(cores: list[int]) -> None:
    """Run on these cores; where there are only two, on both like everybody."""
    if cores:
        os.sched_setaffinity(0, cores)


@contextmanager
def served(folder: Path, size: Size) -> Iterator[tuple[dict[str, Any], running.Stack]]:
    """Give the plan of a load and the server that is up; everything is gone afterwards."""
    home = folder / "home"
    os.environ["HOTICH_HOME"] = str(home)
    _use(_cores()[:2])
    try:
        with running.ready(home) as database:
            running.migrate()
            plan = _prepare(folder, size)
            os.environ["DJANGO_SETTINGS_MODULE"] = "hotich.cli.bench.bare_settings"
            stack = running.Stack(home, database, port=0, workers=2)
            with stack:
                stack.start()
                yield plan | {"host": stack.host, "port": stack.port}, stack
    finally:
        server = embedded.Server(home)
        if not os.environ.get("DATABASE_URL") and not server.attach():
            running.throw_away(home)


def _prepare(folder: Path, size: Size) -> dict[str, Any]:
    """Load a province; open accounts; shelve books of real entry images to be keyed."""
    from django.db import connection

    from hotich.cli.loading import load
    from hotich.samples.drawing import Look
    from hotich.samples.make import make
    from hotich.samples.province import draw_province
    from hotich.units.models import Unit

    draw_province(folder / "province", entries=size.records, look=Look(seed=SEED))
    load(folder / "province", lambda *_: None)
    make(folder / "drawn", books=1, seed=SEED, kind="KS", wear=0.3, entries=DRAWN)
    drawn = json.loads((folder / "drawn" / "truth.json").read_text(encoding="utf-8"))["books"][0]
    scan = folder / "drawn" / drawn["folder"] / "scan.pdf"
    unit = Unit.objects.filter(level="commune", valid_to=None).order_by("code")[0]
    people = _people(unit)
    shelf = _Shelf(unit, people["registrar"], drawn, scan)
    books = [shelf.add(number) for number in range(1, size.books + 1)]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE bench_scratch (id bigserial PRIMARY KEY, body jsonb NOT NULL,"
            " at timestamptz NOT NULL DEFAULT now())"
        )
        cursor.execute("ANALYZE")
    return {
        "password": PASSWORD,
        "keyers": [f"keyer-{n}" for n in range(KEYERS)],
        "registrar": "registrar",
        "dashboards": [f"department-{n}" for n in range(DASHBOARDS)],
        "typed": [
            {field["name"]: field["value"] for field in entry["fields"].values()}
            for entry in drawn["entries"]
        ],
        "upload": str(scan),
        "upload_book": shelf.empty().pk,
        "download": f"/scans/page/{shelf.heavy}/view/",
        "seconds": size.seconds,
        "saves": SAVES,
        "images": IMAGES,
        "uploads": UPLOADS,
        "downloads": DOWNLOADS,
        "rounds": size.rounds,
        "books": books,
        "at_once": AT_ONCE,
        "in_hand": size.in_hand,
        "bare_seconds": 4,
    }


def _people(unit: "Unit") -> "dict[str, User]":
    """Open the accounts: keyers and a registrar of a commune, viewers of the whole province."""
    from hotich.keying.actions.practice import excuse_from_practice
    from hotich.people.actions import accept_pledge, give_role, open_account
    from hotich.people.models import RoleName
    from hotich.progress.actions import count_books
    from hotich.units.models import Unit

    top = Unit.objects.get(parent=None, valid_to=None)
    wanted = [(f"keyer-{n}", RoleName.KEYER, unit) for n in range(KEYERS)]
    wanted += [(f"department-{n}", RoleName.DEPARTMENT, top) for n in range(DASHBOARDS)]
    wanted.append(("registrar", RoleName.REGISTRAR, unit))
    opened = {}
    for username, role, where in wanted:
        user = open_account(username=username, full_name="Người đo", password=PASSWORD)
        give_role(user=user, unit=where, name=role)
        accept_pledge(user=user)
        opened[username] = user
    excuse_from_practice(people=opened.values())
    count_books()
    return opened


class _Shelf:
    """Shelves books whose entries show the drawn pictures, over and over."""

    def __init__(self, unit: "Unit", by: "User", drawn: dict[str, Any], scan: Path) -> None:
        from hotich.cli.practising import cut
        from hotich.files import actions as files
        from hotich.files import storage
        from hotich.scans import pages
        from hotich.scans.content import MediaType

        self._unit, self._by, self._drawn = unit, by, drawn
        self._images = [image for _entry, image in cut(scan, drawn)]
        page = next(pages.open_pages(scan, MediaType.PDF)).image
        jpeg = pages.rendition(page, 2000, 75)
        self._view = files.keep_bytes(jpeg, media="image/jpeg")
        self._heavy = files.keep_bytes(jpeg + bytes(BIG - len(jpeg)), media="image/jpeg")
        self._scan = storage.keep([scan.read_bytes()])
        self.heavy = 0

    def _register(self, number: int) -> "Book":
        from hotich.books import actions as books

        return books.register_book(
            by=self._by,
            unit=self._unit,
            kind="KS",
            year=self._drawn["year"],
            number=100 + number,
            pages=ENTRIES // 2,
            office=self._drawn["office"],
            closings=[(self._drawn["year"], 1, ENTRIES)],
            layout=self._drawn["layout"],
        )

    def empty(self) -> "Book":
        """Return a book without scans, for the uploads."""
        return self._register(0)

    def add(self, number: int) -> int:
        """Add a book and return its id."""
        from hotich.books import actions as books
        from hotich.scans import actions as scans
        from hotich.scans.models import Page

        book = self._register(number)
        file, _new = scans.add_scan(by=self._by, book=book, kept=self._scan, name="quet.pdf")
        views = [self._view] * (ENTRIES // 2 - 1) + [self._heavy]
        read = [self._page(number, at, view) for at, view in enumerate(views)]
        scans.record_pages(scan_file=file, pages=read)
        books.close_scanning(by=self._by, book=book)
        self.heavy = Page.objects.get(book=book, view=self._heavy).pk
        return book.pk

    def _page(self, number: int, at: int, view: "StoredFile") -> Any:
        from hotich.scans import actions as scans

        corners = [[0.0, 0.0], [1600.0, 0.0], [1600.0, 1100.0], [0.0, 1100.0]]
        return scans.ReadPage(
            index=at,
            digest=f"{number:032x}{at:032x}",
            width=1654,
            height=2339,
            view=view,
            thumb=view,
            problem="",
            entries=[
                scans.ReadEntry(
                    box=box,
                    corners=corners,
                    layout=self._drawn["layout"],
                    image=self._images[(2 * at + box) % len(self._images)],
                )
                for box in (0, 1)
            ],
        )
