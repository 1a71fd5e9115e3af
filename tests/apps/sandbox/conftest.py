"""A sandbox for each test, killed after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hotich.delivery.connectors.sandbox import SandboxConnector
from tests.apps.sandbox.process import Sandbox


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    """A started sandbox, killed after the test."""
    process = Sandbox(tmp_path / "sandbox")
    process.start()
    yield process
    process.kill()


@pytest.fixture
def stopped(tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox not started yet."""
    process = Sandbox(tmp_path / "sandbox")
    yield process
    process.kill()


@pytest.fixture
def connector(sandbox: Sandbox) -> Iterator[SandboxConnector]:
    with sandbox.connector() as opened:
        yield opened
