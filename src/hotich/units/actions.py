"""Found units and record what decrees do to them, today or ahead; the only writers of the tree.

`history.History` knows what a change does; here its outcome is written down. The acts of
`territory` ask who may, then come here; so do the commands of an operator and the nightly job.
"""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone

from hotich.ledger import actions as ledger
from hotich.rules.errors import Refused
from hotich.units import errors
from hotich.units.drafts import NEEDS, Draft, NewUnit, fits, said
from hotich.units.history import History, written
from hotich.units.models import Change, Kind, Party, Spell, Unit
from hotich.units.queries import books_below, knows, read_history, replay, tell
from hotich.units.tables import Line, Outcome, in_order

TREE_LOCK = 0x686F7475  # the tree is changed by one at a time


def found_unit(
    *, code: str, name: str, level: str, parent: Unit | None, valid_from: datetime.date
) -> Unit:
    """Return the unit with this code and date, founding it if it does not exist yet.

    Raises CodeTaken while another unit has the code.
    """
    with transaction.atomic():
        _lock()
        known = Unit.objects.filter(code=code, valid_from=valid_from).first()
        if known:
            return known
        taken = Unit.objects.filter(code=code, valid_to=None).first()
        if taken:
            raise errors.CodeTaken(code=code, name=taken.name, day=written(valid_from))
        above = Unit.objects.get(pk=parent.pk) if parent else None
        change = Change.objects.create(
            kind=Kind.FOUNDED,
            on=valid_from,
            recorded_by="system",
            applied_at=_applied(valid_from),
        )
        unit = _found(change, NewUnit(code, name, level), above.pk if above else None).unit
        Spell.objects.create(unit=unit, name=name, level=level, parent=above, valid_from=valid_from)
        unit.path = f"{above.path if above else '/'}{unit.pk}/"
        unit.save(update_fields=["path"])
        ledger.record(actor="system", verb="found_unit", subject=f"unit:{unit.pk}", unit=unit.code)
    return unit


def record_changes(*, actor: str, drafts: Sequence[Draft]) -> list[Change]:
    """Record changes in this order, all or none; those whose day has come take effect at once.

    Raises what `units.errors` says.
    """
    with transaction.atomic():
        _lock()
        history = read_history()
        changes = [_record(actor, draft, history) for draft in drafts]
        history.check_codes()
        _write(history)
        _apply_due()
    return changes


def withdraw_change(*, actor: str, change: Change) -> None:
    """Take back a change that has not taken effect yet, with the units it would have founded.

    Raises AlreadyApplied, AlreadyUsed, or what makes the changes recorded after it impossible.
    """
    with transaction.atomic():
        _lock()
        today = timezone.localdate()
        waiting = Change.objects.filter(pk=change.pk, applied_at=None, on__gt=today).first()
        if waiting is None:
            raise errors.AlreadyApplied
        line = _line_of(waiting)
        founded = [p.unit for p in waiting.parties.exclude(name="").select_related("unit")]
        waiting.delete()
        used = Party.objects.filter(Q(unit__in=founded) | Q(parent__in=founded)).first()
        if used:
            raise errors.AlreadyUsed(name=used.unit.name)
        _write(replay())
        try:
            Unit.objects.filter(pk__in=[unit.pk for unit in founded]).delete()
        except ProtectedError as error:
            raise errors.AlreadyUsed(name=founded[0].name) from error
        ledger.record(actor=actor, verb="withdraw_unit_change", **line)


def apply_changes() -> int:
    """Let every change whose day has come take effect, and return how many; twice changes nothing.

    One transaction for all of them: a reform takes effect whole or not yet.
    """
    with transaction.atomic():
        _lock()
        applied = _apply_due()
        if applied:
            _write(read_history())
    return applied


def import_lines(*, actor: str, lines: Sequence[Line], try_only: bool = False) -> list[Outcome]:
    """Record what the lines of a file ask for, a line that cannot be left out; twice adds nothing.

    Returns what became of each line, in the file's order. With ``try_only`` nothing is kept.
    Raises CodeTaken if all of it together would give a code to two units at once.
    """
    refused: dict[int, Outcome] = {line.number: Outcome(line, False, line.why) for line in lines}
    left = list(lines)
    with transaction.atomic():
        _lock()
        while True:
            with transaction.atomic():
                outcomes, history = _take(actor, left)
                halves = [o for o in outcomes.values() if o.new and o.why]
                if not halves:
                    history.check_codes()
                    _write(history)
                    _apply_due()
                    break
                transaction.set_rollback(True)  # only a part of a line was taken: without it, anew
            refused |= {half.line.number: Outcome(half.line, False, half.why) for half in halves}
            left = [line for line in left if line not in [half.line for half in halves]]
        if try_only:
            transaction.set_rollback(True)
    return [outcomes.get(line.number, refused[line.number]) for line in lines]


