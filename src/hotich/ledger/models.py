"""The append-only account of every act. Triggers (migration 0002) let a line be sealed once, no
more.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Line(models.Model):
    """One act by one person (or the system) on one subject; ids and counts only, no
    personal data.
    """

    at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField(max_length=40)
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, db_index=True)
    unit = models.CharField(max_length=20, blank=True)
    detail = models.JSONField(default=dict)
    seq = models.BigIntegerField(null=True, unique=True)
    prev = models.CharField(max_length=64, null=True)
    hash = models.CharField(max_length=64, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="line_sealed_whole",
                condition=models.Q(seq=None, prev=None, hash=None)
                | models.Q(seq__isnull=False, prev__isnull=False, hash__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["id"], name="line_unsealed", condition=models.Q(seq=None)),
        ]


class Proof(models.Model):
    """What a whole recomputation of the chain found, kept: the page shows the newest one."""

    at = models.DateTimeField(auto_now_add=True)
    sealed = models.BigIntegerField()
    head = models.CharField(max_length=64)
    broken_at = models.BigIntegerField(null=True)


class Reading(models.Model):
    """One look at people's data: who saw which image, record or file, when, of which unit.

    ``records`` are the records it showed where it showed several, as a search does. ``duty`` is
    work that was handed out (a lease, a difference to settle): it does not count as leafing about.
    """

    at = models.DateTimeField(auto_now_add=True)
    actor = models.CharField(max_length=40)
    what = models.CharField(max_length=20)
    subject = models.CharField(max_length=80)
    unit = models.CharField(max_length=20, blank=True)
    records = ArrayField(models.BigIntegerField(), default=list)
    duty = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["actor", "at"], name="reading_by_actor"),
            models.Index(fields=["subject", "at"], name="reading_by_subject"),
            models.Index(fields=["at"], name="reading_by_time"),
            GinIndex(fields=["records"], name="reading_by_record"),
        ]
