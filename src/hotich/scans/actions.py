"""Take files in, record what a worker read from them, and move entries between states."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from hotich.books.errors import ScanningClosed
from hotich.books.models import Book, Closing
from hotich.books.queries import layout_of
from hotich.files import actions as files
from hotich.files.models import StoredFile
from hotich.files.storage import Kept
from hotich.ledger import actions as ledger
from hotich.ledger.jobs import defer
from hotich.people import access
from hotich.people.models import User
from hotich.rules.errors import Refused
from hotich.rules.transitions import NotFromHere, entry_move
from hotich.scans import content
from hotich.scans.errors import BookNotEmpty, BookScanned, BreaksReaders, NoLayoutYet, TakenOver
from hotich.scans.models import Entry, Page, ScanFile

MOST_READINGS = 6


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """An entry a worker cut from a page: corners in page pixels, its upright image as stored."""

    box: int
    corners: list[list[float]]
    layout: str
    image: StoredFile


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page a worker read, with its renditions and the entries found on it."""

    index: int
    digest: str
    width: int
    height: int
    view: StoredFile
    thumb: StoredFile
    problem: str
    entries: Sequence[ReadEntry]


def add_scan(*, by: User, book: Book, kept: Kept, name: str) -> tuple[ScanFile, bool]:
    """Take a stored file into a book and have it read; returns it and whether it is new.

    The same file twice is one file. Raises NotAllowed, ScanningClosed, or what `content.sniff`
    says.
    """
    access.require(by, "add_scans", book.unit)
    check_layout(book)
    known = ScanFile.objects.filter(book=book, file_id=kept.sha256).first()
    if known:
        return known, False
    media = content.sniff(kept.path, name)
    with transaction.atomic():
        locked = Book.objects.select_for_update(no_key=True).get(pk=book.pk)
        if locked.scanned_at:
            raise ScanningClosed
        _require_own(book)
        scan_file, made = ScanFile.objects.get_or_create(
            book=book,
            file=files.remember(kept, media=media),
            defaults={"name": PurePath(name).name[:200], "added_by": by},
        )
        if made:
            ledger.record(
                actor=by.actor,
                verb="add_scan",
                subject=f"book:{book.pk}",
                unit=book.unit.code,
                detail={"file": kept.sha256, "size": kept.size},
            )
            defer("scans.read_file", lock=f"book:{book.pk}", scan_file_id=scan_file.pk)
    return scan_file, made


def _require_own(book: Book) -> None:
    if Entry.objects.filter(book=book, page=None).exists():
        raise TakenOver


def check_layout(book: Book) -> None:
    """Raise NoLayoutYet for a book whose form is not described."""
    if layout_of(book) is None:
        raise NoLayoutYet(kind=book.kind, year=book.year)


def record_pages(*, scan_file: ScanFile, pages: Sequence[ReadPage]) -> int:
    """Record what was read from a file, all of it at once, and return the number of new entries.

    A page already known in the book is left out. Run twice, the second finds the file read.
    TakenOver if the book's records came from a file.
    """
    with transaction.atomic():
        book = Book.objects.select_for_update(no_key=True).get(pk=scan_file.book_id)
        if not ScanFile.objects.filter(pk=scan_file.pk, state="received").update(state="read"):
            return 0
        _require_own(book)
        known = set(Page.objects.filter(book=book).values_list("digest", flat=True))
        last = Entry.objects.filter(book=book).aggregate(last=Max("position"))["last"]
        closings = list(book.closings.order_by("year"))
        entries: list[Entry] = []
        position = -1 if last is None else last
        for read in pages:
            if read.digest in known:
                continue
            known.add(read.digest)
            page = _page(scan_file, book, read)
            for found in read.entries:
                position += 1
                entries.append(_entry(page, found, position, closings))
        Entry.objects.bulk_create(entries)
        repeated = len(pages) - Page.objects.filter(scan_file=scan_file).count()
        scan_file.facts = {"pages": len(pages), "repeated": repeated, "entries": len(entries)}
        scan_file.save(update_fields=["facts"])
        ledger.record(
            actor="system",
            verb="read_scan",
            subject=f"book:{book.pk}",
            unit=book.unit.code,
            detail={"file": scan_file.file_id, **scan_file.facts},
        )
    return len(entries)


def _page(scan_file: ScanFile, book: Book, read: ReadPage) -> Page:
    return Page.objects.create(
        scan_file=scan_file,
        book=book,
        index=read.index,
        digest=read.digest,
        width=read.width,
        height=read.height,
        view=read.view,
        thumb=read.thumb,
        problem=read.problem,
    )