def _take(actor: str, lines: Sequence[Line]) -> tuple[dict[int, Outcome], History]:
    """Record line after line in the caller's transaction; a refused one may be half recorded."""
    history = read_history()
    drafts = in_order(lines)
    outcomes: dict[int, Outcome] = {}
    for line, draft in drafts:
        before = outcomes.get(line.number, Outcome(line, False))
        if before.why:
            continue
        tried = history.copy()
        try:
            with transaction.atomic():
                known = knows(tried, draft, [draft for _line, draft in drafts])
                if not known:
                    _record(actor, draft, tried)
        except Refused as why:
            outcomes[line.number] = Outcome(line, before.new, why)
        else:
            outcomes[line.number] = Outcome(line, before.new or not known)
            history = tried
    return outcomes, history


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])


def _applied(day: datetime.date) -> datetime.datetime | None:
    return timezone.now() if day <= timezone.localdate() else None


def _record(actor: str, draft: Draft, history: History) -> Change:
    if not draft.basis.strip():
        raise errors.BasisMissing
    if not fits(draft):
        sources, targets = map(said, NEEDS[draft.kind])
        kind = Kind(draft.kind).label
        raise errors.WrongNumber(kind=kind, sources=sources, targets=targets)
    targets_of = [history.find(code, draft.on) for code in draft.targets]
    sources_of = [history.find(code, draft.on, before=True) for code in draft.sources]
    if draft.kind == Kind.MERGED:  # "xã A and xã B become xã B"
        sources_of = [unit for unit in sources_of if unit not in targets_of]
    parents = [history.find(new.parent, draft.on) if new.parent else None for new in draft.new]
    for life in history.lives.values():
        if life.since == draft.on and life.code in [new.code for new in draft.new]:
            raise errors.CodeTaken(code=life.code, name=life.name, day=written(draft.on))
    change = Change.objects.create(
        kind=draft.kind,
        on=draft.on,
        basis=draft.basis.strip(),
        name=draft.name,
        recorded_by=actor,
        applied_at=_applied(draft.on),
    )
    sides = {"source": sources_of, "target": targets_of}
    parties = Party.objects.bulk_create(
        Party(change=change, unit_id=unit, side=side)
        for side, units in sides.items()
        for unit in dict.fromkeys(units)
    )
    parties += [_found(change, new, above) for new, above in zip(draft.new, parents, strict=True)]
    tell(history, change, parties)
    if draft.kind == Kind.ENDED and not targets_of:
        _refuse_heirless(Unit.objects.get(pk=sources_of[0]))
    ledger.record(actor=actor, verb="record_unit_change", **_line_of(change))
    return change


def _found(change: Change, new: NewUnit, above: int | None) -> Party:
    unit = Unit.objects.create(
        code=new.code, name=new.name, level=new.level, parent_id=above, valid_from=change.on
    )
    return Party.objects.create(
        change=change, unit=unit, side="target", name=new.name, level=new.level, parent_id=above
    )


def _refuse_heirless(unit: Unit) -> None:
    books = books_below(unit)
    if books:
        raise errors.NeedsSuccessor(name=unit.name, books=books, children=0)


def _write(history: History) -> None:
    """Bring the tables in line with a history: spells, ends, and the tree as it is today."""
    today = timezone.localdate()
    paths = history.paths(today)
    changed = []
    for unit in Unit.objects.filter(pk__in=history.lives):
        life = history.lives[unit.pk]
        span = life.at(today)
        drawn = {
            "name": span.name,
            "level": span.level,
            "parent_id": span.parent,
            "successor_id": life.successor,
            "valid_to": life.until,
            "path": paths[unit.pk],
        }
        if any(getattr(unit, field) != value for field, value in drawn.items()):
            for field, value in drawn.items():
                setattr(unit, field, value)
            changed.append(unit)
    fields = ["name", "level", "parent", "successor", "valid_to", "path"]
    Unit.objects.bulk_update(changed, fields, batch_size=500)
    _write_spells(history)


def _write_spells(history: History) -> None:
    there: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    columns = ("unit_id", "name", "level", "parent_id", "valid_from", "valid_to")
    for row in Spell.objects.order_by("valid_from").values_list(*columns):
        there[row[0]].append(row)
    new: list[Spell] = []
    other = [unit for unit in there if unit not in history.lives]
    for unit, life in history.lives.items():
        rows = [(unit, s.name, s.level, s.parent, s.since, s.until) for s in life.spans]
        if rows != there[unit]:
            other.append(unit)
            new += [Spell(**dict(zip(columns, row, strict=True))) for row in rows]
    Spell.objects.filter(unit__in=other).delete()
    Spell.objects.bulk_create(new)


def _apply_due() -> int:
    due = Change.objects.filter(applied_at=None, on__lte=timezone.localdate())
    changes = list(due.order_by("on", "pk"))
    for change in changes:
        ledger.record(actor="system", verb="apply_unit_change", **_line_of(change))
    due.update(applied_at=timezone.now())
    return len(changes)


def _line_of(change: Change) -> dict[str, Any]:
    """Return what the ledger says of a change: ids and codes."""
    parties = list(change.parties.select_related("unit").order_by("pk"))
    codes = {
        side: [party.unit.code for party in parties if party.side == side]
        for side in ("source", "target")
    }
    detail = {"change": change.pk, "kind": change.kind, "on": change.on.isoformat(), **codes}
    unit = parties[0].unit
    return {"subject": f"unit:{unit.pk}", "unit": unit.code, "detail": detail}
