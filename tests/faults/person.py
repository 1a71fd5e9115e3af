"""A person at a browser that does not try again: what the server says the first time counts."""

from collections.abc import Iterable
from typing import Any

import httpx

from hotich.cli.demo.browser import Page
from hotich.cli.demo.cast import PASSWORD

Files = Iterable[tuple[str, bytes]]


class Person:
    """Signed in on a served demo, in Vietnamese or English."""

    def __init__(self, address: str, username: str, language: str = "vi") -> None:
        self.http = httpx.Client(
            base_url=address,
            follow_redirects=True,
            timeout=60,
            trust_env=False,
            cookies={"django_language": language},
        )
        self.http.get("/sign-in/")
        signed = self.post("/sign-in/", {"login": username, "password": PASSWORD})
        assert signed.status == 200, signed.path

    @property
    def token(self) -> str:
        return self.http.cookies["csrftoken"]

    def get(self, path: str) -> Page:
        return Page(self.http.get(path))

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> Page:
        body = {**(data or {}), "csrfmiddlewaretoken": self.token}
        return Page(self.http.post(path, data=body, **options))

    def send(self, book: int, files: Files) -> str:
        """Send files into a book and return what the page then says."""
        parts = [("files", (name, data, "application/pdf")) for name, data in files]
        page = self.post(f"/scans/{book}/add/", files=parts)
        assert page.status == 200, page.text("//body")
        return page.text("//body")

    def scans(self, book: int) -> str:
        return self.get(f"/scans/{book}/").text("//body")
