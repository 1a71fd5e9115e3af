"""Pages: every layout drawn, ink only where it belongs, said to be a sample, the same by seed."""

from random import Random

import pytest
from PIL import Image, ImageChops

from hotich.rules import layouts
from hotich.rules.layouts import Box, Layout
from hotich.samples import hands, page
from hotich.samples.page import SCALE, TICK, Entry

PAPER = (250, 248, 240)
FORM, LEDGER = "ks-form-a4", "ks-ledger-a3-1976"
TEXTS = {"date": "12/9/2005", "words": "Ngày mười hai tháng chín năm hai nghìn", "number": "034"}
TEXTS |= {"sex": "Nữ", "ethnicity": "Kinh", "nationality": "Việt Nam", "year": "1976"}
NAME, PLACE = "Nguyễn Thị Bích Hằng", "thôn Xuân Đàn, xã Mai Đàn, huyện Hải Vân"


def texts(layout: Layout) -> dict[str, str]:
    """Return something to write in every zone."""
    found = {}
    for zone in layout.zones:
        other = PLACE if zone.field.endswith(("place", "residence", "office")) else NAME
        text = next((t for word, t in TEXTS.items() if word in zone.field), other)
        found[zone.field] = f"{TICK}{zone.ticks[0][0]}" if zone.ticks else text
    return found


def drawn(layout: Layout, entries: list[Entry], seed: int = 1) -> Image.Image:
    return page.draw(Random(seed), layout, 3, entries, PAPER, 0)


def differs(one: Image.Image, other: Image.Image) -> Image.Image:
    """Return where two pages differ, as a mask of 0 and 255."""
    return ImageChops.difference(one, other).convert("L").point([0] * 9 + [255] * 247)


def in_pixels(box: Box, frame: Box, more: float = 0) -> tuple[int, int, int, int]:
    x, y = frame.x + box.x - more, frame.y + box.y - more
    right, foot = x + box.w + 2 * more, y + box.h + 2 * more
    return round(x * SCALE), round(y * SCALE), round(right * SCALE), round(foot * SCALE)


@pytest.mark.parametrize("layout_id", [FORM, LEDGER])
@pytest.mark.parametrize("typed", [False, True])
def test_it_works(layout_id: str, typed: bool) -> None:
    """Every field written is ink in its zone, and ink is nowhere else."""
    layout = layouts.load(layout_id)
    [hand] = hands.draw_hands(Random(4), 1, typed=typed)
    entries = [Entry(texts(layout), hand) for _ in layout.entries]
    ink = differs(drawn(layout, entries), drawn(layout, []))
    for frame in layout.entries:
        for zone in layout.zones:
            assert ink.crop(in_pixels(zone.box, frame)).getbbox(), zone.field
    for frame in layout.entries:
        places = [(zone.box, 2.5 if zone.ticks else 0) for zone in layout.zones]
        places += [(sign.box, 0.5) for sign in layout.signatures]
        places += [(layout.stamp, 1.0)] if layout.stamp else []
        for box, more in places:
            ink.paste(0, in_pixels(box, frame, more))
    assert ink.getbbox() is None


@pytest.mark.parametrize("layout_id", layouts.LAYOUTS)
def test_every_layout_can_be_drawn_and_says_it_is_a_sample(layout_id: str) -> None:
    layout = layouts.load(layout_id)
    blank = drawn(layout, [])
    assert blank.size == page.pixels(layout)
    white = Image.new("RGB", blank.size, PAPER)
    print_ = differs(blank, white)
    right = max(entry.x + entry.w for entry in layout.entries)
    head = print_.crop(in_pixels(Box(right - 30, 3, 30, 4.5), Box(0, 0, 0, 0)))
    assert head.getbbox(), "MẪU at the head"
    foot = max(entry.y + entry.h for entry in layout.entries)
    assert print_.crop((0, round((foot + 0.6) * SCALE), print_.width, print_.height)).getbbox()


@pytest.mark.parametrize("layout_id", layouts.LAYOUTS)
def test_the_notice_stands_on_no_other_print_and_no_zone(layout_id: str) -> None:
    layout = layouts.load(layout_id)
    right = max(entry.x + entry.w for entry in layout.entries)
    notice = Box(right - 30, 3.5, 30, 3.5)
    for label in layout.page_labels:
        face = hands.font(hands.PRINT_FACES[label.style], 200)
        wide = face.getlength(label.text) / 100 * label.size * 25.4 / 72
        apart = label.x + wide < notice.x or label.y - label.size * 0.36 > notice.y + notice.h
        assert apart, label
    assert all(entry.y > notice.y + notice.h for entry in layout.entries)


def test_an_empty_field_stays_empty_and_an_unsigned_entry_unsigned() -> None:
    layout = layouts.load(FORM)
    [hand] = hands.draw_hands(Random(4), 1)
    text = texts(layout) | {"child_name": ""}
    text.pop("remarks")
    ink = differs(drawn(layout, [Entry(text, hand, signed=False)]), drawn(layout, []))
    frame = layout.entries[0]
    for field in ("child_name", "remarks"):
        assert ink.crop(in_pixels(layout.zone(field).box, frame)).getbbox() is None
    assert layout.stamp
    for box in (layout.stamp, *(sign.box for sign in layout.signatures)):
        for zone in layout.zones:
            ink.paste(0, in_pixels(zone.box, frame))
        assert ink.crop(in_pixels(box, frame)).getbbox() is None


def test_a_tick_is_in_the_square_of_its_code() -> None:
    layout = layouts.load(FORM)
    zone = next(zone for zone in layout.zones if zone.ticks)
    [hand] = hands.draw_hands(Random(4), 1)
    blank = drawn(layout, [])
    for code, _ in zone.ticks:
        ink = differs(drawn(layout, [Entry({zone.field: f"{TICK}{code}"}, hand)]), blank)
        for other, square in zone.ticks:
            crop = ink.crop(in_pixels(square, layout.entries[0]))
            assert bool(crop.getbbox()) == (other == code)


def test_the_same_seed_draws_the_same_page_and_another_does_not() -> None:
    layout = layouts.load(FORM)
    entries = [Entry(texts(layout), hand) for hand in hands.draw_hands(Random(9), 2)]
    first, again, other = (drawn(layout, entries, seed).tobytes() for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_faded_ink_is_paler() -> None:
    layout = layouts.load(FORM)
    [hand] = hands.draw_hands(Random(4), 1)
    entries = [Entry(texts(layout), hand)]
    fresh, faded = (page.draw(Random(1), layout, 1, entries, PAPER, fade) for fade in (0, 0.6))
    box = in_pixels(layout.zone("child_name").box, layout.entries[0])
    darkest = [picture.convert("L").crop(box).getextrema()[0] for picture in (fresh, faded)]
    assert darkest[0] < darkest[1]


def test_the_page_behind_shines_through_mirrored_and_faintly() -> None:
    layout = layouts.load(FORM)
    [hand] = hands.draw_hands(Random(4), 1)
    back = drawn(layout, [Entry(texts(layout), hand)])
    plain = page.draw(Random(1), layout, 3, [], PAPER, 0)
    through = page.draw(Random(1), layout, 3, [], PAPER, 0, back=back)
    stray = ImageChops.difference(plain, through).convert("L")
    faintest, strongest = stray.getextrema()
    assert faintest == 0
    assert 10 < strongest < 110
    box = in_pixels(layout.zone("child_name").box, layout.entries[0])
    mirrored = (stray.width - box[2], box[1], stray.width - box[0], box[3])
    assert stray.crop(mirrored).point([0] * 9 + [255] * 247).getbbox()
