"""Mend and reset accounts, lock and unlock them."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hotich.people import access, queries, rows, slips
from hotich.people.actions.line import _locked, _note, _refuse
from hotich.people.models import Force, User


def edit_person(*, by: User, user: User, full_name: str, force: str) -> None:
    """Correct a person's name and force."""
    access.require_person(by, user)
    row = rows.read({"full_name": full_name, "force": force}, 1, timezone.localdate())
    _refuse(row, "name", "letters", "force")
    with transaction.atomic():
        account = _locked(user)
        if (account.full_name, account.force) == (row.full_name, row.force):
            return
        account.full_name, account.force = row.full_name, row.force or Force.OTHER
        account.remember_keys()
        account.save(update_fields=["full_name", "force", "search", "sort"])
        _note(by, "edit_person", user, force=row.force)


def reset_password(*, user: User, by: User | None = None) -> slips.Slip:
    """Give a new first password and end every session of the person. Raises NotYourPerson."""
    if by:
        access.require_person(by, user)
    password = slips.new_password()
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(
            password=slips.hashed(password),
            must_change_password=True,
            session_round=F("session_round") + 1,
        )
        _note(by, "reset_password", user)
    unit = queries.home_unit(user)
    return slips.Slip(user.username, user.full_name, unit.name if unit else "", password)


def lock_account(*, by: User, user: User) -> None:
    """Close an account and end its sessions; batches come back when their time is over."""
    access.require_person(by, user)
    _switch(by, user, active=False)


def unlock_account(*, by: User, user: User) -> None:
    """Open a locked account again; its password is as before."""
    access.require_person(by, user)
    _switch(by, user, active=True)


def _switch(by: User, user: User, *, active: bool) -> None:
    with transaction.atomic():
        changed = User.objects.filter(pk=user.pk, is_active=not active).update(
            is_active=active, session_round=F("session_round") + 1
        )
        if changed:
            _note(by, "unlock_account" if active else "lock_account", user)


def remove_second_factors(*, user: User, by: User | None = None) -> None:
    """Take away every second factor of a person who lost theirs, and end their sessions."""
    if by:
        access.require_person(by, user)
    with transaction.atomic():
        removed, _ = Authenticator.objects.filter(user=user).delete()
        if removed:
            User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
            _note(by, "remove_second_factors", user, removed=removed)


# One's own account
