"""The third person by keyboard: settle, take back, send up; check by fields, entry by entry."""

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hotich.rules.registers import load
from tests.browser.people import Drawn, Site, number_of, shelve, until

ENTRIES = 4
Slips = dict[tuple[int, str], str]
"""What a keyer types instead: (place in the book, field) -> value."""


def key(page: Page, book: str, drawn: Drawn, slips: Slips) -> None:
    """Key a whole book by the station's interface, with some fields typed otherwise."""
    api = "/keying/api/"
    token = page.request.get(f"{api}me/").json()["csrf"]

    def post(path: str, body: dict[str, Any]) -> Any:
        answer = page.request.post(api + path, data=body, headers={"X-CSRFToken": token})
        assert answer.ok, answer.text()
        return answer.json()

    lease = post("leases/", {"book": int(book)})["leases"][-1]
    items = []
    for entry in lease["entries"]:
        form = lease["forms"][entry["layout"]]
        names = [f["name"] for g in form["groups"] for line in g["lines"] for f in line["fields"]]
        values = {name: drawn.entries[entry["label"]].get(name, "") for name in names}
        for (place, field), typed in slips.items():
            if place == entry["position"]:
                values[field] = typed
        item = {"id": str(uuid.uuid4()), "entry": entry["id"], "lease": lease["id"]}
        shown = {name: value for name, value in values.items() if value}
        items.append({**item, "round": entry["round"], "values": shown, "timings": {"keys": 100}})
    answers = post("keyings/", {"items": items})["answers"]
    assert {answer["status"] for answer in answers} == {200}, answers


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    return Drawn.draw(tmp_path_factory.mktemp("drawn") / "book", seed=31, entries=ENTRIES)


def here(page: Page) -> str:
    """Return the field that the page is about."""
    return (page.locator("#difference").get_attribute("data-difference") or "").split(":")[1]


def after(page: Page, *keys: str) -> None:
    """Press keys and wait for another difference, or for a page without one."""
    before = page.locator("#difference").get_attribute("data-difference")
    for one in keys:
        page.keyboard.press(one)
    page.wait_for_function(
        "before => document.querySelector('#difference')?.dataset.difference !== before",
        arg=before,
    )


def right(page: Page, drawn: Drawn) -> str:
    """Return the key of the value that the book says."""
    written = drawn.entries[number_of(page)][here(page)]
    shown = [page.locator(f"[data-key='{k}']").get_attribute("data-value") for k in "12"]
    return "12"[shown.index(written)]


def test_a_book_is_settled_and_checked_by_keyboard(alone: None, site: Site, drawn: Drawn) -> None:
    book = shelve(site.sign_in("ho-tich"), drawn).strip("/").split("/")[1]
    keyer_a, keyer_b = site.sign_in("nhap-a"), site.sign_in("nhap-b")
    key(keyer_a, book, drawn, {(1, "child_name"): "Lê Sai"})
    key(keyer_b, book, drawn, {(0, "mother_name"): "Lê Thị Sai", (2, "mother_name"): "Lê Sai"})

    checker = site.sign_in("kiem-tra")

    def compared() -> bool:
        checker.goto("/review/settling/?q=1")
        done, of = progress(checker)
        return of - done == 3

    until(compared, "the keyings were not compared")
    settle(checker, drawn)
    head = site.sign_in("truong")
    answer_what_was_sent_up(head, drawn)
    until(lambda: agreed(checker, book) == ENTRIES, "the entries were not agreed")
    by_fields(checker, book)
    entry_by_entry(checker, book)

    mine = keyer_b.request.get("/review/mine/").text()
    assert "Lê Thị Sai" in re.sub("</?mark>", "", mine)


def progress(page: Page) -> tuple[int, int]:
    """Return how many are done and how many there are, others' of today among them; 0 if none."""
    told = re.search(r"(\d+)/(\d+)", page.locator("#left").inner_text())
    return (int(told[1]), int(told[2])) if told else (0, 0)


def settle(page: Page, drawn: Drawn) -> None:
    page.goto("/review/settling/")
    before, of = progress(page)
    assert here(page) == "mother_name"
    page.keyboard.press("Space")
    expect(page.locator("#whole")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.locator("#whole")).to_be_hidden()
    after(page, right(page, drawn))
    expect(page.locator("#left")).to_contain_text(f"{before + 1}/{of}")
    assert here(page) == "child_name"
    after(page, "u")  # taken back: the first one again
    assert here(page) == "mother_name"
    expect(page.locator("#left")).to_contain_text(f"{before}/{of}")
    after(page, right(page, drawn))
    page.keyboard.press("0")
    expect(page.locator("#up")).to_be_focused()
    page.keyboard.insert_text("mờ, u hay n")
    after(page, "Enter")
    page.keyboard.press("3")
    page.keyboard.insert_text(drawn.entries[number_of(page)][here(page)])
    page.keyboard.press("Enter")
    page.get_by_text("Không còn chỗ khác nhau").wait_for()


def answer_what_was_sent_up(page: Page, drawn: Drawn) -> None:
    page.goto("/review/")
    page.get_by_role("link", name="Chỗ khó đọc").click()
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.locator("tbody a").first.click()
    expect(page.get_by_text("mờ, u hay n")).to_be_visible()
    page.keyboard.press(right(page, drawn))
    page.get_by_text("Không có chỗ nào được chuyển lên").wait_for()


def agreed(page: Page, book: str) -> int:
    page.goto(f"/review/{book}/")
    return page.locator("#records tbody tr").count()


def by_fields(page: Page, book: str) -> None:
    """Check the sexes of all entries on one screen; one of them was right all along."""
    page.keyboard.press("/")
    page.keyboard.type("zz")
    expect(page.locator("#records tbody tr:visible")).to_have_count(0)
    label = load("KS").field("signer").label("vi")
    page.get_by_role("link", name=label, exact=True).click()
    cards = page.locator(".card")
    expect(cards.first).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("x")
    wrong = page.locator(".is-wrong")
    expect(wrong).to_have_count(1)
    page.keyboard.press("Escape")
    expect(wrong).to_have_count(0)
    page.keyboard.press("x")
    page.keyboard.insert_text("Phan Văn Mẫu Sửa")
    page.locator(".is-wrong [name^=reason]").fill("ảnh ghi như vậy")
    page.keyboard.press("Enter")
    page.get_by_text("Đã sửa 1 trường hợp").wait_for()
    expect(cards).to_have_count(1)
    page.keyboard.press("Enter")
    page.get_by_text(f"{ENTRIES}/{ENTRIES} đã kiểm").wait_for()


def entry_by_entry(page: Page, book: str) -> None:
    """Confirm an entry field by field: the frame on the image goes along; the next one follows."""
    page.locator("#records a").first.click()
    rows = page.locator("tr[data-field]")
    first = page.locator("#zone").get_attribute("x")
    fields = rows.count()
    for _field in range(fields - 1):
        page.keyboard.press("Enter")
    expect(page.locator("tr.seen")).to_have_count(fields - 1)
    assert page.locator("#zone").get_attribute("y") != first
    page.keyboard.press("ArrowUp")
    page.keyboard.press("s")
    expect(page.locator("#c-value")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    before = page.url
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != before)
    expect(page.locator("tr[data-field]").first).to_be_visible()
