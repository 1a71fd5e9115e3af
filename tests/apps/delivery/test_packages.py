"""A book's package: the same from the same records, read back whole, and its faults found."""

import errno
import json
import os
import random
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path

import openpyxl
import pikepdf
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hotich.delivery import packages
from hotich.delivery.errors import (
    BadPdf,
    BadPdfName,
    EmptyPackage,
    NoPackage,
    NoSpace,
    PdfMissing,
    TextTooLong,
    UnknownColumn,
    UnreadablePackage,
)
from hotich.delivery.packages import Package, Row
from hotich.delivery.packages.problems import SENTENCES
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


def test_it_works(tmp_path: Path) -> None:
    package = write(tmp_path)

    assert package.xlsx.name == "xamaidan_hhv_tqs.KS.2009.01.xlsx"
    assert package.zip.name == "xamaidan_hhv_tqs.KS.2009.01.zip"
    assert package.manifest.name == "xamaidan_hhv_tqs.KS.2009.01.manifest.json"
    assert codes(package) == set()
    assert codes(package, manifest=False) == set()
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(
        p.name for p in (package.xlsx, package.zip, package.manifest)
    )


def test_read_back_equals_what_was_written(tmp_path: Path) -> None:
    package = write(tmp_path)

    found = packages.read(tmp_path)

    assert found == packages.read(package.xlsx)
    assert [KS.from_columns(r) for r in found.rows] == [KS.from_columns(r.values) for r in ROWS]
    assert found.headers == tuple(f.key for f in KS.fields if f.key != "STT")
    assert list(found.pdfs) == [r.pdf_name for r in ROWS]
    assert found.book is not None
    assert (found.book.kind, found.book.year, found.book.number) == ("KS", 2009, 1)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40).map(
    lambda text: unicodedata.normalize("NFC", text)
)


@settings(max_examples=60, deadline=None)
@given(
    text=TEXT
    | st.sampled_from(
        [
            "=1+1",
            "007",
            " trước",
            "sau ",
            "_x0041_",
            "1e5",
            "https://a.b",
            "{=A1}",
            "TRUE",
            "\n",
            "a\tb",
        ]
    )
)
def test_any_text_stays_as_it_is(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("package")

    write(folder, [row(1, ghiChu=text)])

    assert packages.read(folder).rows[0]["ghiChu"] == text


def test_every_cell_is_text_also_for_another_reader(tmp_path: Path) -> None:
    package = write(tmp_path)

    book = openpyxl.load_workbook(package.xlsx)

    sheet = book["DL Import"]
    assert [c.value for c in sheet[1]] == [f.key for f in KS.fields]
    by_key = dict(zip((c.value for c in sheet[1]), sheet[5], strict=True))
    assert by_key["STT"].value == "4"
    assert by_key["meSoGiayToTuyThan"].value == "012345678"
    assert by_key["ghiChu"].value.startswith("=1+1")
    used = [cell for line in sheet for cell in line if cell.value is not None]
    assert {cell.data_type for cell in used} == {"s"}
    notes = [tuple(c.value for c in line) for line in book["Ghi chú"]]
    assert ("nksGioiTinh", "2", "Nữ") in notes


def test_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = write(tmp_path / "one"), write(tmp_path / "two")

    assert first.xlsx.read_bytes() == second.xlsx.read_bytes()
    assert first.zip.read_bytes() == second.zip.read_bytes()
    assert first.manifest.read_bytes() == second.manifest.read_bytes()


def test_no_clock_gets_into_the_excel(tmp_path: Path) -> None:
    with zipfile.ZipFile(write(tmp_path).xlsx) as archive:
        core = archive.read("docProps/core.xml").decode()
        years = {info.date_time[0] for info in archive.infolist()}

    assert core.count("2000-01-01T00:00:00Z") == 2
    assert years == {1980}


def test_another_process_place_and_time_zone_give_the_same_bytes(tmp_path: Path) -> None:
    here = write(tmp_path / "here")
    script = (
        "import os; os.umask(0o077)\n"
        "from pathlib import Path\n"
        "from tests.apps.delivery.test_packages import write\n"
        f"write(Path({str(tmp_path / 'there')!r}))\n"
    )
    environment = {
        **os.environ,
        "TZ": "Asia/Ho_Chi_Minh",
        "PYTHONHASHSEED": "7",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)

    for path in (here.xlsx, here.zip, here.manifest):
        assert path.read_bytes() == (tmp_path / "there" / path.name).read_bytes()


def test_written_again_it_replaces_what_was_there(tmp_path: Path) -> None:
    write(tmp_path, ROWS[:1])
    package = write(tmp_path)

    assert codes(package) == set()
    assert len(packages.read(tmp_path).rows) == len(ROWS)


def test_pdfs_may_be_files(tmp_path: Path) -> None:
    stored = tmp_path / "stored"
    stored.write_bytes(pdf())
    package = write(tmp_path / "out", [replace(ROWS[0], pdf=stored)])

    assert codes(package) == set()


def test_the_manifest_names_no_person(tmp_path: Path) -> None:
    text = write(tmp_path).manifest.read_text("utf-8")

    assert "Hồ" not in text
    manifest = json.loads(text)
    assert [file["rows"] for file in manifest["files"]] == [4, 4]
    assert [entry["row"] for entry in manifest["entries"]] == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("rows", "refusal"),
    [
        ([], EmptyPackage),
        ([ROWS[0], ROWS[0]], BadPdfName),
        ([ROWS[0], replace(ROWS[1], pdf_name=ROWS[0].pdf_name.upper())], BadPdfName),
        ([replace(ROWS[0], pdf_name="../a.pdf")], BadPdfName),
        ([replace(ROWS[0], values={"khongCo": "x"})], UnknownColumn),
        ([row(1, ghiChu="x" * 32_768)], TextTooLong),
        ([ROWS[0], replace(ROWS[1], pdf=Path("/nowhere/x.pdf"))], PdfMissing),
    ],
)
def test_a_refusal_leaves_the_old_package_alone(
    tmp_path: Path, rows: list[Row], refusal: type[Exception]
) -> None:
    package = write(tmp_path)

    with pytest.raises(refusal):
        write(tmp_path, rows)

    assert codes(package) == set()
    assert len(list(tmp_path.iterdir())) == 3


