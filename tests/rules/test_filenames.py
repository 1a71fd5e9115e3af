"""Names of delivered files."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.rules.filenames import (
    TEMPLATE_BOOK,
    TEMPLATE_ENTRY,
    BadFileName,
    BadTemplate,
    BookName,
    EntryName,
    book_file,
    check_book_template,
    check_template,
    cover_file,
    entry_pdf,
    parse_book_file,
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


SEPARATORS = st.sampled_from([".", "-", "_", " ", ".so_", "_no."])
PIECES = ("{kind}", "{book_year}", "{book:02d}", "{date}", "{number:03d}{suffix}")


@st.composite
def templates(draw: st.DrawFn) -> str:
    """Any order of the parts with any separators that are allowed."""
    pieces = draw(st.permutations(PIECES))
    name = pieces[0]
    for piece in pieces[1:]:
        name += draw(SEPARATORS) + piece
    return draw(st.sampled_from(["", "ht.", "So-"])) + name + ".pdf"


@given(
    templates(),
    st.sampled_from(["KS", "KH", "TDCC"]),
    st.integers(1900, 2100),
    st.integers(1, 120),
    st.none() | st.dates(),
    st.integers(1, 5000),
    st.sampled_from(["", "a", "bis"]),
)
def test_names_of_any_accepted_template_read_back(
    template: str, kind: str, year: int, book: int, day: date | None, number: int, suffix: str
) -> None:
    check_template(template)
    name = entry_pdf(kind, year, book, day, number, suffix, template)
    assert parse_entry_pdf(name, template) == EntryName(kind, year, book, day, number, suffix)


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("", "thiếu"),
        ("{kind}.pdf", "thiếu {book}"),
        ("{", "không khép"),
        (TEMPLATE_ENTRY.replace("{kind}", "{kind.__class__}"), "không có"),
        (TEMPLATE_ENTRY.replace("{kind}", "{kind}{kind}"), "lặp lại"),
        (TEMPLATE_ENTRY.replace("{kind}", "{kind!r}"), "cách ghi"),
        (TEMPLATE_ENTRY.replace("{number:03d}", "{number:>99}"), "cách ghi"),
        (TEMPLATE_ENTRY.replace("{kind}.", "{kind}"), "dấu ngăn"),
        (TEMPLATE_ENTRY.replace("{kind}.", "{kind}/"), "dấu lạ"),
        (TEMPLATE_ENTRY.replace(".pdf", ".jpg"), ".pdf"),
    ],
)
def test_a_template_whose_names_would_not_read_back_is_refused(template: str, why: str) -> None:
    with pytest.raises(BadTemplate) as refusal:
        check_template(template)
    assert why in refusal.value.text("vi")


@given(st.text(max_size=30) | st.text(alphabet="{}:d.0kindbookumer!/", max_size=30))
def test_any_template_is_accepted_or_refused(template: str) -> None:
    for check in (check_template, check_book_template):
        try:
            check(template)
        except BadTemplate:
            continue
        pytest.fail(template)  # nothing so short has all the parts


def test_a_unit_may_name_its_books_otherwise() -> None:
    template = "{kind}_{book_year}_{book:03d}_{unit}.{ext}"
    check_book_template(TEMPLATE_BOOK)
    check_book_template(template)
    name = book_file("xamaidan_hhv_tqs", "KS", 2009, 1, "zip", template)
    assert name == "KS_2009_001_xamaidan_hhv_tqs.zip"
    assert parse_book_file(name, template) == BookName("xamaidan_hhv_tqs", "KS", 2009, 1, "zip")
    with pytest.raises(BadTemplate):
        check_book_template(TEMPLATE_BOOK.replace(".{ext}", "-{ext}"))


@given(
    st.from_regex(r"[a-z]{1,9}(_[a-z]{1,3}){0,2}", fullmatch=True),
    st.sampled_from(["KS", "KH", "TDCC"]),
    st.integers(1900, 2100),
    st.integers(1, 120),
    st.sampled_from(["xlsx", "zip"]),
    st.sampled_from(["A2", "A3", "A4"]),
)
def test_names_of_books_and_covers_read_back(
    unit: str, kind: str, year: int, number: int, ext: str, paper: str
) -> None:
    name = book_file(unit, kind, year, number, ext)
    assert parse_book_file(name) == BookName(unit, kind, year, number, ext)
    cover = cover_file(unit, kind, paper, year, number)
    assert parse_book_file(cover) == BookName(unit, kind, year, number, "pdf", paper)


@pytest.mark.parametrize("name", ["", "x.xlsx", "Cover.pdf", "xa.KS.2009.xlsx"])
def test_another_name_is_no_books(name: str) -> None:
    with pytest.raises(BadFileName):
        parse_book_file(name)
