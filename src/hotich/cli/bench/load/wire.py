"""As little of an HTTP client as a measurement needs: one kept connection, one person's cookies.

A fuller client would cost as much time as some of the answers that are measured.
"""

import asyncio
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

SPEED = 125_000  # bytes a second on a line of 1 Mbit/s
BEATS = 10  # how often a second a slow line moves


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, headers (lower case) and body of an answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Wire:
    """One person's connection; requests one after the other."""

    def __init__(self, host: str, port: int, cookies: dict[str, str] | None = None) -> None:
        self.host, self.port = host, port
        self.cookies = cookies if cookies is not None else {}
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def sign_in(self, username: str, password: str) -> None:
        """Sign in as a person does; PermissionError if that is refused."""
        await self.ask("GET", "/sign-in/")
        form = {"login": username, "password": password, "csrfmiddlewaretoken": self.token}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        reply = await self.ask("POST", "/sign-in/", urlencode(form).encode(), kind)
        if reply.status != 302 or "sessionid" not in self.cookies:
            raise PermissionError(f"{username}: {reply.status}")

    @property
    def token(self) -> str:
        return self.cookies.get("csrftoken", "")

    async def post(self, path: str, body: Any) -> Reply:
        """Post JSON with the token that allows changes."""
        kind = {"Content-Type": "application/json", "X-CSRFToken": self.token}
        return await self.ask("POST", path, json.dumps(body).encode(), kind)

    async def ask(
        self, method: str, path: str, body: bytes = b"", more: dict[str, str] | None = None
    ) -> Reply:
        """Send a request and return the answer; on a connection that was closed, once more."""
        for attempt in range(2):
            fresh = self._writer is None
            try:
                reader, writer = await self._open()
                writer.write(self.head(method, path, len(body), more) + body)
                await writer.drain()
                return await self._read(reader)
            except (ConnectionError, asyncio.IncompleteReadError):
                self.close()
                if fresh or attempt:
                    raise
        raise AssertionError("unreachable")

    def head(self, method: str, path: str, size: int, more: dict[str, str] | None = None) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", "Accept: */*"]
        lines += [f"Cookie: {cookies}"] if cookies else []
        lines += [f"Content-Length: {size}"] if size or method == "POST" else []
        lines += [f"{name}: {value}" for name, value in (more or {}).items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection(
                self.host, self.port, limit=2**18
            )
        return self._reader, self._writer

    def close(self) -> None:
        if self._writer:
            self._writer.close()
        self._reader = self._writer = None

    async def _read(self, reader: asyncio.StreamReader) -> Reply:
        status, headers = await self.read_head(reader)
        if headers.get("transfer-encoding") == "chunked":
            parts = []
            while size := int(await reader.readline(), 16):
                parts.append(await reader.readexactly(size))
                await reader.readexactly(2)
            await reader.readexactly(2)
            body = b"".join(parts)
        else:
            body = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection") == "close":
            self.close()
        return Reply(status, headers, body)

    async def read_head(self, reader: asyncio.StreamReader) -> tuple[int, dict[str, str]]:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.strip().split("\r\n")
        headers = {}
        for line in lines:
            name, _colon, value = line.partition(":")
            headers[name.lower()] = value.strip()
            if name.lower() == "set-cookie":
                cookie, _semicolon, _rest = value.strip().partition(";")
                key, _equals, content = cookie.partition("=")
                self.cookies[key] = content
        return int(first.split()[1]), headers

    # Slow lines, each on a connection of its own

    async def download(self, path: str) -> int:
        """Fetch a file at 1 Mbit/s and return its bytes; ConnectionError if it is not given."""
        reader, writer = await asyncio.open_connection(self.host, self.port, limit=2**14)
        try:
            writer.write(self.head("GET", path, 0, {"Connection": "close"}))
            status, _headers = await self.read_head(reader)
            if status != 200:
                raise ConnectionError(f"{path}: {status}")
            got = 0
            while part := await reader.read(SPEED // BEATS):
                got += len(part)
                await asyncio.sleep(len(part) / SPEED)
            return got
        finally:
            writer.close()

    async def upload(self, path: str, body: bytes, kind: str) -> int:
        """Post a body at 1 Mbit/s and return the status."""
        reader, writer = await asyncio.open_connection(self.host, self.port)
        more = {"Content-Type": kind, "X-CSRFToken": self.token, "Connection": "close"}
        try:
            writer.write(self.head("POST", path, len(body), more))
            for start in range(0, len(body), SPEED // BEATS):
                writer.write(body[start : start + SPEED // BEATS])
                await writer.drain()
                await asyncio.sleep(1 / BEATS)
            return (await self.read_head(reader))[0]
        finally:
            writer.close()


def multipart(name: str, content: bytes) -> tuple[bytes, str]:
    """Return the body of a form with one file, and its content type."""
    mark = "hotich-bench-part"
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
        "Content-Type: application/pdf\r\n\r\n"
    )
    body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
    return body, f"multipart/form-data; boundary={mark}"
