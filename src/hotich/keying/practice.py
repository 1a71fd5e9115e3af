"""Read the practice: which samples there are, who has passed, who must type samples first.

What somebody typed for a sample is theirs alone; a head sees who has passed, never how.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone

from hotich.books.models import Book
from hotich.keying import station
from hotich.keying.errors import PracticeFirst
from hotich.keying.models import Lease, Pass, Sample, Trial
from hotich.people import access
from hotich.people.errors import NotThere
from hotich.people.models import User
from hotich.rules import numbers
from hotich.rules.errors import Refused
from hotich.rules.practice import MARK, Score, score
from hotich.scans.models import Entry

LESSON = 8
"""Samples given out at a time."""
TIME = timedelta(hours=12)


def must_pass(user: User) -> bool:
    """Tell whether the person has to practise before a real batch: not where there are no samples.

    One query, asked whenever a batch is taken.
    """
    passed = Pass.objects.filter(user=user)
    return Sample.objects.filter(~Exists(passed)).exists()


def require_passed(user: User) -> None:
    """Raise PracticeFirst unless the person may be given real entries."""
    if must_pass(user):
        raise PracticeFirst


def standing(user: User) -> str:
    """Return how a person stands: "passed", "open", or "none" where there is nothing to
    practise on.
    """
    passed = Exists(Pass.objects.filter(user=user))
    found = Sample.objects.annotate(passed=passed).values_list("passed", flat=True)[:1]
    return {None: "none", True: "passed", False: "open"}[next(iter(found), None)]


def kinds() -> list[str]:
    """Return the kinds there are samples of."""
    return list(Sample.objects.order_by("kind").values_list("kind", flat=True).distinct())


def samples(user: User, kind: str, limit: int = LESSON) -> list[Sample]:
    """Return what to practise on next: samples not yet tried first, then those tried longest ago.

    Raises NotThere for a kind of which there are none.
    """
    tried = Trial.objects.filter(user=user, sample=OuterRef("pk")).order_by()
    last = tried.values("sample").annotate(last=Max("at")).values("last")
    found = Sample.objects.filter(kind=kind).select_related("image").alias(last=last)
    rows: list[Sample] = list(found.order_by(F("last").asc(nulls_first=True), "position")[:limit])
    if not rows:
        raise NotThere
    return rows


def lesson(user: User, kind: str, language: str) -> dict[str, Any]:
    """Return samples as a batch to key, in the shape of a lease whose id is "practice".

    Raises NotAllowed, NotThere.
    """
    access.require_anywhere(user, "key")
    rows = samples(user, kind)
    told = rows[0].book
    book = Book(
        pk=0,
        kind=kind,
        year=told["year"],
        number=told["number"],
        pages=told["pages"],
        office=told["office"],
    )
    lease = Lease(turn=1, size=len(rows), until=timezone.now() + TIME)
    entries = [_entry(row, book) for row in rows]
    form = station.lease_form(
        lease,
        book=station.book_form(
            book,
            years=sorted({entry["year"] for entry in entries}),
            unit_name=told["unit_name"],
            language=language,
        ),
        entries=entries,
        previous={},
        words="",
        language=language,
    )
    return {"leases": [form | {"id": "practice", "practice": True}]}


def _entry(row: Sample, book: Book) -> dict[str, Any]:
    number = numbers.parse_number(row.truth["number"])
    entry = Entry(
        pk=row.pk,
        book=book,
        box=row.box,
        position=row.position,
        layout=row.layout,
        year=number.year,
        number=number.n,
    )
    nowhere = {"before": None, "own": None, "after": None, "n": 1, "of": 1}
    image = reverse("practice_image", args=[row.pk])
    return station.entry_form(entry, image=image, pages=nowhere, expected=[(number.n, number.year)])


def sample(user: User, pk: int) -> Sample:
    """Return a sample for whoever may key somewhere; NotThere otherwise."""
    if not access.may_anywhere(user, "key"):
        raise NotThere
    found = Sample.objects.select_related("image").filter(pk=pk).first()
    if found is None:
        raise NotThere
    return found


def score_of(user: User) -> Score:
    """Return what the person's last trials come to, each sample counted once, by its last trial."""
    newest = Window(RowNumber(), partition_by=F("sample"), order_by=F("at").desc())
    trials = Trial.objects.filter(user=user).annotate(place=newest).filter(place=1)
    rows = trials.order_by("-at").values_list("fields", "wrong")[: MARK.entries]
    return score((fields, len(wrong)) for fields, wrong in rows)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came to be of one sample typed: the fields typed otherwise (field, typed, truth), or why
    it was not taken.
    """

    id: UUID
    wrong: tuple[tuple[str, str, str], ...] = ()
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of each item, what the last trials come to, and whether this person may take real
    batches now.
    """

    tried: tuple[Tried, ...]
    score: Score
    passed: bool


def told(judged: Judged, language: str) -> dict[str, Any]:
    """Return what the station is told of samples that were typed."""
    score = judged.score
    mark = {
        "entries": score.entries,
        "of": MARK.entries,
        "fields": score.fields,
        "wrong": score.wrong,
        "allowed": score.allowed,
    }
    answers = [_answer(tried, language) for tried in judged.tried]
    return {"answers": answers, "passed": judged.passed or score.passed, "mark": mark}


def _answer(tried: Tried, language: str) -> dict[str, Any]:
    if why := tried.refused:
        return {
            "id": tried.id,
            "status": why.status,
            "code": why.code,
            "text": why.text(language),
        }
    wrong = [dict(zip(("field", "typed", "truth"), each, strict=True)) for each in tried.wrong]
    return {"id": tried.id, "status": 200, "wrong": wrong}
