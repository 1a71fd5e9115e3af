"""The form of the drawn books: a place for every field, and nothing on top of anything else."""

from itertools import combinations

import pytest

from hotich.rules import layouts, registers
from hotich.rules.layouts import Box, Label, Layout
from hotich.samples import hands

POINTS_PER_MM = 72 / 25.4


@pytest.fixture(scope="module")
def layout() -> Layout:
    return layouts.load("ks-form-a4")


def overlap(a: Box, b: Box) -> bool:
    return a.x < b.x + b.w and b.x < a.x + a.w and a.y < b.y + b.h and b.y < a.y + a.h


def inside(inner: Box, outer: Box) -> bool:
    return (
        inner.x >= outer.x
        and inner.y >= outer.y
        and inner.x + inner.w <= outer.x + outer.w
        and inner.y + inner.h <= outer.y + outer.h
    )


def printed(label: Label) -> Box:
    """Return where a label's letters stand, from the top of its capitals to its baseline."""
    pen = hands.font(hands.PRINT_FACES[label.style], 200)
    width = pen.getlength(label.text) / 100 * label.size / POINTS_PER_MM
    height = 0.66 * label.size / POINTS_PER_MM
    return Box(label.x, label.y - height, width, height)


def test_it_works(layout: Layout) -> None:
    kind = registers.load("KS")
    assert len(layout.fields()) == len(set(layout.fields())) == 32
    assert all(kind.has(name) for name in layout.fields())
    required = {field.name for field in kind.fields if field.required}
    assert required <= set(layout.fields())


def test_entries_lie_on_the_page_apart(layout: Layout) -> None:
    assert all(inside(entry, Box(0, 0, layout.width, layout.height)) for entry in layout.entries)
    assert not any(overlap(a, b) for a, b in combinations(layout.entries, 2))
    assert len({(entry.w, entry.h) for entry in layout.entries}) == 1


def test_zones_lie_in_the_entry_apart_and_tall_enough(layout: Layout) -> None:
    frame = Box(0, 0, layout.entries[0].w, layout.entries[0].h)
    for zone in layout.zones:
        assert inside(zone.box, frame), zone.field
        assert zone.box.h >= 7, zone.field
    for a, b in combinations(layout.zones, 2):
        assert not overlap(a.box, b.box), (a.field, b.field)


def test_no_label_stands_where_people_write(layout: Layout) -> None:
    for zone in layout.zones:
        for label in layout.labels:
            places = [square for _, square in zone.ticks] or [zone.box]
            assert not any(overlap(printed(label), place) for place in places), (zone, label)


def test_tick_squares_are_codes_of_the_register(layout: Layout) -> None:
    zone = layout.zone("registration_kind")
    assert {code for code, _ in zone.ticks} <= registers.codes("loaiDangKy.KS").keys()
    assert all(inside(square, zone.box) for _, square in zone.ticks)
