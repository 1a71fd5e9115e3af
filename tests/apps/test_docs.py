"""The documents say what the code does: links, names, commands, settings, rooms, states, rights."""

import argparse
import ast
import importlib
import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotich import __version__
from hotich.cli.__main__ import COMMANDS
from hotich.guide.queries import PAGES as SHEETS
from hotich.people.access import GRANTABLE, GRANTS
from hotich.rules import registers
from hotich.rules.checks import CHECKS
from hotich.rules.transitions import BALANCE, TABLES, Table, mermaid
from hotich.rules.watching import LIMITS

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "hotich"
PAGES = [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")]
PAGES += sorted((ROOT / "docs").rglob("*.md"))
PAGES += sorted((SRC / "guide").rglob("*.md"))
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
    assert {*record_rooms.split(), "units"} <= passed


@pytest.mark.parametrize("page", ["README.md", "docs/tour.md"])
def test_the_three_questions_of_a_newcomer_are_answered_at_the_top(page: str) -> None:
    """Where is a check defined, an entry's state changed, where is it written?"""
    found = [(text.strip("`"), path.name) for text, path, _ in links(ROOT / page)]
    assert ("checks.toml", "checks.toml") in found
    assert ("ENTRY_MOVES", "transitions.py") in found
    assert ("move_entry", "actions.py") in found
    first = (ROOT / page).read_text(encoding="utf-8").split("ENTRY_MOVES")[0]
    assert len(first.splitlines()) < 40


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


def help_of(parser: argparse.ArgumentParser) -> str:
    """Return the help of a command and of the commands below it."""
    below = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    parsers = [one for action in below for one in action.choices.values()]
    return "\n".join([parser.format_help(), *map(help_of, parsers)])


def test_options_named_for_a_command_exist() -> None:
    rows = re.findall(r"^\| `\./hotich (\w+)` \| (.*) \|$", OPERATE, re.MULTILINE)
    for command, text in rows:
        parser = argparse.ArgumentParser()
        importlib.import_module(f"hotich.cli.{command}").add_arguments(parser)
        for option in re.findall(r"(?<![\w-])(--[a-z-]+)", text):
            assert option in help_of(parser), f"{command} {option}"


def test_settings_read_are_the_settings_described() -> None:
    read = {
        name
        for path in SRC.rglob("*.py")
        for name in re.findall(rf'"({SETTING})"', path.read_text(encoding="utf-8"))
    }
    table = OPERATE.split("## Settings")[1].split("\n## ")[0]
    assert set(re.findall(rf"^\| `({SETTING})` \|", table, re.MULTILINE)) == read


def test_settings_of_the_tests_are_told_to_contributors() -> None:
    read = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(
            r'environ(?:\.get)?[\[(]"(HOTICH_\w+)"', path.read_text(encoding="utf-8")
        )
    }
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert "HOTICH_PICTURES" in read
    assert {name for name in read if name not in contributing and name not in OPERATE} == set()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.id)
def test_the_diagrams_are_the_tables_of_states(table: Table) -> None:
    assert f"```mermaid\n{mermaid(table)}\n```" in ARCHITECTURE


def test_the_balance_is_drawn_up_over_every_place() -> None:
    (account,) = re.findall(r"```text\nexpected \+ surplus =(.*?)```", ARCHITECTURE, re.DOTALL)
    assert sorted(re.findall(r"\w+", account)) == sorted(BALANCE)


# The house


def rooms() -> dict[str, str]:
    """Return room -> what the table says that it imports, in the table's order."""
    rows = re.findall(r"^\| `(\w+)/` \| .* \| ([\w, ]+) \|$", ARCHITECTURE, re.MULTILINE)
    return dict(rows)


def imports(room: str) -> set[str]:
    """Return the rooms that a room's modules import."""
    found: set[str] = set()
    for path in (SRC / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "hotich":
                found |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.removeprefix("hotich.").split(".")[0])
            elif isinstance(node, ast.Import):
                found |= {name.name.split(".")[1] for name in node.names if "hotich." in name.name}
    return found & set(rooms()) - {room}


def test_every_room_is_described_with_the_rooms_it_imports() -> None:
    there = {path.parent.name for path in SRC.glob("*/__init__.py")}
    assert set(rooms()) == there
    told = {
        room: set() if said == "nothing" else set(said.split(", "))
        for room, said in rooms().items()
        if said != "every room"
    }
    assert set(rooms()) - set(told) == {"cli"}
    assert told == {room: imports(room) for room in told}


def test_rooms_are_listed_from_the_ground_floor_up() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]
    floor = {
        room: number for number, layer in enumerate(reversed(layers)) for room in layer.split(" | ")
    }
    listed = [floor[room] for room in rooms() if room in floor]
    assert listed == sorted(listed)
    assert len(listed) == len(floor)


# Rules, rights, roles


def test_the_number_of_checks_is_the_number_there_are() -> None:
    assert sorted(CHECKS) == list(range(38))  # 0 is ours
    counted = {
        number
        for page in PAGES
        for number in re.findall(r"\b(\d+)\s+checks\b", page.read_text(encoding="utf-8"))
    }
    assert counted == {"37"}


def test_every_kind_has_its_word() -> None:
    text = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([A-Z]+) \| ([^|]+) \| (\w+) \|", text, re.MULTILINE)
    kinds = [registers.load(code) for code in registers.KINDS]
    assert rows == [(kind.code, kind.register_vi, kind.word) for kind in kinds]


def test_the_units_shipped_are_as_many_as_is_said() -> None:
    path = SRC / "units" / "data" / "quang-tri-2025-03-01.json"
    province = json.loads(path.read_text(encoding="utf-8"))["province"]
    communes = sum(len(district["communes"]) for district in province["districts"])
    text = (ROOT / "docs" / "assumptions.md").read_text(encoding="utf-8")
    assert f"1 province, {len(province['districts'])} districts" in text
    assert f"{communes} communes" in text
    assert f"all its {1 + len(province['districts']) + communes} units" in text


def test_the_limits_of_viewing_are_the_figures_told() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    told = text.split("## Who saw what")[1].split("\n## ")[0]
    assert [limit.an_hour for limit in LIMITS if str(limit.an_hour) not in told] == []


def test_what_may_be_given_is_what_is_described() -> None:
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (\w+) \| ([\w, ]+) \|$", text, re.MULTILINE))
    first = set(rows["head"].split(", "))
    told = {
        role: first | (set(rows[role].split(", ")) - {"these"})
        for role in ("head", "department", "administrator")
    }
    told["administrator"] |= told["department"]
    assert told == GRANTABLE


def test_every_role_s_page_is_listed() -> None:
    listed = {path.stem for _, path, _ in links(ROOT / "docs" / "roles" / "README.md")}
    assert set(SHEETS.values()) == listed
    text = (ROOT / "docs" / "roles" / "README.md").read_text(encoding="utf-8")
    assert [role for role in SHEETS if f"`{role}`" not in text] == []


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
