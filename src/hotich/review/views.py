"""The checker's and the head's pages: review a book and its entries, approve it."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
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
from hotich.records.models import Record, Version
from hotich.records.queries import current_versions
from hotich.review import actions, differences, queries, verifying
from hotich.review.desk import flags, posted_number
from hotich.review.models import MissingReason
from hotich.rules import layouts
from hotich.rules.registers import Field, load
from hotich.scans import queries as scans
from hotich.scans.models import Entry


@require_GET
def reviews(request: Request) -> HttpResponse:
    """List the books this person may review, each with what is still to come before the review.

    The checks run when a book is opened: over a whole list they would take seconds.
    """
    if not access.may_anywhere(request.user, "review"):
        raise NotAllowed
    sought = request.GET.get("q", "")
    found = queries.reviewable(request.user, sought)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    there = queries.progress_of(page)
    rows = [
        (book, list(queries.open_states(book, there[book.pk])), there[book.pk].approved)
        for book in page
    ]
    context = {
        "rows": rows,
        "page": page,
        "sought": sought,
        "raised": differences.raised(request.user).count(),
        "aside": differences.set_aside(request.user).count(),
    }
    return render(request, "review/reviews.html", context)


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
        "checked": verifying.checked(book, versions),
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
    layout = layouts.load(entry.layout) if entry.layout in layouts.LAYOUTS else None
    box = layout.entries[entry.box] if layout else None
    found = queries.judged(version, queries.book_facts(entry.book), queries.accepted_in(entry.book))
    context = {
        "entry": entry,
        "version": version,
        "box": box,
        "wide": box is not None and box.w > 3 * box.h,  # a row of a ledger: beside, too small
        "fields": _lines(version, layout, found),
        "found": found,
        "versions": version.record.versions.select_related("by").order_by("-n"),
        "flags": flags(),
        "language": get_language() or "vi",
        "may_approve": access.may(request.user, "approve", entry.book.unit),
        "confirmed": verifying.last_of(version),
        "chosen": request.GET.get("field", ""),
    }
    return render(request, "review/entry.html", context)


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a record as it is reviewed; ``doubt``: worth a second look."""

    field: Field
    value: str
    flag: str
    source: str
    zone: layouts.Box | None
    doubt: bool


def _lines(
    version: Version, layout: layouts.Layout | None, found: list[queries.Judged]
) -> list[Line]:
    """Return the fields of a record in writing order, then those that stand on no form."""
    kind = load(version.record.book.kind)
    on_form = layout.fields() if layout else []
    extra = [f.name for f in kind.fields if f.name in version.values and f.name not in on_form]
    asked = {name for judged in found if judged.open for name in judged.finding.fields}
    lines = []
    for name in (*on_form, *extra):
        value, flag = version.values.get(name, ""), version.flags.get(name, "")
        source = version.sources.get(name, "")
        sure = source in ("both", "book") or not (value or flag)
        zone = layout.zone(name).box if layout and name in on_form else None
        doubt = name in asked or bool(flag) or not sure
        lines.append(Line(kind.field(name), value, flag, source, zone, doubt))
    return lines


@require_POST
def verify(request: Request, entry_id: int) -> HttpResponse:
    """Confirm a whole entry against its image, and go to the next one of the book."""
    entry = scans.entry(request.user, entry_id, "review")
    version = posted_number(request.POST.get("version", ""))
    actions.verify_entry(by=request.user, entry=entry, version=version)
    following = verifying.next_entry(entry.book, entry.position)
    if following:
        return redirect("review_entry", following.pk)
    messages.success(request, _("Đã kiểm theo ảnh mọi trường hợp đang rà soát của quyển."))
    return redirect("review_book", entry.book_id)


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
    entry = scans.entry(request.user, posted_number(entry_id), "review") if entry_id else None
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
        year=posted_number(year),
        number=posted_number(number),
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
        by=request.user, book=book, year=posted_number(year), number=posted_number(number)
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
    if entry is None or entry.image is None or not differences.may_see_image(request.user, entry):
        raise NotThere
    note_reading(
        actor=request.user.actor,
        what="image",
        subject=f"entry:{entry.pk}",
        unit=entry.book.unit.code,
        duty=differences.holds(request.user, entry),
    )
    return responses.show(entry.image)
