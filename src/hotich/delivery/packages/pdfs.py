"""What the PDF of an entry tells of itself, for check 12."""

import hashlib
from io import BytesIO

import pikepdf

from hotich.rules.checks import FileFacts

_A4_POINTS = 595.28 * 841.89
_DAMAGED = (pikepdf.PikepdfError, ValueError, TypeError, KeyError, AttributeError)
"""What pikepdf raises for a file that is no PDF, or one without what a page must have."""


def facts_of(content: bytes, *, entry: str, expected: str, name: str) -> FileFacts:
    """Return what check 12 looks at; a PDF with a password or a fault does not open."""
    try:
        with pikepdf.open(BytesIO(content), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                raise pikepdf.PdfError("a receiver has no password")
            pages = len(pdf.pages)
            area = sum(_area(page) for page in pdf.pages)
            shown = _shown(pdf)
    except _DAMAGED:
        return FileFacts(entry, expected, name, size=len(content))
    return FileFacts(
        entry,
        expected,
        name,
        pages=pages,
        a4_pages=area / _A4_POINTS,
        size=len(content),
        sha256=shown or hashlib.sha256(content).hexdigest(),
    )


def _area(page: pikepdf.Page) -> float:
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    return abs((right - left) * (top - bottom))


def _shown(pdf: pikepdf.Pdf) -> str:
    """Return the hash of the pictures on the pages, "" where there are none.

    The title of a PDF names its entry, so that the same scan under two entries is no equal file.
    """
    digest, pictures = hashlib.sha256(), 0
    for page in pdf.pages:
        for picture in page.get_images().values():
            digest.update(picture.read_raw_bytes())
            pictures += 1
    return digest.hexdigest() if pictures else ""
