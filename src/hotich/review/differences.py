"""Read the queues of differences: what waits for a third person, what for a senior reader."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Abs
from django.utils import timezone

from hotich.books.queries import visible
from hotich.keying.models import Aside, Keying
from hotich.people import access
from hotich.people.models import User
from hotich.records.models import Version
from hotich.review.models import Difference, DifferenceState, Settlement, SettlementAct
from hotich.rules import layouts, names
from hotich.rules.differing import Piece
from hotich.rules.registers import Field, load
from hotich.rules.reportday import bounds, day_of
from hotich.scans.models import Entry

_NUMBER = re.compile(r"0*(\d{1,6})([A-Za-z]{0,3})(?:/(\d{4}))?", re.ASCII)
HANDS, NEAR = 2, 40  # crops of the same hand; how many entries before and after are looked through


def _queue(user: User, state: DifferenceState, act: str) -> QuerySet[Difference]:
    mine = Keying.objects.filter(entry=OuterRef("entry"), user=user)
    return (
        Difference.objects.filter(
            ~Exists(mine),
            state=state,
            round=F("entry__round"),
            entry__state="to_settle",
            entry__book__in=visible(user, act).order_by().values("pk"),
        )
        .select_related("entry__book__unit", "entry__image")
        .order_by("entry_id", "place")
    )


def waiting(user: User) -> QuerySet[Difference]:
    """Return the differences that wait for a third person and that this person may settle: of
    their units, of entries they never keyed.
    """
    return _queue(user, DifferenceState.OPEN, "settle")


def raised(user: User) -> QuerySet[Difference]:
    """Return the differences sent up to senior readers that this person may settle: not their
    own. Each with its ``reason``, who sent it up and when (``sent_by``, ``sent_at``).
    """
    acts = acts_of_field().filter(act=SettlementAct.RAISE)
    return (
        _queue(user, DifferenceState.RAISED, "review")
        .annotate(
            reason=Subquery(acts.values("reason")[:1]),
            sent_at=Subquery(acts.values("at")[:1]),
            sent_by=Subquery(acts.values("by__full_name")[:1]),
            sender=Subquery(acts.values("by")[:1]),
        )
        .exclude(sender=user.pk)
    )


def acts_of_field() -> QuerySet[Settlement]:
    """Return the acts on the difference of the outer query, newest first."""
    return Settlement.objects.filter(
        entry=OuterRef("entry"), round=OuterRef("round"), field=OuterRef("field")
    ).order_by("-n")


def acts_on(difference: Difference) -> QuerySet[Settlement]:
    """Return what was done about a difference, newest first."""
    return Settlement.objects.filter(
        entry=difference.entry_id, round=difference.round, field=difference.field
    ).order_by("-n")


def sent_up(difference: Difference) -> Settlement | None:
    """Return the act by which a difference is with the senior readers, None where it is not: acts
    that were taken back count no more.
    """
    standing: list[Settlement] = []
    for act in reversed(acts_on(difference).select_related("by")):
        if act.act == SettlementAct.TAKE_BACK:
            standing.pop()
        else:
            standing.append(act)
    return standing[-1] if standing and standing[-1].act == SettlementAct.RAISE else None


def to_settle(user: User) -> QuerySet[Entry]:
    """Return the entries with differences that wait for this person."""
    return Entry.objects.filter(pk__in=waiting(user).order_by().values("entry"))


def set_aside(user: User) -> QuerySet[Aside]:
    """Return the entries that keyers left to a senior reader, in this person's units, oldest
    first.
    """
    books = visible(user, "review").order_by().values("pk")
    return (
        Aside.objects.filter(resumed_at=None, entry__book__in=books)
        .select_related("entry__book__unit", "by")
        .order_by("at")
    )


def with_number(found: QuerySet[Any], sought: str, entry: str = "entry") -> QuerySet[Any]:
    """Narrow a queue to the entries with a number: "46", "046" or "46/2009"; "" narrows nothing."""
    if not sought.strip():
        return found
    number = _NUMBER.fullmatch(sought.strip())
    if number is None:
        return found.none()
    n, suffix, year = number.groups()
    wanted: dict[str, object] = {f"{entry}__number": int(n)}
    if suffix:
        wanted[f"{entry}__suffix__iexact"] = suffix
    if year:
        wanted[f"{entry}__year"] = int(year)
    return found.filter(**wanted)


# What a person did


def standing(user: User) -> QuerySet[Settlement]:
    """Return the answers and sendings up of a person that still stand, newest first."""
    newer = Settlement.objects.filter(
        entry=OuterRef("entry"),
        round=OuterRef("round"),
        field=OuterRef("field"),
        n__gt=OuterRef("n"),
    )
    return (
        Settlement.objects.filter(~Exists(newer), by=user)
        .exclude(act=SettlementAct.TAKE_BACK)
        .order_by("-pk")
    )


@dataclass(frozen=True, slots=True)
class Done:
    """One of a person's last acts: the difference by id, its entry's number, the field, what."""

    difference: int
    label: str
    field: Field
    act: str
    value: str
    flag: str


def just_done(user: User, most: int = 4) -> list[Done]:
    """Return a person's last acts that can still be taken back, newest first."""
    difference = Difference.objects.filter(
        entry=OuterRef("entry"), round=OuterRef("round"), field=OuterRef("field")
    )
    acts = (
        standing(user)
        .filter(round=F("entry__round"), entry__state__in=("to_settle", "in_review"))
        .annotate(difference=Subquery(difference.values("pk")[:1]))
        .exclude(difference=None)
        .select_related("entry__book")[:most]
    )
    return [
        Done(
            act.difference,
            act.entry.label,
            load(act.entry.book.kind).field(act.field),
            act.act,
            act.value,
            act.flag,
        )
        for act in acts
    ]


