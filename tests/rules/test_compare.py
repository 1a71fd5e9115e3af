"""Comparing two keyings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.rules import registers
from hotich.rules.compare import differences, same

KIND = registers.load("KS")
NAMES = [
    "number",
    "registration_date",
    "child_name",
    "child_sex",
    "child_birth_place",
    "mother_name",
]

values = st.text(max_size=15) | st.sampled_from(
    [
        "",
        *("046/2009", "46/2009", "1.2.2009", "01.02.2009", "03.05.2000", "32 tuổi", "1", "2"),
        *("Hoà", "hòa", "ngày mùng ba tháng năm năm hai nghìn"),
    ]
)


def test_it_works() -> None:
    first = {"number": "046/2009", "child_name": "Nguyễn Thị Hoà", "child_sex": "2"}
    second = {"number": "46/2009", "child_name": "nguyễn thị hòa", "child_sex": "1"}
    assert differences(KIND, first, second, {}, {}, NAMES) == ["child_sex"]


@pytest.mark.parametrize(
    ("field", "a", "b"),
    [
        ("number", "046a/2009", "46 A/2009"),
        ("book_number", "01/2009", "1/2009"),
        ("page", "07", "7"),
        ("registration_date", "1/2/2009", "01.02.2009"),
        ("mother_birth_date", "32 tuổi", "32t"),
        ("child_birth_date", "?.02.2009", "??.2.2009"),
        ("child_name", "NGUYỄN THỊ QÚY", "Nguyễn  Thị Quý"),
        ("child_birth_place", "Mai Đàn , Hải Vân", "Mai Đàn, Hải Vân"),
        ("child_ethnicity", "Bru - Vân Kiều", "Bru-Vân Kiều"),
        ("child_nationality", "V. Nam", "V.Nam"),
        ("mother_paper_number", "197 123 456", "197.123.456"),
        ("office", "UBND xã Mai Đàn", "ubnd xã mai đàn"),
        ("child_name", "H' Hen Niê", "H’Hen Niê"),
        ("child_name", "Lê Thị \u0410nh", "Lê Thị Anh"),
        (
            "child_birth_date_words",
            "Ngày mồng ba tháng năm năm hai ngàn lẻ chín",
            "ngày mùng ba tháng năm năm hai nghìn không trăm linh chín",
        ),
    ],
)
def test_the_same_answer_keyed_otherwise_is_the_same(field: str, a: str, b: str) -> None:
    assert same(KIND.field(field), a, b)


@pytest.mark.parametrize(
    ("field", "a", "b"),
    [
        ("number", "046/2009", "046a/2009"),
        ("number", "046/2009", "046/2010"),
        ("registration_date", "05.2009", "2009"),
        ("child_birth_date", "05.08.1975", "05.08.1975 âm lịch"),
        ("child_birth_date", "01.02.2009", "02.01.2009"),
        ("mother_birth_date", "32 tuổi", "33 tuổi"),
        ("child_name", "Nguyễn Thị Vi", "Nguyễn Thị Vy"),
        ("child_name", "Nguyễn Thi Hoa", "Nguyễn Thị Hoa"),
        ("child_sex", "1", ""),
        ("mother_paper_number", "197123456", "0197123456"),
        ("child_birth_date_words", "ngày ba tháng năm", "ngày tư tháng năm"),
    ],
)
def test_another_answer_is_a_difference(field: str, a: str, b: str) -> None:
    assert not same(KIND.field(field), a, b)


@given(st.sampled_from(KIND.fields), values, values)
def test_sameness_is_reflexive_and_symmetric(field: registers.Field, a: str, b: str) -> None:
    assert same(field, a, a)
    assert same(field, a, b) == same(field, b, a)


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        (("", "blank"), ("", "blank"), False),
        (("", "blank"), ("", "unreadable"), True),
        (("", "blank"), ("Lê Thị Na", None), True),
        (("", "blank"), ("", None), True),
        (("Lê Thị Na", "crossed_out"), ("Lê Thị Na", "crossed_out"), False),
        (("Lê Thị Na", "crossed_out"), ("Lê Thị Ba", "crossed_out"), True),
        (("", None), ("", None), False),
    ],
)
def test_flags_are_compared_too(
    first: tuple[str, str | None], second: tuple[str, str | None], differ: bool
) -> None:
    keyed = [{"mother_name": value} if value else {} for value, _ in (first, second)]
    flags = [{"mother_name": flag} if flag else {} for _, flag in (first, second)]
    found = differences(KIND, keyed[0], keyed[1], flags[0], flags[1], NAMES)
    assert found == (["mother_name"] if differ else [])


def test_fields_keyed_once_are_passed_over() -> None:
    assert not KIND.field("child_birth_place").compared
    assert differences(KIND, {"child_birth_place": "Mai Đàn"}, {}, {}, {}, NAMES) == []


@given(st.sampled_from(KIND.fields), st.lists(values, min_size=3, max_size=6))
def test_sameness_carries_over(field: registers.Field, some: list[str]) -> None:
    for a in some:
        for b in some:
            for c in some:
                assert not (same(field, a, b) and same(field, b, c)) or same(field, a, c)


def test_a_name_is_compared_by_its_legal_spelling() -> None:
    """Lý and Lí are one person in a search and two on papers: a third person looks."""
    kind = registers.load("KS")
    name, place = kind.field("mother_name"), kind.field("child_native_place")
    assert not same(name, "Lý Thị Mỹ", "Lí Thị Mĩ")
    assert same(name, "Lý Thị Hoà", "lý thị  hòa")
    assert same(place, "thôn Lý Hoà", "thôn Lí Hòa")


def test_what_was_amended_is_compared_to_the_letter() -> None:
    change = registers.load("TDCC").field("change_to")
    assert not same(change, "họ tên: Lý Văn Hy", "họ tên: Lí Văn Hi")
    assert same(change, "Lý Văn Hoà", "Lý Văn Hòa")
