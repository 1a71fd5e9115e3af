"""Every page as a picture, and none that must be scrolled sideways.

With HOTICH_SHOTS=folder the pictures are kept there, to be looked at.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.people import Drawn, Site, number_of, shelve, take_batch

SEED, ENTRIES = 4, 3
LOOKS: list[dict[str, Any]] = [
    {"width": 1366, "theme": "light", "language": "vi"},
    {"width": 390, "theme": "light", "language": "en"},
    {"width": 1366, "theme": "dark", "language": "en"},
    {"width": 390, "theme": "dark", "language": "vi"},
]
PAGES = {  # who: {name: path}
    "ho-tich": {
        "home": "/",
        "books": "/books/",
        "new-book": "/books/new/",
        "scans": "{scans}",
        "not-found": "/nowhere/",
        "not-allowed": "/ledger/",
        "sign-out": "/sign-out/",
    },
    "nhap-a": {"keying-list": "/keying/", "keying": "{entry}"},
    "kiem-tra": {"settling": "/review/settling/", "reviews": "/review/", "review": "{review}"},
    "truong": {
        "records": "/records/",
        "deliveries": "/deliveries/",
        "balance": "/balance/",
        "book-balance": "{balance}",
    },
    "kiem-toan": {"ledger": "/ledger/"},
}


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(os.environ.get("HOTICH_SHOTS") or tmp_path_factory.mktemp("shots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    return Drawn.draw(tmp_path_factory.mktemp("drawn") / "book", seed=SEED, entries=ENTRIES)


@pytest.fixture
def places(site: Site, book: Drawn) -> dict[str, str]:
    """A book in the middle of things: two entries keyed, one of them by both and differently."""
    label = f"{book.truth['number']}/{book.truth['year']}"
    scans = shelve(site.sign_in("ho-tich"), book)
    first, second = site.sign_in("nhap-a"), site.sign_in("nhap-b")
    take_batch(first, label)
    key(first, book)
    key(first, book, mother_name="Trần Thị Sai")
    entry = first.url.removeprefix(site.address)
    take_batch(second, label)
    key(second, book)
    key(second, book)
    number = scans.strip("/").split("/")[1]
    return {
        "scans": scans,
        "entry": entry,
        "review": f"/review/{number}/",
        "balance": f"/balance/{number}/",
    }


def key(page: Page, book: Drawn, **slips: str) -> None:
    """Key one entry by filling its fields at once."""
    values = {**book.entries[number_of(page)], **slips}
    page.evaluate(
        "values => { for (const field of document.querySelectorAll('input.v'))"
        " field.value = values[field.name.slice(2)]; }",
        values,
    )
    before = page.url
    while page.url == before and not page.locator("#entry .msg-bad").count():
        with page.expect_navigation():
            page.locator("#save").click()
    assert page.url != before, page.inner_text("#entry")


def test_no_page_is_wider_than_its_window(site: Site, places: dict[str, str], shots: Path) -> None:
    wrong = look(site, site.page(), {"sign-in": "/sign-in/"}, shots)
    for person, pages in PAGES.items():
        there = {name: path.format(**places) for name, path in pages.items()}
        wrong += look(site, site.sign_in(person), there, shots)
    assert wrong == []


def look(site: Site, page: Page, pages: dict[str, str], shots: Path) -> list[str]:
    """Take the pictures of pages in every look; returns those that must be scrolled sideways."""
    wrong = []
    for looks in LOOKS:
        site.show(page, **looks)
        for name, path in pages.items():
            page.goto(path)
            mark = ".".join(str(part) for part in (name, *looks.values()))
            page.screenshot(path=shots / f"{mark}.png")
            beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if beyond > 0:
                wrong.append(f"{mark}: {beyond} px")
    return wrong


def test_the_image_stands_at_the_height_of_the_field(site: Site, book: Drawn) -> None:
    page = site.sign_in("nhap-a")
    label = f"{book.truth['number']}/{book.truth['year']}"
    take_batch(page, label)
    for _field in range(page.locator("#entry input.v").count()):
        zone, field = (page.locator(where).bounding_box() for where in ("#zone", "input.v:focus"))
        assert zone
        assert field
        assert abs(zone["y"] + zone["height"] / 2 - field["y"] - field["height"] / 2) < 3
        page.keyboard.press("Enter")
