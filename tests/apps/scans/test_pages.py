"""Files in, upright RGB pages out, and a clear sentence for each file that is not whole."""

import io
import struct
import zlib
from pathlib import Path

import img2pdf
import numpy as np
import pikepdf
import pytest
from PIL import Image

from hotich.rules.errors import Refused
from hotich.scans.content import MediaType, sniff
from hotich.scans.errors import (
    DamagedImage,
    DamagedPage,
    DamagedPdf,
    EncryptedPdf,
    NoPages,
    TooManyPages,
    TooManyPixels,
)
from hotich.scans.pages import PageImage, count_pages, open_pages, rendition


def drawn(seed: int = 1, size: tuple[int, int] = (413, 585)) -> Image.Image:
    """Return a page-shaped picture whose top left corner is red."""
    rng = np.random.default_rng(seed)
    small = rng.integers(120, 255, (size[1] // 8, size[0] // 8, 3), dtype=np.uint8)
    image = Image.fromarray(small).resize(size)
    image.paste((255, 0, 0), (0, 0, 100, 100))
    return image


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def pdf_of(*jpegs: bytes) -> bytes:
    layout = img2pdf.get_fixed_dpi_layout_fun((150, 150))
    pdf: bytes = img2pdf.convert(*jpegs, layout_fun=layout)
    return pdf


def pages_of(folder: Path, data: bytes, first: int = 0) -> list[PageImage]:
    path = folder / "quyen-01.scan"
    path.write_bytes(data)
    media = sniff(path, path.name)
    return list(open_pages(path, media, name="quyển 01", first=first))


def blank_png(width: int, height: int) -> bytes:
    """Build a white 1-bit PNG row by row, without a picture of that size in memory."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    squeeze = zlib.compressobj(9)
    row = b"\x00" + b"\xff" * ((width + 7) // 8)
    body = b"".join(squeeze.compress(row) for _ in range(height)) + squeeze.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def is_red(image: Image.Image, x: int, y: int) -> bool:
    red, green, blue = np.asarray(image)[y, x]
    return bool(red > 180 and green < 70 and blue < 70)


def test_it_works(tmp_path: Path) -> None:
    pages = pages_of(tmp_path, pdf_of(encoded(drawn(1)), encoded(drawn(2))))
    assert [page.index for page in pages] == [0, 1]
    assert [page.image.size for page in pages] == [(413, 585)] * 2
    assert {page.image.mode for page in pages} == {"RGB"}
    assert pages[0].dpi == pytest.approx(150, abs=0.5)
    assert count_pages(tmp_path / "quyen-01.scan", MediaType.PDF) == 2


def test_the_same_page_in_two_files_has_the_same_hash(tmp_path: Path) -> None:
    jpeg = encoded(drawn(1))
    alone = pages_of(tmp_path, jpeg)[0]
    inside = pages_of(tmp_path, pdf_of(encoded(drawn(2)), jpeg))
    assert alone.sha256 == inside[1].sha256
    assert alone.sha256 != inside[0].sha256


@pytest.mark.parametrize(("rotation", "corner"), [(90, (-1, 0)), (180, (-1, -1)), (270, (0, -1))])
def test_a_turned_pdf_page_comes_upright(
    tmp_path: Path, rotation: int, corner: tuple[int, int]
) -> None:
    turned = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_of(encoded(drawn())))) as document:
        document.pages[0].rotate(rotation, relative=False)
        document.save(turned)
    image = pages_of(tmp_path, turned.getvalue())[0].image
    assert image.size == ((413, 585) if rotation == 180 else (585, 413))
    assert is_red(image, 50 if corner[0] == 0 else image.width - 50, 50 if corner[1] == 0 else -50)


def test_a_photograph_is_turned_by_its_exif(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees with the clock
    page = pages_of(tmp_path, encoded(drawn(), exif=exif, dpi=(72, 72)))[0]
    assert page.image.size == (585, 413)
    assert is_red(page.image, 585 - 50, 50)
    assert page.dpi == 0.0


def test_every_kind_of_pixel_becomes_rgb(tmp_path: Path) -> None:
    cmyk = pages_of(tmp_path, encoded(drawn().convert("CMYK")))[0].image
    assert cmyk.mode == "RGB"
    assert is_red(cmyk, 50, 50)
    deep = Image.fromarray(np.full((40, 40), 0x8000, dtype=np.uint16))
    assert pages_of(tmp_path, encoded(deep, "PNG"))[0].image.getpixel((5, 5)) == (127, 127, 127)
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert pages_of(tmp_path, encoded(clear, "PNG"))[0].image.getpixel((5, 5)) == (255, 255, 255)
    line_art = Image.new("1", (40, 40), 1)
    assert pages_of(tmp_path, encoded(line_art, "PNG"))[0].image.getpixel((5, 5)) == (255, 255, 255)


def test_a_cmyk_page_in_a_pdf_keeps_its_colours(tmp_path: Path) -> None:
    page = pages_of(tmp_path, pdf_of(encoded(drawn().convert("CMYK"))))[0]
    assert page.image.size == (413, 585)
    assert is_red(page.image, 50, 50)


def test_a_page_without_a_scan_is_rendered_at_200_dpi(tmp_path: Path) -> None:
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        document.save(out)
    page = pages_of(tmp_path, out.getvalue())[0]
    assert page.dpi == pytest.approx(200)
    assert page.image.width == pytest.approx(595 / 72 * 200, abs=2)


def test_an_encrypted_pdf_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_of(encoded(drawn())))) as document:
        document.save(out, encryption=pikepdf.Encryption(user="bí mật", owner="chủ"))
    with pytest.raises(EncryptedPdf) as refused:
        pages_of(tmp_path, out.getvalue())
    assert "mật khẩu" in refused.value.text("vi")
    assert "quyển 01" in refused.value.text("vi")


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.99])
def test_a_truncated_pdf_is_refused_wherever_it_was_cut(tmp_path: Path, share: float) -> None:
    data = pdf_of(encoded(drawn(1)), encoded(drawn(2)), encoded(drawn(3)))
    with pytest.raises(DamagedPdf):
        pages_of(tmp_path, data[: int(len(data) * share)])


def test_zeros_behind_a_whole_pdf_do_not_matter(tmp_path: Path) -> None:
    assert len(pages_of(tmp_path, pdf_of(encoded(drawn())) + b"\x00" * 4096)) == 1


def test_a_damaged_page_is_named_and_the_others_are_had(tmp_path: Path) -> None:
    jpegs = [encoded(drawn(n)) for n in range(3)]
    data = bytearray(pdf_of(*jpegs))
    start = data.index(jpegs[1])
    data[start : start + len(jpegs[1])] = b"\x00" * len(jpegs[1])
    with pytest.raises(DamagedPage) as refused:
        pages_of(tmp_path, bytes(data))
    assert refused.value.facts["page"] == 2
    assert [page.index for page in pages_of(tmp_path, bytes(data), first=2)] == [2]


def test_a_pdf_without_pages_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.save(out)
    with pytest.raises(NoPages):
        pages_of(tmp_path, out.getvalue())


def test_a_pdf_of_more_than_a_thousand_pages_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(1001):
            document.add_blank_page(page_size=(60, 80))
        document.save(out)
    with pytest.raises(TooManyPages) as refused:
        pages_of(tmp_path, out.getvalue())
    assert refused.value.facts["pages"] == 1001


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_truncated_picture_is_refused(tmp_path: Path, kind: str) -> None:
    data = encoded(drawn(), kind)
    for share in (0.02, 0.5, 0.98):
        with pytest.raises(DamagedImage):
            pages_of(tmp_path, data[: int(len(data) * share)])


def test_a_picture_of_30000_by_30000_is_refused_unseen(tmp_path: Path) -> None:
    data = blank_png(30_000, 30_000)
    assert len(data) < 1_000_000
    with pytest.raises(TooManyPixels) as refused:
        pages_of(tmp_path, data)
    assert "150" in refused.value.text("vi")
    with pytest.raises(TooManyPixels):
        pages_of(tmp_path, blank_png(15_001, 10_000))


def test_a_picture_of_30000_by_30000_inside_a_pdf_is_refused_unseen(tmp_path: Path) -> None:
    rows = zlib.compress(b"\xff" * (30_000 // 8) * 30_000)
    out = io.BytesIO()
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(595, 842))
        stream = pikepdf.Stream(document, rows)
        stream.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=30_000,
            Height=30_000,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=1,
            Filter=pikepdf.Name.FlateDecode,
        )
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=stream))
        page.Contents = pikepdf.Stream(document, b"595 0 0 842 0 0 cm /Im0 Do")
        document.save(out)
    with pytest.raises(TooManyPixels):
        pages_of(tmp_path, out.getvalue())


def test_a_refusal_is_had_again_and_again(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(Refused, match="Copy it again"):
            pages_of(tmp_path, pdf_of(encoded(drawn()))[:-200])


def test_renditions_keep_the_shape_and_are_never_enlarged() -> None:
    page = drawn(size=(1654, 2339))
    for longest in (200, 2000):
        small = Image.open(io.BytesIO(rendition(page, longest, 60)))
        assert small.format == "JPEG"
        assert small.height == longest
        assert small.width == pytest.approx(longest * 1654 / 2339, abs=1)
    assert Image.open(io.BytesIO(rendition(page, 5000, 60))).size == page.size
