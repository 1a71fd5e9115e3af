"""A photograph of a page: every point of the page is where the view says, on a curved page too."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageStat

from hotich.samples import photo

SIZE = (1000, 1400)
SPREAD = (1600, 1100)


def dots(size: tuple[int, int]) -> list[tuple[int, int]]:
    """Return points all over a page; in the gutter it is too steep and dark to find one by ink."""
    shares = (0.06, 0.3, 0.53, 0.73, 0.94)
    return [(round(x * size[0]), round(y * size[1])) for x in shares for y in shares]


def dotted(size: tuple[int, int] = SIZE) -> Image.Image:
    page = Image.new("RGB", size, (250, 248, 240))
    draw = ImageDraw.Draw(page)
    for x, y in dots(size):
        draw.ellipse((x - 5, y - 5, x + 5, y + 5), fill=(0, 0, 0))
    return page


def middle_of_ink(picture: Image.Image, at: photo.Point) -> tuple[float, float]:
    """Return the centre of the dark spot near a point."""
    x, y = round(at[0]), round(at[1])
    grey = np.asarray(picture.convert("L").crop((x - 14, y - 14, x + 15, y + 15)), float)
    ink = np.clip(np.median(grey) - 30 - grey, 0, None)
    assert ink.sum() > 0, at
    down, across = np.mgrid[0:29, 0:29]
    return (
        x - 14 + float((ink * across).sum() / ink.sum()),
        y - 14 + float((ink * down).sum() / ink.sum()),
    )


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("size", [SIZE, SPREAD])
def test_it_works(seed: int, size: tuple[int, int]) -> None:
    picture, view = photo.shoot(Random(seed), dotted(size), 0.8)
    assert picture.width > size[0]
    assert picture.height > size[1]
    for dot in dots(size):
        seen = view.at((dot[0] + 0.5, dot[1] + 0.5))  # the middle of the dot's middle pixel
        true = seen[0] - 0.5, seen[1] - 0.5
        assert middle_of_ink(picture, true) == pytest.approx(true, abs=1.0), dot


def test_a_spread_is_curved_in_its_middle_and_a_page_at_its_side() -> None:
    gutters = {photo.shoot(Random(seed), dotted(), 0.5)[1].gutter for seed in range(8)}
    assert gutters == {0, SIZE[0]}
    assert photo.shoot(Random(1), dotted(SPREAD), 0.5)[1].gutter == SPREAD[0] / 2


def test_the_whole_page_is_in_the_photograph_at_any_angle() -> None:
    blank = Image.new("RGB", SIZE, "white")
    for seed in range(6):
        picture, view = photo.shoot(Random(seed), blank, 1.0)
        edge = [(x, y) for x in range(0, SIZE[0] + 1, 50) for y in (0, SIZE[1])]
        edge += [(x, y) for x in (0, SIZE[0]) for y in range(0, SIZE[1] + 1, 50)]
        for point in edge:
            x, y = view.at(point)
            assert 0 < x < picture.width
            assert 0 < y < picture.height


def test_the_same_seed_takes_the_same_picture_and_another_does_not() -> None:
    first, again, other = (photo.shoot(Random(seed), dotted(), 0.5)[0] for seed in (1, 1, 2))
    assert first.tobytes() == again.tobytes()
    assert first.tobytes() != other.tobytes()


def test_the_camera_leaves_the_page_it_was_given_alone() -> None:
    page = dotted()
    before = page.tobytes()
    photo.shoot(Random(3), page, 0.7)
    assert page.tobytes() == before


def test_a_worse_camera_sees_more_unevenly() -> None:
    def spread(wear: float) -> float:
        blank = Image.new("RGB", SIZE, "white")
        picture, view = photo.shoot(Random(5), blank, wear)
        spots = [view.at((x, y)) for x in (200, 500, 800) for y in (200, 700, 1200)]
        lights = [
            ImageStat.Stat(picture.crop((int(x), int(y), int(x) + 20, int(y) + 20))).mean[1]
            for x, y in spots
        ]
        return max(lights) - min(lights)

    assert spread(1.0) > spread(0.0)


@given(
    x=st.floats(0, SIZE[0]),
    y=st.floats(0, SIZE[1]),
    gutter=st.sampled_from((0.0, 500.0, 1000.0)),
    rise=st.floats(-12, 12),
    reach=st.floats(60, 110),
    pinch=st.floats(0, 0.3),
)
def test_the_way_back_leads_to_the_same_point(
    x: float, y: float, gutter: float, rise: float, reach: float, pinch: float
) -> None:
    lens = (1.02, 0.01, 70.0, -0.02, 0.99, 80.0, 1e-5, -2e-5, 1.0)
    view = photo.View(gutter, rise, reach, pinch, lens)
    there = view.see(np.array([x]), np.array([y]))
    back = view.back(*there, SIZE[0])
    assert (float(back[0][0]), float(back[1][0])) == pytest.approx((x, y), abs=0.05)
