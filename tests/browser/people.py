"""People at browsers, and the drawn book that they work on."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, expect

from hotich.cli.demo.cast import PASSWORD
from hotich.samples.make import make

Theme = Literal["light", "dark"]
# Every page says its language and what it is, and has one heading above all others.
LOOK = """addEventListener("load", () => {
  const { documentElement: { lang }, title } = document;
  const headings = document.querySelectorAll("h1").length;
  if (!lang || title.startsWith(" – ") || headings !== 1)
    console.error(`lang, title or h1: ${lang} ${title} ${headings}`);
});"""
PATIENCE = 60  # seconds for the workers to do what a page waits for


class Site:
    """A served hotich; gives each person a browser and notes what pages complain of."""

    def __init__(self, address: str, browser: Browser, folder: Path) -> None:
        self.address, self.folder = address, folder
        self.complaints: list[str] = []
        self._browser = browser
        self._answered: set[str] = set()

    def page(self) -> Page:
        """Open a browser in which nobody is signed in."""
        page = self._browser.new_context(base_url=self.address).new_page()
        self.show(page)
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("response", self._refused)
        page.add_init_script(LOOK)
        return page

    def show(
        self, page: Page, *, width: int = 1366, theme: Theme = "light", language: str = "vi"
    ) -> None:
        """Let the next pages be shown in this way."""
        page.set_viewport_size({"width": width, "height": 844 if width < 500 else 768})
        page.emulate_media(color_scheme=theme)
        page.context.add_cookies(
            [{"name": "django_language", "value": language, "url": self.address}]
        )

    def sign_in(self, username: str) -> Page:
        """Open a browser and sign in by keyboard."""
        page = self.page()
        page.goto("/sign-in/")
        expect(page.locator("#id_login")).to_be_focused()
        page.keyboard.type(username)
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.locator(".bar > .who").count() == 1, page.inner_text("body")
        return page

    def _refused(self, response: Response) -> None:
        """A page that answers 4xx on purpose makes the browser write a line about it.

        So does a form that is sent in the background and then, with its faults, as a page.
        """
        page = response.request.is_navigation_request()
        if response.status == 422 or (page and 400 <= response.status < 500):
            self._answered.add(response.url)

    def _note(self, said: ConsoleMessage) -> None:
        answered = said.location["url"] in self._answered
        cut = "ERR_INTERNET_DISCONNECTED" in said.text  # the test cut the network itself
        expected = said.text.startswith("Failed to load") and (answered or cut)
        if said.type in ("error", "warning") and not expected:
            self.complaints.append(f"{said.location['url']}: {said.text}")

    def close(self) -> None:
        for context in self._browser.contexts:
            context.close()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn book: what its truth.json says, and its entries as number -> our field -> value."""

    truth: dict[str, Any]
    scan: Path
    entries: dict[str, dict[str, str]]

    @property
    def label(self) -> str:
        return f"{self.truth['number']}/{self.truth['year']}"

    @classmethod
    def draw(
        cls, folder: Path, *, seed: int, entries: int, kind: str = "KS", layout: str = ""
    ) -> "Drawn":
        (book,) = make(
            folder, books=1, seed=seed, kind=kind, wear=0.2, entries=entries, layout=layout
        )
        text = (folder / "truth.json").read_text(encoding="utf-8")
        truth = json.loads(text)["books"][0]
        values = [{f["name"]: f["value"] for f in e["fields"].values()} for e in truth["entries"]]
        return cls(truth, book / "scan.pdf", {entry["number"]: entry for entry in values})


def register(page: Page, book: Drawn, **other: int) -> str:
    """Add a book by its form, with ``other`` in place of what is drawn; returns its scans' path."""
    page.goto("/books/")
    page.get_by_role("link", name="Ghi thêm một quyển").click()
    closing = book.truth["closing"]
    page.select_option("[name=kind]", book.truth["kind"])
    page.fill("[name=year]", str(book.truth["year"]))
    page.locator("[name=number]").focus()
    layout = f"[name=layout] option[value='{book.truth['layout']}']"
    page.locator(layout).wait_for(state="attached")
    page.select_option("[name=layout]", book.truth["layout"])
    for name, value in (
        ("number", book.truth["number"]),
        ("office", book.truth["office"]),
        ("pages", closing["pages"]),
        ("first_number", closing["first_number"]),
        ("total", closing["total"]),
    ):
        page.fill(f"[name={name}]", str(other.get(name, value)))
    with page.expect_navigation():
        page.get_by_role("button", name="Ghi vào danh mục").click()
    return page.url.removeprefix(page.evaluate("location.origin"))


def shelve(page: Page, book: Drawn) -> str:
    """Register a book, upload its scan, close scanning; returns the path of its scans."""
    scans = register(page, book)
    page.set_input_files("#files", book.scan)
    page.get_by_role("button", name="Gửi tệp").click()
    page.locator("#state .ok").get_by_text("đã đọc").wait_for(timeout=PATIENCE * 1000)
    page.get_by_role("button", name="Đã quét đủ cả quyển").click()
    page.get_by_text("Đã báo quét xong").wait_for()
    return scans


