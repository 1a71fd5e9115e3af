"""Draw sample registers with a known truth; needs no database."""

import argparse
from pathlib import Path

from hotich.cli.progress_bar import Bar


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="what", required=True)
    make = commands.add_parser("make", help="scans as PDF and truth.json")
    make.add_argument("dir", type=Path)
    make.add_argument("--books", type=int, default=1)
    make.add_argument("--seed", type=int, default=1)
    make.add_argument("--kind", default="KS")
    make.add_argument("--wear", type=float, default=0.3, help="0 (clean) to 1 (worn)")
    make.add_argument("--entries", type=int, help="entries a book; default 38 to 48")


def run(options: argparse.Namespace) -> int:
    from hotich.samples.make import make

    with Bar("samples") as bar:
        books = make(
            options.dir,
            books=options.books,
            seed=options.seed,
            kind=options.kind,
            wear=options.wear,
            entries=options.entries,
            progress=lambda _stage, done, total: bar.show(done, total),
        )
    for book in books:
        print(book)
    print(options.dir / "truth.json")
    return 0
