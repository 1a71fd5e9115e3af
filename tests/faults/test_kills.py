"""Any process killed in the middle of any stage: the book still arrives, and nothing is lost.

The scenarios spend most of their time waiting, so all of them are played side by side.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from tests.faults.demo import ENTRIES, STAGES, Busy, Demo, Gate

BALANCE = [f"{ENTRIES} phải có", "0 Thiếu", f"{ENTRIES} Bộ đã nhận", "0 không giải thích được"]
Scenario = Callable[[Demo], None]


def killed_in_each_stage(demo: Demo, parts: tuple[str, ...]) -> None:
    """Play the demo once; in the middle of each stage kill these of its processes."""
    demo.play()
    stages = list(STAGES)
    gate: Gate | None = Gate(demo, stages.pop(0))
    while gate:
        gate.wait()
        demo.note_kept()
        after = None
        if stages and "database" not in parts:  # closed before this stage goes on: not missed
            with suppress(Busy):  # one act stands in both stages: this kill is for both
                after = Gate(demo, stages[0])
            del stages[0]
        demo.kill(*parts)
        gate.open()
        gate = after or (Gate(demo, stages.pop(0)) if stages else None)


def run_again_after_each_kill(demo: Demo) -> None:
    """Kill the demo itself in the middle of each stage and start it again at once."""
    for stage in STAGES:
        demo.play()
        with Gate(demo, stage) as gate:
            gate.wait()
            demo.note_kept()
            demo.kill_all()
    demo.play()


def sent_in_bad_weather(demo: Demo) -> None:
    """Have the sandbox answer slowly, fail and lose its replies while the book is delivered."""
    demo.play()
    with Gate(demo, "delivering") as gate:
        gate.wait()
        demo.note_kept()
        demo.weather(slow=0.3, fail=0.4, lose=0.4)


SCENARIOS: dict[str, Scenario] = {
    "worker and sealer": partial(killed_in_each_stage, parts=("worker", "sealer")),
    "web and sandbox": partial(killed_in_each_stage, parts=("web", "sandbox")),
    "database": partial(killed_in_each_stage, parts=("database",)),
    "the demo itself": run_again_after_each_kill,
    "bad weather": sent_in_bad_weather,
}


def play(home: Path, scenario: Scenario) -> None:
    demo = Demo(home)
    try:
        scenario(demo)
        balance = " ".join(demo.balance().split())
        assert all(line in balance for line in BALANCE), balance
        assert demo.lost() == {}
    finally:
        demo.stop()


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, "Future[None]"]]:
    """Play every scenario in a thread of its own."""
    folder = tmp_path_factory.mktemp("kills")
    with ThreadPoolExecutor(len(SCENARIOS)) as pool:
        yield {
            name: pool.submit(play, folder / name.replace(" ", "-"), scenario)
            for name, scenario in SCENARIOS.items()
        }


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_balance_is_the_same(played: dict[str, "Future[None]"], name: str) -> None:
    played[name].result()
