"""A page as it left the registrar's desk: the printed form, the ink on it, and the red stamp."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from random import Random

from PIL import Image, ImageChops, ImageDraw

from hotich.rules import layouts
from hotich.rules.layouts import Box, Label, Layout, Line
from hotich.samples import hands
from hotich.samples.births import TICK
from hotich.samples.hands import Hand, Mask

DPI = 200
SCALE = DPI / 25.4
"""Pixels per millimetre."""
NOTICE = "MẪU – DIỄN TẬP"
TITLE = "SỔ ĐĂNG KÝ KHAI SINH"
PRINT = (46, 43, 40)
STAMP = (196, 38, 44)
_SIGNATURES = (  # millimetres in the entry: applicant, recorder, signer
    Box(8, 102, 42, 14),
    Box(66, 101, 40, 13),
    Box(138, 107.5, 44, 9),
)
_STAMP_AT = Box(113.5, 100.5, 22, 22)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written on one form: our field name -> ink, and whose hand."""

    drawn: Mapping[str, str]
    hand: Hand


def pixels(layout: Layout) -> tuple[int, int]:
    """Return width and height of a page in pixels."""
    return round(layout.width * SCALE), round(layout.height * SCALE)


def draw(
    random: Random,
    layout: Layout,
    number: int,
    entries: list[Entry],
    paper: tuple[int, int, int],
    fade: float,
) -> Image.Image:
    """Return the page as RGB; ``fade`` (0..1) is the share of ink that the years took."""
    picture = Image.new("RGB", pixels(layout), paper)
    picture.paste(PRINT, mask=_printed(layout.id))
    picture.paste(PRINT, mask=_page_number(layout, number), box=(0, _px(layout.height - 9)))
    for box, entry in zip(layout.entries, entries, strict=False):
        at = (_px(box.x), _px(box.y))
        ink = _ink(random, layout, entry)
        strength = 1 - fade * random.uniform(0.6, 1.0)
        picture.paste(entry.hand.ink, mask=_weaken(ink, strength), box=at)
        seal = _stamp().rotate(random.uniform(-18, 18), Image.Resampling.BICUBIC)
        spot = _around(_STAMP_AT, random, 0.8)
        seal_at = (at[0] + spot[0], at[1] + spot[1])
        picture.paste(STAMP, mask=_weaken(seal, random.uniform(0.6, 0.8) - 0.3 * fade), box=seal_at)
    return picture


def _px(millimetres: float) -> int:
    return round(millimetres * SCALE)


def _size(box: Box) -> tuple[int, int]:
    return _px(box.w), _px(box.h)


def _around(box: Box, random: Random, shake: float) -> tuple[int, int]:
    """Return the corner of a box in pixels, moved by up to ``shake`` mm."""
    return _px(box.x + random.uniform(-shake, shake)), _px(box.y + random.uniform(-shake, shake))


def _weaken(mask: Mask, strength: float) -> Mask:
    return mask.point([round(value * strength) for value in range(256)])


def _lay(onto: Mask, mask: Mask, at: tuple[int, int]) -> None:
    """Lay ink over ink, the darker winning."""
    box = (*at, at[0] + mask.width, at[1] + mask.height)
    onto.paste(ImageChops.lighter(onto.crop(box), mask), box)


def _ink(random: Random, layout: Layout, entry: Entry) -> Mask:
    """Return all the ink of one entry."""
    ink = Image.new("L", _size(layout.entries[0]), 0)
    for zone in layout.zones:
        text = entry.drawn[zone.field]
        if text and not zone.ticks:
            at = (_px(zone.box.x), _px(zone.box.y))
            _lay(ink, hands.write(random, entry.hand, text, _size(zone.box), SCALE), at)
        for code, square in zone.ticks:
            if text == f"{TICK}{code}":
                _lay(ink, hands.tick(random, _size(square), SCALE), _around(square, random, 0.2))
    names = (entry.drawn[name] for name in ("applicant_name", "recorder", "signer"))
    for box, name in zip(_SIGNATURES, names, strict=True):
        _lay(ink, hands.sign(name, _size(box), SCALE), _around(box, random, 0.4))
    return ink


