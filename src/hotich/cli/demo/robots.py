"""The people of the demo at work, each through the pages that a person uses."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hotich.cli.demo.browser import Browser
from hotich.cli.simulate.truth import Seen, look

Truth = dict[str, Seen]
"""What each entry really says, by its number as shown ("046/2009")."""
Show = Callable[[int, int], None]


class Stuck(Exception):
    """A robot met a page it did not expect; the text says which."""


def read_truth(sample: dict[str, Any]) -> Truth:
    """Return what the entries of a drawn book say, by their numbers."""
    seen = (look(entry) for entry in sample["entries"])
    return {entry.values["number"]: entry for entry in seen}


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


def _number(heading: str) -> str:
    found = re.search(r"\d+\w*/\d{4}", heading)
    if not found:
        raise Stuck(f"no number in {heading!r}")
    return found.group()


def settle(browser: Browser, truth: Truth, show: Callable[[], None]) -> None:
    """Settle every difference by the image: the robot's eye is the truth."""
    while True:
        page = browser.get("/review/settling/")
        places = page.tree.xpath("//form[@id='settle']/@action")
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
