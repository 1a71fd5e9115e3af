"""Every page as a picture: none wider than its window, none that shuts a person out.

``PAGES`` is the one place that knows all pages: a new page is one line there. With
HOTICH_SHOTS=folder the pictures are kept, to be looked at.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.people import (
    Drawn,
    Site,
    approve,
    key_entry,
    shelve,
    take_batch,
)

LOOKS: list[dict[str, Any]] = [
    {"width": 1366, "theme": "light", "language": "vi"},
    {"width": 390, "theme": "light", "language": "en"},
    {"width": 1366, "theme": "dark", "language": "en"},
    {"width": 390, "theme": "dark", "language": "vi"},
]
ZOOMED: ViewportSize = {"width": 683, "height": 384}  # 1366 at 200 %
Places = dict[str, str]
Way = str | Callable[[Page, Places], None]
"""How to come to a page: its path, with {names} from ``places``, or what to do."""


def search(page: Page, places: Places) -> None:
    page.goto("/records/")
    page.fill("[name=name]", places["family"])
    page.keyboard.press("Enter")
    page.locator("table.tb").wait_for()


def wrong_book(page: Page, _places: Places) -> None:
    page.goto("/books/new/")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.locator("main form button:not([name])").last.click()
    page.locator("main .error").first.wait_for()


def wrong_entry(page: Page, places: Places) -> None:
    page.goto(places["entry"])
    page.fill("[name='v.child_birth_date']", "31/02/2011")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    page.locator("#entry .msg-bad").first.wait_for()


def keys(page: Page, places: Places) -> None:
    page.goto(places["entry"])
    page.keyboard.press("F1")
    page.locator("#help[open]").wait_for()


def menu(page: Page, _places: Places) -> None:
    page.goto("/")
    page.locator(".bar > .menu:visible summary").first.click()


PAGES: dict[str, dict[str, Way]] = {  # who ("": nobody): {name: way}
    "": {"sign-in": "/sign-in/", "not-found-signed-out": "/nowhere/"},
    "ho-tich": {
        "home": "/",
        "menu": menu,
        "books": "/books/",
        "new-book": "/books/new/",
        "new-book-wrong": wrong_book,
        "scans": "{scans}",
        "not-found": "/nowhere/",
        "not-allowed": "/ledger/",
        "sign-out": "/sign-out/",
        "account": "/account/",
        "password": "/account/password/",
        "pledge": "/account/pledge/",
        "units": "/units/",
        "guide": "/help/",
    },
    "nhap-a": {
        "home-keyer": "/",
        "keying-list": "/keying/",
        "keying": "{entry}",
        "keying-wrong": wrong_entry,
        "keys": keys,
    },
    "nhap-b": {"keying-second": "{second}"},
    "kiem-tra": {
        "home-checker": "/",
        "settling": "/review/settling/",
        "reviews": "/review/",
        "review": "{review}",
        "review-entry": "{review_entry}",
    },
    "truong": {
        "home-head": "/",
        "review-approved": "{approved}",
        "records": "/records/",
        "records-found": search,
        "deliveries": "/deliveries/",
        "delivery": "{delivery}",
        "balance": "/balance/",
        "book-balance": "{balance}",
        "readings": "/records/readings/",
        "people": "/people/",
        "person": "/people/2/",
        "open-person": "/people/open/",
        "import-accounts": "/people/import/",
    },
    "kiem-toan": {"ledger": "/ledger/"},
}


@dataclass(slots=True)
class Faults:
    """What is wrong with which page in which look."""

    wide: list[str] = field(default_factory=list)
    barred: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(os.environ.get("HOTICH_SHOTS") or tmp_path_factory.mktemp("shots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    return Drawn.draw(tmp_path_factory.mktemp("drawn") / "book", seed=4, entries=3)


@pytest.fixture(scope="module")
def town(
    address: str, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The site for the whole walk; afterwards no page may have complained."""
    site = Site(address, browser, tmp_path_factory.mktemp("town"))
    yield site
    site.close()
    assert site.complaints == []


