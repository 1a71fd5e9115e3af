"""Measure, with the limit beside each figure. Methods and figures: docs/benchmarks.md."""

import argparse
import importlib
import json

from hotich.cli.bench import station
from hotich.cli.bench.figures import Figure

BENCHES = ("spine", "province", "station")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", choices=BENCHES)
    parser.add_argument(
        "--part", action="append", default=[], choices=station.PARTS, help="of station: only these"
    )
    parser.add_argument("--quick", action="store_true", help="a small case, in about a minute")
    parser.add_argument("--json", action="store_true", help="the last line is one JSON object")


def run(options: argparse.Namespace) -> int:
    bench = importlib.import_module(f"hotich.cli.bench.{options.name}")
    parts = {"parts": options.part} if options.name == "station" else {}
    figures: list[Figure] = bench.measure(quick=options.quick, **parts)
    for figure in figures:
        print(figure.line())
    if options.json:
        print(json.dumps({figure.name: figure.value for figure in figures}, ensure_ascii=False))
    return 0 if all(figure.kept for figure in figures) else 1
