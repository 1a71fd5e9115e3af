"""The books in which an office's numbers run on: what is missing or stands twice between them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hotich.books import actions as books
from hotich.books.models import Book
from hotich.review import actions, queries
from hotich.scans.models import Entry
from tests.apps.review.steps import accept_all
from tests.province import Province, work


def volume(province: Province, number: int, first: int, total: int, kind: str = "KS") -> Book:
    """Register one of the books of 2009, nothing scanned."""
    return books.register_book(
        by=province.registrar,
        unit=province.commune,
        kind=kind,
        year=2009,
        number=number,
        pages=max(1, total // 2),
        office="UBND xã Mai Đàn",
        closings=[(2009, first, total)],
    )


def keyed(province: Province, number: int, first: int, total: int) -> Book:
    """Register, scan and key one of the books of 2009."""
    book = volume(province, number, first, total)
    province.add_pages(book, total)
    books.close_scanning(by=province.registrar, book=book)
    for keyer in (province.keyer_a, province.keyer_b):
        province.key(keyer, book, book_number=book.label)
    work()
    book.refresh_from_db()
    return book


def found(book: Book) -> list[tuple[str, str]]:
    """Return id and what it is about of each finding of the whole book."""
    facts = [j.finding for j in queries.judged_book(book)]
    return [(f.id, str(f.facts.get("numbers", f.facts.get("number")))) for f in facts]


def test_it_works(province: Province) -> None:
    first, second = keyed(province, 1, 1, 2), keyed(province, 2, 3, 2)
    assert found(first) == found(second) == []


def test_numbers_between_two_books_are_missing_in_both(province: Province) -> None:
    first, second = keyed(province, 1, 1, 2), keyed(province, 2, 5, 2)
    assert found(first) == found(second) == [("R27b", "3–4")]
    page = Client()
    page.force_login(province.checker)
    assert "giữa các quyển: 3–4" in page.get(f"/review/{second.pk}/").text
    assert queries.open_points(second) != []

    accept_all(province, second)
    assert queries.open_points(second) == []
    actions.approve_book(by=province.head, book=second)
    assert queries.open_points(first) != []


def test_a_book_that_waits_on_the_shelf_has_its_numbers(province: Province) -> None:
    first, third = keyed(province, 1, 1, 2), keyed(province, 3, 5, 2)
    volume(province, 2, 3, 2)
    assert found(first) == found(third) == []


def test_a_number_in_two_books_is_found_in_each(province: Province) -> None:
    first, second = keyed(province, 1, 1, 2), keyed(province, 2, 2, 2)
    assert found(first) == [("R33", "002/2009")]
    assert found(second) == [("R33", "002/2009")]
    [judged] = queries.judged_book(second)
    assert judged.finding.facts["books"] == "01/2009"
    entry = Entry.objects.get(book=second, number=2)
    assert judged.finding.facts["entry"] == str(entry.pk)


def test_books_of_another_kind_or_office_are_no_part_of_the_series(province: Province) -> None:
    book = keyed(province, 1, 1, 2)
    volume(province, 1, 1, 2, kind="KH")
    other = volume(province, 2, 9, 2)
    Book.objects.filter(pk=other.pk).update(office_unit=province.elsewhere)
    assert found(book) == []


@pytest.mark.parametrize("more", [1, 4])
def test_the_number_of_queries_does_not_grow_with_the_books(province: Province, more: int) -> None:
    book = keyed(province, 1, 1, 2)
    for number in range(2, 2 + more):
        province.add_pages(volume(province, number, 2 * number - 1, 2), 2)
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert found(book) == []
    assert len(counted) == 10
