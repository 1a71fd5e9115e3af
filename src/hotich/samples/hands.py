"""Hands: who writes in a book. A hand is a pen, a slant and small habits; it writes into a box.

A typewriter and a printer are hands too: they keep their letters straight.
"""

import math
from dataclasses import dataclass
from functools import cache
from importlib import resources
from io import BytesIO
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFont

Mask = Image.Image
"""A grey picture ("L"): 0 is paper, 255 full ink."""
Colour = tuple[int, int, int]
_Numbers = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Face:
    """A font to write with.

    ``size`` (mm) makes its letters look as large as the others'; ``stroke`` is the width of its
    lines as a share of the size; ``how`` is pen, typewriter or printer. Machine readers are tuned
    on the faces for "tuning" and judged on those for "judging", which they have never seen.
    ``often`` weighs how often a registrar writes like this.
    """

    file: str
    size: float
    stroke: float
    often: float = 1
    use: str = "tuning"
    slant: tuple[float, float] = (-0.05, 0.08)
    how: str = "pen"


FACES = (
    Face("hand-school.ttf", 2.90, 0.072, 3, slant=(-0.03, 0.14)),
    Face("hand-slanted.ttf", 4.20, 0.044, 2, "judging"),
    Face("hand-plain.ttf", 4.17, 0.067, 0.7, slant=(0.0, 0.16)),
    Face("hand-engraved.ttf", 4.70, 0.030, 2),
    Face("hand-formal.ttf", 3.52, 0.036, 2, slant=(0.0, 0.2)),
    Face("hand-hasty.ttf", 5.40, 0.025, 2),
    Face("hand-looped.ttf", 5.20, 0.025, 2),
    Face("hand-narrow.ttf", 5.44, 0.029, 2, slant=(0.0, 0.16)),
    Face("hand-swinging.ttf", 5.00, 0.035, 1.5),
    Face("hand-wobbly.ttf", 3.98, 0.070, 0.7, slant=(0.0, 0.2)),
    Face("hand-child.ttf", 3.88, 0.060, 0.7, slant=(0.0, 0.2)),
    Face("hand-broad.ttf", 3.61, 0.068, 0.5, slant=(0.0, 0.2)),
    Face("hand-bold.ttf", 4.07, 0.082, 0.5),
    Face("hand-brush.ttf", 4.40, 0.079, 0.5, slant=(0.0, 0.12)),
    Face("hand-round.ttf", 4.30, 0.074, 0.4, slant=(0.0, 0.2)),
    Face("hand-flowing.ttf", 5.40, 0.027, 2, "judging"),
    Face("hand-light.ttf", 4.98, 0.027, 1.5, "judging"),
    Face("hand-quick.ttf", 4.29, 0.054, 1.5, "judging", (0.0, 0.16)),
    Face("hand-thin.ttf", 5.10, 0.037, 1, "judging"),
    Face("hand-rough.ttf", 2.99, 0.078, 1, "judging"),
    Face("hand-clear.ttf", 3.60, 0.073, 0.7, "judging", (0.0, 0.2)),
)
TYPED = (
    Face("typed-mono.ttf", 3.87, 0.069, 4, slant=(0, 0), how="typewriter"),
    Face("typed-serif.ttf", 3.57, 0.068, 1, slant=(0, 0), how="typewriter"),
    Face("print-regular.ttf", 3.89, 0.058, 2, slant=(0, 0), how="printer"),
    Face("typed-book.ttf", 3.64, 0.060, 1, slant=(0, 0), how="printer"),
    Face("typed-sans.ttf", 3.71, 0.070, 1, "judging", (0, 0), "typewriter"),
    Face("typed-old.ttf", 3.67, 0.049, 1, "judging", (0, 0), "printer"),
)
PRINT_FACES = {
    "regular": "print-regular.ttf",
    "bold": "print-bold.ttf",
    "italic": "print-italic.ttf",
}
LINE = 5.1
"""Millimetres from the top of a line's room down to where the letters stand, at most."""
_STAND = 0.69
"""The same as a share of the line's room, where that is less."""
_RAISE = 0.7
"""How far (mm) a line is raised so that long tails stay in the box."""
_MARGIN = 1.2
_PITCH = 5.0
"""The least height (mm) of a line of writing of natural size."""
_SQUEEZE = 0.78
_SPACE = 1.25
"""The least space (mm) between words of natural size."""

