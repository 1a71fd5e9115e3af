"""Forms of accounts and roles, of one's own password, of a passkey."""

import datetime
from typing import Any, cast

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from hotich.people import queries, rows
from hotich.people.models import Force, RoleName, User
from hotich.rules import names
from hotich.units.models import Unit

_DAY_HINT = _("Ngày/tháng/năm, như 01/03/2025.")


class DayField(forms.CharField):
    """A day as it is written here, 01/03/2025; None where it is left empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("help_text", _DAY_HINT)
        super().__init__(max_length=10, widget=forms.TextInput({"inputmode": "numeric"}), **kwargs)

    def clean(self, value: Any) -> datetime.date | None:
        text = names.nfc(super().clean(value) or "")
        day = rows.read_day(text)
        if text and day is None:
            raise forms.ValidationError(_("Không đọc được ngày này. Ghi như 01/03/2025."))
        return day


def _units(field: forms.Field, user: User) -> None:
    cast("forms.ModelChoiceField[Unit]", field).queryset = queries.units_managed(user)


def _roles(field: forms.Field, user: User) -> None:
    words = dict(RoleName.choices)
    give = queries.roles_to_give(user)
    cast("forms.ChoiceField", field).choices = [(name, words[name]) for name in give]


class PersonForm(forms.Form):
    """A new account with its first role."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=60,
        required=False,
        help_text=_("Để trống thì hệ thống tự đặt từ tên và mã đơn vị."),
    )
    force = forms.ChoiceField(label=_("Lực lượng"), choices=Force.choices, initial=Force.OTHER)
    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label=_("Đơn vị"), empty_label=None)
    role = forms.ChoiceField(label=_("Vai trò"))
    valid_from = DayField(label=_("Từ ngày"))
    valid_to = DayField(label=_("Đến ngày"))

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _units(self.fields["unit"], user)
        _roles(self.fields["role"], user)


class RoleForm(forms.Form):
    """One more role for a person."""

    unit = forms.ModelChoiceField(queryset=Unit.objects.none(), label=_("Đơn vị"), empty_label=None)
    role = forms.ChoiceField(label=_("Vai trò"))
    valid_from = DayField(label=_("Từ ngày"))
    valid_to = DayField(label=_("Đến ngày"))

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "give_%s", **kwargs})
        _units(self.fields["unit"], user)
        _roles(self.fields["role"], user)


class MoveForm(forms.Form):
    """From which unit to which, from when."""

    old = forms.ModelChoiceField(
        queryset=Unit.objects.none(), label=_("Rời đơn vị"), empty_label=None
    )
    new = forms.ModelChoiceField(
        queryset=Unit.objects.none(), label=_("Đến đơn vị"), empty_label=None
    )
    first_day = DayField(label=_("Từ ngày"))

    def __init__(self, user: User, person: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "move_%s", **kwargs})
        _units(self.fields["new"], user)
        held = Unit.objects.filter(role__in=queries.roles_of(person)).distinct().order_by("path")
        cast("forms.ModelChoiceField[Unit]", self.fields["old"]).queryset = held


class EditForm(forms.Form):
    """A person's name and force."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    force = forms.ChoiceField(label=_("Lực lượng"), choices=Force.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "edit_%s", **kwargs})


class AccountsFileForm(forms.Form):
    """The Excel file of accounts."""

    file = forms.FileField(
        label=_("Tệp Excel"), widget=forms.ClearableFileInput({"accept": ".xlsx"})
    )


class PasswordForm(forms.Form):
    """A new password of one's own, typed twice."""

    old = forms.CharField(
        label=_("Mật khẩu hiện tại"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("Mật khẩu mới"),
        strip=False,
        help_text=_("Ít nhất 10 ký tự, không chứa tên mình. Dễ nhớ: ghép ba, bốn từ."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Mật khẩu mới, gõ lại"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new") != data.get("again"):
            self.add_error("again", _("Hai lần gõ không giống nhau. Hãy gõ lại."))
        return data


class PasskeyForm(AddWebAuthnForm):
    """A passkey's name, and whether it is to be enough by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Tên để nhận ra khóa này")
        self.fields["name"].max_length = 60
        self.fields["passwordless"].label = _("Đăng nhập chỉ bằng khóa này, không cần mật khẩu")
        self.fields["passwordless"].help_text = ""
