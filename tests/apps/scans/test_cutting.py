"""Entries are cut where the form has them, and a page that is not the form is never cut."""

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageEnhance

from hotich.rules import layouts
from hotich.samples.make import make
from hotich.scans.content import MediaType
from hotich.scans.cutting import find_entries, upright
from hotich.scans.errors import LayoutNotFound
from hotich.scans.pages import open_pages

LAYOUT = layouts.load("ks-form-a4")
PX = 200 / 25.4  # the samples' pixels per millimetre
Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Page:
    image: Image.Image
    corners: list[Points]  # of the entries that are there


def drawn(folder: Path, wear: float) -> list[Page]:
    """Return a book of three entries on two pages, the last form empty, with its truth."""
    (book,) = make(folder / f"wear-{wear}", books=1, seed=300, kind="KS", wear=wear, entries=3)
    truth = json.loads((book.parent / "truth.json").read_text(encoding="utf-8"))["books"][0]
    found = []
    for page in open_pages(book / "scan.pdf", MediaType.PDF):
        here = [np.array(e["box"]) for e in truth["entries"] if e["page"] == page.index]
        found.append(Page(page.image, here))
    return found


@pytest.fixture(scope="module")
def worn(tmp_path_factory: pytest.TempPathFactory) -> list[Page]:
    return drawn(tmp_path_factory.mktemp("worn"), 0.3)


def millimetres_off(found: Points, true: Points, px: float = PX) -> float:
    return float(np.linalg.norm(found - true, axis=1).max() / px)


def changed(page: Page, image: Image.Image, way: Points) -> Page:
    """Return the page as another picture; ``way`` (2 × 3) takes its points there."""
    return Page(image, [corners @ way[:, :2].T + way[:, 2] for corners in page.corners])


def laid(page: Page, degrees: float, scale: float, right_mm: float, down_mm: float) -> Page:
    """Return the page turned about its middle, scaled and moved, on a dark table."""
    cos, sin = (scale * f(math.radians(degrees)) for f in (math.cos, math.sin))
    turn = np.array([[cos, -sin], [sin, cos]])
    centre = np.array(page.image.size) / 2
    move = centre - turn @ centre + np.array([right_mm, down_mm]) * PX
    back = np.linalg.inv(turn)
    numbers = np.column_stack([back, -back @ move]).ravel().tolist()
    image = page.image.transform(
        page.image.size,
        Image.Transform.AFFINE,
        numbers,
        Image.Resampling.BICUBIC,
        fillcolor=(90, 80, 70),
    )
    return changed(page, image, np.column_stack([turn, move]))


def assert_cut(page: Page, within_mm: float, px: float = PX) -> None:
    cuts = find_entries(page.image, LAYOUT)
    assert [cut.box_index for cut in cuts] == [0, 1]
    assert [cut.filled for cut in cuts] == [index < len(page.corners) for index in (0, 1)]
    for cut, true in zip(cuts, page.corners, strict=False):
        assert millimetres_off(cut.corners, true, px) <= within_mm
        assert 0.5 <= cut.score <= 1


@pytest.mark.parametrize(("wear", "within_mm"), [(0, 0.5), (0.3, 0.5), (1.0, 1.0)])
def test_it_works(tmp_path: Path, wear: float, within_mm: float) -> None:
    for page in drawn(tmp_path, wear):
        assert_cut(page, within_mm)


@pytest.mark.parametrize(
    ("degrees", "scale", "right_mm", "down_mm"),
    [(2.8, 1, 0, 0), (-2.8, 1, 0, 0), (0, 1, 6.5, -6.5), (0, 0.95, 0, 0), (0, 1.045, 0, 0)],
)
def test_a_page_laid_carelessly_is_cut(
    worn: list[Page], degrees: float, scale: float, right_mm: float, down_mm: float
) -> None:
    for page in worn:
        assert_cut(laid(page, degrees, scale, right_mm, down_mm), 0.5)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_scanned_another_way_up_is_cut_the_right_way_up(
    worn: list[Page], turns: int
) -> None:
    for page in worn:
        width, height = page.image.size
        image = page.image.rotate(90 * turns, expand=True)
        ways = {1: ((0, 1, 0), (-1, 0, width)), 2: ((-1, 0, width), (0, -1, height))}
        ways[3] = ((0, -1, height), (1, 0, 0))
        assert_cut(changed(page, image, np.array(ways[turns], dtype=float)), 0.5)


@pytest.mark.parametrize("dpi", [100, 150, 300, 400])
def test_any_usual_resolution_will_do(worn: list[Page], dpi: int) -> None:
    k = dpi / 200
    size = (round(worn[0].image.width * k), round(worn[0].image.height * k))
    scaled = np.array([[k, 0, 0], [0, k, 0]])
    for page in worn:
        other = changed(page, page.image.resize(size, Image.Resampling.LANCZOS), scaled)
        assert_cut(other, 0.5, PX * k)


