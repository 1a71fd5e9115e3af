"""Found units. Mergers and successors come as dated changes with the foundation."""

import datetime

from django.db import transaction

from hotich.ledger import actions as ledger
from hotich.units.models import Unit


def found_unit(
    *, code: str, name: str, level: str, parent: Unit | None, valid_from: datetime.date
) -> Unit:
    """Return the unit with this code and date, founding it if it does not exist yet."""
    with transaction.atomic():
        unit, made = Unit.objects.get_or_create(
            code=code,
            valid_from=valid_from,
            defaults={"name": name, "level": level, "parent": parent, "path": ""},
        )
        if made:
            unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
            unit.save(update_fields=["path"])
            ledger.record(
                actor="system", verb="found_unit", subject=f"unit:{unit.pk}", unit=unit.code
            )
    return unit
