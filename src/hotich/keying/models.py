"""Keying: leases, which entry is held by whom until when, and what each person keyed.

A keying is never changed (trigger in migration 0002): what was typed stays as written.
"""

import uuid

from django.db import models
from django.db.models import Q

from hotich.books.models import Book
from hotich.people.models import User
from hotich.scans.models import Entry


class Lease(models.Model):
    """A batch of entries of one book that one person keys for a while."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="leases")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="leases")
    turn = models.PositiveSmallIntegerField()
    size = models.PositiveSmallIntegerField()
    taken_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="lease_turn_known", condition=Q(turn__in=[1, 2])),
        ]


class Hold(models.Model):
    """One entry in a lease. At most one row an entry; when its time is over another may take it."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True)
    lease = models.ForeignKey(Lease, on_delete=models.CASCADE, related_name="holds")
    until = models.DateTimeField(db_index=True)


class Keying(models.Model):
    """What one person typed for one entry: turn 1 is the full keying, turn 2 the compared fields.

    ``values`` maps our field names to the text as written, ``flags`` to unreadable | blank |
    crossed_out. ``digest`` is the SHA-256 of what was sent, so a repeated save is recognised.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="keyings")
    round = models.PositiveSmallIntegerField()
    turn = models.PositiveSmallIntegerField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="keyings")
    values = models.JSONField()
    flags = models.JSONField(default=dict)
    accepted = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "round", "turn"], name="keying_once_a_turn"),
            models.UniqueConstraint(fields=["entry", "round", "user"], name="keying_never_both"),
            models.CheckConstraint(name="keying_turn_known", condition=Q(turn__in=[1, 2])),
        ]


class Aside(models.Model):
    """An entry set aside for a senior reader: who, why, and when it was taken up again."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="asides")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField(auto_now_add=True)
    resumed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    resumed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], name="aside_one_open", condition=Q(resumed_at=None)
            ),
        ]
