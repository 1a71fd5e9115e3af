"""The pages of the third person and the senior reader, the check by fields, one's own mistakes."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from hotich.books import queries as books
from hotich.books.models import Book
from hotich.ledger.actions import note_reading
from hotich.people import access
from hotich.people.errors import NotAllowed, NotThere
from hotich.people.request import Request
from hotich.review import actions, crops, differences, mistakes, queries, verifying
from hotich.review.errors import NothingToSettle, NothingToTakeBack, SentUpByYou, TakenFurther
from hotich.review.models import Difference, DifferenceState
from hotich.rules import differing, layouts
from hotich.rules.checks import FLAGS
from hotich.rules.registers import Field, codes, load
from hotich.scans import queries as scans
from hotich.scans.models import Entry

PLAIN = frozenset(("code", "number", "date", "adult_date", "page", "personal_number"))
"""Types of fields in which the place of a tone and capitals are no question."""


def flags() -> list[tuple[str, str]]:
    """Return every flag with its word in the language of the page."""
    word = (get_language() or "vi").startswith("en")
    return [(flag, words[word]) for flag, words in FLAGS.items()]


@require_GET
def settling(request: Request, difference_id: int | None = None) -> HttpResponse:
    """Show the next difference, or the one asked for: the image, then two values without names."""
    if difference_id is not None:
        chosen = _difference(request, difference_id)
        raised = chosen.state == DifferenceState.RAISED
        return _show(request, raised=raised, chosen=chosen.pk)
    if sought := request.GET.get("q", "").strip():
        found = differences.with_number(differences.waiting(request.user), sought).first()
        if found:
            return redirect("settle_this", found.pk)
        messages.info(request, _("Không có chỗ khác nhau nào chờ anh/chị ở số này."))
    return _show(request)


def _show(request: Request, *, raised: bool = False, chosen: int | None = None) -> HttpResponse:
    """Show a difference; a page that answered in the background gets only what changed."""
    user = request.user
    found = actions.claim(by=user, raised=raised, chosen=chosen)
    pair = queries.pair(found[0].entry) if found else None
    if not found or pair is None:
        where = reverse("senior" if raised else "settling")
        if request.htmx:
            return HttpResponseClientRedirect(where)
        return redirect(where) if raised else render(request, "review/settled.html", _queues(user))
    if chosen and found[0].pk != chosen:
        messages.info(request, NothingToSettle().text(get_language() or "vi"))
    note_reading(
        actor=user.actor,
        what="record",
        subject=f"entry:{found[0].entry_id}",
        unit=found[0].entry.book.unit.code,
        duty=True,
    )
    context = {**_queues(user), **_shown(found[0], pair), "raised": raised}
    context["coming"] = next((d.entry for d in found[1:] if d.entry_id != found[0].entry_id), None)
    template = "review/settling_next.html" if request.htmx else "review/settling.html"
    return render(request, template, context)


def _queues(user: Any) -> dict[str, Any]:
    done, left = differences.done_today(user), differences.waiting(user).count()
    last = differences.just_done(user)
    return {"done": done, "left": left, "total": done + left, "last": last}


def _shown(difference: Difference, pair: queries.Pair) -> dict[str, Any]:
    entry = difference.entry
    field = load(entry.book.kind).field(difference.field)
    layout = layouts.load(entry.layout)
    first, second = queries.answers(pair, field.name)
    contrast = differing.contrast(field, first.value, second.value, first.flag, second.flag)
    compared = sum(f.compared for f in queries.form_fields(entry))
    return {
        "entry": entry,
        "field": field,
        "zone": layout.zone(field.name).box,
        "box": layout.entries[entry.box],
        "picks": [("1", "A", first, contrast.a), ("2", "B", second, contrast.b)],
        "contrast": contrast,
        "plain": field.type in PLAIN,
        "here": len(pair.open),
        "differ": len(pair.differ),
        "same": compared - len(pair.differ),
        "hands": differences.same_hand(entry, field, [*contrast.a, *contrast.b]),
        "sent_up": differences.sent_up(difference),
    }


@require_POST
def settle(request: Request, entry_id: int, field: str) -> HttpResponse:
    """Write the answer to one difference and go on to the next."""
    entry = _entry(request, entry_id)
    try:
        actions.settle_difference(
            by=request.user,
            entry=entry,
            field=field,
            value=request.POST.get("value", ""),
            flag=request.POST.get("flag", ""),
        )
    except (
        NothingToSettle,
        SentUpByYou,
    ) as error:  # answered meanwhile: only said
        messages.info(request, error.text(get_language() or "vi"))
    return _go_on(request)


@require_POST
def send_up(request: Request, entry_id: int, field: str) -> HttpResponse:
    """Leave one difference to a senior reader and go on to the next."""
    entry = scans.entry(request.user, entry_id, "settle")
    try:
        reason = request.POST.get("reason", "")
        actions.send_up(by=request.user, entry=entry, field=field, reason=reason)
    except (NothingToSettle, SentUpByYou) as error:
        messages.info(request, error.text(get_language() or "vi"))
    return _go_on(request)


@require_POST
def take_back(request: Request, difference_id: int) -> HttpResponse:
    """Take one's own last answer on a difference back, and show it again."""
    found = _difference(request, difference_id)
    try:
        actions.take_back(by=request.user, difference=found)
    except (NothingToTakeBack, TakenFurther) as error:
        messages.info(request, error.text(get_language() or "vi"))
        return _go_on(request)
    found.refresh_from_db(fields=["state"])
    if request.htmx:
        raised = found.state == DifferenceState.RAISED
        return _show(request, raised=raised, chosen=found.pk)
    return redirect("settle_this", found.pk)


