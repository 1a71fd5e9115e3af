"""Read packages and the sending ledger, and turn approved versions into rows and messages."""

import datetime
import hashlib
import zipfile
from collections.abc import Iterable
from functools import partial

from django.db.models import Count, Exists, F, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from hotich.books.models import Book
from hotich.books.queries import visible
from hotich.delivery import connectors, packages
from hotich.delivery.errors import PdfMissing
from hotich.delivery.models import Delivery, Package, Receipt, Refusal
from hotich.files import storage
from hotich.files.errors import Unreachable
from hotich.people.errors import NotThere
from hotich.people.models import User
from hotich.records.models import Version
from hotich.rules import dates, filenames
from hotich.rules.checks import Finding
from hotich.rules.checks.findings import found
from hotich.rules.errors import Refused
from hotich.rules.registers import load
from hotich.scans import entrypdf
from hotich.units.models import Unit
from hotich.units.queries import spells_on


def unit_slug(book: Book) -> str:
    """Return the unit's part of file names, from its name and the two levels above it.

    A unit that has ended is called as on its last day: its books' files keep their names.
    """
    names = _names_of(book.office_unit or book.unit)
    province, district = names[0], names[-2] if len(names) > 1 else ""
    return filenames.unit_slug(names[-1], district, province)


def _names_of(unit: Unit) -> list[str]:
    """Return what a unit and those above it are called, or were on its last day, from the root."""
    day, last = timezone.localdate(), unit.last_day
    spells = spells_on(min(day, last) if last else day)
    names: list[str] = []
    spell = spells.filter(unit=unit).first()
    while spell:
        names.insert(0, spell.name)
        spell = spells.filter(unit=spell.parent_id).first()
    return names or [unit.name]  # not there yet


def key_of(version: Version) -> str:
    """Return the key that names this version of this entry at the receiver, forever
    (SHA-256 hex).

    The record's id is part of it: a number once keyed wrong may later be another entry's, and two
    entries under one key would be one at the receiver.
    """
    record = version.record
    book = record.book
    parts = [
        book.unit.code,
        book.kind,
        book.year,
        book.number,
        record.year,
        record.number,
        record.suffix,
        record.pk,
        "register",
        version.n,
    ]
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def content_digest(versions: Iterable[Version]) -> str:
    """Return the hash over approved versions: it names the content of a package."""
    content = "".join(f"{v.record_id}.{v.n}:{v.digest}\n" for v in versions)
    return hashlib.sha256(content.encode()).hexdigest()


def registration_date(version: Version) -> datetime.date | None:
    """Return the registration date if the book gives a full one."""
    try:
        return dates.parse(version.values.get("registration_date", "")).full
    except Refused:
        return None


def pdf_name(version: Version) -> str:
    """Return the file name of an entry's PDF by the rule."""
    record = version.record
    return filenames.entry_pdf(
        record.book.kind,
        record.book.year,
        record.book.number,
        registration_date(version),
        record.number,
        record.suffix,
    )


def pdf_of(version: Version) -> bytes:
    """Return the PDF of an entry, made from its stored image: always the same bytes."""
    name, image = pdf_name(version), version.record.entry.image_id
    if image is None:
        raise PdfMissing(name=name)
    return entrypdf.pdf_of_jpeg(storage.read(image), title=name)


def columns_of(version: Version) -> dict[str, str]:
    """Return a version by the ministry's keys."""
    return load(version.record.book.kind).to_columns(version.values)


def row_of(version: Version) -> packages.Row:
    """Return a version as a row of the package; its PDF is made when it is written."""
    return packages.Row(columns_of(version), pdf_name(version), partial(pdf_of, version))


def message_of(delivery: Delivery) -> connectors.Message:
    """Return a delivery as the message its connector sends; the same at every repeat.

    The PDF comes out of the package, so that a later version of a library cannot change it.
    """
    version = delivery.version
    book = delivery.book
    name = pdf_name(version)
    return connectors.Message(
        key=delivery.key,
        unit=book.unit.code,
        book=connectors.Book(book.kind, book.year, book.number),
        file_id=f"{version.record_id}",
        date=version.values.get("registration_date", ""),
        version=version.n,
        data=columns_of(version),
        pdf_name=name,
        pdf=_packed(delivery.package, name),
    )


