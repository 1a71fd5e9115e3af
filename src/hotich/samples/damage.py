"""What happened to a page on the shelf: folds, tears, worms, water, and ink from behind."""

import math
from random import Random

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from hotich.rules.layouts import Box, Layout
from hotich.samples.hands import Colour, Mask
from hotich.samples.marks import (
    Creases,
    PageMark,
    TornCorner,
    TornEdge,
    WaterStain,
    WormHoles,
)
from hotich.samples.pen import SCALE, Point, px


def bleed(page: Image.Image, back: Image.Image, paper: Colour, strength: float) -> Image.Image:
    """Return the page with the ink of its back (a drawn page) shining through, mirrored."""
    grey = back.convert("L").transpose(Image.Transpose.FLIP_LEFT_RIGHT).reduce(2)
    white = round(sum(paper) / 3)
    ink = grey.point([round(max(0, white - 12 - value) * strength) for value in range(256)])
    soft = ink.filter(ImageFilter.BoxBlur(1.2)).resize(page.size, Image.Resampling.BILINEAR)
    shares = (0.66, 0.62, 0.62)
    seen = tuple(round(p * share) for p, share in zip(paper, shares, strict=True))
    return Image.composite(Image.new("RGB", page.size, seen), page, soft)


def draw(random: Random, page: Image.Image, layout: Layout, mark: PageMark, paper: Colour) -> None:
    """Do to the page what the mark says."""
    match mark:
        case Creases(count):
            for _ in range(count):
                _crease(random, page)
        case TornCorner(corner, size):
            _tear(random, page, _corner(page.size, corner, px(size)), paper)
        case TornEdge(side, y, depth, length):
            _tear(random, page, _bite(page.size, side, px(y), px(depth), px(length)), paper)
        case WormHoles(count):
            _worms(random, page, layout, count)
        case WaterStain(corner, reach):
            _water(random, page, corner, reach * SCALE)


def _crease(random: Random, page: Image.Image) -> None:
    """Crease the page across or along: a thin shadow beside a thin light."""
    wide, high = page.size
    if random.random() < 0.6:
        y = high * random.choice((0.25, 0.5, 0.5, 0.75)) + random.uniform(-30, 30)
        line = [(-5.0, y), (wide / 2, y + random.uniform(-8, 8)), (wide + 5.0, y)]
    else:
        x = wide * random.choice((0.33, 0.5, 0.5, 0.66)) + random.uniform(-30, 30)
        line = [(x, -5.0), (x + random.uniform(-8, 8), high / 2), (x, high + 5.0)]
    shadow = Image.new("L", page.size, 0)
    ImageDraw.Draw(shadow).line(line, fill=random.randint(60, 100), width=3, joint="curve")
    page.paste((70, 56, 40), mask=shadow.filter(ImageFilter.BoxBlur(1)))
    light = ImageChops.offset(shadow, 3, 3)
    page.paste((255, 252, 244), mask=light)


def _corner(size: tuple[int, int], corner: str, reach: int) -> list[Point]:
    """Return the torn line of a corner and the corner itself, last."""
    x = size[0] if corner.endswith("r") else 0
    y = size[1] if corner.startswith("b") else 0
    inward = -1 if x else 1, -1 if y else 1
    return [(x, y + inward[1] * reach), (x + inward[0] * reach, y), (x, y)]


def _bite(size: tuple[int, int], side: str, y: int, depth: int, length: int) -> list[Point]:
    x, inward = (size[0], -1) if side == "right" else (0, 1)
    deep = x + inward * depth
    return [
        (x, y),
        (deep, y + 0.3 * length),
        (deep - inward * 0.3 * depth, y + 0.6 * length),
        (x, y + length),
    ]


def _tear(random: Random, page: Image.Image, shape: list[Point], paper: Colour) -> None:
    """Take paper away: what shows is the next leaf, in shadow, along a ragged white rim."""
    ragged: list[Point] = []
    for start, end in zip(shape, [*shape[1:], shape[0]], strict=True):
        steps = max(1, int(math.dist(start, end) / 7))
        for step in range(steps):
            share = step / steps
            shake = random.uniform(-3, 3), random.uniform(-3, 3)
            x = start[0] + (end[0] - start[0]) * share + shake[0]
            y = start[1] + (end[1] - start[1]) * share + shake[1]
            ragged.append((x, y))
    hole = Image.new("L", page.size, 0)
    ImageDraw.Draw(hole).polygon(ragged, fill=255)
    box = hole.getbbox()
    if box is None:
        return
    box = (max(0, box[0] - 24), max(0, box[1] - 24), box[2] + 24, box[3] + 24)
    box = (*box[:2], min(page.width, box[2]), min(page.height, box[3]))
    hole = hole.crop(box)
    rim = hole.filter(ImageFilter.GaussianBlur(2.5)).point([min(255, v * 3) for v in range(256)])
    part = page.crop(box)
    part.paste((252, 248, 238), mask=rim)
    shade = hole.filter(ImageFilter.GaussianBlur(9))
    r, g, b = (round(value * 0.9) for value in paper)
    part.paste((r, g, b), mask=hole)
    dark = ImageChops.multiply(ImageChops.invert(shade), hole)
    part.paste((60, 48, 36), mask=dark.point([round(v * 0.75) for v in range(256)]))
    page.paste(part, box)


def _worms(random: Random, page: Image.Image, layout: Layout, count: int) -> None:
    taken = [
        Box(entry.x + zone.box.x - 1, entry.y + zone.box.y - 1, zone.box.w + 2, zone.box.h + 2)
        for entry in layout.entries
        for zone in layout.zones
    ]
    draw = ImageDraw.Draw(page)
    for _ in range(count):
        for _ in range(40):
            x, y = random.uniform(2, layout.width - 2), random.uniform(2, layout.height - 2)
            if not any(t.x <= x <= t.x + t.w and t.y <= y <= t.y + t.h for t in taken):
                _hole(random, draw, (x * SCALE, y * SCALE))
                break


def _hole(random: Random, draw: ImageDraw.ImageDraw, at: Point) -> None:
    r = random.uniform(2, 6)
    turns = sorted(random.uniform(0, math.tau) for _ in range(9))
    shape = [
        (at[0] + r * random.uniform(0.7, 1.2) * math.cos(t), at[1] + r * math.sin(t)) for t in turns
    ]
    draw.polygon(shape, fill=(74, 58, 42), outline=(150, 126, 92))


def _water(random: Random, page: Image.Image, corner: str, reach: float) -> None:
    """Stain the page from a corner: a pale brown with a darker, wavy rim."""
    step = 8
    high, wide = page.height // step + 1, page.width // step + 1
    y, x = np.mgrid[0:high, 0:wide] * step
    far = np.hypot(
        x - (page.width if corner.endswith("r") else 0),
        y - (page.height if corner.startswith("b") else 0),
    )
    turn = np.arctan2(y - page.height / 2 + 0.1, x - page.width / 2 + 0.1)
    edge = reach * (
        1
        + 0.10 * np.sin(5 * turn + random.uniform(0, 6))
        + 0.06 * np.sin(13 * turn + random.uniform(0, 6))
    )
    depth = (edge - far) / SCALE  # mm inside the rim
    inside = 1 / (1 + np.exp(np.clip(-depth / 0.35, -30, 30)))
    strength = inside * (0.10 + 0.30 * np.exp(-np.maximum(depth, 0) / 1.6))
    grey = Image.fromarray(np.clip(255 * strength, 0, 255).astype(np.uint8))
    cover: Mask = grey.resize(page.size, Image.Resampling.BICUBIC)
    page.paste((150, 112, 62), mask=cover)
