"""The keyer's pages: the station's shell and its pictures (what it does goes through api.py), the
day's work, who is at work, the pool.
"""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hotich.files import responses
from hotich.keying import actions, forms, lead, pace, pool, practice, queries, shell
from hotich.keying.errors import AimOutOfRange
from hotich.ledger.actions import note_reading
from hotich.people import access
from hotich.people.errors import NotAllowed, NotThere
from hotich.people.request import Request
from hotich.rules import reportday
from hotich.rules.registers import KINDS
from hotich.units.models import Unit

FEW_UNITS = 3  # so many are shown person by person


@require_GET
def station(request: Request) -> HttpResponse:
    """Show the station's shell. Who is at work, and on what, it asks the API: so the browser may
    keep it for the time without a network.
    """
    if not access.may_anywhere(request.user, "key"):
        raise NotAllowed
    response = render(request, "keying/station.html", {"boot": {"api": "/keying/api/"}})
    response.headers["X-Station"] = shell.version()  # a worker keeps no page of another version
    return response


@require_GET
def page_image(request: Request, entry_id: int, offset: str) -> HttpResponseBase:
    """Send the whole page of an entry that the person holds, or the page before or after it."""
    if offset not in ("-1", "0", "1"):
        raise NotThere
    page = queries.neighbour(request.user, entry_id, int(offset))
    note_reading(
        actor=request.user.actor,
        what="page",
        subject=f"page:{page.pk}",
        unit=page.book.unit.code,
        duty=True,
    )
    return responses.show(page.view)


@require_GET
def practice_image(request: Request, sample_id: int) -> HttpResponseBase:
    """Send the picture of a sample to practise on; nobody's data."""
    return responses.show(practice.sample(request.user, sample_id).image)


@require_GET
def entry_image(request: Request, entry_id: int) -> HttpResponseBase:
    """Send the picture of an entry to the person who holds it."""
    entry, _lease = queries.held_entry(request.user, entry_id)
    if entry.image is None:  # taken over from a file: never handed out
        raise NotThere
    note_reading(
        actor=request.user.actor,
        what="image",
        subject=f"entry:{entry.pk}",
        unit=entry.book.unit.code,
        duty=True,
    )
    return responses.show(entry.image)


# The keyer's day


@require_GET
def keying(request: Request) -> HttpResponse:
    """Show a keyer's day: the one thing to do now, what comes after, and their own figures."""
    user = request.user
    access.require_anywhere(user, "key")
    lease = queries.live_lease(user)
    held = list(queries.held_entries(user, lease)) if lease else []
    choice = None if lease else pool.choose(user)
    now_book = lease.book_id if lease else choice.book.pk if choice else None
    returned = pool.returned_for(user)
    again = {book.pk: n for book, n in returned}
    week = pace.days(user)
    timed = sum(day.timed for day in week)
    context = {
        "practise": practice.kinds()[:1] if practice.must_pass(user) else [],
        "lease": lease,
        "held": held,
        "minutes": _minutes(len(held), timed, sum(day.active for day in week)),
        "choice": choice,
        "returned": returned,
        "work": [
            item
            for item in queries.work_for(user)
            if item.book.pk != now_book and item.waiting > again.get(item.book.pk, 0)
        ],
        "pool": None if choice and choice.pool else pool.in_pool(user),
        "today": week[-1],
        "since": reportday.bounds(week[-1].day)[0],
        "aim": pace.aim(user),
        "most": pace.MOST_A_DAY,
        "per_hour": [(day.day, day.per_hour) for day in week] if timed else [],
    }
    return render(request, "keying/keying.html", context)


def _minutes(entries: int, timed: int, active: float) -> int | None:
    """Say how long entries take at this person's own pace of the week, in minutes."""
    return max(1, round(entries * active / timed / 60_000)) if entries and timed else None


@require_POST
def set_aim(request: Request) -> HttpResponse:
    """Keep what the person wants to reach in a day."""
    access.require_anywhere(request.user, "key")
    form = forms.AimForm(request.POST)
    if form.is_valid():
        actions.set_aim(by=request.user, entries=form.cleaned_data["entries"] or 0)
    else:
        messages.error(request, AimOutOfRange().text(get_language() or "vi"))
    return redirect("keying")


# What a lead sees


