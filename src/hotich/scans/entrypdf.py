"""The PDF of one entry: a colour JPEG of about 100 kB per A4 page, the same bytes every time."""

import io

import img2pdf
import pikepdf
from PIL import Image

A4_SQUARE_INCHES = 210 / 25.4 * 297 / 25.4
# At 200 dpi drawn pages stayed twice over that size at the lowest quality (docs/decisions/0005).
ENTRY_DPI = 150
BYTES_PER_A4 = 110_000  # letter 1437/BTP-CNTT of 2019: about 100 kB per A4 page
LOWEST_QUALITY = 35  # below this, thin strokes of diacritics go
HIGHEST_QUALITY = 85


def entry_jpeg(image: Image.Image, *, dpi: int = ENTRY_DPI) -> bytes:
    """Return the RGB ``image`` as the JPEG that keyers see and that is delivered.

    Its quality is the highest from 35 to 85 that keeps to the size for the image's area at
    ``dpi``; at 35 the size may be exceeded, for an entry must stay legible.
    """
    target = round(BYTES_PER_A4 * image.width * image.height / dpi**2 / A4_SQUARE_INCHES)
    low, high = LOWEST_QUALITY, HIGHEST_QUALITY
    best = _jpeg(image, dpi, low)
    while len(best) <= target and low < high:
        quality = (low + high + 1) // 2
        jpeg = _jpeg(image, dpi, quality)
        if len(jpeg) <= target:
            low, best = quality, jpeg
        else:
            high = quality - 1
    return best


def pdf_of_jpeg(jpeg: bytes, *, title: str, dpi: int = ENTRY_DPI) -> bytes:
    """Return a PDF of one page that embeds a JPEG as it is, with ``title`` as its title.

    Equal arguments give equal bytes: no date and no random identifier is written.
    """
    pdf: bytes = img2pdf.convert(
        jpeg,
        title=title,
        nodate=True,
        engine=img2pdf.Engine.internal,  # the others add identifiers of their own
        layout_fun=img2pdf.get_fixed_dpi_layout_fun((dpi, dpi)),
    )
    return pdf


def read_back(pdf: bytes) -> int:
    """Return the number of pages of a PDF; ValueError if it does not open or has none."""
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            pages = len(document.pages)
    except pikepdf.PdfError as error:
        raise ValueError("the PDF does not open") from error
    if pages == 0:
        raise ValueError("the PDF has no pages")
    return pages


def _jpeg(image: Image.Image, dpi: int, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, dpi=(dpi, dpi), optimize=True, progressive=True)
    return out.getvalue()
