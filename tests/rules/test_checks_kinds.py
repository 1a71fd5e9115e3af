"""Checks 13, 14, 20 to 26 on the eight kinds beside births: one record of each in which nothing is
wrong, what makes each case fire, and its neighbour in which it must not.

The people and places here are invented.
"""

from datetime import date

import pytest

from hotich.rules import registers
from hotich.rules.checks import BookFacts, Finding, Limits, check_record

TODAY = date(2025, 3, 1)
HEADING = {
    "number": "012/2016",
    "book_number": "01/2016",
    "registration_date": "20.06.2016",
    "registration_kind": "1",
    "office": "UBND xã Mai Đàn",
}
SPOUSES = {
    "husband_name": "Hồ Văn Lai",
    "husband_birth_date": "04.02.1990",
    "husband_ethnicity": "Bru Vân Kiều",
    "husband_paper_kind": "4",
    "husband_paper_number": "045090991234",
    "husband_paper_date": "11.01.2016",
    "wife_name": "Hồ Thị Nhung",
    "wife_birth_date": "1995",
    "wife_ethnicity": "Tà Ôi (Pa Cô)",
    "wife_paper_kind": "1",
    "wife_paper_number": "197990001",
    "wife_paper_date": "02.03.2012",
}
GOOD = {
    "KH": HEADING | SPOUSES,
    "KT": HEADING
    | {
        "deceased_name": "Lê Văn Sỏi",
        "deceased_sex": "1",
        "deceased_birth_date": "1931",
        "deceased_death_date": "12.06.2016",
        "deceased_death_date_words": "Ngày mười hai tháng sáu năm hai nghìn không trăm mười sáu",
        "notice_kind": "1",
        "notice_date": "13.06.2016",
        "applicant_name": "Lê Văn Cát",
    },
    "CMC": HEADING
    | {
        "recognition_kind": "1",
        "parent_name": "Trần Văn Đá",
        "parent_birth_date": "1980",
        "parent_paper_number": "045080991234",
        "parent_paper_date": "03.2016",
        "child_name": "Trần Thị Suối",
        "child_birth_date": "15.09.2010",
        "applicant_name": "Trần Văn Đá",
    },
    "HN": HEADING
    | {
        "person_name": "Lê Thị Hến",
        "person_sex": "2",
        "person_birth_date": "1994",
        "person_period_from": "01.2012",
        "person_period_to": "20.06.2016",
        "person_purpose_kind": "1",
    },
    "GH": HEADING
    | {
        "guardian1_name": "Hồ Thị Rẫy",
        "guardian1_birth_date": "1970",
        "guardian2_birth_date": "46 tuổi",
        "guardian2_name": "Hồ Văn Nương",
        "ward_name": "Hồ Văn Mầm",
        "ward_birth_date": "2008",
        "basis": "Cha mẹ đã chết",
    },
    "TDCC": HEADING
    | {
        "change_kind": "2",
        "person_name": "Lê Thị Lý",
        "person_birth_date": "1999",
        "change_from": "Lê Thị Lí",
        "change_to": "Lê Thị Lý",
    },
    "NCN": HEADING
    | {
        "adoptive_father_name": "Trần Văn Bến",
        "adoptive_father_birth_date": "1975",
        "adoptive_mother_name": "Lê Thị Đò",
        "adoptive_mother_birth_date": "03.1980",
        "child_name": "Trần Văn Sông",
        "child_sex": "1",
        "child_birth_date": "11.11.2014",
    },
    "LH": HEADING
    | SPOUSES
    | {
        "note_kind": "1",
        "judgment_number": "05/2016/QĐST-HNGĐ",
        "judgment_date": "10.05.2016",
        "judgment_court": "TAND huyện Hải Vân",
        "marriage_date": "2013",
    },
}