BLUES: tuple[Colour, ...] = ((24, 40, 120), (20, 62, 140), (38, 52, 138), (16, 48, 92))
BLACKS: tuple[Colour, ...] = ((32, 34, 48), (44, 42, 46))
VIOLETS: tuple[Colour, ...] = ((72, 40, 112), (92, 58, 122))
BROWNS: tuple[Colour, ...] = ((104, 74, 44), (82, 62, 42), (120, 92, 62))
RIBBONS: tuple[Colour, ...] = ((40, 40, 46), (38, 42, 66), (70, 52, 96))


@dataclass(frozen=True, slots=True)
class Hand:
    """How one person writes: font, ink, slant (shear), relative size and unsteadiness (mm).

    ``gap`` is the space between words and ``width`` the width of letters against the font's;
    ``pen`` (mm) is the width of the line; ``pressure`` (0..1) how dark the ink is.
    """

    face: Face
    ink: Colour
    slant: float
    size: float
    jitter: float
    gap: float = 1.0
    width: float = 1.0
    pen: float = 0.3
    pressure: float = 1.0

    @property
    def typed(self) -> bool:
        return self.face.how != "pen"


@dataclass(frozen=True, slots=True)
class Writing:
    """What a hand wrote in a box: the ink, and where each word stands (left, base, right; px)."""

    mask: Mask
    words: tuple[tuple[float, float, float], ...]


@cache
def _bytes(file: str) -> bytes:
    return resources.files("hotich.samples").joinpath("fonts", file).read_bytes()


@cache
def font(file: str, half_pixels: int) -> ImageFont.FreeTypeFont:
    """Return a font of ours at a size in half pixels."""
    layout = ImageFont.Layout.BASIC
    return ImageFont.truetype(BytesIO(_bytes(file)), half_pixels / 2, layout_engine=layout)


def draw_hands(
    random: Random,
    count: int,
    *,
    use: str | None = "tuning",
    typed: bool = False,
    year: int = 2010,
) -> list[Hand]:
    """Return ``count`` hands of a book of ``year``, no two with the same font.

    ``use`` chooses the faces: "tuning", "judging", or None for all (there are at least 7 pens and
    2 machines for each). ``typed`` gives typewriters and printers.
    """
    faces = [face for face in (TYPED if typed else FACES) if use in (None, face.use)]
    drawn = sorted(faces, key=lambda face: random.random() ** (1 / face.often), reverse=True)
    return [_draw_hand(random, face, year) for face in drawn[:count]]


def draw_ink(random: Random, year: int) -> Colour:
    """Return the ink of a pen: ballpoint blue of late, more violet and iron gall before."""
    weights = (70, 18, 8, 4) if year >= 1990 else (40, 15, 22, 23)
    [inks] = random.choices((BLUES, BLACKS, VIOLETS, BROWNS), weights)
    return random.choice(inks)


def _draw_hand(random: Random, face: Face, year: int) -> Hand:
    slant = random.uniform(*face.slant)
    if face.how != "pen":
        ink = RIBBONS[0] if face.how == "printer" else random.choice(RIBBONS)
        jitter = 0.0 if face.how == "printer" else random.uniform(0.04, 0.12)
        return Hand(face, ink, slant, random.uniform(0.92, 1), jitter, pen=0, pressure=0.95)
    return Hand(
        face,
        draw_ink(random, year),
        slant,
        random.uniform(0.9, 1.08),
        random.uniform(0.06, 0.2),
        random.uniform(0.85, 1.35),
        random.uniform(0.9, 1.1),
        random.uniform(0.22, 0.38),
        random.uniform(0.8, 1.0),
    )


def write(
    random: Random, hand: Hand, text: str, size: tuple[int, int], scale: float, lines: int = 1
) -> Mask:
    """Return ``text`` written in a box of ``size`` pixels: see `compose`."""
    return compose(random, hand, text, size, scale, lines).mask


def compose(
    random: Random, hand: Hand, text: str, size: tuple[int, int], scale: float, lines: int = 1
) -> Writing:
    """Write ``text`` in a box of ``size`` pixels with room for ``lines``; ``scale`` is px per mm.

    The text is wrapped (a line feed ends a line too); it is squeezed, then written smaller, until
    it fits, and no ink leaves the box.
    """
    plan = _plan(hand, text, size, scale, lines)
    tile = Image.new("L", size, 0)
    words: list[tuple[float, float, float]] = []
    for index in range(len(plan.rows)):
        words += _lay_row(random, hand, plan, index, tile, scale)
    return Writing(tile, tuple(words))


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a text fills its box: ``pen`` is the font at double size, ``squeeze`` at most 1.

    ``grow`` (px) makes the font's lines as wide as the pen's.
    """

    pen: ImageFont.FreeTypeFont
    rows: tuple[tuple[str, ...], ...]
    bases: tuple[int, ...]
    squeeze: float
    grow: float


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of words set straight at double size: its ink, where it stands, and its words."""

    ink: Mask
    base: int
    start: int
    words: tuple[tuple[float, float], ...]


