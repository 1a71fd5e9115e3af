"""What a check can say: the table of checks, and one finding."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources

from hotich.rules.registers import Kind

Facts = dict[str, str | int]

SEVERITIES = {
    "E": ("Lỗi, phải sửa", "Error, must be mended"),
    "W": ("Cảnh báo, cần lý do", "Warning, needs a reason"),
    "I": ("Thông tin", "Information"),
}

NEEDS = {
    "record": ("một bản ghi", "one record"),
    "file": ("tệp PDF của trường hợp", "the entry's PDF"),
    "package": ("một gói dữ liệu", "a package"),
    "book": ("cả quyển sổ", "a whole book"),
    "several books": ("các quyển của một nơi đăng ký", "the books of one office"),
    "several records": ("nhiều bản ghi", "several records"),
}
"""What a check looks at."""


@dataclass(frozen=True, slots=True)
class Case:
    """One way in which a check fails: its severity and its sentence with {facts}."""

    id: str
    severity: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Check:
    """One numbered check with all its cases; ``needs`` are words of NEEDS."""

    number: int
    needs: tuple[str, ...]
    title_vi: str
    title_en: str
    cases: tuple[Case, ...]

    @property
    def severities(self) -> frozenset[str]:
        return frozenset(case.severity for case in self.cases)

    def title(self, language: str) -> str:
        return self.title_en if language.startswith("en") else self.title_vi


def _load() -> dict[int, Check]:
    text = resources.files(__package__).joinpath("checks.toml").read_text(encoding="utf-8")
    checks = {}
    for row in tomllib.loads(text)["checks"]:
        cases = tuple(Case(**case) for case in row.pop("cases"))
        needs = tuple(row.pop("needs"))
        checks[row["number"]] = Check(cases=cases, needs=needs, **row)
    return checks


CHECKS: dict[int, Check] = _load()

_CASES = {case.id: (check, case) for check in CHECKS.values() for case in check.cases}


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. ``id`` is the case (R13b), ``fields`` our field names, first the one to
    look at; ``facts`` are strings and integers only, fit for JSON. It never changes a value."""

    check: int
    id: str
    severity: str
    fields: tuple[str, ...]
    facts: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def blocks(self) -> bool:
        return self.severity == "E"

    def text(self, language: str) -> str:
        """Return the sentence in ``language`` ("vi" or "en")."""
        case = _CASES[self.id][1]
        return (case.en if language.startswith("en") else case.vi).format(**self.facts)


def found(case_id: str, kind: Kind | None, *fields: str, **facts: str | int) -> Finding:
    """Make a finding of a case; with a kind, the first field's labels join the facts."""
    check, case = _CASES[case_id]
    if kind and fields:
        label = kind.field(fields[0])
        facts |= {"field_vi": label.label_vi, "field_en": label.label_en}
    return Finding(check.number, case.id, case.severity, fields, facts)
