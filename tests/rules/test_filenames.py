"""Names of delivered files."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.rules.filenames import (
    BadFileName,
    EntryName,
    book_file,
    entry_pdf,
    parse_entry_pdf,
    unit_slug,
)


def test_it_works() -> None:
    name = entry_pdf("KS", 2009, 1, date(2009, 5, 12), 46)
    assert name == "KS.2009.01.2009-05-12.046.pdf"
    assert parse_entry_pdf(name) == EntryName("KS", 2009, 1, date(2009, 5, 12), 46)


@given(
    st.sampled_from(["KS", "KH", "KT", "CMC", "TDCC"]),
    st.integers(1900, 2100),
    st.integers(1, 120),
    st.none() | st.dates(),
    st.integers(1, 5000),
    st.sampled_from(["", "a", "B", "bis"]),
)
def test_every_name_reads_back(
    kind: str, year: int, book: int, day: date | None, number: int, suffix: str
) -> None:
    name = entry_pdf(kind, year, book, day, number, suffix)
    assert parse_entry_pdf(name) == EntryName(kind, year, book, day, number, suffix)


def test_another_template_is_written_and_read() -> None:
    template = "{kind}-{book:03d}-{book_year}_{number:04d}{suffix}_{date}.pdf"
    name = entry_pdf("KS", 2009, 1, date(2009, 5, 12), 46, "a", template)
    assert name == "KS-001-2009_0046a_2009-05-12.pdf"
    assert parse_entry_pdf(name, template).suffix == "a"
    with pytest.raises(BadFileName):
        parse_entry_pdf(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "scan.pdf",
        "KS.2009.01.2009-02-30.046.pdf",
        "KS.2009.01.2009-05-12.046.PDF",
        "KS.2009.01.2009-05-12.046(1).pdf",
        "KS.2005.99001.02.A2.200.pdf",
        "x/KS.2009.01.2009-05-12.046.pdf",
        "KS.2009.01.2009-05-12.046.pdf\n",
    ],
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(BadFileName):
        parse_entry_pdf(name)


@pytest.mark.parametrize("suffix", ["/", "..", "bis2", "a b", "đ"])
def test_a_suffix_that_would_not_read_back_is_refused(suffix: str) -> None:
    with pytest.raises(BadFileName):
        entry_pdf("KS", 2009, 1, date(2009, 5, 12), 46, suffix)


@pytest.mark.parametrize(
    ("units", "slug"),
    [
        (("xã Lộc Thuận", "huyện Bình Đại", "tỉnh Bến Tre"), "xalocthuan_hbd_tbt"),
        (("xã Mai Đàn", "huyện Hải Vân", "tỉnh Quảng Sơn"), "xamaidan_hhv_tqs"),
        (("Thị trấn Mai-Đàn", "", "Tỉnh Quảng Sơn"), "thitranmaidan_tqs"),
    ],
)
def test_a_unit_has_a_short_name(units: tuple[str, str, str], slug: str) -> None:
    assert unit_slug(*units) == slug


def test_a_book_has_its_excel_and_zip() -> None:
    assert (
        book_file("xamaidan_hhv_tqs", "KS", 2009, 1, "xlsx") == "xamaidan_hhv_tqs.KS.2009.01.xlsx"
    )
