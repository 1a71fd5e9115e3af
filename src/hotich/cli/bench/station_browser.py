"""The screen of the station in a real browser: how long a key, a field, an entry, a visit takes.

A real server with drawn pictures; the keyer has two hundred entries in hand. A bare input is typed
in by turns with the station's, in the same browser. Keys are real key events; times count from the
event's own time stamp to the task after the frame that shows it (measuring.js).
"""

import gzip
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any

from hotich.cli.bench.figures import Figure
from hotich.cli.bench.station_server import PASSWORD, Size, served

ECHO_MS, ECHO_RATIO = 32, 1.5
HANDLER_MS, SLOW_HANDLER_MS = 4, 16
JUMP_MS, SAVE_MS = 50, 50
SECOND_VISIT_S, GZIPPED_KB = 2, 60
SLOW_LINE = {
    "offline": False,
    "latency": 300,
    "downloadThroughput": 125_000,
    "uploadThroughput": 125_000,
}
IN_HAND = 200
LETTERS = "nguyen thi thanh huong"
HAND = """async (wanted) => {
  const { Desk } = await import("/static/keying/desk.js");
  for (let tries = 0; tries < 2400; tries++) {
    const { have, of } = Desk.here?.state.images ?? {};
    if (Desk.here?.upcoming(wanted).length >= wanted && have >= of) return;
    await new Promise((next) => setTimeout(next, 50));
  }
  throw new Error("the entries did not come");
}"""
FILL = """(typed) => {
  for (const field of document.querySelectorAll("#entry input.v")) {
    if (field.name === "v.number" || typed[field.name.slice(2)] === undefined) continue;
    field.value = typed[field.name.slice(2)];
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""


def measure(*, quick: bool) -> list[Figure]:
    """Serve drawn books and key in a browser; milliseconds unless another unit is named."""
    entries, rounds = (40, 2) if quick else (500, 6)
    size = Size(seconds=0, rounds=0, in_hand=0, records=1_000)
    with (
        tempfile.TemporaryDirectory(prefix="hotich-bench-") as folder,
        served(Path(folder), size) as (plan, stack),
        _browser() as browser,
    ):
        context = browser.new_context(
            base_url=stack.address, viewport={"width": 1366, "height": 768}
        )
        context.add_init_script(
            resources.files(__package__).joinpath("measuring.js").read_text("utf-8")
        )
        page = context.new_page()
        _sign_in(page, plan["keyers"][0])
        page.goto("/keying/station/?away=1")
        page.wait_for_selector("#entry input.v:focus")
        page.evaluate(HAND, IN_HAND)
        figures = [*_typing(context, page, rounds), *_jumps(page, rounds)]
        figures += _saving(context, page, plan["typed"], entries)
        figures += _visit(context)
        figures += _sizes(Path(folder) / "home" / "static")
    return figures


def _script() -> str:
    return resources.files(__package__).joinpath("measuring.js").read_text("utf-8")


@contextmanager
def _browser() -> Iterator[Any]:
    """Give a browser: Debian's, by the driver that developers have."""
    from playwright.sync_api import sync_playwright

    arguments = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=arguments)
        yield browser
        browser.close()


def _sign_in(page: Any, username: str) -> None:
    page.goto("/sign-in/")
    page.fill("#id_login", username)
    page.fill("#id_password", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _typing(context: Any, page: Any, rounds: int) -> Iterator[Figure]:
    """Type by turns into a bare input and into a name of the station."""
    bare = context.new_page()
    bare.set_content("<input autofocus>")
    bare.evaluate(_script())
    for _round in range(rounds):
        for here, field in ((bare, "input"), (page, "[name='v.child_name']")):
            here.bring_to_front()
            here.focus(field)
            here.evaluate("measuring.start('echo')")
            for letter in LETTERS * 3:
                here.keyboard.press("Space" if letter == " " else letter)
                here.wait_for_timeout(25)
            here.evaluate("measuring.stop()")
            here.fill(field, "")
    echo, beside = (_kept(where, "echo") for where in (page, bare))
    bare.close()
    page.bring_to_front()
    yield Figure("key to echo, bare input, p95", _at(beside, 95), None, "ms")
    yield Figure("key to echo, p95", _at(echo, 95), ECHO_MS, "ms")
    yield Figure(
        "key to echo against the bare input", _at(echo, 95) / _at(beside, 95), ECHO_RATIO, "×"
    )
    yield from _handlers(page)


def _handlers(page: Any) -> Iterator[Figure]:
    """Type and jump at full speed and on a processor four times slower: what our own code takes."""
    session = page.context.new_cdp_session(page)
    for rate, limit in ((1, HANDLER_MS), (4, SLOW_HANDLER_MS)):
        session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
        page.focus("[name='v.child_name']")
        page.evaluate("measuring.forget()")
        for letter in LETTERS * 4:
            page.keyboard.press("Space" if letter == " " else letter)
            page.wait_for_timeout(25)
        told = page.evaluate("measuring.handlers()")
        page.fill("[name='v.child_name']", "")
        slow = "" if rate == 1 else f", {rate} times slower"
        both = [sum(pair) for pair in zip(told["keydown"], told["input"], strict=False)]
        yield Figure(f"own handlers of a letter, p95{slow}", _at(both, 95), limit, "ms")
        page.evaluate("measuring.forget()")
        for way in ("Shift+Enter", "Tab") * 4:
            for _field in range(4):
                page.keyboard.press(way)
                page.wait_for_timeout(60)
        told = page.evaluate("measuring.handlers()")
        own, browsers = (_at(told[what], 95) for what in ("keydown", "native"))
        yield Figure(f"own handler of Enter and Tab, p95{slow}", own, limit, "ms")
        yield Figure(f"and the browser's moving of the focus{slow}", browsers, None, "ms")
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})


