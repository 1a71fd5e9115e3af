"""What a row of the file may hold, and the file itself: read tolerantly, distrusted thoroughly."""

import datetime
import io
import unicodedata
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from hotich.people import rows, sheet
from hotich.people.errors import (
    ColumnsMissing,
    FileTooLarge,
    FormulaInFile,
    NoRows,
    NotExcel,
    TooManyRows,
)
from hotich.people.models import Force, RoleName
from hotich.rules.errors import Refused
from tests.apps.people.excel import HEADERS, line, workbook

TODAY = datetime.date(2025, 3, 10)


def read(content: bytes) -> list[rows.Row]:
    return sheet.read(io.BytesIO(content), TODAY)


def test_it_works() -> None:
    (row,) = read(workbook([line("Trần Thị Mẫu", "99001", first="15/03/2025")]))
    assert row == rows.Row(
        2, "Trần Thị Mẫu", "", "youth_union", "99001", "keyer", "2025-03-15", "", ()
    )
    assert rows.Row.from_json(row.as_json()) == row


def test_the_words_of_the_file_are_those_of_the_house() -> None:
    assert dict(RoleName.choices) == rows.ROLES
    assert dict(Force.choices) == rows.FORCES


def test_headers_are_found_however_they_are_written() -> None:
    odd = ["  HỌ VÀ  TÊN", "ten dang nhap", "Lực lượng\n(chọn)", "Mã Đơn Vị *", "VAI TRÒ",
           unicodedata.normalize("NFD", "Từ ngày"), "đến ngày"]  # fmt: skip
    content = workbook([line("Trần Thị Mẫu", "99001")], odd, above=3, merged=True)
    (row,) = read(content)
    assert (row.number, row.full_name, row.unit_code) == (5, "Trần Thị Mẫu", "99001")


def test_columns_stand_in_any_order_and_others_are_passed_over() -> None:
    content = workbook([[1, "Người kiểm tra", 99001, "An Mẫu"]],
                       ["STT", "Vai trò", "Mã đơn vị", "Họ và tên"])  # fmt: skip
    (row,) = read(content)
    assert (row.full_name, row.role, row.unit_code, row.force) == ("An Mẫu", "checker", "99001", "")


@pytest.mark.parametrize(
    "cell",
    [
        datetime.datetime(2025, 4, 1),
        datetime.date(2025, 4, 1),
        *("01/04/2025", "1.4.2025", "1-4-2025", "2025-04-01", 45748),
    ],
)
def test_days_are_read_as_cells_and_as_text(cell: object) -> None:
    (row,) = read(workbook([line("Trần Thị Mẫu", "99001", last=cell)]))
    assert (row.valid_to, row.problems) == ("2025-04-01", ())


def test_decomposed_text_and_odd_spaces_are_put_right() -> None:
    name = unicodedata.normalize("NFD", " Nguyễn  Thị\u00a0Ước ")
    role = unicodedata.normalize("NFD", "người  nhập liệu")
    (row,) = read(workbook([line(name, " 99001 ", role)]))
    assert (row.full_name, row.role, row.problems) == ("Nguyễn Thị Ước", "keyer", ())


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"full_name": ""}, "name"),
        ({"full_name": "x" * 121}, "name"),
        ({"full_name": "An 2"}, "letters"),
        ({"username": "có dấu"}, "username"),
        ({"username": "a"}, "username"),
        ({"force": "Hải quân"}, "force"),
        ({"role": "Giám đốc"}, "role"),
        ({"role": ""}, "role"),
        ({"valid_from": "31/02/2025"}, "valid_from"),
        ({"valid_to": "mai"}, "valid_to"),
        ({"valid_from": "20/03/2025", "valid_to": "19/03/2025"}, "order"),
        ({"valid_from": "01/01/2025", "valid_to": "01/02/2025"}, "over"),
    ],
)
def test_a_wrong_cell_is_told_with_what_to_do(changes: dict[str, str], problem: str) -> None:
    good = {"full_name": "An Mẫu", "unit_code": "99001", "role": "Người nhập liệu"}
    row = rows.read(good | changes, 2, TODAY)
    assert row.problems == (problem,)
    vi, en = (rows.sentence(problem, language) for language in ("vi", "en"))
    assert ":" in vi
    assert vi != en


def rows_of(*cells: dict[str, str]) -> list[rows.Row]:
    common = {"full_name": "An Mẫu", "unit_code": "99001", "role": "keyer"}
    return [rows.read(common | one, number, TODAY) for number, one in enumerate(cells, 2)]


@pytest.mark.parametrize(
    ("second", "problem"),
    [
        ({}, "twice"),
        ({"full_name": "Bình Mẫu"}, "other_person"),
        ({"role": "checker", "force": "police"}, "two_forces"),
        ({"role": "checker"}, None),
        ({"unit_code": "99004"}, None),
        ({"username": ""}, None),
        ({"username": "khac"}, None),
    ],
)
def test_rows_that_say_a_thing_twice(second: dict[str, str], problem: str | None) -> None:
    found = rows_of({"username": "an.1"}, {"username": "an.1"} | second)
    assert rows.repeats(found).get(3) == problem


