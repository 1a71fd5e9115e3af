"""Packages on files: write one from rows and PDFs, read one back, check one; no database needed.

`export` is the exception: it writes the package of an approved book out of our own database.
"""

import argparse
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from hotich.config import running
from hotich.config.home import data_home
from hotich.rules.registers import KINDS

if TYPE_CHECKING:
    from hotich.delivery.models import Package


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="what", required=True)
    write = commands.add_parser("write", help="from rows (one JSON object a line) and PDFs")
    write.add_argument("rows", type=Path, help="lines of JSON by the ministry's keys")
    write.add_argument("pdfs", type=Path, help="folder of PDFs named by the rule")
    write.add_argument("dir", type=Path)
    write.add_argument("--unit", required=True, help="unit in file names, xamaidan_hhv_tqs")
    write.add_argument("--kind", default="KS", choices=KINDS)
    write.add_argument("--year", type=int, required=True, help="year the book was opened")
    write.add_argument("--number", type=int, required=True, help="number of the book")
    export = commands.add_parser("export", help="of an approved book in our database")
    export.add_argument("book", type=int)
    export.add_argument("dir", type=Path)
    for name in ("read", "check"):
        command = commands.add_parser(name)
        command.add_argument("path", type=Path, help="the Excel, or its folder")


def run(options: argparse.Namespace) -> int:
    return {"write": write, "read": read, "check": check, "export": export}[options.what](options)


def write(options: argparse.Namespace) -> int:
    """Write a package from rows and PDFs that lie in files."""
    from hotich.delivery import packages
    from hotich.rules import dates, filenames, numbers, registers

    kind, rows = registers.load(options.kind), []
    for line in options.rows.read_text(encoding="utf-8").splitlines():
        values = json.loads(line)
        said = kind.from_columns(values)
        number = numbers.parse_number(said.get("number", ""))
        registered = dates.parse(said.get("registration_date", "")).full
        name = filenames.entry_pdf(
            kind.code, options.year, options.number, registered, number.n, number.suffix
        )
        rows.append(packages.Row(values, name, options.pdfs / name))
    written = packages.write(
        options.dir,
        unit_slug=options.unit,
        kind=kind,
        book_year=options.year,
        book_number=options.number,
        rows=rows,
    )
    for path in (written.xlsx, written.zip, written.manifest):
        print(path)
    return 0


def export(options: argparse.Namespace) -> int:
    """Copy the three files of a book's package out of our storage."""
    with running.ready(data_home()):
        running.migrate()
        from hotich.books.models import Book
        from hotich.delivery.actions import write_package
        from hotich.ledger.actions import note_reading
        from hotich.people.errors import NotThere

        book = Book.objects.select_related("unit").filter(pk=options.book).first()
        if book is None:
            raise NotThere
        package = write_package(book=book)
        note_reading(
            actor="system",
            what="file",
            subject=f"book:{book.pk}:export",
            unit=book.unit.code,
        )
        for path in copy(package, options.dir):
            print(path)
    return 0


def copy(package: "Package", folder: Path) -> list[Path]:
    """Copy a package's files into a folder and return where they are."""
    from hotich.files import storage

    folder.mkdir(parents=True, exist_ok=True)
    copied = []
    for file, name in (
        (package.xlsx_id, package.xlsx_name),
        (package.zip_id, package.zip_name),
        (package.manifest_id, package.manifest_name),
    ):
        shutil.copyfile(storage.path_of(file), folder / name)
        copied.append(folder / name)
    return copied


def read(options: argparse.Namespace) -> int:
    """Print a package's rows, one JSON object a line."""
    from hotich.delivery import packages

    for row in packages.read(options.path).rows:
        print(json.dumps(row, ensure_ascii=False))
    return 0


def check(options: argparse.Namespace) -> int:
    """Print what is wrong with a package; exit code 1 if anything is that may not go so."""
    from hotich.delivery import packages

    found = packages.read(options.path)
    archive = found.zip or found.xlsx.with_suffix(".zip")
    problems = packages.check(found.xlsx, archive, found.manifest)
    for line in packages.describe(found):
        print(line)
    for problem in problems:
        mark = "✗" if problem.blocks else "!"
        print(f"{mark} {problem.text('vi')} / {problem.text('en')}")
    return 1 if any(problem.blocks for problem in problems) else 0
