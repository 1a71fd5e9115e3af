"""A full disk: the file that does not fit is refused with a sentence, and room mends everything."""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.demo import Demo, stopped_at, until
from tests.faults.person import Person

MB = 2**20
SIZE = 8 * MB


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MB of its own; only root may make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    options = f"size={SIZE},mode=0755"
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", disk], check=False)
    if made.returncode:
        pytest.skip("no file system may be mounted here; a limit on file size stands in below")
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    with stopped_at(tmp_path / "home", "receiving") as demo:
        yield demo


def scan_of(demo: Demo) -> bytes:
    return next((demo.data / "scans").glob("*/scan.pdf")).read_bytes()


def book_of(demo: Demo) -> int:
    number: int = demo.rows("SELECT id FROM books_book")[0]
    return number


def states(demo: Demo) -> list[str]:
    return demo.rows("SELECT state FROM scans_scanfile ORDER BY id")


def test_what_does_not_fit_is_refused_and_read_when_there_is_room(disk: Path, demo: Demo) -> None:
    shutil.rmtree(demo.data / "files")
    (demo.data / "files").symlink_to(disk)
    demo.serve()
    scan, book, person = scan_of(demo), book_of(demo), Person(demo.address, "ho-tich")
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(SIZE - len(scan) - 200_000))  # room for the scan, not for its pages

    too_much = scan + bytes(SIZE)
    said = person.send(book, [("to.pdf", too_much), ("vua.pdf", scan), ("nua.pdf", too_much[1:])])
    assert "to.pdf: Ổ đĩa của máy chủ đã đầy" in said
    assert "nua.pdf: Ổ đĩa của máy chủ đã đầy" in said
    assert "Đã nhận vua.pdf" in said
    until(lambda: b"StorageFull" in (demo.log("worker-1") + demo.log("worker-2")), "it fitted")
    assert states(demo) == ["received"]  # our trouble, not the file's: it waits

    ballast.unlink()
    until(lambda: states(demo) == ["read"], "the scan was not read when there was room")
    assert demo.rows("SELECT count(*) FROM scans_entry") == [6]
    assert list((disk / "incoming").iterdir()) == []


def test_a_file_that_stops_in_the_middle_is_refused_in_english_too(demo: Demo) -> None:
    demo.serve()
    scan, book, person = scan_of(demo), book_of(demo), Person(demo.address, "ho-tich", "en")
    for pid in demo.serving():  # as a full quota does: a write fails halfway through the file
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (2 * MB, 2 * MB))

    said = person.send(book, [("big.pdf", scan + os.urandom(3 * MB)), ("small.pdf", scan)])
    assert "big.pdf: The server's disk is full" in said
    assert "small.pdf" in said.replace("big.pdf", "")
    assert list((demo.data / "files" / "incoming").iterdir()) == []
    assert demo.rows("SELECT count(*) FROM scans_scanfile") == [1]
