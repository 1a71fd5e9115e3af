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
        # For the balance, which joins all versions but needs none of their values.
        indexes = [models.Index(fields=["id"], include=["record", "n"], name="version_narrow")]


class MassViewing(models.Model):
    """An alert: somebody looked at more of people's data within an hour than work asks for.

    One open one for a person, a kind of reading and a day of Vietnam; ``count`` is the most within
    an hour until it was answered.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=20)
    day = models.DateField()
    count = models.PositiveIntegerField()
    limit = models.PositiveIntegerField()
    raised_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "what", "day"],
                condition=Q(answered_at=None),
                name="mass_viewing_one_open_a_day",
            ),
            models.CheckConstraint(
                name="mass_viewing_answered_whole",
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]
