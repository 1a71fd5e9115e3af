"""The hash chain over ledger lines: pure functions, so that an outsider can check an export."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Sealed:
    """What of a line is hashed, and the hash it carries."""

    seq: int
    id: int
    at: str
    actor: str
    verb: str
    subject: str
    unit: str
    detail: dict[str, Any]
    prev: str
    hash: str


def digest(line: Sealed) -> str:
    """Return the SHA-256 (hex) of a line's content and its predecessor's hash."""
    content = [
        line.seq,
        line.id,
        line.at,
        line.actor,
        line.verb,
        line.subject,
        line.unit,
        line.detail,
        line.prev,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(lines: Iterable[Sealed]) -> int | None:
    """Return the seq of the first line that does not continue the chain; None if all do."""
    prev = GENESIS
    for seq, line in enumerate(lines, start=1):
        if line.seq != seq or line.prev != prev or line.hash != digest(line):
            return seq
        prev = line.hash
    return None