def test_faded_dark_and_unevenly_lit_pages_are_cut(worn: list[Page]) -> None:
    lamp = np.linspace(1, 0.35, worn[0].image.width)[None, :, None]
    for page in worn:
        lit = Image.fromarray((np.asarray(page.image) * lamp).astype(np.uint8))
        faded = ImageEnhance.Contrast(page.image).enhance(0.3)
        for image in (lit, faded, ImageEnhance.Brightness(page.image).enhance(0.35)):
            assert_cut(Page(image, page.corners), 0.5)


def test_one_word_makes_an_entry_and_a_fold_does_not(worn: list[Page]) -> None:
    last = worn[-1]
    forms = find_entries(last.image, LAYOUT)[1].corners
    left, top = forms[0]
    creased, named = last.image.copy(), last.image.copy()
    fold = [(left, top + 25 * PX), (left + 189 * PX, top + 26 * PX)]
    ImageDraw.Draw(creased).line(fold, fill=(120, 110, 100), width=3)
    assert not find_entries(creased, LAYOUT)[1].filled
    word = find_entries(worn[0].image, LAYOUT)[0].corners[0]
    zone = LAYOUT.zone("child_name").box
    start = np.array([zone.x, zone.y]) * PX
    source = [round(v) for v in (*(word + start), *(word + start + np.array([16, zone.h]) * PX))]
    piece = worn[0].image.crop((source[0], source[1], source[2], source[3]))
    named.paste(piece, (round(left + start[0]), round(top + start[1])))
    assert find_entries(named, LAYOUT)[1].filled


def table(pitch_mm: float) -> Image.Image:
    """Return an A4 page with a table of rows, as ledgers have."""
    page = Image.new("RGB", (1654, 2339), (245, 240, 225))
    draw = ImageDraw.Draw(page)
    for y in np.arange(12, 285, pitch_mm) * PX:
        draw.line((10 * PX, y, 200 * PX, y), fill=(40, 40, 40), width=3)
    for x in np.array([10, 25, 60, 100, 160, 200]) * PX:
        draw.line((x, 12 * PX, x, 285 * PX), fill=(40, 40, 40), width=3)
    return page


def frames(*boxes: tuple[float, float, float, float]) -> Image.Image:
    page = Image.new("RGB", (1654, 2339), (245, 240, 225))
    for x, y, w, h in boxes:
        corners = (x * PX, y * PX, (x + w) * PX, (y + h) * PX)
        ImageDraw.Draw(page).rectangle(corners, outline=(40, 40, 40), width=3)
    return page


@pytest.mark.parametrize(
    "page",
    [
        Image.new("RGB", (1654, 2339), "white"),
        Image.new("RGB", (30, 20), "white"),
        table(7.6),
        table(10),
        frames((10.5, 15.5, 189, 271)),
        frames((10.5, 20, 189, 120), (10.5, 160, 189, 120)),
        frames((10.5, 15.5, 189, 90), (10.5, 108, 189, 90), (10.5, 200, 189, 88)),
    ],
    ids=["blank", "tiny", "dense table", "table", "one frame", "lower frames", "three frames"],
)
def test_another_page_is_refused(page: Image.Image) -> None:
    with pytest.raises(LayoutNotFound) as refused:
        find_entries(page, LAYOUT)
    assert "ks-form-a4" in refused.value.text("vi")


def test_part_of_a_page_is_refused(worn: list[Page]) -> None:
    image = worn[0].image
    width, height = image.size
    spread = Image.new("RGB", (2 * width, height))
    spread.paste(image, (0, 0))
    spread.paste(image, (width, 0))
    erased = image.copy()
    ImageDraw.Draw(erased).rectangle((0, height // 2 + 40, width, height), fill=(245, 240, 225))
    upper = image.crop((0, 0, width, height // 2))
    for page in (spread, erased, upper, image.crop((width // 5, 0, width, height))):
        with pytest.raises(LayoutNotFound):
            find_entries(page, LAYOUT)


def test_an_upright_entry_has_its_form_where_the_layout_says(worn: list[Page]) -> None:
    page = laid(worn[0], 2, 1, 3, -3)
    for dpi in (150, 200):
        for cut in find_entries(page.image, LAYOUT):
            entry = upright(page.image, cut.corners, LAYOUT, dpi)
            assert entry.mode == "RGB"
            assert entry.size == (round(189 / 25.4 * dpi), round(134 / 25.4 * dpi))
            grey = np.asarray(entry.convert("L"), dtype=float)
            for y in (95.0, 124.4):  # the rules above and below the signatures
                at = round(y / 25.4 * dpi)
                strip = grey[at - 8 : at + 9, 20:-20].mean(axis=1)
                assert abs(int(strip.argmin()) - 8) <= 2
                assert strip.min() < 0.75 * np.median(grey)


def test_cutting_again_gives_the_same(worn: list[Page]) -> None:
    first, second = (find_entries(worn[0].image, LAYOUT) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        assert np.array_equal(one.corners, other.corners)
        assert (one.filled, one.score) == (other.filled, other.score)
