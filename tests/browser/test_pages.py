"""Every page as a picture: none wider than its window, none that shuts a person out.

The pages are in ``pages.py``: a new page is one line there. With HOTICH_SHOTS=folder the pictures
are kept, to be looked at.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pikepdf
import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.apps.people.excel import line
from tests.browser.pages import NO_PAGE, PAGES, Places, bring, key, send
from tests.browser.people import (
    Drawn,
    Site,
    approve,
    key_entry,
    register,
    set_up_factors,
    shelve,
    take_batch,
)

LOOKS: list[dict[str, Any]] = [  # a page is opened anew only for another language
    {"width": 1366, "theme": "light", "language": "vi"},
    {"width": 390, "theme": "dark", "language": "vi"},
    {"width": 390, "theme": "light", "language": "en"},
    {"width": 1366, "theme": "dark", "language": "en"},
]
AXE = Axe()
ZOOMED: ViewportSize = {"width": 683, "height": 384}  # 1366 at 200 %


@dataclass(slots=True)
class Faults:
    """What is wrong with which page in which look."""

    wide: list[str] = field(default_factory=list)
    barred: list[str] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    """The names of the addresses that were shown."""


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(os.environ.get("HOTICH_SHOTS") or tmp_path_factory.mktemp("shots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    return Drawn.draw(tmp_path_factory.mktemp("drawn") / "book", seed=4, entries=4)


@pytest.fixture(scope="module")
def town(
    address: str, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The site for the whole walk; afterwards no page may have complained."""
    named = address.replace("127.0.0.1", "localhost")  # a passkey needs a name, not an IP
    site = Site(named, browser, tmp_path_factory.mktemp("town"))
    yield site
    site.close()
    assert site.complaints == []


@pytest.fixture(scope="module")
def places(
    town: Site, book: Drawn, database: str, tmp_path_factory: pytest.TempPathFactory
) -> Places:
    """A book in the middle of things: three entries keyed, two by both, of these one differently; a
    small one that is approved and waits to be sent; and one that is only in the list."""
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
    key_entry(first, book)
    take_batch(second, book.label)
    key_entry(second, book)
    key_entry(second, book)
    checker = town.sign_in("kiem-tra")
    checker.goto(f"/review/{done}/")
    agreed = checker.locator("table.tb tbody a").first.get_attribute("href")
    assert agreed
    return {
        "empty": number(register(registrar, book, number=7)),
        "unit": "3",
        "record": alerted(database),
        "scans": f"/scans/{going}/",
        "station": f"/keying/station/?book={going}",
        "review": f"/review/{going}/",
        "review_entry": agreed,
        "approved": f"/review/{done}/",
        "delivery": f"/deliveries/{done}/",
        "balance": f"/balance/{going}/",
        "family": next(iter(small.entries.values()))["child_name"].split()[0],
    }


def alerted(database: str) -> str:
    """Raise an alert for mass viewing and let one be answered; returns the number of a record."""
    columns = 'user_id, what, day, count, "limit", raised_at, answer, answered_by_id, answered_at'
    with psycopg.connect(database) as connection:
        connection.execute(
            f"INSERT INTO records_massviewing ({columns}) VALUES"
            " (4, 'records', current_date, 1612, 400, now(), '', NULL, NULL),"
            " (2, 'records', current_date - 3, 905, 300, now(), 'đã hỏi, tìm sổ theo yêu cầu của"
            " công an huyện, có công văn', 5, now())"
        )
        found = connection.execute("SELECT min(id) FROM records_record").fetchone()
    assert found
    return str(found[0])


def ahead(page: Page) -> None:
    """Record a change of units that takes effect in some years."""
    page.goto("/units/changes/new/?kind=renamed")
    page.select_option("[name=source]", label="huyện Hải Vân")
    send(page, name="huyện Hải Vân Mới", on="01/07/2041", basis="Nghị quyết 1/NQ-UBTVQH (thử)")
    page.locator("table.tb").first.wait_for()


