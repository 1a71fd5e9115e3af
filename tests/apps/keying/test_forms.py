"""The keying form of every kind and layout: it follows the paper."""

import pytest

from hotich.books.models import Book
from hotich.keying import forms, station
from hotich.keying.models import Lease
from hotich.review import queries
from hotich.rules import layouts
from hotich.rules.registers import KINDS, codes, load
from hotich.scans.models import Entry


def entry_on(layout_id: str) -> Entry:
    layout = layouts.load(layout_id)
    year = layout.last_year
    book = Book(kind=layout.kind, year=year, number=3, pages=9, office="UBND xã Mai Đàn")
    return Entry(book=book, layout=layout_id, year=year, number=1)


@pytest.mark.parametrize("layout_id", layouts.LAYOUTS)
def test_it_works(layout_id: str) -> None:
    """Fields stand in the order in which the paper has them, each under its group."""
    layout, kind = layouts.load(layout_id), load(layouts.load(layout_id).kind)
    form = station.layout_form(layout_id, second=False, language="vi")
    assert form["above"] is (layout.family == "ledger")
    seen = [
        (group["id"], field)
        for group in form["groups"]
        for line in group["lines"]
        for field in line["fields"]
    ]
    assert [field["name"] for _, field in seen] == layout.fields()
    for group, field in seen:
        assert kind.field(field["name"]).group == group
        box = layout.zone(field["name"]).box
        assert field["zone"] == {"x": box.x, "y": box.y, "w": box.w, "h": box.h}
        assert (field["codes"] is None) is (kind.field(field["name"]).codes is None)


@pytest.mark.parametrize("layout_id", layouts.LAYOUTS)
def test_fields_share_a_line_where_the_paper_is_narrow(layout_id: str) -> None:
    """Two fields share a line only where the paper has little room for them."""
    layout = layouts.load(layout_id)
    for _group, fields in forms.grouped(layout, second=False):
        lines = station.in_lines(fields, layout)
        assert [field for _shape, line in lines for field in line] == fields
        for shape, line in lines:
            zones = [layout.zone(field.name) for field in line]
            assert (len(line) == 1) == (shape == "")
            assert len(line) == 1 or max(zone.box.w * zone.lines for zone in zones) < 75


@pytest.mark.parametrize("layout_id", layouts.LAYOUTS)
def test_the_second_keyer_sees_the_compared_fields_alone(layout_id: str) -> None:
    entry, kind = entry_on(layout_id), load(layouts.load(layout_id).kind)
    compared = [n for n in layouts.load(layout_id).fields() if kind.field(n).compared]
    assert [field.name for field in forms.fields_of(entry, Lease(turn=2))] == compared
    assert set(kind.main_names) <= set(compared)


@pytest.mark.parametrize("layout_id", layouts.LAYOUTS)
def test_what_stands_on_the_cover_comes_from_the_book(layout_id: str) -> None:
    """What a kind requires is on the form, or the book gives it."""
    entry, kind = entry_on(layout_id), load(layouts.load(layout_id).kind)
    given = queries.cover_values(entry)
    assert set(given.values()) <= {entry.book.label, "UBND xã Mai Đàn"}
    on_form = {field.name for field in forms.fields_of(entry, Lease(turn=1))}
    assert {field.name for field in kind.fields if field.required} <= on_form | set(given)


@pytest.mark.parametrize("code", KINDS)
def test_every_kind_has_what_is_carried_over(code: str) -> None:
    assert all(load(code).has(name) for name in forms.CARRIED)


@pytest.mark.parametrize("code", KINDS)
def test_a_hint_says_each_code_with_its_word(code: str) -> None:
    for field in (field for field in load(code).fields if field.codes):
        for number, (word, english) in codes(field.codes or "").items():
            assert f"{number} {word}" in forms.hint(field, "vi")
            assert f"{number} {english}" in forms.hint(field, "en")
