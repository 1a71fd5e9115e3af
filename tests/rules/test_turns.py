"""Which turn a keying serves as: the next free one of today's round, and nobody is ever both."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.rules.turns import Keyed, Unneeded, turn_for

FIRST, SECOND = Keyed(1, 1), Keyed(2, 2)


@pytest.mark.parametrize(
    ("user", "leased", "there", "turn"),
    [
        (1, 1, (), 1),
        (2, 2, (FIRST,), 2),
        (2, 1, (FIRST,), 2),  # the first lease ran out, another took it and was quicker
        (1, 1, (FIRST,), Unneeded.OWN),
        (3, 2, (FIRST, SECOND), Unneeded.BOTH),
        (1, 2, (), Unneeded.LACKS_FIELDS),
    ],
)
def test_it_works(user: int, leased: int, there: tuple[Keyed, ...], turn: object) -> None:
    found = turn_for(user=user, leased=leased, round=1, now=1, state="to_key", there=there)
    assert found == turn


@pytest.mark.parametrize(("round", "state"), [(2, "to_key"), (1, "set_aside"), (1, "in_review")])
def test_what_went_another_way_is_not_needed(round: int, state: str) -> None:
    found = turn_for(user=1, leased=1, round=round, now=1, state=state, there=())
    assert found == Unneeded.WENT_ON


STATES = ("to_key", "returned", "set_aside", "to_settle", "in_review", "approved")


@given(
    user=st.integers(1, 4),
    leased=st.sampled_from([1, 2]),
    round=st.integers(1, 3),
    now=st.integers(1, 3),
    state=st.sampled_from(STATES),
    people=st.lists(st.integers(1, 4), unique=True, max_size=2),
)
def test_a_turn_is_free_of_another_person_and_of_today(
    user: int, leased: int, round: int, now: int, state: str, people: list[int]
) -> None:
    there = [Keyed(turn, who) for turn, who in enumerate(people, start=1)]
    turn = turn_for(user=user, leased=leased, round=round, now=now, state=state, there=there)
    if isinstance(turn, Unneeded):
        return
    assert turn == len(there) + 1
    assert user not in people
    assert round == now
    assert state in ("to_key", "returned")
    assert turn == 2 or leased == 1
