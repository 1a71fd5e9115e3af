"""Accounts, the roles they hold within a unit from one date to another, and what they accepted.

Nothing here is a password in clear: a first password exists only in the answer that shows it.
"""

import datetime
from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from hotich.rules import names
from hotich.units.models import Unit


class RoleName(models.TextChoices):
    KEYER = "keyer", _("Người nhập liệu")
    CHECKER = "checker", _("Người kiểm tra")
    REGISTRAR = "registrar", _("Công chức tư pháp – hộ tịch")
    HEAD = "head", _("Người đứng đầu đơn vị")
    DEPARTMENT = "department", _("Sở Tư pháp")
    ADMINISTRATOR = "administrator", _("Quản trị")
    AUDITOR = "auditor", _("Kiểm toán")


class Force(models.TextChoices):
    """Where a person comes from: the forces that digitise together."""

    REGISTRAR = "registrar", _("Tư pháp – hộ tịch")
    POLICE = "police", _("Công an")
    YOUTH_UNION = "youth_union", _("Đoàn Thanh niên")
    TEACHER = "teacher", _("Giáo viên")
    BORDER_GUARD = "border_guard", _("Bộ đội Biên phòng")
    OTHER = "other", _("Lực lượng khác")


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.remember_keys()
        user.save()
        return user


class User(AbstractBaseUser):
    """One person's account; what they may do comes from their roles alone.

    ``search`` and ``sort`` are keys of rules/names: nothing is folded or sorted in SQL.
    ``session_round`` counts up when every session of this person is to end.
    """

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=120)
    force = models.CharField(max_length=20, choices=Force.choices, default=Force.OTHER)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    session_round = models.PositiveIntegerField(default=0)
    search = models.CharField(max_length=200, default="")
    sort = models.CharField(max_length=400, default="", db_index=True)
    opened_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_force_known", condition=Q(force__in=[str(n) for n in Force.values])
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def actor(self) -> str:
        """The name of this person in the ledger: an id, never a name."""
        return f"user:{self.pk}"

    def remember_keys(self) -> None:
        """Work out the keys by which the person is found and sorted; the caller saves."""
        self.search = f"{names.fold(self.full_name)} {self.username.lower()}"[:200]
        self.sort = names.sort_key(self.full_name)[:400]

    def get_session_auth_hash(self) -> str:
        """Return what a session must match: another password or another round ends it."""
        return salted_hmac(
            "hotich.people.session", f"{self.session_round}:{self.password}", algorithm="sha256"
        ).hexdigest()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Accept no hash of an older key: the session was made with this one or is over."""
        return iter(())


class Role(models.Model):
    """What a person may do, in which unit (and below it), from when to when, both days included.

    ``ended_at`` is when its end was recorded: what was taken in hand before may be finished. Given
    and ended on one day, it has no day: it ends the day before it began.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="roles")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    name = models.CharField(max_length=20, choices=RoleName.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "unit", "name"],
                name="role_once_a_unit",
                condition=Q(valid_to=None),
            ),
            models.CheckConstraint(
                name="role_name_known", condition=Q(name__in=[str(n) for n in RoleName.values])
            ),
            models.CheckConstraint(
                name="role_dates_in_order",
                condition=Q(valid_to=None)
                | Q(valid_to__gte=F("valid_from") - datetime.timedelta(days=1)),
            ),
        ]


class Pledge(models.Model):
    """A person's acceptance of one version of the pledge of secrecy (people/pledge.py)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="pledges")
    version = models.CharField(max_length=10)
    accepted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "version"], name="pledge_once_a_version"),
        ]


class SignIn(models.Model):
    """One sign-in, for the person's own eyes: when, and by what."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="sign_ins")
    at = models.DateTimeField(auto_now_add=True)
    how = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index(fields=["user", "-at"], name="sign_in_by_user")]


class AccountsFile(models.Model):
    """An Excel file of accounts that was read and waits to be confirmed; one a person at most.

    ``rows`` are the rows of people/rows.py as JSON; the row goes with its confirmation.
    """

    by = models.OneToOneField(User, on_delete=models.PROTECT, related_name="accounts_file")
    name = models.CharField(max_length=120)
    rows = models.JSONField()
    read_at = models.DateTimeField(auto_now_add=True)
