"""The pages of the roles: each role's own, and every word and key of them is one of the product."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.test import Client

from hotich.guide.queries import PAGES, page
from hotich.people.models import RoleName
from hotich.rules.errors import Refused
from hotich.web.catalogue import PACKAGE, extract, templates
from tests.province import Province

FOLDER = PACKAGE / "guide" / "templates" / "guide"
SHEETS = sorted(FOLDER.glob("*.md"))


def visit(province: Province, name: str, **asked: str) -> str:
    browser = Client()
    browser.force_login(province.people[name])
    answer = browser.get("/help/", asked)
    assert answer.status_code == 200
    text: str = answer.content.decode()
    return text


@pytest.mark.parametrize(
    ("person", "role"),
    [
        ("keyer_a", RoleName.KEYER),
        ("checker", RoleName.CHECKER),
        ("registrar", RoleName.REGISTRAR),
        ("head", RoleName.HEAD),
        ("department", RoleName.DEPARTMENT),
        ("administrator", RoleName.ADMINISTRATOR),
        ("auditor", RoleName.AUDITOR),
    ],
)
def test_it_works(province: Province, person: str, role: RoleName) -> None:
    """Everybody gets the page of their own role, its keys and its picture drawn."""
    shown = visit(province, person)
    assert page(role).title in shown
    assert page(role).body in shown
    assert "<kbd>F1</kbd>" in page(role).body
    assert re.search(r'<img src="/static/guide/\w+\.png" alt="Trang ', page(role).body)


def test_another_role_s_page_may_be_read_and_an_unknown_one_is_one_s_own(
    province: Province,
) -> None:
    assert page(RoleName.AUDITOR).body in visit(province, "keyer_a", role="auditor")
    assert page(RoleName.KEYER).body in visit(province, "keyer_a", role="nobody")


def test_every_role_has_its_sheet_and_no_sheet_is_left_over() -> None:
    assert set(PAGES) == set(RoleName)
    assert sorted(PAGES.values()) == [sheet.stem for sheet in SHEETS]


def test_nothing_in_a_sheet_becomes_html_of_its_own() -> None:
    assert [sheet.name for sheet in SHEETS if "<" in sheet.read_text(encoding="utf-8")] == []


# What the sheets speak of


def words() -> set[str]:
    return {text if isinstance(text, str) else text[0] for text in extract()}


def sentences() -> str:
    """Every text of the pages and every refusal, in Vietnamese."""
    for path in sorted(PACKAGE.glob("*/errors.py")):
        import_module(f"hotich.{path.parent.name}.errors")
    found, left = [], [Refused]
    while left:
        kind = left.pop()
        left += kind.__subclasses__()
        found.append(kind.vi)
    return "\n".join([*words(), *found])


def keys() -> set[str]:
    """Every key, or keys pressed together, that a page prints."""
    found: set[str] = set()
    for path in templates():
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"\b(?:keys?|data-keys?)=\"([A-Z0-9][\w ]*)\"", text))
        found |= {f"Alt {letter}" for letter in re.findall(r"\balt=\"([A-Z])\"", text)}
        found |= {f"Alt {letter}" for letter in re.findall(r"\bdata-alt=\"([A-Z])\"", text)}
        runs = re.findall(r"(?:<kbd>\w+</kbd>)+", text)
        found |= {" ".join(re.findall(r">(\w+)<", run)) for run in runs}
    return found | station_keys()


def station_keys() -> set[str]:
    """Every key of the station, as it is printed: they are data of its script."""
    script = (PACKAGE / "keying" / "static" / "keying" / "keymap.js").read_text(encoding="utf-8")
    printed = dict(re.findall(r"(\w+): \"(\S+?)\"", script.split("PRINTED = {")[1].split("}")[0]))
    lists = re.findall(r"keys: \[(.+?)\]", script)
    names = [name for one in lists for name in re.findall(r"\"(.+?)\"", one)]
    names += [f"Alt+{letter}" for letter in re.findall(r"twin: \"(\w)\"", script)]
    return {" ".join(printed.get(part, part) for part in name.split("+")) for name in names}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_a_sheet_names_only_words_keys_and_sentences_that_there_are(sheet: Path) -> None:
    text = " ".join(sheet.read_text(encoding="utf-8").split())
    assert set(re.findall(r"\*\*(.+?)\*\*", text)) - words() == set()
    assert set(re.findall(r"`(.+?)`", text)) - keys() == set()
    spoken = sentences()
    assert [quote for quote in re.findall(r"“(.+?)”", text) if quote not in spoken] == []
