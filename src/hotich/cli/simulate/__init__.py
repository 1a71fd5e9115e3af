"""Let N simulated keyers work against a served rehearsal, through the addresses of the station.

1. The server must say that it rehearses, and the books must be drawn ones (truth.json).
2. Each keyer signs in, takes batches, fetches every image, types with an error model, posts,
   repeats what got lost, works offline for a while, falls silent.
3. Settled or not, what the server has is held against what was sent and what is written.
"""

import argparse
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import httpx

from hotich.cli.simulate.client import Client, Network
from hotich.cli.simulate.hands import Errors, Hand
from hotich.cli.simulate.keyer import Habits, Keyer, Tally
from hotich.cli.simulate.truth import Books
from hotich.config import running
from hotich.config.home import data_home
from hotich.rules.errors import Refused

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from hotich.cli.simulate.proof import Outcome

UNIT = "99001"
CHECKER = "may-kiem-tra"
INVENTED = "99"  # how codes of invented units begin
IDLE_SECONDS = 4.0
COMPARE_SECONDS = 60.0


class NoRehearsal(Refused):
    code = "cli.no_rehearsal"
    status = 409
    vi = "Máy chủ {url} không phải máy chủ diễn tập: người nhập giả lập chỉ làm việc trên đó."
    en = "The server {url} is no rehearsal: simulated keyers work nowhere else."


class RealUnit(Refused):
    code = "cli.real_unit"
    status = 409
    vi = "Đơn vị {code} không có ở đây hoặc không phải đơn vị mẫu (mã 99…)."
    en = "The unit {code} is not here, or is no invented one (codes 99…)."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--truth", type=Path, required=True, help="folder with truth.json")
    parser.add_argument("--keyers", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=5.0, help="at most; ends when idle")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--unit", default=UNIT, help="whose books they key; a code 99…")
    parser.add_argument("--shelve", action="store_true", help="list and scan the books first")
    parser.add_argument("--picked", action="store_true", help="the server picks, the pool too")
    parser.add_argument("--speed", type=float, default=0.0, help="entries/h a keyer; 0: no pause")
    parser.add_argument("--errors", type=_shares, default={}, metavar="random=0.003,same=0.001")
    parser.add_argument("--reading", type=_shares, default={}, metavar="unreadable=…,aside=…")
    parser.add_argument("--offline", type=float, default=0.0, help="share of batches keyed offline")
    parser.add_argument("--silent", type=float, default=0.0, help="share of batches left half-way")
    parser.add_argument("--rate-limit", type=float, default=0.0, metavar="KBIT", dest="kbit")
    parser.add_argument("--delay", type=float, default=0.0, metavar="MS", help="each way")
    parser.add_argument("--lose", type=float, default=0.02, help="share of answers lost")
    parser.add_argument("--repeat", type=float, default=0.05, help="share of posts sent twice")
    parser.add_argument("--size", type=int, default=20, help="entries a batch, 10 to 25")
    parser.add_argument("--settle", action="store_true", help="settle by the truth at the end")


def _shares(text: str) -> dict[str, float]:
    """Read "random=0.003,same=0.001"."""
    pairs = (part.partition("=") for part in text.split(",") if part)
    return {name.strip(): float(share) for name, _equals, share in pairs}


def run(options: argparse.Namespace) -> int:
    require_rehearsal(options.url)
    if not options.unit.startswith(INVENTED):
        raise RealUnit(code=options.unit)
    books = Books.read(options.truth)
    with running.ready(data_home(), rehearsal=True):
        from hotich.cli.simulate import proof

        names = open_accounts(options.unit, options.keyers)
        if options.shelve:
            shelve(options.url, books, options.unit)
        plan = Plan.of(options)
        work = [None] if options.picked else proof.ids(books)
        tally = play(options.url, books, names, plan, minutes=options.minutes, work=work)
        outcome = prove(books, tally, unit_code=options.unit if options.settle else "")
    tell(tally, outcome)
    for failure in tally.failures:
        print(f"✗ {type(failure).__name__}: {failure}", file=sys.stderr)
    return 0 if outcome.holds and not tally.failures else 1


def require_rehearsal(url: str) -> None:
    """Raise NoRehearsal unless the sign-in page says that this server sends nothing anywhere."""
    page = httpx.get(f"{url}/sign-in/", timeout=20, trust_env=False, follow_redirects=True)
    if "Máy chủ diễn tập" not in page.text:
        raise NoRehearsal(url=url)


def open_accounts(unit_code: str, count: int) -> list[str]:
    """Open sample keyers "may-01"… and a checker in an invented unit, none of whom must practise;
    returns the keyers' names. Raises RealUnit.
    """
    from hotich.cli.demo.cast import PASSWORD
    from hotich.keying.actions.practice import excuse_from_practice
    from hotich.people import actions as people
    from hotich.people.models import RoleName
    from hotich.units.models import Unit

    unit = Unit.objects.filter(code=unit_code, valid_to=None).first()
    if unit is None:
        raise RealUnit(code=unit_code)
    opened = []
    for number in range(count + 1):
        name = f"may-{number:02d}" if number else CHECKER
        user = people.open_account(
            username=f"{name}.{unit_code}", full_name="Người máy", password=PASSWORD
        )
        role = RoleName.KEYER if number else RoleName.CHECKER
        people.give_role(user=user, unit=unit, name=role)
        people.accept_pledge(user=user)
        opened.append(user)
    excuse_from_practice(people=opened)
    return [user.username for user in opened[1:]]


