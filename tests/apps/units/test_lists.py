"""Lists of units and of changes from files: what is taken in, what is refused and why, twice."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from hotich.units import actions, errors, queries, tables
from hotich.units.models import Change, Unit

BEFORE, REFORM = datetime.date(2025, 6, 30), datetime.date(2025, 7, 1)


def excel(path: Path, rows: list[list[Any]]) -> Path:
    book = xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yyyy"})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime.date):
                sheet.write_datetime(
                    number, column, datetime.datetime.combine(cell, datetime.time())
                )
            else:
                sheet.write(number, column, cell)
    book.close()
    return path


def take(lines: list[tables.Line], **options: Any) -> list[tables.Outcome]:
    return actions.import_lines(actor="system", lines=lines, **options)


def short(outcomes: list[tables.Outcome]) -> list[str]:
    return [o.why.code if o.why else "new" if o.new else "known" for o in outcomes]


def test_it_works(db: None) -> None:
    """Quảng Trị as it was, and what 1 July 2025 did to it: whole, and twice the same."""
    units = tables.read_units(tables.open_list("quang-tri-2025-03-01"))
    changes = tables.read_changes(tables.open_list("quang-tri-2025-07-01"))
    assert short(take(units)) == ["new"] * 130
    assert short(take(changes)) == ["new"] * 47
    assert short(take(units)) == ["known"] * 130
    assert short(take(changes)) == ["known"] * 47
    mine = Unit.objects.filter(valid_from__gte=datetime.date(2025, 3, 1))
    assert mine.count() == 130 + 38
    before = [node for node in queries.tree(BEFORE) if node.unit.code.startswith("19")]
    after = [node for node in queries.tree(REFORM) if node.unit.code.startswith("19")]
    assert (len(before), {node.depth for node in before}) == (119, {2})
    assert (len(after), {node.depth for node in after}) == (37, {1})
    assert {node.unit.parent.code for node in after} == {"44"}
    assert not Unit.objects.filter(level="district", valid_to=None, code__startswith="46").exists()
    old = mine.get(code="19363", valid_to=REFORM)
    new = mine.get(code="19363", valid_to=None)
    assert (old.name, new.name) == ("thị trấn Hồ Xá", "xã Vĩnh Linh")
    assert old.path == f"{new.path}{old.pk}/"
    assert queries.read_history().lives == queries.replay().lives


def test_trying_keeps_nothing(db: None) -> None:
    before = Unit.objects.count(), Change.objects.count()
    units = tables.read_units(tables.open_list("quang-tri-2025-03-01"))
    assert short(take(units, try_only=True)) == ["new"] * 130
    assert (Unit.objects.count(), Change.objects.count()) == before


def test_excel_with_odd_cells(db: None, tmp_path: Path) -> None:
    path = excel(
        tmp_path / "don-vi.xlsx",
        [
            ["DANH MỤC ĐƠN VỊ"],
            [],
            ["STT", "Mã", "Tên", "Cấp", "Mã cấp trên", "Từ ngày", "Hết hiệu lực", "Kế thừa"],
            [3, 99004.0, "Xa\u0303  Thạch Trung", "xã", 990, "1/7/1989", None, ""],
            [1, "88", "Tỉnh Quảng Sơn", "TỈNH", "", "1989-07-01", "", ""],
            [],
            [2, "990", " Huyện Hải Vân ", "huyen", 88, datetime.date(1989, 7, 1), "", ""],
            [4, "'99005", "Xã Mai Cũ", "commune", "990", "01.07.1989", "01.01.2020", "99004"],
        ],
    )
    assert short(take(tables.read_units(path))) == ["new"] * 4
    commune = Unit.objects.get(code="99004")
    assert queries.full_name(commune) == "xã Thạch Trung, huyện Hải Vân, tỉnh Quảng Sơn"
    old = Unit.objects.get(code="99005")
    assert (old.last_day, old.successor) == (datetime.date(2019, 12, 31), commune)
    assert [line.number for line in tables.read_units(path)] == [4, 5, 7, 8]
    assert short(take(tables.read_units(path))) == ["known"] * 4


def test_bad_rows_are_told_one_by_one_and_the_good_ones_kept(db: None, tmp_path: Path) -> None:
    head = ["code", "name", "level", "parent", "from", "to", "successor"]
    good = ["88", "tỉnh Quảng Sơn", "province", "", "1989-07-01", "", ""]
    rows = {
        "units.cell_missing": ["", "xã A", "commune", "88", "1989-07-01", "", ""],
        "units.bad_cell": ["88001", "xã A", "phủ", "88", "1989-07-01", "", ""],
        "units.unknown_code": ["88002", "xã A", "commune", "77", "1989-07-01", "", ""],
        "units.said_otherwise": ["88", "tỉnh Khác", "province", "", "1995-01-01", "", ""],
    }
    half = ["88003", "xã A", "commune", "88", "1989-07-01", "2020-01-01", "77"]
    late = ["88004", "xã B", "commune", "88", "1989-07-01", "1989-07-01", "88"]
    path = excel(tmp_path / "x.xlsx", [head, good, *rows.values(), half, late])
    outcomes = take(tables.read_units(path))
    assert short(outcomes) == ["new", *rows, "units.unknown_code", "units.bad_cell"]
    for outcome in outcomes[1:]:
        assert outcome.why
        assert outcome.why.text("vi") != outcome.why.text("en")
        assert "{" not in outcome.why.text("vi")
    assert list(Unit.objects.filter(code__startswith="88").values_list("code", flat=True)) == ["88"]


@pytest.mark.parametrize("date", ["31.02.2020", "hôm qua", "1.1.20", "2020", "0001-01-01"])
def test_a_date_that_is_none_is_a_bad_cell(db: None, tmp_path: Path, date: str) -> None:
    head = ["code", "name", "level", "from"]
    path = excel(tmp_path / "x.xlsx", [head, ["88", "tỉnh A", "province", date]])
    (line,) = tables.read_units(path)
    assert line.why
    assert line.why.code == "units.bad_cell"
    assert date in line.why.text("vi")


def test_changes_from_excel(db: None, tmp_path: Path) -> None:
    units = [
        ["mã", "tên", "cấp", "thuộc", "từ"],
        ["88", "tỉnh Quảng Sơn", "tỉnh", "", "1989-07-01"],
        *([f"8800{n}", f"xã Số {n}", "xã", "88", "1989-07-01"] for n in "1234"),
    ]
    take(tables.read_units(excel(tmp_path / "u.xlsx", units)))
    changes = [
        ["Loại", "Ngày", "Căn cứ", "Mã đơn vị cũ", "Mã kế thừa", "Mã", "Tên", "Cấp", "Mã cấp trên"],
        ["Sáp nhập", "01.07.2025", "NQ 1", "88001; 88002", "", 88001, "Xã Mới", "xã", 88],
        ["đổi tên", "01.07.2025", "NQ 2", "88003", "", "", "Thị trấn Số Ba", "", ""],
        ["giải tán", "01.07.2025", "NQ 3", "88003", "", "", "", "", ""],
        ["ket thuc", "01.07.2025", "", "88004", "88003", "", "", "", ""],
        ["ket thuc", "01.07.2025", "NQ 4", "88009", "88003", "", "", "", ""],
    ]
    changes[0][4] = "Mã đơn vị kế thừa"
    path = excel(tmp_path / "c.xlsx", changes)
    found = short(take(tables.read_changes(path)))
    assert found == ["new", "new", "units.bad_cell", "units.cell_missing", "units.unknown_code"]
    assert short(take(tables.read_changes(path)))[:2] == ["known", "known"]
    assert Unit.objects.get(code="88003").name == "thị trấn Số Ba"
    assert Unit.objects.get(code="88001", valid_to=None).name == "xã Mới"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.json", b"{"),
        ("x.json", b"[]"),
        ("x.json", b'{"province": 1, "on": "2025-01-01"}'),
        ("x.json", b"\xff\xfe"),
        ("x.xlsx", b"PK\x03\x04 no zip"),
        ("x.xlsx", b""),
        ("missing.json", None),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, name: str, content: bytes | None) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    for read in (tables.read_units, tables.read_changes):
        with pytest.raises(errors.UnreadableList, match=name):
            read(path)


def test_excel_without_headings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.UnreadableList):
        tables.read_units(excel(tmp_path / "x.xlsx", [["88", "tỉnh"], ["89", "tỉnh"]]))


def test_a_list_without_a_date_needs_one(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    province = {"code": "88", "name": "Tỉnh A", "districts": []}
    path.write_text(json.dumps({"province": province}), encoding="utf-8")
    with pytest.raises(errors.CellMissing):
        tables.read_units(path)
    (line,) = tables.read_units(path, since=REFORM)
    assert line.drafts[0].on == REFORM


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Xã  A Dơi", "xã A Dơi"),
        ("Thị Trấn Ái Tử", "thị trấn Ái Tử"),
        ("Phường 1", "Phường 1"),
        ("Phường Đông Lễ", "phường Đông Lễ"),
        ("Thành phố Đông Hà", "thành phố Đông Hà"),
        ("Xã", "Xã"),
    ],
)
def test_a_name_as_it_is_written_in_a_sentence(name: str, said: str) -> None:
    assert tables.spoken(name) == said