def check(code: str, changes: dict[str, str], flags: dict[str, str] | None = None) -> list[Finding]:
    """Check a kind's good record with some values changed ("" takes a value away)."""
    kind = registers.load(code)
    values = {n: v for n, v in (GOOD[code] | changes).items() if v and kind.has(n)}
    book = BookFacts(code, 2016, 1)
    return check_record(kind, values, flags or {}, book=book, today=TODAY)


@pytest.mark.parametrize("code", GOOD)
def test_it_works(code: str) -> None:
    assert check(code, {}) == []


FIRES = [
    ("R11b", "KH", {"husband_birth_date": "1991"}),
    ("R11b", "CMC", {"parent_birth_date": "1981"}),
    ("R11c", "KH", {"husband_paper_number": "045190991234"}),
    ("R11c", "KT", {"deceased_paper_kind": "4", "deceased_paper_number": "045131991234"}),
    ("R11a", "KH", {"husband_paper_number": "003090991234"}),
    ("R13a", "KH", {"wife_birth_date": "2017"}),
    ("R13a", "KT", {"deceased_birth_date": "21.06.2016", "deceased_death_date": "22.06.2016"}),
    ("R13a", "NCN", {"child_birth_date": "07.2016"}),
    ("R14a", "GH", {"registration_date": "02.03.2025"}),
    ("R14b", "CMC", {"parent_birth_date": "1899"}),
    ("R14b", "LH", {"wife_birth_date": "31.12.1899"}),
    ("R20a", "KT", {"deceased_death_date": "21.06.2016", "deceased_death_date_words": ""}),
    ("R20a", "KT", {"deceased_death_date": "07.2016"}),
    ("R20b", "KT", {"deceased_birth_date": "13.06.2016"}),
    ("R20b", "KT", {"deceased_birth_date": "2017"}),
    ("R20c", "KT", {"deceased_birth_date": "1904"}),
    ("R20c", "KT", {"deceased_birth_date": "114 tuổi"}),
    ("R20d", "KT", {"deceased_death_date": "04.06.2016", "deceased_death_date_words": ""}),
    ("R20d", "KT", {"deceased_death_date": "05.2016"}),
    ("R20e", "KT", {"notice_date": "11.06.2016"}),
    ("R20f", "KT", {"notice_date": "07.2016"}),
    ("R20g", "KT", {"deceased_death_date": "11.06.2016"}),
    ("R21a", "KH", {"husband_birth_date": "21.06.1996", "husband_paper_number": ""}),
    ("R21a", "KH", {"wife_birth_date": "1999"}),
    ("R21a", "KH", {"wife_birth_date": "1998", "marriage_since": "15.01.2014"}),
    ("R21a", "LH", {"wife_birth_date": "1997", "marriage_date": "2013"}),
    ("R21b", "KH", {"wife_paper_kind": "4", "wife_paper_number": "045 090 991 234"}),
    ("R21b", "LH", {"husband_paper_kind": "2", "husband_paper_number": "b123"}
     | {"wife_paper_kind": "2", "wife_paper_number": "B123"}),
    ("R21c", "KH", {"wife_paper_kind": "4", "wife_paper_number": "045095991234"}),
    ("R21e", "LH", {"judgment_date": "21.06.2016"}),
    ("R21f", "LH", {"marriage_date": "11.05.2016"}),
    ("R22a", "CMC", {"child_birth_date": "1979"}),
    ("R22a", "CMC", {"parent_birth_date": "03.03.1980", "child_birth_date": "03.03.1980"}),
    ("R22b", "CMC", {"child_birth_date": "1992"}),
    ("R22b", "CMC", {"parent_birth_date": "01.05.1980", "child_birth_date": "30.04.1993"}),
    ("R22c", "CMC", {"recognition_kind": "2"}),
    ("R22c", "CMC", {"recognition_kind": "4", "parent_paper_kind": "4"}),
    ("R22d", "NCN", {"adoptive_father_birth_date": "1995"}),
    ("R22d", "NCN", {"adoptive_mother_birth_date": "20 tuổi"}),
    ("R22e", "NCN", {"child_birth_date": "1997"}),
    ("R22e", "NCN", {"child_birth_date": "20.06.1998", "adoptive_mother_birth_date": "1970"}),
    ("R23a", "HN", {"person_period_from": "02.2015", "person_period_to": "01.2015"}),
    ("R23b", "HN", {"person_period_to": "21.06.2016"}),
    ("R23b", "HN", {"person_period_from": "2017", "person_period_to": ""}),
    ("R23c", "HN", {"person_birth_date": "2001"}),
    ("R24", "TDCC", {"change_from": "lê thị  Lý"}),
    ("R25a", "GH", {"ward_birth_date": "1997"}),
    ("R25a", "GH", {"ward_birth_date": "1997", "basis": ""}),
    ("R25b", "GH", {"guardian1_birth_date": "1999"}),
    ("R25b", "GH", {"guardian2_birth_date": "16 tuổi"}),
    ("R26a", "KH", {"wife_paper_date": "21.06.2016"}),
    ("R26a", "GH", {"ward_paper_date": "2017"}),
    ("R26b", "KH", {"wife_paper_date": "2008"}),
    ("R26b", "CMC", {"applicant_paper_date": "1993"}),
]  # fmt: skip


