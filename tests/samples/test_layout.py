"""The forms of the drawn books, set in the real type: nothing stands on top of anything else."""

from itertools import combinations

import pytest

from hotich.rules import layouts
from hotich.rules.layouts import Box, Label, Layout, letters
from hotich.samples import hands

PAD = 0.3  # millimetres between print and where people write


@pytest.fixture(params=layouts.LAYOUTS)
def layout(request: pytest.FixtureRequest) -> Layout:
    return layouts.load(request.param)


def overlap(a: Box, b: Box, pad: float = 0) -> bool:
    return a.x < b.x + b.w + pad and b.x < a.x + a.w + pad and a.y < b.y + b.h and b.y < a.y + a.h


def printed(label: Label) -> Box:
    """Return where a label's letters stand in print, from its capitals' top to its baseline."""
    pen = hands.font(hands.PRINT_FACES[label.style], 2000)
    width = pen.getlength(label.text) / 1000 * label.size * letters.MM_PER_POINT
    height = 0.66 * label.size * letters.MM_PER_POINT
    return Box(label.x, label.y - height, width, height)


def test_it_works() -> None:
    label = layouts.load("ks-form-a4").labels[0]
    assert (label.text, round(printed(label).w, 1)) == ("Số:", 4.9)


def test_words_are_as_wide_in_print_as_the_rules_reckon(layout: Layout) -> None:
    for label in (*layout.labels, *layout.page_labels):
        reckoned = letters.width(label.text, label.size, label.style)
        assert reckoned == pytest.approx(printed(label).w, abs=0.3), label


def test_no_label_stands_where_people_write(layout: Layout) -> None:
    for zone in layout.zones:
        for label in layout.labels:
            places = [square for _, square in zone.ticks] or [zone.box]
            assert not any(overlap(printed(label), place, PAD) for place in places), (zone, label)


def test_no_label_runs_into_another_or_out_of_its_entry(layout: Layout) -> None:
    boxes = [printed(label) for label in layout.labels]
    assert not any(overlap(a, b, PAD) for a, b in combinations(boxes, 2))
    assert all(box.x >= 0 and box.x + box.w <= layout.entries[0].w for box in boxes)
    titles = [printed(label) for label in layout.page_labels]
    assert not any(overlap(a, b, PAD) for a, b in combinations(titles, 2))
    assert all(box.x >= 5 and box.x + box.w <= layout.width - 5 for box in titles)