def done_today(user: User) -> int:
    """Return how many differences a person dealt with on the report day of now."""
    start, end = bounds(day_of(timezone.now()))
    return standing(user).filter(at__gte=start, at__lt=end).count()


def was_corrected(entry: Entry) -> bool:
    """Tell whether the current version of an entry's record says what no keying did."""
    sources = (
        Version.objects.filter(record__entry=entry, n=F("record__current"))
        .values_list("sources", flat=True)
        .first()
    )
    return "corrected" in (sources or {}).values()


def was_reopened(entry: Entry, since: datetime) -> bool:
    """Tell whether an approved entry was opened again after a moment: then it was delivered."""
    return entry.reasons.filter(act="reopen_entry", at__gt=since).exists()


# Who may look at what


def holds(user: User, entry: Entry) -> bool:
    """Tell whether an entry is one whose differences this person has before them now."""
    return _held(user).filter(entry=entry).exists()


def holds_in(user: User, book: int) -> bool:
    """Tell whether this person has differences of a book before them now."""
    return _held(user).filter(entry__book=book).exists()


def _held(user: User) -> QuerySet[Difference]:
    return Difference.objects.filter(claimed_by=user, claimed_until__gt=timezone.now())


def may_see_image(user: User, entry: Entry) -> bool:
    """Tell whether this person settles or reviews in the entry's unit."""
    unit = entry.book.unit
    return access.may(user, "settle", unit) or access.may(user, "review", unit)


# The same hand


@dataclass(frozen=True, slots=True)
class Hand:
    """A field of another entry of the book that two people keyed alike: a sample of the writing."""

    entry: int
    label: str
    field: str
    value: str


def same_hand(entry: Entry, field: Field, disputed: Iterable[Piece]) -> list[Hand]:
    """Return what two people read alike in entries near this one, in fields of the same sort:
    first what has the disputed words in it, then the disputed letters, then what is nearest.
    """
    kind = load(entry.book.kind)
    letters = {letter for piece in disputed if piece.differs for letter in piece.text.lower()}
    words = {
        word
        for text in ("".join(piece.text for piece in disputed),)
        for word in names.canonical(text).split()
        if letters & set(word)
    }
    alike = {f.name for f in kind.fields if f.type == field.type}
    if field.type in ("text", "code"):
        alike = {field.name}
    near = (
        Version.objects.filter(
            record__book=entry.book_id,
            n=F("record__current"),
            record__entry__position__range=(entry.position - NEAR, entry.position + NEAR),
            record__entry__image__isnull=False,
        )
        .exclude(record__entry=entry)
        .select_related("record__entry")
        .order_by(Abs(F("record__entry__position") - entry.position), "pk")
    )
    found: list[tuple[tuple[int, ...], Hand]] = []
    for distance, version in enumerate(near):
        shown = set(layouts.load(version.record.entry.layout).fields())
        for name in alike & shown:
            value = version.values.get(name, "")
            if not value or version.sources.get(name) != "both":
                continue
            known = names.canonical(value)
            rank = (-len(words & set(known.split())), -len(letters & set(value.lower())))
            away = (*rank, name != field.name, distance)
            label = version.record.entry.label
            found.append((away, Hand(version.record.entry_id, label, name, value)))
    return [hand for _, hand in sorted(found, key=lambda pair: pair[0])[:HANDS]]
