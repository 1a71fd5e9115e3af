"""The supervisor: who dies comes back, and nobody outlives it."""

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hotich.config import supervisor as module
from hotich.config.errors import ChildNotReady
from hotich.config.supervisor import Supervisor

PARENT = """
import sys, pathlib
from hotich.config.supervisor import Supervisor
logs = pathlib.Path(sys.argv[1])
with Supervisor(logs) as keeper:
    keeper.start("quiet", ["sleep", "300"])
    keeper.start("shell", ["sh", "-c", "sleep 300 & wait"])
    (logs / "pids.new").write_text(" ".join(str(pid) for pid in keeper.pids().values()))
    (logs / "pids.new").rename(logs / "pids")
    keeper.run()
"""


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Supervisor]:
    with Supervisor(tmp_path) as keeper:
        yield keeper


@pytest.fixture
def parent(tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A supervisor in a process of its own; its children's numbers are in ``pids``."""
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], env=environ) as process:
        wait_until((tmp_path / "pids").exists)
        yield process
        process.kill()


def wait_until(true: Callable[[], bool]) -> None:
    """Return when it is; pytest's own limit ends a test where it never is."""
    while not true():
        time.sleep(0.01)


def lives(pid: int) -> bool:
    """Say whether ``pid`` is a process that has not ended (a zombie has)."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"


def test_it_works(keeper: Supervisor, tmp_path: Path) -> None:
    keeper.start("speaker", ["sh", "-c", "echo $WORD; exec sleep 300"], {"WORD": "xin chào"})
    log = tmp_path / "speaker.log"
    keeper.wait_ready("speaker", lambda: log.read_text() == "xin chào\n")
    pid = keeper.pids()["speaker"]
    assert lives(pid)
    keeper.stop()
    assert not lives(pid)
    assert keeper.pids() == {}


def test_a_killed_child_is_started_again(keeper: Supervisor) -> None:
    keeper.start("child", ["sleep", "300"])
    first = keeper.pids()["child"]
    os.kill(first, signal.SIGKILL)
    keeper.wait_ready("child", lambda: keeper.pids().get("child", first) != first)
    assert lives(keeper.pids()["child"])


def test_what_a_killed_child_had_started_goes_first(keeper: Supervisor, tmp_path: Path) -> None:
    note = tmp_path / "grandchild"
    keeper.start("child", ["sh", "-c", f"sleep 300 & echo $! >> {note}; wait"])
    keeper.wait_ready("child", lambda: note.exists() and note.read_text().endswith("\n"))
    grandchild = int(note.read_text())
    os.kill(keeper.pids()["child"], signal.SIGKILL)
    keeper.wait_ready("child", lambda: note.read_text().count("\n") == 2)
    assert not lives(grandchild)


def test_the_pause_grows_to_its_limit(keeper: Supervisor, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    starts: list[float] = []
    start = module._Child.start

    def noted(child: module._Child) -> None:
        start(child)
        child.process.wait()
        starts.append(now)

    monkeypatch.setattr(module._Child, "start", noted)
    keeper.start("failing", ["false"])
    while len(starts) < 9:
        keeper.tick()
        now = round(now + 0.1, 1)
    pauses = [after - before for before, after in itertools.pairwise(starts)]
    assert pauses == pytest.approx([0.2, 0.4, 0.8, 1.6, 3.2, 5, 5, 5], abs=0.11)


def test_not_ready_in_time_says_where_to_look(keeper: Supervisor, tmp_path: Path) -> None:
    keeper.start("slow", ["sleep", "300"])
    with pytest.raises(ChildNotReady, match=str(tmp_path / "slow.log")):
        keeper.wait_ready("slow", lambda: False, timeout=0.1)


def test_a_child_that_will_not_stop_is_killed(keeper: Supervisor, tmp_path: Path) -> None:
    keeper.start("stubborn", ["sh", "-c", "trap '' TERM; echo set; while :; do sleep 1; done"])
    keeper.wait_ready("stubborn", lambda: (tmp_path / "stubborn.log").read_text() == "set\n")
    pid = keeper.pids()["stubborn"]
    keeper.stop(patience=0.1)
    assert not lives(pid)


def test_a_log_is_cut_at_its_limit(
    keeper: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOG_LIMIT", 1000)
    keeper.start("talker", ["sh", "-c", "while echo 0123456789; do sleep 0.001; done"])
    keeper.wait_ready("talker", (tmp_path / "talker.old.log").exists)
    size = (tmp_path / "talker.log").stat().st_size
    keeper.wait_ready("talker", lambda: (tmp_path / "talker.log").stat().st_size != size)
    assert (tmp_path / "talker.log").read_bytes()[:1] != b"\0"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_nobody_outlives_it(
    parent: "subprocess.Popen[bytes]", tmp_path: Path, number: signal.Signals
) -> None:
    pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    assert all(lives(pid) for pid in pids)
    time.sleep(0.2) if number != signal.SIGKILL else None  # let run() take over the signals
    parent.send_signal(number)
    assert parent.wait() == (-number if number == signal.SIGKILL else 0)
    wait_until(lambda: not any(lives(pid) for pid in pids))
