"""The tree of units on a day, a unit with its past, and the changes that decrees make."""

import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hotich.books import queries as books
from hotich.people import access
from hotich.people.errors import NotAllowed
from hotich.people.request import Request
from hotich.people.rows import read_day
from hotich.rules import names
from hotich.rules.errors import Refused
from hotich.territory import actions, queries
from hotich.territory.forms import END_OF_LEVEL, FIELDS, KINDS, ChangeForm
from hotich.units import queries as tree
from hotich.units.models import Kind


@require_GET
def units(request: Request) -> HttpResponse:
    """Show the tree of a day, with the number of books that the person may see."""
    if not access.may_anywhere(request.user, "see_units"):
        raise NotAllowed
    today = timezone.localdate()
    asked = _day(request.GET.get("at", "").strip())
    day = asked or today
    query = request.GET.get("q", "")[:100]
    page = Paginator(tree.tree(day, query), 200).get_page(request.GET.get("page"))
    held, seen = books.counts(request.user), queries.seen(request.user)
    context = {
        "page": page,
        "rows": [(node, held.get(node.unit.pk, 0), node.unit.pk in seen) for node in page],
        "day": day,
        "today": today,
        "unreadable": "" if asked else request.GET["at"][:20],
        "query": query,
        "waiting": tree.upcoming().count(),
        "can_change": access.may_anywhere(request.user, "change_units"),
    }
    return render(request, "territory/units.html", context)


@require_GET
def unit(request: Request, unit_id: int) -> HttpResponse:
    """Show what a unit was called and belonged to, what came before and after it, its books."""
    found = queries.get(request.user, unit_id)
    held = books.counts(request.user)
    former = list(tree.former(found))
    context = {
        "unit": found,
        "today": timezone.localdate(),
        "spells": found.spells.select_related("parent").order_by("-valid_from"),
        "changes": queries.told(tree.changes_of(found)),
        "held": held.get(found.pk, 0),
        "former": [(old, held.get(old.pk, 0)) for old in former],
        "can_see_books": access.may(request.user, "see_books", found),
    }
    return render(request, "territory/unit.html", context)


@require_GET
def changes(request: Request) -> HttpResponse:
    """List the changes to come and those in effect."""
    if not access.may_anywhere(request.user, "see_units"):
        raise NotAllowed
    page = Paginator(tree.past(), 50).get_page(request.GET.get("page"))
    context = {
        "upcoming": queries.told(tree.upcoming(), queries.own(request.user)),
        "page": page,
        "past": queries.told(page),
        "can_change": access.may_anywhere(request.user, "change_units"),
    }
    return render(request, "territory/changes.html", context)


def new_change(request: Request) -> HttpResponse:
    """Show the form of a change of one kind, or record it."""
    if not access.may_anywhere(request.user, "change_units"):
        raise NotAllowed
    kind = request.GET.get("kind", "")
    if kind not in FIELDS:
        kind = str(Kind.MERGED)
    form = ChangeForm(kind, request.user, timezone.localdate(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _record(request, form)
        except Refused as why:
            form.add_error(None, why.text(get_language() or "vi"))
        else:
            return redirect("unit_changes")
    context = {"form": form, "kind": kind, "kinds": KINDS}
    status = 400 if form.errors or (request.method == "POST" and not form.is_bound) else 200
    return render(request, "territory/new_change.html", context, status=status)


def _record(request: Request, form: ChangeForm) -> None:
    day = form.cleaned_data["on"]
    if form.kind == END_OF_LEVEL:
        level, basis = form.cleaned_data["level"], form.cleaned_data["basis"]
        actions.end_level(by=request.user, level=level, on=day, basis=basis)
    else:
        actions.record_change(by=request.user, draft=form.draft())
    if day > timezone.localdate():
        text = _("Đã ghi. Thay đổi tự có hiệu lực vào ngày %(day)s.")
        messages.success(request, text % {"day": f"{day:%d/%m/%Y}"})
    else:
        messages.success(request, _("Đã ghi, thay đổi đã có hiệu lực."))


@require_POST
def withdraw(request: Request, change_id: int) -> HttpResponse:
    """Take back a change that has not taken effect."""
    actions.withdraw_change(by=request.user, change=queries.change(request.user, change_id))
    messages.success(request, _("Đã thu hồi thay đổi."))
    return redirect("unit_changes")


def _day(text: str) -> datetime.date | None:
    """Read the day of the address, 01/07/2025 or 2025-07-01, today without one; None if wrong."""
    text = names.nfc(text)
    return read_day(text) if text else timezone.localdate()
