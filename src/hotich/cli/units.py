"""Units: import a list of them, record the changes of a decree, show the tree of a day."""

import argparse
import datetime

from hotich.config import running
from hotich.config.home import data_home
from hotich.rules.errors import Refused


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="what", required=True)
    for name, text in (
        ("import", "a list of units: JSON, Excel, or quang-tri-2025-03-01"),
        ("changes", "what decrees did: JSON, Excel, or quang-tri-2025-07-01"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("file")
        command.add_argument("--dry-run", action="store_true", help="say what would happen")
        if name == "import":
            command.add_argument(
                "--since", type=datetime.date.fromisoformat, help="date of units without one"
            )
    shown = commands.add_parser("list", help="the tree of a day")
    shown.add_argument("--at", type=datetime.date.fromisoformat, help="2025-07-01; default today")
    shown.add_argument("--find", default="", help="part of a name, marks or none")


def run(options: argparse.Namespace) -> int:
    with running.ready(data_home()):
        running.migrate()
        return show(options) if options.what == "list" else take_in(options)


def take_in(options: argparse.Namespace) -> int:
    """Record what a file asks for and print a line for each line of it; exit code 1 if some were
    refused.
    """
    from hotich.units import actions, tables

    path = tables.open_list(options.file)
    if options.what == "import":
        lines = tables.read_units(path, since=options.since)
    else:
        lines = tables.read_changes(path)
    outcomes = actions.import_lines(actor="system", lines=lines, try_only=options.dry_run)
    for outcome in outcomes:
        mark = "✗" if outcome.why else "+" if outcome.new else "="
        print(f"{mark} {outcome.line.number:>4}  {outcome.line.what}{_said(outcome.why)}")
    new = sum(outcome.new for outcome in outcomes)
    refused = sum(outcome.why is not None for outcome in outcomes)
    known = len(outcomes) - new - refused
    print(f"Ghi mới {new}, đã có {known}, từ chối {refused}.")
    print(f"{new} new, {known} known, {refused} refused.")
    if options.dry_run:
        print("Chỉ chạy thử: chưa ghi gì. / Dry run: nothing was kept.")
    return 1 if refused else 0


def _said(why: Refused | None) -> str:
    return f"\n        {why.text('vi')}\n        {why.text('en')}" if why else ""


def show(options: argparse.Namespace) -> int:
    """Print the tree of a day."""
    from django.utils import timezone

    from hotich.units import queries

    day = options.at or timezone.localdate()
    nodes = queries.tree(day, options.find)
    for node in nodes:
        print(f"{'  ' * node.depth}{node.unit.code:<6} {node.name}")
    print(f"{len(nodes)} đơn vị ngày {day:%d.%m.%Y} / {len(nodes)} units on {day}")
    return 0
