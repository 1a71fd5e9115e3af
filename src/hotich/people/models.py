"""Accounts, and the roles they hold within a unit from one date to another."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hotich.units.models import Unit


class RoleName(models.TextChoices):
    KEYER = "keyer", _("Người nhập liệu")
    CHECKER = "checker", _("Người kiểm tra")
    REGISTRAR = "registrar", _("Công chức tư pháp – hộ tịch")
    HEAD = "head", _("Người đứng đầu đơn vị")
    DEPARTMENT = "department", _("Sở Tư pháp")
    ADMINISTRATOR = "administrator", _("Quản trị")
    AUDITOR = "auditor", _("Kiểm toán")


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """One person's account; what they may do comes from their roles alone."""

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]
    objects = UserManager()

    def __str__(self) -> str:
        return self.full_name

    @property
    def actor(self) -> str:
        """The name of this person in the ledger: an id, never a name."""
        return f"user:{self.pk}"


class Role(models.Model):
    """What a person may do, in which unit (and below it), from when to when."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="roles")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    name = models.CharField(max_length=20, choices=RoleName.choices)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "unit", "name"], name="role_once_a_unit"),
            models.CheckConstraint(
                name="role_name_known", condition=Q(name__in=[str(n) for n in RoleName.values])
            ),
            models.CheckConstraint(
                name="role_dates_in_order",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]
