"""One small book through the real pages, from the shelf to the receipts and the balance."""

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import (
    PATIENCE,
    Drawn,
    Site,
    number_of,
    sent,
    shelve,
    take_batch,
    type_entry,
    until,
)

ENTRIES, SEED = 6, 20
OLD_AND_NEW = [
    (a + b, c + d)
    for a, b, c, d in (
        *(("òóỏõọ"[i], "a", "o", "àáảãạ"[i]) for i in range(5)),
        *(("ùúủũụ"[i], "y", "u", "ỳýỷỹỵ"[i]) for i in range(5)),
    )
]
COMPARED = ("child_name", "mother_name", "father_name", "applicant_name", "recorder", "signer")
Slips = dict[tuple[str, str], str]
"""What a person types instead: (number, field) -> value."""


def key_all(page: Page, book: Drawn, slips: Slips) -> None:
    """Key the whole batch without the mouse."""
    for _entry in range(ENTRIES):
        number = number_of(page)
        slipped = {field: value for (of, field), value in slips.items() if of == number}
        type_entry(page, {**book.entries[number], **slipped})
    page.get_by_text("Xong lô này").wait_for()
    sent(page)


def respelled(book: Drawn) -> tuple[tuple[str, str], str]:
    """Return a place in the book and its value with the tone mark on the other vowel."""
    for number, entry in book.entries.items():
        for field in COMPARED:
            for pair in (*OLD_AND_NEW, *((new, old) for old, new in OLD_AND_NEW)):
                other = re.sub(rf"{pair[0]}\b", pair[1], entry.get(field, ""))
                if other != entry.get(field, ""):
                    return (number, field), other
    raise AssertionError("the drawn book has no name with oà or uý: take another seed")


def settle_all(page: Page, book: Drawn, review: str) -> int:
    """Settle by the keys 1, 2 and 3 until every entry is agreed; returns how many differed."""
    settled = 0

    def agreed() -> bool:
        nonlocal settled
        page.goto("/review/settling/")
        if page.locator("#settle").count():
            settle(page, book)
            settled += 1
            return False
        page.goto(review)
        return page.locator("table.tb tbody tr").count() == ENTRIES

    until(agreed, "the entries were not agreed")
    return settled


def settle(page: Page, book: Drawn) -> None:
    field = page.locator("#settle").get_attribute("action").strip("/").rsplit("/", 1)[1]
    right = book.entries[number_of(page)][field]
    shown = [page.locator(f"[data-key='{key}']").get_attribute("data-value") for key in "12"]
    before = page.locator("#difference").get_attribute("data-difference")
    if right in shown:
        page.keyboard.press("12"[shown.index(right)])
    else:
        page.keyboard.press("3")
        page.keyboard.insert_text(right)
        page.keyboard.press("Enter")
    page.wait_for_function(
        "before => document.querySelector('#difference')?.dataset.difference !== before",
        arg=before,
    )


def confirm_findings(page: Page, review: str) -> None:
    """Confirm each unusual point beside its image."""
    page.goto(review)
    rows = page.locator("tr", has=page.locator(".warn"))
    for link in [row.locator("a").get_attribute("href") for row in rows.all()]:
        page.goto(link)
        while (forms := page.locator("form[action$='/accept/']")).count():
            forms.first.locator("[name=reason]").fill("đã xem ảnh, sổ ghi đúng như vậy")
            forms.first.get_by_role("button").click()
            page.wait_for_load_state()


def download(page: Page, ending: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.locator(f".files a[href$='/{ending}/']").first.click()
    waiting.value.save_as(folder / waiting.value.suggested_filename)
    return folder / waiting.value.suggested_filename


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    return Drawn.draw(tmp_path_factory.mktemp("drawn") / "book", seed=SEED, entries=ENTRIES)


def test_a_book_goes_from_the_shelf_to_the_balance(site: Site, book: Drawn) -> None:
    label = f"{book.truth['number']}/{book.truth['year']}"
    second, fourth = list(book.entries)[1], list(book.entries)[3]
    place, other_spelling = respelled(book)

    scans = shelve(site.sign_in("ho-tich"), book)
    review, delivery, balance = (
        scans.replace("scans", page) for page in ("review", "deliveries", "balance")
    )

    keyer_a = site.sign_in("nhap-a")
    take_batch(keyer_a, label)
    key_all(
        keyer_a, book, {(second, "mother_name"): "Trần Thị Sai", (fourth, "child_name"): "Lê Sai"}
    )

    keyer_b = site.sign_in("nhap-b")
    take_batch(keyer_b, label)
    key_all(keyer_b, book, {(fourth, "child_name"): "Lê Cũng Sai", place: other_spelling})

    checker = site.sign_in("kiem-tra")
    assert settle_all(checker, book, review) == 2  # the other spelling is not a difference
    confirm_findings(checker, review)

    head = site.sign_in("truong")
    head.goto(review)
    head.get_by_role("button", name="Duyệt cả quyển").click()
    head.get_by_text("Gói đang được lập").wait_for()
    release = head.get_by_role("button", name="Gửi Bộ")
    until(lambda: bool(head.goto(delivery)) and release.count() == 1, "no package was written")
    release.click()
    accepted = head.locator("#rows tbody tr", has_text="Bộ đã nhận")
    expect(accepted).to_have_count(ENTRIES, timeout=PATIENCE * 1000)

    compare(download(head, "xlsx", site.folder), download(head, "zip", site.folder), book)

    head.goto(balance)
    lines = {
        row.locator("th").inner_text(): row.locator(".n").inner_text()
        for row in head.locator(".led tr").all()
    }
    assert lines == {
        "Phải có": str(ENTRIES),
        "Thiếu, chưa giải trình": "0",
        "Bộ đã nhận": str(ENTRIES),
        "Không giải thích được": "0",
    }
    expect(head.locator(".led .end .ok")).to_contain_text("Cân")


def compare(xlsx: Path, archive: Path, book: Drawn) -> None:
    """Hold every cell of the delivered Excel against the drawn truth, and count the PDFs."""
    head, *rows = openpyxl.load_workbook(xlsx).worksheets[0].iter_rows(values_only=True)
    assert len(rows) == ENTRIES
    for index, (row, entry) in enumerate(zip(rows, book.truth["entries"], strict=True), 1):
        written = {key: field["value"] for key, field in entry["fields"].items() if field["value"]}
        found = {key: value for key, value in zip(head, row, strict=True) if value is not None}
        assert found.pop("STT") == str(index)
        assert found == written
    with zipfile.ZipFile(archive) as pdfs:
        assert len([name for name in pdfs.namelist() if name.endswith(".pdf")]) == ENTRIES
