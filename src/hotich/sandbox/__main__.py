"""``python -m hotich.sandbox``: run the stand-in until it is stopped.

The access token comes from the environment, HOTICH_SANDBOX_TOKEN. The first line printed names the
address; ``--port 0`` takes a free port.
"""

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

from hotich.sandbox.counter import Counter
from hotich.sandbox.server import Server
from hotich.sandbox.store import open_store
from hotich.sandbox.weather import Settings, Weather

TOKEN_VARIABLE = "HOTICH_SANDBOX_TOKEN"


def main(arguments: list[str] | None = None) -> int:
    """Read the command line and run the sandbox; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m hotich.sandbox",
        description="A stand-in for the ministry's database, for rehearsing deliveries.",
    )
    add_arguments(parser)
    return run(parser.parse_args(arguments))


def run(options: argparse.Namespace) -> int:
    """Run the sandbox; return the exit status (2: it could not start, with a sentence why)."""
    token = os.environ.get(TOKEN_VARIABLE, "")
    if not token:
        return _cannot_start(f"set {TOKEN_VARIABLE} to the access token that senders will use.")
    try:
        settings = Settings(slow=options.slow, fail=options.fail, lose=options.lose)
        store = open_store(options.data, keeps_keys=not options.forget_keys)
        counter = Counter(store, Weather(settings, options.seed), token)
        server = Server(options.port, counter)
    except (ValueError, OSError, OverflowError) as error:
        return _cannot_start(f"{error}.")
    for number in (signal.SIGTERM, signal.SIGINT):
        # shutdown() waits for the serving loop, so it must not run in this thread
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"sandbox: listening on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    store.close()
    return 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the parser the options of the sandbox."""
    parser.add_argument("--data", type=Path, required=True, help="folder of its own database")
    parser.add_argument("--port", type=int, required=True, help="port on 127.0.0.1; 0: a free one")
    parser.add_argument("--slow", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--fail", type=float, default=0.0, help="rate 0..1 of 500 and 503 answers")
    parser.add_argument("--lose", type=float, default=0.0, help="rate 0..1 of answers lost")
    parser.add_argument("--forget-keys", action="store_true", help="keep no idempotency keys")
    parser.add_argument("--seed", type=int, default=1, help="seed of the dice")


def _cannot_start(why: str) -> int:
    print(f"sandbox: {why}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
