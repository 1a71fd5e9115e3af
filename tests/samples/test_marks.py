"""Marks: each is seen where it belongs, and hides nothing that it does not own up to."""

from dataclasses import FrozenInstanceError
from functools import cache
from random import Random

import pytest
from PIL import Image, ImageStat

from hotich.rules import layouts
from hotich.rules.layouts import Box, Layout
from hotich.samples import hands, marks, page
from hotich.samples.marks import (
    Blot,
    BoxStamp,
    Correction,
    Creases,
    CrossedOut,
    MarginNote,
    Mark,
    NameStamp,
    PageMark,
    RoundStamp,
    Slip,
    TornCorner,
    TornEdge,
    WaterStain,
    WormHoles,
)
from hotich.samples.page import Entry
from tests.samples.test_page import FORM, LEDGER, NAME, PAPER, differs, drawn, in_pixels, texts

NOTE = "Cải chính theo Quyết định số 12/QĐ-UBND ngày 15/4/2009"
ENTRY_MARKS = [
    Correction("child_name", "Hoa"),
    Correction("child_name", "Trần Thị Hoa", above=True),
    Correction("child_ethnicity", "Tày", at=0, initial=False),
    CrossedOut(),
    Slip("mother_name"),
    MarginNote(NOTE),
    MarginNote(NOTE, side="right", hand=hands.draw_hands(Random(8), 1)[0]),
    RoundStamp(),
    BoxStamp("ĐÃ CẤP BẢN SAO"),
    NameStamp(),
    Blot(),
    Blot(over="father_name"),
]
PAGE_MARKS = [
    Creases(2),
    TornCorner("br", 12),
    TornCorner("tl", 9),
    TornEdge("right", 90, 5, 30),
    TornEdge("left", 40, 4, 20),
    WormHoles(9),
    WaterStain("bl", 60),
    WaterStain("tr", 90),
]


@cache
def with_marks(layout: Layout, *found: Mark) -> Image.Image:
    [hand] = hands.draw_hands(Random(4), 1)
    return drawn(layout, [Entry(texts(layout), hand, found)])


@cache
def damaged(layout: Layout, *found: PageMark) -> Image.Image:
    [hand] = hands.draw_hands(Random(4), 1)
    entries = [Entry(texts(layout), hand) for _ in layout.entries]
    return page.draw(Random(1), layout, 3, entries, PAPER, 0, found)


@pytest.mark.parametrize("layout_id", [FORM, LEDGER])
@pytest.mark.parametrize("mark", ENTRY_MARKS, ids=lambda mark: f"{mark.word}-{hash(mark) % 999}")
def test_it_works(layout_id: str, mark: Mark) -> None:
    layout = layouts.load(layout_id)
    assert differs(with_marks(layout, mark), with_marks(layout)).getbbox()


@pytest.mark.parametrize("mark", PAGE_MARKS, ids=repr)
def test_the_marks_of_a_page_are_seen(mark: PageMark) -> None:
    layout = layouts.load(FORM)
    assert differs(damaged(layout, mark), damaged(layout)).getbbox()


@pytest.mark.parametrize("mark", [*ENTRY_MARKS, *PAGE_MARKS], ids=repr)
def test_a_mark_is_a_value_and_tells_what_it_is(mark: Mark | PageMark) -> None:
    told = marks.tell(mark)
    assert told["mark"] == mark.word
    assert "hand" not in told
    flag = mark.flag if isinstance(mark, Mark) else ""
    assert told.get("flag", "") == flag
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        mark.word = "other"  # type: ignore[misc]


def test_only_crossing_out_and_a_blot_over_a_field_raise_a_flag() -> None:
    flags = {mark.flag for mark in ENTRY_MARKS if not isinstance(mark, (CrossedOut, Blot))}
    assert flags == {""}
    assert CrossedOut().flag == marks.CROSSED_OUT
    assert (Blot().flag, Blot(over="child_name").flag) == ("", marks.UNREADABLE)


def test_a_correction_keeps_to_its_field_and_shows_both_texts() -> None:
    layout = layouts.load(FORM)
    frame = layout.entries[0]
    zone = in_pixels(layout.zone("child_name").box, frame)
    blank = drawn(layout, [])
    plain = differs(with_marks(layout), blank).crop(zone)
    for above in (False, True):
        corrected = with_marks(layout, Correction("child_name", "Hoa Lê", above=above))
        ink = differs(corrected, blank)
        here = ink.crop(zone)
        if above:
            middle = round(0.52 * here.height)
            assert here.crop((0, 0, here.width, middle)).getbbox()
            assert here.crop((0, middle, here.width, here.height)).getbbox()
        else:
            assert ImageStat.Stat(here).sum[0] > ImageStat.Stat(plain).sum[0]
        for name in ("child_sex", "child_birth_date"):  # the neighbours are written as before
            assert ink.crop(in_pixels(layout.zone(name).box, frame)).getbbox()
        for other in layout.zones:
            ink.paste(0, in_pixels(other.box, frame, 2.5 if other.ticks else 0))
        for box in (*(sign.box for sign in layout.signatures), layout.stamp or Box(0, 0, 0, 0)):
            ink.paste(0, in_pixels(box, frame, 1))
        assert ink.getbbox() is None


