"""Checks 21 and 32 to 37 on records held against each other.

The people and places here are invented.
"""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotich.rules import registers
from hotich.rules.checks import (
    BookFacts,
    Candidate,
    Finding,
    Record,
    check_marriages,
    check_pair,
)
from hotich.rules.checks.duplicates import near_names

RECORDS = {
    "KS": {
        "number": "046/2009",
        "registration_date": "12.05.2009",
        "registration_kind": "1",
        "child_name": "Hồ Thị Mai",
        "child_sex": "2",
        "child_birth_date": "03.05.2009",
        "child_personal_number": "045309990001",
        "mother_name": "Hồ Thị Na",
        "father_name": "Hồ Văn Đăm",
    },
    "KH": {
        "number": "007/2012",
        "registration_date": "03.02.2012",
        "registration_kind": "1",
        "husband_name": "Lê Văn Bến",
        "husband_birth_date": "01.02.1985",
        "husband_paper_kind": "1",
        "husband_paper_number": "197990002",
        "wife_name": "Trần Thị Suối",
        "wife_birth_date": "1988",
        "wife_paper_kind": "1",
        "wife_paper_number": "197990003",
    },
    "KT": {
        "number": "003/2014",
        "registration_date": "03.02.2014",
        "registration_kind": "1",
        "deceased_name": "Trần Thị Suối",
        "deceased_birth_date": "1988",
        "deceased_death_date": "01.02.2014",
    },
    "CMC": {
        "number": "001/2012",
        "registration_date": "03.02.2012",
        "parent_name": "Lê Văn Bến",
        "parent_birth_date": "1985",
        "child_name": "Lê Thị Đò",
        "child_birth_date": "07.07.2010",
    },
    "HN": {
        "number": "051/2012",
        "registration_date": "03.02.2012",
        "person_name": "Lê Văn Bến",
        "person_birth_date": "01.02.1985",
    },
    "GH": {
        "number": "001/2015",
        "registration_date": "03.02.2015",
        "registration_kind": "1",
        "guardian1_name": "Hồ Thị Rẫy",
        "ward_name": "Hồ Văn Mầm",
        "ward_birth_date": "2008",
    },
    "TDCC": {
        "number": "011/2015",
        "registration_date": "03.02.2015",
        "paper_kind": "1",
        "person_name": "Lê Thị Lý",
        "change_from": "Lê Thị Lí",
        "change_to": "Lê Thị Lý",
    },
    "NCN": {
        "number": "002/2015",
        "registration_date": "03.02.2015",
        "registration_kind": "1",
        "adoptive_mother_name": "Lê Thị Đò",
        "child_name": "Lê Văn Sông",
        "child_birth_date": "11.11.2014",
    },
    "LH": {
        "number": "004/2015",
        "registration_date": "03.02.2015",
        "husband_name": "Lê Văn Bến",
        "husband_birth_date": "01.02.1985",
        "wife_name": "Trần Thị Suối",
        "judgment_date": "05.01.2015",
    },
}


def candidate(
    code: str,
    id: str = "b",
    *,
    office: str = "xã Mai Đàn",
    volume: str = "1",
    year: int = 2009,
    phase: int = 2,
    **changes: str,
) -> Candidate:
    values = {name: value for name, value in (RECORDS[code] | changes).items() if value}
    record = Record(registers.load(code), values, {}, BookFacts(code, year, int(volume)))
    return Candidate(id, record, office, volume, phase)


def pair(code: str, changes: dict[str, str], other: dict[str, str], **kept: str) -> list[Finding]:
    """Hold a record with ``kept`` values against itself with some changed: ``other`` are the
    candidate's own facts (office, volume, phase)."""
    one = candidate(code, "a", **kept)
    two = candidate(code, "b", **(kept | changes), **other)  # type: ignore[arg-type]
    return check_pair(one, two)


COPY = {"number": "099/2009"}
ELSEWHERE = {"office": "xã Thạch Trung", "volume": "2"}


def test_it_works() -> None:
    (finding,) = pair("KS", COPY, {})
    assert (finding.id, finding.facts["entry"], finding.facts["other"]) == ("R34", "a", "b")
    assert "099/2009" in finding.text("vi")
    assert "Mẹ: Họ, chữ đệm, tên" in finding.text("vi")
    assert "{" not in finding.text("vi") + finding.text("en")