def test_a_full_disk_is_told_and_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    package = write(tmp_path)
    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(NoSpace):
        write(tmp_path, ROWS[:1])

    assert codes(package) == set()
    assert len(list(tmp_path.iterdir())) == 3


def test_a_changed_excel_is_found(tmp_path: Path) -> None:
    package = write(tmp_path)
    book = openpyxl.load_workbook(package.xlsx)
    book["DL Import"]["M2"] = "Tên Khác"
    book.save(package.xlsx)

    assert codes(package) == {"file_changed"}


def test_a_missing_and_an_extra_pdf_are_found(tmp_path: Path) -> None:
    package = write(tmp_path)
    rezip(package.zip, lambda files: files.pop(ROWS[0].pdf_name))
    assert codes(package, manifest=False) == {"R12a", "R31a", "R31b"}

    rezip(package.zip, lambda files: files.update({"KS.2009.01.2009-05-12.009.pdf": pdf()}))
    assert codes(package, manifest=False) == {"R12a", "R31b", "R31c"}


def test_an_entry_gone_from_both_files_is_found_by_the_manifest(tmp_path: Path) -> None:
    package, fewer = write(tmp_path), write(tmp_path / "fewer", ROWS[1:])
    package.xlsx.write_bytes(fewer.xlsx.read_bytes())
    package.zip.write_bytes(fewer.zip.read_bytes())

    assert codes(package, manifest=False) == set()
    assert codes(package) == {"file_changed", "R31a", "R31b"}


@pytest.mark.parametrize("name", ["KS.2009.01.2009-12-05.001.pdf", "ks.2009.99001.01.A4.1.PDF"])
def test_a_pdf_under_another_name_is_found_by_its_number(tmp_path: Path, name: str) -> None:
    package = write(tmp_path)
    rezip(package.zip, lambda files: files.update({name: files.pop(ROWS[0].pdf_name)}))
    [problem] = packages.check(package.xlsx, package.zip, None)

    assert (problem.code, problem.row) == ("R12d", 2)
    assert name in problem.text("vi")
    assert ROWS[0].pdf_name in problem.text("vi")


