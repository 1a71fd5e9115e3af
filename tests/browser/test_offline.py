"""Keying goes on without a network, and nothing that was keyed is lost or doubled.

The desk (static/keying/desk.js) is driven by its own methods, as the station drives it; server,
database, browser, profile on disk and the broken line are real.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, BrowserType, Error, Page, expect

from tests.browser.conftest import PLAIN_HOST, QUIET
from tests.browser.line import Line
from tests.browser.machines import BARE, OPEN, Machine, open_desk, sign_in, state, until
from tests.browser.shelved import KEYERS, YEAR
from tests.province import birth

KEYER, OTHER = KEYERS
LONG, SHORT = 200, 120  # entries
SIZES = (LONG, SHORT, LONG)  # of the books
KEY = """async ([values, count]) => {
  for (let n = 0; n < count; n++) {
    const { lease, entry } = desk.current();
    const at = new Date(desk.now()).toISOString();
    await desk.finish(lease, entry, {
      values: values[entry.number], flags: {}, accepted: [],
      timings: { started: at, finished: at, active_ms: 30000, keys: 120 },
    });
    console.info(`finished ${entry.id}`);
  }
}"""
WORKER = """navigator.serviceWorker.getRegistration("/keying/station/").then(
  (one) => Boolean(one?.active))"""
FILL = """async () => {
  const db = await new Promise((done) => {
    const request = indexedDB.open("filler", 1);
    request.onupgradeneeded = () =>
      request.result.createObjectStore("all", { autoIncrement: true });
    request.onsuccess = () => done(request.result);
  });
  const put = (size) => new Promise((done) => {
    const transaction = db.transaction("all", "readwrite", { durability: "relaxed" });
    transaction.oncomplete = () => done(true);
    transaction.onabort = () => done(false);
    const bytes = crypto.getRandomValues(new Uint8Array(Math.min(size, 65536)));
    transaction.objectStore("all").put(bytes);
  });
  for (let size = 65536; size > 100; size /= 4) while (await put(size));
  db.close();
}"""
SENT = "!desk.state.unsent"


@pytest.fixture(scope="module")
def books(address: str, database: str, home: Path) -> list[int]:
    """Books ready to key: see SIZES."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("HOTICH_")}
    environ |= {"DATABASE_URL": database, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", "tests.browser.shelved", str(home), *map(str, SIZES)]
    said = subprocess.run(command, env=environ, check=True, stdout=subprocess.PIPE, text=True)
    return [int(book) for book in said.stdout.split()]


@pytest.fixture
def line(address: str) -> Iterator[Line]:
    line = Line(int(address.rsplit(":", 1)[1]))
    yield line
    line.cut()


@pytest.fixture
def machine(chrome: BrowserType, line: Line, tmp_path: Path) -> Iterator[Machine]:
    machine = Machine(chrome, tmp_path / "profile", line.address, QUIET)
    yield machine
    machine.switch_off()


@pytest.fixture(scope="module")
def cookies(browser: Browser, address: str, books: list[int]) -> Any:
    """The first keyer's session, to save each test the signing in."""
    context = browser.new_context(base_url=address)
    sign_in(context.new_page(), KEYER)
    kept = context.cookies()
    context.close()
    return kept


@pytest.fixture
def page(browser: Browser, line: Line, books: list[int], cookies: Any) -> Iterator[Page]:
    """A browser of the first keyer with a batch of the short book on the desk."""
    context = browser.new_context(base_url=line.address)
    context.add_cookies(cookies)
    page = context.new_page()
    open_desk(page)
    page.evaluate("book => desk.take({ book })", books[1])
    yield page
    line.mend()
    context.set_offline(False)
    with suppress(Error):  # so that the next test does not find rows of this one
        page.evaluate("desk.leave({ force: true })")
    context.close()


def values(year: int, entries: int) -> dict[int, dict[str, str]]:
    return {number: birth(number, year) for number in range(1, entries + 1)}


def key(page: Page, count: int, **changes: str) -> list[int]:
    """Finish entries of the short book; returns their ids."""
    ids = [one["entry"]["id"] for one in page.evaluate("n => desk.upcoming(n)", count)]
    typed = {n: {**v, **changes} for n, v in values(YEAR + 1, SHORT).items()}
    page.evaluate(KEY, [typed, count])
    return ids


def saved(database: str, entries: list[int]) -> list[tuple[Any, ...]]:
    """Return (entry, keyed so often, its values) of those that the database has."""
    with psycopg.connect(database) as connection:
        return connection.execute(
            "SELECT entry_id, count(*) OVER (PARTITION BY entry_id), values, timings"
            " FROM keying_keying WHERE entry_id = ANY(%s) ORDER BY entry_id",
            [entries],
        ).fetchall()


def test_it_works(machine: Machine, line: Line, books: list[int], database: str) -> None:
    """200 entries keyed without a network, the browser killed twice: none lost, none doubled."""
    page = machine.switch_on()
    sign_in(page, KEYER)
    open_desk(page)
    assert page.evaluate("book => desk.take({ book, away: true })", books[0]) == {}
    assert state(page)["images"] == {"have": LONG, "of": LONG}
    until(page, WORKER)
    line.cut()
    finished: list[int] = []
    for count in (70, 140):
        with suppress(Error):  # the page dies under the call
            _key_until_killed(machine, page, finished, count)
        page = machine.switch_on()
        machine.context.set_offline(True)
        open_desk(page, "/keying/station/")  # from the service worker: there is no server
        assert state(page)["unsent"] >= len(finished) >= count
    left = LONG - state(page)["unsent"]
    assert page.evaluate("desk.upcoming(1000).length") == left
    assert page.evaluate("desk.image(desk.current().entry).then((image) => image.size)") > 0
    page.evaluate(KEY, [values(YEAR, LONG), left])
    assert state(page)["unsent"] == LONG
    line.mend()
    machine.context.set_offline(False)
    sign_in(machine.context.new_page(), KEYER)  # a killed browser may have lost the session
    until(page, SENT)
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            "SELECT e.number, k.values FROM keying_keying k JOIN scans_entry e ON e.id = k.entry_id"
            " WHERE e.book_id = %s ORDER BY e.number",
            [books[0]],
        ).fetchall()
    assert rows == list(values(YEAR, LONG).items())
    assert state(page)["refused"] == []
    assert page.evaluate("desk.store.all('outbox').then((rows) => rows.length)") == 0


