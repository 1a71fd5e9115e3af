"""Read the tree of units."""

from django.db.models import QuerySet

from hotich.units.models import Unit


def ancestors(unit: Unit) -> QuerySet[Unit]:
    """Return the unit and those above it, from the root down."""
    ids = [int(part) for part in unit.path.split("/") if part]
    return Unit.objects.filter(pk__in=ids).order_by("path")


def within(unit: Unit) -> QuerySet[Unit]:
    """Return the unit and those below it."""
    return Unit.objects.filter(path__startswith=unit.path)


def full_name(unit: Unit) -> str:
    """Return the name from the unit up, "xã Mai Đàn, huyện Hải Vân, tỉnh Quảng Sơn"."""
    return ", ".join(reversed([above.name for above in ancestors(unit)]))
