"""A served hotich with the demo's cast, an administrator and no books.

python -m tests.browser.served HOME PORT     (DATABASE_URL names an empty database)
Run as a process of its own by the browser tests.
"""

import sys
from pathlib import Path

from hotich.config import running


def main(home: Path, port: int) -> None:
    with running.ready(home, rehearsal=True) as database:
        running.migrate()
        fill()
        with running.Stack(home, database, port=port, workers=1, rehearsal=True) as stack:
            stack.start()
            print("ready", flush=True)
            stack.run()


def fill() -> None:
    """Let the cast in, and one who administers the whole province."""
    from hotich.cli.demo.cast import PASSWORD, assemble
    from hotich.people import actions
    from hotich.people.models import RoleName
    from hotich.units.models import Unit

    assemble()
    user = actions.open_account(username="quan-tri", full_name="Bùi Văn Mẫu Hà", password=PASSWORD)
    actions.give_role(user=user, unit=Unit.objects.get(code="45"), name=RoleName.ADMINISTRATOR)
    actions.accept_pledge(user=user)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
