"""The ledger: prove the chain, or keep sealing new lines."""

import argparse
import signal
import time

from hotich.config import running
from hotich.config.home import data_home

BEAT = 0.3  # seconds between two looks for committed lines


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["verify", "seal"])
    parser.add_argument("--once", action="store_true", help="seal what is there, then stop")


def run(options: argparse.Namespace) -> int:
    with running.ready(data_home()):
        return verify() if options.what == "verify" else seal(once=options.once)


def verify() -> int:
    """Print whether the chain holds; exit code 1 if it does not."""
    from hotich.ledger.actions import prove

    running.migrate()
    proof = prove()
    print(f"{proof.sealed} sealed, {proof.unsealed} unsealed, head {proof.head}")
    if proof.broken_at is None:
        print("Chuỗi nguyên vẹn. / The chain holds.")
        return 0
    print(f"Chuỗi đứt ở dòng {proof.broken_at}. / The chain breaks at line {proof.broken_at}.")
    return 1


def seal(*, once: bool) -> int:
    """Seal committed lines within a second, until told to stop."""
    from django.db import close_old_connections

    from hotich.ledger.actions import seal as seal_lines

    ending = False

    def end(*_: object) -> None:
        nonlocal ending
        ending = True

    signal.signal(signal.SIGTERM, end)
    while not ending:
        close_old_connections()
        sealed = seal_lines()
        if once and not sealed:
            break
        time.sleep(0 if sealed else BEAT)
    return 0