def _key_until_killed(machine: Machine, page: Page, finished: list[int], count: int) -> None:
    """Key without end; kill the browser while it writes the entry after ``count`` others."""

    def hear(said: Any) -> None:
        if said.text.startswith("finished "):
            finished.append(int(said.text.split()[1]))
            if len(finished) == count:
                machine.kill()

    page.on("console", hear)
    page.evaluate(KEY, [values(YEAR, LONG), LONG])


def test_what_is_in_hand_elsewhere_comes_to_this_machine_too(
    browser: Browser, line: Line, books: list[int]
) -> None:
    """Two hundred taken along, and the machine broken before one was keyed."""
    for _ in range(2):
        context = browser.new_context(base_url=line.address)
        page = context.new_page()
        sign_in(page, OTHER)
        open_desk(page)
        page.evaluate("book => { desk.take({ book, away: true }); }", books[2])
        until(page, f"desk.upcoming(1000).length === {LONG}")
        context.close()


def test_an_answer_that_is_lost_is_asked_for_again(page: Page, line: Line, database: str) -> None:
    line.deaf = True
    ids = key(page, 2)
    while len(saved(database, ids)) < 2:
        page.wait_for_timeout(25)
    assert state(page)["unsent"] == 2
    line.mend()
    until(page, SENT)
    assert [(entry, times) for entry, times, *_ in saved(database, ids)] == [(i, 1) for i in ids]
    assert state(page)["refused"] == []


