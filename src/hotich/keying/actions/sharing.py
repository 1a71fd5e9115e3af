"""What units give to the common pool and take from it, and what a person wants to reach."""

from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from hotich.keying.errors import AimOutOfRange, NothingOpen, ShareOutOfRange
from hotich.keying.models import Aim, Sharing
from hotich.keying.pace import MOST_A_DAY
from hotich.ledger import actions as ledger
from hotich.people import access
from hotich.people.models import User
from hotich.rules.registers import KINDS
from hotich.units.models import Unit
from hotich.units.queries import former, within


def set_sharing(
    *, by: User, unit: Unit, open_kinds: Collection[str], share: int, below: bool = False
) -> None:
    """Say which kinds of a unit's books others may key, and what share of its keyers may help
    others; ``below`` says it of every unit in it too, as one act.

    Raises NotAllowed, ShareOutOfRange.
    """
    access.require(by, "set_sharing", unit)
    kinds = [kind for kind in KINDS if kind in open_kinds]
    if not 0 <= share <= 100:
        raise ShareOutOfRange
    with transaction.atomic():
        told = _rows(within(unit) if below else _answered_for(unit))
        rows = Sharing.objects.filter(pk__in=told)
        rows.update(open_kinds=kinds, share=share, changed_at=timezone.now())
        if not kinds:
            rows.update(asked_help_at=None)
        ledger.record(
            actor=by.actor,
            verb="set_sharing",
            subject=f"unit:{unit.pk}",
            unit=unit.code,
            detail={"kinds": kinds, "share": share, "below": below, "units": len(told)},
        )


def ask_help(*, by: User, unit: Unit) -> None:
    """Put a unit's open books before all others of the pool. Asked again changes nothing.

    Raises NotAllowed, NothingOpen.
    """
    access.require(by, "ask_help", unit)
    rows = Sharing.objects.filter(unit__in=_answered_for(unit))
    with transaction.atomic():
        if not rows.exclude(open_kinds=[]).exists():
            raise NothingOpen
        if rows.filter(asked_help_at=None).update(asked_help_at=timezone.now()):
            ledger.record(
                actor=by.actor, verb="ask_help", subject=f"unit:{unit.pk}", unit=unit.code
            )


def end_help(*, by: User, unit: Unit) -> None:
    """Take a unit's asking for help back; who holds a batch of it finishes that."""
    access.require(by, "ask_help", unit)
    rows = Sharing.objects.filter(unit__in=_answered_for(unit), asked_help_at__isnull=False)
    with transaction.atomic():
        if rows.update(asked_help_at=None):
            ledger.record(
                actor=by.actor, verb="end_help", subject=f"unit:{unit.pk}", unit=unit.code
            )


def set_risk(*, by: User, unit: Unit, risks: Mapping[int, float]) -> int:
    """Say how likely units in ``unit`` are to be late (0 to 1, by their id), as one act; returns
    of how many it was said. Ids of other units are passed over.
    """
    access.require(by, "set_risk", unit)
    there = set(within(unit).filter(pk__in=risks).values_list("pk", flat=True))
    with transaction.atomic():
        _rows(within(unit).filter(pk__in=there))
        rows = list(Sharing.objects.select_for_update(no_key=True).filter(unit__in=there))
        for row in rows:
            row.risk = min(max(float(risks[row.unit_id]), 0.0), 1.0)
        Sharing.objects.bulk_update(rows, ["risk"])
        ledger.record(
            actor=by.actor,
            verb="set_risk",
            subject=f"unit:{unit.pk}",
            unit=unit.code,
            detail={"units": len(rows)},
        )
    return len(rows)


def set_aim(*, by: User, entries: int) -> None:
    """Keep how many entries a person wants to key in a day; 0 for no aim. The ledger does not say
    how many: it is nobody else's. Raises AimOutOfRange.
    """
    access.require_anywhere(by, "key")
    if not 0 <= entries <= MOST_A_DAY:
        raise AimOutOfRange
    with transaction.atomic():
        if entries:
            Aim.objects.update_or_create(user=by, defaults={"entries": entries})
        else:
            Aim.objects.filter(user=by).delete()
        ledger.record(actor=by.actor, verb="set_aim", subject=by.actor)


def _answered_for(unit: Unit) -> list[Unit]:
    """Return the unit and those that have ended and whose books it answers for."""
    return [unit, *former(unit)]


def _rows(units: Iterable[Unit]) -> list[int]:
    """Return the ids of the units' rows; those without one get one that shares nothing."""
    keys = [unit.pk for unit in units]
    Sharing.objects.bulk_create([Sharing(unit_id=key) for key in keys], ignore_conflicts=True)
    return list(Sharing.objects.filter(unit__in=keys).values_list("pk", flat=True))
