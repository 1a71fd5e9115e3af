"""Keying: leases, which entry is held by whom until when, and what each person keyed.

A keying is never changed (trigger in migration 0002): what was typed stays as written.
"""

import uuid

from django.db import models
from django.db.models import Q

from hotich.books.models import Book
from hotich.files.models import StoredFile
from hotich.people.models import User
from hotich.scans.models import Entry
from hotich.units.models import Unit


class Lease(models.Model):
    """A batch of entries of one book that one person keys for a while.

    ``entries`` are the ids it was given, kept when others take them over later. ``pool``: given out
    of the common pool, without a role in the book's unit; ``away``: taken along to a place without
    a network, so it runs longer.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="leases")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="leases")
    turn = models.PositiveSmallIntegerField()
    size = models.PositiveSmallIntegerField()
    entries = models.JSONField(default=list)
    pool = models.BooleanField(default=False)
    away = models.BooleanField(default=False)
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
    ``timings`` as the station measured them: started, finished (ISO, its own clock), active_ms
    without pauses, keys pressed; ``late`` when the lease had run out before it arrived.
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
    lease = models.ForeignKey(Lease, null=True, on_delete=models.PROTECT, related_name="keyings")
    timings = models.JSONField(default=dict)
    late = models.BooleanField(default=False)
    saved_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "round", "turn"], name="keying_once_a_turn"),
            models.UniqueConstraint(fields=["entry", "round", "user"], name="keying_never_both"),
            models.CheckConstraint(name="keying_turn_known", condition=Q(turn__in=[1, 2])),
        ]
        indexes = [models.Index(fields=["user", "saved_at"], name="keying_by_person")]


class Aside(models.Model):
    """An entry set aside for a senior reader: who, why, and when it was taken up again.

    ``item`` is the id the station gave the act, so that a repeated one is recognised.
    """

    item = models.UUIDField(null=True, unique=True)
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


class Sharing(models.Model):
    """How a unit takes part in the common pool; no row: nothing of its books is shared.

    ``open_kinds`` are the kinds of its books that others may key; ``share`` the percentage of its
    own keyers who may work on others' books at one time once its own have run out. ``risk`` (0 to
    1, that the unit will be late) orders the pool.
    """

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="sharing")
    open_kinds = models.JSONField(default=list)
    share = models.PositiveSmallIntegerField(default=50)
    asked_help_at = models.DateTimeField(null=True)
    risk = models.FloatField(default=0)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="share_is_a_percentage", condition=Q(share__lte=100)),
            models.CheckConstraint(
                name="risk_is_a_probability", condition=Q(risk__gte=0, risk__lte=1)
            ),
        ]


class Aim(models.Model):
    """How many entries a person wants to key in a shift; seen by nobody else."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="aim")
    entries = models.PositiveSmallIntegerField()


class Sample(models.Model):
    """One drawn entry to practise on, with what is written on it (``truth``, by field name)."""

    kind = models.CharField(max_length=4)
    layout = models.CharField(max_length=40)
    box = models.PositiveSmallIntegerField(default=0)
    position = models.PositiveSmallIntegerField()
    image = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    book = models.JSONField(default=dict)
    truth = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "position"], name="sample_once_a_position"),
        ]


class Trial(models.Model):
    """What a person typed for a sample, and which compared fields differ from the truth."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="trials")
    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="trials")
    values = models.JSONField(default=dict)
    flags = models.JSONField(default=dict)
    fields = models.PositiveSmallIntegerField()
    wrong = models.JSONField(default=list)
    at = models.DateTimeField(auto_now_add=True)


class Pass(models.Model):
    """That a person passed the practice, with the figures it was judged by."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="practice_pass")
    fields = models.PositiveSmallIntegerField()
    wrong = models.PositiveSmallIntegerField()
    at = models.DateTimeField(auto_now_add=True)