def test_a_row_that_the_server_cannot_read_holds_up_no_other(page: Page, line: Line) -> None:
    line.cut()
    key(page, 2)
    (bad,) = key(page, 1, **{"a" * 61: "not a field"})
    key(page, 2)
    line.mend()
    until(page, "desk.state.unsent === 1")
    (refused,) = state(page)["refused"]
    assert (refused["row"]["entry"], refused["answer"]["status"]) == (bad, 422)
    assert page.evaluate("desk.reopen(desk.state.refused[0].row)")
    assert page.evaluate("desk.current().entry.id") == bad
    assert page.evaluate("desk.draft(desk.current().entry).then(({ values }) => values.number)")
    key(page, 1)
    until(page, SENT)


def test_a_batch_that_the_server_refuses_whole_is_parted(page: Page, line: Line) -> None:
    """One row is no row at all: its round is not a number."""
    line.cut()
    key(page, 5)
    page.evaluate("desk.outbox.rows[3].round = 'none'")
    line.mend()
    until(page, "desk.state.unsent === 1")
    assert page.evaluate("desk.state.refused.length") == 1


def test_values_that_are_impossible_come_back_to_be_mended(page: Page) -> None:
    (bad,) = key(page, 1, number="")
    until(page, "desk.state.refused.length === 1")
    assert state(page)["refused"][0]["answer"]["code"] == "keying.impossible"
    assert page.evaluate("desk.reopen(desk.state.refused[0].row)")
    draft = page.evaluate("desk.draft(desk.current().entry)")
    assert draft["values"]["child_name"]
    assert key(page, 1) == [bad]
    until(page, SENT)


def test_a_sign_in_that_has_run_out_loses_nothing(page: Page, database: str) -> None:
    page.context.clear_cookies(name="sessionid")
    ids = key(page, 3)
    until(page, "desk.state.network === 'signed_out'")
    assert state(page)["unsent"] == 3
    sign_in(page.context.new_page(), KEYER)  # in another tab
    until(page, SENT)
    assert [entry for entry, *_ in saved(database, ids)] == ids


def test_signing_in_anew_before_anything_was_refused_goes_on(page: Page, database: str) -> None:
    page.context.clear_cookies(name="sessionid")
    sign_in(page.context.new_page(), KEYER)  # the token of the first tab is an old one now
    ids = key(page, 2)
    until(page, SENT)
    assert [entry for entry, *_ in saved(database, ids)] == ids


def test_what_somebody_else_is_signed_in_for_is_not_sent(page: Page, database: str) -> None:
    page.context.clear_cookies(name="sessionid")
    ids = key(page, 1)
    other = page.context.new_page()
    other.goto("/sign-in/")
    expect(other.locator(".msg").get_by_text(f"chưa gửi của {KEYERS[KEYER]}")).to_be_visible()
    sign_in(other, OTHER)
    open_desk(other)
    assert other.evaluate("desk.user.name") == KEYERS[OTHER]
    assert state(other)["others"][0]["unsent"] == 1
    assert other.evaluate("desk.current()") is None
    assert other.evaluate("desk.store.all('outbox')") == []
    until(page, "desk.state.stranger")
    assert saved(database, ids) == []
    other.goto("/")
    with other.expect_navigation():
        other.get_by_role("button", name="Đăng xuất").click()
    sign_in(other, KEYER)
    until(page, SENT)
    assert [entry for entry, *_ in saved(database, ids)] == ids


def test_of_two_tabs_one_is_at_work_and_the_other_keeps_its_draft(page: Page) -> None:
    page.evaluate(
        "desk.addEventListener('yield', () =>"
        " desk.saveDraft(desk.current().entry, { values: { child_name: 'Lê' } }))"
    )
    entry = page.evaluate("desk.current().entry.id")
    second = page.context.new_page()
    open_desk(second)
    assert (state(page)["owner"], state(second)["owner"]) == (True, False)
    second.evaluate("desk.takeOver()")
    assert (state(page)["owner"], state(second)["owner"]) == (False, True)
    assert second.evaluate("desk.current().entry.id") == entry
    assert second.evaluate("desk.draft(desk.current().entry)")["values"] == {"child_name": "Lê"}
    with pytest.raises(Error, match="another tab"):
        key(page, 1)
    key(second, 1)
    until(second, SENT)
    second.close()
    page.evaluate("desk.takeOver()")
    assert page.evaluate("desk.current().entry.id") != entry


