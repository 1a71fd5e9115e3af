"""Read a keyer's own mistakes, for that keyer alone: what was settled otherwise than they keyed.

Nothing of the other keyer is in it.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from hotich.keying.models import Keying
from hotich.people.models import User
from hotich.review.models import Settlement, SettlementAct
from hotich.rules import compare, differing
from hotich.rules.registers import Field, load
from hotich.rules.reportday import bounds, day_of
from hotich.scans.models import Entry

DAYS, NEWEST = 7, 3


@dataclass(frozen=True, slots=True)
class Mistake:
    """One field that was settled otherwise: what the book says, what this person typed."""

    entry: Entry
    field: Field
    contrast: differing.Contrast
    written_flag: str
    typed_flag: str


@dataclass(frozen=True, slots=True)
class Own:
    """A person's mistakes of the last report days: how many, in how many keys, which."""

    wrong: int
    keys: int
    newest: list[Mistake]
    most: Field | None
    most_often: int

    @property
    def per_thousand(self) -> float | None:
        """Mistakes for each 1,000 keys; None before anything was keyed."""
        return self.wrong * 1000 / self.keys if self.keys else None


def own(user: User) -> Own:
    """Return a person's own mistakes in what they keyed in the last report days."""
    since, _ = bounds(day_of(timezone.now()) - timedelta(days=DAYS - 1))
    keyed = Keying.objects.filter(user=user, saved_at__gte=since)
    found = {(k.entry_id, k.round): k for k in keyed}
    answers = _answers(keyed).select_related("entry__book__unit").order_by("-pk")
    wrong = [(a, found[a.entry_id, a.round]) for a in answers if (a.entry_id, a.round) in found]
    wrong = [(answer, keying) for answer, keying in wrong if _differs(answer, keying)]
    often = Counter((a.entry.book.kind, a.field) for a, _ in wrong).most_common(1)
    (kind, name), n = often[0] if often else (("", ""), 0)
    return Own(
        wrong=len(wrong),
        keys=sum(map(_keys, found.values())),
        newest=[_mistake(answer, keying) for answer, keying in wrong[:NEWEST]],
        most=load(kind).field(name) if n else None,
        most_often=n,
    )


def is_own(user: User, entry: Entry, field: str) -> bool:
    """Tell whether a field of an entry is a mistake of this person's that may be shown to them."""
    keyed = Keying.objects.filter(user=user, entry=entry)
    rounds = {k.round: k for k in keyed}
    found = _answers(keyed).filter(field=field).select_related("entry__book")
    return any(a.round in rounds and _differs(a, rounds[a.round]) for a in found)


def _answers(keyed: QuerySet[Keying]) -> QuerySet[Settlement]:
    """Return the answers that stand about the entries of some keyings."""
    newer = Settlement.objects.filter(
        entry=OuterRef("entry"),
        round=OuterRef("round"),
        field=OuterRef("field"),
        n__gt=OuterRef("n"),
    )
    return Settlement.objects.filter(
        ~Exists(newer), act=SettlementAct.ANSWER, entry__in=keyed.values("entry")
    )


def _differs(answer: Settlement, keying: Keying) -> bool:
    field = load(answer.entry.book.kind).field(answer.field)
    typed, flag = keying.values.get(answer.field, ""), keying.flags.get(answer.field, "")
    # Nothing typed where the book says nothing: no mistake, only less said.
    if flag != answer.flag and not (answer.flag == "blank" and not typed and not flag):
        return True
    return not compare.same(field, typed, answer.value)


def _keys(keying: Keying) -> int:
    """Return how many keys were pressed, as counted, else as many as the values have letters."""
    counted = keying.timings.get("keys")
    if isinstance(counted, int) and counted > 0:
        return counted
    return sum(map(len, keying.values.values()))


def _mistake(answer: Settlement, keying: Keying) -> Mistake:
    field = load(answer.entry.book.kind).field(answer.field)
    typed, flag = keying.values.get(answer.field, ""), keying.flags.get(answer.field, "")
    contrast = differing.contrast(field, answer.value, typed, answer.flag, flag)
    return Mistake(answer.entry, field, contrast, answer.flag, flag)
