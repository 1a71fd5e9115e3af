"""A keyer's computer without a screen: the station's addresses, over a line that may be bad."""

import time
from dataclasses import dataclass
from random import Random
from typing import Any

import httpx

from hotich.cli.demo.browser import Browser

API = "/keying/api/"


@dataclass(frozen=True, slots=True)
class Network:
    """A line: kilobits a second (0: as fast as it goes), milliseconds on the way, and the share of
    answers that are lost after the server did what was asked.
    """

    kbit: float = 0.0
    delay_ms: float = 0.0
    lose: float = 0.0


class AnswerLost(Exception):
    """The request arrived, its answer did not."""


class Client(Browser):
    """One person's station: signs in, takes leases, fetches images, posts keyings."""

    def __init__(
        self, address: str, username: str, password: str, network: Network, dice: Random
    ) -> None:
        self._network, self._dice = network, dice
        self.bytes = self.requests = 0
        super().__init__(address, username, password)

    def ask(self, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
        """GET, or POST a body as JSON; returns status and answer. Signs in again when it must."""
        for _ in range(2):
            if body is None:
                found = self._send("GET", API + path)
            else:
                token = {"X-CSRFToken": self._http.cookies.get("csrftoken") or ""}
                found = self._send("POST", API + path, json=body, headers=token)
            if found.status_code != 401:
                break
            self.sign_in()
        return found.status_code, found.json()

    def image(self, url: str) -> int:
        """Fetch an image and return its size in bytes; 0 if it is not given out (any more)."""
        found = self._send("GET", url)
        return len(found.content) if found.status_code == 200 else 0

    def post(self, path: str, data: Any = None, **options: Any) -> Any:
        raise NotImplementedError("a station speaks JSON: ask()")

    def save(self, items: list[dict[str, Any]]) -> tuple[int, dict[str, Any]]:
        """Post keyings. Raises AnswerLost now and then, as the line has it."""
        answer = self.ask("keyings/", {"items": items})
        if self._dice.random() < self._network.lose:
            raise AnswerLost
        return answer

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        began = time.monotonic()
        found = super()._send(method, path, **options)
        carried = len(found.content) + len(found.request.content) + 600  # and the headers
        self.bytes += carried
        self.requests += 1
        line = self._network
        needed = 2 * line.delay_ms / 1000
        needed += carried * 8 / (line.kbit * 1000) if line.kbit else 0
        time.sleep(max(0.0, needed - (time.monotonic() - began)))
        return found
