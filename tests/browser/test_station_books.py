"""Whole books by keyboard alone, half of the time without a network, twice and blind.

What the second reader reads otherwise is found and settled by a third; at the end the records say
what is written in the books.
"""

from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Page

from hotich.rules import compare
from hotich.rules.registers import load
from tests.browser.people import Drawn, Site, number_of, sent, shelve, type_entry, until

ENTRIES = 40
BOOKS = {"KS": 611, "KH": 612, "KT": 613}
OTHER_LETTERS = str.maketrans("àáảãạăâđêôơưèéẻẽẹòóỏõọ", "áàãảàâădêơôuéèẽẻèóòõỏò")
Slips = dict[str, dict[str, str]]
"""What a person types instead: number -> field -> value."""


def planted(book: Drawn, *, first: int) -> Slips:
    """Misread a name, a date or a number of every fifth entry, beginning with the ``first``."""
    fields = [f for f in load(book.truth["kind"]).fields if f.compared]
    names = [f.name for f in fields if f.type == "name"]
    others = [f.name for f in fields if f.type in ("date", "adult_date", "paper_number")]
    others.remove("registration_date")  # of another year it would not be saved
    slips: Slips = {}
    for n, (number, written) in enumerate(list(book.entries.items())[first::5]):
        for field in (names * 9)[n % len(names) :]:
            if (other := written.get(field, "").translate(OTHER_LETTERS)) != written.get(field, ""):
                slips[number] = {field: other}
                break
        for field in others:
            if (value := written.get(field, ""))[-1:].isdecimal():
                other_digit = str(abs(int(value[-1]) - 1))
                slips.setdefault(number, {}).setdefault(field, value[:-1] + other_digit)
                break
    return {number: slip for number, slip in slips.items() if slip}


IN_HAND = """async (wanted) => {
  const { Desk } = await import("/static/keying/desk.js");
  for (let tries = 0; tries < 1200; tries++) {
    if ((Desk.here?.upcoming(wanted) ?? []).length >= wanted) return;
    await new Promise((next) => setTimeout(next, 50));
  }
  throw new Error(`in hand: ${Desk.here?.upcoming(wanted).length}`);
}"""


def key_book(page: Page, pk: int, book: Drawn, slips: Slips) -> None:
    """Take the whole book along and key it, from the eleventh to the thirtieth entry offline."""
    page.goto(f"/keying/station/?away=1&book={pk}")
    page.wait_for_selector("#entry input.v:focus")
    page.evaluate(IN_HAND, ENTRIES)
    for n in range(ENTRIES):
        if n in (10, 30):
            page.context.set_offline(n == 10)
        number = number_of(page)
        typed = {**book.entries[number], **slips.get(number, {})}
        type_entry(page, typed, letters=n % 10 == 0)
    sent(page)


def settle_book(page: Page, book: Drawn) -> int:
    """Settle every difference by the keys 1 and 2; returns how many there were."""
    settled = 0

    def waiting() -> bool:
        page.goto("/review/settling/")
        return page.locator("#settle").count() > 0

    until(waiting, "nothing to settle came")
    while page.locator("#settle").count():
        field = (page.locator("#difference").get_attribute("data-difference") or "").split(":")[1]
        written = book.entries[number_of(page)][field]
        shown = [page.locator(f"[data-key='{k}']").get_attribute("data-value") for k in "12"]
        before = page.locator("#difference").get_attribute("data-difference")
        page.keyboard.press("12"[shown.index(written)])
        page.wait_for_function(
            "before => document.querySelector('#difference')?.dataset.difference !== before",
            arg=before,
        )
        settled += 1
    return settled


def agreed(database: str, book: int) -> dict[str, dict[str, str]]:
    """Return what the records of a book say: number -> field -> value."""
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            "SELECT DISTINCT ON (r.id) v.values FROM records_version v"
            " JOIN records_record r ON r.id = v.record_id"
            " JOIN scans_entry e ON e.id = r.entry_id"
            " WHERE e.book_id = %s AND e.state = 'in_review' ORDER BY r.id, v.n DESC",
            [book],
        ).fetchall()
    return {values["number"]: values for (values,) in rows}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", BOOKS)
def test_it_works(alone: None, site: Site, database: str, tmp_path: Path, kind: str) -> None:
    book = Drawn.draw(tmp_path / "book", seed=BOOKS[kind], entries=ENTRIES, kind=kind)
    path = shelve(site.sign_in("ho-tich"), book)
    pk = int(path.strip("/").split("/")[-1])
    first, second = planted(book, first=1), planted(book, first=3)

    key_book(site.sign_in("nhap-a"), pk, book, first)
    key_book(site.sign_in("nhap-b"), pk, book, second)
    differences = sum(len(slip) for slip in (*first.values(), *second.values()))
    checker = site.sign_in("kiem-tra")
    assert settle_book(checker, book) == differences

    until(lambda: len(agreed(database, pk)) == ENTRIES, "the entries were not agreed")
    records, known = agreed(database, pk), load(kind)
    for number, written in book.entries.items():
        differ = compare.differences(known, written, records[number], {}, {}, list(written))
        assert differ == [], (number, {field: records[number].get(field) for field in differ})
