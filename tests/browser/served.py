"""A served hotich that knows its cast and has no books: run as a process by the browser tests.

python -m tests.browser.served HOME PORT     (DATABASE_URL names an empty database)
"""

import sys
from pathlib import Path

from hotich.config import running


def main(home: Path, port: int) -> None:
    with running.ready(home, rehearsal=True) as database:
        running.migrate()
        from hotich.cli.demo.cast import assemble

        assemble()
        with running.Stack(home, database, port=port, workers=1, rehearsal=True) as stack:
            stack.start()
            print("ready", flush=True)
            stack.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
