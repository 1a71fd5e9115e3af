"""Count every book's balance anew, for the pages that sum up many books."""

from django.db import transaction
from django.utils import timezone

from hotich.books.models import Book
from hotich.ledger.queries import newest_line
from hotich.progress.models import Tally
from hotich.progress.queries import balances


def count_books() -> int:
    """Count the balance of every book if anything was done since the last time.

    Returns how many books were counted. Derived figures: no line in the ledger.
    """
    line = newest_line()
    last = Tally.objects.order_by("-line").values_list("line", flat=True).first()
    if last == line:
        return 0
    with transaction.atomic():
        books = list(Book.objects.order_by("pk").values_list("pk", flat=True))
        now, parts = timezone.now(), balances(books)
        Tally.objects.bulk_create(
            (
                Tally(
                    book_id=book,
                    expected=part.expected,
                    surplus=part.surplus,
                    places={place: n for place, n in part.places.items() if n},
                    at=now,
                    line=line,
                )
                for book, part in parts.items()
            ),
            update_conflicts=True,
            unique_fields=["book"],
            update_fields=["expected", "surplus", "places", "at", "line"],
        )
    return len(books)
