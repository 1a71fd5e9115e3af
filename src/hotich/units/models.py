"""Administrative units: a tree of any depth whose nodes, names and parents have dates of validity.

`Change` is what a decree said; `Spell` and the columns of `Unit` are drawn from all changes.
"""

import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q, Value
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What can happen to units. A merger, a split and an end make their sources end."""

    FOUNDED = "founded", _("Thành lập")
    RENAMED = "renamed", _("Đổi tên")
    MOVED = "moved", _("Chuyển về đơn vị cấp trên khác")
    MERGED = "merged", _("Sáp nhập")
    SPLIT = "split", _("Chia tách")
    ENDED = "ended", _("Kết thúc hoạt động")


class Unit(models.Model):
    """A province, a district, a commune… as it existed from one date to another (exclusive).

    ``code`` is the General Statistics Office's; a later unit may take the code of one that ended.
    ``name``, ``level`` and ``parent`` are those of today (of its last day, of its first day).
    ``path`` is the tree of responsibility: the ids from the root down ("/1/4/9/"), so that
    "within" is a prefix. A unit that has ended hangs below its successor.
    """

    code = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=40)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    successor = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    path = models.CharField(max_length=200, db_index=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="unit_code_once_a_time"),
            models.CheckConstraint(
                name="unit_dates_in_order",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
            # Deferred: a merger founds the new unit with the old one's code before that one ends.
            ExclusionConstraint(
                name="unit_code_one_at_a_time",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (
                        Func(
                            "valid_from",
                            "valid_to",
                            Value("[)"),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                deferrable=Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> datetime.date | None:
        """The last day on which the unit is there; None while no end is known."""
        return self.valid_to - datetime.timedelta(days=1) if self.valid_to else None


class Spell(models.Model):
    """What a unit was called and where it belonged, from one date to another (exclusive)."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="spells")
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=40)
    parent = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="spell_once_a_time"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(valid_to=None), name="spell_one_open"
            ),
            models.CheckConstraint(
                name="spell_dates_in_order",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
        ]
        indexes = [models.Index(fields=["valid_from", "valid_to"], name="spell_by_dates")]


class Change(models.Model):
    """One thing that a decree did to units on a day; it may be recorded ahead.

    ``applied_at`` is when it took effect in the tree of responsibility, empty until its day.
    """

    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    basis = models.CharField(max_length=300)
    name = models.CharField(max_length=120, blank=True)
    recorded_by = models.CharField(max_length=40)
    recorded_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="change_kind_known", condition=Q(kind__in=[str(k) for k in Kind.values])
            ),
            models.CheckConstraint(name="change_named", condition=~Q(kind="renamed") | ~Q(name="")),
        ]
        indexes = [
            models.Index(fields=["on"], name="change_due", condition=Q(applied_at=None)),
            models.Index(fields=["on", "id"], name="change_by_day"),
        ]


class Party(models.Model):
    """A unit in a change: what it happened to (source) or what came of it (target).

    The parent of a unit that moved is its target. A target with a name was founded by this change,
    so called, on this level, below this parent.
    """

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="parties")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="parties")
    side = models.CharField(max_length=6)
    name = models.CharField(max_length=120, blank=True)
    level = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["change", "unit", "side"], name="party_once"),
            models.CheckConstraint(
                name="party_side_known", condition=Q(side__in=["source", "target"])
            ),
        ]