def test_a_tab_that_goes_on_for_another_knows_what_that_one_did(page: Page, database: str) -> None:
    second = page.context.new_page()
    open_desk(second)
    assert state(second)["owner"] is False
    page.context.set_offline(True)
    ids = key(page, 2)
    draft = "desk.saveDraft(desk.current().entry, { values: { child_name: 'Lê' } })"
    page.evaluate(draft)
    second.bring_to_front()
    page.goto("about:blank")
    until(second, "desk.state.owner")
    assert state(second)["unsent"] == 2
    assert second.evaluate("desk.current().entry.id") not in ids
    assert second.evaluate("desk.draft(desk.current().entry)")["values"] == {"child_name": "Lê"}
    page.context.set_offline(False)
    until(second, SENT)
    assert [entry for entry, *_ in saved(database, ids)] == ids
    second.evaluate("desk.leave({ force: true })")


def test_what_is_not_in_hand_any_more_leaves_no_picture(page: Page) -> None:
    until(page, "desk.state.images.have === desk.state.images.of")
    page.evaluate("desk.store.put('images', '/keying/entry/0/image/', new Blob(['x']))")
    page.evaluate("desk.supplies.load().then(() => desk.take({}))")
    until(page, "!desk.supplies.here.has('/keying/entry/0/image/')")
    kept = page.evaluate("desk.store.keys('images')")
    assert kept
    assert set(kept) == set(page.evaluate("desk.upcoming(999).map(({ entry }) => entry.image)"))


def test_two_tabs_that_open_at_once_do_not_both_work(page: Page) -> None:
    tabs = [page.context.new_page() for _ in range(2)]
    page.close()
    for tab in tabs:
        tab.goto(BARE)
        tab.evaluate(f"window.opening = ({OPEN})()")
    for tab in tabs:
        tab.evaluate("opening")
    assert sorted(state(tab)["owner"] for tab in tabs) == [False, True]


def _renew_session(page: Page) -> None:
    """Take a session of this test's own, which it may end."""
    page.context.clear_cookies(name="sessionid")
    sign_in(page, KEYER)
    open_desk(page)


def test_signing_out_sends_and_wipes(page: Page, database: str) -> None:
    _renew_session(page)
    (entry,) = key(page, 1)
    page.goto("/")
    with page.expect_navigation(url="**/sign-in/"):
        page.get_by_role("button", name="Đăng xuất").click()
    assert [one for one, *_ in saved(database, [entry])] == [entry]
    names = page.evaluate("indexedDB.databases().then((all) => all.map(({ name }) => name))")
    assert names == ["hotich-keying"]
    assert page.evaluate("caches.keys()") == []
    assert (
        page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    )
    with psycopg.connect(database) as connection:
        held = connection.execute(
            "SELECT count(*) FROM keying_hold h JOIN keying_lease l ON l.id = h.lease_id"
            " JOIN people_user u ON u.id = l.user_id WHERE u.username = %s",
            [KEYER],
        ).fetchone()
    assert held == (0,)


def test_signing_out_with_a_row_that_cannot_be_sent_asks(page: Page) -> None:
    _renew_session(page)
    key(page, 1, number="")
    until(page, "desk.state.refused.length === 1")
    page.goto("/")
    leave = page.get_by_role("button", name="Đăng xuất", exact=True)
    leave.click()
    expect(page.locator("#leaving")).to_contain_text("còn 1 trường hợp")
    page.get_by_role("button", name="Ở lại").first.click()
    assert page.url.endswith("/")
    page.context.set_offline(True)
    leave.click()
    expect(page.locator("#leaving")).to_contain_text("mất mạng")
    page.get_by_role("button", name="Ở lại").last.click()
    page.context.set_offline(False)
    leave.click()
    with page.expect_navigation(url="**/sign-in/"):
        page.get_by_role("button", name="Để lại trên máy này").click()
    expect(page.locator(".msg")).to_contain_text("còn 1 trường hợp")
    sign_in(page, KEYER)
    open_desk(page)
    assert state(page)["unsent"] == 1
    page.goto("/")
    leave.click()
    with page.expect_navigation(url="**/sign-in/"):
        page.get_by_role("button", name="Xóa và đăng xuất").click()
    expect(page.locator(".msg")).to_have_count(0)
    sign_in(page, KEYER)
    open_desk(page)
    assert state(page)["unsent"] == 0


