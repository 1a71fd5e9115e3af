"""The page a person starts from, the balance, and the ledger."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from hotich.books import queries as books
from hotich.books.models import Book
from hotich.keying import pace
from hotich.keying.views import keying as keyers_day
from hotich.ledger import queries as ledger
from hotich.ledger.models import Line
from hotich.people import access
from hotich.people import queries as people
from hotich.people.errors import NotAllowed
from hotich.people.models import User
from hotich.people.request import Request
from hotich.progress import queries
from hotich.rules.transitions import BALANCE


@require_GET
def home(request: Request) -> HttpResponse:
    """Show what waits for this person, one line a task, the first one to be done now.

    A keyer's own figures stand beside it, and are shown to nobody else. Who only keys has the
    keyer's day here.
    """
    if access.only_keys(access.acts(request.user)):
        return keyers_day(request)
    context: dict[str, Any] = {"tasks": queries.tasks(request.user)}
    if access.may_anywhere(request.user, "key"):
        days = [(day.day, day.entries) for day in pace.days(request.user)]
        week = sum(count for _day, count in days)
        context["own"] = {"days": days, "today": days[-1][1], "week": week}
    return render(request, "progress/home.html", context)


@require_GET
def balance(request: Request) -> HttpResponse:
    """Show the account of every book the person may see, and their sum."""
    if not access.may_anywhere(request.user, "see_balance"):
        raise NotAllowed
    found = books.visible(request.user, "see_balance")
    page = Paginator(found, 40).get_page(request.GET.get("page"))
    account = queries.account(found)
    context = {
        "total": account.total,
        "at": account.at,
        "books": [(book, account.parts[book.pk]) for book in page],
        "page": page,
        "scale": account.largest,
        "lines": BALANCE,
    }
    return render(request, "progress/balance.html", context)


@require_GET
def book_balance(request: Request, book_id: int) -> HttpResponse:
    """Show the account of one book, and each of its numbers as a square."""
    book = books.get(request.user, book_id, "see_balance")
    context = {
        "book": book,
        "total": queries.balances([book.pk])[book.pk],
        "lines": BALANCE,
        "squares": _squares(request.user, book),
        "acts": _signed(ledger.of_subject(f"book:{book.pk}")[:12]),
    }
    return render(request, "progress/book_balance.html", context)


def _squares(user: User, book: Book) -> list[tuple[str, str, str]]:
    may_open = access.may(user, "review", book.unit)
    found = queries.squares(book)
    single = len({square.year for square in found}) < 2
    return [
        (
            f"{square.number:03d}" if single else f"{square.number:03d}/{square.year}",
            square.place,
            reverse("review_entry", args=[square.entry_id])
            if may_open and square.entry_id and square.place not in queries.BEFORE_RECORD
            else "",
        )
        for square in found
    ]


@require_GET
def ledger_page(request: Request) -> HttpResponse:
    """Show the newest lines of the ledger and what the last proof of the whole chain found."""
    if not access.may_anywhere(request.user, "see_ledger"):
        raise NotAllowed
    units = access.units(request.user, "see_ledger")
    codes = list(units.values_list("code", flat=True))
    if units.filter(parent=None).exists():  # acts of no unit are for those who watch over all
        codes.append("")
    lines = Line.objects.filter(unit__in=codes).order_by("-id")
    page = Paginator(lines, 50).get_page(request.GET.get("page"))
    context = {
        "proof": ledger.newest_proof(),
        "unsealed": ledger.unsealed(),
        "page": page,
        "lines": _signed(page),
    }
    return render(request, "progress/ledger.html", context)


def _signed(lines: Iterable[Line]) -> list[tuple[Line, str]]:
    """Put the name of the person who acted beside each line; "" where the system did."""
    found = list(lines)
    names = people.names_of({line.actor for line in found})
    return [(line, names.get(line.actor, "")) for line in found]
