"""Second factors by settings: who may have one, who must, and the line in the ledger of a change.

The pages are django-allauth's views (authenticator app, passkeys, recovery codes) with templates of
our own; here is what the house adds to them.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from hotich.people import actions
from hotich.people.errors import PasskeyNeedsTls, SecondFactorOff
from hotich.people.models import User
from hotich.people.queries import holds_any

View = Callable[..., HttpResponseBase]

REQUIRED_OF = ("head", "department", "administrator", "auditor")


def is_on() -> bool:
    """Tell whether this server knows second factors at all."""
    return bool(settings.HOTICH_MFA != "off")


def is_missing(user: User) -> bool:
    """Tell whether the person must have a second factor and has none."""
    if settings.HOTICH_MFA not in ("required", "required-for-heads"):
        return False
    if settings.HOTICH_MFA == "required-for-heads" and not holds_any(user, REQUIRED_OF):
        return False
    return not kinds(user)


def kinds(user: User) -> list[str]:
    """Return the kinds of second factor a person has; recovery codes alone are none."""
    found = Authenticator.objects.filter(user=user).exclude(type="recovery_codes")
    return sorted(found.values_list("type", flat=True))


def passkeys_work(request: HttpRequest) -> bool:
    """Tell whether a browser will make passkeys for this address: https, or localhost itself."""
    name = request.get_host().partition(":")[0]
    return request.is_secure() or name == "localhost" or name.endswith(".localhost")


def only_if_on(view: View) -> View:
    """Refuse the page where second factors are off."""

    @wraps(view)
    def open_page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_on():
            raise SecondFactorOff
        return view(request, *args, **kwargs)

    return open_page


def with_passkeys(view: View) -> View:
    """Refuse the page where the browser would."""

    @wraps(view)
    def open_page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not passkeys_work(request):
            raise PasskeyNeedsTls
        return view(request, *args, **kwargs)

    return open_page


def with_line(view: View) -> View:
    """Run a view of the library that changes second factors as one act: its change and its line."""

    @wraps(view)
    def act(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or not isinstance(request.user, User):
            return view(request, *args, **kwargs)
        with transaction.atomic():
            before = _owned(request.user)
            response = view(request, *args, **kwargs)
            after = _owned(request.user)
            if before != after:
                said = [sorted({kind for kind, _ in owned}) for owned in (before, after)]
                actions.note_second_factors(user=request.user, before=said[0], after=said[1])
        if isinstance(response, TemplateResponse) and not response.is_rendered:
            response.render()
        return response

    return act


def _owned(user: User) -> set[tuple[str, int]]:
    return set(Authenticator.objects.filter(user=user).values_list("type", "pk"))
