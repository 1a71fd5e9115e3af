"""Drawn registers: the same by seed, complete in their truth, and true to the paper."""

import hashlib
import json
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from hotich.rules import layouts, names, registers
from hotich.rules.checks import BookFacts, EntryFacts, check_book, check_record
from hotich.rules.errors import Refused
from hotich.samples import births, errors, hands, page, people
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
    with pypdfium2.PdfDocument(clean / book["folder"] / "scan.pdf") as pdf:
        pictures = [leaf.render(scale=200 / 72).to_pil().convert("RGB") for leaf in pdf]
    for entry in book["entries"]:
        for field in entry["fields"].values():
            (left, top), _, (right, bottom), _ = field["box"]
            crop = pictures[entry["page"]].crop(
                (round(left), round(top), round(right), round(bottom))
            )
            assert _has_blue(crop) == bool(field["drawn"]), field


def _has_blue(crop: Image.Image) -> bool:
    """Tell ink from print: ink is bluer than it is red."""
    red, _, blue = crop.split()
    return ImageStat.Stat(ImageChops.subtract(blue, red)).extrema[0][1] > 24


@pytest.mark.parametrize("face", hands.FACES, ids=lambda face: face.file)
def test_no_ink_leaves_its_zone(face: hands.Face) -> None:
    hand = hands.Hand(face, (0, 0, 0), face.slant[1], 1.05, 0.11)
    layout = layouts.load("ks-form-a4")
    for text, narrowest in (("Nguyễn Quỳnh Ỹ Ẫ Ặ gjy", 0), ("ngày ba " * 12 + "g", 100)):
        for zone in layout.zones:
            if zone.box.w < narrowest:
                continue
            size = round(zone.box.w * page.SCALE), round(zone.box.h * page.SCALE)
            left, top, right, bottom = hands.write(
                Random(text), hand, text, size, page.SCALE
            ).getbbox() or (0, 0, 0, 0)
            assert left > 0
            assert top > 0
            assert right < size[0]
            assert bottom < size[1]


def test_numbers_and_dates_rise_without_gaps(clean: Path) -> None:
    for book in truth_of(clean)["books"]:
        values = [fields_of(entry, "value") for entry in book["entries"]]
        year, first = book["year"], book["closing"]["first_number"]
        assert [value["number"] for value in values] == [
            f"{first + index:03d}/{year}" for index in range(len(values))
        ]
        assert {value["book_number"] for value in values} == {f"{book['number']}/{year}"}
        days = [datetime.strptime(value["registration_date"], "%d.%m.%Y") for value in values]
        assert days == sorted(days)
        assert {day.year for day in days} == {year}


def test_entries_pass_every_check() -> None:
    """A large draw breaks no rule, and has in it what births have."""
    kind, papers, seen = registers.load("KS"), people.Papers(Random(1)), set[object]()
    for plan in plan_books(1, 5, 50):
        book = BookFacts(
            "KS", plan.year, plan.number, closings=((plan.year, plan.first, plan.total),)
        )
        entries = []
        for birth in births.draw_book(Random(plan.year), papers, plan):
            value = {name: field.value for name, field in birth.fields.items() if field.value}
            assert check_record(kind, value, {}, book=book, today=date(2020, 1, 1)) == []
            entries.append(EntryFacts("", value["number"], value["registration_date"]))
            seen |= {("father", "father_name" in value), value["registration_kind"]}
            seen |= {
                value["mother_ethnicity"],
                value.get("remarks"),
                len(value["mother_birth_date"]),
            }
        assert check_book(entries, book) == []
    assert {("father", False), "1", "4", "Bru Vân Kiều", "Sinh đôi", None, 4, 10} <= seen


_ASCII = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTERS = names.LETTERS | set(_ASCII)


@pytest.mark.parametrize(
    "file", [*(face.file for face in hands.FACES), *hands.PRINT_FACES.values()]
)
def test_fonts_have_every_letter(file: str) -> None:
    assert len(names.LETTERS) == 134
    pen = hands.font(file, 80)
    missing = bytes(pen.getmask("\ue000"))
    for letter in sorted(_LETTERS | set("0123456789.,-–/()':;")):
        drawn = bytes(pen.getmask(letter))
        assert any(drawn), letter
        assert drawn != missing, letter


def test_fonts_are_small_and_their_licences_lie_beside_them() -> None:
    folder = Path(hands.__file__).parent / "fonts"
    fonts = list(folder.glob("*.ttf"))
    assert sum(font.stat().st_size for font in fonts) < 2_000_000
    for font in fonts:
        licence = "OFL-print.txt" if font.name.startswith("print") else f"OFL-{font.stem}.txt"
        assert "SIL OPEN FONT LICENSE" in (folder / licence).read_text(encoding="utf-8")


def test_more_books_than_years_go_on_with_the_numbers_of_the_year() -> None:
    plans = plan_books(3, 15, 40)
    assert [(plan.year, plan.number, plan.first) for plan in plans[:5]] == [
        (2003, 1, 1),
        (2003, 2, 41),
        (2004, 1, 1),
        (2004, 2, 41),
        (2005, 1, 1),
    ]
    assert plans[0].end < plans[1].start
    assert all(YEARS[0] <= plan.year <= YEARS[1] for plan in plans)


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
        ({"kind": "KT"}, errors.KindNotDrawn),
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
