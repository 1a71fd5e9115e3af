"""A page photographed by telephone: perspective, a page curved at the gutter, lamp, shadow, desk.

Communes without an A3 scanner photograph their books, so samples must come this way too. `shoot`
tells where every point of the page went, exactly, also on a curved page.
"""

from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from hotich.samples import pen
from hotich.samples.pen import SCALE, Point

_Numbers = NDArray[np.floating[Any]]
_CELL = (16, 128)
"""The photograph is put together of strips of this size (px): the paper curves across only, and
within a strip the way back is all but straight (error below 0.2 px, in the gutter itself 1 px)."""
_DESKS = ((120, 84, 52), (150, 118, 82), (104, 72, 50), (128, 126, 120))


@dataclass(frozen=True, slots=True)
class View:
    """How the camera saw the page: page pixel -> photograph pixel.

    First the paper bends: towards ``gutter`` (px) it rises by ``rise`` px, most of it within
    ``reach`` px, so that lines of writing turn up or down there, and it looks narrower by a share
    ``pinch`` < 1. Then comes the perspective: ``lens`` is a 3 x 3 matrix, row by row.
    """

    gutter: float
    rise: float
    reach: float
    pinch: float
    lens: tuple[float, ...]

    def at(self, point: Point) -> Point:
        """Return where a point of the page lies in the photograph."""
        x, y = self.see(np.array(point[:1], float), np.array(point[1:], float))
        return float(x[0]), float(y[0])

    def see(self, x: _Numbers, y: _Numbers) -> tuple[_Numbers, _Numbers]:
        """Return where points of the page lie in the photograph."""
        return _project(np.reshape(self.lens, (3, 3)), self.across(x), y + self._lift(x))

    def back(self, x: _Numbers, y: _Numbers, width: int) -> tuple[_Numbers, _Numbers]:
        """Return which points of a page of ``width`` px are seen at points of the photograph."""
        u, v = _project(np.linalg.inv(np.reshape(self.lens, (3, 3))), x, y)
        table = np.arange(-0.5 * width, 1.5 * width, 0.5)
        page_x = np.interp(u, self.across(table), table)
        return page_x, v - self._lift(page_x)

    def across(self, x: _Numbers) -> _Numbers:
        """Return where x comes to lie when the steep part at the gutter is seen narrower."""
        away = x - self.gutter
        closer = 1 - np.exp(-np.abs(away) / self.reach)
        return np.asarray(x - self.pinch * self.reach * np.sign(away) * closer)

    def _lift(self, x: _Numbers) -> _Numbers:
        return np.asarray(self.rise * np.exp(-np.abs(x - self.gutter) / self.reach))


