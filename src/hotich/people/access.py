"""Who may do what where. Denied unless a role of today, in the unit or above it, grants the act."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.utils import timezone

from hotich.people.errors import NotAllowed, NotYourPerson, RoleAbove
from hotich.people.models import Role, User
from hotich.units.models import Unit

GRANTS: dict[str, frozenset[str]] = {
    "see_units": frozenset(
        ("keyer", "checker", "registrar", "head", "department", "auditor", "administrator")
    ),
    "change_units": frozenset(("administrator",)),
    "see_books": frozenset(("keyer", "checker", "registrar", "head", "department", "auditor")),
    "register_book": frozenset(("registrar", "head")),
    "add_scans": frozenset(("registrar",)),
    "key": frozenset(("keyer",)),
    "see_keyers": frozenset(("head", "department")),
    "set_sharing": frozenset(("head", "department", "administrator")),
    "ask_help": frozenset(("head", "department")),
    "set_risk": frozenset(("department",)),
    "settle": frozenset(("checker",)),
    "review": frozenset(("checker", "head")),
    "approve": frozenset(("head",)),
    "take_over": frozenset(("registrar", "head", "department")),
    "see_records": frozenset(("checker", "registrar", "head", "auditor")),
    "deliver": frozenset(("head", "department")),
    "see_deliveries": frozenset(("head", "department", "auditor")),
    "see_balance": frozenset(("checker", "registrar", "head", "department", "auditor")),
    "see_readings": frozenset(("head", "auditor", "administrator")),
    "see_ledger": frozenset(("auditor", "administrator")),
    "see_people": frozenset(("head", "department", "auditor", "administrator")),
    "manage_people": frozenset(("head", "department", "administrator")),
}

_COMMUNE = frozenset(("keyer", "checker", "registrar", "head"))
GRANTABLE: dict[str, frozenset[str]] = {
    "head": _COMMUNE,
    "department": _COMMUNE | {"department", "auditor"},
    "administrator": _COMMUNE | {"department", "auditor", "administrator"},
}
"""Which roles the holder of a role may give, in their unit and below it: never one above."""


def _roles(user: User, act: str) -> QuerySet[Role]:
    today = timezone.localdate()
    return Role.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=today),
        user=user,
        user__is_active=True,
        valid_from__lte=today,
        name__in=GRANTS[act],
    )


def may(user: User, act: str, unit: Unit) -> bool:
    """Tell whether the user may do the act in the unit."""
    return (
        _roles(user, act)
        .annotate(at=StrIndex(Value(unit.path), "unit__path"))
        .filter(at=1)
        .exists()
    )


def require(user: User, act: str, unit: Unit, *, since: datetime | None = None) -> None:
    """Raise NotAllowed unless the user may do the act in the unit.

    ``since`` is when they took the work in hand, if they did: then it may be finished.
    """
    if not (may_finish(user, act, unit, since) if since else may(user, act, unit)):
        raise NotAllowed


def may_finish(user: User, act: str, unit: Unit, since: datetime) -> bool:
    """Tell whether the user may do the act in the unit, or could when they took it in hand.

    A role that was valid that day, or whose end was recorded only later, still serves: work in
    hand is finished. A locked account finishes nothing.
    """
    if may(user, act, unit):
        return True
    held = _held(user, act, since)
    return held.annotate(at=StrIndex(Value(unit.path), "unit__path")).filter(at=1).exists()


def may_finish_anywhere(user: User, act: str, since: datetime) -> bool:
    """Tell whether the user may do the act in some unit, or could when they took work in hand."""
    return may_anywhere(user, act) or _held(user, act, since).exists()


def _held(user: User, act: str, since: datetime) -> QuerySet[Role]:
    day = timezone.localdate(since)
    return Role.objects.filter(
        Q(valid_to__gte=day) | Q(ended_at__gte=since),
        user=user,
        user__is_active=True,
        valid_from__lte=day,
        name__in=GRANTS[act],
    )


def require_anywhere(user: User, act: str) -> None:
    """Raise NotAllowed unless the user may do the act in some unit."""
    if not may_anywhere(user, act):
        raise NotAllowed


def may_anywhere(user: User, act: str) -> bool:
    """Tell whether the user may do the act in some unit."""
    return _roles(user, act).exists()


def units(user: User, act: str) -> QuerySet[Unit]:
    """Return the units in which the user may do the act."""
    granting = _roles(user, act).annotate(at=StrIndex(OuterRef("path"), "unit__path")).filter(at=1)
    return Unit.objects.filter(Exists(granting))


def managing(user: User) -> list[Role]:
    """Return the roles of today by which a person manages others, with their units."""
    return list(_roles(user, "manage_people").select_related("unit"))


def reaches(by: list[Role], name: str, unit: Unit) -> bool:
    """Tell whether one of these managing roles may give the role ``name`` in the unit."""
    return any(name in GRANTABLE[r.name] and unit.path.startswith(r.unit.path) for r in by)


def standing(person: User) -> list[Role]:
    """Return the roles that say how high a person stands: of today and to come, else the last."""
    roles = list(person.roles.select_related("unit").order_by("-valid_from", "-pk"))
    today = timezone.localdate()
    return [r for r in roles if r.valid_to is None or r.valid_to >= today] or roles[:1]


def may_manage(user: User, person: User) -> bool:
    """Tell whether the user may manage the person: every role of theirs is the user's to give.

    Nobody manages themselves; whoever never held a role is an administrator's.
    """
    by = managing(user)
    if not by or user.pk == person.pk:
        return False
    roles = standing(person)
    if not roles:
        return any(role.name == "administrator" for role in by)
    return all(reaches(by, role.name, role.unit) for role in roles)


def require_person(user: User, person: User) -> None:
    """Raise NotYourPerson unless the user may manage the person."""
    if not may_manage(user, person):
        raise NotYourPerson


def require_gift(user: User, name: str, unit: Unit) -> None:
    """Raise RoleAbove unless the user may give the role in the unit."""
    if not reaches(managing(user), name, unit):
        raise RoleAbove


def acts(user: User) -> frozenset[str]:
    """Return every act the user may do somewhere; for menus, never for decisions."""
    if not user.is_authenticated:
        return frozenset()
    today = timezone.localdate()
    held = user.roles.filter(Q(valid_to=None) | Q(valid_to__gte=today), valid_from__lte=today)
    names = set(held.values_list("name", flat=True))
    return frozenset(act for act, roles in GRANTS.items() if roles & names)


_OTHER_WORK = frozenset(("settle", "review", "add_scans", "deliver", "see_keyers"))


def only_keys(held: frozenset[str]) -> bool:
    """Tell whether somebody with these acts keys and does nothing else; for menus, never for
    decisions.
    """
    return "key" in held and not held & _OTHER_WORK
