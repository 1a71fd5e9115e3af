"""Every page and the way to it: ``PAGES`` is the one place that knows them all."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from hotich.cli.demo.cast import PASSWORD
from tests.apps.people.excel import line, workbook
from tests.browser.people import open_guarded

Places = dict[str, str]
"""What the town holds: a name -> its path, number or word."""
Way = str | Callable[[Page, Places], None]
"""How to come to a page: its path, with {names} from ``places``, or what to do."""


def send(page: Page, form: str = "main form", **values: str) -> None:
    """Send a form as it is but for these values, past what the browser itself would refuse."""
    found = page.locator(form).last
    for name, value in values.items():
        found.locator(f"[name={name}]").fill(value)
    found.evaluate("form => { form.noValidate = true; }")
    with page.expect_navigation():
        found.evaluate("form => form.requestSubmit()")


def search(page: Page, places: Places) -> None:
    page.goto("/records/")
    page.fill("[name=name]", places["family"])
    page.keyboard.press("Enter")
    page.locator("table.tb").wait_for()


def wrong_book(page: Page, _places: Places) -> None:
    page.goto("/books/new/")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.locator("main form button:not([name])").last.click()
    page.locator("main .error").first.wait_for()


def key(page: Page, places: Places) -> None:
    """Open the station; kept in another language it fetches itself anew."""
    page.goto(places["station"])
    told = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    page.locator(f"html[lang={told['django_language']}] #entry input.v:focus").wait_for()
    page.wait_for_load_state("networkidle")


def wrong_entry(page: Page, places: Places) -> None:
    key(page, places)
    page.locator("[name='v.child_birth_date']").fill("31/02/2011")
    page.keyboard.press("Enter")
    page.locator("#entry .msg-bad").first.wait_for()


def keys(page: Page, places: Places) -> None:
    key(page, places)
    page.keyboard.press("F1")
    page.locator("#help[open]").wait_for()


def aside(page: Page, places: Places) -> None:
    key(page, places)
    page.keyboard.press("F8")
    page.locator("#aside[open]").wait_for()


def suggestions(page: Page, places: Places) -> None:
    key(page, places)
    page.locator("[name='v.mother_name']").fill("nguyen th")
    page.locator("#drop li").first.wait_for()


def menu(page: Page, _places: Places) -> None:
    page.goto("/")
    page.locator(".bar > .menu:visible summary").first.click()


def settling_found(page: Page, _places: Places) -> None:
    page.goto("/review/settling/")
    number = page.inner_text(".sub").split("/")[0][-3:]
    page.keyboard.press("/")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "?" not in url and not url.endswith("settling/"))


def group_wrong(page: Page, places: Places) -> None:
    page.goto(places["review"] + "group/child_sex/")
    page.keyboard.press("x")
    page.locator(".card .right").first.wait_for()


NEWCOMERS = (f"Trương Thị Mẫu {name}" for name in ("Lan", "Mai", "Nga", "Oanh", "Phúc"))


def slips(page: Page, _places: Places) -> None:
    page.goto("/people/open/")
    send(page, full_name=next(NEWCOMERS))
    page.locator(".slip").first.wait_for()


def report(page: Page, _places: Places) -> None:
    """A file with right rows and wrong ones, to be looked at only."""
    rows = [
        line("Hồ Thị Mẫu Hiền", "99001"),
        line("Lê Văn Mẫu Khánh", "99001", "Công chức tư pháp – hộ tịch", first="31/02/2026"),
        line("", "12345", "Chủ tịch"),
        line("Nguyễn Thị Mẫu An", "99001", "Người kiểm tra", username="nhap-a", force="Khác"),
    ]
    bring(page, rows)


def bring(page: Page, rows: list[list[Any]]) -> None:
    """Send rows of accounts as an Excel file and come to the report on it."""
    page.goto("/people/import/")
    file = {"name": "danh-sach.xlsx", "mimeType": "", "buffer": workbook(rows)}
    page.locator("[name=file]").set_input_files(file)  # type: ignore[arg-type]
    send(page, "main form[enctype]")
    page.locator("main table").wait_for()


def wrong_edit(page: Page, _places: Places) -> None:
    page.goto("/people/2/")
    send(page, "form[action$='/edit/']", full_name="")


def wrong_role(page: Page, _places: Places) -> None:
    page.goto("/people/2/")
    send(page, "form[action$='/role/']", valid_from="hôm nay", valid_to="31/02/2026")


def wrong_move(page: Page, _places: Places) -> None:
    page.goto("/people/2/")
    send(page, "form[action$='/move/']", first_day="31/02/2026")


def confirm(page: Page, _places: Places) -> None:
    page.goto("/people/2/")
    page.locator("main summary").last.click()


def wrong_change(page: Page, _places: Places) -> None:
    page.goto("/units/changes/new/?kind=merged")
    send(page, on="31/02/2026", code="99009")


def sign_in(page: Page, _places: Places) -> None:
    page.context.clear_cookies(name="sessionid")
    page.goto("/sign-in/")


def code(page: Page, places: Places) -> None:
    """Come to the second step of signing in, and go no further."""
    sign_in(page, places)
    page.fill("#id_login", "quan-tri")
    page.fill("#id_password", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def app(page: Page, _places: Places) -> None:
    open_guarded(page, "/account/second-factor/app/")


def codes(page: Page, _places: Places) -> None:
    page.goto("/account/second-factor/codes/new/")
    send(page)
    page.locator("#codes").wait_for()


FACTORS = "/account/second-factor/"
PAGES: dict[str, dict[str, Way]] = {  # who ("": nobody): {name: way}
    "quan-tri": {
        "home-administrator": "/",
        "factors-on": FACTORS,
        "app-off": f"{FACTORS}app/off/",
        "codes": codes,
        "codes-gone": f"{FACTORS}codes/",
        "codes-new": f"{FACTORS}codes/new/",
        "passkeys": f"{FACTORS}keys/",
        "passkey-name": f"{FACTORS}keys/{{key}}/edit/",
        "passkey-off": f"{FACTORS}keys/{{key}}/remove/",
        "again-code": f"{FACTORS}code-again/",
        "again-key": f"{FACTORS}keys/again/",
        "units-tree": "/units/",
        "units-none": "/units/?q=kh%C3%B4ng+c%C3%B3&at=31/02/2025",
        "unit": "/units/{unit}/",
        "unit-changes": "/units/changes/",
        "new-change": "/units/changes/new/",
        "new-change-split": "/units/changes/new/?kind=split",
        "new-change-wrong": wrong_change,
        "pool": "/keying/pool/",
        "person-move": "/people/2/",
        "person-move-wrong": wrong_move,
    },
    "": {"sign-in": sign_in, "not-found-signed-out": "/nowhere/", "code": code,
         "locked": "/inactive/"},
    "ho-tich": {
        "home": "/",
        "menu": menu,
        "books": "/books/",
        "books-none": "/books/?year=1950",
        "new-book": "/books/new/",
        "new-book-wrong": wrong_book,
        "book-layout": "/books/{empty}/layout/",
        "scans": "{scans}",
        "scans-none": "/scans/{empty}/",
        "not-found": "/nowhere/",
        "not-allowed": "/ledger/",
        "sign-out": "/sign-out/",
        "account": "/account/",
        "password": "/account/password/",
        "again-password": "/account/again/",
        "pledge": "/account/pledge/",
        "units": "/units/",
        "guide": "/help/",
    },
    "nhap-a": {
        "home-keyer": "/",
        "keying-list": "/keying/",
        "keying": key,
        "keying-suggestions": suggestions,
        "keying-wrong": wrong_entry,
        "keying-aside": aside,
        "keys": keys,
    },
    "nhap-b": {"keying-second": key},
    "kiem-tra": {
        "home-checker": "/",
        "settling": "/review/settling/",
        "settling-found": settling_found,
        "senior": "/review/senior/",
        "reviews": "/review/",
        "review": "{review}",
        "group": "{review}group/child_sex/",
        "group-wrong": group_wrong,
        "review-entry": "{review_entry}",
    },
    "truong": {
        "home-head": "/",
        "keying-now": "/keying/now/",
        "unit-pool": "/keying/pool/",
        "review-approved": "{approved}",
        "records": "/records/",
        "records-found": search,
        "deliveries": "/deliveries/",
        "delivery": "{delivery}",
        "balance": "/balance/",
        "book-balance": "{balance}",
        "readings": "/records/readings/",
        "readings-person": "/records/readings/people/4/",
        "readings-record": "/records/{record}/readings/",
        "people": "/people/",
        "person": "/people/2/",
        "person-confirm": confirm,
        "person-edit-wrong": wrong_edit,
        "person-role-wrong": wrong_role,
        "open-person": "/people/open/",
        "slips": slips,
        "import-accounts": "/people/import/",
        "import-report": report,
        "factors-off": FACTORS,
        "app": app,
        "passkey-new": f"{FACTORS}keys/add/",
    },
    "kiem-toan": {"ledger": "/ledger/"},
}  # fmt: skip

ACT = "answers a form and leads on"
FILE = "an image or a file"
API = "answers the station, see tests/apps/keying/test_api.py"
AWAY = "the other server's sign-in, see tests/apps/people/test_oidc.py"
NO_PAGE: dict[str, str] = {  # addresses that are no page to look at, and why
    "accept_finding": ACT,
    "add_scans": ACT,
    "answer_alert": ACT,
    "approve_book": ACT,
    "ask_help": ACT,
    "confirm_import": "its slips are those of open_person",
    "correct_record": ACT,
    "deliver_package": ACT,
    "end_role": ACT,
    "explain_missing": ACT,
    "import_template": FILE,
    "keying_image": FILE,
    "lock_account": ACT,
    "mfa_login_webauthn": ACT,
    "openid_connect_callback": AWAY,
    "openid_connect_login": AWAY,
    "package_file": FILE,
    "page_image": FILE,
    "release_held": ACT,
    "remove_factors": ACT,
    "reopen_entry": ACT,
    "reset_password": "its slip is that of open_person",
    "resume_entry": ACT,
    "return_entry": ACT,
    "review_image": FILE,
    "scanning": ACT,
    "set_aim": ACT,
    "set_language": ACT,
    "set_sharing": ACT,
    "set_theme": ACT,
    "send_up": ACT,
    "settle": ACT,
    "socialaccount_login_cancelled": AWAY,
    "socialaccount_login_error": AWAY,
    "take_back": ACT,
    "verify_entry": ACT,
    "withdraw_explanation": ACT,
    "withdraw_unit_change": ACT,
    "own_mistakes": "a part of the keyer's page",
    "keying_page": FILE,
    "practice_image": FILE,
    "service_worker": FILE,
    "station_me": API,
    "station_leases": API,
    "station_renew": API,
    "station_return": API,
    "station_keyings": API,
    "station_practice": API,
    "station_practised": API,
    "station_words": API,
    "station_rules": API,
    "zone_image": FILE,
}
