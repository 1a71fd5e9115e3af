"""Packages and deliveries: what is ready to go, what went, what the ministry answered."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hotich.books import queries as books
from hotich.delivery import actions, queries
from hotich.files import responses
from hotich.ledger.actions import note_reading
from hotich.people import access
from hotich.people.errors import NotAllowed, NotThere
from hotich.people.request import Request


@require_GET
def deliveries(request: Request) -> HttpResponse:
    """List the books that have a package or were refused one, each with where its entries are."""
    if not access.may_anywhere(request.user, "see_deliveries"):
        raise NotAllowed
    page = Paginator(queries.packed(request.user), 50).get_page(request.GET.get("page"))
    packages, places = queries.newest_packages(page), queries.places_of(page)
    rows = [(book, packages.get(book.pk), places[book.pk]) for book in page]
    return render(request, "delivery/deliveries.html", {"page": page, "rows": rows})


@require_GET
def delivery(request: Request, book_id: int) -> HttpResponse:
    """Show a book's packages and each of its deliveries with the last answer."""
    book = books.get(request.user, book_id, "see_deliveries")
    places = queries.places(book)
    context = {
        "book": book,
        "packages": [(p, queries.warnings_of(p)) for p in queries.packages_of(book)],
        "refusal": queries.refusal(book),
        "places": places,
        "moving": "waiting" in places or "unknown" in places or queries.is_going(book),
        "rows": queries.rows_of(book),
        "may_deliver": access.may(request.user, "deliver", book.unit),
    }
    part = "delivery/_rows.html" if request.htmx else "delivery/book.html"
    return render(request, part, context)


@require_POST
def deliver(request: Request, package_id: int) -> HttpResponse:
    """Release a package for sending."""
    package = queries.package(request.user, package_id)
    actions.deliver_package(by=request.user, package=package)
    messages.success(request, _("Đang gửi. Trang này tự cập nhật từng câu trả lời của Bộ."))
    return redirect("delivery", package.book_id)


@require_POST
def release(request: Request, delivery_id: int) -> HttpResponse:
    """Let a held delivery be tried again."""
    row = queries.row(request.user, delivery_id)
    actions.release_held(by=request.user, delivery=row)
    return redirect("delivery", row.book_id)


@require_GET
def download(request: Request, package_id: int, part: str) -> HttpResponseBase:
    """Send one file of a package; whoever takes it is logged."""
    package = queries.package(request.user, package_id)
    files = {
        "xlsx": (package.xlsx, package.xlsx_name),
        "zip": (package.zip, package.zip_name),
        "manifest": (package.manifest, package.manifest_name),
    }
    if part not in files:
        raise NotThere
    file, name = files[part]
    note_reading(
        actor=request.user.actor,
        what="file",
        subject=f"book:{package.book_id}:{part}",
        unit=package.book.unit.code,
    )
    return responses.download(file, name)
