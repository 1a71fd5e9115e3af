"""Keying goes on without a network, and nothing that was keyed is lost or doubled.

The desk (static/keying/desk.js) is driven by its own methods, as the station drives it; server,
database, browser, profile on disk and the broken line are real.
"""

from contextlib import suppress
from typing import Any

import psycopg
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.line import Line
from tests.browser.machines import Machine, open_desk, sign_in, state, until
from tests.browser.offline.keyed import KEY, KEYER, LONG, OTHER, SENT, key, saved, values
from tests.browser.shelved import KEYERS, YEAR

WORKER = """navigator.serviceWorker.getRegistration("/keying/station/").then(
  (one) => Boolean(one?.active))"""

LATE = 20  # entries a page may key on before the kill arrives


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
    """Kill the browser while it writes the entry after ``count`` others; a slow machine that kills
    it late finds it a little further, not at the end.
    """

    def hear(said: Any) -> None:
        if said.text.startswith("finished "):
            finished.append(int(said.text.split()[1]))
            if len(finished) == count:
                machine.kill()

    page.on("console", hear)
    page.evaluate(KEY, [values(YEAR, LONG), count - len(finished) + LATE])


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
