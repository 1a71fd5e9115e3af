"""The shelf: the list of books, the form that adds one, and the printed form a book follows."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hotich.books import actions, queries
from hotich.books.forms import BookForm, SoughtForm, layout_words, unit_words
from hotich.people import access
from hotich.people.errors import NotAllowed
from hotich.people.request import Request
from hotich.rules import registers
from hotich.rules.errors import Refused
from hotich.web import sorting

COLUMNS = {
    "book": ("-year", "kind", "number", "pk"),
    "kind": ("kind", "-year", "number", "pk"),
    "pages": ("pages", "pk"),
    "expected": ("expected", "pk"),
}


@require_GET
def books(request: Request) -> HttpResponse:
    """List the books the person may see."""
    if not access.may_anywhere(request.user, "see_books"):
        raise NotAllowed
    form = SoughtForm(request.user, request.GET)
    sought = form.sought()
    found = queries.find(request.user, sought).order_by(*sorting.order(request, COLUMNS, "book"))
    language = get_language() or "vi"
    context = {
        "page": Paginator(found, 50).get_page(request.GET.get("page")),
        "can_add": access.may_anywhere(request.user, "register_book"),
        "sought": sought,
        "filtered": sought != queries.Sought(),
        "units": [(unit.pk, unit_words(unit)) for unit in form.units],
        "kinds": [(code, registers.load(code).name(language)) for code in registers.KINDS],
        "states": [("open", _("chưa quét xong")), ("scanned", _("đã quét xong"))],
        "some_ended": any(unit.valid_to for unit in form.units),
    }
    return render(request, "books/books.html", context)


def new_book(request: Request) -> HttpResponse:
    """Show the form of a new book, or add it.

    With ``refresh`` or ``more`` the form is only shown again: with what follows from the unit, kind
    and year chosen, or with one more row for a closing.
    """
    if not access.may_anywhere(request.user, "register_book"):
        raise NotAllowed
    language = get_language() or "vi"
    asked = request.POST if request.method == "POST" else None
    checked = asked is not None and not (asked.get("refresh") or asked.get("more"))
    form = BookForm(request.user, language, asked, checked=checked)
    if checked and form.is_valid():
        data = form.cleaned_data
        try:
            book = actions.register_book(by=request.user, closings=form.closing_totals(), **data)
        except Refused as why:
            form.add_error(None, why.text(language))
        else:
            return redirect("scans", book.pk)
    wrong = checked and form.has_errors()
    return render(request, "books/new.html", {"form": form}, status=400 if wrong else 200)


def layout(request: Request, book_id: int) -> HttpResponse:
    """Show the printed forms that a book may follow, or choose one of them."""
    book = queries.get(request.user, book_id, "register_book")
    if request.method == "POST":
        actions.change_layout(by=request.user, book=book, layout=request.POST.get("layout", ""))
        return redirect("scans", book.pk)
    choices = [(name, layout_words(name)) for name in queries.layouts_for(book.kind, book.year)]
    return render(request, "books/layout.html", {"book": book, "choices": choices})
