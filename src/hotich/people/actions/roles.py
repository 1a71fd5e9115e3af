"""Give and end roles, move people."""

import datetime

from django.db import transaction
from django.utils import timezone

from hotich.people import access, queries
from hotich.people.actions.line import _locked, _note
from hotich.people.errors import (
    DaysWrong,
    NothingToMove,
    NotYourPerson,
    RoleOver,
)
from hotich.people.models import Role, RoleName, User
from hotich.units.models import Unit

DAY = datetime.timedelta(days=1)


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
