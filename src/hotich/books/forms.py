"""The form of one book as it lies on the table, and what the list of books is narrowed by."""

from itertools import zip_longest
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from hotich.books import queries
from hotich.people import access
from hotich.people.models import User
from hotich.rules import layouts, registers
from hotich.units.models import Unit
from hotich.units.queries import former

MOST_YEARS = 60  # of one book; a form asking for more is no form of ours


def unit_words(unit: Unit) -> str:
    """Name a unit; one that ends says when."""
    if unit.last_day is None:
        return unit.name
    day = f"{unit.last_day:%d/%m/%Y}"
    return _now("%(name)s (đến %(day)s)") % {"name": unit.name, "day": day}


class UnitChoice(forms.ModelChoiceField):
    """A unit by its name; one that has ended says so."""

    def label_from_instance(self, obj: Unit) -> str:
        return unit_words(obj)


class ClosingForm(forms.Form):
    """One closing: a year of the book, its first number and its total."""

    closing_year = forms.IntegerField(
        label=_("Năm khóa sổ"), min_value=1900, max_value=2100, required=False
    )
    first_number = forms.IntegerField(label=_("Từ số"), min_value=1, max_value=999_999, initial=1)
    total = forms.IntegerField(
        label=_("Tổng số trường hợp khi khóa sổ"), min_value=1, max_value=20000
    )

    def __init__(self, row: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"id_%s_{row}"
        self.fields["closing_year"].required = row > 0
        _say_ranges(self)

    def is_empty(self) -> bool:
        """Say whether nobody wrote into this row; only the first one must be filled in."""
        return not (self.data.get("closing_year") or self.data.get("total"))


class BookForm(forms.Form):
    """One book with its closings; numbers as they stand on cover and closing page.

    Rows of closings come as lists of equal names. ``asked`` is what the browser has sent so far;
    with ``checked`` False it is only shown again, with what follows from it.
    """

    unit = UnitChoice(queryset=Unit.objects.none(), label=_("Đơn vị giữ sổ"), empty_label=None)
    kind = forms.ChoiceField(label=_("Loại sổ"))
    year = forms.IntegerField(label=_("Năm mở sổ"), min_value=1900, max_value=2100)
    number = forms.IntegerField(label=_("Quyển số"), min_value=1, max_value=999)
    pages = forms.IntegerField(label=_("Tổng số trang"), min_value=1, max_value=5000)
    layout = forms.ChoiceField(label=_("Mẫu trang của sổ"), required=False)
    office_unit = UnitChoice(
        queryset=Unit.objects.none(),
        label=_("Đơn vị cũ đã đăng ký"),
        required=False,
        empty_label=_("chính đơn vị giữ sổ"),
    )
    office = forms.CharField(
        label=_("Nơi đăng ký (ghi như trong sổ)"),
        max_length=200,
        widget=forms.TextInput({"list": "offices", "autocomplete": "off"}),
    )

    def __init__(
        self, user: User, language: str, asked: QueryDict | None = None, *, checked: bool = True
    ) -> None:
        first = asked.dict() if asked else {}
        super().__init__(asked if checked else None, initial=first)
        units = access.units(user, "register_book").order_by("path")
        cast("UnitChoice", self.fields["unit"]).queryset = units
        self._offer_kinds(language)
        held = self._held(list(units), str(first.get("unit", "")))
        if held:
            cast("UnitChoice", self.fields["office_unit"]).queryset = former(held)
        self._offer_layouts(str(first.get("kind", "")), _year(str(first.get("year", ""))))
        self.office_proposed = self._office_proposed(held, first)
        self.closings = self._closings(asked, checked=checked)
        _say_ranges(self)

    def _offer_kinds(self, language: str) -> None:
        kinds = cast("forms.ChoiceField", self.fields["kind"])
        kinds.choices = [(code, registers.load(code).name(language)) for code in registers.KINDS]

    def _held(self, units: list[Unit], asked: str) -> Unit | None:
        chosen = [unit for unit in units if str(unit.pk) == asked]
        return chosen[0] if chosen else units[0] if units else None

    def _offer_layouts(self, kind: str, year: int | None) -> None:
        """Offer the printed forms of the kind and year; one of another kind falls back."""
        known = queries.layouts_for(kind, year) if kind and year else []
        choices = [("", _("mẫu thường dùng của năm đó"))] if not known else []
        field = cast("forms.ChoiceField", self.fields["layout"])
        field.choices = choices + [(layout_id, layout_words(layout_id)) for layout_id in known]
        asked = self.data if isinstance(self.data, QueryDict) else None
        if asked is not None and self.is_bound and asked.get("layout") not in known:
            self.data = {**asked.dict(), "layout": known[0] if known else ""}

    def _office_proposed(self, held: Unit | None, first: dict[str, Any]) -> str:
        """Return the office as it was called in the book's year; only offered, never filled in:
        what is typed while the answer is under way must stay.
        """
        if held is None:
            return ""
        olds = cast("UnitChoice", self.fields["office_unit"]).queryset
        old = [unit for unit in olds or () if str(unit.pk) == str(first.get("office_unit", ""))]
        year = _year(str(first.get("year", "")))
        return queries.office_proposed(old[0] if old else held, year)

    def _closings(self, asked: QueryDict | None, *, checked: bool) -> list[ClosingForm]:
        names = ("closing_year", "first_number", "total")
        lists = [asked.getlist(name)[:MOST_YEARS] if asked else [] for name in names]
        rows = [dict(zip(names, row, strict=True)) for row in zip_longest(*lists, fillvalue="")]
        more: list[dict[str, Any]] = [{}] if asked and asked.get("more") else []
        if checked and asked is not None:
            return [ClosingForm(n, row) for n, row in enumerate(rows or [{}])]
        return [ClosingForm(n, initial=row or None) for n, row in enumerate([*rows, *more] or [{}])]

    def is_valid(self) -> bool:
        """Say whether the book and every row that somebody wrote into are right."""
        written = [row for n, row in enumerate(self.closings) if n == 0 or not row.is_empty()]
        return super().is_valid() and all([row.is_valid() for row in written])

    def closing_totals(self) -> list[tuple[int, int, int]]:
        """Return the closings as (year, first number, total)."""
        rows = [row.cleaned_data for row in self.closings if row.is_bound and row.is_valid()]
        return [
            (row["closing_year"] or self.cleaned_data["year"], row["first_number"], row["total"])
            for row in rows
        ]

    def has_errors(self) -> bool:
        return bool(self.errors) or any(row.errors for row in self.closings)


class SoughtForm(forms.Form):
    """What the list of books is narrowed by; a value that makes no sense narrows nothing."""

    unit = UnitChoice(queryset=Unit.objects.none(), required=False)
    kind = forms.ChoiceField(choices=[(code, code) for code in registers.KINDS], required=False)
    year = forms.IntegerField(min_value=1900, max_value=2100, required=False)
    state = forms.ChoiceField(choices=[("open", "open"), ("scanned", "scanned")], required=False)
    ended = forms.BooleanField(required=False)
    text = forms.CharField(max_length=100, required=False)

    def __init__(self, user: User, asked: QueryDict) -> None:
        super().__init__(asked)
        self.units = list(access.units(user, "see_books").order_by("path"))
        cast("UnitChoice", self.fields["unit"]).queryset = access.units(user, "see_books")

    def sought(self) -> queries.Sought:
        """Return what was understood."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value}
        return queries.Sought(**found)


def layout_words(layout_id: str) -> str:
    """Say which printed form a layout is: "mẫu in sẵn khổ A4, 2006–2015"."""
    layout = layouts.load(layout_id)
    facts = {
        "paper": layout.paper.upper(),
        "years": f"{layout.first_year}–{layout.last_year}",
        "n": len(layout.entries),
    }
    if layout.family == "ledger":
        words = ngettext_lazy(
            "sổ kẻ dòng khổ %(paper)s, %(n)s dòng một trang, %(years)s",
            "sổ kẻ dòng khổ %(paper)s, %(n)s dòng một trang, %(years)s",
            "n",
        )
    else:
        words = ngettext_lazy(
            "mẫu in sẵn khổ %(paper)s, %(n)s trường hợp một trang, %(years)s",
            "mẫu in sẵn khổ %(paper)s, %(n)s trường hợp một trang, %(years)s",
            "n",
        )
    return str(words % facts)


def _year(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None


def _say_ranges(form: forms.Form) -> None:
    """Let each number field say its range, whatever was typed instead."""
    for field in form.fields.values():
        if isinstance(field, forms.IntegerField):
            between = _("Ghi một số từ %(low)s đến %(high)s.")
            said = between % {"low": field.min_value, "high": field.max_value}
            field.error_messages |= dict.fromkeys(("invalid", "min_value", "max_value"), said)
            for check in field.validators:
                if isinstance(check, MinValueValidator | MaxValueValidator):
                    check.message = said