def _jumps(page: Any, rounds: int) -> Iterator[Figure]:
    for _round in range(rounds):
        page.focus("#entry input.v >> nth=0")
        page.wait_for_timeout(100)
        page.evaluate("measuring.start('jump')")
        for _field in range(12):
            page.keyboard.press("Tab")
            page.wait_for_timeout(100)
        page.evaluate("measuring.stop()")
    yield Figure("field jump with the picture, p95", _at(_kept(page, "jump"), 95), JUMP_MS, "ms")


def _saving(context: Any, page: Any, typed: list[dict[str, str]], entries: int) -> Iterator[Figure]:
    """Key entries offline, then more of them with the network: time of a save, and the memory."""
    session = context.new_cdp_session(page)
    session.send("Performance.enable")
    memory = []
    for n in range(entries):
        if n in (5, 5 + IN_HAND // 4):
            context.set_offline(n == 5)
        number = page.inner_text("#heading")
        page.evaluate(FILL, typed[n % len(typed)])
        page.focus("#entry input.v >> nth=-1")
        while page.inner_text("#heading") == number:
            if 5 <= n < 5 + IN_HAND // 4:
                page.evaluate("measuring.start('save')")
            page.keyboard.press("Control+Enter")
            page.wait_for_timeout(80)
            page.evaluate("measuring.stop()")
            assert not page.locator("#entry .msg-bad").count(), page.inner_text("#entry .msg-bad")
        if n in (20, entries - 1):
            memory.append(_heap(session) / 1e6)
    context.set_offline(False)
    saves, (early, late) = _kept(page, "save"), memory
    yield Figure(f"save to next entry, offline, p95 of {len(saves)}", _at(saves, 95), SAVE_MS, "ms")
    yield Figure("memory after 21 entries", early, None, "MB")
    yield Figure(f"memory after {entries} entries", late, early * 1.2 + 2, "MB")


def _heap(session: Any) -> float:
    session.send("HeapProfiler.collectGarbage")
    told = session.send("Performance.getMetrics")["metrics"]
    return next(float(m["value"]) for m in told if m["name"] == "JSHeapUsedSize")


def _visit(context: Any) -> Iterator[Figure]:
    """Come again on a slow line: from asking for the page to a field that takes keys."""
    for page in context.pages:
        page.close()
    times = []
    for _time in range(3):
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW_LINE)
        page.goto("/keying/station/", wait_until="commit")
        page.wait_for_selector("#entry input.v:focus")
        times.append(page.evaluate("performance.now() / 1000"))
        page.close()
    yield Figure(
        "second visit at 1 Mbit/s and 300 ms", statistics.median(times), SECOND_VISIT_S, "s"
    )


def _sizes(static: Path) -> Iterator[Figure]:
    """Weigh what the station is made of as it is sent: packed, each file by itself."""
    scripts = [f for f in (static / "keying").rglob("*.js") if f.name != "leave.js"]
    styles = list((static / "hotich").glob("*.css"))
    yield Figure("scripts of the station, gzipped", _weight(scripts), GZIPPED_KB, "kB")
    yield Figure("styles of all pages, gzipped", _weight(styles), None, "kB")


def _weight(files: list[Path]) -> float:
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) / 1000


def _kept(page: Any, name: str) -> list[float]:
    times: list[float] = page.evaluate(f"measuring.kept.{name}")
    return times


def _at(times: list[float], share: int) -> float:
    return statistics.quantiles(times, n=100)[share - 1] if len(times) > 1 else float("nan")
