"""Load a province that `hotich samples province` wrote: units, people, books and records.

Books of phase 1 come as delivered by another route, the others to be reviewed. Everything goes
through the acts that people use; run again, it goes on where it stopped.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotich.rules.errors import Refused

if TYPE_CHECKING:
    from hotich.books.models import Book
    from hotich.people.models import User

FOUNDED = date(1945, 9, 2)
BASIS = "tỉnh mẫu"
PHASE_1 = 1
AT_ONCE = 25  # books a transaction: a disk writes slowly for sure
Progress = Callable[[str, int, int], None]


class NoProvince(Refused):
    code = "cli.no_province"
    status = 404
    vi = "Thư mục {folder} không có tỉnh mẫu: chạy “hotich samples province {folder}” trước."
    en = "The folder {folder} holds no sample province: run “hotich samples province {folder}”."


def load(folder: Path, progress: Progress) -> dict[str, int]:
    """Load the province of a folder and return how many units, people, books and records came in.

    Raises NoProvince.
    """
    from django.db import connection, transaction

    try:
        province = json.loads((folder / "province.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise NoProvince(folder=folder) from error
    loaded = {"units": _found(province["unit"]), "people": _open_accounts(folder)}
    books = list(_lines(folder / "books.jsonl"))
    loaded |= {"books": 0, "records": 0}
    answers = _answering()
    for start in range(0, len(books), AT_ONCE):
        with transaction.atomic():
            for row in books[start : start + AT_ONCE]:
                book, new = _shelve(row, answers)
                loaded["books"] += new
                loaded["records"] += _take_over(folder, row, book)
        progress("books", min(start + AT_ONCE, len(books)), len(books))
    _end_units(province["unit"])
    with connection.cursor() as cursor:  # else the first pages are planned for empty tables
        cursor.execute("ANALYZE")
    return loaded


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


# Units


def _walk(unit: dict[str, Any], above: str = "") -> Iterator[tuple[dict[str, Any], str]]:
    yield unit, above
    for below in unit["units"]:
        yield from _walk(below, unit["code"])


def _found(top: dict[str, Any]) -> int:
    """Found every unit under its first name, then rename it on its days."""
    from hotich.units.actions import record_changes
    from hotich.units.drafts import Draft, NewUnit
    from hotich.units.models import Unit

    drafts = []
    for unit, above in _walk(top):
        first, *later = unit["names"]
        new = NewUnit(unit["code"], first["name"], unit["level"], above)
        drafts.append(Draft("founded", FOUNDED, BASIS, new=(new,)))
        for before, after in zip(unit["names"], later, strict=False):
            day = date.fromisoformat(before["until"])
            drafts.append(Draft("renamed", day, BASIS, (unit["code"],), name=after["name"]))
    if Unit.objects.filter(code=top["code"]).exists():
        return 0
    record_changes(actor="system", drafts=drafts)
    return sum(draft.kind == "founded" for draft in drafts)


def _end_units(top: dict[str, Any]) -> None:
    """End the units that end, each in favour of the one above it; once."""
    from hotich.units.actions import record_changes
    from hotich.units.drafts import Draft
    from hotich.units.models import Unit

    there = set(Unit.objects.filter(valid_to=None).values_list("code", flat=True))
    record_changes(
        actor="system",
        drafts=[
            Draft("ended", date.fromisoformat(unit["until"]), BASIS, (unit["code"],), (above,))
            for unit, above in _walk(top)
            if unit["until"] and unit["code"] in there
        ],
    )


# People


def _open_accounts(folder: Path) -> int:
    """Open every account with a first password that nobody is told: it is reset where needed."""
    from hotich.people.actions import import_accounts
    from hotich.people.rows import Row

    found = [
        Row(
            number=number,
            full_name=row["full_name"],
            username=row["username"],
            force=row["force"],
            unit_code=row["unit"],
            role=row["role"],
            valid_from="",
            valid_to="",
            problems=(),
        )
        for number, row in enumerate(_lines(folder / "people.jsonl"), 2)
    ]
    return len(import_accounts(found=found)[0])


def _answering() -> Callable[[str], "User"]:
    """Return who registers the books of a unit: its registrar or head, else one above it."""
    from hotich.people.models import Role
    from hotich.units.models import Unit

    paths = dict(Unit.objects.values_list("code", "path"))
    roles = Role.objects.filter(name__in=("registrar", "head")).select_related("user", "unit")
    by_path = {role.unit.path: role.user for role in roles.order_by("-name")}

    def answering(code: str) -> "User":
        path = paths[code]
        while path not in by_path:
            path = path[: path.rstrip("/").rindex("/") + 1]
        return by_path[path]

    return answering


# Books and their records


def _shelve(row: dict[str, Any], answering: Callable[[str], "User"]) -> tuple["Book", bool]:
    """Return the book of a line, and whether it was written down just now."""
    from hotich.books.actions import register_book
    from hotich.books.models import Book
    from hotich.units.models import Unit

    codes = (row["unit"], row["commune"])
    units = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
    holder, office = units[row["unit"]], units[row["commune"]]
    number = int(row["number"])
    book = Book.objects.filter(
        unit=holder,
        office_unit=None if office == holder else office,
        kind=row["kind"],
        year=row["year"],
        number=number,
    ).first()
    if book:
        return book, False
    book = register_book(
        by=answering(row["unit"]),
        unit=holder,
        kind=row["kind"],
        year=row["year"],
        number=number,
        pages=row["pages"],
        office=row["office"],
        closings=[(c["year"], c["first_number"], c["total"]) for c in row["closings"]],
        layout=row["layout"],
        office_unit=office,
    )
    return book, True


def _take_over(folder: Path, row: dict[str, Any], book: "Book") -> int:
    from hotich.records.actions import Given, take_over
    from hotich.scans.errors import BookNotEmpty

    file = folder / "records" / f"{row['id']}.jsonl"
    given = [Given(line["values"], line["flags"]) for line in _lines(file)]
    state = "other_route" if row["phase"] == PHASE_1 else "in_review"
    try:
        return take_over(
            by=book.registered_by, book=book, given=given, state=state, source=file.name
        )
    except BookNotEmpty:
        return 0
