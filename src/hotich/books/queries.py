"""Read the shelf, as far as a person may see it."""

from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from hotich.books.models import Book, Closing
from hotich.people import access
from hotich.people.errors import NotThere
from hotich.people.models import User
from hotich.rules import layouts
from hotich.rules.names import search_key
from hotich.units.models import Unit
from hotich.units.queries import name_in


def visible(user: User, act: str = "see_books") -> QuerySet[Book]:
    """Return the books of the units in which the user may do the act, newest year first.

    ``expected`` is the sum of the closing totals.
    """
    totals = Closing.objects.filter(book=OuterRef("pk")).order_by().values("book")
    total = Subquery(totals.annotate(sum=Sum("total")).values("sum"), output_field=IntegerField())
    return (
        Book.objects.filter(unit__in=access.units(user, act))
        .select_related("unit")
        .annotate(expected=Coalesce(total, 0))
        .order_by("-year", "kind", "number", "pk")
    )


def get(user: User, pk: int, act: str = "see_books") -> Book:
    """Return one visible book; NotThere otherwise."""
    book = visible(user, act).filter(pk=pk).first()
    if book is None:
        raise NotThere
    return book


@dataclass(frozen=True, slots=True)
class Sought:
    """What a person narrows the list of books by; what is None or "" narrows nothing.

    ``state`` is "open" or "scanned"; ``ended`` wants only books of units that have ended.
    """

    unit: Unit | None = None
    kind: str = ""
    year: int | None = None
    state: str = ""
    ended: bool = False
    text: str = ""


def find(user: User, sought: Sought) -> QuerySet[Book]:
    """Return the visible books that fit; a unit stands for all that hang below it."""
    books = visible(user)
    if sought.unit:
        books = books.filter(unit__path__startswith=sought.unit.path)
    if sought.kind:
        books = books.filter(kind=sought.kind)
    if sought.year:
        books = books.filter(Q(year=sought.year) | Q(closings__year=sought.year)).distinct()
    if sought.state:
        books = books.filter(scanned_at__isnull=sought.state == "open")
    if sought.ended:
        books = books.filter(unit__valid_to__lte=timezone.localdate())
    for word in search_key(sought.text).split():
        books = books.filter(search__contains=f" {word}")
    return books


def search_text(book: Book) -> str:
    """Return what a book is found by: its label, office and the unit that holds it."""
    names = {book.office, book.unit.name, book.office_unit.name if book.office_unit else ""}
    return search_key(" ".join((book.label, *sorted(names))))[:260]


def layouts_for(kind: str, year: int) -> list[str]:
    """Return the ids of the printed forms a book may have, the usual one first; none if unknown."""
    return [layout.id for layout in layouts.candidates(kind, year)]


def layout_of(book: Book) -> layouts.Layout | None:
    """Return the printed form of a book: the one chosen, else the usual one as far as known by
    now; None if none is.
    """
    for layout_id in (book.layout, *layouts_for(book.kind, book.year)):
        if layout_id in layouts.LAYOUTS:
            return layouts.load(layout_id)
    return None


def office_proposed(unit: Unit, year: int | None) -> str:
    """Return the registering office as it was called in a year, or is now: "UBND xã Mai Đàn"."""
    return f"UBND {name_in(unit, year) if year else unit.name}"


def counts(user: User) -> dict[int, int]:
    """Return how many visible books each unit holds, by its id; units without any are left out."""
    held = Book.objects.filter(unit__in=access.units(user, "see_books")).order_by().values("unit")
    return dict(held.annotate(n=Count("pk")).values_list("unit", "n"))
