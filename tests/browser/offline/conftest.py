"""Books, machines and the line between them and the server."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Error, Page

from tests.browser.conftest import QUIET
from tests.browser.line import Line
from tests.browser.machines import Machine, open_desk, sign_in
from tests.browser.offline.keyed import (
    KEYER,
    SIZES,
)


@pytest.fixture(scope="session")
def books(address: str, database: str, home: Path) -> list[int]:
    """Books ready to key: see SIZES."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("HOTICH_")}
    environ |= {"DATABASE_URL": database, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", "tests.browser.shelved", str(home), *map(str, SIZES)]
    said = subprocess.run(command, env=environ, check=True, stdout=subprocess.PIPE, text=True)
    return [int(book) for book in said.stdout.split()]


@pytest.fixture
def line(address: str) -> Iterator[Line]:
    line = Line(int(address.rsplit(":", 1)[1]))
    yield line
    line.cut()


@pytest.fixture
def machine(chrome: BrowserType, line: Line, tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(chrome, tmp_path / "profile", line.address, QUIET)
    yield machine
    machine.switch_off()


@pytest.fixture(scope="module")
def cookies(browser: Browser, address: str, books: list[int]) -> Any:
    """The first keyer's session, to save each test the signing in."""
    context = browser.new_context(base_url=address)
    sign_in(context.new_page(), KEYER)
    kept = context.cookies()
    context.close()
    return kept


@pytest.fixture
def page(browser: Browser, line: Line, books: list[int], cookies: Any) -> Iterator[Page]:
    """A browser of the first keyer with a batch of the short book on the desk."""
    context = browser.new_context(base_url=line.address)
    context.add_cookies(cookies)
    page = context.new_page()
    open_desk(page)
    page.evaluate("book => desk.take({ book })", books[1])
    yield page
    line.mend()
    context.set_offline(False)
    with suppress(Error):  # so that the next test does not find rows of this one
        page.evaluate("desk.leave({ force: true })")
    context.close()