def shoot(random: Random, page: Image.Image, wear: float) -> tuple[Image.Image, View]:
    """Return a photograph of the page (RGB, a little larger) and how the page is seen in it.

    ``wear`` 0..1 is how bad angle, light and focus are. A spread has its gutter in the middle, a
    single page at one side, with the facing page beyond it.
    """
    fold = pen.fold(page.size)
    spine = float(random.random() < 0.5) if fold is None else fold
    size = round(page.width * 1.16), round(page.height * 1.14)
    view = _view(random, page.size, size, page.width * spine, wear)
    facing = round(page.width * 0.2) if fold is None else 0
    sheet = _shade(_open(page, spine, facing), view, facing if spine == 0 else 0)
    mesh = _mesh(view, page.width, size, facing if spine == 0 else 0)
    seen = sheet.transform(size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)
    cover = seen.getchannel("A")
    picture = _desk(random, size)
    shadow = ImageChops.offset(cover.reduce(4), 4, 5).filter(ImageFilter.BoxBlur(6)).resize(size)
    picture.paste((18, 15, 12), mask=shadow.point([v * 3 // 5 for v in range(256)]))
    picture.paste(seen.convert("RGB"), mask=cover)
    lit = ImageChops.multiply(picture, _light(random, size, wear))
    blurred = lit.filter(ImageFilter.BoxBlur(0.3 + 0.5 * wear * random.random()))
    return _noise(random, blurred, 1.5 + 3 * wear), view


def _project(lens: _Numbers, x: _Numbers, y: _Numbers) -> tuple[_Numbers, _Numbers]:
    depth = lens[2, 0] * x + lens[2, 1] * y + lens[2, 2]
    u = (lens[0, 0] * x + lens[0, 1] * y + lens[0, 2]) / depth
    return u, (lens[1, 0] * x + lens[1, 1] * y + lens[1, 2]) / depth


def _view(
    random: Random, page: tuple[int, int], size: tuple[int, int], gutter: float, wear: float
) -> View:
    """Hold the camera: each corner up to 2.8 % off at full wear, the page up to 1.2 % curved."""
    share = (0.15 + 0.85 * wear) * random.choice((-1, 1))
    rise = share * page[0] * random.uniform(0.003, 0.012)
    reach = page[0] * random.uniform(0.06, 0.11)
    flat = View(gutter, rise, reach, random.uniform(0.08, 0.3), (1, 0, 0, 0, 1, 0, 0, 0, 1))
    rows: list[list[float]] = []
    right: list[float] = []
    edge = (size[0] - page[0]) / 2, (size[1] - page[1]) / 2
    for x, y in ((0, 0), (page[0], 0), page, (0, page[1])):
        u, v = float(flat.across(np.array([x], float))[0]), float(y)
        shake = [random.uniform(-0.028, 0.028) * (0.15 + 0.85 * wear) for _ in range(2)]
        to = x + edge[0] + shake[0] * page[0], y + edge[1] + shake[1] * page[1]
        rows.append([u, v, 1, 0, 0, 0, -u * to[0], -v * to[0]])
        rows.append([0, 0, 0, u, v, 1, -u * to[1], -v * to[1]])
        right += to
    lens = np.linalg.solve(np.array(rows), np.array(right))
    return View(gutter, rise, reach, flat.pinch, (*map(float, lens), 1.0))


def _open(page: Image.Image, spine: float, facing: int) -> Image.Image:
    """Return the page with a strip of the facing page beyond its gutter."""
    if not facing:
        return page
    beyond = page.crop((0, 0, facing, page.height)) if spine == 1 else None
    beyond = beyond or page.crop((page.width - facing, 0, page.width, page.height))
    beyond = beyond.filter(ImageFilter.BoxBlur(40))
    sheet = Image.new("RGB", (page.width + facing, page.height))
    sheet.paste(beyond, (0 if spine == 0 else page.width, 0))
    sheet.paste(page, (facing if spine == 0 else 0, 0))
    return sheet


def _shade(sheet: Image.Image, view: View, shift: int) -> Image.Image:
    """Return the sheet (RGBA) as dark as its slopes are: most in the gutter."""
    away = np.arange(sheet.width) - shift - view.gutter
    slope = np.exp(-np.abs(away) / view.reach)
    side = 0.10 * np.sign(away) * np.sign(view.rise) * slope
    light = 1 - 0.22 * slope + side - 0.3 * np.exp(-np.abs(away) / (1.2 * SCALE))
    row = Image.fromarray(np.clip(255 * light, 0, 255).astype(np.uint8)[None, :])
    shade = row.resize(sheet.size, Image.Resampling.NEAREST)
    dark = ImageChops.multiply(sheet, Image.merge("RGB", (shade, shade, shade)))
    dark.putalpha(255)
    return dark


def _mesh(
    view: View, width: int, size: tuple[int, int], shift: int
) -> list[tuple[tuple[int, int, int, int], tuple[float, ...]]]:
    """Return for each strip of the photograph the four points of the sheet seen at its corners."""
    across = np.append(np.arange(0, size[0], _CELL[0]), size[0])
    down = np.append(np.arange(0, size[1], _CELL[1]), size[1])
    x, y = np.meshgrid(across.astype(float), down.astype(float))
    page_x, page_y = view.back(x, y, width)
    page_x = page_x + shift
    mesh = []
    for j in range(len(down) - 1):
        for i in range(len(across) - 1):
            corners = ((j, i), (j + 1, i), (j + 1, i + 1), (j, i + 1))
            quad = tuple(float(at[c]) for c in corners for at in (page_x, page_y))
            box = (int(across[i]), int(down[j]), int(across[i + 1]), int(down[j + 1]))
            mesh.append((box, quad))
    return mesh


def _desk(random: Random, size: tuple[int, int]) -> Image.Image:
    """Return a table top: one colour in streaks."""
    generator = np.random.default_rng(random.getrandbits(64))
    half = size[0] // 2, size[1] // 2
    streaks = generator.standard_normal((size[1] // 4, 9)).cumsum(axis=1) * 1.7
    broad = generator.standard_normal((9, 5)) * 10
    grain = _stretch(streaks, half) + _stretch(broad, half)
    colour = np.array(random.choice(_DESKS), dtype=np.int16)
    grown = np.clip(colour + grain[:, :, None].astype(np.int16), 0, 255).astype(np.uint8)
    return Image.fromarray(grown).resize(size, Image.Resampling.BILINEAR)


def _light(random: Random, size: tuple[int, int], wear: float) -> Image.Image:
    """Return the light on the table: a lamp at one side, and the shadow of a hand or telephone."""
    high, wide = size[1] // 16, size[0] // 16
    y, x = np.mgrid[0 : 1 : high * 1j, 0 : 1 : wide * 1j]
    lamp = random.uniform(0, 1), random.uniform(-0.2, 0.6)
    far = (x - lamp[0]) ** 2 + (y - lamp[1]) ** 2
    light = random.uniform(0.96, 1.05) - (0.10 + 0.2 * wear) * far
    shadow = Image.new("L", (wide, high), 0)
    if random.random() < 0.3 + 0.6 * wear:
        left, top = random.uniform(0.1, 0.7) * wide, random.uniform(0.55, 0.85) * high
        shape = (left, top, left + random.uniform(0.25, 0.6) * wide, 1.3 * high)
        ImageDraw.Draw(shadow).rounded_rectangle(shape, 0.08 * wide, fill=255)
        turned = shadow.rotate(random.uniform(-25, 25), Image.Resampling.BILINEAR)
        shadow = turned.filter(ImageFilter.GaussianBlur(random.uniform(2, 6)))
    light = light * (1 - random.uniform(0.12, 0.3) * np.asarray(shadow) / 255)
    warm = random.uniform(-0.03, 0.07)
    layers = [np.clip(255 * light * (1 + tint * warm), 0, 255) for tint in (1, 0, -1.6)]
    small = Image.fromarray(np.stack(layers, axis=2).astype(np.uint8))
    return small.resize(size, Image.Resampling.BICUBIC)


def _stretch(field: _Numbers, size: tuple[int, int]) -> _Numbers:
    picture = Image.fromarray(field.astype(np.float32))
    return np.asarray(picture.resize(size, Image.Resampling.BICUBIC))


def _noise(random: Random, picture: Image.Image, strength: float) -> Image.Image:
    generator = np.random.default_rng(random.getrandbits(64))
    tile = np.rint(generator.standard_normal((701, 709)) * strength).astype(np.int16)
    times = picture.height // 701 + 1, picture.width // 709 + 1
    grain = np.tile(tile, times)[: picture.height, : picture.width, None]
    grown = np.asarray(picture, dtype=np.int16) + grain
    return Image.fromarray(np.clip(grown, 0, 255).astype(np.uint8))
