"""All 37 checks together: the table, the tests of each case, the map of the code, and what holds
for every record of every kind."""

import importlib
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.rules import checks, registers
from hotich.rules.checks import (
    CHECKS,
    FLAGS,
    NEEDS,
    SEVERITIES,
    BookFacts,
    Limits,
    check_record,
    findings,
)
from hotich.rules.checks.facts import Record
from hotich.rules.checks.persons import persons
from tests.rules import (
    test_checks,
    test_checks_book,
    test_checks_files,
    test_checks_kinds,
    test_checks_pairs,
)

TODAY = date(2025, 3, 1)
CASES = {case.id: case for check in CHECKS.values() for case in check.cases}

FIRES: list[tuple[Any, ...]] = [
    *test_checks.FIRES,
    *test_checks.FLAGGED,
    *test_checks_book.FIRES,
    *test_checks_book.SERIES_FIRES,
    *test_checks_files.FIRES,
    *test_checks_files.PACKAGES,
    *test_checks_kinds.FIRES,
    *test_checks_pairs.FIRES,
    *test_checks_pairs.MARRIAGES,
    ("R1b",),  # test_checks.test_a_number_out_of_turn_is_named
]
SILENT: list[tuple[Any, ...]] = [
    *test_checks.SILENT,
    *test_checks.FLAGGED,
    *test_checks_book.SILENT,
    *test_checks_book.SERIES_SILENT,
    *test_checks_files.SILENT,
    *test_checks_kinds.SILENT,
    *test_checks_pairs.SILENT,
    ("R1b",),  # test_checks.test_a_number_out_of_turn_is_named
    ("R21d",),  # test_checks_pairs.test_marriages_with_an_end_between_or_of_others
    *(("R31a",), ("R31b",), ("R31c",)),  # test_checks_files.test_only_equal_packages_pass
]


def test_it_works() -> None:
    assert list(CHECKS) == list(range(38))
    assert all(case.id.startswith(f"R{number}") for number, c in CHECKS.items() for case in c.cases)


def test_every_case_has_a_test_in_which_it_fires_and_one_in_which_it_does_not() -> None:
    assert {row[0] for row in FIRES} == set(CASES)
    assert {row[0] for row in SILENT} == set(CASES)


def test_severities_are_as_the_domain_says() -> None:
    table = {number: "".join(sorted(check.severities)) for number, check in CHECKS.items()}
    assert table == {
        **{0: "EW", 1: "EW", 2: "EW", 3: "EW", 4: "W", 5: "W", 6: "EW", 7: "E", 8: "E", 9: "W"},
        **{10: "EIW", 11: "W", 12: "EW", 13: "EW", 14: "EW", 15: "EW", 16: "EW", 17: "W"},
        **{18: "I", 19: "W", 20: "EW", 21: "EW", 22: "EW", 23: "W", 24: "W", 25: "W", 26: "W"},
        **{27: "W", 28: "W", 29: "W", 30: "W", 31: "E", 32: "E", 33: "W", 34: "W", 35: "I"},
        **{36: "W", 37: "W"},
    }
    assert {case.severity for case in CASES.values()} <= SEVERITIES.keys()
    assert {need for check in CHECKS.values() for need in check.needs} == NEEDS.keys()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_sentence_names_the_same_facts_in_both_languages(case: findings.Case) -> None:
    vi, en = (
        {re.sub(r"_(vi|en)$", "", fact) for fact in re.findall(r"\{(\w+)\}", text)}
        for text in (case.vi, case.en)
    )
    assert vi == en
    assert not re.search(r"_en\}", case.vi)
    assert not re.search(r"_vi\}", case.en)
    for text in (case.vi, case.en):
        assert text.endswith(".")
        assert "  " not in text
        assert len(re.findall(r"\.(?: |$)", text)) >= 2 or ":" in text  # also says what to do


def test_the_map_in_the_docstring_leads_to_each_check() -> None:
    mapped = set[int]()
    for first, last, function, file in re.findall(
        r"^    (\d+)(?:-(\d+))? +(\w+) +(\w+\.py)", checks.__doc__ or "", re.MULTILINE
    ):
        module = importlib.import_module(f"hotich.rules.checks.{file.removesuffix('.py')}")
        assert callable(getattr(module, function))
        numbers = range(int(first), int(last or first) + 1)
        mapped |= set(numbers)
        if function != "values":  # its parts have the numbers
            assert first in f"{getattr(module, function).__doc__} {module.__doc__}"
    assert mapped == set(CHECKS)


