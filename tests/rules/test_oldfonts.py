"""Text of fonts before Unicode."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hotich.rules.oldfonts import Reading, old_encoding


def test_it_works() -> None:
    assert old_encoding("NguyÔn V¨n §øc") == Reading("TCVN3", "Nguyễn Văn Đức")


@pytest.mark.parametrize(
    ("text", "encoding", "reading"),
    [
        ("NGUYÔN V¡N §øC", "TCVN3", "NGUYỄN VĂN ĐỨC"),
        ("Tr\u00ad¬ng ThÞ HuÕ", "TCVN3", "Trương Thị Huế"),
        ("Hå ThÞ Quúnh Nh\u00ad", "TCVN3", "Hồ Thị Quỳnh Như"),
        ("Nguyeãn Vaên Ñöùc", "VNI", "Nguyễn Văn Đức"),
        ("LEÂ THÒ HOÀNG", "VNI", "LÊ THỊ HỒNG"),
        ("Traàn Thò Höông", "VNI", "Trần Thị Hương"),
        ("Nguyá»…n VÄƒn An", "UTF-8", "Nguyễn Văn An"),
    ],
)
def test_old_text_is_recognised_and_a_reading_proposed(
    text: str, encoding: str, reading: str
) -> None:
    assert old_encoding(text) == Reading(encoding, reading)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Nguyễn Văn Đức",
        "Lê Thúy Hà",
        "Hoà",
        "NGUYEN VAN DUC",
        "François Noël",
        "José",
        "Müller",
        "Thérèse",
        "Chloé",
        "H'Hen Niê",
        "46/2009",
    ],
)
def test_other_text_is_left_alone(text: str) -> None:
    assert old_encoding(text) is None


@example("E\xad")
@given(st.text(max_size=30) | st.text(alphabet=[chr(n) for n in range(32, 256)], max_size=12))
def test_any_text_is_read_or_not(text: str) -> None:
    reading = old_encoding(text)
    assert reading is None or reading.text != text
