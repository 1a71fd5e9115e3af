"""A busy day at once: saves and page images at a steady rate, slow lines, dashboards.

Saves come by the clock, whether the last one was answered or not, and their time counts from when
they were due: a server that stalls cannot hide it. ``lag`` is by how much this process itself was
late to send.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

from hotich.cli.bench.load.keyer import Keyer
from hotich.cli.bench.load.wire import Wire, multipart

REFRESH = 5.0  # seconds between two looks at a dashboard
BATCH = 20
TRIES = 3


class Day:
    """What one phase needs to know and what it measured."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.seconds: dict[str, list[float]] = {}
        self.lag: list[float] = []
        self.counts: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.ready: asyncio.Queue[Keyer] = asyncio.Queue()
        self.tasks: set[asyncio.Task[None]] = set()
        self.end = 0.0

    async def run(self) -> dict[str, Any]:
        plan = self.plan
        keyers = [await Keyer.of(plan, name) for name in plan["keyers"]]
        for keyer in keyers:
            await keyer.take(size=BATCH, away=False)
            self.ready.put_nowait(keyer)
        slow = await self._signed(plan["registrar"])
        views = [await self._signed(name) for name in plan["dashboards"]]
        body, kind = multipart("quet.pdf", Path(plan["upload"]).read_bytes())
        print("started", flush=True)
        self.end = time.monotonic() + plan["seconds"]
        lines: list[Coroutine[Any, Any, None]] = [
            self._by_the_clock("save", plan["saves"], self._save),
            self._by_the_clock("page image", plan["images"], self._image),
        ]
        lines += [self._look(view, at) for at, view in enumerate(views)]
        lines += [self._send(slow, body, kind, at) for at in range(plan["uploads"])]
        lines += [self._fetch(slow, at) for at in range(plan["downloads"])]
        await asyncio.gather(*lines)
        await asyncio.gather(*self.tasks)
        return {
            "seconds": self.seconds,
            "lag": self.lag,
            "counts": self.counts,
            "errors": self.errors,
        }

    async def _signed(self, username: str) -> Wire:
        wire = Wire(self.plan["host"], self.plan["port"])
        await wire.sign_in(username, self.plan["password"])
        return wire

    def _on(self) -> bool:
        return time.monotonic() < self.end

    async def _by_the_clock(
        self, name: str, a_second: float, act: Callable[[], Awaitable[None]]
    ) -> None:
        due = time.monotonic()
        while due < self.end:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            self.lag.append(time.monotonic() - due)
            task = asyncio.create_task(self._timed(name, due, act))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
            due += 1 / a_second

    async def _timed(self, name: str, due: float, act: Callable[[], Awaitable[None]]) -> None:
        try:
            await act()
        except (OSError, RuntimeError, asyncio.IncompleteReadError) as error:
            self.errors[f"{name}: {error}"] += 1
            return
        self.seconds.setdefault(name, []).append(time.monotonic() - due)

    async def _save(self) -> None:
        keyer = await self.ready.get()
        try:
            if await keyer.save():
                raise RuntimeError("not saved")
        finally:
            if keyer.hand:
                self.ready.put_nowait(keyer)
            else:
                task = asyncio.create_task(self._refill(keyer))
                self.tasks.add(task)
                task.add_done_callback(self.tasks.discard)

    async def _refill(self, keyer: Keyer) -> None:
        async def act() -> None:
            for _ in range(TRIES):  # others may have taken the very book that was picked
                if await keyer.take(size=BATCH, away=False):
                    return self.ready.put_nowait(keyer)
            raise RuntimeError("the books are used up")

        await self._timed("lease of 20", time.monotonic(), act)

    async def _image(self) -> None:
        """Fetch the whole page of an entry in hand, as somebody who turns to it does."""
        keyer = await self.ready.get()
        try:
            entry = keyer.hand[0]["entry"]
            reply = await keyer.wire.ask("GET", f"/keying/entry/{entry}/page/0/")
        finally:
            self.ready.put_nowait(keyer)
        if reply.status != 200:
            raise RuntimeError(f"page image: {reply.status}")

    async def _look(self, wire: Wire, at: int) -> None:
        await asyncio.sleep(at * REFRESH / 10)
        while self._on():
            began = time.monotonic()

            async def act() -> None:
                for path in ("/", "/balance/"):
                    reply = await wire.ask("GET", path)
                    if reply.status != 200:
                        raise RuntimeError(f"{path}: {reply.status}")

            await self._timed("dashboard, two pages", began, act)
            await asyncio.sleep(max(0.0, REFRESH - (time.monotonic() - began)))

    async def _send(self, wire: Wire, body: bytes, kind: str, at: int) -> None:
        await asyncio.sleep(at * 0.1)
        while self._on():
            await self._slowly(
                "upload", wire.upload(f"/scans/{self.plan['upload_book']}/add/", body, kind)
            )

    async def _fetch(self, wire: Wire, at: int) -> None:
        await asyncio.sleep(at * 0.1)
        while self._on():
            await self._slowly("download", wire.download(self.plan["download"]))

    async def _slowly(self, name: str, moving: Coroutine[Any, Any, int]) -> None:
        """Let a slow transfer run; one that the end of the phase cuts off is no error."""
        try:
            done = await asyncio.wait_for(moving, max(0.1, self.end - time.monotonic()))
        except TimeoutError:
            self.counts[f"{name}s cut off at the end"] += 1
        except (OSError, asyncio.IncompleteReadError) as error:
            self.errors[f"{name}: {error}"] += 1
            await asyncio.sleep(1)
        else:
            if name == "upload" and done != 302:
                self.errors[f"upload: {done}"] += 1
            self.counts[f"{name}s"] += 1


async def run(plan: dict[str, Any]) -> dict[str, Any]:
    return await Day(plan).run()
