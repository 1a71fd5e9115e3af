"""The usual form that is shown beside a value."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.rules.names import nfc
from hotich.rules.normal import normal_form
from hotich.rules.registers import KINDS, load

FIELDS = [field for kind in KINDS for field in load(kind).fields]


@pytest.mark.parametrize(
    ("name", "value", "form"),
    [
        ("mother_nationality", "V. Nam", "Việt Nam"),
        ("mother_nationality", "vn", "Việt Nam"),
        ("mother_nationality", "Việt Nam", ""),
        ("mother_nationality", "Xứ Lạ", ""),
        ("mother_ethnicity", "Vân Kiều", "Bru Vân Kiều"),
        ("child_name", "HỒ THỊ MAI", "Hồ Thị Mai"),
        ("child_name", "Hồ Thị Mai", ""),
        ("number", "Số: 46 / 2009", "046/2009"),
        ("number", "46", ""),
        ("book_number", "1/2009", "01/2009"),
        ("child_birth_date", "3/5/2009", "03.05.2009"),
        ("child_birth_date", "03.05.2009", ""),
        ("child_birth_date_words", "Ngày ba tháng năm năm hai nghìn lẻ chín", "03.05.2009"),
        ("mother_paper_number", "197 000 123", "197000123"),
        ("office", "UBND xã Mai Đàn", ""),
    ],
)
def test_it_works(name: str, value: str, form: str) -> None:
    assert normal_form(load("KS").field(name), value) == form


@given(st.sampled_from(FIELDS), st.text(max_size=30))
def test_a_value_in_its_usual_form_has_none_beside_it(field, value: str) -> None:  # type: ignore[no-untyped-def]
    form = normal_form(field, value)
    assert form != nfc(value) or not form