def test_two_of_one_name_must_be_told_apart() -> None:
    assert rows.repeats(rows_of({}, {"full_name": "AN  MẪU"})) == {3: "namesakes"}
    assert rows.repeats(rows_of({}, {"unit_code": "99004"})) == {}


@given(st.text(max_size=60), st.text(max_size=12), st.integers(0, 3))
def test_a_made_name_is_always_free_and_allowed(name: str, unit: str, taken: int) -> None:
    known: set[str] = set()
    for _ in range(taken + 1):
        made = rows.made_username(name, unit, known)
        assert made not in known
        assert rows.USERNAME.fullmatch(made) or len(made) < 3
        assert len(made) <= 60
        known.add(made)


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading_of_days(text: str) -> None:
    day = rows.read_day(text)
    assert day is None or day.year > 0


# Distrust


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_part(name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a good file with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(workbook([line("An Mẫu", "99001")]))) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    return zipped({**parts, name: change(parts.get(name, b""))})


def formula() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(HEADERS)
    book.active.append(line("An Mẫu", "99001"))
    book.active["A3"] = '=HYPERLINK("http://x.invalid";A2)'
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def shared_text() -> bytes:
    """One text of a megabyte that thousands of cells point to."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    only = book.add_worksheet()
    for number in range(3000):
        only.write_string(number, 0, "MARK")
    book.close()
    with zipfile.ZipFile(out) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    strings = parts["xl/sharedStrings.xml"].replace(b"MARK", b"x" * 2**20)
    return zipped({**parts, "xl/sharedStrings.xml": strings})


def many_tags() -> bytes:
    """What kept the server busy for hours as long as expressions looked for formulas."""
    return with_part("xl/worksheets/sheet1.xml", lambda _: b"<c " * 10**6)


def open_document() -> bytes:
    """A sheet of 300 million cells in another format that calamine reads."""
    uri = "urn:oasis:names:tc:opendocument:xmlns:"
    body = (
        f'<o:document-content xmlns:o="{uri}office:1.0" xmlns:t="{uri}table:1.0"><o:body>'
        '<o:spreadsheet><t:table t:name="A"><t:table-row t:number-rows-repeated="300000">'
        '<t:table-cell t:number-columns-repeated="1000" o:value-type="float" o:value="1"/>'
        "</t:table-row></t:table></o:spreadsheet></o:body></o:document-content>"
    )
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    names = dict.fromkeys(("[Content_Types].xml", "xl/workbook.xml"), b"<a/>")
    return zipped({"mimetype": kind, "content.xml": body.encode(), **names})


ENTITY = b'<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa">]>'


def far_cell() -> bytes:
    place = b'<row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row></sheetData>'
    return with_part("xl/worksheets/sheet1.xml", lambda old: old.replace(b"</sheetData>", place))


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", NotExcel),
        (b"Ho va ten,Vai tro\n", NotExcel),
        (b"\xd0\xcf\x11\xe0" + bytes(600), NotExcel),  # Excel of before 2007
        (zipped({"a.txt": b"x"}), NotExcel),
        (with_part("xl/worksheets/sheet1.xml", lambda old: old[:99]), Refused),
        (b"PK" + bytes(sheet.MOST_BYTES), FileTooLarge),
        (with_part("xl/media/bomb.bin", lambda _: bytes(50 * 2**20)), FileTooLarge),
        (shared_text(), FileTooLarge),
        (many_tags(), NotExcel),
        (open_document(), NotExcel),
        (with_part("xl/workbook.bin", lambda _: b""), NotExcel),
        (with_part("xl/worksheets/sheet1.xml", lambda old: ENTITY + old), NotExcel),
        (far_cell(), FileTooLarge),
        (formula(), FormulaInFile),
        (workbook([["x"]], ["Họ và tên"]), ColumnsMissing),
        (workbook([]), NoRows),
        (workbook([line("An Mẫu", "99001")] * (sheet.MOST_ROWS + 1)), TooManyRows),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_a_bad_file_is_refused_with_a_sentence(content: bytes, refusal: type[Refused]) -> None:
    with pytest.raises(refusal) as why:
        read(content)
    assert len(why.value.text("vi")) > 30


def test_a_long_cell_is_cut() -> None:
    (row,) = read(workbook([line("x" * 30_000, "99001")]))
    assert (len(row.full_name), row.problems) == (500, ("name",))


def test_a_reader_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST_SECONDS", 0.001)
    with pytest.raises(FileTooLarge):
        read(workbook([line("An Mẫu", "99001")]))


def test_the_template_can_be_filled_in_and_read() -> None:
    content = sheet.template([("99001", "xã Mai Đàn")], ["keyer", "head"])
    book = openpyxl.load_workbook(io.BytesIO(content))
    first = book.worksheets[0]
    for column, cell in enumerate(line("Trần Thị Mẫu", "99001"), start=1):
        first.cell(2, column, cell)
    listed = [cell.value for cell in book.worksheets[1]["C"] if cell.value]
    assert listed == ["Vai trò", "Người nhập liệu", "Người đứng đầu đơn vị"]
    assert len(first.data_validations.dataValidation) == 3
    out = io.BytesIO()
    book.save(out)
    (row,) = read(out.getvalue())
    assert row.problems == ()
