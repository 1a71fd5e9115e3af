"""Every kind has a layout in every year, and every layout can be printed and filled in."""

from importlib import resources
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.rules import layouts, registers
from hotich.rules.layouts import Box, Label, Layout, letters, rows
from hotich.rules.layouts.composing import Sheet, Type, compose
from hotich.rules.registers import KINDS

YEARS = range(1900, 2026)
PLAIN = Type(10.5, 7.6, ruled=True)


@pytest.fixture(params=layouts.LAYOUTS)
def layout(request: pytest.FixtureRequest) -> Layout:
    return layouts.load(request.param)


def overlap(a: Box, b: Box) -> bool:
    by = 0.02  # measures are rounded to a hundredth of a millimetre
    return (
        a.x < b.x + b.w - by
        and b.x < a.x + a.w - by
        and a.y < b.y + b.h - by
        and b.y < a.y + a.h - by
    )


def inside(inner: Box, outer: Box) -> bool:
    by = 0.02
    return (
        inner.x >= outer.x - by
        and inner.y >= outer.y - by
        and inner.x + inner.w <= outer.x + outer.w + by
        and inner.y + inner.h <= outer.y + outer.h + by
    )


def printed(label: Label) -> Box:
    """Return where a label's letters stand, from the top of its capitals to its baseline."""
    height = 0.66 * label.size * letters.MM_PER_POINT
    wide = letters.width(label.text, label.size, label.style)
    return Box(label.x, label.y - height, wide, height)


def frame(layout: Layout) -> Box:
    return Box(0, 0, layout.entries[0].w, layout.entries[0].h)


def written(layout: Layout) -> list[Box]:
    """Return every place with ink in it: zones, tick squares, signatures."""
    places = [zone.box for zone in layout.zones if not zone.ticks]
    places += [square for zone in layout.zones for _, square in zone.ticks]
    return places + [signature.box for signature in layout.signatures]


def test_it_works() -> None:
    births = layouts.for_book("KS", 2009)
    assert (births.id, births.family, births.paper) == ("ks-form-a4", "form", "A4")
    assert (births.width, births.height, len(births.entries)) == (210, 297, 2)
    name = births.zone("child_name")
    assert (name.box.x, name.box.y, name.box.h) == (20.63, 21.4, 7.4)
    assert not name.multiline
    ledger = layouts.for_book("KS", 1970)
    assert (ledger.family, ledger.paper, ledger.fold) == ("ledger", "A3", 210)
    assert ledger.zone("remarks").multiline
    assert ledger.cover == ("book_number", "office")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_layout_in_every_year(kind: str) -> None:
    families = set()
    for year in YEARS:
        found = layouts.candidates(kind, year)
        assert found, (kind, year)
        assert found[0] == layouts.for_book(kind, year)
        assert all(at.kind == kind and at.first_year <= year <= at.last_year for at in found)
        families |= {at.family for at in found}
    assert families == {"form", "ledger"}
    assert layouts.for_book(kind, 2025).first_year == 2021


def test_form_books_and_ledgers_stood_side_by_side() -> None:
    assert [at.id for at in layouts.candidates("KS", 2003)] == ["ks-form-a4", "ks-ledger-a3-1976"]


@pytest.mark.parametrize(("kind", "year"), [("KS", 1899), ("KS", 2026), ("XX", 2009)])
def test_no_layout_is_guessed(kind: str, year: int) -> None:
    assert layouts.candidates(kind, year) == []
    with pytest.raises(KeyError):
        layouts.for_book(kind, year)


def test_an_unknown_layout_is_refused() -> None:
    with pytest.raises(KeyError):
        layouts.load("order")


