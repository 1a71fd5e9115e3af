"""The scans of a book: what came in, what was read from it, and taking in more."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.db import connection
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from hotich.books import actions as book_actions
from hotich.books import queries as books
from hotich.books.models import Book
from hotich.files import responses
from hotich.files.errors import TooLarge
from hotich.ledger.actions import note_reading
from hotich.people import access
from hotich.people.request import Request
from hotich.rules.errors import Refused
from hotich.scans import actions, problems, queries
from hotich.scans.errors import NothingScanned
from hotich.scans.intake import StoredUpload, StoringHandler


@require_GET
def scans(request: Request, book_id: int) -> HttpResponse:
    """Show a book's files and pages; htmx asks again while a file is being read."""
    book = books.get(request.user, book_id)
    files = list(queries.files_of(book))
    language = get_language() or "vi"
    context = {
        "book": book,
        "closings": book.closings.order_by("year"),
        "files": [(f, problems.sentence(f, language)) for f in files],
        "reading": any(f.state == "received" for f in files),
        "pages": queries.pages_of(book) if access.may(request.user, "add_scans", book.unit) else [],
        "entries": book.entries.count(),
        "can_add": access.may(request.user, "add_scans", book.unit),
        "limit_mb": settings.HOTICH_UPLOAD_LIMIT // 2**20,
    }
    part = "scans/_state.html" if request.htmx else "scans/scans.html"
    return render(request, part, context)


# The body is read only after sign-in, access and size are checked: the CSRF check would read it
# first, so it runs inside.
@csrf_exempt
@require_POST
def add(request: Request, book_id: int) -> HttpResponseBase:
    """Check who sends how much before the first byte of a file is read."""
    book = books.get(request.user, book_id, "add_scans")
    actions.check_layout(book)
    if int(request.headers.get("Content-Length") or 0) > settings.HOTICH_UPLOAD_LIMIT + 2**20:
        raise TooLarge(limit_mb=settings.HOTICH_UPLOAD_LIMIT // 2**20)
    connection.close()  # none is held while a slow link sends
    request.upload_handlers = [StoringHandler(request)]
    return _add(request, book.pk)


@csrf_protect
def _add(request: Request, book_id: int) -> HttpResponse:
    book = books.get(request.user, book_id, "add_scans")
    language = get_language() or "vi"
    uploads = cast("list[StoredUpload]", request.FILES.getlist("files"))
    if not uploads:
        messages.error(request, _("Chưa chọn tệp nào. Chọn tệp PDF, JPEG hoặc PNG rồi gửi."))
    for upload in uploads:
        try:
            new = _take(request, book, upload)
        except Refused as why:
            messages.error(request, f"{upload.name}: {why.text(language)}")
        else:
            if new:
                messages.success(request, _("Đã nhận %(name)s.") % {"name": upload.name})
            else:
                text = _("%(name)s đã có trong sổ này từ trước nên không thêm lần nữa.")
                messages.info(request, text % {"name": upload.name})
    return redirect("scans", book.pk)


def _take(request: Request, book: Book, upload: StoredUpload) -> bool:
    if upload.refused or upload.kept is None:
        raise upload.refused or problems.NotReceived
    return actions.add_scan(by=request.user, book=book, kept=upload.kept, name=upload.name)[1]


@require_POST
def scanning(request: Request, book_id: int) -> HttpResponse:
    """Declare scanning complete, or take that back."""
    book = books.get(request.user, book_id, "add_scans")
    if request.POST.get("open"):
        book_actions.reopen_scanning(by=request.user, book=book)
    elif not queries.pages_of(book).exists():
        raise NothingScanned
    else:
        book_actions.close_scanning(by=request.user, book=book)
    return redirect("scans", book.pk)


@require_GET
def page_image(request: Request, page_id: int, size: str) -> HttpResponseBase:
    """Send a page's picture, small or large."""
    page = queries.page(request.user, page_id)
    if size == "view":
        note_reading(
            actor=request.user.actor,
            what="page",
            subject=f"page:{page.pk}",
            unit=page.book.unit.code,
        )
    return responses.show(page.view if size == "view" else page.thumb)
