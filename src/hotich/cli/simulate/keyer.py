"""One simulated keyer: takes batches, fetches every image, types with their hand, posts."""

import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from random import Random
from typing import Any
from uuid import UUID

from hotich.cli.simulate.client import AnswerLost, Client
from hotich.cli.simulate.hands import Hand
from hotich.cli.simulate.truth import Books, Key, Seen, key_of

BATCH = 20
RENEW_SECONDS = 300.0
WAIT_SECONDS = 0.5
CAREFUL_LOOKS = 2  # at an entry that was refused, before it is set aside
Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Habits:
    """How somebody works: ``speed`` in entries an hour (0: without pausing), and the shares of
    their batches that they key without a network (``offline``) or leave half-way (``silent``), of
    posts they repeat for no reason, and of entries they set aside.
    """

    speed: float = 0.0
    offline: float = 0.0
    silent: float = 0.0
    repeat: float = 0.0
    aside: float = 0.0
    size: int = BATCH


@dataclass(frozen=True, slots=True)
class Done:
    """One keying as it was accepted."""

    id: UUID
    book: Key
    position: int
    values: dict[str, str]
    flags: dict[str, str]


@dataclass
class Tally:
    """What all keyers did, counted together; safe to share between threads. ``heard`` is called
    after each keying that was accepted.
    """

    heard: Callable[[], None] = lambda: None

    counts: Counter[str] = field(default_factory=Counter)
    keyings: list[Done] = field(default_factory=list)
    last: float = field(default_factory=time.monotonic)
    failures: list[Exception] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, what: str, n: int = 1) -> None:
        with self._lock:
            self.counts[what] += n

    def keyed(self, done: Done) -> None:
        with self._lock:
            self.keyings.append(done)
            self.last = time.monotonic()
        self.heard()

    def idle(self) -> float:
        """Return the seconds since anybody got on."""
        return time.monotonic() - self.last


@dataclass(slots=True)
class _Work:
    """An entry in hand: what the server said of it, what is written on it, how often refused."""

    entry: dict[str, Any]
    lease: dict[str, Any]
    seen: Seen
    refused: int = 0


