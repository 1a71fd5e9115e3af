"""Simulated keyers against a real served hotich: what they planted is found, nothing is lost."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hotich.cli.simulate.hands import Errors, Hand, misread
from hotich.cli.simulate.truth import Books, NoTruth
from hotich.samples.make import make
from tests.browser.conftest import address, database, home

__all__ = ["address", "database", "home"]  # a server of this module's own

ENTRIES = 12


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn") / "books"
    make(folder, books=1, seed=3, kind="KS", wear=0.2, entries=ENTRIES)
    return folder


def simulate(
    address: str, database: str, home: Path, truth: Path, *more: str
) -> subprocess.CompletedProcess[str]:
    environ = {k: v for k, v in os.environ.items() if not k.startswith("HOTICH_")}
    environ |= {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "DATABASE_URL": database}
    command = [sys.executable, "-m", "hotich.cli", "keying", "simulate", "--url", address]
    command += ["--truth", str(truth), "--keyers", "2", "--minutes", "2", *more]
    environ |= {"HOTICH_HOME": str(home)}
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=200)


def test_it_works(address: str, database: str, drawn: Path, tmp_path: Path) -> None:
    """A book keyed twice over a bad line, half of it offline, settled by a third person."""
    habits = ("--lose", "0.3", "--repeat", "0.3", "--offline", "0.5", "--size", "10")
    errors = ("--errors", "random=0.05,same=0.03", "--settle", "--shelve", "--delay", "5")
    done = simulate(address, database, tmp_path, drawn, *habits, *errors)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = re.findall(r"^ +(.+?) +([\d,]+)$", done.stdout, re.MULTILINE)
    told = {what: int(count.replace(",", "")) for what, count in lines}
    assert (told["entries keyed twice"], told["agreed"]) == (ENTRIES, ENTRIES)
    assert told["accepted and not there"] == 0
    assert told["images"] >= 2 * ENTRIES
    assert told["answers lost"] > 0
    assert told["again"] > 0, "a lost answer is asked for with the same id"
    assert told["fields sent differently"] == told["… found by comparing"] == told["settled"] > 0
    assert told["fields wrong in the records"] == told["fields both sent wrong alike"] > 0


def test_only_a_rehearsal_is_played_with(drawn: Path, tmp_path: Path) -> None:
    """What is no rehearsal says so before anything is written: here a server of plain files."""
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        port = int(server.stdout.readline())
        done = simulate(f"http://127.0.0.1:{port}", "postgresql:///none", tmp_path, drawn)
        server.terminate()
    assert done.returncode == 1
    assert "không phải máy chủ diễn tập" in done.stderr


SERVE = """
import http.server, sys
handler = lambda *a: http.server.SimpleHTTPRequestHandler(*a, directory=sys.argv[1])
server = http.server.HTTPServer(("127.0.0.1", 0), handler)
print(server.server_port, flush=True)
server.serve_forever()
"""


def test_real_units_are_left_alone(
    address: str, database: str, drawn: Path, tmp_path: Path
) -> None:
    done = simulate(address, database, tmp_path, drawn, "--unit", "19333")
    assert done.returncode == 1
    assert "19333" in done.stderr


def test_both_misread_the_same_and_slip_apart() -> None:
    errors = Errors(random=0.5, same=0.5)
    one, two = (Hand(f"1:{name}", errors, world="1") for name in "ab")
    places = [f"KS:{n}:child_name" for n in range(200)]
    read = [one.reads("Nguyễn Thị Mẫu", place) for place in places]
    assert read == [two.reads("Nguyễn Thị Mẫu", place) for place in places]
    assert 60 < sum(text != "Nguyễn Thị Mẫu" for text in read) < 140
    typed = [[hand.types("Nguyễn Thị Mẫu") for _ in places] for hand in (one, two)]
    assert typed[0] != typed[1]


def test_a_misreading_is_another_text() -> None:
    from random import Random

    for value in ("12.05.2009", "Hồ Thị Lệ", "046/2009", "Quốc"):
        assert misread(Random(1), value) != value


def test_without_truth_nothing_is_simulated(tmp_path: Path) -> None:
    with pytest.raises(NoTruth):
        Books.read(tmp_path)