@cache
def _printed(layout_id: str) -> Mask:
    """Return what the printer put on every page, drawn at twice the size for smooth lines."""
    layout = layouts.load(layout_id)
    width, height = pixels(layout)
    mask = Image.new("L", (2 * width, 2 * height), 0)
    draw = ImageDraw.Draw(mask)
    first, last = layout.entries[0], layout.entries[-1]
    right, foot = first.x + first.w, last.y + last.h
    _print(draw, 0, 0, Label(TITLE, first.x, first.y - 3.2, 12.5, "bold"))
    _print(draw, 0, 0, Label(NOTICE, right, first.y - 3.2, 9, "italic"), anchor="rs")
    notice = f"{NOTICE} (mọi nhân vật đều hư cấu)"
    _print(draw, 0, 0, Label(notice, first.x, foot + 4.2, 8, "italic"))
    for box in layout.entries:
        for label in layout.labels:
            _print(draw, box.x, box.y, label)
        for line in layout.lines:
            _rule(draw, box.x, box.y, line)
    return mask.reduce(2)


def _page_number(layout: Layout, number: int) -> Mask:
    """Return the strip at the foot of the page with its number."""
    mask = Image.new("L", (_px(layout.width), _px(9)), 0)
    last = layout.entries[-1]
    pen = hands.font(hands.PRINT_FACES["regular"], round(2 * 10.5 / 72 * DPI))
    place = ((last.x + last.w) * SCALE, (last.y + last.h + 4.4 - layout.height + 9) * SCALE)
    ImageDraw.Draw(mask).text(place, f"Trang số: {number}", fill=255, font=pen, anchor="rs")
    return mask


def _print(draw: ImageDraw.ImageDraw, x: float, y: float, label: Label, anchor: str = "ls") -> None:
    pen = hands.font(hands.PRINT_FACES[label.style], round(4 * label.size / 72 * DPI))
    place = (2 * SCALE * (x + label.x), 2 * SCALE * (y + label.y))
    draw.text(place, label.text, fill=235, font=pen, anchor=anchor)


def _rule(draw: ImageDraw.ImageDraw, x: float, y: float, line: Line) -> None:
    x1, y1 = 2 * SCALE * (x + line.x1), 2 * SCALE * (y + line.y1)
    x2, y2 = 2 * SCALE * (x + line.x2), 2 * SCALE * (y + line.y2)
    if line.style == "solid":
        draw.line((x1, y1, x2, y2), fill=235, width=5)
        return
    dots = int((x2 - x1) / (0.7 * 2 * SCALE))
    for dot in range(dots + 1):
        at = x1 + dot * 0.7 * 2 * SCALE
        draw.ellipse((at - 1.6, y1 - 1.6, at + 1.6, y1 + 1.6), fill=200)


@cache
def _stamp() -> Mask:
    """Return the round stamp: two rings, words between them, MẪU in the middle."""
    side = 4 * _px(_STAMP_AT.w)
    mask = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(mask)
    middle = side / 2
    for share, width in ((0.49, 16), (0.31, 8)):
        r = side * share
        draw.ellipse((middle - r, middle - r, middle + r, middle + r), outline=255, width=width)
    pen = hands.font(hands.PRINT_FACES["bold"], round(2 * 0.115 * side))
    words = f"{NOTICE} * {NOTICE} * "
    for index, letter in enumerate(words):
        tile = Image.new("L", (side, side), 0)
        place = (middle, middle - 0.355 * side)
        ImageDraw.Draw(tile).text(place, letter, fill=255, font=pen, anchor="ms")
        turned = tile.rotate(-360 * index / len(words), Image.Resampling.BICUBIC)
        mask = ImageChops.lighter(mask, turned)
    pen = hands.font(hands.PRINT_FACES["bold"], round(2 * 0.2 * side))
    ImageDraw.Draw(mask).text((middle, middle + 0.07 * side), "MẪU", 255, pen, anchor="ms")
    return mask.reduce(4)
