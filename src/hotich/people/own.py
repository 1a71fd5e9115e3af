"""Pages of one's own account: roles, pledge, password, second factor, sign-ins."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET

from hotich.people import actions, forms, pledge, queries, secondfactor
from hotich.people.errors import NotThere
from hotich.people.request import Request
from hotich.people.views import count_try
from hotich.rules.errors import Refused

SIGN_INS = 10


@require_GET
def my_account(request: Request) -> HttpResponse:
    """Show one's own account."""
    user = request.user
    context = {
        "roles": queries.roles_of(user),
        "pledge": user.pledges.order_by("-accepted_at").first(),
        "sign_ins": user.sign_ins.order_by("-at")[:SIGN_INS],
        "factors_on": secondfactor.is_on(),
        "factors": secondfactor.kinds(user),
    }
    return render(request, "people/account.html", context)


@sensitive_post_parameters()
def password(request: Request) -> HttpResponse:
    """Change one's own password; after a first password, the only page there is."""
    first = request.user.must_change_password
    form = forms.PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        count_try(request, "change_password")
        data = form.cleaned_data
        try:
            account = actions.change_password(user=request.user, old=data["old"], new=data["new"])
        except Refused as why:
            field = "old" if why.code == "people.wrong_password" else "new"
            form.add_error(field, why.text(get_language() or "vi"))
        else:
            update_session_auth_hash(request, account)
            messages.success(request, _("Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc."))
            return redirect("home" if first else "my_account")
    status = 400 if form.errors else 200
    return render(request, "people/password.html", {"form": form, "first": first}, status=status)


def pledge_page(request: Request) -> HttpResponse:
    """Show the pledge of secrecy, or accept it."""
    if request.method == "POST":
        actions.accept_pledge(user=request.user, version=request.POST.get("version", ""))
        return redirect("home")
    accepted = request.user.pledges.filter(version=pledge.CURRENT.version).first()
    context = {
        "text": pledge.CURRENT,
        "paragraphs": pledge.CURRENT.paragraphs(get_language() or "vi"),
        "binding": pledge.CURRENT.vi,
        "accepted": accepted,
    }
    return render(request, "people/pledge.html", context)


def own_key(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Open the library's page of a passkey for its owner only; for others it is not there."""

    def page(request: HttpRequest, key_id: int, **kwargs: Any) -> HttpResponseBase:
        if not Authenticator.objects.filter(pk=key_id, user=request.user.pk).exists():
            raise NotThere
        return view(request, pk=key_id, **kwargs)

    return page
