"""The checker's and the head's pages: settle differences, review a book, approve it."""

from difflib import SequenceMatcher

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hotich.books import queries as books
from hotich.files import responses
from hotich.keying import actions as keying
from hotich.keying.queries import set_aside_in
from hotich.ledger.actions import note_reading
from hotich.people import access
from hotich.people.errors import NotAllowed, NotThere
from hotich.people.request import Request
from hotich.records import actions as records
from hotich.records.models import Record
from hotich.records.queries import current_versions
from hotich.review import actions, queries
from hotich.review.models import MissingReason
from hotich.rules import layouts
from hotich.rules.checks import FLAGS
from hotich.rules.registers import load
from hotich.scans import queries as scans
from hotich.scans.models import Entry


def _flags() -> list[tuple[str, str]]:
    word = (get_language() or "vi").startswith("en")
    return [(flag, words[word]) for flag, words in FLAGS.items()]


def _number(text: str) -> int:
    """Return a posted number; NotThere if it is none that anything here could have."""
    if not text.isdecimal() or len(text) > 18:
        raise NotThere
    return int(text)


@require_GET
def settling(request: Request) -> HttpResponse:
    """Show the next difference: the image first, then the two values in random order, no names."""
    if not access.may_anywhere(request.user, "settle"):
        raise NotAllowed
    found = queries.next_difference(request.user)
    if found is None:
        return render(request, "review/settled.html")
    pair, name = found
    note_reading(
        actor=request.user.actor,
        what="record",
        subject=f"entry:{pair.entry.pk}",
        unit=pair.entry.book.unit.code,
        duty=True,
    )
    layout = layouts.load(pair.entry.layout)
    first, second = queries.answers(pair, name)
    context = {
        "entry": pair.entry,
        "field": load(pair.entry.book.kind).field(name),
        "zone": layout.zone(name).box,
        "box": layout.entries[pair.entry.box],
        "first": first,
        "second": second,
        "first_shown": _marked(first.value, second.value),
        "second_shown": _marked(second.value, first.value),
        "words": dict(_flags()),
        "left": queries.differences_left(request.user),
        "here": len(pair.open),
    }
    return render(request, "review/settling.html", context)


def _marked(value: str, other: str) -> SafeString:
    """Mark the letters of a value that the other does not have."""
    parts = SequenceMatcher(a=value, b=other, autojunk=False).get_opcodes()
    return format_html_join(
        "",
        "{}{}{}",
        (
            (
                mark_safe("" if op == "equal" else "<mark>"),
                value[a:b],
                mark_safe("" if op == "equal" else "</mark>"),
            )
            for op, a, b, _c, _d in parts
            if b > a
        ),
    )


@require_POST
def settle(request: Request, entry_id: int, field: str) -> HttpResponse:
    """Write the answer to one difference and go on to the next."""
    entry = scans.entry(request.user, entry_id, "settle")
    actions.settle_difference(
        by=request.user,
        entry=entry,
        field=field,
        value=request.POST.get("value", ""),
        flag=request.POST.get("flag", ""),
    )
    return redirect("settling")


@require_GET
def reviews(request: Request) -> HttpResponse:
    """List the books this person may review, each with what is still to come before the review.

    The checks run when a book is opened: over a whole list they would take seconds.
    """
    if not access.may_anywhere(request.user, "review"):
        raise NotAllowed
    page = Paginator(queries.reviewable(request.user), 50).get_page(request.GET.get("page"))
    there = queries.progress_of(page)
    rows = [
        (book, list(queries.open_states(book, there[book.pk])), there[book.pk].approved)
        for book in page
    ]
    return render(request, "review/reviews.html", {"rows": rows, "page": page})


@require_GET
def review_book(request: Request, book_id: int) -> HttpResponse:
    """Show a book against its closing totals: entries with findings, missing numbers, approval."""
    book = books.get(request.user, book_id, "review")
    facts, accepted = queries.book_facts(book), queries.accepted_in(book)
    versions = list(current_versions(book))
    note_reading(
        actor=request.user.actor,
        what="book",
        subject=f"book:{book.pk}",
        unit=book.unit.code,
        records=[version.record_id for version in versions],
    )
    judged = [(version, queries.judged(version, facts, accepted)) for version in versions]
    context = {
        "book": book,
        "rows": [(v, [j for j in found if j.finding.severity != "I"]) for v, found in judged],
        "book_findings": queries.judged_book(book),
        "missing": queries.missing_numbers(book) if book.scanned_at else [],
        "explained": queries.explained_numbers(book),
        "reasons": MissingReason.choices,
        "asides": set_aside_in(book),
        "approved": queries.is_approved(book),
        "open_points": queries.open_points(book),
        "approvals": book.approvals.select_related("by").order_by("-pk"),
        "language": get_language() or "vi",
        "may_approve": access.may(request.user, "approve", book.unit),
    }
    return render(request, "review/book.html", context)


