"""Search the agreed records by name, without needing diacritics; and who looked at what."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hotich.ledger.actions import note_reading
from hotich.ledger.models import Reading
from hotich.people import access
from hotich.people.errors import NotAllowed, NotThere
from hotich.people.models import User
from hotich.people.queries import names_of
from hotich.people.request import Request
from hotich.records import actions, queries


@require_http_methods(["GET", "POST"])
def search(request: Request) -> HttpResponse:
    """Find records by name; the name is posted, so that it never stands in an address or a log."""
    if not access.may_anywhere(request.user, "see_records"):
        raise NotAllowed
    wanted = request.POST.get("name", "").strip()
    found = None
    if wanted:
        matching = queries.search(request.user, wanted)
        found = Paginator(matching, 50).get_page(request.POST.get("page"))
        note_reading(
            actor=request.user.actor,
            what="search",
            subject="records",
            records=[version.record_id for version in found],
        )
    context = {
        "wanted": wanted,
        "page": found,
        "may_open": access.may_anywhere(request.user, "review"),
        "may_see_readings": access.may_anywhere(request.user, "see_readings"),
    }
    return render(request, "records/search.html", context)


@require_GET
def readings(request: Request) -> HttpResponse:
    """Show the alerts for mass viewing, and the people whose readings may be looked through."""
    if not access.may_anywhere(request.user, "see_readings"):
        raise NotAllowed
    people = queries.watched(request.user).order_by("username")
    context = {
        "alerts": Paginator(queries.alerts(request.user), 50).get_page(request.GET.get("page")),
        "people": Paginator(people, 50).get_page(request.GET.get("people")),
        "me": request.user.pk,
    }
    return render(request, "records/readings.html", context)


@require_GET
def readings_of_person(request: Request, user_id: int) -> HttpResponse:
    """Show what one person looked at; that look is logged too."""
    person = User.objects.filter(pk=user_id).first()
    if person is None:
        raise NotThere
    found = queries.readings_of_person(request.user, person)
    note_reading(actor=request.user.actor, what="report", subject=person.actor)
    return _list(request, found, {"person": person})


@require_GET
def readings_of_record(request: Request, record_id: int) -> HttpResponse:
    """Show who looked at one record; that look is logged too."""
    record = queries.get(request.user, record_id, "see_readings")
    note_reading(
        actor=request.user.actor,
        what="report",
        subject=f"entry:{record.entry_id}",
        unit=record.book.unit.code,
    )
    return _list(request, queries.readings_of_record(record), {"record": record})


def _list(request: Request, found: QuerySet[Reading], about: dict[str, Any]) -> HttpResponse:
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    names = names_of({reading.actor for reading in page})
    rows = [(reading, names.get(reading.actor, "")) for reading in page]
    return render(request, "records/readings_of.html", {"page": page, "rows": rows, **about})


@require_POST
def answer_alert(request: Request, alert_id: int) -> HttpResponse:
    """Close an alert with what was found out."""
    found = queries.alert(request.user, alert_id)
    actions.answer_alert(by=request.user, alert=found, answer=request.POST.get("answer", ""))
    messages.success(request, _("Đã ghi kết quả xác minh."))
    return redirect("readings")
