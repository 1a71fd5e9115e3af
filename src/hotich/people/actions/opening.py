"""Open accounts: one, a person with roles, or a whole file; each with a slip."""

import datetime
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from hotich.ledger import actions as ledger
from hotich.people import access, queries, rows, slips
from hotich.people.actions.line import _actor, _locked, _note, _refuse
from hotich.people.actions.roles import _give
from hotich.people.errors import (
    DaysWrong,
    NoFile,
    UsernameTaken,
)
from hotich.people.models import AccountsFile, Force, Role, User
from hotich.rules import names
from hotich.units.models import Unit

OPENING_LOCK = 0x70656F70  # one opening of accounts at a time: made names stay unique


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
