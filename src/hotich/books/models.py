"""Registers on the shelf: the book and its closing totals."""

from django.db import models
from django.db.models import F, Q

from hotich.people.models import User
from hotich.rules.registers import KINDS
from hotich.units.models import Unit


class Book(models.Model):
    """One paper register of one office: kind, year it was opened, its number, its pages.

    ``unit`` holds it; ``office`` is the registering office as the book writes it, and
    ``office_unit`` the unit which that office belonged to where it is another one, mostly one that
    has ended. ``layout`` is the id of the printed form its pages follow, "" while none is known.
    ``search`` is what it is found by, without marks.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="books")
    kind = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    pages = models.PositiveIntegerField()
    office = models.CharField(max_length=200)
    office_unit = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="office_books"
    )
    layout = models.CharField(max_length=40, blank=True)
    search = models.CharField(max_length=260, blank=True)
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(auto_now_add=True)
    scanned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Each office numbered its books from 1: a unit may hold the same number of several.
            models.UniqueConstraint(
                fields=["unit", "office_unit", "kind", "year", "number"],
                nulls_distinct=False,
                name="book_once",
            ),
            models.CheckConstraint(name="book_kind_known", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(
                name="book_numbers_sane",
                condition=Q(year__gte=1900, year__lte=2100, number__gte=1, pages__gte=1),
            ),
        ]
        indexes = [
            models.Index(F("year").desc(), "kind", "number", "id", name="book_as_listed"),
        ]

    @property
    def label(self) -> str:
        """The book as it is spoken of: "01/2009"."""
        return f"{self.number:02d}/{self.year}"


class Closing(models.Model):
    """What was written and signed when a year was closed: the control total of (book, year)."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="closings")
    year = models.PositiveSmallIntegerField()
    first_number = models.PositiveIntegerField(default=1)
    total = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "year"], name="closing_once_a_year"),
            models.CheckConstraint(
                name="closing_sane",
                condition=Q(first_number__gte=1, total__gte=1, total__lte=20000),
            ),
        ]

    @property
    def last_number(self) -> int:
        return self.first_number + self.total - 1
