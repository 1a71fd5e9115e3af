"""The shelf: the list of books, and the form that adds one."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from hotich.books import actions, queries
from hotich.books.forms import BookForm
from hotich.people import access
from hotich.people.errors import NotAllowed
from hotich.people.request import Request
from hotich.rules.errors import Refused


def books(request: Request) -> HttpResponse:
    """List the books the person may see."""
    if not access.may_anywhere(request.user, "see_books"):
        raise NotAllowed
    page = Paginator(queries.visible(request.user), 50).get_page(request.GET.get("page"))
    can_add = access.may_anywhere(request.user, "register_book")
    return render(request, "books/books.html", {"page": page, "can_add": can_add})


def new_book(request: Request) -> HttpResponse:
    """Show the form of a new book, or add it."""
    if not access.may_anywhere(request.user, "register_book"):
        raise NotAllowed
    form = BookForm(request.user, get_language() or "vi", request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        closing = (data["year"], data.pop("first_number"), data.pop("total"))
        try:
            book = actions.register_book(by=request.user, closings=[closing], **data)
        except Refused as why:
            form.add_error(None, why.text(get_language() or "vi"))
        else:
            return redirect("scans", book.pk)
    return render(request, "books/new.html", {"form": form}, status=400 if form.errors else 200)
