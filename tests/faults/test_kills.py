"""Any process killed in the middle of any stage: the book still arrives, and nothing is lost."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faults.demo import ENTRIES, STAGES, Demo, Gate

BALANCE = [f"{ENTRIES} phải có", "0 Thiếu", f"{ENTRIES} Bộ đã nhận", "0 không giải thích được"]


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    demo = Demo(tmp_path / "home")
    yield demo
    demo.stop()


def require_whole(demo: Demo) -> None:
    balance = " ".join(demo.balance().split())
    assert all(line in balance for line in BALANCE), balance
    assert demo.lost() == {}


@pytest.mark.timeout(280)
@pytest.mark.parametrize(
    "parts", [("worker",), ("web",), ("database",), ("sandbox", "sealer")], ids="+".join
)
def test_killed_in_the_middle_of_each_stage(demo: Demo, parts: tuple[str, ...]) -> None:
    demo.play()
    gate = Gate(demo, next(iter(STAGES)))
    for stage, following in itertools.zip_longest(STAGES, list(STAGES)[1:]):
        gate.wait()
        demo.note_kept()
        if following and "database" not in parts:  # closed before the stage goes on: not missed
            after = Gate(demo, following)
        demo.kill(*parts)
        gate.open()
        if following:
            gate = Gate(demo, following) if "database" in parts else after
    require_whole(demo)


@pytest.mark.timeout(280)
def test_the_demo_itself_killed_in_each_stage_and_run_again(demo: Demo) -> None:
    for stage in STAGES:
        demo.play()
        with Gate(demo, stage) as gate:
            gate.wait()
            demo.note_kept()
            demo.kill_all()
    demo.play()
    require_whole(demo)
