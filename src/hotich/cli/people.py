"""People: the first administrator of a fresh installation, single accounts, accounts by Excel.

Whoever may run this on the server may do everything, so it acts as the system. Slips are printed
to the terminal: their passwords are seen there once and stored nowhere.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from hotich.config import running
from hotich.config.home import data_home
from hotich.people.rows import FORCES, ROLES
from hotich.rules.errors import Refused

if TYPE_CHECKING:
    from hotich.people.slips import Slip
    from hotich.units.models import Unit


class NoUnit(Refused):
    code = "cli.no_unit"
    status = 404
    vi = "Không có đơn vị {code} vào hôm nay. Hãy nhập danh mục đơn vị trước, hoặc xem lại --unit."
    en = "There is no unit {code} today. Import the units first, or check --unit."


class NoSuchFile(Refused):
    code = "cli.no_file"
    status = 404
    vi = "Không mở được tệp {name}. Hãy xem lại đường dẫn."
    en = "The file {name} cannot be opened. Check its path."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="what", required=True)
    first = acts.add_parser("administrator", help="mở tài khoản quản trị / open an administrator")
    opened = acts.add_parser("open", help="mở một tài khoản / open one account")
    opened.add_argument("--role", required=True, choices=sorted(ROLES))
    opened.add_argument("--force", default="other", choices=sorted(FORCES))
    for each in (first, opened):
        each.add_argument("--name", required=True, help="họ và tên / full name")
        each.add_argument("--username", default="")
    first.add_argument("--unit", default="", help="mã đơn vị / code; none: the topmost unit")
    opened.add_argument("--unit", required=True, help="mã đơn vị / code")
    brought = acts.add_parser("import", help="mở theo tệp Excel / open by an Excel file")
    brought.add_argument("file", type=Path)
    brought.add_argument("--yes", action="store_true", help="do it; without: only the report")


def run(options: argparse.Namespace) -> int:
    with running.ready(data_home()):
        running.migrate()
        if options.what == "import":
            return bring(options.file, really=options.yes)
        role = "administrator" if options.what == "administrator" else options.role
        return open_one(options, role)


def open_one(options: argparse.Namespace, role: str) -> int:
    """Open one account and print its slip."""
    from hotich.people import actions

    slip = actions.open_person(
        full_name=options.name,
        username=options.username,
        unit=unit_of(options.unit),
        name=role,
        force=getattr(options, "force", "other"),
    )
    print_slip(slip)
    return 0


def unit_of(code: str) -> "Unit":
    """Return today's unit of a code, the topmost one without; raises NoUnit."""
    from django.db.models import Q
    from django.utils import timezone

    from hotich.units.models import Unit

    today = timezone.localdate()
    units = Unit.objects.filter(Q(valid_to=None) | Q(valid_to__gt=today), valid_from__lte=today)
    units = units.filter(code=code) if code else units.filter(parent=None)
    unit = units.order_by("pk").first()
    if unit is None:
        raise NoUnit(code=code or "–")
    return unit


def bring(file: Path, *, really: bool) -> int:
    """Print what each row would do; with ``really`` do it and print the slips."""
    from django.utils import timezone

    from hotich.people import actions, queries, sheet

    try:
        with file.open("rb") as stream:
            found = sheet.read(stream, timezone.localdate())
    except OSError as error:
        raise NoSuchFile(name=file.name) from error
    wrong = 0
    for one in queries.plan(None, found):
        wrong += one.outcome == "wrong"
        said = " ".join(one.problems("vi") + one.problems("en"))
        print(f"{one.row.number:>5}  {one.outcome:<6}  {one.username:<24} {said}".rstrip())
    if not really:
        print("Chưa ghi gì; thêm --yes để làm. / Nothing written; add --yes to do it.")
        return 1 if wrong else 0
    slips, counts = actions.import_accounts(found=found)
    for slip in slips:
        print_slip(slip)
    print(", ".join(f"{outcome} {count}" for outcome, count in counts.items()))
    return 1 if wrong else 0


def print_slip(slip: "Slip") -> None:
    """Print one slip; the only time that its password is seen."""
    print(
        f"\n{slip.full_name} – {slip.unit}\n"
        f"  Tên đăng nhập / sign-in name: {slip.username}\n"
        f"  Mật khẩu lần đầu / first password: {slip.password}\n"
        "  Đặt mật khẩu mới khi đăng nhập lần đầu. / To be changed at the first sign-in."
    )
