"""Open accounts, give and end roles, move people, reset and lock; what a person does themselves.

Acts on others take ``by``; without it the system acts (the command line, the demo, tests). Acts
named with ``user`` alone are a person's own.
"""

import datetime
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from hotich.ledger import actions as ledger
from hotich.people import access, passwords, pledge, queries, rows, slips
from hotich.people.errors import (
    DaysWrong,
    LinkRefused,
    NoFile,
    NothingToMove,
    NotYourPerson,
    OldPledge,
    RoleOver,
    RowWrong,
    UsernameTaken,
    WrongPassword,
)
from hotich.people.models import AccountsFile, Force, Pledge, Role, RoleName, SignIn, User
from hotich.rules import names
from hotich.units.models import Unit

DAY = datetime.timedelta(days=1)
OPENING_LOCK = 0x70656F70  # one opening of accounts at a time: made names stay unique


def _actor(by: User | None) -> str:
    return by.actor if by else "system"


def _note(by: User | None, verb: str, user: User, unit: str = "", **detail: Any) -> None:
    subject = f"user:{user.pk}"
    ledger.record(actor=_actor(by), verb=verb, subject=subject, unit=unit, detail=detail)


def _locked(user: User) -> User:
    """Take the account's row for the rest of the transaction and return it as it is now."""
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _refuse(row: rows.Row, *problems: str) -> None:
    """Raise RowWrong with the sentence of the first of these problems that the row has."""
    for problem in (p for p in row.problems if p in problems):
        raise RowWrong(vi=rows.sentence(problem, "vi"), en=rows.sentence(problem, "en"))


# Opening


def open_account(
    *,
    username: str,
    full_name: str,
    password: str,
    by: User | None = None,
    force: str = Force.OTHER,
) -> User:
    """Return the account with this name, opening it if there is none; sets the password then."""
    if by:
        access.require_anywhere(by, "manage_people")
    found = User.objects.filter(username=username).first()
    if found:
        return found
    try:
        with transaction.atomic():
            user = User.objects.create_user(username, password, full_name=full_name, force=force)
            _note(by, "open_account", user)
    except IntegrityError:  # somebody else opened it at the same moment
        return User.objects.get(username=username)
    return user


def open_person(
    *,
    full_name: str,
    unit: Unit,
    name: str,
    username: str = "",
    force: str = "",
    valid_from: datetime.date | None = None,
    valid_to: datetime.date | None = None,
    by: User | None = None,
) -> slips.Slip:
    """Open an account with its first role and a first password.

    Somebody of the same name in the unit needs a sign-in name of their own: else a second click
    would open a second account. Raises RowWrong, UsernameTaken, DaysWrong, RoleAbove.
    """
    if by:
        access.require(by, "manage_people", unit)
        access.require_gift(by, name, unit)
    username = names.nfc(username).lower()
    first = valid_from or timezone.localdate()
    if valid_to and valid_to < max(first, timezone.localdate()):
        raise DaysWrong
    row = rows.read({"full_name": full_name, "username": username}, 1, first)
    _refuse(row, "name", "letters", "username")
    with transaction.atomic():
        _one_opening()
        if not username and queries.has_namesake(row.full_name, unit):
            _refuse(replace(row, problems=("namesake",)), "namesake")
        taken = set(User.objects.values_list("username", flat=True))
        if username in taken:
            raise UsernameTaken
        username = username or rows.made_username(row.full_name, unit.code, taken)
        (slip,) = _open([(username, row.full_name, force, unit, name, first, valid_to)], by)
    return slip


def read_accounts_file(*, by: User, name: str, found: list[rows.Row]) -> AccountsFile:
    """Keep the rows of an uploaded file until they are confirmed; the person's last file goes."""
    access.require_anywhere(by, "manage_people")
    with transaction.atomic():
        stored = [row.as_json() for row in found]
        file, _ = AccountsFile.objects.update_or_create(
            by=by, defaults={"name": name[:120], "rows": stored, "read_at": timezone.now()}
        )
        _note(by, "read_accounts_file", by, rows=len(stored))
    return file


