"""The two choices of display that a person can make on any page, and the page of a failure."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from hotich.web.context import THEME_COOKIE, THEMES

_YEAR = 365 * 24 * 3600


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember light or dark in this browser (anything else: follow the machine), then go back."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = "/"
    response = HttpResponseRedirect(back)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(THEME_COOKIE, theme, max_age=_YEAR, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


def failed(request: HttpRequest) -> HttpResponse:
    """Answer a request that failed: 503 and "again in a moment" while the database is away."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = 503 if away else 500
    # Without the request: what the page would look up of it may be what has failed.
    response = HttpResponse(loader.get_template(f"{status}.html").render(), status=status)
    if away:
        response.headers["Retry-After"] = "5"
    return response