BORN_IN_ONE_YEAR = {"child_birth_date": "2009", "number": "099/2009", "registration_date": "2014"}
FIRES = [
    ("R32b", "KS", {}, {}),
    ("R32b", "KH", {"husband_name": "Hồ Văn Lai"}, {}),
    ("R33", "KS", {"child_name": "Lê Văn Bến"}, {"volume": "2"}),
    ("R34", "KS", COPY, ELSEWHERE),
    ("R34", "KS", COPY | {"child_name": "HỒ THỊ MÁI", "mother_name": "Hồ Na"}, {}),
    ("R34", "KS", COPY | {"mother_name": "", "father_name": ""}, {}),
    ("R34", "KS", BORN_IN_ONE_YEAR, {}),
    ("R34b", "KH", COPY, ELSEWHERE),
    ("R34", "KT", COPY | {"deceased_birth_date": ""}, {}),
    ("R34", "CMC", COPY, {}),
    ("R34b", "HN", COPY, {}),
    ("R34", "GH", COPY, {}),
    ("R34b", "TDCC", COPY, {}),
    ("R34", "NCN", COPY, ELSEWHERE),
    ("R34b", "LH", COPY, ELSEWHERE),
    ("R35", "KS", COPY | {"registration_kind": "2", "registration_date": "2019"}, {}),
    ("R35", "KH", COPY | {"registration_kind": "2", "registration_date": "2019"}, {}),
    ("R36", "KS", COPY, {"phase": 1}),
    ("R37a", "KS", COPY | {"child_personal_number": "045309990002"}, ELSEWHERE),
    ("R37b", "KS", COPY | {"child_name": "Trần Văn Đá"}, ELSEWHERE),
    ("R37b", "KS", COPY | {"child_birth_date": "2008"}, ELSEWHERE),
]


@pytest.mark.parametrize(("case", "code", "changes", "other"), FIRES)
def test_a_pair_is_seen(
    case: str, code: str, changes: dict[str, str], other: dict[str, str]
) -> None:
    found = [finding for finding in pair(code, changes, other) if finding.id == case]
    assert len(found) == 1
    assert "{" not in found[0].text("vi") + found[0].text("en")


SILENT = [
    ("R32b", "KS", {"number": "046a/2009"}, {}),
    ("R32b", "KS", {}, ELSEWHERE),
    ("R33", "KS", {}, {"volume": "2", "office": "xã Thạch Trung"}),
    ("R33", "KS", {"number": "không rõ"}, {"volume": "2"}),
    ("R33", "KS", {"number": "047/2009"}, {"volume": "2"}),
    ("R34", "KS", {"number": "047/2009", "child_name": "Hồ Thị Mây"}, {}),  # twins
    ("R34", "KS", COPY | {"mother_name": "Trần Thị Suối"}, {}),
    ("R34", "KS", COPY | {"child_sex": "1", "child_name": "Hồ Thị Mài"}, {}),
    ("R34", "KS", COPY | {"child_birth_date": "04.05.2009"}, {}),
    ("R34", "KS", BORN_IN_ONE_YEAR | {"father_name": ""}, ELSEWHERE),
    ("R34", "KS", BORN_IN_ONE_YEAR | {"father_name": "", "mother_name": ""}, {}),
    ("R34b", "KH", COPY | {"wife_name": "Hồ Thị Rẫy"}, {}),
    ("R34", "KT", COPY | {"deceased_death_date": "02.2014"}, ELSEWHERE),
    ("R34", "KT", COPY | {"deceased_death_date": "2013"}, {}),
    ("R34", "CMC", COPY | {"parent_name": "Trần Thị Suối"}, {}),
    ("R34b", "HN", COPY | {"registration_date": "04.02.2012"}, {}),
    ("R34", "GH", COPY | {"registration_kind": "2"}, {}),
    ("R34b", "TDCC", COPY | {"paper_kind": "2"}, {}),
    ("R34", "NCN", COPY | {"adoptive_mother_name": "Trần Thị Suối"}, {}),
    ("R34b", "LH", COPY | {"judgment_date": "2014"}, {}),
    ("R34", "KS", COPY | {"registration_kind": "2"}, {}),  # 35 says it
    ("R34", "KS", COPY, {"phase": 1}),  # 36 says it
    ("R35", "KS", COPY, {}),
    ("R36", "KS", COPY | {"child_name": "Trần Văn Đá"}, {"phase": 1}),
    ("R37a", "KS", COPY | {"child_personal_number": "045 309 990 001"}, ELSEWHERE),
    ("R37a", "KS", COPY | {"child_personal_number": ""}, ELSEWHERE),
    (
        "R37a",
        "KS",
        COPY | {"child_personal_number": "045309990002", "child_name": "Hồ Thị Cúc"},
        {},
    ),
    ("R37b", "KS", COPY | {"child_birth_date": "2009"}, ELSEWHERE),
    ("R37b", "KS", COPY | {"child_name": "Hồ Mai"}, ELSEWHERE),
]


@pytest.mark.parametrize(("case", "code", "changes", "other"), SILENT)
def test_a_pair_is_not_claimed(
    case: str, code: str, changes: dict[str, str], other: dict[str, str]
) -> None:
    year_only = {"child_birth_date": "2009", "child_personal_number": ""}
    kept = year_only if changes.get("child_birth_date") == "2009" and code == "KS" else {}
    assert case not in {finding.id for finding in pair(code, changes, other, **kept)}


def test_a_personal_number_is_held_against_other_kinds_too() -> None:
    card = {"deceased_paper_kind": "4", "deceased_paper_number": "045309990001"}
    death = candidate("KT", "b", **card)
    (finding,) = check_pair(candidate("KS", "a"), death)
    assert (finding.id, finding.facts["other_name"]) == ("R37b", "Trần Thị Suối")
    same = candidate("KT", "b", **card, deceased_name="Hồ Thị Mai", deceased_birth_date="2009")
    assert check_pair(candidate("KS", "a"), same) == []


