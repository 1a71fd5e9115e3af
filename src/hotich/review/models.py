"""Review: what a third person settled, which findings were accepted, missing numbers, approvals."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotich.books.models import Book
from hotich.people.models import User
from hotich.scans.models import Entry


class Comparison(models.Model):
    """Two keyings that were compared and differ: in how many fields, before anything was settled.

    An entry to settle without this row has not been compared yet.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="comparisons")
    round = models.PositiveSmallIntegerField()
    differ = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "round"], name="compared_once_a_round"),
        ]


class Settlement(models.Model):
    """The answer of a third person for one field on which two keyings differ."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="settlements")
    round = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=60)
    value = models.TextField(blank=True)
    flag = models.CharField(max_length=12, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "round", "field"], name="settled_once"),
        ]


class Acceptance(models.Model):
    """An unusual finding that a person confirmed against the image, with the reason.

    ``finding`` names check and fields ("R15:mother_birth_date"); it holds for one version of one
    entry, or for the book when ``entry`` is empty.
    """

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="acceptances")
    entry = models.ForeignKey(
        Entry, null=True, on_delete=models.PROTECT, related_name="acceptances"
    )
    version = models.PositiveIntegerField(default=0)
    finding = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "entry", "version", "finding"],
                name="accepted_once",
                nulls_distinct=False,
            ),
        ]


class Reason(models.Model):
    """Why an entry was sent back to be keyed anew, or an approved one opened again."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="reasons")
    act = models.CharField(max_length=20)
    text = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reason_act_known", condition=Q(act__in=["return_entry", "reopen_entry"])
            ),
        ]


class Approval(models.Model):
    """A head's approval of a book: how many entries, and the hash over what was approved."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="approvals")
    entries = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class MissingReason(models.TextChoices):
    SKIPPED = "skipped", _("Nhảy số")
    BLANK = "blank", _("Để trống")
    CANCELLED = "cancelled", _("Đã hủy")
    LOST = "lost", _("Mất trang")
    TORN = "torn", _("Rách nát")


class MissingNumber(models.Model):
    """One number of a book that has no entry, with the reason a person answers for."""

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="missing_numbers")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    reason = models.CharField(max_length=20, choices=MissingReason.choices)
    note = models.CharField(max_length=300, blank=True)
    explained_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    explained_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "year", "number"], name="missing_once"),
            models.CheckConstraint(
                name="missing_reason_known",
                condition=Q(reason__in=[str(v) for v in MissingReason.values]),
            ),
        ]