def open_accounts(*, by: User) -> tuple[list[slips.Slip], dict[str, int]]:
    """Do what the waiting file says: open accounts, give roles; all of it or nothing.

    Returns a slip for each account opened, and how many rows had which outcome. Wrong rows are
    left out. The rows are judged anew: another head may have opened the same accounts meanwhile.
    Raises NoFile.
    """
    access.require_anywhere(by, "manage_people")
    with transaction.atomic():
        _one_opening()
        file = AccountsFile.objects.select_for_update().filter(by=by).first()
        if file is None:
            raise NoFile
        done = _do_rows(queries.plan_of(by, file), by)
        file.delete()
    return done


def import_accounts(
    *, found: list[rows.Row], by: User | None = None
) -> tuple[list[slips.Slip], dict[str, int]]:
    """Do what rows say at once: for the command line, which has printed the report before."""
    if by:
        access.require_anywhere(by, "manage_people")
    with transaction.atomic():
        _one_opening()
        return _do_rows(queries.plan(by, found), by)


def _one_opening() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [OPENING_LOCK])


def _do_rows(
    planned: list[queries.Planned], by: User | None
) -> tuple[list[slips.Slip], dict[str, int]]:
    made = _carry_out(planned, by)
    counts = {o: sum(p.outcome == o for p in planned) for o in queries.OUTCOMES}
    ledger.record(
        actor=_actor(by), verb="open_accounts", subject="people:file", detail=dict(counts)
    )
    return made, counts


def _carry_out(planned: Iterable[queries.Planned], by: User | None) -> list[slips.Slip]:
    """Open the accounts that rows open, then give the other roles; a person may have several."""
    today = timezone.localdate()
    opening: dict[str, tuple[Any, ...]] = {}
    giving: list[queries.Planned] = []
    for one in planned:
        row = one.row
        if one.outcome == "open" and one.username not in opening:
            days = (row.day("valid_from") or today, row.day("valid_to"))
            who = (one.username, row.full_name, row.force)
            opening[one.username] = (*who, one.unit, row.role, *days)
        elif one.outcome in ("open", "change"):
            giving.append(one)
    made = _open(list(opening.values()), by)
    for one in giving:
        row, unit = one.row, one.unit
        user = _locked(one.user or User.objects.get(username=one.username))
        assert unit
        if row.force and row.force != user.force:
            User.objects.filter(pk=user.pk).update(force=row.force)
            _note(by, "edit_person", user, force=row.force)
        _give(user, unit, row.role, row.day("valid_from") or today, row.day("valid_to"), by)
    return made


def _open(wanted: list[tuple[Any, ...]], by: User | None) -> list[slips.Slip]:
    """Open accounts with first passwords: (username, full name, force, unit, role, from, to)."""
    made, users = [], []
    for username, full_name, force, unit, *_role in wanted:
        password = slips.new_password()
        user = User(username=username, full_name=full_name, force=force or Force.OTHER,
                    password=slips.hashed(password), must_change_password=True)  # fmt: skip
        user.remember_keys()
        users.append(user)
        made.append(slips.Slip(username, full_name, unit.name, password))
    User.objects.bulk_create(users)
    Role.objects.bulk_create(
        Role(user=user, unit=unit, name=name, valid_from=first, valid_to=last)
        for user, (_, _, _, unit, name, first, last) in zip(users, wanted, strict=True)
    )
    for user, (_, _, _, unit, name, _, _) in zip(users, wanted, strict=True):
        _note(by, "open_account", user, unit.code, role=str(name))
    return made


# Roles


def give_role(
    *,
    user: User,
    unit: Unit,
    name: RoleName | str,
    by: User | None = None,
    valid_from: datetime.date | None = None,
    valid_to: datetime.date | None = None,
) -> Role:
    """Let a person act in a unit, from today and for good unless days are given.

    Giving what they hold changes nothing; periods that still run and touch become one. Raises
    NotYourPerson, RoleAbove, DaysWrong.
    """
    if by:
        access.require(by, "manage_people", unit)
        access.require_person(by, user)
        access.require_gift(by, str(name), unit)
    today = timezone.localdate()
    first = valid_from or today
    if valid_to and valid_to < max(first, today):
        raise DaysWrong
    with transaction.atomic():
        _locked(user)
        return _give(user, unit, str(name), first, valid_to, by)


