"""The entries of every layout are cut where they are, and no layout is taken for another."""

from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from hotich.rules import layouts
from hotich.rules.layouts import Box, Layout
from hotich.samples import hands, page, wear
from hotich.samples.wear import Placing
from hotich.scans.cutting import Cut, find_entries
from hotich.scans.errors import LayoutNotFound

WORDS = "Hồ Văn Lai thôn Cợp xã Mai Đàn huyện Hải Vân tỉnh Quảng Sơn 12.3.1998"
Points = NDArray[np.float64]


def drawn(layout: Layout, seed: int, worn: float) -> tuple[Image.Image, list[Points]]:
    """Return a page with all its entries but the last written, and where the entries are."""
    random = Random(f"{layout.id}/{seed}")
    [hand] = hands.draw_hands(random, 1)
    entries = [page.Entry(_text(random, layout), hand) for _ in layout.entries]
    written = entries[: max(1, len(entries) - 1)]
    size = page.pixels(layout)
    placing, paper = wear.place(random, size, worn), wear.paper(random, worn)
    picture = page.draw(random, layout, 7, written, paper, 0.36 * worn)
    scan = wear.scan(random, picture, placing, wear.grain(random, size, worn), worn)
    return scan, [_corners(entry, placing) for entry in layout.entries]


def _text(random: Random, layout: Layout) -> dict[str, str]:
    words, text = WORDS.split(), {}
    for zone in layout.zones:
        many = max(1, round(zone.box.w * zone.lines / 14))
        text[zone.field] = " ".join(random.choice(words) for _ in range(many))
        if zone.ticks:
            text[zone.field] = f"{page.TICK}{random.choice(zone.ticks)[0]}"
    return text


def _corners(box: Box, placing: Placing) -> Points:
    right, foot = box.x + box.w, box.y + box.h
    corners = ((box.x, box.y), (right, box.y), (right, foot), (box.x, foot))
    return np.array([placing.at((x * page.SCALE, y * page.SCALE)) for x, y in corners])


def furthest_off(cuts: list[Cut], true: list[Points]) -> float:
    """Return the distance in millimetres of the worst corner from where it is."""
    pairs = zip(cuts, true, strict=True)
    return max(
        float(np.linalg.norm(cut.corners - corners, axis=1).max() / page.SCALE)
        for cut, corners in pairs
    )


def test_it_works() -> None:
    layout = layouts.load("kt-ledger-a3")
    scan, true = drawn(layout, 1, 0.0)
    cuts = find_entries(scan, layout)
    assert [cut.box_index for cut in cuts] == [0, 1, 2, 3, 4, 5]
    assert [cut.filled for cut in cuts] == [True] * 5 + [False]
    assert furthest_off(cuts, true) <= 0.3


@pytest.mark.parametrize("layout_id", layouts.LAYOUTS)
def test_a_worn_page_is_cut_and_is_no_page_of_another_layout(layout_id: str) -> None:
    layout = layouts.load(layout_id)
    scan, true = drawn(layout, 2, 1.0)
    cuts = find_entries(scan, layout)
    assert furthest_off(cuts, true) <= 0.8
    assert [cut.filled for cut in cuts] == [n == 0 or n < len(cuts) - 1 for n in range(len(cuts))]
    for other in others(layout):
        with pytest.raises(LayoutNotFound):
            find_entries(scan, other)


def others(layout: Layout) -> list[Layout]:
    """Return the layouts it might be taken for: those of its kind on the same paper, and the next
    two of other kinds.
    """
    same_paper = [at for at in map(layouts.load, layouts.LAYOUTS) if at.paper == layout.paper]
    start = same_paper.index(layout)
    around = same_paper[start + 1 :] + same_paper[:start]
    of_kind = [at for at in around if at.kind == layout.kind]
    return of_kind + [at for at in around if at.kind != layout.kind][:2]


@pytest.mark.parametrize("layout_id", ["kh-ledger-a3", "gh-form-a4-2021"])
@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_scanned_another_way_up_is_cut_the_right_way_up(layout_id: str, turns: int) -> None:
    layout = layouts.load(layout_id)
    scan, true = drawn(layout, 3, 0.5)
    width, height = scan.size
    ways = {1: ((0, 1, 0), (-1, 0, width)), 2: ((-1, 0, width), (0, -1, height))}
    ways[3] = ((0, -1, height), (1, 0, 0))
    way = np.array(ways[turns], dtype=float)
    turned = [corners @ way[:, :2].T + way[:, 2] for corners in true]
    cuts = find_entries(scan.rotate(90 * turns, expand=True), layout)
    assert furthest_off(cuts, turned) <= 0.5


@pytest.mark.parametrize("layout_id", ["cmc-form-a4-2016", "gh-form-a4-2021", "lh-ledger-a3"])
@pytest.mark.parametrize("degree", [0.02, 0.04, 0.08])
def test_a_page_seen_from_aside_is_cut_right_or_not_at_all(layout_id: str, degree: float) -> None:
    layout = layouts.load(layout_id)
    scan, true = drawn(layout, 4, 0.3)
    width, height = scan.size
    g, h = degree / width, -degree / height  # x = (…) / (1 + g·x' + h·y') about the middle
    x, y = width / 2, height / 2
    depth = 1 - g * x - h * y
    back = (1 + g * x, h * x, x * depth - x, g * y, 1 + h * y, y * depth - y, g, h)
    numbers = [value / depth for value in back]
    seen = scan.transform(scan.size, Image.Transform.PERSPECTIVE, numbers, Image.Resampling.BICUBIC)
    a, b, c, d, e, f, p, q = numbers
    forth = np.linalg.inv(np.array([[a, b, c], [d, e, f], [p, q, 1]]))
    ends = [np.column_stack([corners, np.ones(4)]) @ forth.T for corners in true]
    try:
        cuts = find_entries(seen, layout)
    except LayoutNotFound:
        assert degree > 0.02
        return
    assert furthest_off(cuts, [end[:, :2] / end[:, 2:] for end in ends]) <= 0.8
