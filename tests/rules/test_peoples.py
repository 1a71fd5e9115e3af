"""The lists of peoples and nationalities."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.rules.peoples import (
    is_nation,
    likely_people,
    nations,
    people_code,
    peoples,
    same_people,
)

NATIONAL_LIST = """
Kinh Tày Thái Hoa Khơ-me Mường Nùng Mông Dao Gia-rai Ngái Ê-đê Ba-na Xơ-đăng Sán Chay Cơ-ho Chăm
Sán Dìu Hrê Mnông Ra-glai Xtiêng Bru Vân Kiều Thổ Giáy Cơ-tu Gié Triêng Mạ Khơ-mú Co Tà Ôi Chơ-ro
Kháng Xinh-mun Hà Nhì Chu-ru Lào La Chí La Ha Phù Lá La Hủ Lự Lô Lô Chứt Mảng Pà Thẻn Cơ Lao Cống
Bố Y Si La Pu Péo Brâu Ơ Đu Rơ Măm
"""


def test_it_works() -> None:
    assert people_code("Kinh") == "01"
    assert is_nation("Việt Nam")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kinh", "01"),
        ("Bru Vân Kiều (Vân Kiều)", "23"),
        ("Bru - Vân Kiều", "23"),
        ("Vân Kiều", "23"),
        ("Tà Ôi (Pa Cô)", "31"),
        ("Pa Cô", "31"),
        ("Hoa", "04"),
        ("H'Mông", "08"),
        ("Mạ", "28"),
        ("dân tộc Kinh", "01"),
        ("Người Mông", "08"),
        ("Pa Co", "31"),
        ("Việt gốc Miên", "05"),
        ("Kinh (Pa Cô)", None),
        ("Ma", None),
        ("", None),
    ],
)
def test_a_people_is_known_by_any_of_its_names(text: str, code: str | None) -> None:
    assert people_code(text) == code


def test_all_54_peoples_are_there_and_no_name_is_of_two() -> None:
    assert [people.code for people in peoples()] == [f"{n:02d}" for n in range(1, 55)]
    assert " ".join(people.name for people in peoples()).split() == NATIONAL_LIST.split()
    for people in peoples():
        for name in (people.name, *people.others):
            assert people_code(name) == people.code, name


def test_one_people_by_two_names() -> None:
    assert same_people("Vân Kiều", "Bru Vân Kiều")
    assert not same_people("Vân Kiều", "Pa Cô")
    assert same_people("Xứ Lạ", "xứ lạ")
    assert not same_people("Xứ Lạ", "Kinh")


def test_an_unknown_nationality_is_unknown() -> None:
    assert not is_nation("Xứ Lạ")
    assert not is_nation("")
    assert all(is_nation(name) for name in nations())


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("van kieu", "Bru Vân Kiều"),
        ("paco", "Tà Ôi"),
        ("Êđê", "Ê-đê"),
        ("Ma", "Mạ"),
        ("Kinh", "Kinh"),
        ("xu la", None),
        ("", None),
    ],
)
def test_a_people_without_marks_is_proposed(text: str, name: str | None) -> None:
    assert likely_people(text) == name


KNOWN = [name for people in peoples() for name in (people.name, *people.others)]


@given(st.text(max_size=20) | st.sampled_from(KNOWN), st.text(max_size=9) | st.sampled_from(KNOWN))
def test_same_people_is_an_equivalence(a: str, b: str) -> None:
    assert same_people(a, a)
    assert same_people(a, b) == same_people(b, a)
    assert (people_code(a) == people_code(b)) or not same_people(a, b)