def _plan(hand: Hand, text: str, size: tuple[int, int], scale: float, lines: int) -> _Plan:
    """Return the largest writing of the text that fits the box."""
    room = size[0] - 2 * _MARGIN * scale
    tightest = 1.0 if hand.typed else _SQUEEZE
    share = 1.0
    while True:
        natural = hand.face.size * hand.size * share
        pen = font(hand.face.file, max(8, round(4 * natural * scale)))
        thick = hand.pen * (0.4 + 0.6 * share)
        grow = (thick - hand.face.stroke * natural) * 2 * scale if hand.pen else 0.0
        most = lines if lines == 1 else max(lines, int(size[1] / (_PITCH * scale * share)))
        rows = _wrap(pen, hand, text, 2 * room / tightest if lines > 1 else math.inf)
        widest = max(_length(pen, hand, row) for row in rows) / 2
        pitch = size[1] / max(lines, len(rows))
        swing = 1.3 * hand.jitter * scale + max(grow, 0) / 4 + 1.5
        up = swing - 0.53 * pen.getbbox(" ".join(rows[0]), anchor="ls")[1]
        down = swing + 0.53 * pen.getbbox(" ".join(rows[-1]), anchor="ls")[3]
        first = min(LINE * scale, _STAND * pitch)
        low = size[1] - (len(rows) - 1) * pitch - down  # where the last line must stand, at most
        first = max(min(first, low), first - _RAISE * scale)
        fits = len(rows) <= most and widest * tightest <= room and up < first <= low
        if fits or share < 0.2:
            bases = tuple(int(first + index * pitch) for index in range(len(rows)))
            return _Plan(pen, rows, bases, min(1.0, room / max(widest, 1)), grow)
        share *= 0.95


def _wrap(
    pen: ImageFont.FreeTypeFont, hand: Hand, text: str, room: float
) -> tuple[tuple[str, ...], ...]:
    """Break a text into lines of words that are at most ``room`` wide, where words allow."""
    rows: list[list[str]] = []
    for paragraph in text.split("\n") if room < math.inf else [text]:
        rows.append([])
        for word in paragraph.split():
            if rows[-1] and _length(pen, hand, (*rows[-1], word)) > room:
                rows.append([])
            rows[-1].append(word)
    return tuple(tuple(row) for row in rows)


def _length(pen: ImageFont.FreeTypeFont, hand: Hand, words: tuple[str, ...]) -> float:
    """Return how wide a line of words is at double size, with what reaches over its ends."""
    if not words:
        return 0
    letters = sum(pen.getlength(word) for word in words)
    gaps = _space(pen, hand) * (len(words) - 1) * 1.1
    left, right = _over(pen, words)
    return hand.width * (letters + gaps + left + right) + 2 * abs(hand.slant) * pen.size


def _space(pen: ImageFont.FreeTypeFont, hand: Hand) -> float:
    """Return the space between words: the font's own, but at least that of a clear hand."""
    own = pen.getlength(" ")
    return own if hand.typed else max(own, _SPACE * pen.size / hand.face.size) * hand.gap


def _over(pen: ImageFont.FreeTypeFont, words: tuple[str, ...]) -> tuple[float, float]:
    """Return how far the first letter reaches left of its place, and the last to the right."""
    left = max(0.0, -pen.getbbox(words[0], anchor="ls")[0])
    right = max(0.0, pen.getbbox(words[-1], anchor="ls")[2] - pen.getlength(words[-1]))
    return left, right


def _lay_row(
    random: Random, hand: Hand, plan: _Plan, index: int, tile: Mask, scale: float
) -> list[tuple[float, float, float]]:
    """Write one line of the plan into the box; return its words as `Writing` has them."""
    words, base = plan.rows[index], plan.bases[index]
    if not words:
        return []
    row = _set(random, hand, words, plan)
    narrow = plan.squeeze * hand.width
    lean = abs(hand.slant) * plan.pen.size / 2
    left, right = (side * narrow / 2 + lean for side in _over(plan.pen, words))
    length = row.words[-1][1] * narrow / 2
    spare = max(0.0, tile.width - 2 * _MARGIN * scale - left - length - right)
    indent = random.uniform(0, min(spare, 0.4 * scale if hand.typed else 4 * scale))
    origin = round(_MARGIN * scale + left + indent)
    window = max(1, round(origin - left - scale)), 0
    wide = min(tile.width - 1, round(origin + length + right + scale)) - window[0]
    ink = _bend(random, hand, row, (2 * wide, narrow, 2 * (origin - window[0])), 2 * scale)
    mask = Image.fromarray(ink).reduce(2)
    above = base - row.base // 2
    if above < 0:
        mask = mask.crop((0, -above, mask.width, mask.height))
    at = (window[0], max(above, 0))
    box = (*at, at[0] + mask.width, at[1] + mask.height)
    tile.paste(ImageChops.lighter(tile.crop(box), mask), box)
    return [(origin + a * narrow / 2, base, origin + b * narrow / 2) for a, b in row.words]


