"""Packages written for a book, and the sending ledger: one row for each version sent."""

from django.db import models
from django.db.models import Q

from hotich.books.models import Book
from hotich.files.models import StoredFile
from hotich.people.models import User
from hotich.records.models import Version
from hotich.rules.transitions import DELIVERY_STATES


class Package(models.Model):
    """The Excel, the zip of PDFs and the manifest of a book's approved records.

    ``warnings`` are what check 12 finds unusual, each {"id": case, "facts": {…}}: whoever releases
    the package has seen them.
    """

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="packages")
    digest = models.CharField(max_length=64)
    entries = models.PositiveIntegerField()
    xlsx = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    xlsx_name = models.CharField(max_length=160)
    zip = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    zip_name = models.CharField(max_length=160)
    manifest = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    manifest_name = models.CharField(max_length=160)
    warnings = models.JSONField(default=list)
    written_at = models.DateTimeField(auto_now_add=True)
    released_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "digest"], name="package_once_a_content"),
            models.CheckConstraint(
                name="package_released_by_someone",
                condition=Q(released_by=None, released_at=None)
                | Q(released_by__isnull=False, released_at__isnull=False),
            ),
        ]


class Refusal(models.Model):
    """Why the approved records of a book could not be packed, in both languages; gone once
    they are.
    """

    book = models.OneToOneField(
        Book, primary_key=True, on_delete=models.PROTECT, related_name="package_refusal"
    )
    code = models.CharField(max_length=40)
    vi = models.CharField(max_length=500)
    en = models.CharField(max_length=500)
    at = models.DateTimeField(auto_now=True)


class Delivery(models.Model):
    """One version of a record on its way to the ministry. ``key`` names it there and never
    expires.
    """

    version = models.OneToOneField(Version, on_delete=models.PROTECT, related_name="delivery")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="deliveries")
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="deliveries")
    key = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, default="pending")
    attempts = models.PositiveIntegerField(default=0)
    next_try = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delivery_state_known", condition=Q(state__in=list(DELIVERY_STATES))
            ),
        ]
        indexes = [models.Index(fields=["book", "state"], name="delivery_by_state")]


class Receipt(models.Model):
    """An answer of the ministry's system as it was received; the same answer twice is one row."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="receipts")
    digest = models.CharField(max_length=64)
    status = models.CharField(max_length=20)
    code = models.CharField(max_length=40, blank=True)
    description = models.CharField(max_length=500, blank=True)
    number = models.CharField(max_length=80, blank=True)
    raw = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "digest"], name="receipt_once"),
        ]
