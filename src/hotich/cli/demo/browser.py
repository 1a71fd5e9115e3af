"""A person's browser for the robots: signs in, keeps cookies, posts forms, waits out a restart."""

import re
import time
from typing import Any

import httpx
import lxml.html

PATIENCE = 90  # seconds that a killed web server may be away


class Gone(Exception):
    """The server did not come back."""


class Page:
    """An answer of the server: status, path and, as HTML, its forms and fields."""

    def __init__(self, response: httpx.Response) -> None:
        self.status = response.status_code
        self.path = response.url.path
        self.tree: Any = lxml.html.fromstring(response.text) if response.text.strip() else None

    def fields(self, form: str = "//form") -> dict[str, str]:
        """Return the inputs of the first form that matches: name -> value."""
        found = self.tree.xpath(f"({form})[1]//*[@name]")
        return {item.get("name"): item.get("value") or "" for item in found if item.get("name")}

    def actions(self, pattern: str) -> list[str]:
        """Return the addresses of forms that match a regular expression."""
        found = [form.get("action") or "" for form in self.tree.xpath("//form")]
        return [address for address in found if re.fullmatch(pattern, address)]

    def text(self, path: str) -> str:
        return " ".join(str(self.tree.xpath(f"string({path})")).split())


class Browser:
    """One person at one computer."""

    def __init__(self, address: str, username: str, password: str) -> None:
        self._http = httpx.Client(
            base_url=address, follow_redirects=True, timeout=60, trust_env=False
        )
        self._username, self._password = username, password
        self.sign_in()

    def sign_in(self) -> None:
        self._send("GET", "/sign-in/")
        self._post("/sign-in/", {"login": self._username, "password": self._password})

    def get(self, path: str) -> Page:
        page = Page(self._send("GET", path))
        if page.path == "/sign-in/":  # the session went with a fresh start
            self.sign_in()
            page = Page(self._send("GET", path))
        return page

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> Page:
        return Page(self._post(path, data or {}, **options))

    def _post(self, path: str, data: dict[str, Any], **options: Any) -> httpx.Response:
        token = self._http.cookies.get("csrftoken") or ""
        return self._send("POST", path, data={**data, "csrfmiddlewaretoken": token}, **options)

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                response = self._http.request(method, path, **options)
                if response.status_code < 500:
                    return response
            except httpx.TransportError:
                pass
            if time.monotonic() > deadline:
                raise Gone(f"{method} {path}")
            time.sleep(0.3)