@require_GET
def keying_now(request: Request) -> HttpResponse:
    """Show who keys in the units of a lead, who needs somebody, and what lies aside.

    A few units are shown person by person; many of them only who needs somebody, and how many
    work, until one is chosen (?unit=).
    """
    user = request.user
    access.require_anywhere(user, "see_keyers")
    units = lead.units_of(user)
    chosen = request.GET.get("unit", "")
    one = next((unit for unit in units if str(unit.pk) == chosen), None)
    whole = one is not None or len(units) <= FEW_UNITS
    shown = [unit for unit in units if one is None or unit.path.startswith(one.path)]
    people = lead.workers(shown)
    aside = lead.asides(shown)
    reviewed = set(access.units(user, "review").values_list("pk", flat=True))
    context = {
        "unit": one,
        "many": len(units) > FEW_UNITS,
        "people": lead.shown(people, quiet=whole),
        "several": len(shown) > 1,
        "units": [] if whole else lead.by_unit(people),
        "books": lead.books_of(people),
        "idle": sum(worker.state == "none" for worker in people),
        "asides": [(item, item.entry.book.unit_id in reviewed) for item in aside[:50]],
        "all_asides": aside.count(),
        "now": timezone.now(),
    }
    return render(request, "keying/now.html", context)


@require_GET
def common_pool(request: Request) -> HttpResponse:
    """Show how each unit takes part in the pool; who answers for one unit comes to its page."""
    access.require_anywhere(request.user, "set_sharing")
    units = lead.units_of(request.user, "set_sharing")
    if len(units) == 1:
        return redirect("unit_pool", units[0].pk)
    page = Paginator(units, 50).get_page(request.GET.get("page"))
    rows = lead.glances(list(page))
    context = {"page": page, "rows": rows, "kinds": len(KINDS), "default_share": pool.DEFAULT_SHARE}
    return render(request, "keying/pool.html", context)


@require_GET
def unit_pool(request: Request, unit_id: int) -> HttpResponse:
    """Show what a unit gives to the pool and takes from it, and who helps whom."""
    unit = lead.unit_of(request.user, unit_id, "set_sharing")
    return _unit_pool(request, unit, None)


@require_POST
def set_sharing(request: Request, unit_id: int) -> HttpResponse:
    """Keep what a unit opens and lends, for it alone or for all units in it."""
    unit = lead.unit_of(request.user, unit_id, "set_sharing")
    form = forms.SharingForm(request.POST)
    if not form.is_valid():
        return _unit_pool(request, unit, form)
    actions.set_sharing(by=request.user, unit=unit, **form.cleaned_data)
    messages.success(request, _("Đã lưu. Lô đang giữ vẫn được nhập xong."))
    return redirect("unit_pool", unit.pk)


@require_POST
def ask_help(request: Request, unit_id: int) -> HttpResponse:
    """Ask the other units for help with a unit's books, or no longer (``end``)."""
    unit = lead.unit_of(request.user, unit_id, "ask_help")
    act = actions.end_help if request.POST.get("end") else actions.ask_help
    act(by=request.user, unit=unit)
    return redirect("unit_pool", unit.pk)


def _unit_pool(request: Request, unit: Unit, form: forms.SharingForm | None) -> HttpResponse:
    user = request.user
    sharing = pool.sharing_of(unit)
    said = request.POST.getlist("open_kinds") if form else sharing.open_kinds
    waiting = pool.waiting_by_kind(unit)
    named = access.may(user, "see_keyers", unit)
    context = {
        "unit": unit,
        "many": len(lead.units_of(user, "set_sharing")) > 1,
        "form": form,
        "sharing": sharing,
        "share": request.POST.get("share", "") if form else sharing.share,
        "kinds": [(kind, kind in said, *waiting.get(kind, (0, 0))) for kind in KINDS],
        "keyers": lead.keyers_of(unit).count(),
        "below": unit.children.filter(valid_to=None).exists(),
        "may_ask": access.may(user, "ask_help", unit),
        "named": named,
        "helpers": lead.helpers_in(unit) if named else [],
        "helping": lead.helping_out(unit) if named else [],
        "came": lead.history(unit, into=True) if named else [],
        "went": lead.history(unit, into=False) if named else [],
    }
    return render(request, "keying/unit_pool.html", context, status=422 if form else 200)
