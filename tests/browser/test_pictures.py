"""The pictures of the documents are pictures of the pages as they are now.

HOTICH_PICTURES=1 ./hotich test tests/browser/test_pictures.py     takes those anew that have aged

They are taken of a demo of its own, with times, dates and hashes set to fixed ones, and compared as
a person would: what moved or changed its look counts, a few other letters do not.
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from hotich.config import embedded
from hotich.guide.queries import PAGES
from tests.browser.people import Drawn, Site, at_work, key_entry, number_of, take_batch
from tests.faults.demo import free_port

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "src" / "hotich" / "guide" / "static" / "guide"
SIZE, PLAIN, VIVID, HEAVIEST = (960, 540), 32, 16, 80_000
BLOCK, CHANGED, AGED = 8, 20, 0.005  # pixels a block; grey levels; share of blocks
ENTRIES = 16
RENEW = bool(os.environ.get("HOTICH_PICTURES"))
STILL = """() => {
  const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = nodes.nextNode(); node; node = nodes.nextNode())
    node.data = node.data
      .replace(/\\d\\d\\/\\d\\d\\/20\\d\\d/g, "01/03/2025").replace(/\\b\\d\\d:\\d\\d\\b/g, "08:30")
      .replace(/còn \\d+ phút/, "còn 30 phút").replace(/Lô \\d+/, "Lô 7")
      .replace(/tới dòng \\d+/, "tới dòng 140")
      .replace(/[0-9a-f]{64}/g, "5e".repeat(32));
}"""


# A and B stand by chance in one order or the other.
IN_ORDER = """() => {
  const [a, b] = [...document.querySelectorAll(".pick[data-key] > span")];
  if (a.textContent > b.textContent) [a.innerHTML, b.innerHTML] = [b.innerHTML, a.innerHTML];
}"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A demo that has worked its book and serves: its address and its folder."""
    home, port = tmp_path_factory.mktemp("demo"), free_port()
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("HOTICH_", "DATABASE_"))}
    environ |= {"HOTICH_HOME": str(home), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", "hotich.cli", "demo", "--port", str(port)]
    command += ["--entries", str(ENTRIES)]
    address = f"http://127.0.0.1:{port}"
    with (
        (home / "said.txt").open("w") as said,
        subprocess.Popen(
            command, env=environ, stdout=subprocess.PIPE, stderr=said, text=True
        ) as process,
    ):
        try:
            assert process.stdout
            said_out = []
            for line in process.stdout:
                said_out.append(line)
                if address in line:
                    break
            else:
                raise AssertionError("".join(said_out) + _told(home))
            proving = [*command[:3], "ledger", "verify"]  # not only the nightly one: all see it
            environ["HOTICH_HOME"] = str(home / "demo")
            subprocess.run(proving, env=environ, check=True, stdout=subprocess.DEVNULL)
            yield address, home / "demo"
        finally:
            process.terminate()
            process.wait(60)
            place = embedded.Server(home / "demo").place
            shutil.rmtree(place, ignore_errors=True)


def _told(home: Path) -> str:
    logs = [home / "said.txt", *home.glob("demo/logs/*.log")]
    return "\n".join(log.read_text("utf-8", "replace")[-2000:] for log in logs)


@pytest.fixture(scope="module")
def people(
    demo: tuple[str, Path], browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Page]]:
    """Sign in at the demo; each person once."""
    site = Site(demo[0], browser, tmp_path_factory.mktemp("pages"))
    pages: dict[str, Page] = {}
    yield lambda name: pages.setdefault(name, pages.get(name) or site.sign_in(name))
    site.close()
    assert RENEW or site.complaints == []  # a new picture is missing until it was taken


@pytest.fixture(scope="module")
def practice(demo: tuple[str, Path]) -> Drawn:
    """The small second book of the demo, that waits to be keyed."""
    (folder,) = demo[1].glob("practice-*")
    book: dict[str, Any] = json.loads((folder / "truth.json").read_text("utf-8"))["books"][0]
    values = [{f["name"]: f["value"] for f in e["fields"].values()} for e in book["entries"]]
    return Drawn(book, folder / book["folder"] / "scan.pdf", {v["number"]: v for v in values})


def keying(people: Callable[[str], Page], practice: Drawn) -> Page:
    page = people("nhap-a")
    take_batch(page, practice.label)
    number = number_of(page)
    typed = practice.entries[number]
    for name in ("number", "book_number", "registration_date", "child_name"):
        if page.locator(f"[name='v.{name}']").count():
            page.fill(f"[name='v.{name}']", typed.get(name, ""))
    page.locator("[name='v.child_birth_date']").focus()
    page.locator("#said").get_by_text("đã ghi nháp").wait_for()
    page.wait_for_load_state("networkidle")
    return page


def settling(people: Callable[[str], Page], practice: Drawn) -> Page:
    """Both key the small book; the second reads one name otherwise."""
    for name, slips in (("nhap-a", {}), ("nhap-b", {"mother_name": "Trần Thị Mẫu Lan"})):
        page = people(name)
        take_batch(page, practice.label)
        while at_work(page) and number_of(page) in practice.entries:
            key_entry(page, practice, **slips)
            slips = {}
    page = people("kiem-tra")
    for _try in range(100):
        page.goto("/review/settling/")
        if page.locator("#settle").count():
            break
        page.wait_for_timeout(200)
    page.evaluate(IN_ORDER)
    page.wait_for_load_state("networkidle")
    return page


