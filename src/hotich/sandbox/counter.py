"""The stand-in's counter: what it answers to each request, without a word about sockets."""

import hmac
import json
import sqlite3
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from hotich.sandbox.store import KeyReusedError, Store
from hotich.sandbox.submission import MalformedError, parse
from hotich.sandbox.verdicts import DESCRIPTIONS
from hotich.sandbox.weather import Weather

MAX_BODY = 10 * 1024 * 1024
_ENTRY = "/entries/"


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP status and a JSON body; ``lost``: drop the connection instead of answering."""

    status: int
    body: Any
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Counter:
    """Answers requests from the store, in the weather of the night."""

    store: Store
    weather: Weather
    token: str

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Return the reply to one request; never raises."""
        try:
            url = urlsplit(target)
        except ValueError:
            return _error(404, "NO_SUCH_PAGE")
        try:
            return self._answer(method, url, headers, body)
        except MalformedError as error:
            return _error(400, "BAD_REQUEST", vi=error.vi, en=error.en)
        except KeyReusedError:
            return _error(409, "KEY_REUSED")
        except (sqlite3.Error, OSError) as error:  # a full disk, a database gone
            print(f"sandbox: {error}", file=sys.stderr, flush=True)
            return _error(500, "FAILED")

    def _answer(
        self, method: str, url: SplitResult, headers: Mapping[str, str], body: bytes
    ) -> Reply:
        if (method, url.path) == ("GET", "/health"):
            return Reply(200, {"ok": True})
        if not self._allowed(headers.get("Authorization", "")):
            return _error(401, "NO_ACCESS")
        if (method, url.path) == ("GET", "/control"):
            return Reply(200, self._settings())
        if (method, url.path) == ("POST", "/control"):
            return self._control(body)
        if (method, url.path) == ("GET", "/count"):
            return Reply(200, self.store.count())
        if url.path == "/entries" or url.path.startswith(_ENTRY):
            time.sleep(self.weather.settings().slow)
            failure = self.weather.fails()
            if failure is not None:
                return _error(failure, "FAILED")
        if (method, url.path) == ("POST", "/entries"):
            return self._take(headers, body)
        if (method, url.path) == ("GET", "/entries"):
            return Reply(200, self.store.listing(dict(parse_qsl(url.query))))
        if method == "GET" and url.path.startswith(_ENTRY):
            return self._ask(unquote(url.path.removeprefix(_ENTRY)))
        return _error(404, "NO_SUCH_PAGE")

    def _allowed(self, authorization: str) -> bool:
        given = authorization.removeprefix("Bearer ").encode("utf-8", "replace")
        return hmac.compare_digest(given, self.token.encode())

    def _take(self, headers: Mapping[str, str], body: bytes) -> Reply:
        submission = parse(body)
        if headers.get("Idempotency-Key", "") != submission.key:
            raise MalformedError(
                "Đầu mục Idempotency-Key khác với khóa trong nội dung.",
                "The header Idempotency-Key differs from the key in the body.",
            )
        return Reply(200, self.store.take(submission), lost=self.weather.loses())

    def _ask(self, key: str) -> Reply:
        if not self.store.keeps_keys:
            return _error(404, "KEYS_NOT_KEPT")
        answer = self.store.find(key)
        return _error(404, "KEY_UNKNOWN") if answer is None else Reply(200, answer)

    def _control(self, body: bytes) -> Reply:
        try:
            wanted = json.loads(body)
            if not isinstance(wanted, dict):
                raise ValueError("send an object of settings")
            self.weather.change(wanted)
        except (ValueError, RecursionError) as error:
            return _error(400, "BAD_REQUEST", vi=str(error), en=str(error))
        return Reply(200, self._settings())

    def _settings(self) -> dict[str, Any]:
        return {**self.weather.as_json(), "forget_keys": not self.store.keeps_keys}


def _error(status: int, code: str, *, vi: str = "", en: str = "") -> Reply:
    text_vi, text_en = DESCRIPTIONS[code]
    body = {
        "status": "error",
        "code": code,
        "description": text_vi.format(detail=vi),
        "description_en": text_en.format(detail=en),
    }
    return Reply(status, body)


def too_large() -> Reply:
    """Return the reply to a body over `MAX_BODY`."""
    megabytes = str(MAX_BODY // 1024**2)
    return _error(413, "TOO_LARGE", vi=megabytes, en=megabytes)


def length_required() -> Reply:
    """Return the reply to a body whose length is not stated."""
    return _error(411, "LENGTH_REQUIRED")
