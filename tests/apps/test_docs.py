"""The documents say what the code does: links, names, commands, settings, states, rights."""

import argparse
import importlib
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotich import __version__
from hotich.cli.__main__ import COMMANDS
from hotich.people.access import GRANTS
from hotich.rules.transitions import DELIVERY_MOVES, ENTRY_MOVES, Move

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "hotich"
PAGES = [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))
OPERATE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]+)\)")
SETTING = r"HOTICH_[A-Z_]*[A-Z]|DATABASE_URL|XDG_DATA_HOME"


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def links(page: Path) -> Iterator[tuple[str, Path, str]]:
    """Yield text, file and anchor of each link that stays in the repository."""
    for text, target in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" not in target:
            path, _, anchor = target.partition("#")
            yield text, (page.parent / path).resolve() if path else page, anchor


def headings(page: Path) -> set[str]:
    """Return the anchors of a page's headings as the usual readers make them."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", text).lower().replace(" ", "-") for text in found}


def examples() -> list[tuple[str, str]]:
    """Return each line of a shell block that calls the door: page, line."""
    return [
        (name_of(page), line)
        for page in PAGES
        for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        for line in block.splitlines()
        if re.match(r"([A-Z_]+=\S* )*\./hotich ", line)
    ]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_it_works(page: Path) -> None:
    """Every link leads to a file, an anchor and, in code type, to a name that is defined there."""
    for text, path, anchor in links(page):
        assert path.exists(), f"{name_of(page)}: {path}"
        assert not anchor or anchor in headings(path), f"{name_of(page)}: {path.name}#{anchor}"
        if path.suffix == ".py" and re.fullmatch(r"`\w+`", text):
            name = text.strip("`")
            defined = rf"^\s*(?:async )?(?:def|class) {name}\b|^{name}\b.* = "
            source = path.read_text(encoding="utf-8")
            assert re.search(defined, source, re.MULTILINE) or name == path.stem, text


def test_the_tour_goes_through_every_room_that_a_record_passes() -> None:
    passed = {path.relative_to(SRC).parts[0] for _, path, _ in links(ROOT / "docs" / "tour.md")
              if path.is_relative_to(SRC)}  # fmt: skip
    record_rooms = "rules books scans files keying review records delivery progress ledger people"
    assert set(record_rooms.split()) <= passed


def test_commands_named_are_the_commands_there_are() -> None:
    named = {
        command
        for page in PAGES
        for command in re.findall(
            r"(?:\./hotich|`hotich) (?:--demo )?([a-z]+)", page.read_text(encoding="utf-8")
        )
    }
    assert named == set(COMMANDS)
    missing = [command for command in COMMANDS if f"`./hotich {command}`" not in OPERATE]
    assert missing == []


@pytest.mark.parametrize(("page", "line"), examples())
def test_examples_are_accepted_by_the_command_line(page: str, line: str) -> None:
    words = shlex.split(line, comments=True)
    words = words[words.index("./hotich") + 1 :]
    if words[0] == "--demo":
        words = words[1:]
    words = words[: words.index("<")] if "<" in words else words
    words = words[: words.index(">")] if ">" in words else words
    command = importlib.import_module(f"hotich.cli.{words[0]}")
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    parser.parse_args(words[1:])


def test_options_named_for_a_command_exist() -> None:
    rows = re.findall(r"^\| `\./hotich (\w+)` \| (.*) \|$", OPERATE, re.MULTILINE)
    for command, text in rows:
        parser = argparse.ArgumentParser()
        importlib.import_module(f"hotich.cli.{command}").add_arguments(parser)
        for option in re.findall(r"`(--[a-z-]+)`", text):
            assert option in parser.format_help(), f"{command} {option}"


def test_settings_read_are_the_settings_described() -> None:
    read = {
        name
        for path in SRC.rglob("*.py")
        for name in re.findall(rf'"({SETTING})"', path.read_text(encoding="utf-8"))
    }
    table = OPERATE.split("## Settings")[1].split("\n## ")[0]
    assert set(re.findall(rf"^\| `({SETTING})` \|", table, re.MULTILINE)) == read


@pytest.mark.parametrize("moves", [ENTRY_MOVES, DELIVERY_MOVES], ids=["entry", "delivery"])
def test_the_diagrams_are_the_tables_of_states(moves: tuple[Move, ...]) -> None:
    drawn = [
        set(re.findall(r"^ +(\w+) --> (\w+): (\w+)$", block, re.MULTILINE))
        for block in re.findall(r"```mermaid\n(.*?)```", ARCHITECTURE, re.DOTALL)
    ]
    assert {(source, move.target, move.verb) for move in moves for source in move.sources} in drawn


def test_every_room_is_described() -> None:
    rooms = {path.parent.name for path in SRC.glob("*/__init__.py")}
    assert set(re.findall(r"^\| `(\w+)/` \|", ARCHITECTURE, re.MULTILINE)) == rooms


def test_the_rights_described_are_the_rights_granted() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([\w, ]+) \|$", text, re.MULTILINE)
    assert {act: frozenset(roles.split(", ")) for act, roles in rows} == GRANTS


def test_every_decision_is_listed() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [
        f"{n:04d}" for n in range(1, len(decisions) + 1)
    ]
    listed = {path for _, path, _ in links(ROOT / "docs" / "architecture.md")}
    assert set(decisions) <= listed


def test_the_version_is_in_the_list_of_changes() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert declared["version"] == __version__
    assert f"## {__version__} " in changes


def test_the_front_page_stays_short_and_names_every_account_of_the_demo() -> None:
    from hotich.cli.demo.cast import PASSWORD, USERS

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120
    assert [name for name in USERS if f"`{name}`" not in text] == []
    assert f"`{PASSWORD}`" in text
