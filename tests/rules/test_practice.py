"""The pass mark of the practice, and which fields count as typed wrong."""

from hypothesis import given
from hypothesis import strategies as st

from hotich.rules import layouts
from hotich.rules.practice import MARK, PassMark, score, wrong_fields
from hotich.rules.registers import load

KS = load("KS")
ON_FORM = layouts.load("ks-form-a4").fields()
TRUTH = {"child_name": "Nguyễn Thị Hoà", "child_birth_date": "12.05.2009", "remarks": "sao lục"}


def wrong(flags: dict[str, str] | None = None, /, **changes: str) -> list[str]:
    return wrong_fields(KS, ON_FORM, TRUTH, {**TRUTH, **changes}, flags or {})


def test_it_works() -> None:
    assert wrong() == []
    assert wrong(child_name="Nguyễn Thị Hoa") == ["child_name"]
    assert wrong(mother_name="Trần Thị Mẫu") == ["mother_name"], "typed where nothing is written"


def test_the_meaning_counts_and_only_in_compared_fields() -> None:
    assert wrong(child_name="nguyễn  thị hòa", child_birth_date="12/5/2009") == []
    assert wrong(remarks="") == [], "remarks are keyed once only"


def test_flags_must_say_the_truth() -> None:
    assert wrong({"mother_name": "blank"}) == []
    assert wrong({"child_name": "blank"}) == ["child_name"]
    assert wrong({"mother_name": "unreadable"}) == ["mother_name"]


def test_too_few_entries_are_not_judged() -> None:
    assert score([]).passed is None
    assert score([(25, 0)] * (MARK.entries - 1)).passed is None
    assert score([(25, 0)] * MARK.entries).passed is True


def test_only_the_last_entries_count() -> None:
    mark = PassMark(entries=2, share=0.02)
    assert score([(50, 0), (50, 2), (50, 9)], mark).passed is True
    assert score([(50, 1), (50, 2), (50, 0)], mark).passed is False


@given(st.lists(st.tuples(st.integers(1, 70), st.integers(0, 70)), max_size=12))
def test_who_passes_kept_to_the_share(trials: list[tuple[int, int]]) -> None:
    found = score(trials)
    last = trials[: MARK.entries]
    assert (found.fields, found.wrong) == (sum(f for f, _ in last), sum(w for _, w in last))
    if found.passed:
        assert found.entries == MARK.entries
        assert found.wrong <= MARK.share * found.fields
