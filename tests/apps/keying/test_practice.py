"""Practice: samples are judged against what is written; who passed may take real batches."""

import json
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hotich.files import actions as files
from hotich.keying import practice
from hotich.keying.actions import practice as actions
from hotich.keying.actions.practice import NewSample
from hotich.keying.errors import BadValues, OtherBody, PracticeFirst
from hotich.keying.models import Pass, Sample, Trial
from hotich.ledger.models import Line
from hotich.people.errors import NotAllowed, NotThere
from hotich.rules import layouts
from hotich.rules.practice import MARK
from tests.province import LAYOUT, Province, at_once, birth, jpeg

BOOK = {"number": 1, "year": 2009, "pages": 4, "office": "UBND xã Mai Đàn", "unit_name": "xã Mẫu"}
ON_FORM = layouts.load(LAYOUT).fields()


def truth(number: int, /, **changes: str) -> dict[str, str]:
    return {n: v for n, v in birth(number, **changes).items() if n in ON_FORM}


def load(count: int = 8, kind: str = "KS") -> int:
    return actions.load_samples(
        samples=[
            NewSample(
                kind=kind,
                layout=LAYOUT,
                box=number % 2,
                position=number,
                image=files.keep_bytes(jpeg(number), media="image/jpeg"),
                book=BOOK,
                truth=truth(number),
            )
            for number in range(1, count + 1)
        ]
    )


def item(sample: Sample, /, **changes: Any) -> dict[str, Any]:
    values = truth(sample.position, **changes)
    return {"id": uuid.uuid4(), "entry": sample.pk, "values": values, "flags": {}}


def test_it_works(province: Province) -> None:
    load()
    by = province.keyer_a
    assert practice.standing(by) == "open"
    with pytest.raises(PracticeFirst):
        practice.require_passed(by)
    lesson = practice.samples(by, "KS")
    items = [item(sample) for sample in lesson[: MARK.entries]]
    items[0]["values"]["child_name"] = "Nguyễn Văn Sai"
    done = actions.record_trials(by=by, items=items)
    tried, score, passed = done.tried, done.score, done.passed
    assert tried[0].wrong == (("child_name", "Nguyễn Văn Sai", truth(1)["child_name"]),)
    assert all(not each.wrong for each in tried[1:])
    assert (score.entries, score.wrong, passed) == (MARK.entries, 1, True)
    assert practice.standing(by) == "passed"
    practice.require_passed(by)
    assert Line.objects.filter(verb="pass_practice", subject=f"user:{by.pk}").count() == 1


def test_the_station_gets_samples_like_a_batch(province: Province) -> None:
    load()
    (lease,) = practice.lesson(province.keyer_a, "KS", "vi")["leases"]
    assert (lease["id"], lease["practice"], lease["turn"]) == ("practice", True, 1)
    entry = lease["entries"][0]
    assert (entry["label"], entry["expected"]) == ("001/2009", [[1, 2009]])
    groups = lease["forms"][entry["layout"]]["groups"]
    names = [f["name"] for g in groups for line in g["lines"] for f in line["fields"]]
    assert names == ON_FORM
    text = json.dumps(lease, ensure_ascii=False)
    assert truth(1)["child_name"] not in text, "what is written is not told beforehand"
    sent = item(Sample.objects.get(pk=entry["id"]), child_name="Sai")
    told = practice.told(actions.record_trials(by=province.keyer_a, items=[sent]), "vi")
    (answer,) = told["answers"]
    assert answer["wrong"] == [
        {"field": "child_name", "typed": "Sai", "truth": truth(1)["child_name"]}
    ]
    assert (told["passed"], told["mark"]["wrong"], told["mark"]["of"]) == (None, 1, MARK.entries)


def test_without_samples_nobody_is_held_up(province: Province) -> None:
    assert practice.standing(province.keyer_a) == "none"
    practice.require_passed(province.keyer_a)


