"""What leaving a field makes of what was typed; the browser does the same (test_rules_js)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.rules import dates
from hotich.rules.numbers import parse_number
from hotich.rules.registers import KINDS, Field, codes, load
from hotich.rules.typing import read_typed

FIELDS = [field for kind in KINDS for field in load(kind).fields]


def field(name: str) -> Field:
    return load("KS").field(name)


@pytest.mark.parametrize(
    ("name", "typed", "years", "read"),
    [
        ("registration_date", "010275", [1998], "01.02.1975"),
        ("registration_date", "010298", [1998], "01.02.1998"),
        ("registration_date", "010299", [1998], "01.02.1899"),
        ("registration_date", "010299", [1998, 1999], "01.02.1999"),
        ("registration_date", "1.2.98", [1998], "1.2.98"),
        ("mother_birth_date", "32 tuổi", [1998], "32 tuổi"),
        ("child_birth_date", "??0275", [1998], "??.02.1975"),
        ("registration_date", "310275", [1998], "310275"),
        ("number", "46", [1998], "046/1998"),
        ("number", "46a", [1998], "046a/1998"),
        ("number", "46", [1998, 1999], "46"),
        ("number", "46/1998", [1998], "46/1998"),
        ("number", "bốn", [1998], "bốn"),
        ("number", "0", [1998], "0"),
        ("child_sex", "nu", [1998], "2"),
        ("child_sex", "Female", [1998], "2"),
        ("child_sex", "9", [1998], "9"),
        ("child_name", "010275", [1998], "010275"),
        ("remarks", " ghi  chú ", [1998], "ghi chú"),
    ],
)
def test_it_works(name: str, typed: str, years: list[int], read: str) -> None:
    assert read_typed(field(name), typed, years) == read


@given(st.sampled_from(FIELDS), st.text(max_size=20), st.lists(st.integers(1900, 2030), max_size=3))
def test_reading_what_was_read_changes_nothing(field: Field, text: str, years: list[int]) -> None:
    """So the server may read again what the browser has read."""
    once = read_typed(field, text, years)
    assert read_typed(field, once, years) == once


@given(st.dates(min_value=dates.date(1900, 1, 1), max_value=dates.date(2025, 12, 31)))
def test_a_date_typed_as_digits_is_that_date(day: dates.date) -> None:
    for typed in (f"{day:%d%m%Y}", f"{day:%d%m%y}"):
        read = read_typed(field("registration_date"), typed, [day.year])
        assert dates.parse(read).full == day


@given(st.integers(1, 99_999), st.integers(1900, 2030))
def test_a_bare_number_is_of_the_one_year_of_its_book(n: int, year: int) -> None:
    number = parse_number(read_typed(field("number"), str(n), [year]))
    assert (number.n, number.year) == (n, year)


@pytest.mark.parametrize("field", [f for f in FIELDS if f.codes], ids=lambda f: f.name)
def test_a_word_stands_for_its_code(field: Field) -> None:
    for code, words in codes(field.codes or "").items():
        assert read_typed(field, code, []) == code
        for word in words:
            assert read_typed(field, word.upper(), []) == code
