"""What a file really is, by its first bytes and never by its name.

Cheap and without PDFium, so it may run in the web process while a file is being received.
"""

from enum import StrEnum
from pathlib import Path

from hotich.scans.errors import EmptyFile, UnknownContent


class MediaType(StrEnum):
    """The three kinds of file that are read as scans."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"


HEAD_BYTES = 2048
PDF_HEADER_WITHIN = 1024  # readers accept some bytes before the header (ISO 32000-1, note 13)

# Magic bytes at the very beginning -> what it is, in Vietnamese and English.
FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "tệp nén zip", "a zip file"),
    (b"PK\x05\x06", "tệp nén zip rỗng", "an empty zip file"),
    (b"\xd0\xcf\x11\xe0", "tài liệu Office đời cũ (.doc, .xls)", "an old Office document"),
    (b"Rar!", "tệp nén rar", "a rar file"),
    (b"7z\xbc\xaf\x27\x1c", "tệp nén 7z", "a 7z file"),
    (b"\x1f\x8b", "tệp nén gzip", "a gzip file"),
    (b"II*\x00", "ảnh TIFF", "a TIFF picture"),
    (b"MM\x00*", "ảnh TIFF", "a TIFF picture"),
    (b"GIF8", "ảnh GIF", "a GIF picture"),
    (b"BM", "ảnh BMP", "a BMP picture"),
    (b"MZ", "chương trình máy tính", "a computer program"),
    (b"\x7fELF", "chương trình máy tính", "a computer program"),
    (b"{\\rtf", "văn bản RTF", "an RTF document"),
)
OFFICE = (
    (b"word/", "tài liệu Word", "a Word document"),
    (b"xl/", "bảng tính Excel", "an Excel workbook"),
    (b"ppt/", "bản trình chiếu PowerPoint", "a PowerPoint presentation"),
    (b"[Content_Types].xml", "tài liệu Office", "an Office document"),
    (b"mimetypeapplication/vnd.oasis", "tài liệu OpenDocument", "an OpenDocument file"),
)
HTML_MARKS = (b"<!doctype html", b"<html", b"<head", b"<body")


def sniff(path: Path, name: str) -> MediaType:
    """Return what the file at ``path`` is; ``name`` is only used in the sentence of a refusal.

    Raises EmptyFile for 0 bytes, and UnknownContent, which says what the file really is.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise EmptyFile(name=name)
    if head.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    what = _foreign(head)
    if what is None and b"%PDF-" in head[: PDF_HEADER_WITHIN + 5]:
        return MediaType.PDF
    vi, en = what or _text_or_unknown(head)
    raise UnknownContent(name=name, what_vi=vi, what_en=en)


def _foreign(head: bytes) -> tuple[str, str] | None:
    """Return what another known format is called, or None."""
    if head.startswith(b"PK\x03\x04"):
        for mark, vi, en in OFFICE:
            if mark in head:
                return vi, en
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "ảnh WebP", "a WebP picture"
    if head[4:8] == b"ftyp":
        if head[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"heim", b"heis"):
            return "ảnh HEIC của điện thoại", "a HEIC picture from a phone"
        if head[8:12] in (b"avif", b"avis"):
            return "ảnh AVIF", "an AVIF picture"
        return "phim", "a film"
    for magic, vi, en in FOREIGN:
        if head.startswith(magic):
            return vi, en
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:512].lower()
    if start.startswith(b"<") and any(mark in start for mark in HTML_MARKS):
        return "trang web HTML", "an HTML page"
    return None


def _text_or_unknown(head: bytes) -> tuple[str, str]:
    if not head.strip(b"\x00"):
        return "tệp chỉ toàn số 0", "a file of nothing but zeros"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "tệp văn bản", "a text file"
    text = head.decode("utf-8", errors="ignore")
    # A letter may be cut in two at the end of the head, hence the 4 bytes.
    is_text = len(text.encode()) >= len(head) - 4 and all(
        c.isprintable() or c.isspace() for c in text
    )
    if is_text and text.lstrip("\ufeff \t\r\n").startswith("<?xml"):
        return "tệp XML", "an XML file"
    if is_text:
        return "tệp văn bản", "a text file"
    return "tệp có định dạng không rõ", "a file of an unknown format"
