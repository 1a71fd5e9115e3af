"""What happens to every request: its language, its log line, its security headers, its refusals."""

import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from hotich.rules.errors import Refused

Next = Callable[[HttpRequest], HttpResponseBase]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": with it browsers send "Origin: null" and every form fails the CSRF check.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}

_log = structlog.get_logger("hotich.request")


class NotYours(Refused):
    """A page or an act that this person's roles do not include."""

    code = "web.not_yours"
    status = 403
    vi = "Tài khoản này không có quyền làm việc đó. Hãy nhờ người phụ trách đơn vị cấp quyền."
    en = "This account may not do that. Ask the head of your unit for the right."


class LetGo:
    """Gives the database connection back before a file is streamed: over a slow line that may take
    minutes, and many lines at once would hold every connection there is.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.streaming and not connection.in_atomic_block:  # a test's own transaction
            connection.close()
        return response


class ContentSecurityPolicy:
    """Sends the strict policy with every answer; a view may set a stricter one of its own."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class ChosenLanguage:
    """Speaks the language that the person chose (cookie), Vietnamese until then.

    Takes the place of Django's LocaleMiddleware, which would follow the browser's languages: most
    office machines have an English browser in front of a Vietnamese reader.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = {code for code, _ in settings.LANGUAGES}
        with translation.override(chosen if chosen in known else settings.LANGUAGE_CODE):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "vi")
        return response


class SignedOut(Refused):
    """A request from a page whose person is no longer signed in."""

    code = "signed_out"
    status = 401
    vi = "Phiên đăng nhập đã hết. Đăng nhập lại ở một thẻ khác rồi lưu tiếp: trang này giữ nguyên."
    en = "You are signed out. Sign in again in another tab, then go on: this page stays as it is."


class SignInFirst(LoginRequiredMiddleware):
    """Sends visitors to the sign-in page; a page that is being worked on only gets a sentence."""

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if request.headers.get("HX-Request") or wants_json(request):
            return refusal(request, SignedOut())
        return super().handle_no_permission(request, view_func)


class RequestLog:
    """Writes one line per request: route, method, status, milliseconds; never what was asked for.

    The route is the pattern ("books/<int:pk>/"), because paths and queries may point to a person.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.monotonic()
        response = self.get_response(request)
        match = request.resolver_match
        _log.info(
            "request",
            method=request.method,
            route=match.route if match else None,
            status=response.status_code,
            ms=round((time.monotonic() - started) * 1000),
        )
        return response


class RefusedToPage:
    """Answers a refusal with its sentence: as a page, as JSON, or as a message for htmx."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn ``Refused`` and ``PermissionDenied`` into answers; leave other errors alone."""
        if isinstance(error, PermissionDenied):
            error = NotYours()
        return refusal(request, error) if isinstance(error, Refused) else None


def refusal(request: HttpRequest, error: Refused, where: str = "") -> HttpResponse:
    """Return the answer that says a refusal, in the form that the caller can use.

    ``where`` is the address at which the person can do what is missing.
    """
    sentence = error.text(translation.get_language() or "vi")
    if wants_json(request):
        body = {"code": error.code, "text": sentence}
        body |= {"vi": error.text("vi"), "en": error.text("en")}
        body |= {"where": where} if where else {}
        return JsonResponse(body, status=error.status, json_dumps_params={"ensure_ascii": False})
    if request.headers.get("HX-Request"):
        return render(
            request,
            "web/said.html",
            {"kind": "bad", "text": sentence},
            status=error.status,
        )
    return render(
        request,
        "web/refused.html",
        {"sentence": sentence, "code": error.code, "back": way_back(request)},
        status=error.status,
    )


def wants_json(request: HttpRequest) -> bool:
    """Tell whether the caller is a program: it asked for JSON, or called an API."""
    return "application/json" in request.headers.get("Accept", "") or "/api/" in request.path


def way_back(request: HttpRequest) -> str:
    """Return the page the person came from if it is ours, else the front page."""
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return came_from if ours and came_from != request.build_absolute_uri() else "/"
