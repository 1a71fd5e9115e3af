"""What the acts on accounts share: the line they write, the account locked, a row refused."""

from typing import Any

from hotich.ledger import actions as ledger
from hotich.people import rows
from hotich.people.errors import (
    RowWrong,
)
from hotich.people.models import User


def _actor(by: User | None) -> str:
    return by.actor if by else "system"


def _note(by: User | None, verb: str, user: User, unit: str = "", **detail: Any) -> None:
    subject = f"user:{user.pk}"
    ledger.record(actor=_actor(by), verb=verb, subject=subject, unit=unit, detail=detail)


def _locked(user: User) -> User:
    """Take the account's row for the rest of the transaction and return it as it is now."""
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _refuse(row: rows.Row, *problems: str) -> None:
    """Raise RowWrong with the sentence of the first of these problems that the row has."""
    for problem in (p for p in row.problems if p in problems):
        raise RowWrong(vi=rows.sentence(problem, "vi"), en=rows.sentence(problem, "en"))


# Opening
