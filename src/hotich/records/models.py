"""The agreed record of an entry and its versions. A version is never changed (trigger, 0002)."""

from django.db import models
from django.db.models import Q

from hotich.books.models import Book
from hotich.people.models import User
from hotich.scans.models import Entry


class Record(models.Model):
    """One entry as agreed. Its number is unique in its book once approved (check 32)."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="record")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="records")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    suffix = models.CharField(max_length=8, blank=True)
    current = models.PositiveIntegerField(default=0)
    approved = models.PositiveIntegerField(null=True)
    search = models.CharField(max_length=200, db_index=True)
    sort = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "year", "number", "suffix"],
                name="record_number_once",
                condition=Q(approved__isnull=False),
            ),
            models.CheckConstraint(
                name="record_approved_exists",
                condition=Q(approved=None) | Q(approved__lte=models.F("current")),
            ),
        ]


class Version(models.Model):
    """One state of a record: values as written, flags, where each value came from, and why."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    values = models.JSONField()
    flags = models.JSONField(default=dict)
    sources = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["record", "n"], name="version_once")]
