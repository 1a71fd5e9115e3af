"""Read scans, as far as a person may see them."""

from django.db.models import Count, QuerySet

from hotich.books.models import Book
from hotich.people import access
from hotich.people.errors import NotThere
from hotich.people.models import User
from hotich.scans.models import Entry, Page, ScanFile


def files_of(book: Book) -> QuerySet[ScanFile]:
    """Return the files of a book in the order received, with their number of pages."""
    return (
        ScanFile.objects.filter(book=book)
        .select_related("file")
        .annotate(page_count=Count("pages"))
        .order_by("pk")
    )


def pages_of(book: Book) -> QuerySet[Page]:
    """Return the pages of a book in reading order."""
    return Page.objects.filter(book=book).order_by("scan_file_id", "index")


def page(user: User, pk: int) -> Page:
    """Return a page of a book whose scans the user may work on; NotThere otherwise."""
    found = Page.objects.select_related("book__unit").filter(pk=pk).first()
    if found is None or not access.may(user, "add_scans", found.book.unit):
        raise NotThere
    return found


def entry(user: User, pk: int, act: str) -> Entry:
    """Return an entry in a unit where the user may do the act; NotThere otherwise."""
    found = Entry.objects.select_related("book__unit", "image").filter(pk=pk).first()
    if found is None or not access.may(user, act, found.book.unit):
        raise NotThere
    return found
