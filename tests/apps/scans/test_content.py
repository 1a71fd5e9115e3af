"""A file is what its first bytes say."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from hotich.scans.content import MediaType, sniff
from hotich.scans.errors import EmptyFile, UnknownContent


def written(folder: Path, data: bytes, name: str = "quyen-01.pdf") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(out, kind)
    return out.getvalue()


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


def test_it_works(tmp_path: Path) -> None:
    # The names lie on purpose.
    assert sniff(written(tmp_path, b"%PDF-1.4\n%\xe2\xe3\n"), "a.jpg") is MediaType.PDF
    assert sniff(written(tmp_path, picture("JPEG")), "a.pdf") is MediaType.JPEG
    assert sniff(written(tmp_path, picture("PNG")), "a.pdf") is MediaType.PNG


def test_some_bytes_before_the_header_of_a_pdf_are_allowed(tmp_path: Path) -> None:
    assert sniff(written(tmp_path, b"\x00" * 1000 + b"%PDF-1.7\n"), "a.pdf") is MediaType.PDF
    with pytest.raises(UnknownContent):
        sniff(written(tmp_path, b"\x00" * 1100 + b"%PDF-1.7\n"), "a.pdf")


def test_an_empty_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(EmptyFile) as refused:
        sniff(written(tmp_path, b""), "sổ 01.pdf")
    assert "sổ 01.pdf" in refused.value.text("vi")
    assert "empty" in refused.value.text("en")


@pytest.mark.parametrize(
    ("data", "what_vi", "what_en"),
    [
        (zipped("scan.pdf"), "tệp nén zip", "a zip file"),
        (zipped("[Content_Types].xml", "word/document.xml"), "tài liệu Word", "a Word document"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "bảng tính Excel", "an Excel workbook"),
        (b"<!DOCTYPE html><html><p>%PDF-1.4", "trang web HTML", "an HTML page"),
        (b"\xef\xbb\xbf\r\n <HTML><body>", "trang web HTML", "an HTML page"),
        (b"<?xml version='1.0'?><a/>", "tệp XML", "an XML file"),
        (picture("TIFF"), "ảnh TIFF", "a TIFF picture"),
        (picture("GIF"), "ảnh GIF", "a GIF picture"),
        (b"\x00\x00\x00\x18ftypheic\x00", "ảnh HEIC của điện thoại", "a HEIC picture from a phone"),
        ("Sổ đăng ký khai sinh\n".encode(), "tệp văn bản", "a text file"),
        (b"\x00" * 5000, "tệp chỉ toàn số 0", "a file of nothing but zeros"),
        (b"\x01\x02\xfe\xff\x80\x81", "tệp có định dạng không rõ", "a file of an unknown format"),
    ],
)
def test_anything_else_is_refused_with_what_it_is(
    tmp_path: Path, data: bytes, what_vi: str, what_en: str
) -> None:
    with pytest.raises(UnknownContent) as refused:
        sniff(written(tmp_path, data), "quyen-01.pdf")
    assert f"thực ra là {what_vi}," in refused.value.text("vi")
    assert f"is really {what_en}," in refused.value.text("en")


def test_text_cut_inside_a_letter_is_still_text(tmp_path: Path) -> None:
    with pytest.raises(UnknownContent, match="a text file"):
        sniff(written(tmp_path, ("x" + "ổ" * 3000).encode()), "a.pdf")
