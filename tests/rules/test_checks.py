"""Each check of a birth record: one record in which it fires, and its neighbour where it does not.

The people and places here are invented.
"""

import unicodedata
from datetime import date

import pytest

from hotich.rules import registers
from hotich.rules.checks import (
    BookFacts,
    Finding,
    Limits,
    check_record,
    number_in_turn,
)

KIND = registers.load("KS")
BOOK = BookFacts("KS", 2009, 1, pages=20)
TODAY = date(2025, 3, 1)
GOOD = {
    "number": "046/2009",
    "book_number": "01/2009",
    "page": "12",
    "registration_date": "12.05.2009",
    "registration_kind": "1",
    "office": "UBND xã Mai Đàn",
    "child_name": "Hồ Thị Mai",
    "child_sex": "2",
    "child_birth_date": "03.05.2009",
    "child_birth_date_words": "Ngày ba tháng năm năm hai nghìn không trăm linh chín",
    "child_ethnicity": "Vân Kiều",
    "child_nationality": "Việt Nam",
    "mother_name": "Lê Thị Na",
    "mother_birth_date": "1985",
    "mother_ethnicity": "Kinh",
    "mother_nationality": "Việt Nam",
    "mother_paper_number": "197000123",
    "father_name": "Hồ Văn Đăm",
    "father_birth_date": "32 tuổi",
    "father_ethnicity": "Bru Vân Kiều",
    "father_nationality": "Việt Nam",
    "applicant_name": "Hồ Văn Đăm",
    "applicant_relation": "Cha",
}


def check(flags: dict[str, str] | None = None, **changes: str) -> list[Finding]:
    """Check the good record with some values changed ("" takes a value away)."""
    values = {name: value for name, value in (GOOD | changes).items() if value}
    return check_record(KIND, values, flags or {}, book=BOOK, today=TODAY)


def ids(flags: dict[str, str] | None = None, **changes: str) -> set[str]:
    return {finding.id for finding in check(flags, **changes)}


def test_it_works() -> None:
    assert check() == []
    (finding,) = check(child_birth_date="13.05.2009", child_birth_date_words="")
    assert (finding.check, finding.severity) == (13, "E")
    assert finding.fields == ("child_birth_date", "registration_date")
    assert "“13.05.2009” sau ngày đăng ký 12.05.2009." in finding.text("vi")
    assert "“13.05.2009” is after the registration of 12.05.2009." in finding.text("en")


