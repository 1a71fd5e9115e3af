"""Passkeys with a virtual authenticator of the browser: added, used as a second step, and alone."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from hotich.cli.demo.cast import PASSWORD
from tests.browser.people import Site, with_authenticator


def sign_in(page: Page, start: str, username: str) -> None:
    page.goto(start + "/sign-in/")
    page.fill("#id_login", username)
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")


def test_it_works(site: Site) -> None:
    start = f"http://localhost:{urlsplit(site.address).port}"  # a passkey needs a name, not an IP
    page = site.page()
    with_authenticator(page)
    sign_in(page, start, "so-tu-phap")
    page.wait_for_url(start + "/")
    page.goto(start + "/account/second-factor/")
    page.get_by_role("link", name="Thêm khóa").click()
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_label("Đăng nhập chỉ bằng khóa này").check()
    page.get_by_role("button", name="Thêm khóa").click()
    expect(page.locator("#codes li")).to_have_count(10)
    page.goto(start + "/account/second-factor/keys/")
    expect(page.locator("tbody tr")).to_have_count(1)

    page.context.clear_cookies()
    sign_in(page, start, "so-tu-phap")
    page.wait_for_url(re.compile("/account/second-factor/code/"))
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.wait_for_url(start + "/")

    page.context.clear_cookies()
    page.goto(start + "/sign-in/")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.wait_for_url(start + "/")
    page.goto(start + "/account/")
    expect(page.get_by_text("bằng khóa truy cập").first).to_be_visible()

    page.goto(start + "/account/second-factor/keys/")
    page.get_by_role("link", name="Gỡ").click()
    if page.get_by_role("button", name="Dùng khóa truy cập").is_visible():
        page.get_by_role("button", name="Dùng khóa truy cập").click()
    elif page.locator("[name=password]").is_visible():
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("button", name="Xác nhận").click()
    page.get_by_role("button", name="Gỡ").click()
    expect(page.get_by_text("Chưa có khóa truy cập nào.")).to_be_visible()


def test_a_passkey_that_does_not_come_is_said_in_the_page(site: Site) -> None:
    start = f"http://localhost:{urlsplit(site.address).port}"
    page = site.page()
    with_authenticator(page)  # an empty one
    page.goto(start + "/sign-in/")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    expect(page.get_by_text("Máy chưa đưa ra khóa truy cập")).to_be_visible(timeout=30_000)
