"""A confirmation that shows passwords once: a second click must not throw the answer away."""

from pathlib import Path

from playwright.sync_api import expect

from tests.apps.people.excel import line, workbook
from tests.browser.people import Site


def test_the_button_of_an_import_works_once(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "tai-khoan.xlsx"
    file.write_bytes(workbook([line("Đặng Văn Mẫu Một Lần", "99001")]))
    page = site.sign_in("truong")
    page.goto("/people/import/")
    page.set_input_files("[name=file]", file)
    page.get_by_role("button", name="Gửi tệp để xem trước").click()
    button = page.get_by_role("button", name="Xác nhận 1 dòng")
    assert button.evaluate("button => (button.click(), button.disabled)")
    expect(page.locator(".slip")).to_have_count(1)
