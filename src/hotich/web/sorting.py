"""Lists that people sort by a column's head: what the address asks for, and the address to ask by.

A view orders by ``order``; the head is ``<c-th sort="name">``. Names are sorted by the stored keys
that ``rules.names.sort_key`` computes, because the database knows no Vietnamese order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

_CHOSEN = "hotich_sorted_by"


def order(request: HttpRequest, columns: Mapping[str, Sequence[str]], default: str) -> list[str]:
    """Return the ``order_by`` fields that the request asks for.

    ``columns`` are name -> fields, ``default`` one of the names, with "-" in front for downwards.
    """
    asked = request.GET.get("sort", "")
    chosen = asked if asked.removeprefix("-") in columns else default
    setattr(request, _CHOSEN, chosen)
    fields = columns[chosen.removeprefix("-")]
    return [_turned(field) for field in fields] if chosen.startswith("-") else list(fields)


def _turned(field: str) -> str:
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"


@dataclass(frozen=True, slots=True)
class Head:
    """What a column's head needs: the address that sorts by it, and how it is sorted now."""

    url: str
    aria: str
    """"ascending", "descending", or "" where the list is sorted by another column."""


def head(request: HttpRequest, column: str) -> Head:
    """Return the head of a column: a second press turns the order round."""
    chosen = getattr(request, _CHOSEN, request.GET.get("sort", ""))
    up, down = chosen == column, chosen == f"-{column}"
    query = request.GET.copy()
    query.pop("page", None)
    query["sort"] = f"-{column}" if up else column
    return Head("?" + query.urlencode(), "ascending" if up else "descending" if down else "")
