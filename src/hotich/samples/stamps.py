"""Stamps: the round red one, a rectangular one, and the stamped name of a signer."""

from functools import cache
from random import Random

from PIL import Image, ImageChops, ImageDraw

from hotich.samples import hands
from hotich.samples.hands import Colour, Mask
from hotich.samples.pen import px, uneven

NOTICE = "MẪU – DIỄN TẬP"
RED: Colour = (196, 38, 44)
NAME_INKS: tuple[Colour, ...] = ((52, 48, 120), (178, 44, 48), (44, 44, 58))
ROUND = 22.0
"""Width of the round stamp (mm) where the form does not say."""


def draw_round(random: Random, width: int) -> Mask:
    """Return the round stamp, ``width`` pixels wide, turned and inked unevenly."""
    turned = _round(width).rotate(random.uniform(-22, 22), Image.Resampling.BICUBIC)
    return uneven(random, turned, random.uniform(0.25, 0.7), random.choice((7, 12, 20)))


def draw_box(random: Random, text: str) -> Mask:
    """Return a rectangular stamp with a line of words in a frame."""
    pen = hands.font(hands.PRINT_FACES["bold"], px(2 * 2 * 3.6))
    wide, high = round(pen.getlength(text)) + px(6), px(2 * 6.4)
    tile = Image.new("L", (wide + 40, high + 40), 0)
    draw = ImageDraw.Draw(tile)
    draw.rectangle((20, 20, wide + 20, high + 20), outline=235, width=7)
    draw.text((20 + wide / 2, 20 + high * 0.68), text, 245, pen, anchor="ms")
    turned = tile.rotate(random.uniform(-6, 6), Image.Resampling.BICUBIC, expand=True)
    return uneven(random, turned.reduce(2), random.uniform(0.3, 0.7))


def draw_name(random: Random, text: str, size: tuple[int, int]) -> Mask:
    """Return a stamped name in a box of ``size`` pixels; no ink leaves the box."""
    half = min(px(2 * 2 * 3.9), round(2 * 2 * 0.55 * size[1]))
    pen = hands.font(hands.PRINT_FACES["bold"], half)
    room = 1.86 * size[0] - 8
    if pen.getlength(text) > room:
        pen = hands.font(hands.PRINT_FACES["bold"], int(half * room / pen.getlength(text)))
    tile = Image.new("L", (size[0] * 2, size[1] * 2), 0)
    place = (size[0], size[1] * 1.36)
    ImageDraw.Draw(tile).text(place, text, 250, pen, anchor="ms", stroke_width=0.5)
    turned = tile.rotate(random.uniform(-0.8, 0.8), Image.Resampling.BICUBIC)
    return uneven(random, turned.reduce(2), 0.45, 6)


@cache
def _round(width: int) -> Mask:
    """Return the round stamp: two rings, words between them, MẪU in the middle."""
    side = 4 * width
    mask = Image.new("L", (side, side), 0)
    draw = ImageDraw.Draw(mask)
    middle = side / 2
    for share, thick in ((0.49, 16), (0.31, 8)):
        r = side * share
        draw.ellipse((middle - r, middle - r, middle + r, middle + r), outline=255, width=thick)
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
