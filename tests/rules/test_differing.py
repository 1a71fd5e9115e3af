"""In what two readings differ: the marks keep the text, the sentence says what to look at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.rules import compare
from hotich.rules.differing import Contrast, Piece, contrast
from hotich.rules.registers import load

NAME = load("KS").field("mother_name")
PLACE = load("KS").field("mother_residence")
DATE = load("KS").field("mother_birth_date")
SEX = load("KS").field("child_sex")
PAPER = next(field for field in load("KH").fields if field.type == "paper_number")
WORDS = st.lists(
    st.sampled_from(["Lê", "lê", "Thị", "Thuý", "Thúy", "Hoà", "Hòa", "Hoa", "Đức", "12", ","]),
    max_size=6,
).map(" ".join)


def marked(pieces: tuple[Piece, ...]) -> str:
    return "".join(f"[{p.text}]" if p.differs else p.text for p in pieces)


def of(a: str, b: str, field: object = NAME) -> tuple[str, str, str]:
    found = contrast(field, a, b)  # type: ignore[arg-type]
    return marked(found.a), marked(found.b), found.vi


def test_it_works() -> None:
    assert of("Lê Thị Thuý Hoà", "Lê Thị Thuý Hoa") == (
        "Lê Thị Thuý Ho[à]",
        "Lê Thị Thuý Ho[a]",
        "Khác nhau ở dấu của chữ cuối.",
    )


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ("Lê Thị Hoa", "Lê Thi Hoa", "Khác nhau ở dấu của chữ thứ 2."),
        ("Đỗ Thị Hoa", "Dỗ Thị Hoa", "Khác nhau ở dấu của chữ đầu."),
        ("Lê Thị Hoa", "Lê Thị Hoan", "Khác nhau ở chữ cái của chữ cuối."),
        ("Lý", "Lí", "Khác nhau ở chữ cái của chữ này."),
        ("Lê Thị Hoa", "Lê Hoa", "Một bên có thêm chữ “Thị”."),
        ("Lê Thị Hoa", "Trần Văn Nam", "Khác nhau ở 3 chữ."),
        ("Lê Hoa", "", "Một người không gõ gì."),
    ],
)
def test_what_is_said_of_a_name(a: str, b: str, said: str) -> None:
    assert of(a, b)[2] == said
    assert of(b, a)[2] == said


@pytest.mark.parametrize(
    ("a", "b", "field", "said"),
    [
        ("197 004 218", "197 004 213", PAPER, "Khác nhau ở một chữ số: 3 hay 8."),
        ("197004218", "197004123", PAPER, "Khác nhau ở 3 chữ số."),
        ("197004218", "19700421", PAPER, "Một bên có nhiều chữ số hơn."),
        ("1978", "1987", DATE, "Khác nhau ở năm."),
        ("12.05.1998", "12.06.1998", DATE, "Khác nhau ở tháng."),
        ("12.05.1998", "13.05.1999", DATE, "Khác nhau ở ngày và năm."),
        ("32 tuổi", "33 tuổi", DATE, "Khác nhau ở một chữ số: 2 hay 3."),
        ("1", "2", SEX, "Hai người chọn khác nhau."),
    ],
)
def test_what_is_said_of_figures(a: str, b: str, field: object, said: str) -> None:
    assert of(a, b, field)[2] == said


def test_flags_are_told_from_values() -> None:
    assert contrast(NAME, "", "Hoa", "unreadable", "").vi == "Một người đánh dấu, một người không."
    both = contrast(NAME, "", "", "unreadable", "blank")
    assert both.vi == "Hai người đánh dấu khác nhau."


def test_the_place_of_a_tone_and_capitals_are_not_marked() -> None:
    assert of("LÊ THỊ HÒA Sen", "lê thị hoà Sém")[:2] == ("LÊ THỊ HÒA S[en]", "lê thị hoà S[ém]")


@given(WORDS, WORDS)
def test_the_pieces_are_the_values_as_written(a: str, b: str) -> None:
    found = contrast(NAME, a, b)
    assert "".join(piece.text for piece in found.a) == a
    assert "".join(piece.text for piece in found.b) == b
    assert "{" not in found.vi + found.en
    assert found.vi.endswith(".")
    assert found.en.endswith(".")


@given(WORDS, WORDS)
def test_what_means_the_same_has_no_mark_and_what_differs_has_one(a: str, b: str) -> None:
    for field in (NAME, PLACE):
        found = contrast(field, a, b)
        marks = any(piece.differs and piece.text.strip(" ,") for piece in (*found.a, *found.b))
        if marks:
            assert not compare.same(field, a, b)
        elif "," not in a + b:
            assert compare.same(field, a, b)


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_taken_apart(a: str, b: str) -> None:
    found = contrast(NAME, a, b)
    assert isinstance(found, Contrast)
    assert "".join(piece.text for piece in found.a) == a
