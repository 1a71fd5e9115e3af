"""Search the agreed records by name, without needing diacritics."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from hotich.ledger.actions import note_reading
from hotich.people import access
from hotich.people.errors import NotAllowed
from hotich.people.request import Request
from hotich.records import queries


@require_http_methods(["GET", "POST"])
def search(request: Request) -> HttpResponse:
    """Find records by name; the name is posted, so that it never stands in an address or a log."""
    if not access.may_anywhere(request.user, "see_records"):
        raise NotAllowed
    wanted = request.POST.get("name", "").strip()
    found = None
    if wanted:
        note_reading(actor=request.user.actor, what="search", subject="records")
        found = Paginator(queries.search(request.user, wanted), 50).get_page(1)
    may_open = access.may_anywhere(request.user, "review")
    context = {"wanted": wanted, "page": found, "may_open": may_open}
    return render(request, "records/search.html", context)