def shelve(url: str, books: Books, unit_code: str) -> None:
    """Put the drawn books on the list and scan them, as the demo's registrar does."""
    from hotich.books.models import Book
    from hotich.cli.demo import robots
    from hotich.cli.demo.browser import Browser
    from hotich.cli.demo.cast import PASSWORD
    from hotich.scans.models import ScanFile
    from hotich.units.models import Unit

    browser = Browser(url, "ho-tich", PASSWORD)
    unit = Unit.objects.get(code=unit_code)
    for drawn in books.drawn.values():
        robots.register(browser, drawn, unit.pk)
        book = Book.objects.get(
            unit=unit, kind=drawn["kind"], year=drawn["year"], number=int(drawn["number"])
        )
        if book.scanned_at is None:
            robots.scan(browser, book.pk, [books.folder / drawn["folder"] / "scan.pdf"])
            waiting = ScanFile.objects.filter(book=book, state="received")
            robots.wait(partial(_is_empty, waiting), 300, "the scans were not read")
            robots.close_scanning(browser, book.pk)


def _is_empty(rows: "QuerySet[Any]") -> bool:
    return not rows.exists()


@dataclass(frozen=True, slots=True)
class Plan:
    """How the keyers of one run are."""

    seed: int
    errors: Errors
    habits: Habits
    network: Network

    @classmethod
    def of(cls, options: argparse.Namespace) -> "Plan":
        wrong, reading = options.errors, options.reading
        return cls(
            options.seed,
            Errors(
                wrong.get("random", 0.003), wrong.get("same", 0.001), reading.get("unreadable", 0.0)
            ),
            Habits(
                options.speed,
                options.offline,
                options.silent,
                options.repeat,
                reading.get("aside", 0.0),
                options.size,
            ),
            Network(options.kbit, options.delay, options.lose),
        )


def play(
    url: str,
    books: Books,
    names: Sequence[str],
    plan: Plan,
    *,
    minutes: float,
    work: Sequence[int | None],
) -> Tally:
    """Let every keyer work, each in a thread, on books by their id (None: what the server picks),
    until the time is over or nothing is left to do.
    """
    from hotich.cli.demo.cast import PASSWORD

    tally, deadline = Tally(), time.monotonic() + minutes * 60
    pause = 3600 / plan.habits.speed if plan.habits.speed else 0

    def more() -> bool:
        return time.monotonic() < deadline and tally.idle() < IDLE_SECONDS + 2 * pause

    def one(name: str) -> None:
        seed = f"{plan.seed}:{name}"
        dice = Random(seed)
        try:
            client = Client(url, name, PASSWORD, plan.network, dice)
            hand = Hand(seed, plan.errors, world=f"{plan.seed}")
            Keyer(client, hand, books, plan.habits, tally, dice).work(more, work)
            tally.add("requests", client.requests)
            tally.add("kilobytes", client.bytes // 1000)
        except Exception as error:  # told at the end, the others go on
            tally.failures.append(error)

    threads = [threading.Thread(target=one, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def prove(books: Books, tally: Tally, *, unit_code: str = "") -> "Outcome":
    """Let the workers compare, have a unit's checker settle if one is named, and hold the result
    against the truth.
    """
    from hotich.cli.simulate import proof
    from hotich.people.models import User

    deadline = time.monotonic() + COMPARE_SECONDS
    while time.monotonic() < deadline and proof.wait_for_comparing(books):
        time.sleep(0.5)
    if unit_code:
        checker = User.objects.get(username=f"{CHECKER}.{unit_code}")
        tally.add("settled", proof.settle(books, checker))
    return proof.look(books, tally.keyings)


def tell(tally: Tally, outcome: "Outcome") -> None:
    """Print what was done and what came of it."""
    for what, count in sorted(tally.counts.items()):
        print(f"  {what:<36} {count:>8,}")
    print(f"  {'entries keyed twice':<36} {outcome.twice:>8,}")
    print(f"  {'agreed':<36} {outcome.agreed:>8,}")
    print(f"  {'accepted and not there':<36} {outcome.lost:>8,}")
    print(f"  {'fields sent differently':<36} {len(outcome.differ):>8,}")
    print(f"  {'… found by comparing':<36} {len(outcome.found & outcome.differ):>8,}")
    print(f"  {'fields both sent wrong alike':<36} {len(outcome.alike):>8,}")
    print(f"  {'fields wrong in the records':<36} {len(outcome.slipped):>8,}")
    print("✓" if outcome.holds else "✗")
