"""The people of the demo at work, each through the pages that a person uses."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hotich.cli.demo.browser import Browser, Page
from hotich.cli.demo.hands import Hand


@dataclass(frozen=True, slots=True)
class Seen:
    """What an entry really says: by our field names the values as written, and the flags."""

    values: dict[str, str]
    flags: dict[str, str]


Truth = dict[str, Seen]
"""What each entry really says, by its number as shown ("046/2009")."""
Show = Callable[[int, int], None]
FORM = "//form[@id='entry']"


class Stuck(Exception):
    """A robot met a page it did not expect; the text says which."""


def read_truth(sample: dict[str, Any]) -> Truth:
    """Return a drawn book as the robots' eyes see it.

    What an entry that was cancelled says is crossed out in every field.
    """
    found = {}
    for entry in sample["entries"]:
        values = {field["name"]: field["value"] for field in entry["fields"].values()}
        flags = dict(entry["flags"])
        values |= {name: "" for name, flag in flags.items() if flag != "crossed_out"}
        if "cancelled" in entry["events"]:
            flags |= {name: "crossed_out" for name, value in values.items() if value}
        found[values["number"]] = Seen(values, flags)
    return found


def register(browser: Browser, book: dict[str, Any], unit: int) -> None:
    """Add the book to the list of books; a book that is there already is left alone."""
    closing = book["closing"]
    form = {
        "unit": unit,
        "kind": book["kind"],
        "year": book["year"],
        "number": book["number"],
        "office": book["office"],
        "pages": closing["pages"],
        "first_number": closing["first_number"],
        "total": closing["total"],
    }
    browser.get("/books/new/")
    browser.post("/books/new/", form)


def scan(browser: Browser, book_id: int, scans: list[Path]) -> None:
    """Send the scans of a book; the same file twice is one file."""
    browser.get(f"/scans/{book_id}/")
    files = [("files", (path.name, path.read_bytes(), "application/pdf")) for path in scans]
    page = browser.post(f"/scans/{book_id}/add/", files=files)
    if page.status != 200:
        raise Stuck(f"scans: HTTP {page.status}")


def close_scanning(browser: Browser, book_id: int) -> None:
    browser.get(f"/scans/{book_id}/")
    browser.post(f"/scans/{book_id}/scanning/")


def key(browser: Browser, book_id: int, truth: Truth, hand: Hand, show: Callable[[], None]) -> None:
    """Key what waits in a book for this person, batch by batch, until nothing does."""
    while True:
        if not browser.get("/keying/").actions(rf"/keying/{book_id}/take/"):
            return
        page = browser.post(f"/keying/{book_id}/take/")
        while page.path.startswith("/keying/entry/"):
            page = _key_entry(browser, page, truth, hand)
            show()


def _key_entry(browser: Browser, page: Page, truth: Truth, hand: Hand) -> Page:
    entry = truth[_number(page.text("//h1"))]
    first = page
    for attempt in range(3):
        fields = page.fields(FORM)
        accepted = page.tree.xpath(f"{FORM}//input[@name='accepted']/@value")
        data: dict[str, Any] = {"keying_id": fields["keying_id"], "accepted": accepted}
        for name in (name[2:] for name in fields if name.startswith("v.")):
            value = entry.values.get(name, "")
            # At the second look at a field that the page complains about, people type with care.
            data[f"v.{name}"] = hand.types(value) if not attempt else value
            data[f"f.{name}"] = entry.flags.get(name, "")
        page = browser.post(page.path, data)
        if page.path != first.path or page.status != 422:
            return page
    raise Stuck(f"{first.path}: {page.text(FORM)[:300]}")


def _number(heading: str) -> str:
    found = re.search(r"\d+\w*/\d{4}", heading)
    if not found:
        raise Stuck(f"no number in {heading!r}")
    return found.group()


def settle(browser: Browser, truth: Truth, show: Callable[[], None]) -> None:
    """Settle every difference by the image: the robot's eye is the truth."""
    while True:
        page = browser.get("/review/settling/")
        places = page.actions(r"/review/settling/\d+/\w+/")
        if not places:
            return
        field = places[0].rstrip("/").rsplit("/", 1)[1]
        number = _number(page.text("//*[@class='sub']"))
        if number not in truth:
            return  # another book's, that somebody keyed between two runs of the demo
        value, flag = truth[number].values.get(field, ""), truth[number].flags.get(field, "")
        if not value and not flag:
            flag = "blank"
        browser.post(places[0], {"value": value, "flag": flag})
        show()


def confirm_findings(browser: Browser, book_id: int, reason: str) -> None:
    """Confirm every unusual finding of a book against the image."""
    page = browser.get(f"/review/{book_id}/")
    entries = page.tree.xpath("//tr[.//*[contains(@class, 'warn')]]//a/@href")
    for path in [f"/review/{book_id}/", *entries]:
        shown = browser.get(path)
        for form in shown.tree.xpath("//form[contains(@action, '/accept/')]"):
            data = {i.get("name"): i.get("value") or "" for i in form.xpath(".//*[@name]")}
            browser.post(form.get("action"), {**data, "reason": reason})


def approve(browser: Browser, book_id: int) -> None:
    page = browser.get(f"/review/{book_id}/")
    if page.actions(rf"/review/{book_id}/approve/"):
        browser.post(f"/review/{book_id}/approve/")


def deliver(browser: Browser, book_id: int) -> bool:
    """Release the book's package once it is there; tells whether it was or had been."""
    page = browser.get(f"/deliveries/{book_id}/")
    places = page.actions(r"/deliveries/package/\d+/deliver/")
    if places:
        browser.post(places[0])
        return True
    return "gửi từ" in page.text("//main")


def wait(done: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait until something is done; Stuck after so many seconds."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise Stuck(what)
        time.sleep(0.2)
