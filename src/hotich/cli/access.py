"""Who saw what: what one account looked at, or who looked at one record."""

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from hotich.config import running
from hotich.config.home import data_home
from hotich.rules.errors import Refused

if TYPE_CHECKING:
    from hotich.ledger.models import Reading


class NoSuchAccount(Refused):
    code = "cli.no_account"
    status = 404
    vi = "Không có tài khoản “{name}”. Ghi đúng tên đăng nhập, xem ở trang Người dùng."
    en = "There is no account “{name}”. Give a sign-in name as the page of users shows it."


HEAD = ("at", "account", "name", "what", "subject", "unit")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["report"])
    about = parser.add_mutually_exclusive_group(required=True)
    about.add_argument("--person", metavar="ACCOUNT", help="what this account looked at")
    about.add_argument(
        "--record",
        metavar="RECORD",
        help='who looked at this record: its id, or "KS 99001 01/2009 046/2009"',
    )
    parser.add_argument("--since", metavar="YYYY-MM-DD", type=datetime.fromisoformat)
    parser.add_argument("--csv", action="store_true", help="comma-separated, for a spreadsheet")


def run(options: argparse.Namespace) -> int:
    with running.ready(data_home()):
        running.migrate()
        rows = list(report(options.person, options.record, options.since))
        if options.csv:
            csv.writer(sys.stdout).writerows([HEAD, *rows])
        else:
            for row in rows:
                print("  ".join(row))
            print(f"{len(rows)} lần xem / readings")
    return 0


def report(
    person: str | None, record: str | None, since: datetime | None = None
) -> Iterator[tuple[str, ...]]:
    """Yield one row a reading, the newest first, as HEAD says; asking is itself a reading.

    Raises NoSuchRecord, NoSuchAccount.
    """
    from django.utils import timezone

    from hotich.ledger.actions import note_reading
    from hotich.ledger.queries import readings_by
    from hotich.people.models import User
    from hotich.records import queries

    if record is not None:
        found = queries.find(record)
        readings = queries.readings_of_record(found)
        subject = f"entry:{found.entry_id}"
    else:
        user = User.objects.filter(username=person).first()
        if user is None:
            raise NoSuchAccount(name=person)
        readings, subject = readings_by(user.actor), user.actor
    if since:
        readings = readings.filter(at__gte=timezone.make_aware(since))
    yield from _rows(list(readings))
    note_reading(actor="system", what="report", subject=subject)


def _rows(readings: "Iterable[Reading]") -> Iterator[tuple[str, ...]]:
    from django.utils import timezone

    from hotich.people.models import User

    ids = {r.actor[5:] for r in readings if r.actor.startswith("user:")}
    users = {user.actor: user for user in User.objects.filter(pk__in=ids)}
    for reading in readings:
        user = users.get(reading.actor)
        yield (
            f"{timezone.localtime(reading.at):%Y-%m-%d %H:%M:%S}",
            user.username if user else reading.actor,
            user.full_name if user else "",
            reading.what,
            reading.subject,
            reading.unit,
        )
