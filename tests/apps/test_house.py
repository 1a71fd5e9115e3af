"""The rules of the house, held by reading its code; who may open which page: test_doors.py."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.utils.module_loading import import_module

import hotich

SOURCE = Path(hotich.__file__).parent
ROOMS = sorted(
    app.name.removeprefix("hotich.")
    for app in apps.get_app_configs()
    if app.name.startswith("hotich.")
)

# Actions only write


WRITES = {
    *("create", "bulk_create", "get_or_create", "update_or_create", "create_user"),
    *("update", "bulk_update", "delete", "save", "execute", "executemany"),
}
NO_ROWS = {  # calls of the same name that write no row
    *("self._hash.update", "digest.update", "field.widget.attrs.update"),
    *("image.save", "catalogue.delete"),
}
SELECTS = {
    "progress/queries.py": "cursor.execute",  # the balance
    "keying/pool.py": "cursor.execute",
    "keying/pace.py": "cursor.execute",
    "keying/lead.py": "cursor.execute",
}


def writes_in(path: Path) -> Iterator[str]:
    """Yield file:line of every call by which a row is written."""
    file = path.relative_to(SOURCE).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            call = ast.unparse(node.func)
            if node.func.attr in WRITES and call not in {*NO_ROWS, SELECTS.get(file)}:
                yield f"{file}:{node.lineno}: {call[:60]}"


def is_action(path: Path) -> bool:
    """Actions are a file of the room, or a folder of such files where one became too long."""
    return path.name == "actions.py" or path.parent.name == "actions"


def source_files() -> Iterator[Path]:
    for room in ROOMS:
        yield from (p for p in (SOURCE / room).rglob("*.py") if "migrations" not in p.parts)


def test_it_works() -> None:
    """The search finds the writers where they are allowed, so it would find them elsewhere."""
    found = [line for path in source_files() if is_action(path) for line in writes_in(path)]
    assert any("keying/actions/" in line and "Keying.objects.bulk_create" in line for line in found)
    assert any("delivery/actions.py" in line and ".update" in line for line in found)
    assert any("units/actions.py" in line and "unit.save" in line for line in found)
    assert len(found) > 25


def test_actions_are_the_only_writers() -> None:
    # models: the manager that makes an account
    files = [path for path in source_files() if not is_action(path) and path.name != "models.py"]
    assert [line for path in files for line in writes_in(path)] == []


# One face per room


FACES = {
    *("__init__.py", "apps.py", "models.py", "actions.py", "queries.py", "views.py", "api.py"),
    *("forms.py", "urls.py", "jobs.py", "errors.py", "migrations", "templates", "static"),
    *("actions",),
    *("templatetags", "__pycache__"),
}
OWN = {
    "ledger": {"chain.py"},
    "files": {"storage.py", "responses.py"},
    "units": {"history.py", "drafts.py", "tables.py", "data"},
    "web": {
        "middleware.py",
        "catalogue.py",
        "context.py",
        "states.py",
        "icons.py",
        "sorting.py",
        "minified.py",
    },
    "people": {
        *("access.py", "adapter.py", "cells.py", "request.py", "gate.py", "own.py"),
        *("passwords.py", "pledge.py", "rows.py", "secondfactor.py", "sheet.py", "slips.py"),
    },
    "scans": {
        *("content.py", "intake.py", "pages.py", "problems.py", "entrypdf.py"),
        *("cutting.py", "ridges.py", "plane.py", "ink.py", "proof.py"),
    },
    "keying": {
        *("lead.py", "pace.py", "pool.py", "practice.py", "shell.py", "station.py", "words.py"),
    },
    "review": {"desk.py", "differences.py", "verifying.py", "mistakes.py", "crops.py"},
    "delivery": {"connectors", "packages"},
}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_the_files_that_every_room_has(room: str) -> None:
    names = {path.name for path in (SOURCE / room).iterdir()}
    assert names - FACES - OWN.get(room, set()) == set()
    words = {"utils", "helpers", "services", "manager", "common", "misc"}
    assert words.isdisjoint(path.stem for path in (SOURCE / room).rglob("*.py"))


# Who may, what the rules say, one transaction with its line


STEPS = {
    "ledger.record": "writes the line itself",
    "ledger.seal": "seals lines: the chain is its own account",
    "ledger.note_reading": "the log of readings is its own account",
    "files.remember": "content before the act that needs it; that act has the line",
    "files.keep_bytes": "as remember",
    "files.sweep": "removes what no row names",
    "scans.begin_reading": "counts an attempt; record_pages and refuse_file have the line",
    "scans.postpone_reading": "as begin_reading",
    "scans.check_layout": "reads only",
    "scans.move_entry": "a step of the act that calls it",
    "scans.number_entry": "a step of the act that calls it",
    "scans.approve_entries": "a step of review.approve_book",
    "scans.take_over_entries": "a step of records.take_over",
    "ledger.prove": "what it found is kept in a table that only grows",
    "progress.count_books": "derived figures, to be counted again at any time",
    "records.digest": "reads only",
    "records.approve_records": "a step of review.approve_book",
    "records.withdraw_approval": "a step of review.reopen_entry",
    "review.claim": "holds a place in a queue for minutes; the answer has the line",
    "keying.renew": "a step of lease_batch and save_keyings",
    "keying.renew_all": "as renew",
    "keying.lock_work_of": "writes nothing",
    "ledger.record_many": "as record, for several acts",
    "scans.move_entries": "a step of the act that calls it",
    "delivery.begin_sending": "its line comes with the answer",
    "delivery.count_attempt": "its line comes with the answer",
    "delivery.lose_abandoned": "its line comes with the answer",
}
ASKED_BEFORE = {
    "keying.renew": "its callers asked",
    "keying.return_lease": "one's own lease is given back by oneself",
    "keying.save_keyings": "asks access.units of all entries at once, then the lease",
    "keying.save_keying": "save_keyings asks",
    "keying.set_aside": "save_keyings asks",
    "records.answer_alert": "asks records.queries.watches: it is about a person, not a unit",
    "records.agree": "`by` is who settled; settle_difference asked",
    "review.compare": "`by` is who settled; settle_difference asked",
}
LATER = {
    "keying.save_keyings": "writes the lines of all its items at once, by record_many",
    "keying.save_keying": "save_keyings has the line",
    "keying.set_aside": "save_keyings has the line",
    "review.compare": "records.agree has the line",
    "territory.record_change": "units.record_changes has the line",
    "territory.end_level": "units.record_changes has the lines",
    "territory.withdraw_change": "units.withdraw_change has the line",
}


def public_actions() -> Iterator[tuple[str, ModuleType, ast.FunctionDef]]:
    for path in filter(is_action, source_files()):
        room = path.relative_to(SOURCE).parts[0]
        module = import_module(
            ".".join(("hotich", *path.relative_to(SOURCE).with_suffix("").parts))
        )
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"{room}.{node.name}", module, node


def calls_of(
    module: ModuleType, node: ast.FunctionDef, seen: frozenset[str] = frozenset()
) -> set[str]:
    """Return the names a function calls, itself or through private functions of its file."""
    names = {ast.unparse(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
    for name in names - seen:
        private = getattr(module, name, None) if name.startswith("_") else None
        if inspect.isfunction(private):
            (inner,) = ast.parse(inspect.getsource(private)).body
            names = names | calls_of(module, inner, seen | names)
    return names


ACTIONS = {name: (module, node) for name, module, node in public_actions()}


def test_every_exception_names_an_action_that_exists() -> None:
    assert {*STEPS, *ASKED_BEFORE, *LATER} <= set(ACTIONS)


@pytest.mark.parametrize("name", sorted(set(ACTIONS) - set(STEPS)))
def test_an_action_is_keyword_only_and_writes_its_line(name: str) -> None:
    module, node = ACTIONS[name]
    assert node.args.args == [], "every argument is named by the caller"
    calls = calls_of(module, node)
    assert "ledger.record" in calls or name in LATER
    if "by" in {argument.arg for argument in node.args.kwonlyargs}:
        assert any(c.startswith("access.require") for c in calls) or name in ASKED_BEFORE
