"""Run the server until it is told to stop."""

import argparse

from hotich.cli import practising
from hotich.config import running
from hotich.config.home import data_home


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, help="background workers; default one a core")
    parser.add_argument("--rehearsal", action="store_true", help="with the sandbox beside it")


def run(options: argparse.Namespace) -> int:
    home = data_home()
    with running.ready(home, rehearsal=options.rehearsal) as database:
        running.migrate()
        stack = running.Stack(
            home,
            database,
            host=options.host,
            port=options.port,
            workers=options.workers,
            rehearsal=options.rehearsal,
        )
        stack.start()
        with stack:
            print(f"hotich: {stack.address}", flush=True)
            practising.load_beside(home)
            stack.run()
    return 0
