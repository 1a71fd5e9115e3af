"""A request as views see it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from hotich.people.models import User


class Request(HttpRequest):
    """A request of somebody signed in: SignInFirst lets no other one reach a view."""

    user: User
    htmx: HtmxDetails