def _packed(package: Package, name: str) -> bytes:
    try:
        with zipfile.ZipFile(storage.path_of(package.zip_id)) as archive:
            return archive.read(name)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise Unreachable(sha256=package.zip_id[:12]) from error


def released(book: Book) -> QuerySet[Delivery]:
    """Return the rows of a book, if a person has released its newest package for sending."""
    newest = packages_of(book).first()
    if newest is None or newest.released_at is None:
        return Delivery.objects.none()
    return Delivery.objects.filter(book=book).select_related(
        "version__record__book__unit", "version__record__entry", "book__unit", "package"
    )


def to_send(book: Book) -> QuerySet[Delivery]:
    """Return the released rows still to be sent: never a version that has been corrected since,
    nor an entry that is being looked at again.
    """
    return released(book).filter(
        state="pending",
        version__n=F("version__record__approved"),
        version__record__entry__state="approved",
    )


def packages_of(book: Book) -> QuerySet[Package]:
    """Return the packages of a book, the newest first."""
    return (
        Package.objects.filter(book=book).select_related("xlsx", "zip", "manifest").order_by("-pk")
    )


def warnings_of(package: Package) -> list[Finding]:
    """Return what check 12 finds unusual in a package's PDFs."""
    return [found(warning["id"], None, **warning["facts"]) for warning in package.warnings]


def refusal(book: Book) -> Refusal | None:
    """Return why a book's approved records could not be packed, None if nothing stands in
    the way.
    """
    return Refusal.objects.filter(book=book).first()


def packed(user: User) -> QuerySet[Book]:
    """Return the books that have a package, or should have one and were refused it."""
    there = Package.objects.filter(book=OuterRef("pk"))
    return visible(user, "see_deliveries").filter(
        Exists(there) | Exists(Refusal.objects.filter(book=OuterRef("pk")))
    )


def package(user: User, pk: int) -> Package:
    """Return a package whose deliveries the user may see; NotThere otherwise."""
    found = Package.objects.select_related("book__unit").filter(pk=pk).first()
    if found is None or not visible(user, "see_deliveries").filter(pk=found.book_id).exists():
        raise NotThere
    return found


def unknown(book: Book) -> QuerySet[Delivery]:
    """Return the rows of a book whose answer was lost and that are due to be asked for."""
    return (
        released(book).filter(state="unknown").exclude(next_try__gt=timezone.now()).order_by("pk")
    )


PLACES = {"pending": "approved", "sent": "waiting"}  # the balance's words for our states


def places(book: Book) -> dict[str, int]:
    """Return how many rows of a book are in each place of the balance; only places that
    have some.
    """
    return places_of([book])[book.pk]


def newest_packages(books: Iterable[Book]) -> dict[int, Package]:
    """Return the newest package of each of the books by the book's id."""
    found = Package.objects.filter(book__in=[book.pk for book in books])
    return {p.book_id: p for p in found.order_by("book_id", "-pk").distinct("book_id")}


def places_of(books: Iterable[Book]) -> dict[int, dict[str, int]]:
    """Return `places` of each of the books by the book's id."""
    found: dict[int, dict[str, int]] = {book.pk: {} for book in books}
    rows = Delivery.objects.filter(book__in=list(found)).values_list("book", "state")
    for book, state, n in rows.annotate(n=Count("pk")):
        found[book][PLACES.get(state, state)] = n
    return found


def is_going(book: Book) -> bool:
    """Tell whether rows of a book are released and still to be sent."""
    return to_send(book).exists()


def rows_of(book: Book) -> list[tuple[Delivery, str, Receipt | None]]:
    """Return every row of a book with its place and its newest receipt, by number."""
    rows = (
        Delivery.objects.filter(book=book)
        .select_related("version__record__entry")
        .prefetch_related(Prefetch("receipts", Receipt.objects.order_by("pk")))
        .order_by("version__record__year", "version__record__number", "version__n")
    )
    return [(row, PLACES.get(row.state, row.state), _last(row)) for row in rows]


def _last(row: Delivery) -> Receipt | None:
    receipts = list(row.receipts.all())
    return receipts[-1] if receipts else None


def row(user: User, pk: int) -> Delivery:
    """Return one row of a book whose deliveries the user may see; NotThere otherwise."""
    found = Delivery.objects.select_related("book__unit").filter(pk=pk).first()
    if found is None or not visible(user, "see_deliveries").filter(pk=found.book_id).exists():
        raise NotThere
    return found
