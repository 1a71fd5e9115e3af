"""Draw sample registers with a known truth, without a database; or load a province into one."""

import argparse
from pathlib import Path

from hotich.cli.progress_bar import Bar


def add_arguments(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="what", required=True)
    make = commands.add_parser("make", help="scans as PDF and truth.json")
    make.add_argument("dir", type=Path)
    make.add_argument("--kind", default="KS", help="KS KH KT CMC HN GH TDCC NCN LH")
    make.add_argument("--layout", default="", help="a page layout by its id, as ks-ledger-a3")
    make.add_argument("--family", default="", choices=["form", "ledger"])
    make.add_argument("--year", type=_years, dest="years", metavar="YYYY[-YYYY]")
    make.add_argument("--years", type=_years, help="the same")
    make.add_argument("--books", type=int, default=1)
    make.add_argument("--entries", type=int, help="entries a book; default 38 to 48")
    make.add_argument("--copies", action="store_true", help="the district's copy of each book too")
    _add_looks(make)
    province = commands.add_parser("province", help="a whole province as records, without images")
    province.add_argument("dir", type=Path)
    province.add_argument("--entries", type=int, default=200_000, help="about as many in all")
    province.add_argument("--books-with-images", type=int, default=0, metavar="K")
    province.add_argument("--processes", type=int, help="default: as many as processors")
    _add_looks(province)
    load = commands.add_parser("load", help="take a province that was drawn into the database")
    load.add_argument("dir", type=Path)


def _add_looks(command: argparse.ArgumentParser) -> None:
    command.add_argument("--seed", type=int, default=1)
    command.add_argument("--wear", type=float, default=0.3, help="0 (as new) to 1 (worn)")
    command.add_argument("--photo", action="store_true", help="pages photographed with a phone")
    command.add_argument("--typed", choices=["auto", "yes", "no"], default="auto")
    command.add_argument(
        "--hands",
        choices=["tuning", "judging"],
        default="tuning",
        help="which handwriting: what a reader is judged on must not have tuned it",
    )
    trouble = command.add_mutually_exclusive_group()
    trouble.add_argument(
        "--trouble", type=float, default=1.0, help="times the usual share of what goes wrong"
    )
    trouble.add_argument("--clean", action="store_const", const=0.0, dest="trouble")


def _years(text: str) -> tuple[int, int]:
    """Read "2009" or "2003-2015"."""
    first, _, last = text.partition("-")
    return int(first), int(last or first)


_TYPED = {"auto": None, "yes": True, "no": False}


def run(options: argparse.Namespace) -> int:
    return {"make": _make, "province": _province, "load": _load}[options.what](options)


def _make(options: argparse.Namespace) -> int:
    from hotich.samples.make import make

    with Bar("samples") as bar:
        books = make(
            options.dir,
            books=options.books,
            seed=options.seed,
            kind=options.kind,
            wear=options.wear,
            entries=options.entries,
            layout=options.layout,
            family=options.family,
            years=options.years,
            trouble=options.trouble,
            photo=options.photo,
            hands=options.hands,
            typed=_TYPED[options.typed],
            copies=options.copies,
            progress=lambda _stage, done, total: bar.show(done, total),
        )
    for book in books:
        print(book)
    print(options.dir / "truth.json")
    return 0


def _province(options: argparse.Namespace) -> int:
    from hotich.samples.drawing import Look
    from hotich.samples.province import draw_province

    look = Look(
        options.seed,
        options.wear,
        options.trouble,
        options.photo,
        options.hands,
        _TYPED[options.typed],
    )
    with Bar("samples") as bar:
        counts = draw_province(
            options.dir,
            entries=options.entries,
            look=look,
            with_images=options.books_with_images,
            processes=options.processes,
            progress=lambda _stage, done, total: bar.show(done, total),
        )
    print(" · ".join(f"{count:,} {name}" for name, count in counts.items()))
    print(options.dir / "province.json")
    return 0


def _load(options: argparse.Namespace) -> int:
    from hotich.cli.loading import load
    from hotich.config import running
    from hotich.config.home import data_home

    with running.ready(data_home(), rehearsal=True):
        running.migrate()
        with Bar("load") as bar:
            counts = load(options.dir, lambda _stage, done, total: bar.show(done, total))
    print(" · ".join(f"{count:,} {name}" for name, count in counts.items()))
    return 0
