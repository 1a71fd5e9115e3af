"""One person's browser at the keying station, for the tests: it says what the station says."""

import json
from typing import Any

from django.test import Client

from hotich.books.models import Book
from hotich.people.models import User


class Station:
    """A browser of one person that speaks to the API as the station does."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.browser = Client(enforce_csrf_checks=True)
        self.browser.force_login(user)
        self.csrf = self.get("me/")["csrf"]

    def get(self, where: str) -> dict[str, Any]:
        return self.browser.get(f"/keying/api/{where}").json()

    def send(self, where: str, body: object = None) -> Any:
        return self.browser.post(
            f"/keying/api/{where}",
            json.dumps(body or {}),
            content_type="application/json",
            headers={"X-CSRFToken": self.csrf},
        )

    def take(self, book: Book | None = None, **wish: object) -> dict[str, Any]:
        answer = self.send("leases/", {"book": book.pk if book else None, **wish})
        assert answer.status_code == 200, answer.content
        return answer.json()

    def save(self, *items: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self.send("keyings/", {"items": items})
        assert answer.status_code == 200, answer.content
        answers: list[dict[str, Any]] = answer.json()["answers"]
        return answers
