"""A keyer's machine: tabs, people who share it, a full disk, a wrong clock, plain http."""

from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser.conftest import PLAIN_HOST
from tests.browser.line import Line
from tests.browser.machines import BARE, OPEN, open_desk, sign_in, state, until
from tests.browser.offline.keyed import KEY, KEYER, SENT, SHORT, key, saved, values
from tests.browser.shelved import YEAR

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