def test_a_heavy_pdf_and_one_under_two_entries_are_to_be_looked_at(tmp_path: Path) -> None:
    heavy = scan(noise=800)
    assert len(heavy) > 300_000
    rows = [replace(row(n), pdf=lambda: heavy) for n in (1, 2)]
    package = write(tmp_path, [*rows, row(3)])

    assert [finding.id for finding in package.warnings] == ["R12e", "R12e", "R12f", "R12f"]
    found = packages.check(package.xlsx, package.zip, package.manifest)
    assert [(p.code, p.row, p.blocks) for p in found] == [
        ("R12e", 2, False),
        ("R12e", 3, False),
        ("R12f", 2, False),
        ("R12f", 3, False),
    ]


def test_the_same_scan_with_two_titles_is_one_file(tmp_path: Path) -> None:
    rows = [replace(row(n), pdf=partial(scan, title=f"{n}")) for n in (1, 2)]

    assert [finding.id for finding in write(tmp_path, rows).warnings] == ["R12f", "R12f"]


def test_a_pdf_of_another_entry_is_found(tmp_path: Path) -> None:
    package = write(tmp_path)
    rezip(package.zip, lambda files: files.update({ROWS[0].pdf_name: pdf(width=999)}))

    assert codes(package) == {"file_changed", "pdf_changed"}


@pytest.mark.parametrize(
    "content", [b"", b"<html>", pdf()[:-200], b"%PDF-1.7\n%%EOF\n", pdf(pages=0)]
)
def test_a_broken_pdf_is_found(tmp_path: Path, content: bytes) -> None:
    package = write(tmp_path)
    with pytest.raises(BadPdf) as refused:
        write(tmp_path, [replace(ROWS[0], pdf=lambda: content)])
    assert ROWS[0].pdf_name in refused.value.text("vi")
    assert codes(package) == set()

    rezip(package.zip, lambda files: files.update({ROWS[0].pdf_name: content}))
    assert codes(package, manifest=False) in ({"R12b"}, {"R12c"})


def test_a_locked_pdf_is_found(tmp_path: Path) -> None:
    stream = BytesIO()
    with pikepdf.open(BytesIO(pdf())) as document:
        document.save(stream, encryption=pikepdf.Encryption(owner="o", user="u"))
    package = write(tmp_path)
    rezip(package.zip, lambda files: files.update({ROWS[0].pdf_name: stream.getvalue()}))

    assert codes(package, manifest=False) == {"R12b"}


def test_a_truncated_zip_is_found_and_the_excel_still_checked(tmp_path: Path) -> None:
    package = write(tmp_path, [row(1, so="một")])
    package.zip.write_bytes(package.zip.read_bytes()[:-50])

    assert codes(package) == {"file_changed", "file_unreadable", "row_unreadable"}
    with pytest.raises(UnreadablePackage):
        packages.read(tmp_path)


def test_a_flipped_bit_in_a_pdf_is_found(tmp_path: Path) -> None:
    package = write(tmp_path)
    content = bytearray(package.zip.read_bytes())
    content[200] ^= 1
    package.zip.write_bytes(content)

    assert codes(package) == {"file_changed", "R12b"}


def test_names_that_lead_out_of_the_folder_are_found(tmp_path: Path) -> None:
    package = write(tmp_path)
    for name in ("../../evil.pdf", "/etc/evil.pdf", "..\\evil.pdf", "C:\\evil.pdf"):
        rezip(package.zip, lambda files, name=name: files.update({name: pdf()}))  # type: ignore[misc]
    found = packages.check(package.xlsx, package.zip, None)

    assert len([p for p in found if p.code == "name_unsafe"]) == 4


