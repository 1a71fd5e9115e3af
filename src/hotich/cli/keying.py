"""Keying: load what people practise on; let simulated keyers work against a rehearsal."""

import argparse

from hotich.config import running
from hotich.config.home import data_home


def add_arguments(parser: argparse.ArgumentParser) -> None:
    from hotich.cli import simulate as simulating

    acts = parser.add_subparsers(dest="what", required=True)
    practice = acts.add_parser("practice", help="sổ mẫu để nhập thử / samples to practise on")
    practice.add_argument("act", choices=["load"], help="vẽ và nạp / draw and load them")
    simulate = acts.add_parser("simulate", help="người nhập giả lập / simulated keyers")
    simulating.add_arguments(simulate)


def run(options: argparse.Namespace) -> int:
    if options.what == "simulate":
        from hotich.cli import simulate as simulating

        return simulating.run(options)
    with running.ready(data_home()):
        from hotich.cli.practising import load

        running.migrate()
        print(f"{load():,} samples")
    return 0
