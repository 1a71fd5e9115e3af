"""What comes before any work: a password of one's own, the pledge, perhaps a second factor."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from hotich.people import queries, secondfactor
from hotich.people.errors import FirstChangePassword, FirstPledge, FirstSecondFactor
from hotich.people.models import User
from hotich.rules.errors import Refused
from hotich.web.middleware import Next, refusal, wants_json

ALWAYS = frozenset(("account_logout", "account_inactive", "set_language", "set_theme"))
FACTOR_PAGES = frozenset(
    (
        *("my_account", "mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "password"),
        *("mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_list_webauthn"),
        *("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
    )
)


class FirstThingsFirst:
    """Sends a signed-in person to the first thing they have not done; programs get a sentence."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Let the page be, or answer with what comes first."""
        user = request.user
        page = request.resolver_match.view_name if request.resolver_match else ""
        if not isinstance(user, User) or page in ALWAYS:
            return None
        first = first_thing(user, page)
        if first is None:
            return None
        where, why = first
        if page == where:
            return None
        if request.method != "GET" or request.headers.get("HX-Request") or wants_json(request):
            return refusal(request, why, where=reverse(where))
        return redirect(where)


def first_thing(user: User, page: str) -> tuple[str, Refused] | None:
    """Return the page that a person must see first and the refusal of any other, if there is one.

    One query each time, two where the roles may ask for a second factor.
    """
    if user.must_change_password:
        return "password", FirstChangePassword()
    if not queries.has_pledged(user):
        return "pledge", FirstPledge()
    if page not in FACTOR_PAGES and secondfactor.is_missing(user):
        return "mfa_index", FirstSecondFactor()
    return None
