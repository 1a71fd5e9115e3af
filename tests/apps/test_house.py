"""The rules of the house, held by reading its code and by knocking at every door of its pages."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.apps import apps
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_module

import hotich
from hotich.delivery.models import Delivery, Package
from hotich.keying.actions import lease_batch
from hotich.people.actions import give_role, open_account
from hotich.people.models import RoleName, User
from hotich.scans.models import Entry
from tests.province import PASSWORD, Province

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
SELECTS = {"progress/queries.py": "cursor.execute"}  # the balance


def writes_in(path: Path) -> Iterator[str]:
    """Yield file:line of every call by which a row is written."""
    file = path.relative_to(SOURCE).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            call = ast.unparse(node.func)
            if node.func.attr in WRITES and call not in {*NO_ROWS, SELECTS.get(file)}:
                yield f"{file}:{node.lineno}: {call[:60]}"


def source_files() -> Iterator[Path]:
    for room in ROOMS:
        yield from (p for p in (SOURCE / room).rglob("*.py") if "migrations" not in p.parts)


def test_it_works() -> None:
    """The search finds the writers where they are allowed, so it would find them elsewhere."""
    found = [
        line for path in source_files() if path.name == "actions.py" for line in writes_in(path)
    ]
    assert any("keying/actions.py" in line and "Keying.objects.create" in line for line in found)
    assert any("delivery/actions.py" in line and ".update" in line for line in found)
    assert any("units/actions.py" in line and "unit.save" in line for line in found)
    assert len(found) > 25


def test_actions_are_the_only_writers() -> None:
    writers = {"actions.py", "models.py"}  # models: the manager that makes an account
    files = [path for path in source_files() if path.name not in writers]
    assert [line for path in files for line in writes_in(path)] == []


# One face per room


FACES = {
    *("__init__.py", "apps.py", "models.py", "actions.py", "queries.py", "views.py", "api.py"),
    *("forms.py", "urls.py", "jobs.py", "errors.py", "migrations", "templates", "static"),
    *("templatetags", "__pycache__"),
}
OWN = {
    "ledger": {"chain.py"},
    "files": {"storage.py", "responses.py"},
    "web": {"middleware.py", "catalogue.py", "context.py", "states.py"},
    "people": {"access.py", "adapter.py", "request.py"},
    "scans": {
        *("content.py", "intake.py", "pages.py", "problems.py", "entrypdf.py"),
        *("cutting.py", "ridges.py", "plane.py", "ink.py"),
    },
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
    "records.digest": "reads only",
    "records.approve_records": "a step of review.approve_book",
    "records.withdraw_approval": "a step of review.reopen_entry",
    "keying.renew": "a step of lease_batch and save_keying",
    "delivery.begin_sending": "its line comes with the answer",
    "delivery.count_attempt": "its line comes with the answer",
    "delivery.lose_abandoned": "its line comes with the answer",
}
ASKED_BEFORE = {
    "keying.renew": "its callers asked",
    "records.agree": "`by` is who settled; settle_difference asked",
    "review.compare": "`by` is who settled; settle_difference asked",
}
LATER = {"review.compare": "records.agree has the line"}


def public_actions() -> Iterator[tuple[str, ModuleType, ast.FunctionDef]]:
    for room in ROOMS:
        path = SOURCE / room / "actions.py"
        if not path.exists():
            continue
        module = import_module(f"hotich.{room}.actions")
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
        assert "access.require" in calls or name in ASKED_BEFORE


# Every page


def pages(
    patterns: list[object] | None = None, start: str = "/"
) -> Iterator[tuple[str, list[str]]]:
    """Yield every address of the product, its arguments as {names}, with their names."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from pages(pattern.url_patterns, start + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            regex = str(pattern.pattern)
            names = list(pattern.pattern.converters) or list(pattern.pattern.regex.groupindex)
            address = start + regex
            for name, converter in pattern.pattern.converters.items():
                word = "int" if "Int" in type(converter).__name__ else "slug"
                address = address.replace(f"<{word}:{name}>", f"{{{name}}}")
            if not pattern.pattern.converters and names:  # a re_path: only the page's picture
                address = f"{start}page/{{page_id}}/{{size}}/"
            yield address, names


