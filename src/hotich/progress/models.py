"""The last count of every book's balance: derived, to be counted again at any time."""

from django.db import models

from hotich.books.models import Book


class Tally(models.Model):
    """A book's balance as of a moment; ``line`` is the newest ledger line it was counted after."""

    book = models.OneToOneField(Book, primary_key=True, on_delete=models.CASCADE, related_name="+")
    expected = models.PositiveIntegerField()
    surplus = models.IntegerField()
    places = models.JSONField()
    at = models.DateTimeField()
    line = models.BigIntegerField()
