"""The PDF of an entry: small, readable, and the same bytes every time."""

import io

import numpy as np
import pikepdf
import pytest
from PIL import Image

from hotich.scans.entrypdf import entry_jpeg, pdf_of_jpeg, read_back

TITLE = "Khai sinh số 046/2009, UBND xã Mai Đàn"


def entry_pdf(image: Image.Image, *, title: str) -> bytes:
    return pdf_of_jpeg(entry_jpeg(image), title=title)


def drawn(noise: float, size: tuple[int, int] = (1116, 791)) -> Image.Image:
    """Return half an A4 page at 150 dpi with lines and paper noise."""
    rng = np.random.default_rng(7)
    paper = rng.normal(235, noise, (size[1], size[0], 3))
    paper[20::60, 40:-40] = 60
    return Image.fromarray(paper.clip(0, 255).astype(np.uint8))


def jpeg_in(pdf: bytes) -> Image.Image:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        stream = next(iter(document.pages[0].get_images().values())).read_raw_bytes()
    return Image.open(io.BytesIO(stream))


def test_it_works() -> None:
    pdf = entry_pdf(drawn(3), title=TITLE)
    assert read_back(pdf) == 1
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.docinfo["/Title"]) == TITLE
        width, height = (float(v) for v in document.pages[0].mediabox[2:])
    assert width / 72 * 25.4 == pytest.approx(189, abs=0.1)
    assert height / 72 * 25.4 == pytest.approx(134, abs=0.1)
    assert jpeg_in(pdf).size == (1116, 791)
    assert jpeg_in(pdf).mode == "RGB"


def test_a_jpeg_is_embedded_untouched() -> None:
    jpeg = entry_jpeg(drawn(3))
    assert jpeg in pdf_of_jpeg(jpeg, title=TITLE)


def test_it_keeps_to_the_size_of_its_area() -> None:
    whole = len(entry_pdf(drawn(6), title=TITLE))
    half = len(entry_pdf(drawn(6, (1116, 396)), title=TITLE))
    assert 30_000 < whole <= 60_000
    assert half == pytest.approx(whole / 2, rel=0.15)


def test_very_rough_paper_is_never_pressed_below_legibility() -> None:
    rough = entry_pdf(drawn(60), title=TITLE)
    assert len(rough) > 60_000
    floor = io.BytesIO()
    drawn(60).save(floor, "JPEG", quality=35)
    assert jpeg_in(rough).quantization == Image.open(floor).quantization  # type: ignore[attr-defined]


def test_equal_entries_give_equal_bytes() -> None:
    first = entry_pdf(drawn(3), title=TITLE)
    assert entry_pdf(drawn(3), title=TITLE) == first
    assert entry_pdf(drawn(3), title="047/2009") != first


def test_what_is_not_a_pdf_is_not_read_back() -> None:
    with pytest.raises(ValueError, match="does not open"):
        read_back(b"%PDF-1.4 nothing")
    empty = io.BytesIO()
    with pikepdf.new() as document:
        document.save(empty)
    with pytest.raises(ValueError, match="no pages"):
        read_back(empty.getvalue())