def _give(
    user: User,
    unit: Unit,
    name: str,
    first: datetime.date,
    last: datetime.date | None,
    by: User | None,
) -> Role:
    today = timezone.localdate()
    held = list(Role.objects.filter(user=user, unit=unit, name=name).order_by("valid_from"))
    if covering := next((r for r in held if queries.covers(r, first, last)), None):
        return covering
    ended = [r.valid_to for r in held if r.valid_to and r.valid_to < today]
    first = max([first, *(day + DAY for day in ended)])  # what has ended stays as it was
    joined: list[Role] = []
    for one in held:
        if (one.valid_to is None or one.valid_to >= today) and _touch(one, first, last):
            joined.append(one)
            first = min(first, one.valid_from)
            last = max(last, one.valid_to) if last and one.valid_to else None
    Role.objects.filter(pk__in=[one.pk for one in joined[1:]]).delete()
    role = joined[0] if joined else Role(user=user, unit=unit, name=name)
    role.valid_from, role.valid_to, role.ended_at = first, last, None
    role.save()
    _note(by, "give_role", user, unit.code, role=name, **_days(role.valid_from, role.valid_to))
    return role


def _touch(role: Role, first: datetime.date, last: datetime.date | None) -> bool:
    """Tell whether a role and a period overlap or follow one another without a gap."""
    starts_late = last is not None and role.valid_from > last + DAY
    return not starts_late and (role.valid_to is None or role.valid_to >= first - DAY)


def _days(first: datetime.date, last: datetime.date | None) -> dict[str, str]:
    return {"from": first.isoformat()} | ({"to": last.isoformat()} if last else {})


def end_role(*, by: User, role: Role, last_day: datetime.date | None = None) -> None:
    """End a role after its last day: yesterday unless given, so that it is over now.

    One that has not begun by then is taken back. Batches in hand may be finished. Raises RoleOver,
    DaysWrong, NotYourPerson, RoleAbove. Also where the person works elsewhere too: who may give a
    role in a unit may end it there; never one's own.
    """
    access.require(by, "manage_people", role.unit)
    access.require_gift(by, role.name, role.unit)
    if by.pk == role.user_id:
        raise NotYourPerson
    today = timezone.localdate()
    last = last_day or today - DAY
    if last < today - DAY:
        raise DaysWrong
    with transaction.atomic():
        _locked(role.user)
        found = Role.objects.filter(pk=role.pk).first()
        if found is None or (found.valid_to and found.valid_to <= last):
            raise RoleOver
        _end(found, last, by)


def _end(role: Role, last: datetime.date, by: User | None) -> None:
    if role.valid_from <= last + DAY:  # also one that began today and ends now: it was held
        Role.objects.filter(pk=role.pk).update(valid_to=last, ended_at=timezone.now())
    else:
        role.delete()
    _note(by, "end_role", role.user, role.unit.code, role=role.name, to=last.isoformat())


def move_person(
    *, by: User, user: User, old: Unit, new: Unit, first_day: datetime.date | None = None
) -> list[Role]:
    """Move a person's roles from one unit to another from a day on (today): the old ones end the
    day before, the same ones begin in the new unit. Batches in hand may be finished.

    Raises NotYourPerson, RoleAbove, NothingToMove, DaysWrong.
    """
    access.require(by, "manage_people", old)
    access.require(by, "manage_people", new)
    access.require_person(by, user)
    first = first_day or timezone.localdate()
    if first < timezone.localdate():
        raise DaysWrong
    with transaction.atomic():
        _locked(user)
        roles = Role.objects.select_for_update().filter(user=user, unit=old)
        moved = [r for r in roles if r.valid_to is None or r.valid_to >= first]
        if not moved or old.pk == new.pk:
            raise NothingToMove
        new_roles = []
        for role in moved:
            access.require_gift(by, role.name, new)
            last = role.valid_to
            begins = max(first, role.valid_from)
            _end(role, first - DAY, by)
            new_roles.append(_give(user, new, role.name, begins, last, by))
        _note(by, "move_person", user, new.code, old=old.code, roles=len(moved))
    return new_roles


# Accounts of others


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
