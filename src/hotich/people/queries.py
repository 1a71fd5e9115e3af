"""Read accounts and where they work."""

from collections.abc import Iterable

from hotich.people.models import User
from hotich.units.models import Unit


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Return the full names behind the ledger's "user:…", as far as there are such accounts."""
    ids = [actor[5:] for actor in actors if actor.startswith("user:") and actor[5:].isdecimal()]
    return {user.actor: user.full_name for user in User.objects.filter(pk__in=ids)}


def home_unit(user: User) -> Unit | None:
    """Return the unit a person works in: that of their first role."""
    role = user.roles.select_related("unit").order_by("pk").first()
    return role.unit if role else None
