"""Who may do what where. Denied unless a role of today, in the unit or above it, grants the act."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.utils import timezone

from hotich.people.errors import NotAllowed
from hotich.people.models import Role, User
from hotich.units.models import Unit

GRANTS: dict[str, frozenset[str]] = {
    "see_books": frozenset(("keyer", "checker", "registrar", "head", "department", "auditor")),
    "register_book": frozenset(("registrar", "head")),
    "add_scans": frozenset(("registrar",)),
    "key": frozenset(("keyer",)),
    "settle": frozenset(("checker",)),
    "review": frozenset(("checker", "head")),
    "approve": frozenset(("head",)),
    "see_records": frozenset(("checker", "registrar", "head", "auditor")),
    "deliver": frozenset(("head", "department")),
    "see_deliveries": frozenset(("head", "department", "auditor")),
    "see_balance": frozenset(("checker", "registrar", "head", "department", "auditor")),
    "see_readings": frozenset(("head", "auditor", "administrator")),
    "see_ledger": frozenset(("auditor", "administrator")),
}


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


def require(user: User, act: str, unit: Unit) -> None:
    """Raise NotAllowed unless the user may do the act in the unit."""
    if not may(user, act, unit):
        raise NotAllowed


def may_anywhere(user: User, act: str) -> bool:
    """Tell whether the user may do the act in some unit."""
    return _roles(user, act).exists()


def units(user: User, act: str) -> QuerySet[Unit]:
    """Return the units in which the user may do the act."""
    granting = _roles(user, act).annotate(at=StrIndex(OuterRef("path"), "unit__path")).filter(at=1)
    return Unit.objects.filter(Exists(granting))


def acts(user: User) -> frozenset[str]:
    """Return every act the user may do somewhere; for menus, never for decisions."""
    if not user.is_authenticated:
        return frozenset()
    today = timezone.localdate()
    held = user.roles.filter(Q(valid_to=None) | Q(valid_to__gte=today), valid_from__lte=today)
    names = set(held.values_list("name", flat=True))
    return frozenset(act for act, roles in GRANTS.items() if roles & names)
