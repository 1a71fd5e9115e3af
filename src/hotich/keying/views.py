"""The keyer's pages: take a batch, key an entry beside its image, set one aside."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from hotich.books import queries as books
from hotich.files import responses
from hotich.keying import actions, forms, queries
from hotich.keying.models import Lease
from hotich.ledger.actions import note_reading
from hotich.people import access
from hotich.people.errors import NotAllowed, NotThere
from hotich.people.request import Request
from hotich.rules import layouts
from hotich.rules.checks import FLAGS
from hotich.rules.registers import load
from hotich.scans import queries as scans
from hotich.scans.models import Entry


@require_GET
def keying(request: Request) -> HttpResponse:
    """Show what waits for this keyer: the batch in hand, and the books with entries to key."""
    if not access.may_anywhere(request.user, "key"):
        raise NotAllowed
    lease = queries.live_lease(request.user)
    context = {
        "lease": lease,
        "held": queries.held_entries(request.user, lease).count() if lease else 0,
        "work": queries.work_for(request.user),
        "today": queries.saved_today(request.user),
    }
    return render(request, "keying/keying.html", context)


@require_POST
def take(request: Request, book_id: int) -> HttpResponse:
    """Take a batch of a book and go to its first entry."""
    book = books.get(request.user, book_id, "key")
    lease = actions.lease_batch(by=request.user, book=book)
    if lease is None:
        messages.info(request, _("Quyển này không còn trường hợp nào cho anh/chị nhập."))
        return redirect("keying")
    return _next(request, lease)


def _next(request: Request, lease: Lease | None) -> HttpResponse:
    """Go to the next entry of a lease; a page that saves in the background is told where."""
    entry = queries.held_entries(request.user, lease).first() if lease else None
    if entry is None:
        messages.success(request, _("Xong lô này. Nhận lô tiếp theo hoặc nghỉ một chút."))
    where = reverse("key_entry", args=[entry.pk]) if entry else reverse("keying")
    return HttpResponseClientRedirect(where) if request.htmx else redirect(where)


def key_entry(request: Request, entry_id: int) -> HttpResponse:
    """Show an entry's form beside its image, or save it and go to the next entry."""
    if request.method != "POST":
        entry, lease = queries.held_entry(request.user, entry_id)
        return _form(request, entry, lease, forms.Typed(uuid.uuid4(), {}, {}, []), None)
    if done := _repeated(request, entry_id):
        return done
    try:
        entry, lease = queries.held_entry(request.user, entry_id)
    except NotThere:
        return _lost(request, entry_id)
    fields = forms.fields_of(entry, lease)
    typed = forms.typed(request.POST, fields)
    expected = queries.expected_numbers(request.user, entry)
    judged = forms.judge(entry, typed, fields, timezone.localdate(), expected)
    unanswered = [f for f in judged.soft if forms.name_of(f) not in typed.accepted]
    if judged.hard or unanswered:
        return _form(request, entry, lease, typed, judged)
    actions.save_keying(
        by=request.user,
        entry=entry,
        keying_id=typed.keying_id,
        values=typed.values,
        flags=typed.flags,
        accepted=[forms.name_of(f) for f in judged.soft],
    )
    return _next(request, lease)


def _lost(request: Request, entry_id: int) -> HttpResponse:
    """Show what was typed into a form that can no longer be saved, to be copied by hand."""
    entry = scans.entry(request.user, entry_id, "key")
    kind = load(entry.book.kind)
    typed = [
        (field.label(get_language() or "vi"), request.POST.get(f"v.{field.name}", ""))
        for field in kind.fields
    ]
    context = {
        "typed": [(label, value) for label, value in typed if value],
        "own": entry.keyings.filter(round=entry.round, user=request.user).exists(),
    }
    return render(request, "keying/lost.html", context, status=409)


def _repeated(request: Request, entry_id: int) -> HttpResponse | None:
    """Answer a save whose first answer was lost: the same keying again goes on to the
    next entry.
    """
    saved = queries.saved(request.user, request.POST.get("keying_id", ""))
    if saved is None or saved.entry_id != entry_id:
        return None
    fields = forms.fields_of(saved.entry, Lease(turn=saved.turn))
    typed = forms.typed(request.POST, fields)
    actions.save_keying(
        by=request.user,
        entry=saved.entry,
        keying_id=typed.keying_id,
        values=typed.values,
        flags=typed.flags,
    )
    return _next(request, queries.live_lease(request.user))


def _form(
    request: Request,
    entry: Entry,
    lease: Lease,
    typed: forms.Typed,
    judged: forms.Judgement | None,
) -> HttpResponse:
    language = get_language() or "vi"
    layout = layouts.load(entry.layout)
    box = layout.entries[entry.box]
    fresh = judged is None
    previous = queries.previous_values(request.user, lease) if fresh else {}
    carried = {n: v for n, v in previous.items() if n in forms.CARRIED}
    left = queries.held_entries(request.user, lease).count()
    context = {
        "entry": entry,
        "lease": lease,
        "left": left,
        "done": lease.size - left,
        "keying_id": typed.keying_id,
        "groups": forms.rows(entry, lease, language, typed.values, typed.flags, carried),
        "flags": [(flag, words[language.startswith("en")]) for flag, words in FLAGS.items()],
        "box": box,
        "hard": [(f.fields[0], f.text(language)) for f in judged.hard] if judged else [],
        "soft": _soft(judged, language),
        "minutes": max(0, int((lease.until - timezone.now()).total_seconds() // 60)),
    }
    return render(request, "keying/entry.html", context, status=200 if fresh else 422)


def _soft(judged: forms.Judgement | None, language: str) -> list[tuple[str, str, str]]:
    found = judged.soft if judged else []
    return [(forms.name_of(f), f.fields[0], f.text(language)) for f in found]


@require_POST
def aside(request: Request, entry_id: int) -> HttpResponse:
    """Set an entry aside with a reason and go on."""
    entry, lease = queries.held_entry(request.user, entry_id)
    actions.set_aside(by=request.user, entry=entry, reason=request.POST.get("reason", ""))
    return _next(request, lease)


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
