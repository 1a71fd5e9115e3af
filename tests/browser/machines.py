"""A keyer's computer for the offline tests: the profile lies on disk and outlives a kill."""

import os
import signal
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, BrowserType, Error, Page

from hotich.cli.demo.cast import PASSWORD
from tests.browser_support import chromium

BARE = "/static/keying/desk.js"  # a page of the server on which nothing runs
OPEN = """async () => {
  const { Desk } = await import("/static/keying/desk.js");
  const station = location.pathname === "/keying/station/"; // which opens one itself
  for (let tries = 0; station && !Desk.here && tries < 400; tries++)
    await new Promise((next) => setTimeout(next, 25));
  window.desk = Desk.here ?? (await Desk.open());
}"""


def sign_in(page: Page, username: str) -> None:
    """Sign in, unless the browser still is; ends on the page that the person comes to."""
    page.goto("/sign-in/")
    if page.locator("#id_login").count():
        page.fill("#id_login", username)
        page.fill("#id_password", PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    page.locator(".bar > .who").wait_for()


def open_desk(page: Page, path: str = BARE) -> None:
    """Open a page and on it the desk of whoever is signed in: ``desk`` in the page."""
    page.goto(path)
    page.evaluate(OPEN)


def state(page: Page) -> dict[str, Any]:
    said: dict[str, Any] = page.evaluate("desk.state")
    return said


def until(page: Page, expression: str, patience: float = 20) -> None:
    """Wait for something in the page; wait_for_function needs eval, which our policy forbids."""
    deadline = time.monotonic() + patience
    while not page.evaluate(expression):
        assert time.monotonic() < deadline, f"{expression}: {page.evaluate('desk.state')}"
        page.wait_for_timeout(25)


class Machine:
    """One computer. ``switch_on`` starts its browser, ``kill`` ends it like a power cut."""

    def __init__(self, chrome: BrowserType, profile: Path, address: str, args: Sequence[str]):
        self._chrome, self._profile, self._address, self._args = chrome, profile, address, args
        self.context: BrowserContext | None = None

    def switch_on(self) -> Page:
        self.switch_off()
        self.context = self._chrome.launch_persistent_context(
            str(self._profile),
            executable_path=chromium(),
            args=list(self._args),
            base_url=self._address,
        )
        return self.context.pages[0]

    def kill(self) -> None:
        """SIGKILL every process of this profile's browser."""
        mark = f"--user-data-dir={self._profile}".encode()
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if mark in (folder / "cmdline").read_bytes().split(b"\0"):
                    os.kill(int(folder.name), signal.SIGKILL)

    def switch_off(self) -> None:
        if self.context:
            with suppress(Error):
                self.context.close()
        self.context = None
