"""Small packages to write and to spoil: rows, PDFs, and what a check says of them."""

import random
import zipfile
from collections.abc import Callable
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path

import pikepdf
from PIL import Image

from hotich.delivery import packages
from hotich.delivery.packages import Package, Row
from hotich.rules import filenames, registers
from hotich.scans.entrypdf import pdf_of_jpeg

KS = registers.load("KS")
UNIT = filenames.unit_slug("xã Mai Đàn", "huyện Hải Vân", "tỉnh Quảng Sơn")


def pdf(pages: int = 1, width: int = 200) -> bytes:
    """Return a small PDF, the same for the same arguments."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(width, 300))
    stream = BytesIO()
    document.save(stream, deterministic_id=True)
    return stream.getvalue()


def scan(title: str = "", noise: int = 0) -> bytes:
    """Return the PDF of a small picture, heavier the more noise there is in it."""
    side = noise or 20
    dots = random.Random(1).randbytes(side * side * 3)
    jpeg = BytesIO()
    Image.frombytes("RGB", (side, side), dots).save(jpeg, "JPEG", quality=95)
    return pdf_of_jpeg(jpeg.getvalue(), title=title)


def row(number: int, suffix: str = "", **changed: str) -> Row:
    """Return an entry of book 01/2009 of the invented commune."""
    values = {
        "so": f"{number:03d}{suffix}/2009",
        "quyenSo": "01/2009",
        "ngayDangKy": "12.05.2009",
        "loaiDangKy": "1",
        "noiDangKy": "UBND xã Mai Đàn",
        "nksHoTen": f"Hồ Thị Số {number}",
        "nksGioiTinh": "2",
        "nksNgaySinh": "01.05.2009",
        "meSoGiayToTuyThan": "012345678",
        **changed,
    }
    name = filenames.entry_pdf("KS", 2009, 1, date(2009, 5, 12), number, suffix)
    return Row(values, name, partial(pdf, width=200 + number + 100 * len(suffix)))


ROWS = [row(1), row(2), row(2, "a"), row(3, ghiChu='=1+1 "trích" <&> \n dòng hai')]


def write(folder: Path, rows: list[Row] = ROWS) -> Package:
    return packages.write(folder, unit_slug=UNIT, kind=KS, book_year=2009, book_number=1, rows=rows)


def codes(package: Package, *, manifest: bool = True) -> set[str]:
    """Check a package and return the codes of its problems; each must have both its sentences."""
    found = packages.check(package.xlsx, package.zip, package.manifest if manifest else None)
    for problem in found:
        assert problem.text("vi") != problem.text("en")
        assert "{" not in problem.text("vi") + problem.text("en")
    return {problem.code for problem in found}


def rezip(path: Path, change: Callable[[dict[str, bytes]], object]) -> None:
    """Write a zip anew with some of its files changed."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
