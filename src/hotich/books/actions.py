"""Write down books: what is on the shelf, and the totals it was closed with."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from hotich.books.errors import AlreadyRegistered, BadBook, LayoutInUse, NoSuchLayout
from hotich.books.models import Book, Closing
from hotich.books.queries import layouts_for, search_text
from hotich.ledger import actions as ledger
from hotich.people import access
from hotich.people.models import User
from hotich.rules.registers import KINDS
from hotich.units.models import Unit

YEARS = range(1900, 2101)
LAST_NUMBER = 999_999  # a registration number has at most six digits


def register_book(
    *,
    by: User,
    unit: Unit,
    kind: str,
    year: int,
    number: int,
    pages: int,
    office: str,
    closings: list[tuple[int, int, int]],
    layout: str | None = None,
    office_unit: Unit | None = None,
) -> Book:
    """Add a book with its closing totals, each (year, first number, total entries).

    ``layout`` is the id of its printed form, by default the usual one of its kind and year.
    Raises NotAllowed, BadBook, NoSuchLayout, AlreadyRegistered.
    """
    access.require(by, "register_book", unit)
    book_sane = year in YEARS and 1 <= number <= 9999 and 1 <= pages <= 100_000
    if kind not in KINDS or not book_sane or not _closings_sane(closings):
        raise BadBook
    form = _layout(kind, year, layout)
    other = office_unit if office_unit and office_unit.pk != unit.pk else None
    try:
        with transaction.atomic():
            book = Book(
                unit=unit,
                kind=kind,
                year=year,
                number=number,
                pages=pages,
                office=office,
                office_unit=other,
                layout=form,
                registered_by=by,
            )
            book.search = search_text(book)
            book.save(force_insert=True)
            Closing.objects.bulk_create(
                Closing(book=book, year=y, first_number=f, total=t) for y, f, t in closings
            )
            ledger.record(
                actor=by.actor,
                verb="register_book",
                subject=f"book:{book.pk}",
                unit=unit.code,
                detail={"kind": kind, "year": year, "number": number, "closings": closings},
            )
    except IntegrityError as error:
        raise AlreadyRegistered(label=f"{number:02d}/{year}") from error
    return book


def _layout(kind: str, year: int, layout: str | None) -> str:
    """Return the form chosen, or the usual one; "" where none is known for this kind and year."""
    known = layouts_for(kind, year)
    if not layout:
        return known[0] if known else ""
    if layout not in known:
        raise NoSuchLayout(kind=kind, year=year)
    return layout


def change_layout(*, by: User, book: Book, layout: str) -> None:
    """Choose another printed form for a book that has no scans yet; twice changes nothing.

    Raises NotAllowed, NoSuchLayout, LayoutInUse.
    """
    access.require(by, "register_book", book.unit)
    form = _layout(book.kind, book.year, layout)
    with transaction.atomic():
        locked = Book.objects.select_for_update(no_key=True).get(pk=book.pk)
        if locked.layout == form:
            return
        # A file that waits to be read counts: its reader may have begun with the form before.
        if Book.objects.filter(pk=book.pk, scan_files__state__in=["received", "read"]).exists():
            raise LayoutInUse
        Book.objects.filter(pk=book.pk).update(layout=form)
        ledger.record(
            actor=by.actor,
            verb="change_layout",
            subject=f"book:{book.pk}",
            unit=book.unit.code,
            detail={"layout": form, "was": locked.layout},
        )


def _closings_sane(closings: list[tuple[int, int, int]]) -> bool:
    years = {year for year, _, _ in closings}
    return 0 < len(years) == len(closings) and all(
        year in YEARS and first >= 1 and 1 <= total <= 20000 and first + total - 1 <= LAST_NUMBER
        for year, first, total in closings
    )


def close_scanning(*, by: User, book: Book) -> None:
    """Declare that every page of the book is scanned; twice changes nothing."""
    access.require(by, "add_scans", book.unit)
    with transaction.atomic():
        if Book.objects.filter(pk=book.pk, scanned_at=None).update(scanned_at=timezone.now()):
            ledger.record(
                actor=by.actor,
                verb="close_scanning",
                subject=f"book:{book.pk}",
                unit=book.unit.code,
            )


def reopen_scanning(*, by: User, book: Book) -> None:
    """Take back that scanning is complete; twice changes nothing."""
    access.require(by, "add_scans", book.unit)
    with transaction.atomic():
        if Book.objects.filter(pk=book.pk, scanned_at__isnull=False).update(scanned_at=None):
            ledger.record(
                actor=by.actor,
                verb="reopen_scanning",
                subject=f"book:{book.pk}",
                unit=book.unit.code,
            )