@pytest.fixture(scope="module")
def places(town: Site, book: Drawn, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """A book in the middle of things, two entries keyed, one of them by both and differently; and
    a small one that is approved and waits to be sent."""
    first, second = town.sign_in("nhap-a"), town.sign_in("nhap-b")
    registrar = town.sign_in("ho-tich")
    small = Drawn.draw(tmp_path_factory.mktemp("drawn") / "small", seed=9, entries=2)
    done = number(shelve(registrar, small))
    for keyer in (first, second):
        take_batch(keyer, small.label)
        for _entry in small.entries:
            key_entry(keyer, small)
    approve(town.sign_in("kiem-tra"), town.sign_in("truong"), done, len(small.entries))

    going = number(shelve(registrar, book))
    take_batch(first, book.label)
    key_entry(first, book)
    key_entry(first, book, mother_name="Trần Thị Sai")
    entry = path(first)
    take_batch(second, book.label)
    key_entry(second, book)
    key_entry(second, book)
    checker = town.sign_in("kiem-tra")
    checker.goto(f"/review/{done}/")
    agreed = checker.locator("table.tb tbody a").first.get_attribute("href")
    assert agreed
    return {
        "scans": f"/scans/{going}/",
        "entry": entry,
        "second": path(second),
        "review": f"/review/{going}/",
        "review_entry": agreed,
        "approved": f"/review/{done}/",
        "delivery": f"/deliveries/{done}/",
        "balance": f"/balance/{going}/",
        "family": next(iter(small.entries.values()))["child_name"].split()[0],
    }


def number(scans: str) -> str:
    return scans.strip("/").split("/")[1]


def path(page: Page) -> str:
    return page.url.removeprefix(page.evaluate("location.origin"))


@pytest.fixture(scope="module")
def walked(town: Site, places: Places, shots: Path) -> Faults:
    """What was found on a walk through every page in every look."""
    faults = Faults()
    for person, pages in PAGES.items():
        page = town.sign_in(person) if person else town.page()
        for looks in LOOKS:
            town.show(page, **looks)
            for name, way in pages.items():
                come(page, way, places)
                mark = ".".join(str(part) for part in (name, *looks.values()))
                page.screenshot(path=shots / f"{mark}.png")
                faults.wide += too_wide(page, mark)
                faults.barred += shut_out(page, mark)
                if looks["width"] == ZOOMED["width"] * 2:
                    page.set_viewport_size(ZOOMED)
                    faults.wide += too_wide(page, f"{mark} at 200 %")
                    town.show(page, **looks)
    return faults


def come(page: Page, way: Way, places: Places) -> None:
    if isinstance(way, str):
        page.goto(way.format(**places))
    else:
        way(page, places)


def too_wide(page: Page, mark: str) -> list[str]:
    beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{mark}: {beyond} px"] if beyond > 0 else []


def shut_out(page: Page, mark: str) -> list[str]:
    """Return what axe calls serious or critical on the page as it is shown."""
    found = Axe().run(page).response["violations"]
    return [
        f"{mark}: {fault['id']}: {node['html'][:160]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


def test_no_page_is_wider_than_its_window(walked: Faults) -> None:
    assert walked.wide == []


def test_no_page_shuts_anyone_out(walked: Faults) -> None:
    assert walked.barred == []


def test_the_image_stands_at_the_height_of_the_field(town: Site, places: Places) -> None:
    page = town.sign_in("nhap-a")
    page.goto(places["entry"])
    for _field in range(page.locator("#entry input.v").count()):
        zone, field = (page.locator(where).bounding_box() for where in ("#zone", "input.v:focus"))
        assert zone
        assert field
        assert abs(zone["y"] + zone["height"] / 2 - field["y"] - field["height"] / 2) < 3
        page.keyboard.press("Enter")


def test_the_letter_behind_alt_does_what_the_f_key_does(town: Site, places: Places) -> None:
    page = town.sign_in("nhap-a")
    page.goto(places["entry"])
    flag = page.locator("[name='f.number']")
    page.locator("[name='v.number']").focus()
    page.keyboard.press("Alt+k")
    expect(flag).to_have_value("unreadable")
    page.keyboard.press("F4")
    expect(flag).to_have_value("")
    page.keyboard.press("Alt+x")
    expect(page.locator("#reason")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("[name='v.number']")).to_be_focused()


def test_f1_shows_the_keys_of_the_page(town: Site, places: Places) -> None:
    page = town.sign_in("nhap-a")
    page.goto(places["entry"])
    page.keyboard.press("F1")
    shown = page.locator("#help")
    expect(shown).to_contain_text("không đọc được")
    expect(shown).to_contain_text("Alt")
    page.keyboard.press("Escape")
    expect(shown).to_be_hidden()
    page.goto("/")
    page.keyboard.press("F1")
    expect(shown.locator("section").first).to_be_hidden()  # a page without keys of its own


def test_axe_is_really_asked(town: Site) -> None:
    page = town.page()
    page.goto("/sign-in/")
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert "button-name" in "".join(shut_out(page, "sign-in"))


def test_a_page_is_printed_without_what_is_only_for_the_screen(
    town: Site, places: Places, shots: Path
) -> None:
    page = town.sign_in("truong")
    page.goto("/balance/")
    page.emulate_media(media="print")
    expect(page.locator(".bar")).to_be_hidden()
    expect(page.locator(".print-head")).to_contain_text("xã Mai Đàn")
    expect(page.locator(".led")).to_be_visible()
    printed = page.pdf(path=shots / "balance.pdf", prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")


def test_forced_colours_keep_the_focus_and_the_page_in_sight(town: Site, shots: Path) -> None:
    page = town.sign_in("truong")
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto("/balance/")
    page.locator(".nav a").nth(1).focus()
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"
    page.screenshot(path=shots / "balance.forced.png")


def test_the_skip_link_leads_past_the_bar(town: Site) -> None:
    page = town.sign_in("ho-tich")
    page.goto("/books/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
