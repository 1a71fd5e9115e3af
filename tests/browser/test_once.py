"""A confirmation that shows passwords once: a double click must not throw the answer away."""

from pathlib import Path

from playwright.sync_api import Request, expect

from tests.apps.people.excel import line, workbook
from tests.browser.people import Site


def test_a_double_click_confirms_an_import_once(site: Site, tmp_path: Path) -> None:
    file, sent = tmp_path / "tai-khoan.xlsx", []
    file.write_bytes(workbook([line("Đặng Văn Mẫu Một Lần", "99001")]))
    page = site.sign_in("truong")
    page.goto("/people/import/")
    page.set_input_files("[name=file]", file)
    page.get_by_role("button", name="Gửi tệp để xem trước").click()

    def note(request: Request) -> None:
        if request.url.endswith("/confirm/"):
            sent.append(request.method)

    page.on("request", note)
    page.get_by_role("button", name="Xác nhận 1 dòng").dblclick()
    expect(page.locator(".slip")).to_have_count(1)
    assert sent == ["POST"]
