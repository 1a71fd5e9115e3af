"""A server of their own and a browser, once for all browser tests."""

import os
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserType, sync_playwright
from psycopg.conninfo import make_conninfo

from tests.browser.people import Site
from tests.browser_support import chromium

PLAIN_HOST = "hotich.test"  # this machine by a name to which browsers give no secure context
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    f"--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1",
)


@pytest.fixture(scope="session")
def database() -> Iterator[str]:
    """An empty database on the server that the tests use."""
    server, name = os.environ["DATABASE_URL"], f"hotich_browser_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield make_conninfo(server, dbname=name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The server's folder."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def address(database: str, home: Path) -> Iterator[str]:
    """Where the server answers."""
    port = _free_port()
    environ = {k: v for k, v in os.environ.items() if not k.startswith("HOTICH_")}
    environ |= {"DATABASE_URL": database, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    environ |= {"HOTICH_HOSTS": f"127.0.0.1,localhost,{PLAIN_HOST}"}
    command = [sys.executable, "-m", "tests.browser.served", str(home), str(port)]
    with (
        (home / "said.txt").open("w") as said,
        subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=said) as process,
    ):
        try:
            assert process.stdout
            assert process.stdout.readline() == b"ready\n", _told(home)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _told(home: Path) -> str:
    logs = [home / "said.txt", *home.glob("logs/*.log")]
    return "\n".join(log.read_text("utf-8", "replace")[-2000:] for log in logs)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def alone(address: str, database: str) -> None:
    """Nothing of the tests before waits to be keyed or settled: who is at work gets one's own."""
    with psycopg.connect(database) as connection:
        connection.execute("DELETE FROM keying_hold")
        connection.execute(
            "UPDATE scans_entry SET state = 'set_aside'"
            " WHERE state IN ('to_key', 'returned', 'to_settle')"
        )


@pytest.fixture(scope="module")
def chrome() -> Iterator[BrowserType]:
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="module")
def browser(chrome: BrowserType) -> Iterator[Browser]:
    browser = chrome.launch(executable_path=chromium(), args=QUIET)
    yield browser
    browser.close()


@pytest.fixture
def site(address: str, browser: Browser, tmp_path: Path) -> Iterator[Site]:
    """The server as people meet it; afterwards no page may have complained."""
    site = Site(address, browser, tmp_path)
    yield site
    site.close()
    assert site.complaints == []
