"""What was typed stays on the page when it cannot be saved just now."""

import pytest
from playwright.sync_api import Page, expect

from hotich.cli.demo.cast import PASSWORD
from tests.browser.people import Drawn, Site, number_of, shelve, take_batch

SEED, ENTRIES = 31, 2


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    return Drawn.draw(tmp_path_factory.mktemp("drawn") / "book", seed=SEED, entries=ENTRIES)


def fill(page: Page, book: Drawn) -> str:
    """Type a whole entry and return its number."""
    number = number_of(page)
    for name, value in book.entries[number].items():
        field = page.locator(f"[name='v.{name}']")
        if field.count():
            field.fill(value)
    return number


def name_typed(page: Page) -> str:
    return page.locator("[name='v.child_name']").input_value()


def test_a_lost_line_and_a_lost_session_lose_nothing(site: Site, book: Drawn) -> None:
    shelve(site.sign_in("ho-tich"), book)
    page = site.sign_in("nhap-a")
    take_batch(page, f"01/{book.truth['year']}")

    number = fill(page, book)
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#says")).to_contain_text("Chưa lưu được")
    assert name_typed(page) == book.entries[number]["child_name"]
    page.context.set_offline(False)

    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Đăng xuất").click()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#says")).to_contain_text("Phiên đăng nhập đã hết")
    assert name_typed(page) == book.entries[number]["child_name"]

    other.goto("/sign-in/")
    other.fill("#id_login", "nhap-a")
    other.fill("#id_password", PASSWORD)
    other.keyboard.press("Enter")
    other.get_by_role("heading", name="Việc hôm nay").wait_for()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")  # with the form's old token, renewed on the way
    assert number_of(page) != number
    fill(page, book)
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    page.get_by_text("Xong lô này").wait_for()

    told = [said for said in site.complaints if "Failed to load resource" in said]
    assert len(told) == len(site.complaints) == 3  # offline, 401, 403: the browser's own lines
    site.complaints.clear()