class Keyer:
    """One person at one station; `work` until told to stop."""

    def __init__(
        self, client: Client, hand: Hand, books: Books, habits: Habits, tally: Tally, dice: Random
    ) -> None:
        self._client, self._hand, self._books = client, hand, books
        self._habits, self._tally, self._dice = habits, tally, dice
        self._outbox: list[Item] = []
        self._sent: dict[str, tuple[_Work, Item]] = {}

    def work(self, more: Callable[[], bool], books: Sequence[int | None] = (None,)) -> None:
        """Take one batch after another while ``more()``; of these books in turn, or of the one
        that the server picks (None).
        """
        renewed, turns = time.monotonic(), cycle(self._dice.sample(books, len(books)))
        while more():
            away = self._dice.random() < self._habits.offline
            wish = {"book": next(turns), "size": self._habits.size, "away": away}
            status, answer = self._client.ask("leases/", wish)
            leases = [lease for lease in answer.get("leases", ()) if lease["entries"]]
            if status != 200 or not leases:
                self._tally.add(answer.get("code") or answer.get("none", {}).get("code", "none"))
                if status == 403:
                    raise PermissionError(answer.get("text", ""))
                time.sleep(WAIT_SECONDS / len(books))
                continue
            for lease in leases:
                self._tally.add("leases")
                if time.monotonic() - renewed > RENEW_SECONDS:
                    self._client.ask(f"leases/{lease['id']}/renew/", {})
                    renewed = time.monotonic()
                if not self._key_lease(lease, away, more):
                    return

    def _key_lease(self, lease: dict[str, Any], away: bool, more: Callable[[], bool]) -> bool:
        """Key one batch; False when this person goes silent in the middle of it."""
        if not self._books.has(lease["book"]):
            raise LookupError(f"book {lease['book']['label']} is not in truth.json")
        for entry in lease["entries"]:  # all of them at once, as the station does
            self._tally.add("images", bool(self._client.image(entry["image"])))
        silent = self._dice.random() < self._habits.silent
        entries = lease["entries"][: len(lease["entries"]) // 2] if silent else lease["entries"]
        for entry in entries:
            self._key_entry(lease, entry)
            if not away or not more():
                self._flush()
        self._flush()
        if silent:
            self._tally.add("silent")
        return not silent

    def _key_entry(self, lease: dict[str, Any], entry: dict[str, Any]) -> None:
        started = datetime.now(UTC)
        work = _Work(entry, lease, self._books.entry(lease["book"], entry["position"]))
        if self._dice.random() < self._habits.aside:
            item = self._item(work) | {"aside": "chữ mờ, cần người đọc lại"}
        else:
            item = self._item(work) | self._typed(work, careful=False)
        if self._habits.speed:
            time.sleep(3600 / self._habits.speed * self._dice.lognormvariate(-0.08, 0.4))
        keys = sum(map(len, item.get("values", {}).values()))
        item["timings"] = {
            "started": started.isoformat(),
            "finished": datetime.now(UTC).isoformat(),
            "active_ms": int((datetime.now(UTC) - started).total_seconds() * 1000),
            "keys": keys,
        }
        self._post_later(work, item)

    def _item(self, work: _Work) -> Item:
        return {
            "id": str(uuid.uuid4()),
            "entry": work.entry["id"],
            "lease": work.lease["id"],
            "round": work.entry["round"],
        }

    def _typed(self, work: _Work, *, careful: bool) -> Item:
        """Return values and flags as this hand types them; with care they are as written."""
        values, flags, hand = {}, {}, self._hand
        for name in self.fields(work):
            value, flag = work.seen.values.get(name, ""), work.seen.flags.get(name, "")
            if not careful and not flag:
                place = f"{key_of(work.lease['book'])}:{work.entry['position']}:{name}"
                flag = "unreadable" if hand.cannot_read(value) else ""
                value = "" if flag else hand.types(hand.reads(value, place))
            values[name], flags[name] = value, flag
        kept = {name: value for name, value in values.items() if value}
        return {"values": kept, "flags": {n: f for n, f in flags.items() if f}, "accepted": []}

    @staticmethod
    def fields(work: _Work) -> Iterable[str]:
        """Return the names of the fields on the form of this keying, in writing order."""
        form = work.lease["forms"][work.entry["layout"]]
        lines = (line for group in form["groups"] for line in group["lines"])
        return [each["name"] for line in lines for each in line["fields"]]

    # The outbox

    def _post_later(self, work: _Work, item: Item) -> None:
        self._sent[item["id"]] = (work, item)
        self._outbox.append(item)

    def _flush(self) -> None:
        """Post everything; what is lost or repeated goes again with the same id."""
        while self._outbox:
            batch = self._outbox[:BATCH]
            try:
                status, answer = self._client.save(batch)
            except AnswerLost:
                self._tally.add("answers lost")
                continue
            if status != 200:
                raise ConnectionError(f"keyings/ answered {status}: {answer}")
            self._outbox = self._outbox[len(batch) :]
            for told in answer["answers"]:
                self._answered(told)
            if self._dice.random() < self._habits.repeat:
                self._repeat(batch)

    def _repeat(self, batch: list[Item]) -> None:
        _status, answer = self._client.ask("keyings/", {"items": batch})
        for told in answer["answers"]:
            self._tally.add(f"repeated: {told['code']}")

    def _answered(self, told: dict[str, Any]) -> None:
        work, item = self._sent.pop(told["id"])
        if told["status"] == 422 and work.refused < CAREFUL_LOOKS:
            work.refused += 1
            self._tally.add("refused: 422, looked again")
            self._post_later(work, self._item(work) | self._typed(work, careful=True))
            return
        if told["status"] == 422:
            self._tally.add("refused: 422, set aside")
            self._post_later(work, self._item(work) | {"aside": "máy chủ không nhận"})
            return
        self._tally.add(told["code"] if told["status"] == 200 else f"refused: {told['code']}")
        if told["code"] in ("saved", "again") and "values" in item:
            book, position = key_of(work.lease["book"]), work.entry["position"]
            keying = UUID(item["id"])
            self._tally.keyed(Done(keying, book, position, item["values"], item["flags"]))