def _entry(page: Page, found: ReadEntry, position: int, closings: Sequence[Closing]) -> Entry:
    year, number = _number_at(closings, position)
    return Entry(
        book=page.book,
        page=page,
        box=found.box,
        position=position,
        corners=found.corners,
        layout=found.layout,
        image=found.image,
        year=year,
        number=number,
    )


def _number_at(closings: Sequence[Closing], position: int) -> tuple[int, int]:
    """Return the (year, number) that the entry at a position should have by the closing totals."""
    for closing in closings:
        if position < closing.total:
            return closing.year, closing.first_number + position
        position -= closing.total
    return closings[-1].year, closings[-1].last_number + position + 1


def begin_reading(*, scan_file: ScanFile) -> bool:
    """Count one more attempt at a file and tell whether to make it.

    A file whose reader died MOST_READINGS times is refused instead: it would stop every worker.
    """
    waiting = ScanFile.objects.filter(pk=scan_file.pk, state="received")
    if scan_file.readings >= MOST_READINGS:
        refuse_file(scan_file=scan_file, why=BreaksReaders(name=scan_file.name))
        return False
    return waiting.update(readings=F("readings") + 1) > 0


def postpone_reading(*, scan_file: ScanFile) -> None:
    """Take an attempt back that failed for the server's own trouble, a full disk say."""
    ScanFile.objects.filter(pk=scan_file.pk, readings__gt=0).update(readings=F("readings") - 1)


def refuse_file(*, scan_file: ScanFile, why: Refused) -> None:
    """Record that a file could not be read and why; the file itself is kept."""
    facts = {key: str(value) for key, value in why.facts.items()}
    with transaction.atomic():
        changed = ScanFile.objects.filter(pk=scan_file.pk, state="received").update(
            state="refused", problem=why.code, facts=facts
        )
        if changed:
            ledger.record(
                actor="system",
                verb="refuse_scan",
                subject=f"book:{scan_file.book_id}",
                unit=scan_file.book.unit.code,
                detail={"file": scan_file.file_id, "problem": why.code},
            )


def take_over_entries(
    *, book: Book, numbers: Sequence[tuple[int, int, str]], state: str
) -> list[Entry]:
    """Add entries without a page to an empty book, each (year, number, suffix), in its order.

    A step of records.take_over. BookNotEmpty if the book has entries already, BookScanned if a file
    that will bring some was sent.
    """
    Book.objects.select_for_update(no_key=True).get(pk=book.pk)
    if Entry.objects.filter(book=book).exists():
        raise BookNotEmpty
    if ScanFile.objects.filter(book=book, state__in=("received", "read")).exists():
        raise BookScanned
    return Entry.objects.bulk_create(
        Entry(
            book=book,
            box=0,
            position=position,
            corners=[],
            layout="",
            year=year,
            number=number,
            suffix=suffix,
            state=state,
        )
        for position, (year, number, suffix) in enumerate(numbers)
    )


def move_entry(entry: Entry, verb: str, **changes: Any) -> Entry:
    """Move an entry by a verb of rules.transitions in the caller's transaction.

    The write is conditional: NotFromHere if somebody else moved it first.
    """
    move = entry_move(verb)
    moved = Entry.objects.filter(pk=entry.pk, state__in=move.sources).update(
        state=move.target, **changes
    )
    if not moved:
        entry.refresh_from_db(fields=["state"])
        raise NotFromHere(state=entry.state)
    entry.refresh_from_db()
    return entry


def move_entries(pks: Sequence[int], verb: str) -> None:
    """Move several entries, which the caller has locked, by one statement.

    NotFromHere, and nothing moved, unless all of them are where the verb starts from.
    """
    move = entry_move(verb)
    with transaction.atomic():
        moved = Entry.objects.filter(pk__in=pks, state__in=move.sources).update(state=move.target)
        if moved != len(pks):
            raise NotFromHere(state=", ".join(move.sources))


def number_entry(entry: Entry, *, year: int, number: int, suffix: str) -> None:
    """Give an entry the number its keyings agreed on, in the caller's transaction."""
    Entry.objects.filter(pk=entry.pk).update(year=year, number=number, suffix=suffix)
    entry.year, entry.number, entry.suffix = year, number, suffix


def approve_entries(book: Book) -> int:
    """Move every entry of a book that is in review to approved, and return how many moved."""
    move = entry_move("approve")
    waiting = Entry.objects.filter(book=book, state__in=move.sources)
    return waiting.update(state=move.target)
