"""A keyer for the load: takes batches beforehand, so that a save is ready when its turn comes."""

import uuid
from collections import deque
from collections.abc import Iterable
from typing import Any

from hotich.cli.bench.load.wire import Wire

API = "/keying/api/"


class Keyer:
    """One signed-in keyer with entries in hand, and what they type for them.

    :param typed: what is written, by the place of the entry modulo its length
    """

    def __init__(self, wire: Wire, typed: list[dict[str, str]]) -> None:
        self.wire, self.typed = wire, typed
        self.hand: deque[dict[str, Any]] = deque()

    @classmethod
    async def of(cls, plan: dict[str, Any], username: str) -> "Keyer":
        wire = Wire(plan["host"], plan["port"])
        await wire.sign_in(username, plan["password"])
        await wire.ask("GET", API + "me/")
        return cls(wire, plan["typed"])

    async def take(self, *, size: int, away: bool, book: int | None = None) -> int:
        """Take a batch, of the book that the server picks unless one is named, and return how many
        entries are in hand; RuntimeError if that is refused.
        """
        reply = await self.wire.post(API + "leases/", {"book": book, "size": size, "away": away})
        if reply.status != 200:
            raise RuntimeError(f"leases/: {reply.status} {reply.body[:300]!r}")
        self.hand = deque(
            self._item(lease, entry)
            for lease in reply.json()["leases"]
            for entry in lease["entries"]
        )
        return len(self.hand)

    async def fill(self, count: int, books: Iterable[int]) -> None:
        """Take batches of these books along until ``count`` entries are in hand; RuntimeError if
        there are no more.
        """
        for book in books:
            before = -1
            while before < len(self.hand) < count:
                before = len(self.hand)
                await self.take(size=25, away=True, book=book)
        if len(self.hand) < count:
            raise RuntimeError("the books are used up")

    def _item(self, lease: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
        groups = lease["forms"][entry["layout"]]["groups"]
        names = [f["name"] for g in groups for line in g["lines"] for f in line["fields"]]
        written = dict(self.typed[entry["position"] % len(self.typed)])
        written["number"] = entry["label"]
        return {
            "id": str(uuid.uuid4()),
            "entry": entry["id"],
            "lease": lease["id"],
            "round": entry["round"],
            "values": {name: written[name] for name in names if written.get(name)},
            "timings": {"active_ms": 60_000, "keys": 300},
        }

    async def save(self, count: int = 1) -> int:
        """Post the next entries in hand; returns how many were not taken."""
        items = [self.hand.popleft() for _ in range(min(count, len(self.hand)))]
        reply = await self.wire.post(API + "keyings/", {"items": items})
        if reply.status != 200:
            return len(items)
        return sum(answer["code"] != "saved" for answer in reply.json()["answers"])