def test_a_full_disk_is_told_before_anything_is_lost(
    browser: Browser, line: Line, books: list[int], cookies: Any, database: str
) -> None:
    context = browser.new_context(base_url=line.address)
    context.add_cookies(cookies)
    page = context.new_page()
    tools = context.new_cdp_session(page)  # before the store is first used: the browser remembers
    quota = {"origin": line.address, "quotaSize": 3_000_000}
    tools.send("Storage.overrideQuotaForOrigin", quota)
    open_desk(page)
    page.evaluate("book => desk.take({ book })", books[1])
    until(page, "desk.state.images.have === desk.state.images.of")
    line.cut()
    page.evaluate(FILL)
    entry = page.evaluate("desk.current().entry.id")
    typed = values(YEAR + 1, SHORT)
    page.evaluate("() => desk.store.empty(['images'])")  # nothing that could make room
    page.evaluate(FILL)
    page.evaluate(f"args => {{ window.kept = ({KEY})(args).then(() => true); }}", [typed, 1])
    until(page, "desk.state.full")
    assert state(page)["unsent"] == 1
    assert page.evaluate("Promise.race([kept, 'not yet'])") == "not yet"
    line.mend()
    assert page.evaluate("kept")  # the server has it: as safe as on the disk
    until(page, SENT)
    assert [one for one, *_ in saved(database, [entry])] == [entry]
    assert state(page)["full"] is False
    context.close()


def test_a_wrong_clock_is_known_and_does_no_harm(page: Page, database: str) -> None:
    page.context.add_init_script("const now = Date.now; Date.now = () => now() + 3 * 86_400_000;")
    open_desk(page)
    until(page, "Math.abs(desk.state.clockOff - 3 * 86_400) < 60")
    assert 0 < page.evaluate("desk.left(desk.current().lease)") <= 1800
    ids = key(page, 1)
    until(page, SENT)
    ((_entry, _times, _values, timings),) = saved(database, ids)
    with psycopg.connect(database) as connection:
        (good,) = connection.execute(
            "SELECT abs(extract(epoch FROM now() - %s::timestamptz)) < 600", [timings["finished"]]
        ).fetchone() or (False,)
    assert good


def test_plain_http_keeps_what_is_keyed_while_the_page_is_open(
    browser: Browser, line: Line, books: list[int], database: str
) -> None:
    context = browser.new_context(base_url=f"http://{PLAIN_HOST}:{line.port}")
    page = context.new_page()
    sign_in(page, KEYER)
    open_desk(page)
    page.evaluate("book => desk.take({ book })", books[1])
    assert state(page)["secure"] is False
    line.cut()
    ids = key(page, 2)
    assert state(page)["unsent"] == 2
    line.mend()
    until(page, SENT)
    assert [one for one, *_ in saved(database, ids)] == ids
    page.evaluate("desk.leave({ force: true })")
    context.close()


def test_a_picture_that_breaks_is_fetched_again(page: Page) -> None:
    broken = []

    def once(route: Any) -> None:
        if route.request.url in broken:
            route.continue_()
        else:
            broken.append(route.request.url)
            route.abort()

    page.context.route("**/image/", once)
    page.evaluate("desk.leave({ force: true })")
    open_desk(page)
    page.evaluate("desk.take({})")
    until(page, "desk.state.images.of && desk.state.images.have === desk.state.images.of")
    assert broken
