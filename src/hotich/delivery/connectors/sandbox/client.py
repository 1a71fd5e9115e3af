"""Speaks the sandbox's HTTP. What counts is to tell "never got it" from "may have got it"."""

import base64
import hashlib
import json
import random
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx

from hotich.delivery.connectors import Answer, Book, Listed, Message
from hotich.delivery.errors import AccessRefused, ReceiverSilent, WrongReceiver

_READ_TRIES = 3

# The request had not left us when these were raised, so sending it again later is safe.
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


class SandboxConnector:
    """A `Connector` to the sandbox at ``address`` ("http://127.0.0.1:8010"). Use as a context.

    ``timeout`` seconds are waited for an answer, ``connect`` for a connection. One connector may
    be shared by threads.
    """

    def __init__(
        self, address: str, token: str, *, timeout: float = 10.0, connect: float = 5.0
    ) -> None:
        self._http = httpx.Client(
            base_url=address,
            headers={"Authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(timeout, connect=connect),
            trust_env=False,  # it is on this machine: no proxy in between
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections kept open."""
        self._http.close()

    def send(self, message: Message) -> Answer:
        """Hand over one entry once; raises AccessRefused or WrongReceiver."""
        headers = {"Idempotency-Key": message.key, "Content-Type": "application/json"}
        try:
            response = self._http.post("/entries", content=_body(message), headers=headers)
        except _NOT_SENT as error:
            return Answer("retry", code=type(error).__name__)
        except httpx.TransportError as error:
            return Answer("unknown", code=type(error).__name__)
        return _read_answer(response)

    def ask(self, key: str) -> Answer | None:
        """Return what became of ``key``, None if it was never received, "unknown" if no word."""
        try:
            response = self._get(f"/entries/{quote(key, safe='')}")
        except httpx.TransportError as error:
            return Answer("unknown", code=type(error).__name__)
        said = _json(response)
        if response.status_code == 404 and said.get("code") == "KEY_UNKNOWN":
            return None
        if response.status_code == 404 and said.get("code") == "KEYS_NOT_KEPT":
            return _answer("unknown", said)
        answer = _read_answer(response)
        # a fault of the question itself says nothing of the entry
        return answer if response.status_code == 200 else _answer("unknown", answer.raw)

    def listing(self, book: Book, *, unit: str = "") -> list[Listed]:
        """Return what the sandbox has of a book; raises ReceiverSilent if it cannot say now."""
        query: dict[str, str | int] = {
            "book_kind": book.kind,
            "book_year": book.year,
            "book_number": book.number,
        }
        try:
            response = self._get("/entries", query | ({"unit": unit} if unit else {}))
            _check_access(response)
            if response.status_code != 200:
                raise ReceiverSilent
            return [Listed(**entry) for entry in response.json()]
        except (httpx.TransportError, ValueError, TypeError) as error:
            raise ReceiverSilent from error

    def _get(self, path: str, query: Mapping[str, str | int] | None = None) -> httpx.Response:
        """Read; again after a 5xx or a broken line (not a timeout): reading changes nothing."""
        for left in reversed(range(_READ_TRIES)):
            try:
                response = self._http.get(path, params=query)
                if response.status_code < 500 or not left:
                    return response
            except (httpx.NetworkError, httpx.RemoteProtocolError):
                if not left:
                    raise
            time.sleep(random.uniform(0, 0.3))
        raise AssertionError("unreachable")


def _body(message: Message) -> bytes:
    """Return the request's body, the same bytes for the same message."""
    content = {
        "unit": message.unit,
        "module": message.book.kind,
        "fileId": message.file_id,
        "date": message.date,
        "key": message.key,
        "version": message.version,
        "book": {
            "kind": message.book.kind,
            "year": message.book.year,
            "number": message.book.number,
        },
        "data": {key: value for key, value in message.data.items() if value},
        "attachment": {
            "name": message.pdf_name,
            "sha256": hashlib.sha256(message.pdf).hexdigest(),
            "size": len(message.pdf),
            "content": base64.b64encode(message.pdf).decode("ascii"),
        },
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode("utf-8")


def _read_answer(response: httpx.Response) -> Answer:
    """Turn a response to a sending into an answer; whatever is not understood is "unknown"."""
    _check_access(response)
    said, status = _json(response), response.status_code
    if status == 200 and said.get("status") in ("accepted", "refused"):
        return _answer(said["status"], said)
    if status == 429:
        return _answer("retry", said or {"code": "HTTP_429"})
    if 400 <= status < 500 and status != 408 and said.get("code"):
        return _answer("refused", said)
    return _answer("unknown", said or {"code": f"HTTP_{status}"})


def _check_access(response: httpx.Response) -> None:
    status = response.status_code
    if status in (401, 403):
        raise AccessRefused(http=status)
    asked = _json(response).get("code") in ("KEY_UNKNOWN", "KEYS_NOT_KEPT")
    if 300 <= status < 400 or (status in (404, 405) and not asked):
        raise WrongReceiver(http=status)


def _json(response: httpx.Response) -> dict[str, Any]:
    try:
        said = response.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _answer(status: Any, said: Mapping[str, Any]) -> Answer:
    def text(name: str) -> str:
        return str(said.get(name, ""))

    return Answer(status, text("code"), text("description"), text("receipt"), said)
