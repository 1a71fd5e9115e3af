"""A province of 200,000 records: how long it takes to load, how fast its lists answer.

The pages are asked for through the real server, by people who may see the whole province; the
seconds of a page are from the question to the last byte of the answer.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hotich.cli.bench.figures import Figure
from hotich.cli.demo.browser import Browser
from hotich.config import embedded, running

LISTS = (
    ("keyer", "/"),
    ("keyer", "/keying/"),
    ("registrar", "/books/"),
    ("registrar", "/books/?page=20"),
    ("checker", "/review/"),
    ("checker", "/records/"),
    ("head", "/"),
    ("head", "/review/"),
    ("department", "/balance/"),
    ("department", "/deliveries/"),
    ("administrator", "/people/"),
    ("administrator", "/units/"),
    ("auditor", "/balance/"),
    ("auditor", "/ledger/"),
    ("auditor", "/records/readings/"),
)
NAMES = ("nguyen van", "tran thi", "ho van", "hoa", "le")
PASSWORD = "do-toc-do-2025"
LOAD_SECONDS = 300
PAGE_MS = 200
ROUNDS = 20
SEED = 7


def measure(*, quick: bool) -> list[Figure]:
    """Draw, load and leaf through a province in a folder of its own."""
    from hotich.samples.drawing import Look
    from hotich.samples.province import draw_province

    entries = 10_000 if quick else 200_000
    with tempfile.TemporaryDirectory(prefix="hotich-bench-") as folder:
        began = time.monotonic()
        draw_province(Path(folder) / "province", entries=entries, look=Look(seed=SEED))
        figures = [Figure(f"draw {entries:,} records", time.monotonic() - began)]
        with _loaded(Path(folder) / "home", Path(folder) / "province") as (seconds, records, stack):
            figures.append(Figure(f"load {records:,} records", seconds, LOAD_SECONDS))
            figures += _pages(stack.address)
    return figures


@contextmanager
def _loaded(home: Path, province: Path) -> Iterator[tuple[float, int, running.Stack]]:
    os.environ["HOTICH_HOME"] = str(home)
    try:
        with running.ready(home) as database:
            running.migrate()
            from hotich.cli.loading import load

            began = time.monotonic()
            loaded = load(province, lambda *_: None)
            seconds = time.monotonic() - began
            _people()
            stack = running.Stack(home, database, port=0)
            with stack:
                stack.start()
                yield seconds, loaded["records"], stack
    finally:
        server = embedded.Server(home)
        if not os.environ.get("DATABASE_URL") and not server.attach():
            running.throw_away(home)


def _people() -> None:
    """Open one account for each role in the province itself."""
    from hotich.people.actions import accept_pledge, give_role, open_account
    from hotich.people.models import RoleName
    from hotich.progress.actions import count_books
    from hotich.units.models import Unit

    top = Unit.objects.get(parent=None, valid_to=None)
    for name in RoleName:
        user = open_account(username=name, full_name="Người đo", password=PASSWORD)
        give_role(user=user, unit=top, name=name)
        accept_pledge(user=user)
    count_books()


def _pages(address: str) -> Iterator[Figure]:
    browsers = {who: Browser(address, who, PASSWORD) for who in {who for who, _ in LISTS}}
    for who, path in LISTS:
        yield _figure(f"{who} {path}", [_once(browsers[who], path) for _ in range(ROUNDS)])
    searching = browsers["checker"]
    times = []
    for name in NAMES * (ROUNDS // len(NAMES)):
        began = time.monotonic()
        searching.post("/records/", {"name": name})
        times.append(time.monotonic() - began)
    yield _figure("checker /records/ search", times)


def _once(browser: Browser, path: str) -> float:
    began = time.monotonic()
    page = browser.get(path)
    if page.status != 200:
        raise SystemExit(f"{path} answered {page.status}")
    return time.monotonic() - began


def _figure(name: str, times: list[float]) -> Figure:
    """Return the 95th percentile in milliseconds, the first visit left out."""
    p95 = statistics.quantiles(times[1:], n=20)[-1] * 1000
    return Figure(f"p95 {name}", p95, PAGE_MS, "ms")