def number(scans: str) -> str:
    return scans.strip("/").split("/")[1]


@pytest.fixture(scope="module")
def walked(town: Site, places: Places, shots: Path) -> Faults:
    """What was found on a walk through every page in every look."""
    faults = Faults()
    for person, pages in PAGES.items():
        page = town.sign_in(person) if person else town.page()
        if person == "quan-tri":
            places["key"] = set_up_factors(page)
            ahead(page)
        for name, way in pages.items():
            language = None
            for looks in LOOKS:
                town.show(page, **looks)
                if callable(way):
                    way(page, places)
                elif language != looks["language"]:
                    page.goto(way.format(**places))
                language = looks["language"]
                faults.met |= named(page)
                look_at(page, looks, shots / f"{name}.{'.'.join(map(str, looks.values()))}", faults)
    return faults


def look_at(page: Page, looks: dict[str, Any], shot: Path, faults: Faults) -> None:
    page.screenshot(path=f"{shot}.png", full_page=True)
    faults.wide += too_wide(page, shot.name)
    faults.barred += shut_out(page, shot.name)
    if looks["width"] == ZOOMED["width"] * 2:
        page.set_viewport_size(ZOOMED)
        faults.wide += too_wide(page, f"{shot.name} at 200 %")


def named(page: Page) -> set[str]:
    """Return the name of the address that is shown, none where there is none."""
    try:
        return {str(resolve(urlsplit(page.url).path).url_name)}
    except Resolver404:
        return set()


def names(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    """Yield the name of every address of the product."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern.url_patterns)
        else:
            yield str(pattern.name)


def too_wide(page: Page, mark: str) -> list[str]:
    beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{mark}: {beyond} px"] if beyond > 0 else []


def shut_out(page: Page, mark: str) -> list[str]:
    """Return what axe calls serious or critical on the page as it is shown."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE.axe_script)
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    return [
        f"{mark}: {fault['id']}: {node['html'][:160]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


def test_no_page_is_wider_than_its_window(walked: Faults) -> None:
    assert walked.wide == []


def test_every_address_is_walked_to_or_is_no_page(walked: Faults) -> None:
    assert set(names(get_resolver().url_patterns)) - walked.met == set(NO_PAGE)


def test_no_page_shuts_anyone_out(walked: Faults) -> None:
    assert walked.barred == []


def test_the_image_stands_at_the_height_of_the_field(town: Site, places: Places) -> None:
    page = town.sign_in("nhap-a")
    key(page, places)
    for each in page.locator("#entry input.v").all():
        each.focus()
        page.evaluate("new Promise((next) => requestAnimationFrame(() => setTimeout(next)))")
        zone, typed = (page.locator(where).bounding_box() for where in ("#zone", "input.v:focus"))
        assert zone
        assert typed
        assert abs(zone["y"] + zone["height"] / 2 - typed["y"] - typed["height"] / 2) < 3


def test_f1_shows_the_keys_of_the_page(town: Site) -> None:
    page = town.sign_in("truong")
    page.keyboard.press("F1")
    shown = page.locator("#help")
    expect(shown).to_contain_text("đóng bảng đang mở")
    expect(shown.locator("section").first).to_be_hidden()  # a page without keys of its own
    page.keyboard.press("Escape")
    expect(shown).to_be_hidden()


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


def test_eight_slips_fill_a_sheet(town: Site, shots: Path) -> None:
    page = town.sign_in("truong")
    bring(page, [line(f"Đặng Văn Mẫu {letter}", "99001") for letter in "ABCDEGHI"])
    send(page, "form[action$='/confirm/']")
    expect(page.locator(".slip")).to_have_count(8)
    page.pdf(path=shots / "slips.pdf", prefer_css_page_size=True)
    with pikepdf.open(shots / "slips.pdf") as printed:
        assert len(printed.pages) == 1
        assert [round(float(edge)) for edge in printed.pages[0].mediabox] == [0, 0, 595, 842]


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
