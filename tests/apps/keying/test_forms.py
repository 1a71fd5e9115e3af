"""The keying form of every kind and layout: it follows the paper, and takes words for codes."""

import uuid

import pytest
from django.http import QueryDict

from hotich.books.models import Book
from hotich.keying import forms
from hotich.keying.models import Lease
from hotich.keying.templatetags.keying_form import in_lines
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
    entry, layout = entry_on(layout_id), layouts.load(layout_id)
    groups = forms.rows(entry, Lease(turn=1), "vi", {}, {}, {})
    assert [row.field.name for _group, rows in groups for row in rows] == layout.fields()
    for group, rows in groups:
        assert {row.field.group for row in rows} == {group.id}
        assert [row.zone for row in rows] == [layout.zone(row.field.name).box for row in rows]


@pytest.mark.parametrize("layout_id", layouts.LAYOUTS)
def test_fields_share_a_line_where_the_paper_is_narrow(layout_id: str) -> None:
    """Two fields share a line only where the paper has little room for them."""
    groups = forms.rows(entry_on(layout_id), Lease(turn=1), "vi", {}, {}, {})
    for _group, rows in groups:
        lines = in_lines(rows)
        assert [row for _shape, line in lines for row in line] == rows
        for shape, line in lines:
            assert (len(line) == 1) == (shape == "")
            assert len(line) == 1 or max(row.length for row in line) < 75


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
def test_a_word_stands_for_its_code(code: str) -> None:
    for field in (field for field in load(code).fields if field.codes):
        for number, (word, _english) in codes(field.codes or "").items():
            posted = QueryDict(mutable=True)
            posted.update({"keying_id": str(uuid.uuid4()), f"v.{field.name}": word.upper()})
            assert forms.typed(posted, [field]).values == {field.name: number}
            assert f"{number} {word}" in forms.hint(field, "vi")
