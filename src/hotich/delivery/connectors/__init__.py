"""The shape that all connectors share: hand over one entry, ask after one, list a book's entries.

One folder each. A connector knows a receiver's protocol and nothing of our tables; it never sends
twice by itself, for only the sending ledger knows whether that is safe.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Status = Literal["accepted", "refused", "unknown", "retry"]


@dataclass(frozen=True, slots=True)
class Book:
    """The book an entry stands in: kind code, year opened, number."""

    kind: str
    year: int
    number: int


@dataclass(frozen=True, slots=True)
class Message:
    """One entry on its way. All of it, ``date`` too, must be the same at each repeat of ``key``.

    ``file_id`` names the entry at our side, ``date`` is its registration date as written (never
    the time of sending), ``data`` is keyed by the ministry's columns, ``pdf`` is the file itself.
    """

    key: str
    unit: str
    book: Book
    file_id: str
    date: str
    version: int
    data: Mapping[str, str]
    pdf_name: str
    pdf: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a message.

    ``accepted`` and ``refused`` are the receiver's word, with its ``code``, ``description`` and
    ``receipt``; ``retry``: it surely never got it, send again later; ``unknown``: it may have got
    it, ask by key before anything is sent again. ``raw`` is the answer as received.
    """

    status: Status
    code: str = ""
    description: str = ""
    receipt: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry as the receiver has it, for reconciling; ``key`` is "" where it keeps no keys."""

    key: str
    receipt: str
    status: str
    code: str
    office: str
    number: str
    data_sha256: str
    pdf_sha256: str


class Connector(Protocol):
    """A way to one receiver. Raises a `Refused` of ``delivery.errors`` where a person must act."""

    def send(self, message: Message) -> Answer:
        """Hand over one entry once."""

    def ask(self, key: str) -> Answer | None:
        """Return what became of ``key``; None only if the receiver says it never got it.

        ``unknown`` means that this could not be learnt now, or never from this receiver.
        """

    def listing(self, book: Book, *, unit: str = "") -> list[Listed]:
        """Return what the receiver has of a book (of one unit), accepted and refused."""


def data_sha256(data: Mapping[str, str]) -> str:
    """Return the SHA-256 of an entry's columns, empty ones left out: what both sides compare."""
    filled = {key: value for key, value in data.items() if value}
    text = json.dumps(filled, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