def test_every_file_is_listed_and_short_enough_to_read() -> None:
    folder = resources.files("hotich.rules.layouts")
    files = {file.name[:-5]: file for file in folder.iterdir() if file.name.endswith(".toml")}
    assert set(files) - {"order", "advances"} == set(layouts.LAYOUTS)
    assert len(set(layouts.LAYOUTS)) == len(layouts.LAYOUTS)
    for layout_id in layouts.LAYOUTS:
        text = files[layout_id].read_text(encoding="utf-8")
        assert len(text.splitlines()) < 120, layout_id
        assert layouts.load(layout_id).id == layout_id


def test_its_fields_are_the_kinds_and_none_that_is_required_is_left_out(layout: Layout) -> None:
    kind = registers.load(layout.kind)
    fields = layout.fields()
    assert len(fields) == len(set(fields))
    assert all(kind.has(name) for name in (*fields, *layout.cover))
    assert not set(fields) & set(layout.cover)
    required = {field.name for field in kind.fields if field.required}
    assert required <= {*fields, *layout.cover}
    assert {"number", "registration_date"} <= set(fields)


def test_only_ledgers_leave_something_to_the_cover(layout: Layout) -> None:
    assert bool(layout.cover) == (layout.family == "ledger")


def test_entries_lie_on_the_page_apart(layout: Layout) -> None:
    page = Box(0, 0, layout.width, layout.height)
    assert all(inside(entry, page) for entry in layout.entries)
    assert not any(overlap(a, b) for a, b in combinations(layout.entries, 2))
    assert len({(entry.w, entry.h) for entry in layout.entries}) == 1
    assert all(a.y < b.y for a, b in pairwise(layout.entries))
    assert len(layout.entries) in ((1, 2) if layout.family == "form" else (4, 5, 6, 7))


def test_zones_lie_in_the_entry_apart_and_tall_enough(layout: Layout) -> None:
    for zone in layout.zones:
        assert inside(zone.box, frame(layout)), zone.field
        assert zone.box.h / zone.lines >= 7, zone.field
        assert zone.box.w >= 12, zone.field
        assert not (zone.ticks and zone.multiline)
    for a, b in combinations(layout.zones, 2):
        assert not overlap(a.box, b.box), (a.field, b.field)


def test_nothing_is_written_or_printed_across_the_fold(layout: Layout) -> None:
    if layout.fold is None:
        assert layout.family == "form"
        return
    fold = layout.fold - layout.entries[0].x
    places = [*written(layout), *(printed(label) for label in layout.labels)]
    assert not any(box.x < fold + 3 and box.x + box.w > fold - 3 for box in places)
    titles = [printed(label) for label in layout.page_labels]
    assert not any(box.x < layout.fold < box.x + box.w for box in titles)


def test_no_label_stands_where_people_write(layout: Layout) -> None:
    for label in layout.labels:
        assert inside(printed(label), frame(layout)), label
        assert not any(overlap(printed(label), place) for place in written(layout)), label
    for a, b in combinations(layout.labels, 2):
        assert not overlap(printed(a), printed(b)), (a, b)


def test_titles_stand_apart_on_the_page_and_outside_its_entries(layout: Layout) -> None:
    page = Box(0, 0, layout.width, layout.height)
    titles = [printed(label) for label in layout.page_labels]
    assert all(inside(title, page) for title in titles)
    assert not any(overlap(title, entry) for title in titles for entry in layout.entries)
    assert not any(overlap(a, b) for a, b in combinations(titles, 2))


def test_no_printed_words_cross_a_rule(layout: Layout) -> None:
    for label in layout.labels:
        box = printed(label)
        for line in layout.lines:
            if line.x1 == line.x2 and min(line.y1, line.y2) < box.y < max(line.y1, line.y2):
                assert not box.x < line.x1 < box.x + box.w, (label, line)


def test_signatures_have_room_of_their_own(layout: Layout) -> None:
    kind = registers.load(layout.kind)
    assert layout.signatures
    for signature in layout.signatures:
        assert kind.has(signature.field)
        assert inside(signature.box, frame(layout))
        assert signature.box.h >= 7
        assert signature.box.w >= 18
        assert not any(overlap(signature.box, zone.box) for zone in layout.zones), signature
    assert layout.stamp is None or inside(layout.stamp, frame(layout))


