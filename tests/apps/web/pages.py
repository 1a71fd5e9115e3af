"""A few views that fail, each in its own way: the addresses of these tests."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from hotich.rules.errors import Refused


class BookTaken(Refused):
    code = "books.taken"
    status = 409
    vi = "Quyển {book} đã có. Hãy mở quyển ấy ra."
    en = "Book {book} is there already. Open that book."


def front(request: HttpRequest) -> HttpResponse:
    return render(request, "web/base.html")


def taken(request: HttpRequest) -> HttpResponse:
    raise BookTaken(book="01/<1998>")


def denied(request: HttpRequest, pk: int) -> HttpResponse:
    raise PermissionDenied


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


urlpatterns = [
    path("", front),
    path("taken/", taken),
    path("denied/<int:pk>/", denied),
    path("broken/", broken),
    path("", include("hotich.web.urls")),
]
