"""Changes of units as acts of a person: asks who may, then `units.actions` writes them."""

import datetime

from django.db import transaction

from hotich.people import access
from hotich.people.errors import NotAllowed
from hotich.people.models import User
from hotich.territory.queries import touched
from hotich.units import actions as units
from hotich.units import errors
from hotich.units.drafts import Draft
from hotich.units.models import Change, Unit
from hotich.units.queries import end_of_level


def record_change(*, by: User, draft: Draft) -> Change:
    """Record what a decree does to units, today or ahead.

    The person must be an administrator of every unit in it. Raises NotAllowed and what
    `units.errors` says.
    """
    with transaction.atomic():
        for unit in _touched(draft):
            access.require(by, "change_units", unit)
        (change,) = units.record_changes(actor=by.actor, drafts=[draft])
    return change


def end_level(*, by: User, level: str, on: datetime.date, basis: str) -> list[Change]:
    """Record the end of every unit of a level that the person administers, each in favour of the
    unit above it. Raises NotAllowed, and what `units.errors` says.
    """
    own = set(access.units(by, "change_units").values_list("pk", flat=True))
    if not own:
        raise NotAllowed
    with transaction.atomic():
        drafts = [
            draft
            for draft in end_of_level(level=level, on=on, basis=basis)
            if {unit.pk for unit in _touched(draft)} <= own
        ]
        if not drafts:
            raise NotAllowed
        for unit in {unit for draft in drafts for unit in _touched(draft)}:
            access.require(by, "change_units", unit)
        return units.record_changes(actor=by.actor, drafts=drafts)


def withdraw_change(*, by: User, change: Change) -> None:
    """Take back a change that has not taken effect. Raises NotAllowed, and what `units.errors`
    says.
    """
    for party in change.parties.select_related("unit"):
        access.require(by, "change_units", party.unit)
    units.withdraw_change(actor=by.actor, change=change)


def _touched(draft: Draft) -> list[Unit]:
    """Return the units in a change; a root that stands for itself is an operator's to found."""
    found = touched(draft)
    if not found:
        raise (
            NotAllowed
            if draft.kind == "founded"
            else errors.WrongNumber(kind=draft.kind, sources="1+", targets="0+")
        )
    return found
