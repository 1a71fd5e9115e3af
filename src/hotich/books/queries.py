"""Read the shelf, as far as a person may see it."""

from django.db.models import QuerySet, Sum

from hotich.books.models import Book
from hotich.people import access
from hotich.people.errors import NotThere
from hotich.people.models import User


def visible(user: User, act: str = "see_books") -> QuerySet[Book]:
    """Return the books of the units in which the user may do the act, newest year first."""
    return (
        Book.objects.filter(unit__in=access.units(user, act))
        .select_related("unit")
        .annotate(expected=Sum("closings__total"))
        .order_by("-year", "kind", "number")
    )


def get(user: User, pk: int, act: str = "see_books") -> Book:
    """Return one visible book; NotThere otherwise."""
    book = visible(user, act).filter(pk=pk).first()
    if book is None:
        raise NotThere
    return book
