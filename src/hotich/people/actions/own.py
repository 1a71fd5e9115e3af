"""What a person does themselves: password, pledge, signing in, other ways to sign in."""

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from hotich.people import passwords, pledge
from hotich.people.actions.line import _locked, _note
from hotich.people.errors import (
    LinkRefused,
    OldPledge,
    WrongPassword,
)
from hotich.people.models import Pledge, SignIn, User


def change_password(*, user: User, old: str, new: str) -> User:
    """Set a new password of one's own; every other session ends. Raises WrongPassword,
    WeakPassword.
    """
    with transaction.atomic():
        account = _locked(user)  # first: a reset meanwhile has made the old password worthless
        if not account.check_password(old):
            raise WrongPassword
        passwords.require_strong(new, account, old)
        account.set_password(new)
        account.must_change_password = False
        account.session_round += 1
        account.save(update_fields=["password", "must_change_password", "session_round"])
        _note(user, "change_password", user)
    return account


def accept_pledge(*, user: User, version: str = pledge.CURRENT.version) -> Pledge:
    """Accept the pledge of secrecy as it stands now; again changes nothing. Raises OldPledge."""
    if version != pledge.CURRENT.version:
        raise OldPledge
    with transaction.atomic():
        accepted, made = Pledge.objects.get_or_create(user=user, version=version)
        if made:
            _note(user, "accept_pledge", user, version=version)
    return accepted


def note_sign_in(*, user: User, how: str) -> None:
    """Note that a person signed in: ``how`` is password, totp, webauthn, recovery_codes, oidc."""
    with transaction.atomic():
        SignIn.objects.create(user=user, how=how[:40])
        _note(user, "sign_in", user, how=how[:40])


def note_second_factors(*, user: User, before: list[str], after: list[str]) -> None:
    """Note which kinds of second factor a person now has; part of the act that changed them."""
    with transaction.atomic():
        _note(user, "set_second_factors", user, before=before, after=after)


def link_oidc(*, user: User, request: HttpRequest, sociallogin: Any) -> None:
    """Remember that a person of another sign-in (OIDC) is this account; the library writes it.

    Raises LinkRefused: a locked account, or one that is somebody else's there.
    """
    there = sociallogin.account
    with transaction.atomic():
        account = _locked(user)
        sociallogin.lookup()
        if sociallogin.is_existing:  # linked by another request of theirs at the same moment
            return
        linked = SocialAccount.objects.filter(user=account, provider=there.provider)
        if not account.is_active or linked.exists():
            raise LinkRefused(provider=settings.HOTICH_OIDC_NAME)
        sociallogin.connect(request, account)
        _note(account, "link_oidc", account)
