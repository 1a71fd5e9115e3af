"""`hotich people`: the first administrator, one account, a file; the slip is on the terminal."""

import argparse
import re
from pathlib import Path

import pytest

from hotich.cli import people
from hotich.people import access
from hotich.people.errors import NotExcel
from hotich.people.models import User
from hotich.units.queries import ancestors
from tests.apps.people.excel import line, workbook
from tests.province import Province


def options(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    people.add_arguments(parser)
    return parser.parse_args(words)


def test_it_works(province: Province, capsys: pytest.CaptureFixture[str]) -> None:
    top = ancestors(province.commune)[0]
    said = options("administrator", "--name", "Người Quản Trị", "--unit", top.code)
    assert people.open_one(said, "administrator") == 0
    out = capsys.readouterr().out
    user = User.objects.get(full_name="Người Quản Trị")
    password = re.search(r"first password: (\S+)", out)
    assert password
    assert user.check_password(password[1])
    assert user.must_change_password
    assert access.may(user, "manage_people", province.commune)
    assert f"sign-in name: {user.username}" in out


def test_a_file_is_reported_first(
    province: Province, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file, code = tmp_path / "a.xlsx", province.commune.code
    file.write_bytes(workbook([line("Trần Hạ", code, "Quản trị"), line("Lê Thu", "00000")]))
    assert people.bring(file, really=False) == 1, "a row is wrong"
    out = capsys.readouterr().out
    assert re.search(r"2 +open +hat\.", out)
    assert re.search(r"3 +wrong .*Không có đơn vị", out)
    assert not User.objects.filter(full_name="Trần Hạ").exists()
    people.bring(file, really=True)
    assert "open 1, change 0, same 0, wrong 1" in capsys.readouterr().out
    people.bring(file, really=True)
    assert "open 0, change 0, same 1, wrong 1" in capsys.readouterr().out


def test_what_is_not_there_is_said(province: Province, tmp_path: Path) -> None:
    with pytest.raises(people.NoUnit):
        people.open_one(options("administrator", "--name", "A", "--unit", "nowhere"), "keyer")
    with pytest.raises(people.NoSuchFile):
        people.bring(tmp_path / "none.xlsx", really=False)
    (tmp_path / "a.csv").write_text("x", encoding="utf-8")
    with pytest.raises(NotExcel):
        people.bring(tmp_path / "a.csv", really=False)
