"""Read agreed records, as far as a person may see them."""

from django.db.models import F, QuerySet

from hotich.books.models import Book
from hotich.people import access
from hotich.people.errors import NotThere
from hotich.people.models import User
from hotich.records.models import Record, Version
from hotich.rules import names


def current_versions(book: Book) -> QuerySet[Version]:
    """Return the current version of every record of a book, in the order of the book."""
    return (
        Version.objects.filter(record__book=book, n=F("record__current"))
        .select_related("record__entry")
        .order_by("record__entry__position")
    )


def approved_versions(book: Book) -> QuerySet[Version]:
    """Return the approved version of every record of a book, by year, number and suffix."""
    return (
        Version.objects.filter(record__book=book, n=F("record__approved"))
        .select_related("record__entry")
        .order_by("record__year", "record__number", "record__suffix")
    )


def get(user: User, pk: int, act: str = "see_records") -> Record:
    """Return a record in a unit where the user may do the act; NotThere otherwise."""
    found = Record.objects.select_related("book__unit", "entry").filter(pk=pk).first()
    if found is None or not access.may(user, act, found.book.unit):
        raise NotThere
    return found


def search(user: User, name: str) -> QuerySet[Version]:
    """Return the current versions whose main person's name contains ``name``, diacritics or not.

    A name without a letter finds nothing: nobody leafs through everybody's records.
    """
    wanted = names.fold(name)
    if not wanted:
        return Version.objects.none()
    units = access.units(user, "see_records")
    return (
        Version.objects.filter(
            record__book__unit__in=units,
            record__search__contains=wanted,
            n=F("record__current"),
        )
        .select_related("record__entry", "record__book__unit")
        .order_by("record__sort", "pk")
    )
