"""Registration, book, personal and paper numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.rules.numbers import (
    PROVINCES,
    YEARS,
    BadBook,
    BadNumber,
    BadPersonalNumber,
    Number,
    PersonalNumber,
    bare,
    book_text,
    paper_number_ok,
    parse_book,
    parse_number,
    personal_number,
)


def test_it_works() -> None:
    assert parse_number("046/2009") == Number(46, "", 2009)
    assert parse_book("01/2009") == (1, 2009)
    assert personal_number("045209000123") == PersonalNumber("045", 20, "1", 2009, "000123")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("46a/2009", Number(46, "a", 2009)),
        ("46 bis/2009", Number(46, "bis", 2009)),
        (" 046 A / 2009 ", Number(46, "A", 2009)),
        ("1234/1999", Number(1234, "", 1999)),
        ("Số: 46/2009", Number(46, "", 2009)),
        ("1.046 / 2009", Number(1046, "", 2009)),
        ("46\\2009", Number(46, "", 2009)),
    ],
)
def test_suffixes_and_spaces_are_read(text: str, number: Number) -> None:
    assert parse_number(text) == number


@given(st.integers(1, 999999), st.sampled_from(["", "a", "B", "bis"]), st.integers(1800, 2199))
def test_any_number_comes_back(n: int, suffix: str, year: int) -> None:
    assert parse_number(f"{n:03d}{suffix}/{year}") == Number(n, suffix, year)


def test_the_case_of_a_suffix_makes_no_other_number() -> None:
    assert parse_number("46a/2009").key == parse_number("046A/2009").key
    assert parse_number("46/2009").key < parse_number("46a/2009").key < parse_number("47/2009").key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "46",
        "0/2009",
        "000/2009",
        "46/09",
        "46/20091",
        "a46/2009",
        "46/1009",
        "٤٦/2009",
        "-1/2009",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadNumber) as refusal:
        parse_number(text)
    assert "046/2009" in refusal.value.text("vi")


@pytest.mark.parametrize("text", ["", "01", "0/2009", "01a/2009", "01/209", "01/2009/2"])
def test_what_is_no_book_is_refused(text: str) -> None:
    with pytest.raises(BadBook):
        parse_book(text)


@pytest.mark.parametrize(
    ("text", "century", "sex", "year"),
    [
        ("045 075 000001", 19, "1", 1975),
        ("045.175.000001", 19, "2", 1975),
        ("045215000001", 20, "1", 2015),
        ("045315000001", 20, "2", 2015),
        ("045501000001", 21, "2", 2101),
    ],
)
def test_century_and_sex_are_one_digit(text: str, century: int, sex: str, year: int) -> None:
    parts = personal_number(text)
    assert (parts.century, parts.sex, parts.year) == (century, sex, year)


@pytest.mark.parametrize(
    "text", ["", "04520900012", "0452090001234", "003209000123", "045609000123"]
)
def test_what_is_no_personal_number_is_refused(text: str) -> None:
    with pytest.raises(BadPersonalNumber):
        personal_number(text)


def test_there_are_63_provinces() -> None:
    assert len(PROVINCES) == 63
    assert PROVINCES["045"] == "Quảng Trị"
    assert len(set(PROVINCES.values())) == 63
    assert "028" not in PROVINCES  # Hà Tây was gone before the first number was given
    assert personal_number("045209000123").province_name == "Quảng Trị"


def test_identity_cards_have_9_or_12_digits() -> None:
    assert paper_number_ok("197 123 456")
    assert paper_number_ok("045175000001")
    assert not paper_number_ok("19712345")
    assert not paper_number_ok("C1234567")
    assert not paper_number_ok("")
    assert paper_number_ok("197-123-456")


@given(st.integers(1, 999999), st.sampled_from(["", "a", "bis"]), st.sampled_from(YEARS))
def test_the_usual_form_of_a_number_is_stable(n: int, suffix: str, year: int) -> None:
    text = Number(n, suffix, year).text
    assert parse_number(text).text == text


@given(st.integers(1, 9999), st.sampled_from(YEARS))
def test_the_usual_form_of_a_book_reads_back(number: int, year: int) -> None:
    assert parse_book(book_text(number, year)) == (number, year)
    assert parse_book(f"Quyển số {number}/{year}") == (number, year)


@given(st.text(max_size=20) | st.from_regex(r"[0-9./ aA-]{0,16}", fullmatch=True))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read, refusal in (
        (parse_number, BadNumber),
        (parse_book, BadBook),
        (personal_number, BadPersonalNumber),
    ):
        try:
            assert read(text)
        except refusal:
            continue
    assert bare(bare(text)) == bare(text)
    assert paper_number_ok(text) in (True, False)
