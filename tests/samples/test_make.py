"""Drawn registers: the same by seed, complete in their truth, and true to the paper."""

import hashlib
import json
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from hotich.rules import layouts, names, registers
from hotich.rules.errors import Refused
from hotich.samples import errors, page, wear
from hotich.samples.make import YEARS, make, plan_books


def truth_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "truth.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def fields_of(entry: dict[str, Any], what: str) -> dict[str, str]:
    return {field["name"]: field[what] for field in entry["fields"].values()}


def pixels_of(book: Path) -> list[str]:
    """Return a digest of every page's pixels."""
    with pypdfium2.PdfDocument(book / "scan.pdf") as pdf:
        pictures = [leaf.render(scale=200 / 72).to_pil() for leaf in pdf]
    return [hashlib.sha256(picture.tobytes()).hexdigest() for picture in pictures]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples") / "clean"
    make(folder, books=2, seed=5, kind="KS", wear=0, entries=7)
    return folder


@pytest.fixture(scope="module")
def worn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples") / "worn"
    make(folder, books=1, seed=5, kind="KS", wear=1, entries=5)
    return folder


def test_it_works(clean: Path) -> None:
    truth = truth_of(clean)
    assert [truth[key] for key in ("seed", "wear", "kind", "layout")] == [5, 0, "KS", "ks-form-a4"]
    assert truth["unit"]["code"] == "99001"
    for book in truth["books"]:
        assert book["closing"]["total"] == len(book["entries"]) == 7
        assert book["closing"]["pages"] == len(book["pages"]) == 4
        with pypdfium2.PdfDocument(clean / book["folder"] / "scan.pdf") as pdf:
            assert len(pdf) == 4
            width, height = pdf[0].get_size()
        assert (width / 72 * 25.4, height / 72 * 25.4) == pytest.approx((210, 297), abs=0.2)


def test_same_seed_same_bytes_and_pixels(worn: Path, tmp_path: Path) -> None:
    [again] = make(tmp_path / "again", books=1, seed=5, kind="KS", wear=1, entries=5)
    assert (again.parent / "truth.json").read_bytes() == (worn / "truth.json").read_bytes()
    assert pixels_of(again) == pixels_of(worn / again.name)
    assert (again / "scan.pdf").read_bytes() == (worn / again.name / "scan.pdf").read_bytes()


def test_another_seed_draws_other_people(worn: Path, tmp_path: Path) -> None:
    make(tmp_path / "other", books=1, seed=6, kind="KS", wear=1, entries=5)
    children = [
        [
            fields_of(entry, "value")["child_name"]
            for entry in truth_of(folder)["books"][0]["entries"]
        ]
        for folder in (worn, tmp_path / "other")
    ]
    assert children[0] != children[1]


def test_every_field_of_the_form_is_in_the_truth(clean: Path) -> None:
    kind, layout = registers.load("KS"), layouts.load("ks-form-a4")
    for book in truth_of(clean)["books"]:
        for position, entry in enumerate(book["entries"]):
            assert entry["position"] == position
            assert entry["page"] == position // 2
            assert list(entry["fields"]) == [kind.field(name).key for name in layout.fields()]
            for field in entry["fields"].values():
                assert bool(field["value"]) == bool(field["drawn"])
                assert field["value"] == names.nfc(field["value"])


def test_boxes_lie_inside_the_page_and_the_entry(worn: Path) -> None:
    for book in truth_of(worn)["books"]:
        width, height = book["pages"][0]["width"], book["pages"][0]["height"]
        for entry in book["entries"]:
            left, top = (min(corner[i] for corner in entry["box"]) for i in (0, 1))
            right, bottom = (max(corner[i] for corner in entry["box"]) for i in (0, 1))
            assert 0 <= left < right <= width
            assert 0 <= top < bottom <= height
            for field in entry["fields"].values():
                assert all(left <= x <= right and top <= y <= bottom for x, y in field["box"])


def test_ink_is_where_the_truth_says_and_nowhere_else(clean: Path) -> None:
    book = truth_of(clean)["books"][0]
    layout = layouts.load(book["layout"])
    with pypdfium2.PdfDocument(clean / book["folder"] / "scan.pdf") as pdf:
        pictures = [leaf.render(scale=200 / 72).to_pil().convert("RGB") for leaf in pdf]
    paper = wear.paper(Random(0), 0)
    blanks = [page.draw(Random(0), layout, at + 1, [], paper, 0) for at in range(len(pictures))]
    for entry in book["entries"]:
        for field in entry["fields"].values():
            (left, top), _, (right, bottom), _ = field["box"]
            box = (round(left), round(top), round(right), round(bottom))
            scanned, blank = (each[entry["page"]].crop(box) for each in (pictures, blanks))
            assert _is_written(scanned, blank) == bool(field["drawn"]), field


def _is_written(scanned: Image.Image, blank: Image.Image) -> bool:
    """Tell ink from print and from the noise of JPEG: far darker than the blank form."""
    print_and_rim = blank.convert("L").filter(ImageFilter.MinFilter(5))
    darker = ImageChops.subtract(print_and_rim, scanned.convert("L"))
    return ImageStat.Stat(darker).extrema[0][1] > 70


