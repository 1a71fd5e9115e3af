"""Vietnamese text: one spelling to compare, one to search, one to sort."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.rules.names import (
    LETTERS,
    canonical,
    finds,
    fold,
    foreign_letters,
    is_all_capitals,
    is_syllable,
    lookalikes,
    nfc,
    parts,
    placed,
    same_surname,
    search_key,
    sort_key,
    split_name,
    surnames,
    text_key,
    title_case,
)

SYLLABLES = """
    nguyễn trần lê phạm hồ hoàng huỳnh thị văn đức an ân ăn ánh ảnh anh hoa hòa hỏa hóa họa thúy
    thùy thuỷ quý quỳnh kim kỳ lý mỹ tòng ươm ước đào dao đăng đang toàn toản nghĩa giang già u
"""
names = st.lists(st.sampled_from(SYLLABLES.split()), min_size=1, max_size=4).map(" ".join)
texts = st.text(max_size=30) | st.text(alphabet="aàâầăeẻêơuưyhqgiđĐÂ'-̣́̂ -", max_size=12)


def older(text: str) -> str:
    return placed(text, newer=False)


def newer(text: str) -> str:
    return placed(text, newer=True)


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
        ("Tr\u00adần", "Trần"),
        ("e\u0301\u0302", "ế"),
        ("\u0410n", "An"),  # Cyrillic А
        ("H\u2019Hen", "H'Hen"),
        ("Bru–Vân Kiều", "Bru-Vân Kiều"),
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
    for form in (nfc, canonical, fold, sort_key, text_key, search_key, title_case):
        assert form(unicodedata.normalize("NFD", text)) == form(unicodedata.normalize("NFC", text))
    for form in (nfc, canonical, fold, search_key, title_case, older, newer):
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
    assert foreign_letters("Lan 😀?") == {"😀", "?"}
    assert foreign_letters("Y' Hồ-Văn (Pả), St.") == set()
    assert lookalikes("\u0410nh") == {"\u0410": "A"}
    assert lookalikes("Anh") == {}


def test_all_capitals_get_a_proposal() -> None:
    assert is_all_capitals("NGUYỄN THỊ HOÀ")
    assert not is_all_capitals("Nguyễn Thị HOÀ")
    assert not is_all_capitals("Y")
    for capitals, proposal in {
        "NGUYỄN THỊ HOÀ": "Nguyễn Thị Hoà",
        "H'HEN NIÊ": "H'Hen Niê",
        "O’NEIL": "O’Neil",
        "BRU-VÂN KIỀU": "Bru-Vân Kiều",
        "TRẦN VĂN NAM II": "Trần Văn Nam II",
        "LÊ THỊ VI": "Lê Thị Vi",
        "LÊ VĂN XI": "Lê Văn Xi",
    }.items():
        assert title_case(capitals) == proposal


@pytest.mark.parametrize(
    ("name", "parts"),
    [("", ("", "", "")), ("Lan", ("", "", "Lan")), ("Hồ  Lan", ("Hồ", "", "Lan"))],
)
def test_short_names_split(name: str, parts: tuple[str, str, str]) -> None:
    assert split_name(name) == parts


@pytest.mark.parametrize(
    ("old", "new"),
    [("Hòa", "Hoà"), ("THÚY", "THUÝ"), ("Òa", "Oà"), ("khỏe", "khoẻ"), ("Quý", "Quý")],
)
def test_tones_stand_in_the_older_or_the_newer_place(old: str, new: str) -> None:
    assert newer(old) == new
    assert older(new) == old
    assert canonical(old) == canonical(new)


@given(names)
def test_moving_tones_changes_nothing_else(name: str) -> None:
    assert canonical(newer(name)) == canonical(older(name)) == canonical(name)
    assert fold(newer(name)) == fold(name)


@pytest.mark.parametrize(
    "word", ["Nguyễn", "HUỲNH", "quyết", "giếng", "ngoằn", "ươm", "ý", "ở", "yến", "thuở", "khuya"]
)
def test_syllables_are_known(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["NguyÔn", "Vâ", "aa", "strong", "", "hôà", "wan", "12"])
def test_what_is_no_syllable_is_not(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize(
    ("name", "surname", "particle", "middle", "given", "marker"),
    [
        ("Hồ Thị Mai Lan", "Hồ", "Thị", "Mai", "Lan", ""),
        ("Hồ Văn Lai", "Hồ", "Văn", "", "Lai", ""),
        ("Tôn Nữ Thị Hà", "Tôn Nữ", "Thị", "", "Hà", ""),
        ("Công Tằng Tôn Nữ Mai", "Công Tằng Tôn Nữ", "", "", "Mai", ""),
        ("Tôn Thất", "Tôn", "", "", "Thất", ""),
        ("Pả Hiêng", "", "", "", "Hiêng", "Pả"),
        ("Kăn Lễ", "", "", "", "Lễ", "Kăn"),
        ("H' Hen Niê", "Niê", "", "", "Hen", "H'"),
        ("H’Hen Niê", "Niê", "", "", "Hen", "H’"),
        ("Y Thông Niê Kdăm", "Niê Kdăm", "", "", "Thông", "Y"),
        ("Văn", "", "", "", "Văn", ""),
        ("Y", "", "", "", "Y", ""),
    ],
)
def test_names_come_apart(
    name: str, surname: str, particle: str, middle: str, given: str, marker: str
) -> None:
    p = parts(name)
    assert (p.surname, p.particle, p.middle, p.given) == (surname, particle, middle, given)
    assert p.marker == marker


def test_a_surname_may_have_two_readings() -> None:
    assert surnames("Nguyễn Phúc Hải") == {"nguyễn", "nguyễn phúc"}
    assert same_surname("Tôn Thất Lộc", "Tôn Nữ Mai")
    assert same_surname("Nguyễn Phúc Hải", "Nguyễn Hòa")
    assert same_surname("Y Bhăm Niê", "H'Hen Niê")
    assert not same_surname("Hồ Thị Lan", "Lê Thị Lan")
    assert not same_surname("Lan", "Lan")


@given(texts)
def test_no_text_breaks_a_name_apart(text: str) -> None:
    given = parts(text).given
    assert bool(given) == bool(nfc(text))
    assert isinstance(surnames(text), frozenset)
    assert foreign_letters(text) >= lookalikes(text).keys() - set("0123456789")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("hoa", "Lê Thị Hòa"),
        ("hoà", "Lê Thị Hòa"),
        ("hoà", "Hồ Hoàng"),
        ("ng v an", "Nguyễn Văn An"),
        ("an nguyễn", "Nguyễn Văn An"),
        ("ly", "Lí Thị Ba"),
        ("li", "Lý Thị Ba"),
        ("dung", "Đung"),
        ("h'hen", "H’ Hen Niê"),
        ("", "Lan"),
    ],
)
def test_the_beginnings_of_words_find_a_name(query: str, name: str) -> None:
    assert finds(query, name)


@pytest.mark.parametrize(
    ("query", "name"),
    [("hoà", "Lê Thị Hoa"), ("đ", "Dung"), ("my", "Minh"), ("oa", "Hoa"), ("lan anh", "Lan")],
)
def test_other_names_are_not_found(query: str, name: str) -> None:
    assert not finds(query, name)


@given(names, st.integers(1, 5))
def test_a_name_is_found_by_itself_and_by_its_beginnings(name: str, length: int) -> None:
    assert finds(name, name)
    assert finds(fold(name), name)
    assert finds(" ".join(word[:length] for word in fold(name).split()), name)
    assert all(f" {word[:length]}" in search_key(name) for word in fold(name).split())


def test_places_sort_from_the_first_word_and_numbers_by_value() -> None:
    rising = ["Phường 1", "Phường 2", "phường 10", "thôn An", "thôn Ân", "Xã Mai Đàn"]
    assert sorted(reversed(rising), key=text_key) == rising


def test_signs_and_look_alikes_do_not_change_the_order() -> None:
    assert sort_key("H'Hen Niê") == sort_key("H’ HEN  Niê")
    assert sort_key("\u0410n") == sort_key("An")
    assert sort_key("Zoë") < sort_key("Zu")


@given(st.lists(texts, min_size=3, max_size=3))
def test_equal_spelling_is_an_equivalence(some: list[str]) -> None:
    a, b, c = some
    for x, y in ((a, b), (b, c), (a, c)):
        if canonical(x) == canonical(y):
            assert canonical(y) == canonical(x)
            assert text_key(x).replace("i", "y") == text_key(y).replace("i", "y") or "y" in fold(
                x + y
            )
    if canonical(a) == canonical(b) and canonical(b) == canonical(c):
        assert canonical(a) == canonical(c)


def test_half_a_letter_is_dropped_and_the_rest_kept() -> None:
    assert nfc("Lan\ud800 Anh\x00") == "Lan Anh"