def test_the_persons_of_a_kind_are_told_by_their_fields() -> None:
    assert [who.role for who in persons("GH")] == ["applicant", "guardian1", "guardian2", "ward"]
    mother = persons("KS")[1]
    assert (mother.birth, mother.sex) == ("mother_birth_date", "")
    for code in registers.KINDS:
        kind = registers.load(code)
        numbered = {field.name for field in kind.fields if field.type == "paper_number"}
        assert numbered == {who.paper_number for who in persons(code)} - {""}


@pytest.mark.parametrize("code", registers.KINDS)
def test_an_empty_record_is_only_incomplete(code: str) -> None:
    kind = registers.load(code)
    found = check_record(kind, {}, {}, book=BookFacts(code, 2009, 1), today=TODAY)
    required = {field.name for field in kind.fields if field.required}
    assert {(finding.id, *finding.fields) for finding in found} == {("R0a", n) for n in required}


kinds = st.sampled_from([registers.load(code) for code in registers.KINDS])
typical = (
    *("1", "2", "4", "46/2009", "01/2009", "9999", "9" * 5000),
    *("12.05.2009", "2009", "1899", "31.02.2009", "?.?.19??", "15.01.2009 âm lịch", "âm lịch"),
    *("1 tuổi", "32 tuổi", "045309000123", "045085000123", "197000123"),
    *("Hồ Thị Na", "LÊ NA", "Le\u0302"),
)
texts = st.text(max_size=12) | st.sampled_from(typical)


@st.composite
def records(draw: st.DrawFn) -> tuple[registers.Kind, dict[str, str], dict[str, str]]:
    kind = draw(kinds)
    names = st.sampled_from([field.name for field in kind.fields])
    values = draw(st.dictionaries(names | st.text(max_size=3), texts))
    flags = draw(st.dictionaries(names, st.sampled_from(sorted(FLAGS)), max_size=3))
    return kind, values, flags


@given(records())
def test_no_text_breaks_a_check(
    record: tuple[registers.Kind, dict[str, str], dict[str, str]],
) -> None:
    kind, values, flags = record
    before = dict(values)
    found = check_record(kind, values, flags, book=BookFacts(kind.code, 2009, 1), today=TODAY)
    for finding in found:
        assert finding.severity == CASES[finding.id].severity
        assert all(kind.has(name) for name in finding.fields)
        assert json.loads(json.dumps(dict(finding.facts))) == finding.facts
        for text in (finding.text("vi"), finding.text("en")):
            assert text
    assert values == before


@given(records())
def test_a_flagged_field_is_named_only_by_the_checks_that_ask_about_flags(
    record: tuple[registers.Kind, dict[str, str], dict[str, str]],
) -> None:
    kind, values, flags = record
    found = check_record(kind, values, flags, book=BookFacts(kind.code, 2009, 1), today=TODAY)
    about = {finding.id for finding in found if finding.fields[0] in flags}
    assert about <= {"R0b", "R3b"}


@given(records())
def test_a_record_of_last_week_is_judged_alike_today(
    record: tuple[registers.Kind, dict[str, str], dict[str, str]],
) -> None:
    kind, values, flags = record
    book = BookFacts(kind.code, 2009, 1)
    once, again = (check_record(kind, values, flags, book=book, today=TODAY) for _ in range(2))
    assert once == again


days = st.dates(date(1900, 1, 1), date(2024, 12, 31))


@given(days, days, st.sampled_from(["%d.%m.%Y", "%m.%Y", "%Y"]), st.sampled_from(registers.KINDS))
def test_a_less_exact_date_never_adds_a_finding(
    born: date, registered: date, form: str, code: str
) -> None:
    kind = registers.load(code)
    names = [who.birth for who in persons(code) if who.birth]
    day, book = f"{registered:%d.%m.%Y}", BookFacts(code, registered.year, 1)

    def found(birth: str) -> set[int]:
        values = {name: birth for name in names} | {"registration_date": day}
        return {f.check for f in check_record(kind, values, {}, book=book, today=TODAY)}

    assert found(born.strftime(form)) <= found(f"{born:%d.%m.%Y}")


@given(st.integers(1, 130), days, days)
def test_an_age_spans_the_birth_that_gave_it(age: int, born: date, registered: date) -> None:
    """Counted in whole years, or in the old way with up to two more."""
    whole = (
        registered.year - born.year - ((registered.month, registered.day) < (born.month, born.day))
    )
    values = {"person_birth_date": f"{age} tuổi", "registration_date": f"{registered:%d.%m.%Y}"}
    record = Record(registers.load("HN"), values, {}, BookFacts("HN", 2009, 1))
    span = record.span("person_birth_date")
    assert span is not None
    if age - 2 <= whole <= age:
        assert span[0] <= born <= span[1]


def test_limits_are_all_used() -> None:
    folder = Path(checks.__file__).parent
    code = "".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    for name in Limits.__slots__:
        assert re.search(rf"(limits|LIMITS)\.{name}\b", code), name
