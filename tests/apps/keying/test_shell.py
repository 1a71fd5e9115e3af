"""What the browser keeps of the station: every file of it, in one version, for anybody."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from hotich.keying import shell
from tests.province import Province


def test_it_works(client: Client) -> None:
    """Signed out as well: an old worker asks for a new one at any time."""
    answer = client.get("/keying/sw.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    said = re.match(r"const SHELL = (.*);\n", answer.content.decode())
    assert said
    told = json.loads(said.group(1))
    assert (told["page"], told["home"]) == ("/keying/station/", "/keying/")
    assert {"/static/keying/desk.js", "/static/hotich/tokens.css"} <= set(told["files"])
    assert "/static/keying/sw.js" not in told["files"]
    for file in told["files"]:
        assert finders.find(file.removeprefix("/static/")), file


def test_every_module_that_the_station_imports_is_kept() -> None:
    kept = set(shell.files())
    for name in kept:
        if not name.startswith("keying/") or not name.endswith(".js"):
            continue
        path = finders.find(name)
        assert isinstance(path, str)
        for wanted in re.findall(r'(?:from|import\() ?"(\.[^"]+)"', Path(path).read_text("utf-8")):
            found = (Path(path).parent / wanted).resolve()
            assert found.is_file(), f"{name}: {wanted}"
            assert any(str(found).endswith(one) for one in kept), f"{name}: {wanted}"


def test_a_changed_file_is_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = shell.version.__wrapped__()
    read = shell._read
    monkeypatch.setattr(
        shell, "_read", lambda name: read(name) + (b" " if name == "keying/desk.js" else b"")
    )
    assert shell.version.__wrapped__() != before


def test_the_page_says_its_version_and_holds_nobody(client: Client, province: Province) -> None:
    client.force_login(province.keyer_a)
    answer = client.get("/keying/station/")
    assert answer.headers["X-Station"] == shell.version()
    text = answer.content.decode()
    assert province.keyer_a.full_name not in text
    assert province.keyer_a.username not in text
