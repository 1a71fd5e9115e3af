"""Measure, with the limit beside each figure. Methods and figures: docs/benchmarks.md."""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

LINE = re.compile(r"[✓✗] (?P<name>.+?)\s+(?:\d+/\d+)?\s+(?P<seconds>[\d.]+) s$")


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure in seconds and the most it may be; no limit where none was set."""

    name: str
    seconds: float
    limit: float | None = None

    def line(self) -> str:
        beside = f"≤ {self.limit:.0f}" if self.limit else ""
        mark = "" if self.limit is None else "✓" if self.seconds <= self.limit else "✗"
        return f"  {self.name:<44} {self.seconds:8.2f} s  {beside:>6} {mark}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", choices=["spine"])
    parser.add_argument("--quick", action="store_true", help="a book of 6 entries instead of 42")
    parser.add_argument("--json", action="store_true", help="the last line is one JSON object")


def run(options: argparse.Namespace) -> int:
    figures = _spine(quick=options.quick)
    for figure in figures:
        print(figure.line())
    if options.json:
        print(json.dumps({figure.name: figure.seconds for figure in figures}, ensure_ascii=False))
    return 1 if any(f.limit is not None and f.seconds > f.limit for f in figures) else 0


def _spine(*, quick: bool) -> list[Figure]:
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