def test_a_name_twice_in_the_zip_is_found(tmp_path: Path) -> None:
    package = write(tmp_path)
    with (
        zipfile.ZipFile(package.zip, "a") as archive,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        archive.writestr(ROWS[0].pdf_name, pdf())

    assert codes(package, manifest=False) == {"pdf_twice", "R31a", "R31c"}


def test_formulas_are_found_with_their_cells(tmp_path: Path) -> None:
    package = write(tmp_path)
    book = openpyxl.load_workbook(package.xlsx)
    book["DL Import"]["K3"] = "=1+1"
    book.save(package.xlsx)
    [problem] = packages.check(package.xlsx, package.zip, None)

    assert (problem.code, problem.detail) == ("formula", "K3")


def test_rows_that_name_one_pdf_or_none_are_found(tmp_path: Path) -> None:
    package = write(tmp_path, [ROWS[0], replace(row(2), values=ROWS[0].values)])
    assert codes(package) == {"rows_same_pdf", "R31b", "R31c"}

    package = write(tmp_path, [row(1, so="không số")])
    assert codes(package) == {"row_unreadable", "R31b", "R31c"}


def test_an_entry_without_a_date_in_the_book_is_whole(tmp_path: Path) -> None:
    name = filenames.entry_pdf("KS", 2009, 1, None, 1)
    package = write(tmp_path, [replace(row(1, ngayDangKy=""), pdf_name=name)])

    assert codes(package) == set()


@pytest.mark.parametrize("content", [b"", b"<html>", b"PK\x03\x04 and no more"])
def test_files_that_are_no_excel_or_manifest_are_told(tmp_path: Path, content: bytes) -> None:
    package = write(tmp_path)
    package.xlsx.write_bytes(content)
    package.manifest.write_bytes(content)

    found = packages.check(package.xlsx, package.zip, package.manifest)
    assert [p.file for p in found if p.code == "file_unreadable"] == [
        package.manifest.name,
        package.xlsx.name,
    ]
    with pytest.raises(UnreadablePackage):
        packages.read(package.xlsx)


def test_one_cell_far_away_does_not_take_all_memory(tmp_path: Path) -> None:
    package = write(tmp_path)
    book = openpyxl.load_workbook(package.xlsx)
    book["DL Import"]["XFD1048576"] = "x"
    book.save(package.xlsx)

    assert codes(package, manifest=False) == {"file_unreadable"}


def test_files_that_are_missing_are_told(tmp_path: Path) -> None:
    package = write(tmp_path)
    for path in (package.xlsx, package.zip, package.manifest):
        path.unlink()

    assert codes(package) == {"file_unreadable"}


def test_no_package_or_two_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NoPackage):
        packages.read(tmp_path)
    package = write(tmp_path)
    package.xlsx.with_name("b.xlsx").write_bytes(package.xlsx.read_bytes())
    with pytest.raises(NoPackage):
        packages.read(tmp_path)


def test_an_excel_of_others_is_read(tmp_path: Path) -> None:
    """Headers with notes under them, no STT, numbers and dates as Excel has them, a blank row."""
    path = tmp_path / "KS.2009.01.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Sheet1")
    sheet.write_row(0, 0, [" so\n(số đăng ký)", "trangSo (trang)", "ngayDangKy", "nksHoTen"])
    sheet.write_row(2, 0, ["046/2009", 7])
    style = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_datetime(2, 2, date(2009, 5, 12), style)
    sheet.write_string(2, 3, unicodedata.normalize("NFD", "Hồ Thị Số"))
    book.close()

    found = packages.read(path)

    assert found.headers == ("so", "trangSo", "ngayDangKy", "nksHoTen")
    expected = {
        "so": "046/2009",
        "trangSo": "7",
        "ngayDangKy": "12.05.2009",
        "nksHoTen": "Hồ Thị Số",
    }
    assert (found.rows, found.row_numbers) == ([expected], [3])
    assert found.zip is None
    missing = {p.detail for p in packages.check(path, path.with_suffix(".zip"), None)}
    assert {"quyenSo", "nksNgaySinh"} <= missing


def test_a_package_is_described_in_short_lines(tmp_path: Path) -> None:
    write(tmp_path)

    lines = packages.describe(packages.read(tmp_path))

    assert lines[0] == "Sổ đăng ký khai sinh, quyển 01/2009"
    assert "4 trường hợp" in lines[1]
    assert "4 tệp PDF" in lines[2]


def test_every_problem_has_its_sentences() -> None:
    for vi, en in SENTENCES.values():
        assert vi
        assert en
        assert vi != en
