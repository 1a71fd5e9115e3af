"""Vietnamese text: one spelling to compare, one to search, one to sort."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.rules.names import (
    LETTERS,
    canonical,
    fold,
    foreign_letters,
    is_all_capitals,
    nfc,
    sort_key,
    split_name,
    title_case,
)

SYLLABLES = """
    nguyễn trần lê phạm hồ hoàng huỳnh thị văn đức an ân ăn ánh ảnh anh hoa hòa hỏa hóa họa thúy
    thùy thuỷ quý quỳnh kim kỳ lý mỹ tòng ươm ước đào dao đăng đang toàn toản nghĩa giang già u
"""
names = st.lists(st.sampled_from(SYLLABLES.split()), min_size=1, max_size=4).map(" ".join)
texts = st.text(max_size=30)

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]


def test_it_works() -> None:
    assert canonical("  NGUYỄN   Thị Hoà ") == "nguyễn thị hòa"
    assert fold("Đặng Thị Ước") == "dang thi uoc"
    assert split_name("Hồ Thị Mai Lan") == ("Hồ", "Thị Mai", "Lan")


def test_there_are_134_letters_beyond_ascii() -> None:
    assert len(LETTERS) == 134
    assert all(len(letter) == 1 and not letter.isascii() for letter in LETTERS)
    assert {"Ỵ", "ỵ", "Đ", "ơ", "Ẫ"} <= LETTERS


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Hoà", "Hòa"),
        ("THUÝ", "thúy"),
        ("hoè", "hòe"),
        ("Thuỷ", "Thủy"),
        ("qúy", "quý"),
        ("tòan", "toàn"),
        ("gìa", "già"),
        ("Lí", "Lý"),
        ("Kì", "Kỳ"),
        ("Mĩ", "Mỹ"),
        ("Quí", "Quý"),
        ("Sĩ", "Sỹ"),
        ("Ðức", "Đức"),
        ("Lan\u200b Anh", "Lan\u00a0Anh"),
    ],
)
def test_two_writings_of_one_name_are_one(a: str, b: str) -> None:
    assert canonical(a) == canonical(b)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Vi", "Vy"),
        ("Thi", "Thy"),
        ("Hòa", "Hỏa"),
        ("Mai", "May"),
        ("Thủy", "Thui"),
        ("Dung", "Đung"),
        ("Lê Na", "Lêna"),
        ("Quy", "Quý"),
    ],
)
def test_two_names_stay_two(a: str, b: str) -> None:
    assert canonical(a) != canonical(b)


@pytest.mark.parametrize(
    "word", ["quý", "giá", "gì", "thuở", "mía", "quốc", "huỳnh", "khuỷu", "nước", "lưới"]
)
def test_a_right_spelling_is_left_alone(word: str) -> None:
    assert canonical(word) == word


@given(texts)
def test_all_forms_are_stable_and_blind_to_the_unicode_form(text: str) -> None:
    for form in (nfc, canonical, fold, sort_key):
        assert form(unicodedata.normalize("NFD", text)) == form(unicodedata.normalize("NFC", text))
    for form in (nfc, canonical, fold):
        assert form(form(text)) == form(text)


@given(names)
def test_nothing_but_tone_place_and_i_is_changed(name: str) -> None:
    assert fold(canonical(name)).replace("i", "y") == fold(name).replace("i", "y")


@given(names)
def test_a_search_key_of_a_vietnamese_name_is_ascii(name: str) -> None:
    assert fold(name).isascii()


def slow_key(name: str) -> list[list[tuple[list[int], list[int]]]]:
    """The order as a person would explain it: lists of letters, then of tones, word by word."""
    words = name.split()
    groups = [words[-1:], words[1:-1], words[:1]] if len(words) > 1 else [words, [], []]
    key = []
    for group in groups:
        rows = []
        for word in group:
            marks = unicodedata.normalize("NFD", word)
            tones = [TONES.index(mark) for mark in marks if mark in TONES[1:]]
            bare = "".join(mark for mark in marks if mark not in TONES[1:])
            letters = [ALPHABET.index(letter) for letter in unicodedata.normalize("NFC", bare)]
            rows.append((letters, tones or [0]))
        key.append(rows)
    return key


@given(st.lists(names, max_size=8))
def test_the_sort_key_orders_as_the_slow_way_does(some: list[str]) -> None:
    quick = sorted(some, key=lambda name: (sort_key(name).encode(), name))
    assert quick == sorted(some, key=lambda name: (slow_key(name), name))


def test_given_name_then_middle_then_surname_in_dictionary_order() -> None:
    rising = [
        "Trần An",
        "Lê Thị An",
        "Nguyễn Văn An",
        "Lê Văn Ân",
        "Lê Thị Dung",
        "Lê Thị Đào",
        "Lê Hoa",
        "Lê Hòa",
        "Lê Hỏa",
        "Lê Hóa",
        "Lê Họa",
    ]
    assert sorted(reversed(rising), key=sort_key) == rising


def test_foreign_letters_are_named() -> None:
    assert foreign_letters("Nguyễn Thị Hoà - 12") == set()
    assert foreign_letters("Nguyeenx Wil") == {"W"}
    assert foreign_letters("Zoë Ñu") == {"Z", "ë", "Ñ"}
    assert foreign_letters("Ðức") == {"Ð"}


def test_all_capitals_get_a_proposal() -> None:
    assert is_all_capitals("NGUYỄN THỊ HOÀ")
    assert not is_all_capitals("Nguyễn Thị HOÀ")
    assert not is_all_capitals("Y")
    assert title_case("NGUYỄN THỊ HOÀ") == "Nguyễn Thị Hoà"


@pytest.mark.parametrize(
    ("name", "parts"),
    [("", ("", "", "")), ("Lan", ("", "", "Lan")), ("Hồ  Lan", ("Hồ", "", "Lan"))],
)
def test_short_names_split(name: str, parts: tuple[str, str, str]) -> None:
    assert split_name(name) == parts