def test_two_records_of_other_kinds_are_no_duplicates() -> None:
    assert check_pair(candidate("KH", "a"), candidate("LH", "b")) == []


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ("Hồ Thị Hoà", "Hồ Thị Hòa", True),
        ("Hồ Thị Hoa", "Hồ Thị Hóa", True),
        ("Nguyễn Văn Tuấn", "Nguyễn Văn Tuất", True),
        ("Hồ Thị Na", "Hồ Na", True),
        ("Lê Nguyễn Thị Mai", "Lê Thị Mai", True),
        ("Hồ Ná", "Hồ Né", False),
        ("Hồ Thị Na", "Hồ Thị Suối", False),
        ("Lê Thị Mai", "Lê Văn Mai", False),
        ("", "", False),
        ("Na", "Na", True),
    ],
)
def test_names_that_are_near(a: str, b: str, near: bool) -> None:
    assert near_names(a, b) is near
    assert near_names(b, a) is near


SECOND = {"number": "009/2016", "registration_date": "05.05.2016"} | {
    "wife_name": "Hồ Thị Rẫy",
    "wife_birth_date": "1992",
    "wife_paper_number": "197990009",
}
MARRIAGES = [
    ("R21d", {}, []),
    ("R21d", {"husband_birth_date": "1985"}, []),
    ("R21d", {"husband_paper_number": "", "husband_birth_date": "01.02.1985"}, []),
    ("R21d", {}, [candidate("KT", "k", deceased_death_date="06.05.2016")]),
    ("R21d", {}, [candidate("LH", "l", judgment_date="06.2016")]),
    ("R21d", {}, [candidate("LH", "l", wife_name="Hồ Thị Sen")]),
]
APART = [
    ({}, [candidate("KT", "k")]),
    ({}, [candidate("KT", "k", deceased_death_date="2016")]),
    ({}, [candidate("LH", "l")]),
    ({"wife_name": "Trần Thị Suối", "wife_birth_date": "1988"}, []),
    ({"husband_paper_number": "197990008", "husband_birth_date": "1985"}, []),
    ({"husband_birth_date": "02.02.1985"}, []),
    ({"registration_date": "không rõ"}, []),
]


@pytest.mark.parametrize(("case", "changes", "others"), MARRIAGES)
def test_a_spouse_in_two_marriages(
    case: str, changes: dict[str, str], others: Sequence[Candidate]
) -> None:
    records = [candidate("KH", "second", **(SECOND | changes)), *others, candidate("KH", "first")]
    (finding,) = check_marriages(records)
    assert (finding.id, finding.facts["entry"], finding.facts["other"]) == (case, "second", "first")
    assert "03.02.2012" in finding.text("vi")
    assert "{" not in finding.text("vi") + finding.text("en")


@pytest.mark.parametrize(("changes", "others"), APART)
def test_marriages_with_an_end_between_or_of_others(
    changes: dict[str, str], others: Sequence[Candidate]
) -> None:
    records = [candidate("KH", "first"), candidate("KH", "second", **(SECOND | changes)), *others]
    assert check_marriages(records) == []


@pytest.mark.parametrize(
    "ended", [{"marriage_state": "1"}, {"marriage_state": "2"}, {"remarks": "Đã ly hôn năm 2014"}]
)
def test_an_entry_that_tells_of_its_own_end(ended: dict[str, str]) -> None:
    first, second = candidate("KH", "first", **ended), candidate("KH", "second", **SECOND)
    assert check_marriages([first, second]) == []


def test_a_wife_in_two_marriages() -> None:
    changes = {"number": "009/2016", "registration_date": "05.05.2016"}
    changes |= {"husband_name": "Hồ Văn Lai", "husband_birth_date": "1980"}
    changes |= {"husband_paper_number": "197990007"}
    records = [candidate("KH", "first"), candidate("KH", "second", **changes)]
    (finding,) = check_marriages(records)
    assert finding.fields == ("wife_name",)


texts = st.dictionaries(
    st.sampled_from(sorted({name for values in RECORDS.values() for name in values})),
    st.text(max_size=12) | st.sampled_from(["1", "2", "2009", "32 tuổi", "045309990001", "Hồ Na"]),
)
codes = st.sampled_from(registers.KINDS)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(codes, codes, texts, texts, st.booleans())
def test_nothing_breaks_a_pair_and_its_order_does_not_matter(
    one: str, two: str, a: dict[str, str], b: dict[str, str], near: bool
) -> None:
    base = RECORDS[one] if near else {}
    x = Record(registers.load(one), base | a, {}, BookFacts(one, 2009, 1))
    y = Record(registers.load(two), (base if one == two else {}) | b, {}, BookFacts(two, 2009, 2))
    first, second = Candidate("a", x, "o", "1"), Candidate("b", y, "o", "2")
    found = check_pair(first, second)
    assert {f.id for f in found} == {f.id for f in check_pair(second, first)}
    assert all(finding.text("vi") for finding in found + check_marriages([first, second]))
