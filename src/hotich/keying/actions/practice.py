"""Keep samples to practise on, judge what people type for them, let through who passed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from hotich.files.models import StoredFile
from hotich.keying.errors import BadValues, OtherBody
from hotich.keying.models import Pass, Sample, Trial
from hotich.keying.practice import Judged, Tried, score_of
from hotich.ledger import actions as ledger
from hotich.people import access
from hotich.people.errors import NotThere
from hotich.people.models import User
from hotich.rules import layouts, names
from hotich.rules.checks import FLAGS, LONGEST
from hotich.rules.errors import Refused
from hotich.rules.practice import Score, wrong_fields
from hotich.rules.registers import load
from hotich.rules.typing import read_typed


@dataclass(frozen=True, slots=True)
class NewSample:
    """One drawn entry: ``book`` has number, year, pages, office and unit_name; ``truth`` maps our
    field names to what is written.
    """

    kind: str
    layout: str
    box: int
    position: int
    image: StoredFile
    book: dict[str, Any]
    truth: dict[str, str]


def load_samples(*, samples: Iterable[NewSample]) -> int:
    """Add samples that are not there yet and return how many there are in all."""
    rows = [
        Sample(
            kind=new.kind,
            layout=new.layout,
            box=new.box,
            position=new.position,
            image=new.image,
            book=new.book,
            truth=new.truth,
        )
        for new in samples
    ]
    with transaction.atomic():
        Sample.objects.bulk_create(rows, ignore_conflicts=True)
        count = Sample.objects.count()
        ledger.record(
            actor="system", verb="load_samples", subject="samples", detail={"samples": count}
        )
    return count


def excuse_from_practice(*, people: Iterable[User]) -> None:
    """Let people key without having practised: those who play in a rehearsal."""
    with transaction.atomic():
        there = set(Pass.objects.filter(user__in=(them := list(people))).values_list("user_id"))
        new = [Pass(user=user, fields=0, wrong=0) for user in them if (user.pk,) not in there]
        for made in Pass.objects.bulk_create(new, ignore_conflicts=True):
            ledger.record(
                actor="system", verb="excuse_from_practice", subject=f"user:{made.user_id}"
            )


def record_trials(*, by: User, items: Iterable[Mapping[str, Any]]) -> Judged:
    """Judge what somebody typed for samples, each item (id, entry, values, flags) exactly once.

    Raises NotAllowed; single items are refused with BadValues, OtherBody or NotThere.
    """
    access.require_anywhere(by, "key")
    items = list(items)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # one after the other
        samples = Sample.objects.in_bulk([item["entry"] for item in items])
        before = Trial.objects.in_bulk([item["id"] for item in items])
        made: list[Trial] = []
        tried = []
        for item in items:
            try:
                trial = _trial(by, item, samples, before)
            except Refused as why:
                tried.append(Tried(item["id"], refused=why))
                continue
            if trial.pk not in before:
                before[trial.pk] = trial
                made.append(trial)
            tried.append(Tried(trial.pk, _told(trial)))
        Trial.objects.bulk_create(made)
        score = score_of(by)
        return Judged(tuple(tried), score, _let_through(by, score))


def _trial(
    by: User, item: Mapping[str, Any], samples: dict[int, Sample], before: dict[UUID, Trial]
) -> Trial:
    sample = samples.get(item["entry"])
    if sample is None:
        raise NotThere
    kind, on_form = load(sample.kind), layouts.load(sample.layout).fields()
    values = {name: names.nfc(text) for name, text in item.get("values", {}).items()}
    flags = {name: flag for name, flag in item.get("flags", {}).items() if flag}
    bad = {name for name in (*values, *flags) if name not in on_form}
    bad |= {name for name, text in values.items() if len(text) > LONGEST}
    bad |= {name for name, flag in flags.items() if flag not in FLAGS}
    if bad:
        raise BadValues(names=", ".join(sorted(bad)))
    years = (int(sample.book["year"]),)
    values = {n: read_typed(kind.field(n), text, years) for n, text in values.items() if text}
    if there := before.get(item["id"]):
        mine = (there.user_id, there.sample_id, there.values, there.flags)
        if mine != (by.pk, sample.pk, values, flags):
            raise OtherBody
        there.sample = sample
        return there
    return Trial(
        id=item["id"],
        user=by,
        sample=sample,
        values=values,
        flags=flags,
        fields=sum(kind.field(name).compared for name in on_form),
        wrong=wrong_fields(kind, on_form, sample.truth, values, flags),
    )


def _told(trial: Trial) -> tuple[tuple[str, str, str], ...]:
    truth = trial.sample.truth
    return tuple((name, trial.values.get(name, ""), truth.get(name, "")) for name in trial.wrong)


def _let_through(by: User, score: Score) -> bool:
    """Write down that a person passed, once; return whether they have, now or before."""
    if Pass.objects.filter(user=by).exists():
        return True
    if not score.passed:
        return False
    Pass.objects.create(user=by, fields=score.fields, wrong=score.wrong)
    ledger.record(
        actor=by.actor,
        verb="pass_practice",
        subject=f"user:{by.pk}",
        detail={"fields": score.fields, "wrong": score.wrong},
    )
    return True
