"""Read accounts and where they work."""

from hotich.people.models import User
from hotich.units.models import Unit


def home_unit(user: User) -> Unit | None:
    """Return the unit a person works in: that of their first role."""
    role = user.roles.select_related("unit").order_by("pk").first()
    return role.unit if role else None