@pytest.mark.parametrize(("case", "code", "changes"), FIRES)
def test_a_check_fires(case: str, code: str, changes: dict[str, str]) -> None:
    found = [finding for finding in check(code, changes) if finding.id == case]
    assert found
    assert all(registers.load(code).has(name) for name in found[0].fields)
    assert "{" not in found[0].text("vi") + found[0].text("en")


SILENT = [
    ("R11b", "KH", {"husband_birth_date": "1990"}),
    ("R11b", "KH", {"husband_birth_date": "1991", "husband_paper_kind": "8"}),
    ("R11c", "KT", {"deceased_paper_kind": "4", "deceased_paper_number": "045031991234"}),
    ("R11a", "KH", {"husband_paper_kind": "1", "husband_paper_number": "003090991234"}),
    ("R13a", "KH", {"wife_birth_date": "2016"}),
    ("R14b", "KT", {"deceased_birth_date": "1899"}),  # 20 weighs the age
    ("R14b", "CMC", {"parent_birth_date": "1900"}),
    ("R20a", "KT", {"deceased_death_date": "06.2016"}),
    ("R20b", "KT", {"deceased_birth_date": "06.2016"}),
    ("R20b", "KT", {"deceased_death_date": "1990", "deceased_birth_date": "60 tuổi"}),
    ("R20c", "KT", {"deceased_birth_date": "1905"}),
    ("R20c", "KT", {"deceased_birth_date": "112 tuổi"}),
    ("R20c", "KT", {"deceased_birth_date": "115 tuổi", "deceased_death_date": ""}),
    ("R20d", "KT", {"deceased_death_date": "05.06.2016"}),
    ("R20d", "KT", {"deceased_death_date": "2016"}),
    ("R20d", "KT", {"deceased_death_date": "05.2016", "registration_kind": "4"}),
    ("R20e", "KT", {"notice_date": "12.06.2016"}),
    ("R20e", "KT", {"notice_date": "06.2016"}),
    ("R20f", "KT", {"notice_date": "20.06.2016"}),
    ("R20g", "KT", {"deceased_death_date": "06.2016"}),
    ("R20g", "KT", {"deceased_death_date_words": "mờ"}),
    ("R21a", "KH", {"husband_birth_date": "20.06.1996", "husband_paper_number": ""}),
    ("R21a", "KH", {"wife_birth_date": "1998"}),
    ("R21a", "KH", {"wife_birth_date": "1997", "marriage_since": "15.01.2014"}),
    ("R21a", "LH", {"wife_birth_date": "1999", "marriage_date": ""}),
    ("R21b", "KH", {"husband_paper_kind": "8", "husband_paper_number": "HK 12"}
     | {"wife_paper_kind": "8", "wife_paper_number": "HK 12"}),
    ("R21b", "KH", {"husband_paper_number": "", "wife_paper_number": ""}),
    ("R21c", "KH", {"wife_paper_kind": "4", "wife_paper_number": "045195991234"}),
    ("R21e", "LH", {"judgment_date": "06.2016"}),
    ("R21f", "LH", {"marriage_date": "05.2016"}),
    ("R22a", "CMC", {"child_birth_date": "1980"}),
    ("R22b", "CMC", {"child_birth_date": "1993"}),
    ("R22c", "CMC", {"recognition_kind": "3"}),
    ("R22c", "CMC", {"recognition_kind": "2", "parent_paper_number": "197990001"}),
    ("R22d", "NCN", {"adoptive_father_birth_date": "1994"}),
    ("R22d", "NCN", {"adoptive_mother_birth_date": "23 tuổi"}),
    ("R22e", "NCN", {"child_birth_date": "1998"}),
    ("R22e", "NCN", {"child_birth_date": "1990", "registration_kind": "2"}),
    ("R23a", "HN", {"person_period_from": "2015", "person_period_to": "01.2015"}),
    ("R23b", "HN", {"person_period_to": "2016"}),
    ("R23c", "HN", {"person_birth_date": "2000"}),
    ("R24", "TDCC", {"change_to": ""}),
    ("R24", "TDCC", {"change_from": "Lê Thị Ly"}),
    ("R25a", "GH", {"ward_birth_date": "1998"}),
    ("R25a", "GH", {"ward_birth_date": "1960", "reason": "Mất năng lực hành vi dân sự"}),
    ("R25a", "GH", {"ward_birth_date": "1997", "registration_kind": "2"}),
    ("R25b", "GH", {"guardian1_birth_date": "1998"}),
    ("R25b", "GH", {"guardian2_birth_date": "19 tuổi"}),
    ("R26a", "KH", {"wife_paper_date": "06.2016"}),
    ("R26b", "KH", {"wife_paper_date": "2009"}),
    ("R26b", "CMC", {"applicant_paper_date": "2009", "applicant_name": "Trần Thị Suối"}),
    ("R26b", "KH", {"wife_paper_date": "2008", "wife_paper_kind": "2"}),
    ("R26b", "HN", {"registration_date": "01.02.2025", "person_birth_date": "2014"}
     | {"person_paper_kind": "4", "person_paper_date": "03.08.2024"}),
]  # fmt: skip