PAGES = sorted(pages())
OPEN = {"/sign-in/", "/language/", "/theme/"}
FIRST = {"field": "mother_name", "part": "zip", "size": "view"}


def fill(address: str, ids: dict[str, object]) -> str:
    return address.format(**{**ids, **FIRST})


def test_every_page_is_found() -> None:
    addresses = {address for address, _names in PAGES}
    assert {
        "/",
        "/sign-in/",
        "/keying/entry/{entry_id}/",
        "/scans/page/{page_id}/{size}/",
    } <= addresses
    assert len(PAGES) > 35
    names = {name for _address, found in PAGES for name in found}
    assert names <= {*FIRST, "book_id", "entry_id", "page_id", "package_id", "delivery_id"}


@pytest.mark.parametrize("address", [address for address, _names in PAGES])
def test_nobody_sees_or_does_anything_before_signing_in(db: None, address: str) -> None:
    ids = dict.fromkeys(("book_id", "entry_id", "page_id", "package_id", "delivery_id"), 1)
    for method in ("get", "post"):
        answer = getattr(Client(), method)(fill(address, ids))
        if address in OPEN:
            assert answer.status_code in (200, 302, 405)
        elif answer.status_code == 302:
            assert answer["Location"].startswith(("/sign-in/", "/?", "/inactive/"))
        else:
            assert answer.status_code in (401, 405) or address in ("/sign-out/", "/inactive/")


ROLES = list(RoleName)


@pytest.fixture
def full_book(province: Province) -> dict[str, int]:
    """Ids of a book with something in every state that pages open: held, agreed, packaged."""
    book = province.approve(entries=2)
    open_book = province.shelve(entries=2, year=2010)
    lease_batch(by=province.keyer_a, book=open_book)
    entry = Entry.objects.get(book=open_book, position=0)
    assert Delivery.objects.filter(book=book).exists()
    return {
        "book_id": book.pk,
        "entry_id": entry.pk,
        "agreed": Entry.objects.filter(book=book).first().pk,
        "page_id": book.scan_pages.first().pk,
        "package_id": Package.objects.get(book=book).pk,
        "delivery_id": Delivery.objects.filter(book=book).first().pk,
    }


def test_no_role_of_another_unit_opens_a_page_of_this_one(
    province: Province, full_book: dict[str, int]
) -> None:
    with_ids = [(address, names) for address, names in PAGES if set(names) - set(FIRST)]
    assert len(with_ids) > 20
    wrong = []
    for role in ROLES:
        user = stranger(province, role)
        browser = Client()
        browser.force_login(user)
        for address, _names in with_ids:
            for entry in (full_book["entry_id"], full_book["agreed"]):
                path = fill(address, {**full_book, "entry_id": entry})
                for method in ("get", "post"):
                    answer = getattr(browser, method)(path, {"reason": "x", "value": "x"})
                    lost = answer.status_code == 409 and "/keying/" in path  # echoes the post
                    if answer.status_code not in (403, 404, 405) and not lost:
                        wrong.append((role, method, path, answer.status_code))
                if "entry_id" not in address:
                    break
    assert wrong == []


def stranger(province: Province, role: RoleName) -> User:
    user = open_account(
        username=f"la-{role}-{province.elsewhere.pk}", full_name="Người lạ", password=PASSWORD
    )
    give_role(user=user, unit=province.elsewhere, name=role)
    return user


def test_every_page_without_an_id_answers_every_role(province: Province) -> None:
    wrong = []
    for role in ROLES:
        browser = Client()
        browser.force_login(stranger(province, role))
        for address, names in PAGES:
            if names or address == "/sign-out/":
                continue
            for method in ("get", "post"):
                answer = getattr(browser, method)(address)
                if answer.status_code not in (200, 302, 400, 403, 405):
                    wrong.append((role, method, address, answer.status_code))
    assert wrong == []
