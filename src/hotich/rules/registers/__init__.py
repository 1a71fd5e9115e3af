"""The registers as data: one TOML file a kind, code lists in codes.toml.

The columns (keys, order, code values) follow import layouts in real use; see docs/assumptions.md.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

KINDS = ("KS", "KH", "KT", "CMC", "HN", "GH", "TDCC", "NCN", "LH")


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a kind: ``key`` at every outer edge, ``name`` inside the house."""

    key: str
    name: str
    group: str
    type: str
    label_vi: str
    label_en: str
    short_vi: str
    short_en: str
    codes: str | None = None
    required: bool = False
    compared: bool = True

    def label(self, language: str) -> str:
        return self.label_en if language.startswith("en") else self.label_vi

    def short(self, language: str) -> str:
        return self.short_en if language.startswith("en") else self.short_vi


@dataclass(frozen=True, slots=True)
class Group:
    """A block of fields on the form."""

    id: str
    label_vi: str
    label_en: str

    def label(self, language: str) -> str:
        return self.label_en if language.startswith("en") else self.label_vi


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of register with its columns in the order of the ministry's file.

    ``main_names`` are the fields that name whom an entry is about (both spouses of a marriage);
    ``layout_known`` is False where no import layout of the ministry's is known and ours stands in.
    """

    code: str
    word: str
    name_vi: str
    name_en: str
    register_vi: str
    register_en: str
    main_names: tuple[str, ...]
    layout_known: bool
    groups: tuple[Group, ...]
    fields: tuple[Field, ...]

    def name(self, language: str) -> str:
        return self.name_en if language.startswith("en") else self.name_vi

    def register(self, language: str) -> str:
        return self.register_en if language.startswith("en") else self.register_vi

    def main_name(self, values: Mapping[str, str]) -> str:
        """Return whom a record is about, as written: "Hồ Văn Lai · Hồ Thị Nhung"."""
        return " · ".join(values[name] for name in self.main_names if values.get(name))

    def field(self, name: str) -> Field:
        """Return the field with our ``name``; KeyError if there is none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    def has(self, name: str) -> bool:
        return any(field.name == name for field in self.fields)

    def to_columns(self, values: Mapping[str, str]) -> dict[str, str]:
        """Turn our names into the ministry's keys, every column present, "" where empty."""
        return {field.key: values.get(field.name, "") for field in self.fields}

    def from_columns(self, columns: Mapping[str, str]) -> dict[str, str]:
        """Turn the ministry's keys into our names, empty columns left out."""
        return {f.name: columns[f.key] for f in self.fields if columns.get(f.key)}


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__name__).joinpath(name).read_text(encoding="utf-8"))


@cache
def load(code: str) -> Kind:
    """Return the kind ``code`` (see KINDS); KeyError for one that has no columns yet."""
    if code not in KINDS:
        raise KeyError(code)
    data = _data(f"{code}.toml")
    groups = tuple(Group(**group) for group in data.pop("groups"))
    fields = tuple(Field(**field) for field in data.pop("fields"))
    return Kind(groups=groups, fields=fields, main_names=tuple(data.pop("main_names")), **data)


@cache
def codes(name: str) -> dict[str, tuple[str, str]]:
    """Return a code list: code -> (Vietnamese, English)."""
    return {code: (vi, en) for code, (vi, en) in _data("codes.toml")[name].items()}


def keyed_fields(kind: Kind, names: Iterable[str], *, second: bool) -> list[Field]:
    """Return the fields a keyer sees, in the order given; a second keying has only
    compared ones.
    """
    fields = [kind.field(name) for name in names]
    return [field for field in fields if field.compared] if second else fields


def group_checked(kind: Kind) -> list[Field]:
    """Return the fields that are checked over many entries at once, because few values recur in
    them (group_check.toml).
    """
    chosen = _data("group_check.toml")
    return [f for f in kind.fields if f.type in chosen["types"] or f.name in chosen["names"]]
