"""What years and a scanner do to a page: skew, tint, uneven light, stains, specks, fold, noise.

Tears, stains and folds that the truth must name are marks: see marks.py and damage.py.
"""

import math
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from hotich.samples import pen
from hotich.samples.pen import SCALE

Point = tuple[float, float]
_LID = (226, 227, 224)
_NEW = (252, 251, 246)
_OLD = (240, 226, 196)


@dataclass(frozen=True, slots=True)
class Placing:
    """How the page lay on the glass: page pixel (x, y) -> scan pixel (a·x + b·y + c, …)."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def at(self, point: Point) -> Point:
        x, y = point
        return self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f

    def inverse(self) -> tuple[float, float, float, float, float, float]:
        """Return the six numbers of the way back, as Pillow's affine transform wants them."""
        area = self.a * self.e - self.b * self.d
        a, b, d, e = self.e / area, -self.b / area, -self.d / area, self.a / area
        return a, b, -(a * self.c + b * self.f), d, e, -(d * self.c + e * self.f)


def place(random: Random, size: tuple[int, int], wear: float) -> Placing:
    """Lay a page on the glass: up to 1.5°, 4 mm and 0.5 % off at full wear; exact at none."""
    angle = math.radians(random.uniform(-1.5, 1.5)) * wear
    zoom = 1 + random.uniform(-0.005, 0.005) * wear
    right = random.uniform(-4, 4) * wear * SCALE
    down = random.uniform(-4, 4) * wear * SCALE
    cos, sin = zoom * math.cos(angle), zoom * math.sin(angle)
    x, y = size[0] / 2, size[1] / 2
    return Placing(cos, -sin, x - cos * x + sin * y + right, sin, cos, y - sin * x - cos * y + down)


def paper(random: Random, wear: float) -> tuple[int, int, int]:
    """Return the colour of a book's paper, from new to yellowed."""
    share = wear * random.uniform(0.75, 1.0)
    r, g, b = (round(new + (old - new) * share) for new, old in zip(_NEW, _OLD, strict=True))
    return r, g, b


def grain(random: Random, size: tuple[int, int], wear: float) -> NDArray[np.int16]:
    """Return the noise of a book's scans (height × width, grey levels around 0)."""
    generator = np.random.default_rng(random.getrandbits(64))
    field = generator.standard_normal((size[1], size[0]), dtype=np.float32)
    return np.asarray(np.rint(field * (4.5 * wear)), dtype=np.int16)


def scan(
    random: Random,
    page: Image.Image,
    placing: Placing,
    noise: NDArray[np.int16],
    wear: float,
) -> Image.Image:
    """Return the page as the scanner saw it; with no wear, the page itself.

    A spread rises from the glass at its fold and lies in shadow there; a single page does so at
    its gutter, on one side.
    """
    if wear == 0:
        return page
    _speckle(random, page, wear)
    picture = page.transform(
        page.size,
        Image.Transform.AFFINE,
        placing.inverse(),
        Image.Resampling.BILINEAR,
        fillcolor=_LID,
    )
    if wear > 0.3:
        picture = picture.filter(ImageFilter.BoxBlur(0.75 * wear))
    shade = _shade(random, page.size, wear)
    _fold(random, shade, wear)
    rolled = np.roll(noise, (random.randrange(noise.shape[0]), random.randrange(997)), (0, 1))
    grey = np.clip(np.asarray(shade, dtype=np.int16) + rolled, 0, 255).astype(np.uint8)
    light = Image.fromarray(grey)
    yellow = light.point([round(255 * (value / 255) ** 1.25) for value in range(256)])
    return ImageChops.multiply(picture, Image.merge("RGB", (light, light, yellow)))


def _shade(random: Random, size: tuple[int, int], wear: float) -> Image.Image:
    """Return uneven light, stains and dirty margins as one grey picture to multiply with."""
    fold = pen.fold(size)
    height, width = (66, 47) if fold is None else (66, 190)
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    light = (
        250
        - 4 * wear
        - 26 * wear * (random.uniform(0, 1) * x + random.uniform(-0.3, 0.7) * (y - 0.5))
    )
    spine, deep = (float(random.random() < 0.5), 0.05) if fold is None else (fold, 0.022)
    gutter = np.exp(-abs(x - spine) / deep)
    light -= 42 * wear * gutter
    for _ in range(random.randint(1, 4)):
        side = random.choice((0.01, 0.99))
        spot = (x - side) ** 2 / 0.003 + (y - random.uniform(0.55, 1)) ** 2 / 0.006
        light -= wear * random.uniform(10, 34) * np.exp(-spot)
    for _ in range(random.randint(0, 2)):
        reach = random.uniform(0.004, 0.02)
        spot = ((x - random.random()) ** 2 + 1.9 * (y - random.random()) ** 2) / reach
        light -= wear * random.uniform(6, 18) * np.exp(-(spot**2))
    small = Image.fromarray(np.clip(light, 0, 255).astype(np.uint8))
    return small.resize(size, Image.Resampling.BICUBIC)


def _fold(random: Random, shade: Image.Image, wear: float) -> None:
    """Crease the page across its middle: a thin shadow beside a thin light."""
    if random.random() > 0.7:
        return
    width, height = shade.size
    y = height * random.uniform(0.44, 0.56)
    slope = random.uniform(-14, 14)
    draw = ImageDraw.Draw(shade)
    for offset, grey in ((-2, 252), (0, round(250 - 75 * wear)), (2, round(250 - 35 * wear))):
        draw.line((0, y + offset, width, y + slope + offset), fill=grey, width=2)


def _speckle(random: Random, page: Image.Image, wear: float) -> None:
    """Scatter specks: fine ones anywhere, coarse ones in the margins, where none can pass for a
    tone mark or a full stop."""
    draw = ImageDraw.Draw(page)
    margin = 8 * SCALE
    for _ in range(round(90 * wear)):
        x, y = random.uniform(0, page.width), random.uniform(0, page.height)
        inside = margin < x < page.width - margin and margin < y < page.height - margin
        r = random.uniform(0.2, 0.6) if inside else random.uniform(0.5, 4)
        shade = random.randint(90, 170)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(shade, shade - 12, shade - 34))
