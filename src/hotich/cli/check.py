"""Say what is there, what is missing and how to mend it."""

import argparse
import os
import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hotich.config import running
from hotich.config.home import data_home
from hotich.rules.errors import Refused

LEAST_FREE = 2 * 2**30  # bytes; a book of 200 pages with its package takes about 0.2 GB


@dataclass(frozen=True, slots=True)
class Found:
    """One thing looked at: whether it is good, and what to do if not (vi / en)."""

    good: bool
    what: str
    mend: str = ""
    needed: bool = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--files", action="store_true", help="re-hash every stored file")


def run(options: argparse.Namespace) -> int:
    home = data_home()
    good = True
    for found in _look(home, files=options.files):
        mark = "✓" if found.good else "✗" if found.needed else "–"
        print(f"{mark} {found.what}" + (f"\n    → {found.mend}" if not found.good else ""))
        good = good and (found.good or not found.needed)
    return 0 if good else 1


def _look(home: Path, *, files: bool) -> Iterator[Found]:
    yield Found(True, f"Python {platform.python_version()}, {platform.machine()}")
    yield Found(os.access(home, os.W_OK), f"dữ liệu / data: {home}", "chmod u+w, HOTICH_HOME=…")
    free = shutil.disk_usage(home).free
    yield Found(
        free > LEAST_FREE,
        f"ổ đĩa trống / free disk: {free / 2**30:.1f} GB",
        "giải phóng chỗ hoặc đặt HOTICH_STORAGE sang ổ khác / free space or set HOTICH_STORAGE",
    )
    browser = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    yield Found(
        browser is not None,
        f"Chromium (chỉ để thử / for tests only): {browser or '–'}",
        "apt-get install chromium",
        needed=False,
    )
    try:
        with running.ready(home):
            yield from _look_inside(files=files)
    except Refused as why:
        yield Found(False, "cơ sở dữ liệu / database", f"{why.text('vi')} / {why.text('en')}")


def _look_inside(*, files: bool) -> Iterator[Found]:
    from django.db import connection

    from hotich.files.queries import damaged
    from hotich.ledger.queries import verify

    running.migrate()
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
    yield Found(int(version.split(".")[0]) >= 15, f"PostgreSQL {version}", "PostgreSQL ≥ 15")
    proof = verify()
    yield Found(
        proof.broken_at is None,
        f"sổ cái / ledger: {proof.sealed} dòng niêm / sealed, {proof.unsealed} chưa / not yet",
        "báo kiểm toán, giữ nguyên máy chủ / tell the auditor, leave the server as it is",
    )
    if files:
        lost = list(damaged())
        yield Found(
            not lost,
            f"tệp hỏng hoặc mất / damaged or missing files: {len(lost)}",
            "chép lại từ bản sao lưu / restore from the backup: " + ", ".join(lost[:5]),
        )
