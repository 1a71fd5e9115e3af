"""Read units as people look at them: a change in words, a unit with its past."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from hotich.people import access
from hotich.people.errors import NotThere
from hotich.people.models import User
from hotich.units.drafts import Draft
from hotich.units.models import Change, Kind, Unit
from hotich.units.queries import read_history


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words: what happened to ``sources``, and the ``targets`` that came of it."""

    change: Change
    kind: str
    sources: tuple[Unit, ...]
    targets: tuple[Unit, ...]
    can_withdraw: bool = False


def told(changes: Iterable[Change], own: frozenset[int] = frozenset()) -> list[Told]:
    """Return changes in words; those whose units are all in ``own`` may be withdrawn."""
    today = timezone.localdate()
    found = []
    for change in changes:
        parties = sorted(change.parties.all(), key=lambda party: party.pk)
        sources = tuple(party.unit for party in parties if party.side == "source")
        targets = tuple(party.unit for party in parties if party.side == "target")
        can = change.on > today and own.issuperset(party.unit_id for party in parties)
        found.append(Told(change, str(Kind(change.kind).label), sources, targets, can))
    return found


def seen(user: User) -> frozenset[int]:
    """Return the ids of the units whose pages a person may open."""
    return frozenset(access.units(user, "see_units").values_list("pk", flat=True))


def own(user: User) -> frozenset[int]:
    """Return the ids of the units that a person may change."""
    return frozenset(access.units(user, "change_units").values_list("pk", flat=True))


def get(user: User, pk: int) -> Unit:
    """Return a unit whose page the person may open; NotThere otherwise."""
    unit = access.units(user, "see_units").filter(pk=pk).select_related("parent").first()
    if unit is None:
        raise NotThere
    return unit


def change(user: User, pk: int) -> Change:
    """Return a change of a unit that the person may change; NotThere otherwise."""
    mine = access.units(user, "change_units")
    found = Change.objects.filter(pk=pk, parties__unit__in=mine).first()
    if found is None:
        raise NotThere
    return found


def touched(draft: Draft) -> list[Unit]:
    """Return the units that a draft names, those above new ones included.

    Raises UnknownCode.
    """
    history = read_history()
    ids = [history.find(code, draft.on, before=True) for code in draft.sources]
    ids += [history.find(code, draft.on) for code in draft.targets]
    ids += [history.find(new.parent, draft.on) for new in draft.new if new.parent]
    return list(Unit.objects.filter(pk__in=ids))


def choices(user: User, day: datetime.date) -> list[Unit]:
    """Return the units that a person may change and that are there on or after a day, by path."""
    mine = access.units(user, "change_units").select_related("parent")
    return [unit for unit in mine.order_by("path") if unit.valid_to is None or unit.valid_to > day]
