"""What the tests of review do to a book again and again."""

from hotich.books.models import Book
from hotich.records import actions as records
from hotich.records.models import Record
from hotich.review import actions, queries
from hotich.scans.models import Entry
from tests.province import Province

WHY = "đã xem ảnh"


def entry_at(book: Book, position: int) -> Entry:
    return Entry.objects.select_related("book__unit").get(book=book, position=position)


def correct(province: Province, entry: Entry, **changes: str) -> None:
    records.correct(
        by=province.checker,
        record=Record.objects.get(entry=entry),
        changes={name: (value, "") for name, value in changes.items()},
        reason=WHY,
    )


def open_findings(book: Book, entry: Entry | None = None) -> list[str]:
    """Return the keys of what is still to be confirmed, of an entry or of the book."""
    if entry is None:
        found = queries.judged_book(book)
    else:
        version = queries.current_versions(book).get(record__entry=entry)
        found = queries.judged(version, queries.book_facts(book), queries.accepted_in(book))
    return [judged.key for judged in found if judged.open]


def accept_all(province: Province, book: Book, entry: Entry | None = None) -> None:
    for key in open_findings(book, entry):
        actions.accept_finding(by=province.checker, book=book, entry=entry, finding=key, reason=WHY)


def a_number_missing(province: Province) -> Book:
    book = province.shelve(entries=3, found=2)
    province.key_twice(book)
    return book
