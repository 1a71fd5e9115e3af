"""Count every book's balance anew, for the pages that sum up many books."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hotich.books.models import Book
from hotich.keying.queries import run_out_since
from hotich.ledger.queries import newest_at, newest_line
from hotich.progress.models import Tally
from hotich.progress.queries import balances

SETTLED = timedelta(minutes=1)  # no act takes longer from its line to its commit


def count_books() -> int:
    """Count the balance of every book if anything was done since the last time.

    Returns how many books were counted. Derived figures: no line in the ledger.
    """
    line = newest_line()
    last = Tally.objects.order_by("-line").first()
    if last and last.line == line and not _unsettled(last.at):
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


def _unsettled(counted: datetime) -> bool:
    """Tell whether a count may have missed something: an act that was still being written while a
    later one was counted, or a lease that has run out since.
    """
    newest = newest_at()
    return run_out_since(counted) or (newest is not None and newest > counted - SETTLED)
