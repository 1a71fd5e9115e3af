"""A book's package: the same from the same records, and read back whole."""

import errno
import json
import os
import subprocess
import sys
import unicodedata
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotich.delivery import packages
from hotich.delivery.errors import (
    BadPdfName,
    EmptyPackage,
    NoSpace,
    PdfMissing,
    TextTooLong,
    UnknownColumn,
)
from hotich.delivery.packages import Row
from tests.apps.delivery.packed import KS, ROWS, codes, pdf, row, write


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