def _difference(request: Request, pk: int) -> Difference:
    """Return a difference in a unit where this person settles or reviews; NotThere otherwise."""
    found = Difference.objects.select_related("entry__book__unit").filter(pk=pk).first()
    if found is None or not differences.may_see_image(request.user, found.entry):
        raise NotThere
    return found


def _entry(request: Request, entry_id: int) -> Entry:
    """Return an entry whose differences this person may settle, as the third or a senior."""
    act = "review" if request.POST.get("raised") else "settle"
    return scans.entry(request.user, entry_id, act)


def _go_on(request: Request) -> HttpResponse:
    raised = bool(request.POST.get("raised"))
    if request.htmx:
        return _show(request, raised=raised)
    return redirect("senior" if raised else "settling")


@require_GET
def senior(request: Request) -> HttpResponse:
    """List what waits for a senior reader: differences sent up, entries that keyers set aside."""
    access.require_anywhere(request.user, "review")
    sought = request.GET.get("q", "")
    raised = differences.with_number(differences.raised(request.user), sought)
    asides = differences.with_number(differences.set_aside(request.user), sought)
    page = Paginator(raised, 50).get_page(request.GET.get("page"))
    context = {
        "sought": sought,
        "rows": [(d, load(d.entry.book.kind).field(d.field)) for d in page],
        "page": page,
        "asides": Paginator(asides, 50).get_page(request.GET.get("asides")),
    }
    return render(request, "review/senior.html", context)


# One field of many entries


@require_http_methods(["GET", "POST"])
def group(request: Request, book_id: int, field: str) -> HttpResponse:
    """Show one field of up to thirty entries by value, or confirm what was shown."""
    book = books.get(request.user, book_id, "review")
    kind = load(book.kind)
    if not kind.has(field):
        raise NotThere
    if request.method == "POST":
        return _verify(request, book, field)
    shown = kind.field(field)
    groups, left = verifying.screen(book, shown)
    versions = [version for found in groups for version in found.versions]
    note_reading(
        actor=request.user.actor,
        what="book",
        subject=f"book:{book.pk}",
        unit=book.unit.code,
        records=[version.record_id for version in versions],
    )
    context = {
        "book": book,
        "field": shown,
        "groups": groups,
        "shown": len(versions),
        "left": left,
        "codes": _codes(shown),
        "flags": flags(),
    }
    return render(request, "review/group.html", context)


def _codes(field: Field) -> list[tuple[str, str]]:
    word = (get_language() or "vi").startswith("en")
    found = codes(field.codes) if field.codes else {}
    return [(code, f"{code} · {names[word]}") for code, names in found.items()]


def _verify(request: Request, book: Book, field: str) -> HttpResponse:
    posted = request.POST
    seen = {}
    for one in posted.getlist("seen"):
        entry, _colon, version = one.partition(":")
        seen[posted_number(entry)] = posted_number(version)
    wrong = {
        entry: actions.Right(
            posted.get(f"value-{entry}", ""),
            posted.get(f"flag-{entry}", ""),
            posted.get(f"reason-{entry}", ""),
        )
        for entry in seen
        if posted.get(f"wrong-{entry}")
    }
    actions.verify_field(by=request.user, book=book, field=field, seen=seen, wrong=wrong)
    n = len(seen) - len(wrong)
    text = ngettext("Đã kiểm %(n)s trường hợp.", "Đã kiểm %(n)s trường hợp.", n) % {"n": n}
    if wrong:
        text += " " + _("Đã sửa %(n)s trường hợp thành bản mới.") % {"n": len(wrong)}
    messages.success(request, text)
    left = verifying.screen(book, load(book.kind).field(field))[1]
    return redirect("group", book.pk, field) if left else redirect("review_book", book.pk)


def posted_number(text: str) -> int:
    """Return a posted number; NotThere if it is none that anything here could have."""
    if not text.isdecimal() or len(text) > 18:
        raise NotThere
    return int(text)


# Pictures of one field, and one's own mistakes


@require_GET
def zone_image(request: Request, entry_id: int, field: str) -> HttpResponse:
    """Send the picture of one field of an entry to who settles or reviews in its unit, or to the
    keyer whose mistake it shows.
    """
    entry = Entry.objects.select_related("book__unit", "image").filter(pk=entry_id).first()
    if entry is None:
        raise NotThere
    keys = access.may_anywhere(request.user, "key")
    own = keys and mistakes.is_own(request.user, entry, field)
    if not own and not differences.may_see_image(request.user, entry):
        raise NotThere
    picture = crops.of_field(entry, field)
    note_reading(
        actor=request.user.actor,
        what="image",
        subject=f"entry:{entry.pk}",
        unit=entry.book.unit.code,
        duty=own or differences.holds_in(request.user, entry.book_id),
    )
    response = HttpResponse(picture, content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=3600, immutable"
    return response


@require_GET
def own_mistakes(request: Request) -> HttpResponse:
    """Show a keyer their own mistakes of the week, as a part of a page; nobody else sees them."""
    if not access.may_anywhere(request.user, "key"):
        raise NotAllowed
    own = mistakes.own(request.user)
    for mistake in own.newest:
        note_reading(
            actor=request.user.actor,
            what="record",
            subject=f"entry:{mistake.entry.pk}",
            unit=mistake.entry.book.unit.code,
            duty=True,
        )
    return render(request, "review/mine.html", {"own": own, "words": dict(flags())})