def test_more_books_than_years_go_on_with_the_numbers_of_the_year() -> None:
    plans = plan_books(3, 15, 40)
    spans = [plan.spans[0] for plan in plans]
    assert [(s.year, p.number, s.first) for s, p in zip(spans[:5], plans, strict=False)] == [
        (2003, 1, 1),
        (2003, 2, 41),
        (2004, 1, 1),
        (2004, 2, 41),
        (2005, 1, 1),
    ]
    assert spans[0].end < spans[1].start
    assert all(YEARS[0] <= plan.year <= YEARS[1] for plan in plans)


@pytest.mark.parametrize("family", ["form", "ledger"])
@pytest.mark.parametrize("kind", registers.KINDS)
def test_every_kind_is_drawn_in_both_families(kind: str, family: str, tmp_path: Path) -> None:
    make(tmp_path / "out", books=1, seed=3, kind=kind, wear=0, entries=2, family=family)
    [book] = truth_of(tmp_path / "out")["books"]
    layout = layouts.load(book["layout"])
    assert (layout.kind, layout.family) == (kind, family)
    assert layout.first_year <= book["year"] <= layout.last_year
    for entry in book["entries"]:
        keys = [registers.load(kind).field(name).key for name in layout.fields()]
        assert list(entry["fields"]) == keys
        assert set(entry["cover"]) == set(layout.cover)
        assert all(entry["cover"].values())


def test_a_layout_is_drawn_by_its_id(tmp_path: Path) -> None:
    make(
        tmp_path / "out",
        books=1,
        seed=3,
        kind="KS",
        wear=0,
        entries=1,
        layout="ks-form-a4-2021",
    )
    [book] = truth_of(tmp_path / "out")["books"]
    assert (book["layout"], 2021 <= book["year"] <= 2025) == ("ks-form-a4-2021", True)


def test_trouble_photo_and_copies_are_told(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"books": 1, "seed": 2, "kind": "KH", "entries": 2, "wear": 0.6}
    more: dict[str, Any] = {"trouble": 30, "photo": True, "copies": True, "hands": "judging"}
    first, second = make(tmp_path / "out", years=(2009, 2009), **asked, **more)
    truth = truth_of(tmp_path / "out")
    book, copy = truth["books"]
    assert (first.name, second.name) == ("KH.2009.01", "KH.2009.01.copy")
    assert (book["copy_of"], copy["copy_of"]) == ("", "KH.2009.01")
    assert truth["photo"]
    assert any(entry["events"] for entry in book["entries"])
    ids = {entry["id"] for entry in book["entries"]}
    assert {entry["links"]["copy_of"] for entry in copy["entries"]} <= ids
    for each in (book, copy):
        for leaf in each["pages"]:
            inside = [e for e in each["entries"] if e["page"] == leaf["page"]]
            for entry in inside:
                assert all(0 <= x <= leaf["width"] for x, _ in entry["box"])
                assert all(0 <= y <= leaf["height"] for _, y in entry["box"])


def test_progress_hears_of_every_page(tmp_path: Path) -> None:
    heard: list[tuple[str, int, int]] = []
    make(
        tmp_path / "out",
        books=2,
        seed=1,
        kind="KS",
        wear=0,
        entries=3,
        progress=lambda *step: heard.append(step),
    )
    assert heard == [("pages", done, 4) for done in (1, 2, 3, 4)]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    [book] = make(tmp_path / "out", books=1, seed=1, kind="KS", wear=0, entries=1)
    assert book.parent == tmp_path / "out"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"kind": "XX"}, errors.KindNotDrawn),
        ({"layout": "kt-ledger-a3"}, errors.LayoutNotKnown),
        ({"family": "form", "years": (1960, 1970)}, errors.LayoutNotKnown),
        ({"wear": 1.2}, errors.WearOutOfRange),
        ({"wear": float("nan")}, errors.WearOutOfRange),
        ({"books": 0}, errors.TooFewBooks),
        ({"entries": 0}, errors.TooFewEntries),
    ],
)
def test_nonsense_is_refused(
    tmp_path: Path, change: dict[str, Any], refusal: type[Refused]
) -> None:
    asked: dict[str, Any] = {
        "books": 1,
        "seed": 1,
        "kind": "KS",
        "wear": 0.0,
        "entries": 1,
    } | change
    with pytest.raises(refusal) as caught:
        make(tmp_path / "out", **asked)
    assert caught.value.text("vi") != caught.value.text("en")
    assert not list(tmp_path.iterdir())


def test_a_folder_in_use_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(errors.FolderInUse):
        make(tmp_path, books=1, seed=1, kind="KS", wear=0, entries=1)
    assert (tmp_path / "mine.txt").read_text() == "keep"


def test_a_failure_leaves_nothing_behind(tmp_path: Path) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / "out", books=1, seed=1, kind="KS", wear=0, entries=1, progress=stop)
    assert not list(tmp_path.iterdir())


def test_pages_are_jpeg(clean: Path) -> None:
    book = next(path for path in clean.iterdir() if path.is_dir())
    assert b"/DCTDecode" in (book / "scan.pdf").read_bytes()
    with pypdfium2.PdfDocument(book / "scan.pdf") as pdf:
        raw = BytesIO()
        next(pdf[0].get_objects()).extract(raw)
    assert Image.open(raw).size == page.pixels(layouts.load("ks-form-a4"))