def _set(random: Random, hand: Hand, words: tuple[str, ...], plan: _Plan) -> _Row:
    """Set the words of a line straight."""
    pen, stroke = plan.pen, max(plan.grow, 0) / 2
    box, spare = pen.getbbox(" ".join(words), anchor="ls"), round(stroke) + 10
    base = int(-box[1]) + spare
    base += base % 2
    space, start = _space(pen, hand), round(pen.size)
    width = round(sum(pen.getlength(word) for word in words) + 1.2 * space * len(words))
    tile = Image.new("L", (width + 3 * start, base + int(box[3]) + spare), 0)
    draw = ImageDraw.Draw(tile)
    x, places = 0.0, []
    for word in words:
        if hand.typed:
            _type(random, hand, draw, word, (start + x, base), pen)
        else:
            ink = round(random.randint(215, 255) * hand.pressure)
            draw.text((start + x, base), word, ink, pen, anchor="ls", stroke_width=stroke)
        end = x + pen.getlength(word)
        places.append((x, end))
        x = end + space * (1 if hand.typed else random.uniform(0.85, 1.1))
    if plan.grow < -0.7:
        tile = ImageChops.darker(tile, ImageChops.offset(tile, 1, 0))
    return _Row(tile, base, start, tuple(places))


def _type(
    random: Random,
    hand: Hand,
    draw: ImageDraw.ImageDraw,
    word: str,
    at: tuple[float, float],
    pen: ImageFont.FreeTypeFont,
) -> None:
    """Strike a word letter by letter; each type of the machine has its own height and force."""
    for index, letter in enumerate(word):
        habit = Random(f"{hand.ink}/{letter}")
        lift = habit.uniform(-1, 1) * hand.jitter * pen.size / 8
        force = habit.uniform(0.82, 1.0) * random.uniform(0.72, 1.0) if hand.jitter else 1.0
        place = (at[0] + pen.getlength(word[:index]), at[1] + lift)
        soaked = 0.012 * pen.size if hand.face.how == "typewriter" else 0.0
        ink = round(255 * hand.pressure * force)
        draw.text(place, letter, ink, pen, anchor="ls", stroke_width=soaked)


def _bend(
    random: Random, hand: Hand, row: _Row, shape: tuple[int, float, int], scale: float
) -> NDArray[np.uint8]:
    """Give a straight line its slant and unsteadiness.

    ``shape`` is the width of the result, its width against the straight line, and the place of
    the first letter; pixels of double size.
    """
    wide, narrow, origin = shape
    source = np.asarray(row.ink)
    y, x = np.arange(source.shape[0])[:, None] - row.base, np.arange(wide)[None, :]
    sway = 0.0 if hand.typed else hand.jitter
    lift = sway * scale * _waves(random, x / scale, 27, 9)
    drift = 0.9 * sway * scale * _waves(random, x / scale, 15, 4)
    lean = hand.slant + 0.25 * sway * _waves(random, x / scale, 9, 3)
    tall = 1 + 0.3 * sway * _waves(random, x / scale, 12, 5)
    rows = np.rint(row.base + y / tall + lift).astype(np.intp)
    columns = np.rint((x - origin + drift + lean * y) / narrow + row.start).astype(np.intp)
    inside = (rows >= 0) & (rows < source.shape[0]) & (columns >= 0) & (columns < source.shape[1])
    taken = source[np.where(inside, rows, 0), np.where(inside, columns, 0)] * inside
    force = 1 - 0.1 * (1 + _waves(random, x / scale, 18, 2.3))
    return np.asarray(taken * force, dtype=np.uint8)


def _waves(random: Random, x: _Numbers, long: float, short: float) -> _Numbers:
    """Return a smooth unsteadiness between -1 and 1 along ``x`` (mm)."""
    phases = random.uniform(0, 6.28), random.uniform(0, 6.28)
    slow = np.sin(phases[0] + x * (6.28 / long))
    return np.asarray(0.65 * slow + 0.35 * np.sin(phases[1] + x * (6.28 / short)))
