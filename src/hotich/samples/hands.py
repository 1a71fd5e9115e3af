"""Handwriting: a hand is a pen, a slant and small habits; it writes text into a box."""

import math
from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFont

Mask = Image.Image
"""A grey picture ("L"): 0 is paper, 255 full ink."""


@dataclass(frozen=True, slots=True)
class Face:
    """A handwriting font with the size (mm) at which its letters look as large as the others'."""

    file: str
    size: float
    slant: tuple[float, float]


FACES = (
    Face("hand-school.ttf", 2.65, (-0.03, 0.10)),
    Face("hand-slanted.ttf", 4.5, (-0.03, 0.10)),
    Face("hand-plain.ttf", 4.7, (0.0, 0.16)),
)
PRINT_FACES = {
    "regular": "print-regular.ttf",
    "bold": "print-bold.ttf",
    "italic": "print-italic.ttf",
}
LINE = 5.1
"""Millimetres from the top of a box down to where the letters stand."""
INKS = ((24, 40, 120), (32, 34, 48), (20, 62, 140), (52, 36, 104), (16, 48, 92))


@dataclass(frozen=True, slots=True)
class Hand:
    """How one person writes: font, ink, slant (shear), relative size and unsteadiness (mm)."""

    face: Face
    ink: tuple[int, int, int]
    slant: float
    size: float
    jitter: float


@cache
def _bytes(file: str) -> bytes:
    return resources.files("hotich.samples").joinpath("fonts", file).read_bytes()


@cache
def font(file: str, half_pixels: int) -> ImageFont.FreeTypeFont:
    """Return a font of ours at a size in half pixels."""
    layout = ImageFont.Layout.BASIC
    return ImageFont.truetype(BytesIO(_bytes(file)), half_pixels / 2, layout_engine=layout)


def draw_hands(random: Random, count: int) -> list[Hand]:
    """Return ``count`` hands, no two with the same font (``count`` ≤ number of faces)."""
    hands = []
    for face, ink in zip(random.sample(FACES, count), random.sample(INKS, count), strict=True):
        slant = random.uniform(*face.slant)
        hands.append(Hand(face, ink, slant, random.uniform(0.93, 1.05), random.uniform(0.04, 0.11)))
    return hands


def write(random: Random, hand: Hand, text: str, size: tuple[int, int], scale: float) -> Mask:
    """Return ``text`` written in a box of ``size`` pixels, shrunk to fit; ``scale`` is px per mm.

    The writing line is LINE mm below the top of the box; no ink leaves the box.
    """
    width, height = size
    margin, base = round(1.2 * scale), round(LINE * scale)
    pen = _fitting(hand, text, (width - 2 * margin, base - 1, height - base - 1), scale)
    space = pen.getlength(" ")
    free = width - 2 * margin - pen.getlength(text)
    x = margin + random.uniform(0, min(max(free, 0), 4 * scale))
    tile = Image.new("L", size, 0)
    draw = ImageDraw.Draw(tile)
    phase, swing = random.uniform(0, math.tau), hand.jitter * scale
    for word in text.split(" "):
        lift = swing * (math.sin(phase + x / (14 * scale)) + random.uniform(-0.5, 0.5))
        draw.text((x, base + lift), word, fill=random.randint(205, 255), font=pen, anchor="ls")
        x += pen.getlength(word) + space * random.uniform(0.9, 1.1)
    shear = (1, hand.slant, -hand.slant * base, 0, 1, 0)
    return tile.transform(size, Image.Transform.AFFINE, shear, Image.Resampling.BICUBIC)


def _fitting(
    hand: Hand, text: str, room: tuple[int, int, int], scale: float
) -> ImageFont.FreeTypeFont:
    """Return the largest font, up to the hand's own size, whose text fits (width, up, down)."""
    half_pixels = round(2 * hand.face.size * hand.size * scale)
    pen = font(hand.face.file, half_pixels)
    left, top, right, bottom = pen.getbbox(text, anchor="ls")
    swing = 1.5 * hand.jitter * scale
    lean = abs(hand.slant) * (bottom - top)
    fit = min(
        1.0,
        room[0] / ((right - min(left, 0)) * 1.04 + lean),
        (room[1] - swing) / max(-top, 1),
        (room[2] - swing) / max(bottom, 1),
    )
    return pen if fit == 1.0 else font(hand.face.file, max(12, int(half_pixels * fit)))


def tick(random: Random, size: tuple[int, int], scale: float) -> Mask:
    """Return a tick mark drawn over a square of ``size`` pixels, a little beyond its top right."""
    width, height = size
    tile = Image.new("L", (width * 4, height * 4), 0)
    shake = [random.uniform(-0.08, 0.08) for _ in range(6)]
    points = [
        (width * (0.9 + shake[0]), height * (2.2 + shake[1])),
        (width * (1.8 + shake[2]), height * (3.2 + shake[3])),
        (width * (3.4 + shake[4]), height * (0.5 + shake[5])),
    ]
    ImageDraw.Draw(tile).line(points, fill=235, width=round(1.7 * scale), joint="curve")
    return tile.reduce(4)


def sign(name: str, size: tuple[int, int], scale: float) -> Mask:
    """Return a signature that is always the same for a name: loops, and a line beneath."""
    random = Random(f"signature/{name}")
    width, height = size[0] * 2, size[1] * 2
    tile = Image.new("L", (width, height), 0)
    loops = random.randint(2, 4)
    tall = [random.uniform(0.35, 0.9) for _ in range(loops + 1)]
    lean, steps = random.uniform(0.1, 0.35), 26 * loops
    points = []
    for step in range(steps + 1):
        turn = step / steps * loops
        rise = tall[int(turn)] * (1 - 0.5 * turn / loops)
        x = 0.12 + 0.42 * turn / loops - 0.05 * math.sin(math.tau * turn)
        y = 0.72 - 0.6 * rise * (0.5 - 0.5 * math.cos(math.tau * turn))
        points.append(((x + lean * (0.72 - y) * height / width) * width, y * height))
    last = points[-1]
    end = (width * random.uniform(0.8, 0.96), height * random.uniform(0.45, 0.7))
    back = (width * random.uniform(0.08, 0.2), height * random.uniform(0.85, 0.95))
    points += [_bend(last, back, end, t / 30) for t in range(1, 31)]
    ImageDraw.Draw(tile).line(points, fill=235, width=round(0.75 * scale), joint="curve")
    return tile.reduce(2)


def _bend(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], t: float
) -> tuple[float, float]:
    """Return the point at ``t`` of the quadratic Bézier curve a, b, c."""
    u = 1 - t
    return (
        u * u * a[0] + 2 * u * t * b[0] + t * t * c[0],
        u * u * a[1] + 2 * u * t * b[1] + t * t * c[1],
    )
