"""Fill a served hotich with books to key, in a commune of its own and without drawing them.

python -m tests.browser.shelved HOME ENTRIES…   (DATABASE_URL is the server's)
Prints the id of each book. The commune's keyers are KEYERS, who have practised.
"""

import datetime
import sys
from pathlib import Path

from hotich.config import running

KEYERS = {"xa-hai-a": "Lê Thị Mẫu Vân", "xa-hai-b": "Bùi Văn Mẫu Yên"}
REGISTRAR = "xa-hai-so"
YEAR = 1991  # of the first book; the next ones follow


def main(home: Path, sizes: list[int]) -> None:
    with running.ready(home, rehearsal=True):
        print(*shelve(sizes), flush=True)


def shelve(sizes: list[int]) -> list[int]:
    """Found the commune, open its accounts and shelve a book for each size; returns their ids.

    In one transaction: the workers find the scans read.
    """
    from django.db import transaction

    from hotich.cli.demo.cast import PASSWORD
    from hotich.keying.actions.practice import excuse_from_practice
    from hotich.people import actions as people
    from hotich.people.models import RoleName
    from hotich.units import actions as units
    from hotich.units.models import Unit
    from tests.province import Province

    commune = units.found_unit(
        code="99004",
        name="xã Thạch Trung",
        level="commune",
        parent=Unit.objects.get(code="990"),
        valid_from=datetime.date(1989, 7, 1),
    )
    opened = {}
    for username, name in {**KEYERS, REGISTRAR: "Hồ Thị Mẫu Xuân"}.items():
        user = people.open_account(username=username, full_name=name, password=PASSWORD)
        role = RoleName.REGISTRAR if username == REGISTRAR else RoleName.KEYER
        people.give_role(user=user, unit=commune, name=role)
        people.accept_pledge(user=user)
        opened[username] = user
    excuse_from_practice(people=[opened[username] for username in KEYERS])
    province = Province(commune, commune, {"registrar": opened[REGISTRAR]})
    years = enumerate(sizes, start=YEAR)
    with transaction.atomic():
        return [province.shelve(entries=entries, year=year).pk for year, entries in years]


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(size) for size in sys.argv[2:]])
