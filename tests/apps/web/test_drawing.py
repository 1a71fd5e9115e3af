"""Numbers, times, states and charts as they are shown."""

import datetime as dt
import re
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from hotich.web.states import STATES


def shown(source: str, **context: Any) -> str:
    return Template("{% load hotich %}" + source).render(Context(context))


def test_it_works() -> None:
    page = shown("{% state 'to_settle' %}")
    assert "Chờ phân xử" in page
    assert "<svg" in page


def test_numbers_take_the_separator_of_the_language() -> None:
    assert shown("{{ n|thousands }}", n=203584) == "203.584"
    with translation.override("en"):
        assert shown("{{ n|thousands }}", n=203584) == "203,584"
    assert shown("{{ n|thousands }}", n=None) == "–"


def test_times_are_vietnams() -> None:
    late = dt.datetime(2025, 3, 6, 18, 5, tzinfo=dt.UTC)
    assert shown("{{ t|vn_time }} {{ t|vn_date }}", t=late) == "01:05 07/03/2025"
    assert shown("{{ t|vn_date }}", t=dt.date(1998, 5, 3)) == "03/05/1998"
    assert shown("{{ t|vn_moment }}", t=late) == "07/03/2025 01:05"


@pytest.mark.parametrize("code", STATES)
def test_every_state_has_a_shape(code: str) -> None:
    assert re.search(r"<(path|circle|rect)", shown("{% icon name %}", name=STATES[code].icon))


def test_no_two_states_look_alike() -> None:
    assert len({state.swatch for state in STATES.values()}) == len(STATES)
    assert len({(state.icon, state.tone) for state in STATES.values()}) == len(STATES)


def test_a_stack_is_as_long_as_its_counts() -> None:
    page = shown("{% stack counts 201 400 %}", counts={"accepted": 100, "to_key": 100, "held": 0})
    widths = [float(width) for width in re.findall(r'<rect[^>]* width="([\d.]+)"', page)]
    assert widths == [49.0, 49.0]
    assert "Bộ đã nhận: 100" in page


def test_one_entry_is_seen_among_thousands_and_stays_inside() -> None:
    page = shown("{% stack counts 100 %}", counts={"accepted": 99_999, "other_route": 1})
    x, width = re.findall(r'x="([\d.]+)" y="5.5" width="([\d.]+)"', page)[-1]
    assert float(width) >= 1.6
    assert float(x) + float(width) <= 100


def test_an_empty_stack_says_so() -> None:
    assert "Chưa có trường hợp nào" in shown("{% stack counts %}", counts={})


@pytest.mark.parametrize(("done", "total", "filled"), [(0, 20, 1), (8, 20, 9), (20, 20, 20)])
def test_ticks_show_what_is_done_and_the_current_one(done: int, total: int, filled: int) -> None:
    page = shown("{% ticks done total %}", done=done, total=total)
    assert page.count("f-acc") == filled
    assert page.count("<rect") == 20


def test_ticks_of_nothing_and_of_thousands_can_be_drawn() -> None:
    assert shown("{% ticks 0 0 %}").count("<rect") == 1
    assert shown("{% ticks 300 1403 %}").count("<rect") == 40


def test_each_number_of_a_book_is_a_square_in_rows() -> None:
    numbers = [(f"{n:03d}", "to_key", f"/n/{n}/") for n in range(1, 31)]
    page = shown("{% squares numbers %}", numbers=numbers)
    assert page.count("<rect") == 30
    assert re.findall(r"<text[^>]*>(\d+)</text>", page) == ["001", "029"]
    assert 'href="/n/30/"' in page


def test_figures_in_drawings_never_take_a_decimal_comma() -> None:
    page = shown("{% stack counts %}{% ticks 3 7 %}", counts={"to_key": 1, "held": 2})
    assert not re.search(r'="\d+,\d+"', page)
