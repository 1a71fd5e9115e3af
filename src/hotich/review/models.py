"""Review: differences and how they were settled, verifications, findings accepted, approvals."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hotich.books.models import Book
from hotich.people.models import User
from hotich.scans.models import Entry


class DifferenceState(models.TextChoices):
    OPEN = "open"
    RAISED = "raised"
    SETTLED = "settled"


class Difference(models.Model):
    """One field in which the two keyings of a round differ, and how far it is: the work list.

    ``place`` is the field's in writing order. Who has it before them holds it until
    ``claimed_until``, so that two people do not read the same place. An entry to settle without a
    row has not been compared yet.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="differences")
    round = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=60)
    place = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, default=DifferenceState.OPEN)
    claimed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "round", "field"], name="difference_once"),
            models.CheckConstraint(
                name="difference_state_known",
                condition=Q(state__in=[str(v) for v in DifferenceState.values]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "entry"],
                condition=~Q(state=DifferenceState.SETTLED),
                name="difference_waiting",
            ),
        ]


class SettlementAct(models.TextChoices):
    ANSWER = "answer"
    RAISE = "raise"
    TAKE_BACK = "take_back"


class Settlement(models.Model):
    """One act of a third person on a difference; the last one (``n``) of a field counts.

    answer: what the book says (value, flag). raise: a senior reader is to say it (reason).
    take_back: the act before does not hold any more.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="settlements")
    round = models.PositiveSmallIntegerField()
    field = models.CharField(max_length=60)
    n = models.PositiveSmallIntegerField(default=1)
    act = models.CharField(max_length=10, default=SettlementAct.ANSWER)
    value = models.TextField(blank=True)
    flag = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "round", "field", "n"], name="settled_once"),
            models.CheckConstraint(
                name="settlement_act_known",
                condition=Q(act__in=[str(v) for v in SettlementAct.values]),
            ),
        ]
        indexes = [models.Index(fields=["by", "at"], name="settlement_by_person")]


class Verification(models.Model):
    """One act by which a person held agreed values against the images.

    ``field`` is the one field of many entries, "" where it was every field of one entry.
    """

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="verifications")
    field = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)


class Verified(models.Model):
    """What a verification found right: a field's value and flag in one version of a record.

    It holds for later versions as long as the field still says the same.
    """

    verification = models.ForeignKey(Verification, on_delete=models.PROTECT, related_name="rows")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="verified")
    field = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    value = models.TextField(blank=True)
    flag = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["verification", "entry", "field"], name="verified_once_an_act"
            ),
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