def with_authenticator(page: Page) -> None:
    """Give the browser a passkey holder that needs no finger."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def open_guarded(page: Page, path: str) -> None:
    """Open a page that first asks who is there, and answer with the password."""
    page.goto(path)
    if page.locator("main [name=password]").count():
        page.fill("main [name=password]", PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")


def set_up_factors(page: Page) -> str:
    """Turn on the app and one passkey of a person just signed in; returns the passkey's number."""
    open_guarded(page, "/account/second-factor/app/")
    secret = page.inner_text("#secret")
    counter = int(time.time()) // 30
    page.fill("[name=code]", format_hotp_value(hotp_value(secret, counter)))
    page.keyboard.press("Enter")
    page.locator("#codes").wait_for()
    with_authenticator(page)
    page.goto("/account/second-factor/keys/add/")
    page.fill("[name=name]", "điện thoại của tôi")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: "/add/" not in url)
    page.goto("/account/second-factor/keys/")
    edit = page.locator("tbody a").first.get_attribute("href") or ""
    return edit.strip("/").split("/")[-2]


def take_batch(page: Page, label: str) -> None:
    """Take a batch of the book with this label, or go on with it; wait for its first entry."""
    page.goto("/keying/")
    page.locator(".now, .list li").filter(has_text=label).locator("a.btn").first.click()
    page.wait_for_selector("#entry input.v:focus")


def number_of(page: Page) -> str:
    """Return the number of the entry that a page is about."""
    return page.inner_text("h1, .sub").split("Trường hợp ")[1].split()[0]


def until(done: Callable[[], bool], what: str) -> None:
    """Wait for something that workers do; fail with ``what`` if it does not come."""
    deadline = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


def at_work(page: Page) -> bool:
    """Say whether the station shows an entry, not its end."""
    return page.locator("#entry").is_visible()


def fill(page: Page, values: dict[str, str]) -> None:
    """Put values into the fields of the entry on the screen at once."""
    page.evaluate(
        "values => { for (const field of document.querySelectorAll('input.v'))"
        " field.value = values[field.name.slice(2)] ?? ''; }",
        values,
    )


def save(page: Page) -> None:
    """Save by keyboard; what is unusual is kept as it is in the book."""
    before = page.inner_text("h1")
    page.keyboard.press("Control+Enter")
    while page.locator("#entry .told").count():
        assert not page.locator("#entry .msg-bad").count(), page.inner_text("#entry .msg-bad")
        page.keyboard.press("Control+Enter")
    page.wait_for_function(
        "before => document.querySelector('h1').innerText !== before", arg=before
    )


def sent(page: Page) -> None:
    """Wait until the server has all that was keyed."""
    page.locator("#unsent").get_by_text("đã gửi hết").wait_for()


def key_entry(page: Page, book: Drawn, **slips: str) -> None:
    """Key one entry by filling its fields at once, with ``slips`` in place of what is written."""
    fill(page, {**book.entries[number_of(page)], **slips})
    save(page)
    sent(page)


def type_entry(page: Page, values: dict[str, str], *, letters: bool = False) -> None:
    """Key one entry without the mouse: type, Enter, and Ctrl+Enter at its end.

    ``letters``: key by key, not each value at once.
    """
    enter = page.keyboard.type if letters else page.keyboard.insert_text
    before = ""
    while name := page.evaluate("document.activeElement.name"):
        if name != before:
            value = values.get(name.removeprefix("v."), "")
            enter(value) if value else page.keyboard.press("Delete")
        else:  # kept there by a message; what is unusual a second Enter keeps
            assert not page.locator("#entry .msg-bad").count(), page.inner_text("#entry .msg-bad")
        before = name
        page.keyboard.press("Enter")
    save(page)


def approve(checker: Page, head: Page, book: str, entries: int) -> None:
    """Wait until all entries of a book are agreed, confirm what is unusual, approve the book."""

    def agreed() -> bool:
        checker.goto(f"/review/{book}/")
        return checker.locator("table.tb tbody tr").count() == entries

    until(agreed, "the entries were not agreed")
    rows = checker.locator("tr", has=checker.locator(".warn"))
    for link in [row.locator("a").first.get_attribute("href") for row in rows.all()]:
        checker.goto(link or "")
        while (forms := checker.locator("form[action$='/accept/']")).count():
            forms.first.locator("[name=reason]").fill("đã xem ảnh, sổ ghi đúng như vậy")
            forms.first.get_by_role("button").click()
            checker.wait_for_load_state()
    head.goto(f"/review/{book}/")
    head.get_by_role("button", name="Duyệt cả quyển").click()
    head.get_by_text("Gói đang được lập").wait_for()
    release = head.get_by_role("button", name="Gửi Bộ")
    until(
        lambda: bool(head.goto(f"/deliveries/{book}/")) and release.count() == 1,
        "no package was written",
    )
