"""Work one drawn book all the way, through the real pages, then serve it.

1. Start database, sandbox, web, workers and sealer in the demo's own folder.
2. Draw a book (once), then play registrar, two keyers, a checker and the head over HTTP.
3. Hold the result against the sandbox, the package and the ledger; print the balance.
Every stage looks first at what is done, so a demo that was killed goes on where it was.
"""

import argparse
import sys
import threading
import time
from pathlib import Path

from hotich.cli import practising
from hotich.cli.progress_bar import Bar
from hotich.config import running
from hotich.config.home import enter_demo
from hotich.rules.registers import KINDS

SEED, WEAR, ENTRIES = 2025, 0.3, 42


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fresh", action="store_true", help="throw the demo's data away first")
    parser.add_argument("--exit", action="store_true", help="stop after the balance")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--entries", type=int, default=ENTRIES)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--kind", default="KS", choices=KINDS, help="which register is worked")


def run(options: argparse.Namespace) -> int:
    home = enter_demo()
    if options.fresh:
        running.throw_away(home)
    with running.ready(home, rehearsal=True) as database:
        running.migrate()
        with Bar("khởi động / start"):
            stack = running.Stack(home, database, port=options.port, rehearsal=True)
            stack.start()
        with stack:
            good = _work(stack, home, options)
            if options.exit or not good:
                return 0 if good else 1
            _say_where(stack)
            practising.load_beside(home)
            stack.run()
    return 0


def _work(stack: running.Stack, home: Path, options: argparse.Namespace) -> bool:
    """Play the book in a thread, while this one keeps the processes alive."""
    from hotich.cli.demo.stages import Play

    play = Play(
        stack.address,
        home,
        kind=options.kind,
        entries=options.entries,
        seed=options.seed,
        wear=WEAR,
        practice=not options.exit,
    )
    thread = threading.Thread(target=play.run, daemon=True)
    thread.start()
    while thread.is_alive():
        stack.tick()
        time.sleep(0.05)
    if play.failure:
        print(f"✗ {play.failure}", file=sys.stderr)
    return play.good


def _say_where(stack: running.Stack) -> None:
    from hotich.cli.demo.cast import PASSWORD, USERS

    names = ", ".join(USERS)
    print(f"""
  {stack.address}   mật khẩu / password: {PASSWORD}
  {names}
  Thử / try: “nhap-a” nhập quyển mới / keys a new book · “truong” xem Cân đối / sees the balance""")
    sys.stdout.flush()
