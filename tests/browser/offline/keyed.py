"""What the offline tests key and how they look at what came of it."""

from typing import Any

import psycopg
from playwright.sync_api import Page

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
SENT = "!desk.state.unsent"


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