FIRES = [
    ("R0a", {"child_name": ""}),
    ("R0a", {"registration_kind": ""}),
    ("R1", {"number": "046"}),
    ("R2a", {"book_number": "quyển 1"}),
    ("R2b", {"book_number": "02/2009"}),
    ("R0a", {"registration_date": ""}),
    ("R3a", {"registration_date": "05.2009"}),
    ("R3a", {"registration_date": "31.04.2009"}),
    ("R3a", {"registration_date": "12.05.2009 âm lịch"}),
    ("R4", {"number": "046/2008"}),
    ("R5", {"book_number": "01/2010"}),
    ("R6a", {"page": "mười"}),
    ("R6a", {"page": "0"}),
    ("R6b", {"page": "21"}),
    ("R7a", {"child_birth_date": "31.02.2009"}),
    ("R7a", {"child_birth_date": "2 tuổi"}),
    ("R7b", {"mother_birth_date": "năm Sửu"}),
    ("R8", {"child_sex": "4"}),
    ("R8", {"registration_kind": "đúng hạn"}),
    ("R9a", {"child_ethnicity": "Xứ Lạ"}),
    ("R9b", {"father_nationality": "Xứ Lạ"}),
    ("R10a", {"office": unicodedata.normalize("NFD", "UBND xã Mai Đàn")}),
    ("R10b", {"mother_name": "Lee Thij Na"}),
    ("R10c", {"mother_name": "Lê Thị Na 2"}),
    ("R10d", {"mother_name": "LÊ THỊ NA"}),
    ("R11a", {"child_personal_number": "00320900012"}),
    ("R11b", {"child_personal_number": "045308000123"}),
    ("R11b", {"father_personal_number": "045060000123"}),
    ("R11c", {"child_personal_number": "045209000123"}),
    ("R11c", {"mother_personal_number": "045085000123"}),
    ("R11d", {"mother_paper_number": "19700012"}),
    ("R11d", {"mother_paper_number": "197000123", "mother_paper_kind": "4"}),
    ("R11a", {"mother_paper_number": "003185000123", "mother_paper_kind": "4"}),
    ("R11b", {"mother_paper_number": "045186000123"}),
    ("R11c", {"mother_paper_number": "045085000123"}),
    ("R13a", {"child_birth_date": "06.2009"}),
    ("R13a", {"mother_birth_date": "2010"}),
    ("R13b", {"child_birth_date": "12.03.2009"}),
    ("R13b", {"child_birth_date": "2008"}),
    ("R13c", {"registration_kind": "4"}),
    ("R14a", {"registration_date": "02.03.2025"}),
    ("R14b", {"child_birth_date": "1899"}),
    ("R15a", {"mother_birth_date": "2000"}),
    ("R15a", {"father_birth_date": "2010"}),
    ("R15b", {"mother_birth_date": "1997"}),
    ("R15b", {"mother_birth_date": "1952"}),
    ("R15b", {"father_birth_date": "84 tuổi"}),
    ("R16a", {"child_parentage": "3"}),
    ("R16a", {"child_parentage": "5"}),
    ("R16b", {"child_parentage": "1", "father_name": ""}),
    ("R17", {"child_ethnicity": "Pa Cô"}),
    ("R17", {"father_name": "", "father_ethnicity": ""}),
    ("R18", {"child_name": "Trần Thị Mai"}),
    ("R19", {"child_birth_date": "04.05.2009"}),
    ("R19", {"child_birth_date": "06.2009"}),
    ("R26a", {"applicant_paper_date": "06.2009"}),
    ("R26b", {"applicant_paper_date": "1985"}),
]


@pytest.mark.parametrize(("case", "changes"), FIRES)
def test_a_check_fires(case: str, changes: dict[str, str]) -> None:
    found = [finding for finding in check(None, **changes) if finding.id == case]
    assert found
    for language in ("vi", "en"):
        text = found[0].text(language)
        assert "{" not in text
        assert text != found[0].text("en" if language == "vi" else "vi")
    assert all(isinstance(fact, str | int) for fact in found[0].facts.values())


SILENT = [
    ("R0a", {}),
    ("R2a", {"book_number": " 01 / 2009"}),
    ("R3a", {"registration_date": ""}),
    ("R6a", {"page": "007"}),
    ("R8", {"child_sex": "3"}),
    ("R10a", {"office": "UBND xã Mai Đàn"}),
    ("R10c", {"mother_name": "Lê Thị Na"}),
    ("R1", {"number": "046bis/2009"}),
    ("R2b", {"book_number": "1/2009"}),
    ("R4", {"registration_date": "2009"}),
    ("R5", {"book_number": "01/2009", "registration_date": "01.01.2009"}),
    ("R6b", {"page": "20"}),
    ("R7a", {"child_birth_date": "?.05.2009"}),
    ("R7b", {"mother_birth_date": "24 tuổi"}),
    ("R9a", {"child_ethnicity": "Bru Vân Kiều (Vân Kiều)"}),
    ("R9b", {"father_nationality": "Lào"}),
    ("R10b", {"mother_name": "Lê Thị Ưỡng-Đào"}),
    ("R10d", {"mother_name": "Lê Thị NA"}),
    ("R11a", {"child_personal_number": "045 309 000 123"}),
    ("R11b", {"child_personal_number": "045309000123"}),
    ("R11b", {"father_personal_number": "045077000123"}),
    ("R11c", {"child_personal_number": "045309000123"}),
    ("R11c", {"child_personal_number": "045309000123", "child_sex": "3"}),
    ("R11d", {"mother_paper_number": "B1234567"}),
    ("R11d", {"mother_paper_number": "1234567", "mother_paper_kind": "2"}),
    ("R13a", {"child_birth_date": "05.2009"}),
    ("R13a", {"child_birth_date": "12.05.2009"}),
    ("R13b", {"child_birth_date": "13.03.2009"}),
    ("R13b", {"child_birth_date": "03.2009"}),
    ("R13c", {"registration_kind": "4", "child_birth_date": "03.2009"}),
    ("R14a", {"registration_date": "01.03.2025"}),
    ("R14b", {"child_birth_date": "1900"}),
    ("R14b", {"mother_birth_date": "1895"}),
    ("R15a", {"mother_birth_date": "1999"}),
    ("R15b", {"mother_birth_date": "1996"}),
    ("R15b", {"mother_birth_date": "1953"}),
    ("R15b", {"father_birth_date": "15 tuổi"}),
    ("R15b", {"father_birth_date": "30 tuổi", "registration_date": ""}),
    ("R15b", {"father_birth_date": "30 tuổi", "child_birth_date": "1990"}),
    ("R16a", {"child_parentage": "1"}),
    ("R16b", {"child_parentage": "3", "father_name": ""}),
    ("R17", {"child_ethnicity": "Kinh"}),
    ("R17", {"child_ethnicity": "Pa Cô", "father_ethnicity": ""}),
    ("R17", {"mother_name": "", "father_name": ""}),
    ("R18", {"child_name": "Lê Thị Mai"}),
    ("R18", {"child_name": "Trần Mai", "father_name": "Đăm"}),
    ("R18", {"child_name": "Mai"}),
    ("R18", {"child_name": "Tôn Nữ Mai", "father_name": "Tôn Thất Minh"}),
    ("R19", {"child_birth_date": "05.2009"}),
    ("R19", {"child_birth_date_words": "ngày không rõ"}),
    ("R26a", {"applicant_paper_date": "05.2009"}),
    ("R26b", {"applicant_paper_date": "1985", "applicant_name": "Hồ Văn Ông"}),
    ("R26b", {"applicant_paper_date": "1999", "applicant_name": "Lê Thị Na"}),
    ("R26b", {"applicant_paper_date": "1999", "applicant_name": "Hồ Thị Mai"}),  # the baby's name
]


