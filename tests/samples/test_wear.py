"""Wear: where the scanner put a point, the same by seed, nothing at none."""

from random import Random

import numpy as np
import pytest
from PIL import Image, ImageDraw

from hotich.samples import wear

SIZE = (1000, 1400)
DOTS = [(x, y) for x in (100, 500, 900) for y in (100, 700, 1300)]


def dotted(size: tuple[int, int] = SIZE) -> Image.Image:
    page = Image.new("RGB", size, (250, 248, 240))
    draw = ImageDraw.Draw(page)
    for x, y in DOTS:
        draw.ellipse((x - 6, y - 6, x + 6, y + 6), fill=(0, 0, 0))
    return page


def scanned(
    seed: int, share: float, size: tuple[int, int] = SIZE
) -> tuple[Image.Image, wear.Placing]:
    random = Random(seed)
    placing = wear.place(random, size, share)
    noise = wear.grain(random, size, share)
    return wear.scan(random, dotted(size), placing, noise, share), placing


@pytest.mark.parametrize("seed", range(4))
def test_it_works(seed: int) -> None:
    picture, placing = scanned(seed, 1)
    assert picture.size == SIZE
    grey = np.asarray(picture.convert("L"), float)
    for dot in DOTS:
        x, y = placing.at((dot[0] + 0.5, dot[1] + 0.5))
        left, top = round(x) - 14, round(y) - 14
        part = grey[top : top + 29, left : left + 29]
        ink = np.clip(np.median(part) - 40 - part, 0, None)
        down, across = np.mgrid[0:29, 0:29]
        found = (ink * across).sum() / ink.sum() + left, (ink * down).sum() / ink.sum() + top
        assert found == pytest.approx((x - 0.5, y - 0.5), abs=1.0)


def test_no_wear_leaves_the_page_as_it_is() -> None:
    picture, placing = scanned(1, 0)
    assert picture.tobytes() == dotted().tobytes()
    assert placing.at((12, 34)) == pytest.approx((12, 34))
    assert wear.paper(Random(1), 0) == (252, 251, 246)


def test_the_same_seed_wears_the_same_and_another_does_not() -> None:
    first, again, other = (scanned(seed, 0.7)[0].tobytes() for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_a_spread_is_darkest_in_its_fold() -> None:
    def light_of(size: tuple[int, int]) -> list[float]:
        picture = np.asarray(scanned(3, 1, size)[0].convert("L"), float)
        spots = [round(share * size[0]) for share in (0.25, 0.495, 0.75)]
        return [float(np.median(picture[200:900, x : x + 12])) for x in spots]

    left, middle, right = light_of((1600, 1100))
    assert middle < min(left, right) - 15
    left, middle, right = light_of(SIZE)
    assert middle > min(left, right) - 15