def test_a_field_that_is_corrected_at_its_first_word_can_be() -> None:
    layout = layouts.load(FORM)
    pictures = [with_marks(layout, Correction("child_name", "Trần", at=at)) for at in (0, 4, -1)]
    assert len({picture.tobytes() for picture in pictures}) == 3


def test_a_blot_over_a_field_hides_it_and_a_stray_one_keeps_off_the_writing() -> None:
    layout = layouts.load(FORM)
    frame = layout.entries[0]
    before = with_marks(layout)
    zone = in_pixels(layout.zone("father_name").box, frame)
    changed = differs(with_marks(layout, Blot(over="father_name")), before)
    assert ImageStat.Stat(changed.crop(zone)).mean[0] > 255 * 0.3
    changed.paste(0, zone)
    assert changed.getbbox() is None
    stray = differs(with_marks(layout, Blot()), before)
    assert stray.getbbox()
    for other in layout.zones:
        assert stray.crop(in_pixels(other.box, frame)).getbbox() is None, other.field


def test_a_margin_note_stands_in_the_margin() -> None:
    layout = layouts.load(FORM)
    left = min(entry.x for entry in layout.entries)
    changed = differs(with_marks(layout, MarginNote(NOTE)), with_marks(layout)).getbbox()
    assert changed
    assert changed[2] <= left * page.SCALE
    assert changed[3] - changed[1] > 50 * page.SCALE


def test_a_slip_is_paper_of_another_colour_with_the_field_on_it() -> None:
    layout = layouts.load(FORM)
    zone = in_pixels(layout.zone("mother_name").box, layout.entries[0])
    old = (226, 206, 170)
    [hand] = hands.draw_hands(Random(4), 1)
    entry = Entry({"mother_name": NAME}, hand, (Slip("mother_name", 1),))
    crop = page.draw(Random(1), layout, 3, [entry], old, 0).crop(zone).convert("L")
    plain = Image.new("RGB", (1, 1), old).convert("L").getpixel((0, 0))
    assert ImageStat.Stat(crop).median[0] > float(str(plain)) + 10  # the slip is lighter
    assert crop.getextrema()[0] < 150  # and written on


@pytest.mark.parametrize("layout_id", [FORM, LEDGER])
def test_a_tear_hides_the_fields_it_owns_up_to_and_no_other(layout_id: str) -> None:
    layout = layouts.load(layout_id)
    before = damaged(layout)
    for mark in (TornCorner("br", 60), TornCorner("tl", 45), TornEdge("right", 60, 40, 50)):
        hidden = set(marks.hidden(mark, layout))
        assert hidden
        changed = differs(damaged(layout, mark), before)
        for place, frame in enumerate(layout.entries):
            for zone in layout.zones:
                touched = changed.crop(in_pixels(zone.box, frame)).getbbox()
                assert not touched or (place, zone.field) in hidden, (mark, zone.field)


def test_a_small_tear_hides_nothing() -> None:
    layout = layouts.load(FORM)
    for mark in (TornCorner("br", 12), TornEdge("right", 100, 6, 30), Creases(3), WaterStain()):
        assert marks.hidden(mark, layout) == []


def test_worms_leave_the_fields_alone() -> None:
    layout = layouts.load(LEDGER)
    changed = differs(damaged(layout, WormHoles(80)), damaged(layout))
    for frame in layout.entries:
        for zone in layout.zones:
            assert changed.crop(in_pixels(zone.box, frame)).getbbox() is None, zone.field


def test_a_stain_and_a_crease_leave_writing_darker_than_paper() -> None:
    layout = layouts.load(FORM)
    picture = damaged(layout, WaterStain("bl", 200), Creases(3)).convert("L")
    for frame in layout.entries:
        for field in ("child_name", "mother_name", "father_name", "child_birth_place"):
            crop = picture.crop(in_pixels(layout.zone(field).box, frame))
            paper = ImageStat.Stat(crop).median[0]
            assert crop.getextrema()[0] < paper - 60, field
