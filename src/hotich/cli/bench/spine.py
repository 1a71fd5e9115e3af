"""One book all the way: the demo, from nothing and again."""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hotich.cli.bench.figures import Figure

LINE = re.compile(r"[✓✗] (?P<name>.+?)\s+(?:\d+/\d+)?\s+(?P<seconds>[\d.]+) s$")


def measure(*, quick: bool) -> list[Figure]:
    """Run the demo from nothing in a folder of its own, then once more on what it left."""
    with tempfile.TemporaryDirectory(prefix="hotich-bench-") as folder:
        first_start, stages = _demo(Path(folder), entries=6 if quick else 42)
        later_start, _again = _demo(Path(folder), entries=6 if quick else 42)
    figures = [Figure(f"stage: {name}", seconds) for name, seconds in stages.items()]
    figures.append(Figure("book, all stages", sum(stages.values()), 60))
    figures.append(Figure("first start (new database) to first page", first_start, 170))
    figures.append(Figure("later start to first page", later_start, 10))
    return figures


def _demo(home: Path, *, entries: int) -> tuple[float, dict[str, float]]:
    """Run the demo once; return seconds until its first page and seconds of each later stage."""
    command = [sys.executable, "-P", "-m", "hotich.cli", "demo", "--exit", "--port", "0"]
    command += ["--entries", str(entries)]
    environ = os.environ | {"HOTICH_HOME": str(home)}
    began = time.monotonic()
    started, stages = 0.0, {}
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as demo:
        assert demo.stderr
        for line in demo.stderr:
            found = LINE.search(line.strip())
            if not found:
                continue
            if not started:
                started = time.monotonic() - began
            else:
                stages[found["name"]] = float(found["seconds"])
    if demo.returncode:
        raise SystemExit(f"the demo failed with exit code {demo.returncode}")
    return started, stages