FLAGGED = [("R0b", "child_sex"), ("R3b", "registration_date")]


@pytest.mark.parametrize(("case", "name"), FLAGGED)
def test_a_flag_is_asked_about_and_a_value_is_not(case: str, name: str) -> None:
    (finding,) = check({name: "crossed_out"})
    assert (finding.id, finding.severity, finding.fields) == (case, "W", (name,))
    assert case not in ids(None)


@pytest.mark.parametrize(("case", "changes"), SILENT)
def test_a_check_does_not_claim_what_is_not_certain(case: str, changes: dict[str, str]) -> None:
    assert case not in ids(None, **changes)


def test_a_flag_turns_an_empty_required_field_into_a_warning() -> None:
    (finding,) = check({"child_sex": "unreadable"}, child_sex="")
    assert (finding.id, finding.severity, finding.blocks) == ("R0b", "W", False)
    assert "không đọc được" in finding.text("vi")
    (finding,) = check({"registration_date": "blank"}, registration_date="")
    assert (finding.id, finding.severity) == ("R3b", "W")
    assert "sổ để trống" in finding.text("vi")


def test_a_parent_flagged_unreadable_is_known_to_be_there() -> None:
    flags = {"father_name": "unreadable"}
    changes = {"father_name": "", "father_ethnicity": "", "child_parentage": "1"}
    assert ids(flags, **changes) == set()


def test_a_proposal_stands_beside_the_value() -> None:
    (finding,) = check(mother_name="LÊ THỊ NA")
    assert finding.facts["proposal"] == "Lê Thị Na"
    assert finding.facts["value"] == "LÊ THỊ NA"


def test_a_number_out_of_turn_is_named() -> None:
    assert number_in_turn(KIND, "046/2009", [(45, 2009), (46, 2009)]) == []
    assert number_in_turn(KIND, "46", [(45, 2009)]) == []
    (finding,) = number_in_turn(KIND, "047/2009", [(45, 2009), (46, 2009)])
    assert (finding.id, finding.facts["expected"]) == ("R1b", "045/2009")


def test_limits_are_data() -> None:
    values = GOOD | {"child_birth_date": "12.03.2009", "child_birth_date_words": ""}
    limits = Limits(on_time_days=90)
    assert check_record(KIND, values, {}, book=BOOK, today=TODAY, limits=limits) == []
