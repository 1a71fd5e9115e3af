"""Compare keyings; settle differences, send them to a senior reader, take answers back."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from hotich.ledger import actions as ledger
from hotich.people import access
from hotich.people.models import User
from hotich.records import actions as records
from hotich.records.errors import BadValue
from hotich.review import differences, queries
from hotich.review.errors import (
    EmptyAnswer,
    NothingToSettle,
    NothingToTakeBack,
    NotThird,
    ReasonForSenior,
    SentUpByYou,
    TakenFurther,
)
from hotich.review.models import Difference, DifferenceState, Settlement, SettlementAct
from hotich.rules import names
from hotich.rules.checks import FLAGS, LONGEST
from hotich.scans import actions as scans
from hotich.scans.models import Entry

CLAIM = timedelta(minutes=5)


def compare(*, entry: Entry, by: User | None = None) -> bool:
    """Agree the record of an entry whose keyings no longer differ; tells whether it did.

    Run twice it changes nothing. Where an entry differs is noted, so that the sweep passes it over
    and the queue knows its places.
    """
    with transaction.atomic():
        entry = _locked(entry)
        found = queries.pair(entry)
        if entry.state != "to_settle" or found is None:
            return False
        if found.open:
            Difference.objects.bulk_create(
                [
                    Difference(
                        entry=entry,
                        round=entry.round,
                        field=name,
                        place=place,
                        state=DifferenceState.OPEN
                        if name in found.open
                        else DifferenceState.SETTLED,
                    )
                    for place, name in enumerate(found.differ)
                ],
                ignore_conflicts=True,
            )
            return False
        values, flags, sources = _merged(found)
        records.agree(entry=entry, values=values, flags=flags, sources=sources, by=by)
    return True


def _locked(entry: Entry) -> Entry:
    return (
        Entry.objects.select_for_update(no_key=True, of=("self",))
        .select_related("book__unit")
        .get(pk=entry.pk)
    )


def _merged(found: queries.Pair) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    cover = queries.cover_values(found.entry)
    values, flags = {**cover, **found.first.values}, dict(found.first.flags)
    sources = dict.fromkeys(cover, "book")
    for field in queries.form_fields(found.entry):
        sources[field.name] = "both" if field.compared else "first"
    for name, settlement in found.settled.items():
        values.pop(name, None)
        flags.pop(name, None)
        if settlement.value:
            values[name] = settlement.value
        if settlement.flag:
            flags[name] = settlement.flag
        sources[name] = "settled"
    return values, flags, sources


def claim(*, by: User, raised: bool = False, chosen: int | None = None) -> list[Difference]:
    """Take the next difference for this person to read, and the one after it to be got ready.

    Both are held for CLAIM, so that others get other places; only where nothing else waits do two
    people get the same. ``raised``: of the senior readers' queue; ``chosen``: this difference, if
    it waits for this person. Nothing to read: an empty list.
    """
    access.require_anywhere(by, "review" if raised else "settle")
    now = timezone.now()
    queue = differences.raised(by) if raised else differences.waiting(by)
    held = queue.filter(claimed_by=by, claimed_until__gt=now)
    free = queue.filter(Q(claimed_by=None) | Q(claimed_until__lte=now))
    with transaction.atomic():
        found: list[int] = []
        for part in (queue.filter(pk=chosen) if chosen else queue.none(), held, free):
            if len(found) < 2:
                found += _lock(part.exclude(pk__in=found))[: 2 - len(found)]
        entries = Difference.objects.filter(pk__in=found).values("entry")
        theirs = Q(claimed_by=None) | Q(claimed_by=by) | Q(claimed_until__lte=now)
        Difference.objects.filter(
            theirs, ~Q(state=DifferenceState.SETTLED), entry__in=entries
        ).update(claimed_by=by, claimed_until=now + CLAIM)
    there = queue.in_bulk(found)
    return [there[pk] for pk in found if pk in there] or list(queue[:1])


def _lock(part: QuerySet[Difference]) -> list[int]:
    """Lock the first two of a part of the queue and return their ids; what others have is skipped.

    The entries are locked too: all places of one entry go to one person.
    """
    rows = part.select_related(None).select_related("entry").only("pk", "entry__id")
    locked = rows.select_for_update(no_key=True, skip_locked=True, of=("self", "entry"))
    return [difference.pk for difference in locked[:2]]


def settle_difference(
    *, by: User, entry: Entry, field: str, value: str = "", flag: str = ""
) -> Settlement:
    """Write the third person's answer for one field; the last one makes the record agreed.

    What was sent up is answered by whoever reviews in the unit, but not by who sent it.
    Raises NotAllowed, NotThird, SentUpByYou, EmptyAnswer, BadValue, NothingToSettle.
    """
    _require(by, entry, field)
    if len(value) > LONGEST or (flag and flag not in FLAGS):
        raise BadValue(name=field)
    value = names.nfc(value)
    if not value and not flag:
        raise EmptyAnswer
    with transaction.atomic():
        entry, difference = _waiting(by, entry, field)
        settlement = _add(difference, SettlementAct.ANSWER, by, value=value, flag=flag)
        _move(difference, DifferenceState.SETTLED)
        _line("settle_difference", settlement, entry)
        compare(entry=entry, by=by)
    return settlement


def send_up(*, by: User, entry: Entry, field: str, reason: str) -> Settlement:
    """Leave a difference to a senior reader, with the reason; both values stay as they are.

    Raises NotAllowed, NotThird, ReasonForSenior, NothingToSettle.
    """
    _require(by, entry, field)
    reason = names.nfc(reason).strip()[:300]
    if not reason:
        raise ReasonForSenior
    with transaction.atomic():
        entry, difference = _waiting(by, entry, field)
        if difference.state != DifferenceState.OPEN:
            raise NothingToSettle
        settlement = _add(difference, SettlementAct.RAISE, by, reason=reason)
        _move(difference, DifferenceState.RAISED)
        _line("send_up", settlement, entry)
    return settlement


def take_back(*, by: User, difference: Difference) -> Settlement:
    """Take one's own last act on a difference back, until the book is approved.

    The act stays written; the place waits again, and an entry that was agreed by it is to settle
    again. Raises NotAllowed, NothingToTakeBack, TakenFurther.
    """
    unit = difference.entry.book.unit
    if not access.may(by, "settle", unit):
        access.require(by, "review", unit)
    with transaction.atomic():
        entry = _locked(difference.entry)
        difference = Difference.objects.get(pk=difference.pk)
        last = differences.acts_on(difference).first()
        if last is None or last.by_id != by.pk or last.act == SettlementAct.TAKE_BACK:
            raise NothingToTakeBack
        if difference.round != entry.round or entry.state not in ("to_settle", "in_review"):
            raise TakenFurther
        if entry.state == "in_review":
            if differences.was_corrected(entry) or differences.was_reopened(entry, last.at):
                raise TakenFurther
            scans.move_entry(entry, "take_back")
        settlement = _add(difference, SettlementAct.TAKE_BACK, by)
        _move(
            difference,
            DifferenceState.RAISED if differences.sent_up(difference) else DifferenceState.OPEN,
            claimed_by=by,
            claimed_until=timezone.now() + CLAIM,
        )
        _line("take_back_answer", settlement, entry)
    return settlement


def _require(by: User, entry: Entry, field: str) -> None:
    """Ask whether a person may act on a difference as it waits now: the third, or a senior."""
    up = entry.differences.filter(
        round=entry.round, field=field, state=DifferenceState.RAISED
    ).exists()
    access.require(by, "review" if up else "settle", entry.book.unit)


def _waiting(by: User, entry: Entry, field: str) -> tuple[Entry, Difference]:
    """Lock an entry and return it with its difference in a field, which must wait for this person.

    Whether the person may was asked before; if the difference was sent up since, it is asked again.
    """
    entry = _locked(entry)
    if entry.keyings.filter(user=by).exists():
        raise NotThird
    difference = entry.differences.filter(round=entry.round, field=field).first()
    waits = difference is not None and difference.state != DifferenceState.SETTLED
    if entry.state != "to_settle" or difference is None or not waits:
        raise NothingToSettle
    if difference.state == DifferenceState.RAISED:
        _require(by, entry, field)
        sent = differences.sent_up(difference)
        if sent and sent.by_id == by.pk:
            raise SentUpByYou
    return entry, difference


def _add(
    difference: Difference,
    act: SettlementAct,
    by: User,
    *,
    value: str = "",
    flag: str = "",
    reason: str = "",
) -> Settlement:
    last = differences.acts_on(difference).first()
    return Settlement.objects.create(
        entry=difference.entry,
        round=difference.round,
        field=difference.field,
        n=last.n + 1 if last else 1,
        act=act,
        value=value,
        flag=flag,
        reason=reason,
        by=by,
    )


def _move(difference: Difference, state: DifferenceState, **claim: object) -> None:
    claim = claim or {"claimed_by": None, "claimed_until": None}
    Difference.objects.filter(pk=difference.pk).update(state=state, **claim)


def _line(verb: str, settlement: Settlement, entry: Entry) -> None:
    ledger.record(
        actor=settlement.by.actor,
        verb=verb,
        subject=f"entry:{entry.pk}",
        unit=entry.book.unit.code,
        detail={"field": settlement.field, "round": settlement.round},
    )
