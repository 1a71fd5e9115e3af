"""Names that others gave to files."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.rules.filenames import BookName, EntryName, Folder, cover_file, entry_pdf
from hotich.rules.namereading import OddFileName, read_file_name, read_folder
from hotich.rules.registers import KINDS

B = EntryName("KS", 2005, 2, None, 200, variant="B", unit_code="99001", paper="A2")


def test_it_works() -> None:
    ours = read_file_name("KS.2009.01.2009-05-12.046.pdf")
    assert ours == EntryName("KS", 2009, 1, date(2009, 5, 12), 46)
    assert read_file_name("KS.2005.99001.02.A2.200.pdf") == B


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("ks.2005.99001.02.a2.200.pdf", {}),
        ("KS.2005.99001.2.A2.200.PDF", {}),
        (" KS . 2005 . 99001 . 02 . A2 . 200 .pdf ", {}),
        ("KS.2005.9901.02.A2.200.pdf", {"unit_code": "9901"}),
        ("KS.2005.99001.02.A2.200a.pdf", {"suffix": "a"}),
        ("KS.2005.99001.02.A2.200 (1).pdf", {"copy": 1}),
        ("KS.2005.99001.02.A2.200a(2).PDF", {"suffix": "a", "copy": 2}),
        ("KS.2005.99001.02.A2.200 - Copy.pdf", {"copy": 1}),
        ("KS.2005.99001.02.A2.2003.200.pdf", {"year": 2003}),
    ],
)
def test_oddities_are_read(name: str, changed: dict[str, object]) -> None:
    found = read_file_name(name)
    assert {slot: getattr(found, slot) for slot in EntryName.__slots__} == {
        slot: getattr(B, slot) for slot in EntryName.__slots__
    } | changed


def test_a_name_of_ours_is_read_loosely_too() -> None:
    assert read_file_name("cmc.2011.1.2009-02-23.4b (1).PDF") == EntryName(
        "CMC", 2011, 1, date(2009, 2, 23), 4, "b", copy=1
    )
    template = "{kind}-{book_year}-{book}_{number}{suffix}_{date}.pdf"
    name = entry_pdf("KH", 2009, 1, None, 7, "", template)
    assert read_file_name(name.lower(), template) == EntryName("KH", 2009, 1, None, 7)
    assert read_file_name("KS.2005.99001.02.A2.200.pdf", template) == B


def test_folders_are_read_with_the_name() -> None:
    path = "Tỉnh Quảng Sơn/Huyện Hải Vân/Xã Mai Đàn/KS/A2/2005/02/KS.2005.99001.02.A2.200.pdf"
    units = ("Tỉnh Quảng Sơn", "Huyện Hải Vân", "Xã Mai Đàn")
    folder = Folder(units, "KS", "A2", 2005, 2)
    for written in (path, path.replace("/", "\\"), f"C:\\quét\\{path}"):
        found = read_file_name(written)
        assert isinstance(found, EntryName)
        assert found.folder == folder
    assert read_folder("Xã Mai Đàn/kh/năm 1995/quyển 3") == Folder(
        ("Xã Mai Đàn",), "KH", "", 1995, 3
    )
    assert read_folder("a/b") is None


def test_a_cover_page_is_read() -> None:
    name = cover_file("xamaidan_hhv_tqs", "KS", "A3", 2009, 1)
    assert name == "Cover.xamaidan_hhv_tqs.KS.A3.2009.01.pdf"
    expected = BookName("xamaidan_hhv_tqs", "KS", 2009, 1, "pdf", "A3")
    assert read_file_name(name) == read_file_name(f"x/KS/{name.lower()}") == expected


@pytest.mark.parametrize(
    ("name", "odd"),
    [
        ("", "không phải tệp .pdf"),
        ("KS.2009.01.2009-05-12.046.jpg", "không phải tệp .pdf"),
        ("scan.pdf", "có 1 phần"),
        ("KX.2005.99001.02.A2.200.pdf", "“KX” không phải là loại sổ"),
        ("KS.05.99001.02.A2.200.pdf", "“05” không phải là năm mở sổ"),
        ("KS.2005.990.02.A2.200.pdf", "“990” không phải là mã xã"),
        ("KS.2005.99001.0.A2.200.pdf", "“0” không phải là quyển số"),
        ("KS.2005.99001.02.B2.200.pdf", "“B2” không phải là khổ giấy"),
        ("KS.2005.99001.02.A2.0.pdf", "“0” không phải là số đăng ký"),
        ("KS.2005.99001.02.A2.200abcd.pdf", "“200abcd” không phải là số đăng ký"),
        ("KS.2005.99001.02.A2.03.200.pdf", "“03” không phải là năm đăng ký"),
        ("KS.2009.01.2009-02-30.046.pdf", "“2009-02-30” không phải là ngày đăng ký"),
        ("KH/KS.2009.01.2009-05-12.046.pdf", "tên ghi KS, thư mục ghi KH"),
        ("KS/A3/2005/KS.2005.99001.02.A2.200.pdf", "tên ghi A2, thư mục ghi A3"),
        ("Cover.pdf", "trang bìa cần có dạng"),
    ],
)
def test_a_refusal_says_what_is_odd(name: str, odd: str) -> None:
    with pytest.raises(OddFileName) as refusal:
        read_file_name(name)
    assert odd in refusal.value.text("vi")
    assert refusal.value.text("en")


@given(
    st.sampled_from(KINDS),
    st.integers(1900, 2100),
    st.integers(1, 120),
    st.none() | st.dates(date(1900, 1, 1)),
    st.integers(1, 5000),
    st.sampled_from(["", "a", "bis"]),
)
def test_every_name_we_write_is_read(
    kind: str, year: int, book: int, day: date | None, number: int, suffix: str
) -> None:
    name = entry_pdf(kind, year, book, day, number, suffix)
    expected = EntryName(kind, year, book, day, number, suffix)
    assert read_file_name(name) == read_file_name(name.upper()) or suffix
    assert read_file_name(name) == expected


@given(st.text(max_size=40) | st.from_regex(r"[A-Za-z0-9./ ()-]{0,30}\.pdf", fullmatch=True))
def test_any_name_is_read_or_refused(name: str) -> None:
    try:
        found = read_file_name(name)
    except OddFileName:
        return
    assert found.kind in KINDS
