"""Run everything that must hold before a change lands. The same command for a newcomer and for CI.

1. Lint, format, types, and the arrows between the rooms. 2. All tests on our own PostgreSQL, with a
real browser and real processes killed. 3. The database tests once more on PostgreSQL 15.

Browsers and killed processes mostly wait, so they run beside the rest; what each says is printed
when it has ended.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from hotich.config.home import CHECKOUT

STATIC = {
    "ruff": ["-m", "ruff", "check", "."],
    "format": ["-m", "ruff", "format", "--check", "--quiet", "."],
    "mypy": ["-m", "mypy"],
    "arrows": ["-c", "from importlinter.cli import lint_imports_command as run; run()"],
}
SLOW = ("tests/browser", "tests/faults")
# What asks no database anything is tried once.
NO_DATABASE = ("config", "web", "guide", "sandbox", "scans/test_cutting*.py", "scans/test_pages.py")
ON_EVERY_DATABASE = ["tests/apps", *(f"--ignore-glob=tests/apps/{what}" for what in NO_DATABASE)]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--static", action="store_true", help="only lint, types and arrows")
    parser.add_argument(
        "pytest", nargs=argparse.REMAINDER, help="only these, with pytest's own words"
    )


def run(options: argparse.Namespace) -> int:
    os.chdir(CHECKOUT)
    sys.path.insert(0, str(CHECKOUT))  # for tests.browser_support and tests.postgres15
    if options.pytest:
        command = [sys.executable, "-m", "pytest", *options.pytest]
        return subprocess.run(command, env=_environ(), cwd=CHECKOUT).returncode
    failed = [name for name, command in STATIC.items() if _step(name, command)]
    if not options.static:
        failed += _all_tests()
    if failed:
        print(f"✗ {', '.join(failed)}")
        return 1
    return 0


def _all_tests() -> list[str]:
    from tests.browser_support import NoBrowserError, chromium

    failed = []
    try:
        chromium()
    except NoBrowserError as why:
        print(f"✗ browser: {why}")
        failed.append("browser")
    with ThreadPoolExecutor(2) as lanes:
        ran = [lanes.submit(_slow_tests), lanes.submit(_other_tests)]
        return failed + [name for lane in ran for name in lane.result()]


def _slow_tests() -> list[str]:
    return ["browser and fault tests"] if _step("browser and fault tests", _pytest(SLOW)) else []


def _other_tests() -> list[str]:
    from tests.postgres15 import NoPostgres15Error, postgres15

    others = ["tests", *(f"--ignore={folder}" for folder in SLOW)]
    failed = ["tests"] if _step("tests", _pytest(others)) else []
    try:
        with postgres15() as url:
            if _step("PostgreSQL 15", _pytest(ON_EVERY_DATABASE), url):
                failed.append("PostgreSQL 15")
    except NoPostgres15Error as why:
        print(f"– PostgreSQL 15: {why}")
    return failed


def _pytest(what: Sequence[str]) -> list[str]:
    return ["-m", "pytest", "-q", "--durations=8", *what]


def _step(name: str, command: Sequence[str], database: str = "") -> int:
    """Run one step, say how it went and how long it took, and return its exit code."""
    environ = _environ() | ({"DATABASE_URL": database} if database else {})
    print(f"… {name}", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryFile() as said:
        code = subprocess.run(
            [sys.executable, *command],
            env=environ,
            cwd=CHECKOUT,
            stdout=said,
            stderr=subprocess.STDOUT,
        ).returncode
        said.seek(0)
        told = said.read().decode("utf-8", "replace")
    print(f"{told}{'✗' if code else '✓'} {name} {time.monotonic() - began:.0f} s", flush=True)
    return code


def _environ() -> dict[str, str]:
    path = os.pathsep.join([str(CHECKOUT / "src"), str(CHECKOUT)])
    environ = {k: v for k, v in os.environ.items() if not k.startswith("HOTICH_")}
    return environ | {"PYTHONPATH": path}
