"""What a pen draws that is no text: ticks, signatures, lines through words; and the measures."""

import math
from random import Random

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from hotich.samples.hands import Mask, font

DPI = 200
SCALE = DPI / 25.4
"""Pixels per millimetre of every page drawn."""
Point = tuple[float, float]
BILINEAR = Image.Resampling.BILINEAR
_SIGNING = tuple(
    f"hand-{name}.ttf" for name in ("hasty", "looped", "engraved", "flowing", "light", "swinging")
)


def px(millimetres: float) -> int:
    return round(millimetres * SCALE)


def fold(size: tuple[int, int]) -> float | None:
    """Return where a page is folded (0..1 of its width): one wider than high is a spread."""
    return 0.5 if size[0] > size[1] else None


def weaken(mask: Mask, strength: float) -> Mask:
    """Return the ink with ``strength`` (0..1) of it left."""
    return mask.point([round(value * max(0.0, strength)) for value in range(256)])


def uneven(random: Random, mask: Mask, depth: float, grain: int = 9) -> Mask:
    """Return the ink thinned here and there by up to ``depth`` (0..1), as a stamp or ribbon does.

    ``grain`` (px) is how wide a thin place is.
    """
    generator = np.random.default_rng(random.getrandbits(64))
    size = max(2, mask.height // grain), max(2, mask.width // grain)
    field = 255 * (1 - depth * generator.random(size) ** 1.5)
    cover = Image.fromarray(field.astype(np.uint8)).resize(mask.size, Image.Resampling.BICUBIC)
    return ImageChops.multiply(mask, cover)


def tick(random: Random, size: tuple[int, int]) -> Mask:
    """Return a tick mark drawn over a square of ``size`` pixels, a little beyond its top right."""
    width, height = size
    tile = Image.new("L", (width * 4, height * 4), 0)
    shake = [random.uniform(-0.08, 0.08) for _ in range(6)]
    points = [
        (width * (0.9 + shake[0]), height * (2.2 + shake[1])),
        (width * (1.8 + shake[2]), height * (3.2 + shake[3])),
        (width * (3.4 + shake[4]), height * (0.5 + shake[5])),
    ]
    ImageDraw.Draw(tile).line(points, fill=235, width=px(1.7), joint="curve")
    return tile.reduce(4)


def sign(name: str, size: tuple[int, int], short: bool = False) -> Mask:
    """Return a signature that is always the same for a name: its letter, a scrawl, a flourish.

    ``short`` makes the initial that stands beside a correction.
    """
    random = Random(f"signature/{name}")
    width, height = size[0] * 2, size[1] * 2
    tile = Image.new("L", (width, height), 0)
    draw, thick = ImageDraw.Draw(tile), px(0.36 * 2)
    face = random.choice(_SIGNING)
    letter = (name.split() or ["x"])[-1][0]
    high = min(height, (0.9 if short else 0.5) * width) * random.uniform(0.5, 0.62)
    pen = font(face, max(12, round(2 * high)))
    x, base = width * random.uniform(0.1, 0.2), height * random.uniform(0.62, 0.7)
    draw.text((x, base), letter, 230, pen, anchor="ls", stroke_width=thick / 6)
    start = x + pen.getlength(letter) * random.uniform(0.6, 0.9), base - 0.05 * height
    room = width * (0.55 if short else random.uniform(0.72, 0.86)) - start[0]
    scrawl = _scrawl(random, start, max(room, 0.1 * width), 0.25 * high, 1 if short else 0)
    if not short and random.random() < 0.75:
        low, far = min(height * 0.92, base + 0.28 * high), random.uniform(0.85, 0.97) * width
        back, end = (0.12 * width, low), (far, base - random.uniform(-0.1, 0.3) * high)
        bent = (width * random.uniform(0.3, 0.6), low + 0.05 * height)
        scrawl += [curve(scrawl[-1], (0.5 * width, low), back, t / 24) for t in range(1, 25)]
        scrawl += [curve(back, bent, end, t / 24) for t in range(1, 25)]
    draw.line(scrawl, fill=230, width=thick, joint="curve")
    lean = random.uniform(-0.05, 0.25)
    way = (1, lean, -lean * base, 0, 1, 0)
    return tile.transform(tile.size, Image.Transform.AFFINE, way, BILINEAR).reduce(2)


def _scrawl(random: Random, start: Point, room: float, high: float, humps: int) -> list[Point]:
    """Return quick low humps that stand for the rest of a name, each lower than the last."""
    humps = humps or random.randint(2, 6)
    sharp, points = random.uniform(0.0, 1.3), []
    rises = [high * random.uniform(0.3, 1.5) * 0.85**hump for hump in range(humps)]
    for step in range(14 * humps + 1):
        turn = step / 14
        rise = rises[min(int(turn), humps - 1)]
        x = start[0] + room * turn / humps - sharp * room / humps / 3 * math.sin(math.tau * turn)
        points.append((x, start[1] - rise * (0.5 - 0.5 * math.cos(math.tau * turn))))
    return points


def stroke(random: Random, tile: Mask, start: Point, end: Point, width: float) -> None:
    """Draw one quick line of a pen onto ``tile``: a little bent, its ``width`` in px."""
    reach = 0.02 * math.dist(start, end) + 1
    middle = (
        (start[0] + end[0]) / 2 + random.uniform(-reach, reach),
        (start[1] + end[1]) / 2 + random.uniform(-reach, reach),
    )
    points = [curve(start, middle, end, t / 16) for t in range(17)]
    ImageDraw.Draw(tile).line(points, fill=225, width=max(1, round(width)), joint="curve")


def spill(random: Random, tile: Mask) -> None:
    """Spill ink over most of ``tile``: one body with a wavy rim, and a few drops beside it."""
    wide, high = tile.size
    blunt = 0.6 if wide > 2 * high else 1.0  # a long spill covers its ends too
    ink, waves = ImageDraw.Draw(tile), [random.uniform(0, math.tau) for _ in range(3)]
    rim: list[Point] = []
    for step in range(120):
        turn = math.tau * step / 120
        ripple = sum(math.sin((2 + 2 * i) * turn + wave) / (i + 2) for i, wave in enumerate(waves))
        reach = 0.45 + 0.04 * ripple
        x = math.copysign(abs(math.cos(turn)) ** blunt, math.cos(turn))
        y = math.copysign(abs(math.sin(turn)) ** blunt, math.sin(turn))
        rim.append((wide * (0.5 + reach * x), high * (0.5 + reach * y)))
    ink.polygon(rim, fill=255)
    for _ in range(random.randint(2, 6)):
        r = min(wide, high) * random.uniform(0.03, 0.09)
        x, y = random.uniform(r, wide - r), random.uniform(r, high - r)
        ink.ellipse((x - r, y - r, x + r, y + r), fill=255)


def curve(a: Point, b: Point, c: Point, t: float) -> Point:
    """Return the point at ``t`` of the quadratic Bézier curve a, b, c."""
    u = 1 - t
    return (
        u * u * a[0] + 2 * u * t * b[0] + t * t * c[0],
        u * u * a[1] + 2 * u * t * b[1] + t * t * c[1],
    )