def test_one_query_tells_who_must_practise(province: Province) -> None:
    load()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert practice.must_pass(province.keyer_a)
    assert len(queries) == 1
    with CaptureQueriesContext(connection) as queries:
        practice.standing(province.keyer_a)
    assert len(queries) == 1


def test_who_errs_too_often_goes_on_and_passes_by_the_last_entries(province: Province) -> None:
    load()
    by = province.keyer_a
    lesson = practice.samples(by, "KS")
    bad = [item(s, child_name="A", mother_name="B") for s in lesson[: MARK.entries]]
    done = actions.record_trials(by=by, items=bad)
    assert (done.score.passed, done.passed) == (False, False)
    again = practice.samples(by, "KS")
    assert [s.pk for s in again[:3]] == [s.pk for s in lesson[MARK.entries :]], "new ones first"
    good = [item(sample) for sample in again[: MARK.entries]]
    assert actions.record_trials(by=by, items=good).passed


def test_the_same_sample_again_counts_once(province: Province) -> None:
    load()
    by = province.keyer_a
    (sample, *_rest) = practice.samples(by, "KS")
    for _ in range(MARK.entries):
        done = actions.record_trials(by=by, items=[item(sample)])
    assert (done.score.entries, done.score.passed, done.passed) == (1, None, False)


def test_the_same_id_is_answered_again_and_with_another_body_refused(province: Province) -> None:
    load()
    by = province.keyer_a
    sent = item(practice.samples(by, "KS")[0], child_name="Sai")
    first = actions.record_trials(by=by, items=[sent])
    second = actions.record_trials(by=by, items=[sent, sent])
    assert second.tried == first.tried * 2
    assert (Trial.objects.count(), second.score.entries) == (1, 1)
    other = {**sent, "values": {}}
    assert isinstance(actions.record_trials(by=by, items=[other]).tried[0].refused, OtherBody)
    theirs = actions.record_trials(by=province.keyer_b, items=[sent])
    assert isinstance(theirs.tried[0].refused, OtherBody)


def test_what_was_typed_is_read_as_at_the_station(province: Province) -> None:
    load()
    sent = item(Sample.objects.get(position=3), number="3", child_sex="Nam")
    assert actions.record_trials(by=province.keyer_a, items=[sent]).tried[0].wrong == ()


def test_a_bad_item_does_not_hold_up_the_others(province: Province) -> None:
    load()
    good, strange, gone = practice.samples(province.keyer_a, "KS")[:3]
    items = [item(good), {**item(strange), "values": {"no_field": "x"}}, {**item(gone), "entry": 0}]
    tried = actions.record_trials(by=province.keyer_a, items=items).tried
    assert tried[0].refused is None
    assert isinstance(tried[1].refused, BadValues)
    assert isinstance(tried[2].refused, NotThere)


def test_only_keyers_practise(province: Province) -> None:
    load()
    sample = Sample.objects.all()[0]
    for user in province.others("keyer_a", "keyer_b", "keyer_c", "other_keyer"):
        with pytest.raises(NotAllowed):
            actions.record_trials(by=user, items=[item(sample)])
        with pytest.raises(NotThere):
            practice.sample(user, sample.pk)
    assert practice.sample(province.keyer_a, sample.pk) == sample


def test_samples_are_loaded_once_a_kind(province: Province) -> None:
    assert (load(), load()) == (8, 8)
    assert practice.kinds() == ["KS"]
    with pytest.raises(NotThere):
        practice.samples(province.keyer_a, "KH")


def test_two_tabs_at_once_pass_once(committed: Province) -> None:
    by = committed.keyer_a
    load()
    try:
        items = [item(sample) for sample in practice.samples(by, "KS")[: MARK.entries]]
        done = at_once(*[lambda: actions.record_trials(by=by, items=items)] * 2)
        assert [judged.passed for judged in done] == [True, True]
        assert (by.trials.count(), Pass.objects.filter(user=by).count()) == (MARK.entries, 1)
    finally:  # committed rows stay: everybody else's keyers would have to practise
        Sample.objects.all().delete()