@require_GET
def review_entry(request: Request, entry_id: int) -> HttpResponse:
    """Show one agreed entry beside its image: values, where they came from, findings."""
    entry = scans.entry(request.user, entry_id, "review")
    version = current_versions(entry.book).filter(record__entry=entry).first()
    if version is None:
        raise NotThere
    note_reading(
        actor=request.user.actor,
        what="record",
        subject=f"entry:{entry.pk}",
        unit=entry.book.unit.code,
    )
    kind = load(entry.book.kind)
    layout = layouts.load(entry.layout) if entry.layout else None
    on_form = layout.fields() if layout else []
    box = layout.entries[0] if layout else None
    extra = [f.name for f in kind.fields if f.name in version.values and f.name not in on_form]
    context = {
        "entry": entry,
        "version": version,
        "wide": box is not None and box.w > 3 * box.h,  # a row of a ledger: beside, too small
        "fields": [
            (
                kind.field(name),
                version.values.get(name, ""),
                version.flags.get(name, ""),
                version.sources.get(name, ""),
            )
            for name in (*on_form, *extra)
        ],
        "found": queries.judged(
            version, queries.book_facts(entry.book), queries.accepted_in(entry.book)
        ),
        "versions": version.record.versions.select_related("by").order_by("-n"),
        "flags": _flags(),
        "language": get_language() or "vi",
        "may_approve": access.may(request.user, "approve", entry.book.unit),
    }
    return render(request, "review/entry.html", context)


@require_POST
def correct(request: Request, entry_id: int) -> HttpResponse:
    """Correct one field of an agreed record by a new version."""
    entry = scans.entry(request.user, entry_id, "review")
    record = Record.objects.filter(entry=entry).first()
    if record is None:
        raise NotThere
    change = (request.POST.get("value", ""), request.POST.get("flag", ""))
    records.correct(
        by=request.user,
        record=record,
        changes={request.POST.get("field", ""): change},
        reason=request.POST.get("reason", ""),
    )
    messages.success(request, _("Đã sửa. Bản cũ vẫn còn trong lịch sử."))
    return redirect("review_entry", entry.pk)


@require_POST
def accept(request: Request, book_id: int) -> HttpResponse:
    """Confirm an unusual finding of an entry or of the book."""
    book = books.get(request.user, book_id, "review")
    entry_id = request.POST.get("entry", "")
    entry = scans.entry(request.user, _number(entry_id), "review") if entry_id else None
    actions.accept_finding(
        by=request.user,
        book=book,
        entry=entry,
        finding=request.POST.get("finding", ""),
        reason=request.POST.get("reason", ""),
    )
    return redirect("review_entry", entry.pk) if entry else redirect("review_book", book.pk)


@require_POST
def explain(request: Request, book_id: int) -> HttpResponse:
    """Answer for a missing number."""
    book = books.get(request.user, book_id, "review")
    year, _slash, number = request.POST.get("number", "").partition("/")
    reason = request.POST.get("reason", "")
    if reason not in MissingReason.values:
        raise NotThere
    actions.explain_missing(
        by=request.user,
        book=book,
        year=_number(year),
        number=_number(number),
        reason=MissingReason(reason),
        note=request.POST.get("note", ""),
    )
    return redirect("review_book", book.pk)


@require_POST
def withdraw(request: Request, book_id: int) -> HttpResponse:
    """Take back the explanation of a missing number."""
    book = books.get(request.user, book_id, "review")
    year, _slash, number = request.POST.get("number", "").partition("/")
    actions.withdraw_explanation(
        by=request.user, book=book, year=_number(year), number=_number(number)
    )
    return redirect("review_book", book.pk)


@require_POST
def return_entry(request: Request, entry_id: int) -> HttpResponse:
    """Send an entry back to the keyers."""
    entry = scans.entry(request.user, entry_id, "review")
    actions.return_entry(by=request.user, entry=entry, reason=request.POST.get("reason", ""))
    return redirect("review_book", entry.book_id)


@require_POST
def resume(request: Request, entry_id: int) -> HttpResponse:
    """Give an entry that was set aside back to the keyers."""
    entry = scans.entry(request.user, entry_id, "review")
    keying.resume(by=request.user, entry=entry)
    return redirect("review_book", entry.book_id)


@require_POST
def reopen(request: Request, entry_id: int) -> HttpResponse:
    """Take an approved entry back into review."""
    entry = scans.entry(request.user, entry_id, "review")
    actions.reopen_entry(by=request.user, entry=entry, reason=request.POST.get("reason", ""))
    return redirect("review_entry", entry.pk)


@require_POST
def approve(request: Request, book_id: int) -> HttpResponse:
    """Approve a book."""
    book = books.get(request.user, book_id, "approve")
    approval = actions.approve_book(by=request.user, book=book)
    text = _("Đã duyệt %(n)s trường hợp. Gói đang được lập.")
    messages.success(request, text % {"n": approval.entries})
    return redirect("review_book", book.pk)


@require_GET
def entry_image(request: Request, entry_id: int) -> HttpResponseBase:
    """Send the picture of an entry to a person who settles or reviews in its unit."""
    entry = Entry.objects.select_related("book__unit", "image").filter(pk=entry_id).first()
    if entry is None or entry.image is None or not queries.may_see_image(request.user, entry):
        raise NotThere
    note_reading(
        actor=request.user.actor,
        what="image",
        subject=f"entry:{entry.pk}",
        unit=entry.book.unit.code,
        duty=queries.is_in_hand(request.user, entry),
    )
    return responses.show(entry.image)
