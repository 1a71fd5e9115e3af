"""What changes do to units, on plain data: dates, successors, what lies below, what is refused."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.rules.errors import Refused
from hotich.units import errors
from hotich.units.history import History

START = datetime.date(1990, 1, 1)
REFORM = datetime.date(2025, 7, 1)
DAY = datetime.timedelta(days=1)
PROVINCE, DISTRICT, A, B = 1, 2, 3, 4


def small() -> History:
    """A province, a district and two communes."""
    history = History({})
    for unit, level, parent in (
        (PROVINCE, "province", None),
        (DISTRICT, "district", PROVINCE),
        (A, "commune", DISTRICT),
        (B, "commune", DISTRICT),
    ):
        found(history, unit, START, level, parent)
    return history


def found(history: History, unit: int, on: datetime.date, level: str, parent: int | None) -> None:
    name = f"đơn vị {unit}"
    history.found(unit, on=on, code=f"c{unit}", name=name, level=level, parent=parent)


def test_it_works() -> None:
    history = small()
    history.rename(on=datetime.date(2005, 1, 1), unit=A, name="xã Mới")
    found(history, 5, REFORM, "commune", PROVINCE)
    history.merge(on=REFORM, sources=[A, B], target=5)
    history.end(on=REFORM, unit=DISTRICT, successors=[PROVINCE])
    assert history.lives[A].at(datetime.date(2004, 12, 31)).name == "đơn vị 3"
    assert history.lives[A].at(datetime.date(2005, 1, 1)).name == "xã Mới"
    assert history.paths(REFORM - DAY) == {
        1: "/1/",
        2: "/1/2/",
        3: "/1/2/3/",
        4: "/1/2/4/",
        5: "/1/5/",
    }
    assert history.paths(REFORM) == {1: "/1/", 2: "/1/2/", 3: "/1/5/3/", 4: "/1/5/4/", 5: "/1/5/"}


def test_the_order_of_one_day_does_not_matter() -> None:
    """Districts end, communes merge, the province merges: whichever is told first."""
    outcomes = []
    for first in (True, False):
        history = small()
        found(history, 9, REFORM, "province", None)
        if first:
            history.end(on=REFORM, unit=DISTRICT, successors=[PROVINCE])
            history.merge(on=REFORM, sources=[PROVINCE], target=9)
        else:
            history.merge(on=REFORM, sources=[PROVINCE], target=9)
            history.end(on=REFORM, unit=DISTRICT, successors=[9])
        outcomes.append([history.lives[unit].spans for unit in (A, B)])
        assert history.paths(REFORM)[A] == "/9/3/"
        assert history.lives[A].at(REFORM - DAY).parent == DISTRICT
    assert outcomes[0] == outcomes[1]


def test_what_ended_follows_its_successor_wherever_that_goes() -> None:
    history = small()
    history.merge(on=datetime.date(2020, 1, 1), sources=[A], target=B)
    found(history, 5, REFORM, "commune", PROVINCE)
    history.merge(on=REFORM, sources=[B], target=5)
    assert history.paths(datetime.date(2024, 1, 1))[A] == "/1/2/4/3/"
    assert history.paths(REFORM)[A] == "/1/5/4/3/"


def test_after_a_split_the_first_successor_answers() -> None:
    history = small()
    found(history, 5, REFORM, "commune", DISTRICT)
    history.split(on=REFORM, unit=A, targets=[5, B])
    assert history.lives[A].successor == 5
    assert history.paths(REFORM)[A] == "/1/2/5/3/"


def test_a_new_root_is_prepared_by_those_whom_it_will_succeed() -> None:
    history = small()
    found(history, 9, REFORM, "province", None)
    history.merge(on=REFORM, sources=[PROVINCE], target=9)
    assert history.paths(REFORM - DAY)[9] == "/1/9/"
    assert history.paths(REFORM)[9] == "/9/"
    assert history.paths(REFORM)[PROVINCE] == "/9/1/"


def test_a_code_goes_from_the_old_unit_to_the_new() -> None:
    history = small()
    history.found(5, on=REFORM, code="c3", name="xã Mới", level="commune", parent=PROVINCE)
    history.merge(on=REFORM, sources=[A], target=5)
    history.check_codes()
    assert history.find("c3", REFORM) == 5
    assert history.find("c3", REFORM, before=True) == A
    assert history.find("c3", REFORM - DAY) == A
    with pytest.raises(errors.UnknownCode, match=r"01\.01\.1980"):
        history.find("c3", datetime.date(1980, 1, 1))


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda h: h.move(on=REFORM, units=[PROVINCE], parent=A), errors.InACircle),
        (lambda h: h.move(on=REFORM, units=[A], parent=A), errors.InACircle),
        (lambda h: h.end(on=REFORM, unit=PROVINCE, successors=[A]), errors.InACircle),
        (lambda h: h.merge(on=REFORM, sources=[A], target=A), errors.InACircle),
        (lambda h: h.move(on=REFORM, units=[A], parent=DISTRICT), errors.NothingNew),
        (lambda h: h.rename(on=REFORM, unit=A, name="đơn vị 3"), errors.NothingNew),
        (lambda h: h.end(on=REFORM, unit=DISTRICT, successors=[]), errors.NeedsSuccessor),
        (lambda h: h.end(on=START, unit=A, successors=[B]), errors.NotValidThen),
        (lambda h: h.rename(on=START - DAY, unit=A, name="xã"), errors.NotValidThen),
        (lambda h: found(h, 9, START - DAY, "commune", DISTRICT), errors.NotValidThen),
    ],
)
def test_what_cannot_be_is_refused(act: object, error: type[Refused]) -> None:
    history = small()
    with pytest.raises(error):
        act(history)


def test_a_change_before_a_later_one_is_refused() -> None:
    history = small()
    history.rename(on=REFORM, unit=A, name="xã Mới")
    with pytest.raises(errors.LaterChange, match=r"01\.07\.2025"):
        history.rename(on=datetime.date(2020, 1, 1), unit=A, name="xã Khác")
    history.merge(on=REFORM + DAY, sources=[B], target=A)
    with pytest.raises(errors.LaterChange):
        history.rename(on=REFORM, unit=B, name="xã Khác")
    with pytest.raises(errors.NotValidThen):
        history.rename(on=REFORM + DAY, unit=B, name="xã Khác")


def test_one_code_for_two_units_at_once_is_refused() -> None:
    history = small()
    history.found(5, on=REFORM, code="c3", name="xã Mới", level="commune", parent=PROVINCE)
    with pytest.raises(errors.CodeTaken, match="c3"):
        history.check_codes()


def test_a_copy_does_not_change_with_the_original() -> None:
    history = small()
    copy = history.copy()
    history.rename(on=REFORM, unit=A, name="xã Mới")
    history.end(on=REFORM, unit=B, successors=[A])
    assert copy.lives == small().lives


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["rename", "move", "merge", "split", "end", "found"]),
        st.integers(0, 7),
        st.integers(0, 7),
        st.integers(0, 4),
    ),
    max_size=25,
)


@given(ACTS)
def test_whatever_happens_the_tree_stays_a_tree(acts: list[tuple[str, int, int, int]]) -> None:
    """Every unit has one path without a circle; who is there hangs below somebody who is there."""
    history = small()
    for n, (verb, one, other, later) in enumerate(acts):
        units = list(history.lives)
        a, b = units[one % len(units)], units[other % len(units)]
        on = REFORM + later * DAY
        tried = history.copy()
        try:
            if verb == "rename":
                tried.rename(on=on, unit=a, name=f"tên {n}")
            elif verb == "move":
                tried.move(on=on, units=[a], parent=b)
            elif verb == "merge":
                tried.merge(on=on, sources=[a], target=b)
            elif verb == "split":
                tried.split(on=on, unit=a, targets=[b, units[0]])
            elif verb == "end":
                tried.end(on=on, unit=a, successors=[b])
            else:
                found(tried, max(units) + 1, on, "commune", a)
        except Refused:
            continue
        history = tried
    for later in range(-1, 6):
        day = REFORM + later * DAY
        paths = history.paths(day)
        for unit, life in history.lives.items():
            assert paths[unit].endswith(f"/{unit}/")
            ids = paths[unit].strip("/").split("/")
            assert len(ids) == len(set(ids))
            parent = life.at(day).parent
            if life.is_there(day) and parent is not None:
                assert history.lives[parent].is_there(day)
            for before, after in zip(life.spans, life.spans[1:], strict=False):
                assert before.until == after.since
                assert before.since < after.since
            assert life.spans[-1].until == life.until