def test_tick_squares_are_codes_of_their_field(layout: Layout) -> None:
    kind = registers.load(layout.kind)
    for zone in layout.zones:
        if zone.ticks:
            assert {code for code, _ in zone.ticks} <= registers.codes(
                kind.field(zone.field).codes or ""
            ).keys()
            assert all(inside(square, zone.box) for _, square in zone.ticks)


def test_no_two_layouts_of_a_kind_are_ruled_alike() -> None:
    for a, b in combinations(map(layouts.load, layouts.LAYOUTS), 2):
        assert (a.entries, a.lines) != (b.entries, b.lines), (a.id, b.id)


# --- how the files are read ----------------------------------------------------------------------


def test_a_row_reads_as_it_is_printed() -> None:
    row = rows.read("Họ và tên: [child_name] Nam, nữ: [child_sex 22]")
    assert [(item.label, item.field, item.width) for item in row.items] == [
        ("Họ và tên:", "child_name", None),
        ("Nam, nữ:", "child_sex", 22),
    ]
    (ticks,) = rows.read("[registration_kind: 1 Đúng hạn | 4 Quá hạn]").items
    assert ticks.ticks == (("1", "Đúng hạn"), ("4", "Quá hạn"))
    assert rows.read("[remarks 60 *3]").items[0].lines == 3
    assert rows.read("[remarks *]").rest
    assert rows.read("<signer>").rest


@pytest.mark.parametrize(
    "text", ["", "Ghi chú:", "[remarks", "[re marks]", "[remarks wide]", "Số: [number] hết"]
)
def test_a_malformed_row_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        rows.read(text)


@pytest.mark.parametrize(
    ("texts", "cell"),
    [
        (["Số: [number 40] Quyển số: [book_number 40]"], Box(0, 0, 90, 20)),
        (["[child_name *3]"], Box(0, 0, 90, 20)),
        (["[child_name *2]", "<signer>"], Box(0, 0, 90, 20)),
    ],
)
def test_rows_without_room_are_refused(texts: list[str], cell: Box) -> None:
    with pytest.raises(ValueError, match="mm of"):
        compose(Sheet(), texts, cell, PLAIN, closed=True)


@given(st.lists(st.integers(5, 40), min_size=1, max_size=4))
def test_zones_of_a_row_share_its_width_without_touching(widths: list[int]) -> None:
    sheet = Sheet()
    texts = [" ".join(f"Số: [a{n} {width}]" for n, width in enumerate(widths)) + " Ngày: [date]"]
    compose(sheet, texts, Box(4, 1, 300, 7.6), PLAIN, closed=True)
    boxes = [zone.box for zone in sheet.zones]
    assert [round(box.w) for box in boxes[:-1]] == widths
    assert all(a.x + a.w < b.x for a, b in pairwise(boxes))
    assert boxes[-1].x + boxes[-1].w == pytest.approx(304, abs=0.02)


@given(st.text(alphabet="aăâeêioôơuưyđ ẢỂộờứỹ", max_size=30), st.floats(10, 60))
def test_words_are_kept_when_a_title_is_broken_into_lines(text: str, room: float) -> None:
    lines = letters.wrapped(text, room, 8.5, "bold")
    assert " ".join(lines).split() == text.split()
    for line in lines:
        assert letters.width(line, 8.5, "bold") <= room or " " not in line


def test_a_tone_does_not_widen_a_letter() -> None:
    for style in ("regular", "bold", "italic"):
        assert letters.width("ẤỢỹ", 10, style) == letters.width("AƠy", 10, style)


def test_a_letter_without_a_known_width_is_refused() -> None:
    with pytest.raises(KeyError):
        letters.width("字", 10)
