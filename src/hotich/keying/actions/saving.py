"""Save what people keyed, exactly once, a batch at a time.

Everything is read by a fixed number of statements, each item is decided on by itself, and
everything is written by a fixed number of statements: ten entries cost little more than one.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from hotich.keying import forms, queries
from hotich.keying.actions.leases import lock_work_of, renew_all
from hotich.keying.errors import (
    BadValues,
    Impossible,
    LacksFields,
    NotHeld,
    NotNeeded,
    OtherBody,
    OwnElsewhere,
    ReasonMissing,
    TakenOver,
    WentOn,
)
from hotich.keying.models import Aside, Hold, Keying, Lease
from hotich.ledger import actions as ledger
from hotich.ledger.jobs import defer_many
from hotich.ledger.models import Line
from hotich.people import access
from hotich.people.errors import NotAllowed
from hotich.people.models import User
from hotich.rules import names
from hotich.rules.checks import FLAGS, LONGEST
from hotich.rules.errors import Refused
from hotich.rules.registers import Kind, load
from hotich.rules.turns import Keyed, Unneeded, turn_for
from hotich.scans import actions as scans
from hotich.scans.models import Entry

_UNNEEDED: dict[Unneeded, type[NotNeeded]] = {
    Unneeded.OWN: OwnElsewhere,
    Unneeded.BOTH: NotNeeded,
    Unneeded.WENT_ON: WentOn,
    Unneeded.LACKS_FIELDS: LacksFields,
}
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One act at the station, under an id of its own: an entry keyed, or set ``aside`` with a
    reason.

    ``round`` is the entry's when it was given out; ``lease`` the lease it came with.
    """

    id: UUID
    entry: int
    round: int
    lease: int | None = None
    values: dict[str, str] = field(default_factory=dict)
    flags: dict[str, str] = field(default_factory=dict)
    accepted: list[str] = field(default_factory=list)
    timings: dict[str, Any] = field(default_factory=dict)
    aside: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an item: "saved", "again" (it was saved before), or why not; ``lease`` is the
    one it was taken under.
    """

    id: UUID
    said: str = ""
    refused: Refused | None = None
    lease: Lease | None = None


def save_keying(
    *,
    by: User,
    entry: Entry,
    keying_id: UUID,
    values: dict[str, str],
    flags: dict[str, str],
    accepted: list[str] | None = None,
) -> Keying:
    """Save one keying (see ``save_keyings``) and return it, or what was saved under its id before.

    ``accepted`` are the ids of unusual findings the keyer confirmed as written in the book. Raises
    NotAllowed, NotHeld, BadValues, Impossible, OtherBody, NotNeeded.
    """
    item = Item(keying_id, entry.pk, entry.round, None, values, flags, accepted or [])
    (answer,) = save_keyings(by=by, items=[item])
    if answer.refused:
        raise answer.refused
    return Keying.objects.get(pk=keying_id)


def save_keyings(*, by: User, items: Sequence[Item]) -> list[Answer]:
    """Save what a person keyed or set aside, each item exactly once for its id, each for itself.

    The same id with the same body is answered "again"; with another one it is refused and what
    was saved stands. A lease that ran out or was taken by another still serves as the next free
    turn of its round (rules.turns); what serves no more is refused as NotNeeded.
    """
    read = queries.read_for_saving(by, {item.entry for item in items})
    drafts = [_Draft(item, by, read) for item in items]
    for attempt in range(_TRIES):
        try:
            with transaction.atomic():
                return _Batch(by, drafts).save()
        except IntegrityError:  # the same id at the same moment for two entries: look again
            if attempt == _TRIES - 1:
                raise
    raise AssertionError("unreachable")


class _Draft:
    """An item as it would be saved, or why it cannot be; nothing here needs a lock."""

    def __init__(self, item: Item, by: User, read: queries.ForSaving) -> None:
        self.item = item
        self.refused: Refused | None = None
        self.values: dict[str, str] = {}
        self.flags: dict[str, str] = {}
        self.digest = ""
        self.entry = read.entries.get(item.entry)
        self.lease = read.lease_of(item.entry, item.lease)
        try:
            self._look(by, read)
        except Refused as why:
            self.refused = why

    def _look(self, by: User, read: queries.ForSaving) -> None:
        entry, lease = self.entry, self.lease
        if entry is None:
            raise NotAllowed
        values = _composed(self.item.values)
        self.flags = {name: flag for name, flag in self.item.flags.items() if flag}
        self.digest = _digest(entry, values, self.flags)
        if not read.may_save(entry, lease):
            raise NotAllowed
        if self.item.aside is not None:
            if not names.nfc(self.item.aside):
                raise ReasonMissing
            return
        _require_known(load(entry.book.kind), values, self.flags)
        self.values = forms.read(entry, values, read.years_of(entry))
        if lease is None:
            raise NotHeld
        expected = read.expected(entry)
        read.note_number(entry, self.values.get("number", ""))
        hard = forms.judged(entry, lease, self.values, self.flags, expected).hard
        if hard:
            vi, en = (" ".join(f.text(language) for f in hard[:3]) for language in ("vi", "en"))
            raise Impossible(said_vi=vi, said_en=en)


class _Batch:
    """The drafts of one request within its transaction: locks, decides, writes."""

    def __init__(self, by: User, drafts: Sequence[_Draft]) -> None:
        self.by = by
        self.drafts = drafts
        self.now = timezone.now()
        self.keyings: list[Keying] = []
        self.asides: list[Aside] = []
        self.complete: list[int] = []
        self.released: set[int] = set()
        self.leases: dict[int, Lease] = {}

    def save(self) -> list[Answer]:
        self._lock()
        answers = [self._answer(draft) for draft in self.drafts]
        self._write()
        return answers

    def _lock(self) -> None:
        """Lock the person's work, then the entries in one order, and read what they stand at."""
        lock_work_of(self.by)
        wanted = sorted({draft.item.entry for draft in self.drafts})
        ids = [draft.item.id for draft in self.drafts]
        entries = Entry.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
        rows = entries.values_list("pk", "state", "round")
        self.stands = {pk: (state, number) for pk, state, number in rows}
        there = Keying.objects.filter(Q(pk__in=ids) | Q(entry__in=wanted)).only(
            "entry_id", "round", "turn", "user_id", "digest"
        )
        self.saved: dict[UUID, Keying | Aside] = {}
        self.keyed: dict[tuple[int, int], list[Keyed]] = {}
        for keying in there:
            self._note(keying)
        for aside in Aside.objects.filter(item__in=ids):
            self.saved[aside.item or UUID(int=0)] = aside
        holds = Hold.objects.filter(entry__in=wanted).select_related("lease")
        self.holds = {hold.entry_id: hold for hold in holds}

    def _note(self, keying: Keying) -> None:
        self.saved[keying.pk] = keying
        place = (keying.entry_id, keying.round)
        self.keyed.setdefault(place, []).append(Keyed(keying.turn, keying.user_id))

    def _answer(self, draft: _Draft) -> Answer:
        item = draft.item
        try:
            said = self._before(draft) or self._decide(draft)
        except Refused as why:
            return Answer(item.id, refused=why, lease=draft.lease)
        return Answer(item.id, said=said, lease=draft.lease)

    def _before(self, draft: _Draft) -> str:
        """Return "again" for what was saved before; OtherBody if that was something else."""
        item, saved = draft.item, self.saved.get(draft.item.id)
        if saved is None:
            return ""
        if isinstance(saved, Aside):
            reason = names.nfc(item.aside or "")[:300]
            same = (saved.by_id, saved.entry_id, saved.reason) == (self.by.pk, item.entry, reason)
        else:
            same = (saved.user_id, saved.digest) == (self.by.pk, draft.digest)
        if not same:
            raise OtherBody
        return "again"

    def _decide(self, draft: _Draft) -> str:
        if draft.refused:
            raise draft.refused
        if draft.lease is None or draft.entry is None:
            raise NotHeld
        state, now = self.stands[draft.item.entry]
        turn = turn_for(
            user=self.by.pk,
            leased=draft.lease.turn,
            round=draft.item.round,
            now=now,
            state=state,
            there=self.keyed.get((draft.item.entry, now), ()),
        )
        if draft.item.aside is not None:
            self._set_aside(draft, turn)
        elif isinstance(turn, Unneeded):
            raise _UNNEEDED[turn]
        else:
            self._key(draft, turn)
        self.leases[draft.lease.pk] = draft.lease
        return "saved"

    def _own_hold(self, pk: int) -> Hold | None:
        hold = self.holds.get(pk)
        return hold if hold and hold.lease.user_id == self.by.pk else None

    def _key(self, draft: _Draft, turn: int) -> None:
        pk = draft.item.entry
        own = self._own_hold(pk)
        keying = Keying(
            id=draft.item.id,
            entry=draft.entry,
            round=draft.item.round,
            turn=turn,
            user=self.by,
            values=draft.values,
            flags=draft.flags,
            accepted=[name for name in map(names.nfc, draft.item.accepted) if name],
            digest=draft.digest,
            lease=draft.lease,
            timings=draft.item.timings,
            late=own is None or own.until < self.now,
        )
        self.keyings.append(keying)
        self._note(keying)
        if turn == 2:
            self.complete.append(pk)
            self.stands[pk] = ("to_settle", draft.item.round)
        if turn == 2 or own:  # once it is complete nobody holds it any more, whoever did
            self.released.add(pk)

    def _set_aside(self, draft: _Draft, turn: int | Unneeded) -> None:
        pk = draft.item.entry
        if turn in (Unneeded.OWN, Unneeded.BOTH, Unneeded.WENT_ON):
            raise _UNNEEDED[Unneeded(turn)]
        hold = self.holds.get(pk)
        if hold and hold.until > self.now and not self._own_hold(pk):
            raise TakenOver
        aside = Aside(
            item=draft.item.id,
            entry=draft.entry,
            by=self.by,
            reason=names.nfc(draft.item.aside or "")[:300],
        )
        self.asides.append(aside)
        self.saved[draft.item.id] = aside
        self.stands[pk] = ("set_aside", draft.item.round)
        self.released.add(pk)

    def _write(self) -> None:
        if self.keyings:
            Keying.objects.bulk_create(self.keyings)
        if self.complete:
            scans.move_entries(self.complete, "complete_keying")
            defer_many("review.compare", [{"entry_id": pk} for pk in self.complete])
        if self.asides:
            Aside.objects.bulk_create(self.asides)
            scans.move_entries([aside.entry_id for aside in self.asides], "set_aside")
        if self.released:
            Hold.objects.filter(entry__in=self.released).delete()
        if access.may_anywhere(self.by, "key"):  # else they finish while it runs, not for ever
            renew_all(self.leases.values())
        acts: list[Keying | Aside] = [*self.keyings, *self.asides]
        if acts:
            ledger.record_many(map(self._line, acts))

    def _line(self, act: Keying | Aside) -> Line:
        detail = (
            {"keying": str(act.pk), "turn": act.turn, "round": act.round, "sha256": act.digest}
            | ({"late": True} if act.late else {})
            if isinstance(act, Keying)
            else {}
        )
        return Line(
            actor=self.by.actor,
            verb="save_keying" if isinstance(act, Keying) else "set_aside",
            subject=f"entry:{act.entry_id}",
            unit=act.entry.book.unit.code,
            detail=detail,
        )


def _composed(values: dict[str, str]) -> dict[str, str]:
    typed = {name: names.nfc(value) for name, value in values.items()}
    return {name: value for name, value in typed.items() if value}


def _require_known(kind: Kind, values: dict[str, str], flags: dict[str, str]) -> None:
    wrong = [n for n in (*values, *flags) if not kind.has(n)]
    wrong += [n for n, flag in flags.items() if flag not in FLAGS]
    wrong += [n for n, value in values.items() if len(value) > LONGEST]
    if wrong:
        raise BadValues(names=", ".join(sorted({name[:60] for name in wrong})[:5]))


def _digest(entry: Entry, values: dict[str, str], flags: dict[str, str]) -> str:
    body = json.dumps([entry.pk, values, flags], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(body.encode(errors="surrogatepass")).hexdigest()
