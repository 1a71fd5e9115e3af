"""Scanned files in, pages out: one upright RGB picture after the other.

Runs in the worker process only: PDFium forbids threads. Only one page is in memory at a time.
"""

import hashlib
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageOps

from hotich.rules.errors import Refused
from hotich.scans.content import MediaType
from hotich.scans.errors import (
    DamagedImage,
    DamagedPage,
    DamagedPdf,
    EncryptedPdf,
    NoPages,
    TooManyPages,
    TooManyPixels,
)

MAX_PAGES = 1_000
MAX_PIXELS = 150_000_000  # refused by the header, before anything is decoded
PAGE_PIXELS = 60_000_000  # a page is never kept larger: A2 at 400 dpi
RENDER_DPI = 200.0  # for PDF pages that are not made of pictures
SHARPEST_DPI = 600.0
POINTS_PER_INCH = 72.0
END_MARK_WITHIN = 2048  # "%%EOF" stands in the last bytes of a whole PDF
SIDE_TOLERANCE = 0.01  # of the page's width or height
CLOCKWISE = {  # PIL turns against the clock
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page of a scanned file.

    ``index`` counts from 0. ``image`` is RGB and upright as the file says. ``dpi`` is 0.0 where the
    file does not say it credibly (photographs). ``sha256`` is the hash of the pixels, so that the
    same page is found in two files.
    """

    index: int
    image: Image.Image
    dpi: float
    sha256: str


def open_pages(
    path: Path, media: MediaType, *, name: str = "", first: int = 0
) -> Iterator[PageImage]:
    """Yield the pages of a file from page ``first`` (counted from 0) on, one at a time.

    ``name`` is what the sender calls the file, for the sentence of a refusal.
    Raises, when the first page is asked for, EncryptedPdf, DamagedPdf, DamagedImage, NoPages,
    TooManyPages or TooManyPixels; and DamagedPage for one page of a PDF: the pages after it are
    had by opening again behind it.
    """
    name = name or path.name
    if media is MediaType.PDF:
        return _pdf_pages(path, name, first)
    return _picture_page(path, name, first)


def count_pages(path: Path, media: MediaType, *, name: str = "") -> int:
    """Return the number of pages without decoding any; raises as open_pages does for the file."""
    if media is not MediaType.PDF:
        return 1
    with _opened_pdf(path, name or path.name) as document:
        return len(document)


def rendition(image: Image.Image, longest: int, quality: int) -> bytes:
    """Return a JPEG of an RGB image whose longer side has at most ``longest`` pixels."""
    scale = longest / max(image.size)
    if scale < 1:
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        image = image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _picture_page(path: Path, name: str, first: int) -> Iterator[PageImage]:
    if first > 0:
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=("JPEG", "PNG")) as picture:
                _refuse_too_many_pixels(picture.width, picture.height, name, 1)
                dpi = float(picture.info.get("dpi", (0.0, 0.0))[0])
                image = _rgb(ImageOps.exif_transpose(_within_page_limit(picture)))
    except Image.DecompressionBombError as error:
        raise TooManyPixels(name=name, page=1, limit_mp=MAX_PIXELS // 1_000_000) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise DamagedImage(name=name) from error
    # Cameras write 72 or 96 without having measured anything.
    yield PageImage(0, image, dpi if 100 <= dpi <= 1200 else 0.0, _pixel_hash(image))


def _refuse_too_many_pixels(width: int, height: int, name: str, page: int) -> None:
    if width * height > MAX_PIXELS:
        raise TooManyPixels(name=name, page=page, limit_mp=MAX_PIXELS // 1_000_000)


def _within_page_limit(image: Image.Image) -> Image.Image:
    if image.width * image.height > PAGE_PIXELS:
        scale = (PAGE_PIXELS / (image.width * image.height)) ** 0.5
        image.thumbnail((int(image.width * scale), int(image.height * scale)))
    return image


def _rgb(image: Image.Image) -> Image.Image:
    """Return any picture as RGB: 16-bit greys scaled, transparency laid on white."""
    if image.mode.startswith(("I", "F")):
        values = np.asarray(image, dtype=np.float64)
        image = Image.fromarray((values / 257.0).clip(0, 255).astype(np.uint8))
    if image.has_transparency_data:
        over = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", over.size, "white"), over)
    return image.convert("RGB")


def _pixel_hash(image: Image.Image) -> str:
    digest = hashlib.sha256(f"{image.width}x{image.height}".encode())
    digest.update(np.asarray(image).data)
    return digest.hexdigest()


@contextmanager
def _opened_pdf(path: Path, name: str) -> Iterator[pdfium.PdfDocument]:
    """Open a PDF, whole and with an allowed number of pages, and close it at the end."""
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            raise EncryptedPdf(name=name) from error
        if _is_without_pages(path):  # which PDFium calls a format error
            raise NoPages(name=name) from error
        raise DamagedPdf(name=name) from error
    try:
        if not _has_its_end(path):  # PDFium mends a cut-off file and silently drops pages
            raise DamagedPdf(name=name)
        if len(document) > MAX_PAGES:
            raise TooManyPages(name=name, pages=len(document), limit=MAX_PAGES)
        yield document
    finally:
        document.close()


def _is_without_pages(path: Path) -> bool:
    try:
        with pikepdf.open(path) as document:
            return len(document.pages) == 0
    except pikepdf.PdfError:
        return False


def _has_its_end(path: Path) -> bool:
    """Tell whether a PDF ends as it should, apart from blanks or zeros behind it."""
    with path.open("rb") as file:
        size = file.seek(0, io.SEEK_END)
        file.seek(max(0, size - 16 * END_MARK_WITHIN))
        tail = file.read().rstrip(b"\x00 \t\r\n")
    return b"%%EOF" in tail[-END_MARK_WITHIN:]


def _pdf_pages(path: Path, name: str, first: int) -> Iterator[PageImage]:
    with _opened_pdf(path, name) as document:
        for index in range(first, len(document)):
            try:
                page = document[index]
                try:
                    image, dpi = _page_image(page, name, index + 1)
                finally:
                    page.close()
            except Refused:
                raise
            except (pdfium.PdfiumError, OSError, SyntaxError, ValueError) as error:
                raise DamagedPage(name=name, page=index + 1) from error
            yield PageImage(index, image, dpi, _pixel_hash(image))


def _page_image(page: pdfium.PdfPage, name: str, number: int) -> tuple[Image.Image, float]:
    """Return a PDF page as RGB and its dpi: its own scan untouched if it is one, else rendered."""
    pictures = [o for o in page.get_objects() if isinstance(o, pdfium.PdfImage)]
    for picture in pictures:
        wide, high = picture.get_px_size()
        _refuse_too_many_pixels(wide, high, name, number)
    scan = _whole_page_scan(page)
    image = _jpeg_inside(scan) if scan is not None else None
    if scan is None or image is None:
        return _rendered(page, pictures)
    image = _within_page_limit(image)
    left, _, right, _ = scan.get_bounds()
    dpi = image.width / (right - left) * POINTS_PER_INCH
    turn = CLOCKWISE.get(page.get_rotation())
    return (image if turn is None else image.transpose(turn)), dpi


def _whole_page_scan(page: pdfium.PdfPage) -> pdfium.PdfImage | None:
    """Return the one picture that fills the page, beside at most an invisible (OCR) text."""
    scan = None
    for item in page.get_objects(max_depth=1):
        if isinstance(item, pdfium.PdfImage) and scan is None:
            scan = item
        elif item.type != pdfium_c.FPDF_PAGEOBJ_TEXT or (
            pdfium_c.FPDFTextObj_GetTextRenderMode(item) != pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
        ):
            return None
    if scan is None:
        return None
    m = scan.get_matrix()
    if m.a <= 0 or m.d <= 0 or abs(m.b) > 0.001 * m.a or abs(m.c) > 0.001 * m.d:
        return None
    box = page.get_bbox()
    allowed = (SIDE_TOLERANCE * (box[2] - box[0]), SIDE_TOLERANCE * (box[3] - box[1])) * 2
    fits = all(abs(p - q) <= a for p, q, a in zip(scan.get_bounds(), box, allowed, strict=True))
    return scan if fits else None


def _jpeg_inside(scan: pdfium.PdfImage) -> Image.Image | None:
    """Decode an embedded JPEG exactly; None where colours or filters call for PDFium."""
    if scan.get_filters(skip_simple=True) != ["DCTDecode"]:
        return None
    data = bytes(scan.get_data(decode_simple=True))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        image = Image.open(io.BytesIO(data), formats=("JPEG",))
    return image.convert("RGB") if image.mode in ("L", "RGB") else None


def _rendered(page: pdfium.PdfPage, pictures: list[pdfium.PdfImage]) -> tuple[Image.Image, float]:
    """Render a page at the resolution of its sharpest large picture, else at RENDER_DPI."""
    width, height = page.get_size()
    if width <= 0 or height <= 0:
        raise ValueError("a page without a size")
    dpi = 0.0
    for picture in pictures:
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) >= 0.25 * width * height:
            pixels_wide, pixels_high = picture.get_px_size()
            densest = max(pixels_wide / (right - left), pixels_high / (top - bottom))
            dpi = max(dpi, min(densest * POINTS_PER_INCH, SHARPEST_DPI))
    scale = (dpi or RENDER_DPI) / POINTS_PER_INCH
    scale = min(scale, (PAGE_PIXELS / (width * height)) ** 0.5)
    # A trace less, because PDFium rounds up and would add a column to a scan's own pixels.
    bitmap = page.render(scale=scale * (1 - 1e-5), rev_byteorder=True)
    try:
        image = bitmap.to_pil().convert("RGB")
    finally:
        bitmap.close()
    return image, scale * POINTS_PER_INCH
