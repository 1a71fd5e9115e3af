"""The rules written out."""

import json
import re
import string
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from hotich.cli.__main__ import main
from hotich.rules import checks, dates, export, filenames, names, registers
from hotich.rules.export import examples
from hotich.rules.export.page import as_html
from hotich.rules.export.summary import as_markdown
from hotich.rules.export.wording import FACTS, FAMILIES, LIMITS, TYPES

ROOT = Path(__file__).resolve().parents[2]
CONTENT = export.tables()
PAGE = as_html(CONTENT)


class Reader(HTMLParser):
    """Collects ids, links and tags, and sees that every element is closed."""

    EMPTY = frozenset({"meta", "input", "br", "path", "rect", "circle"})

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            assert not name.startswith("on")
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src"):
                self.links.append(value or "")
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_it_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "export", str(tmp_path / "out")]) == 0
    written = json.loads((tmp_path / "out" / "rules.json").read_text(encoding="utf-8"))
    assert written == CONTENT
    assert (tmp_path / "out" / "rules.html").read_text(encoding="utf-8") == PAGE
    assert "rules.html" in capsys.readouterr().out


def test_the_digest_is_over_everything_else() -> None:
    assert CONTENT["digest"] == export.digest(CONTENT)
    assert export.digest({**CONTENT, "longest": 1}) != CONTENT["digest"]
    backwards = dict(reversed(list(CONTENT.items())))
    assert export.digest(backwards) == CONTENT["digest"]


def test_everything_a_keying_station_needs_is_there() -> None:
    assert [kind["code"] for kind in CONTENT["kinds"]] == list(registers.KINDS)
    used = {f["codes"] for kind in CONTENT["kinds"] for f in kind["fields"] if f["codes"]}
    assert used == CONTENT["codes"].keys()
    assert {check["number"] for check in CONTENT["checks"]} >= set(range(1, 38))
    for layout in CONTENT["layouts"]:
        kind = registers.load(layout["kind"])
        assert layout["zones"]
        assert all(kind.has(zone["field"]) for zone in layout["zones"])
    assert len(CONTENT["peoples"]) == 54
    assert len(CONTENT["provinces"]) == 63


def test_the_examples_are_what_the_rules_do() -> None:
    found = CONTENT["examples"]
    assert len({group.id for group in examples.groups()}) == len(found)
    for written, proposed in found["title_case"]:
        assert names.title_case(written) == proposed
    for digits, form in found["digits"]:
        assert dates.from_digits(digits, examples.BOOK_YEAR) == form
    first = found["file_names"][0][0]
    assert first == filenames.entry_pdf("KS", 2009, 1, date(2009, 5, 12), 46)


def test_the_page_is_whole_and_needs_nothing_else() -> None:
    reader = Reader()
    reader.feed(PAGE)
    assert reader.open == []
    assert "script" not in reader.tags
    assert all(link.startswith("#") for link in reader.links)
    assert {link[1:] for link in reader.links} <= set(reader.ids)
    assert "url(" not in re.sub(r'marker-end="url\(#head\)"', "", PAGE)
    assert " style=" not in PAGE


def test_the_page_names_every_column_code_check_and_limit() -> None:
    for code in registers.KINDS:
        section = PAGE.split(f'id="kind-{code}"')[1].split("</section>")[0]
        kind = registers.load(code)
        missing = [f.key for f in kind.fields if f">{f.key}<" not in section]
        assert missing == []
        assert ("của phần mềm" in section) is not kind.layout_known
    for check in checks.CHECKS.values():
        assert all(f">{case.id}<" in PAGE for case in check.cases)
    assert all(f'id="codes-{name}"' in PAGE for name in CONTENT["codes"])


def test_every_code_shown_has_words_in_two_languages() -> None:
    types = {field.type for code in registers.KINDS for field in registers.load(code).fields}
    assert types - TYPES.keys() == set()
    assert set(type(checks.LIMITS).__dataclass_fields__) - LIMITS.keys() == set()
    assert {layout["family"] for layout in CONTENT["layouts"]} - FAMILIES.keys() == set()
    facts = {
        re.sub("_(vi|en)$", "", part)
        for check in checks.CHECKS.values()
        for case in check.cases
        for sentence in (case.vi, case.en)
        for _, part, _, _ in string.Formatter().parse(sentence)
        if part
    }
    assert facts - FACTS.keys() == set()


def test_docs_rules_md_is_what_the_command_writes() -> None:
    written = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert written == as_markdown(), "stale: ./hotich rules export --docs"
