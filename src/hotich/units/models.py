"""Administrative units: a tree of any depth whose nodes have dates of validity."""

from django.db import models
from django.db.models import F, Q


class Unit(models.Model):
    """A province, a district, a commune… as it existed from one date to another.

    ``code`` is the General Statistics Office's; ``path`` is the ids from the root down ("/1/4/9/"),
    so that "within" is a prefix.
    """

    code = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=40)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
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
        ]

    def __str__(self) -> str:
        return self.name
