"""Records a second in batches of ten, against bare inserts into one table, by turns."""

import asyncio
import time
from collections import Counter
from typing import Any

from hotich.cli.bench.load.keyer import Keyer

BATCH = 10


async def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Return records a second of each round, and bare inserts a second, with and without sign-in.

    Everybody takes their entries beforehand; only the saving is measured.
    """
    keyers = [await Keyer.of(plan, name) for name in plan["keyers"][: plan["at_once"]]]
    found: dict[str, list[float]] = {"records": [], "bare": [], "bare, signed in": []}
    errors: Counter[str] = Counter()
    for _ in range(plan["rounds"]):
        for keyer in keyers:
            await keyer.fill(plan["in_hand"], reversed(plan["books"]))
        found["bare"].append(await _bare(keyers, plan, "/bench/bare/", errors))
        found["records"].append(await _batches(keyers, errors))
        found["bare, signed in"].append(await _bare(keyers, plan, "/bench/signed/", errors))
    return {"rates": found, "errors": errors}


async def _batches(keyers: list[Keyer], errors: Counter[str]) -> float:
    async def one(keyer: Keyer) -> int:
        done = 0
        while keyer.hand:
            count = min(BATCH, len(keyer.hand))
            lost = await keyer.save(BATCH)
            errors["not saved"] += lost
            done += count - lost
        return done

    began = time.monotonic()
    done = await asyncio.gather(*map(one, keyers))
    return sum(done) / (time.monotonic() - began)


async def _bare(
    keyers: list[Keyer], plan: dict[str, Any], path: str, errors: Counter[str]
) -> float:
    async def one(keyer: Keyer) -> int:
        done = 0
        body = {"values": keyer.typed[0], "flags": {}}
        while time.monotonic() < end:
            reply = await keyer.wire.post(path, body)
            if reply.status != 200:
                errors[f"{path}: {reply.status}"] += 1
            done += 1
        return done

    began = time.monotonic()
    end = began + plan["bare_seconds"]
    done = await asyncio.gather(*map(one, keyers))
    return sum(done) / (time.monotonic() - began)
