"""The form of one change of units: only the fields that its kind needs."""

import datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from hotich.people.forms import DayField
from hotich.people.models import User
from hotich.territory import queries
from hotich.units.drafts import Draft, NewUnit
from hotich.units.models import Kind, Unit
from hotich.units.tables import spoken

END_OF_LEVEL = "level"
KINDS = [*Kind.choices, (END_OF_LEVEL, _("Kết thúc cả một cấp"))]
LEVELS = [("province", _("cấp tỉnh")), ("district", _("cấp huyện")), ("commune", _("cấp xã"))]
FIELDS: dict[str, tuple[str, ...]] = {  # besides the day and the decree
    Kind.FOUNDED: ("code", "name", "level", "parent"),
    Kind.RENAMED: ("source", "name"),
    Kind.MOVED: ("sources", "target"),
    Kind.MERGED: ("sources", "target", "code", "name", "level", "parent"),
    Kind.SPLIT: ("source", "new_lines", "level", "parent"),
    Kind.ENDED: ("source", "target"),
    END_OF_LEVEL: ("level",),
}


class ChangeForm(forms.Form):
    """What a decree does to units, on which day."""

    on = DayField(label=_("Ngày có hiệu lực"), required=True)
    basis = forms.CharField(
        label=_("Căn cứ"),
        max_length=300,
        help_text=_("số, ngày và tên cơ quan ban hành văn bản"),
    )
    source = forms.ChoiceField(label=_("Đơn vị"))
    sources = forms.MultipleChoiceField(
        label=_("Các đơn vị"), error_messages={"required": _("Chọn ít nhất một đơn vị.")}
    )
    target = forms.ChoiceField(label=_("Đơn vị kế thừa"), required=False)
    code = forms.CharField(label=_("Mã đơn vị mới"), max_length=10)
    name = forms.CharField(label=_("Tên mới"), max_length=120)
    new_lines = forms.CharField(
        label=_("Các đơn vị mới"),
        widget=forms.Textarea({"rows": 4}),
        max_length=4000,
        help_text=_(
            "mỗi dòng một đơn vị: mã, dấu cách, tên; đơn vị ở dòng đầu giữ sổ của đơn vị cũ"
        ),
    )
    level = forms.ChoiceField(label=_("Cấp"), choices=LEVELS, initial="commune")
    parent = forms.ChoiceField(label=_("Thuộc"), required=False)

    def __init__(self, kind: str, user: User, day: datetime.date, *args: Any) -> None:
        super().__init__(*args)
        self.kind = kind
        self.units = queries.choices(user, day)
        kept = ("on", "basis", *FIELDS[kind])
        self.fields = {name: self.fields[name] for name in kept}
        named = [(str(unit.pk), unit.name) for unit in self.units]
        for name in ("source", "sources", "target", "parent"):
            if name in self.fields:
                empty = [] if name in ("source", "sources") else [("", "–")]
                cast("forms.ChoiceField", self.fields[name]).choices = empty + named
        if kind == Kind.MOVED:
            self.fields["target"].label = _("Đơn vị cấp trên mới")
            self.fields["target"].required = True
        if kind == Kind.MERGED:
            self.fields["target"].help_text = _("đơn vị đang có; hoặc lập đơn vị mới ở các ô dưới")
            for name in ("code", "name", "level"):
                self.fields[name].required = False
        self.order_fields([*FIELDS[kind], "on", "basis"])

    def clean(self) -> dict[str, Any]:
        """A new unit has a code and a name, or there is none."""
        data = super().clean() or {}
        if self.kind == Kind.MERGED:
            for name in ("code", "name", "level"):
                if (data.get("code") or data.get("name")) and not data.get(name):
                    self.add_error(name, _("Đơn vị mới cần có mã, tên và cấp."))
        lines = [line.split(maxsplit=1) for line in data.get("new_lines", "").splitlines() if line]
        if any(len(line) < 2 or len(line[0]) > 10 or len(line[1]) > 120 for line in lines):
            self.add_error("new_lines", _("Mỗi dòng cần có mã, dấu cách rồi đến tên đơn vị."))
        return data

    def draft(self) -> Draft:
        """Return what was written as a draft."""
        data = self.cleaned_data
        sources = data.get("sources") or [data["source"]] if self._has_sources() else []
        return Draft(
            self.kind,
            data["on"],
            data["basis"],
            tuple(self._unit(pk).code for pk in sources),
            (self._unit(data["target"]).code,) if data.get("target") else (),
            tuple(self._new()),
            spoken(data["name"]) if self.kind == Kind.RENAMED else "",
        )

    def _has_sources(self) -> bool:
        return "source" in self.fields or "sources" in self.fields

    def _new(self) -> list[NewUnit]:
        data = self.cleaned_data
        above = self._unit(data["parent"]).code if data.get("parent") else ""
        if self.kind == Kind.SPLIT:
            lines = [line.split(maxsplit=1) for line in data["new_lines"].splitlines()]
            return [
                NewUnit(line[0], spoken(line[1]), data["level"], above) for line in lines if line
            ]
        if data.get("code"):
            return [NewUnit(data["code"], spoken(data["name"]), data["level"], above)]
        return []

    def _unit(self, pk: str) -> Unit:
        return next(unit for unit in self.units if str(unit.pk) == pk)

    @property
    def chosen(self) -> set[int]:
        """The ids of the units ticked so far."""
        sent = self["sources"].value() or []
        return {int(pk) for pk in sent if str(pk).isdecimal()}

    def by_parent(self) -> list[tuple[str, list[Unit], bool]]:
        """Return the units to choose from by the unit above them; whether some are ticked."""
        groups: dict[str, list[Unit]] = {}
        for unit in self.units:
            groups.setdefault(unit.parent.name if unit.parent else "", []).append(unit)
        chosen = self.chosen
        return [
            (above, units, len(groups) == 1 or any(unit.pk in chosen for unit in units))
            for above, units in groups.items()
        ]
