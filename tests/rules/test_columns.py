"""Header rows of Excel files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.rules import registers
from hotich.rules.columns import full_keys, header_key, read_headers, short_keys

KS = registers.load("KS")


def test_it_works() -> None:
    found = read_headers(KS, full_keys(KS))
    assert (found.layout, found.missing, found.unknown) == ("full", (), ())


def test_the_older_birth_layout_has_60_columns() -> None:
    gone = set(full_keys(KS)) - set(short_keys(KS))
    assert (len(full_keys(KS)), len(short_keys(KS))) == (70, 60)
    assert sorted(key for key in gone if not key.endswith("Str")) == [
        "STT",
        "chaSoDinhDanhCaNhan",
        "meSoDinhDanhCaNhan",
        "nksSoDinhDanh",
    ]
    assert read_headers(KS, short_keys(KS)).layout == "short"


def test_the_row_number_may_be_missing() -> None:
    assert read_headers(KS, full_keys(KS)[1:]).layout == "full"
    assert read_headers(KS, ["STT", *short_keys(KS)]).layout == "short"


@pytest.mark.parametrize("header", ["so", " so ", "so (bắt buộc)", "so\nSố đăng ký", "\ufeffso"])
def test_a_header_ends_at_its_first_blank(header: str) -> None:
    assert header_key(header) == "so"


def test_what_is_missing_unknown_or_twice_is_named() -> None:
    found = read_headers(KS, [*full_keys(KS)[3:], "", "SO", "ghichu", "mới"])
    assert found.layout == "other"
    assert found.missing == ("quyenSo",)
    assert found.unknown == ("mới",)
    assert found.repeated == ("ghiChu",)


@pytest.mark.parametrize("code", registers.KINDS)
def test_each_kind_knows_its_own_columns(code: str) -> None:
    kind = registers.load(code)
    assert read_headers(kind, full_keys(kind)).layout == "full"


@given(st.lists(st.text(max_size=12) | st.sampled_from(full_keys(KS)), max_size=12))
def test_any_header_row_is_judged(headers: list[str]) -> None:
    found = read_headers(KS, headers)
    assert len(found.keys) == len(headers)
    assert set(found.missing).isdisjoint(found.keys)