@pytest.mark.parametrize(("case", "code", "changes"), SILENT)
def test_a_check_does_not_claim_what_is_not_certain(
    case: str, code: str, changes: dict[str, str]
) -> None:
    assert case not in {finding.id for finding in check(code, changes)}


@pytest.mark.parametrize(
    ("code", "flagged", "changes"),
    [
        ("KT", "deceased_death_date", {"deceased_death_date": "21.06.2016"}),
        ("KH", "wife_birth_date", {"wife_birth_date": "2014"}),
        ("GH", "basis", {"ward_birth_date": "1990", "basis": ""}),
        ("TDCC", "change_to", {"change_from": "Lê Thị Lý"}),
        ("CMC", "recognition_kind", {"recognition_kind": "2"}),
    ],
)
def test_a_flagged_value_is_not_judged(code: str, flagged: str, changes: dict[str, str]) -> None:
    assert {finding.check for finding in check(code, changes)} - {0}
    left = check(code, changes, {flagged: "crossed_out"})
    assert {(finding.id, finding.severity) for finding in left} <= {("R0b", "W")}


def test_limits_are_data() -> None:
    kind, values = registers.load("KH"), GOOD["KH"] | {"husband_birth_date": "26 tuổi"}
    limits = Limits(husband_least_age=50)
    book = BookFacts("KH", 2016, 1)
    assert check_record(kind, values, {}, book=book, today=TODAY) == []
    found = check_record(kind, values, {}, book=book, today=TODAY, limits=limits)
    assert [finding.id for finding in found] == ["R21a"]
