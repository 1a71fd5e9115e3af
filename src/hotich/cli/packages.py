"""Packages on files: write one from approved records, read one back, check one."""

import argparse
import json
import shutil
from pathlib import Path

from hotich.config import running
from hotich.config.home import data_home


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="what", required=True)
    write = commands.add_parser("write", help="write the package of an approved book")
    write.add_argument("book", type=int, help="number of the book in our database")
    write.add_argument("dir", type=Path)
    for name in ("read", "check"):
        command = commands.add_parser(name)
        command.add_argument("path", type=Path, help="the Excel, or its folder")


def run(options: argparse.Namespace) -> int:
    return {"write": write, "read": read, "check": check}[options.what](options)


def write(options: argparse.Namespace) -> int:
    """Write the three files of a book's package into a folder."""
    with running.ready(data_home()):
        from hotich.books.models import Book
        from hotich.delivery.actions import write_package
        from hotich.files import storage

        package = write_package(book=Book.objects.select_related("unit").get(pk=options.book))
        options.dir.mkdir(parents=True, exist_ok=True)
        for file, name in (
            (package.xlsx_id, package.xlsx_name),
            (package.zip_id, package.zip_name),
            (package.manifest_id, package.manifest_name),
        ):
            shutil.copyfile(storage.path_of(file), options.dir / name)
            print(options.dir / name)
    return 0


def read(options: argparse.Namespace) -> int:
    """Print a package's rows, one JSON object a line."""
    from hotich.delivery import packages

    for row in packages.read(options.path).rows:
        print(json.dumps(row, ensure_ascii=False))
    return 0


def check(options: argparse.Namespace) -> int:
    """Print what is wrong with a package; exit code 1 if anything is."""
    from hotich.delivery import packages

    found = packages.read(options.path)
    archive = found.zip or found.xlsx.with_suffix(".zip")
    problems = packages.check(found.xlsx, archive, found.manifest)
    for line in packages.describe(found):
        print(line)
    for problem in problems:
        print(f"✗ {problem.text('vi')} / {problem.text('en')}")
    return 1 if problems else 0