def at(person: str, path: str, *, rows: int = 50) -> Callable[[Callable[[str], Page], Drawn], Page]:
    """Show a page to a person, with so many rows of each table."""

    def open_page(people: Callable[[str], Page], practice: Drawn) -> Page:
        page = people(person)
        page.goto(path)
        page.wait_for_load_state("networkidle")
        page.evaluate(
            "rows => document.querySelectorAll(`table.tb tbody tr:nth-child(n+${rows + 1})`)"
            ".forEach(row => row.remove())",
            rows,
        )
        return page

    return open_page


# What the worker does falls by chance between the acts of people, and moves the numbers.
BY_PEOPLE = """() => {
  const rows = [...document.querySelectorAll("table.tb tbody tr")];
  const theirs = rows.filter((row) => !row.querySelector(".mut"));
  rows.filter((row) => !theirs.includes(row)).forEach((row) => row.remove());
  theirs.forEach((row, at) => (row.cells[0].textContent = 140 - at));
}"""


def ledger(people: Callable[[str], Page], practice: Drawn) -> Page:
    page = at("kiem-toan", "/ledger/")(people, practice)
    page.evaluate(BY_PEOPLE)
    page.evaluate("document.querySelectorAll('tbody tr:nth-child(n+9)').forEach(r => r.remove())")
    return page


# In this order: the first book is the worked one, the second is keyed on the way.
SHOWN: dict[str, Callable[[Callable[[str], Page], Drawn], Page]] = {
    "scans": at("ho-tich", "/scans/1/"),
    "review": at("kiem-tra", "/review/1/"),
    "balance": at("so-tu-phap", "/balance/"),
    "book_balance": at("truong", "/balance/1/", rows=4),  # before: how the keyers shared it
    "delivery": at("truong", "/deliveries/1/"),
    "people": at("truong", "/people/"),
    "ledger": ledger,
    "keying": keying,
    "settling": settling,
}


def drawn(page: Page) -> Image.Image:
    """Take a picture of a page as it is kept: small, few colours."""
    page.evaluate(STILL)
    taken = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide")))
    small = taken.convert("RGB").resize(SIZE, Image.Resampling.LANCZOS)
    # What is rare keeps its colour too: the green of "done", the red of an error.
    hue, rgb = np.asarray(small.convert("HSV")), np.asarray(small)
    vivid = Image.fromarray(rgb[(hue[..., 1] > 100) & (hue[..., 2] > 40)][None])
    palette = Image.new("P", (1, 1))
    palette.putpalette(colours(small, PLAIN) + colours(vivid, VIVID))
    return small.quantize(palette=palette, dither=Image.Dither.NONE)


def colours(picture: Image.Image, number: int) -> list[int]:
    """Return the colours that stand for a picture's, red, green and blue of each."""
    found = picture.quantize(number, dither=Image.Dither.NONE).getpalette() or []
    return found[: 3 * number]


def blocks(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.convert("L").reduce(BLOCK), dtype=float)


def aged(kept: Image.Image, now: Image.Image) -> float:
    """Return the share of blocks in which two pictures of one size differ to the eye."""
    return float((np.abs(blocks(kept) - blocks(now)) > CHANGED).mean())


def is_aged(name: str, now: Image.Image) -> float:
    """Return how far a kept picture is from the page as it is now; 1.0 if there is none."""
    path = KEPT / f"{name}.png"
    kept = Image.open(path) if path.exists() else Image.new("RGB", (1, 1))
    return aged(kept, now) if kept.size == SIZE else 1.0


@pytest.fixture(scope="module")
def taken(people: Callable[[str], Page], practice: Drawn) -> Iterator[dict[str, Image.Image]]:
    now = {name: drawn(show(people, practice)) for name, show in SHOWN.items()}
    yield now
    if RENEW:  # last of all: the demo serves the kept ones, and does not like them to change
        for name in (name for name in now if is_aged(name, now[name]) > AGED / 4):
            KEPT.mkdir(parents=True, exist_ok=True)
            now[name].save(KEPT / f"{name}.png", optimize=True)


@pytest.mark.parametrize("name", SHOWN)
def test_it_works(name: str, taken: dict[str, Image.Image]) -> None:
    out = io.BytesIO()
    taken[name].save(out, "PNG", optimize=True)
    assert len(out.getvalue()) <= HEAVIEST
    assert RENEW or is_aged(name, taken[name]) <= AGED, __doc__


def test_every_picture_is_of_a_page_and_used_by_a_document() -> None:
    files = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *KEPT.parents[1].rglob("*.md")]
    named = {
        Path(target).stem
        for file in files
        for target in re.findall(r"!\[[^\]]*\]\(([^)]+\.png)\)", file.read_text(encoding="utf-8"))
    }
    assert named == set(SHOWN)
    assert {path.stem for path in KEPT.glob("*.png")} <= named


def test_a_page_of_another_look_counts_as_aged(taken: dict[str, Image.Image]) -> None:
    kept = taken["balance"]
    moved = Image.new("RGB", SIZE, "white")
    moved.paste(kept.convert("RGB"), (0, 24))
    assert aged(kept, kept) == 0
    assert aged(kept, moved) > AGED


@pytest.mark.parametrize("role", list(PAGES))
def test_the_guide_of_a_role_is_one_sheet_of_paper(
    role: str, people: Callable[[str], Page]
) -> None:
    page = people("kiem-tra")
    page.goto(f"/help/?role={role}")
    page.wait_for_load_state("networkidle")
    with pypdfium2.PdfDocument(page.pdf(format="A4", prefer_css_page_size=True)) as sheet:
        assert len(sheet) == 1
