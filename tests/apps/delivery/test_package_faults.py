"""A book's package: every fault in it is found and told."""

import unicodedata
import zipfile
from dataclasses import replace
from datetime import date
from functools import partial
from io import BytesIO
from pathlib import Path

import openpyxl
import pikepdf
import pytest
import xlsxwriter

from hotich.delivery import packages
from hotich.delivery.errors import (
    BadPdf,
    NoPackage,
    UnreadablePackage,
)
from hotich.delivery.packages.problems import SENTENCES
from hotich.rules import filenames
from tests.apps.delivery.packed import ROWS, codes, pdf, rezip, row, scan, write


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
