"""The form of one book as it lies on the table."""

from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from hotich.people import access
from hotich.people.models import User
from hotich.rules import registers
from hotich.units.models import Unit


class BookForm(forms.Form):
    """One book with one closing year; numbers as they stand on cover and closing page."""

    unit = forms.ModelChoiceField(
        queryset=Unit.objects.none(), label=_("Đơn vị giữ sổ"), empty_label=None
    )
    kind = forms.ChoiceField(label=_("Loại sổ"))
    year = forms.IntegerField(label=_("Năm mở sổ"), min_value=1900, max_value=2100)
    number = forms.IntegerField(label=_("Quyển số"), min_value=1, max_value=999)
    office = forms.CharField(label=_("Nơi đăng ký (ghi như trong sổ)"), max_length=200)
    pages = forms.IntegerField(label=_("Tổng số trang"), min_value=1, max_value=5000)
    first_number = forms.IntegerField(label=_("Từ số"), min_value=1, max_value=999_999, initial=1)
    total = forms.IntegerField(
        label=_("Tổng số trường hợp khi khóa sổ"), min_value=1, max_value=20000
    )

    def __init__(self, user: User, language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = cast("forms.ModelChoiceField[Unit]", self.fields["unit"])
        units.queryset = access.units(user, "register_book").order_by("path")
        kinds = cast("forms.ChoiceField", self.fields["kind"])
        kinds.choices = [(code, registers.load(code).name(language)) for code in registers.KINDS]
        for name, field in self.fields.items():
            field.widget.attrs.update({"class": "inp", "id": f"id_{name}"})
            if isinstance(field, forms.IntegerField):
                between = _("Ghi một số từ %(low)s đến %(high)s.")
                said = between % {"low": field.min_value, "high": field.max_value}
                field.error_messages |= dict.fromkeys(("invalid", "min_value", "max_value"), said)
                for check in field.validators:
                    if isinstance(check, MinValueValidator | MaxValueValidator):
                        check.message = said
