"""Files that no scanner should have made."""

import io
import struct
import zipfile
import zlib

import pikepdf


def encrypted(pdf: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(out, encryption=pikepdf.Encryption(user="mat-khau", owner="mat-khau"))
    return out.getvalue()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("ghi chú.txt", "không phải bản quét")
    return out.getvalue()


def page_of_the_web() -> bytes:
    return "<!DOCTYPE html><html><body>Phiên làm việc đã hết hạn</body></html>".encode()


def huge_png(side: int = 30_000) -> bytes:
    """Return a whole black-and-white PNG of side × side pixels; about 100 kB."""
    packer = zlib.compressobj(1)
    row = bytes(1 + (side + 7) // 8)
    packed = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
