"""The words of a book: from agreed entries alone, and for whom they are."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hotich.books.models import Book
from hotich.keying import actions, words
from hotich.keying.models import Hold
from hotich.people.errors import NotAllowed
from hotich.review import actions as review
from hotich.rules.registers import KINDS
from hotich.scans.models import Entry
from tests.province import Province


def said(province: Province, book: Book) -> str:
    return json.dumps(words.words_of(province.keyer_a, book), ensure_ascii=False)


def residences(told: dict[str, Any]) -> list[str]:
    """Return the residences that stand in some entry; names of units near by stand in none."""
    return [text for text, entries, _ in told["phrases"]["place"]["residence"] if entries]


def test_it_works(province: Province) -> None:
    book = province.shelve(entries=4)
    province.key_twice(book)
    told = words.words_of(province.keyer_a, book)
    assert residences(told) == ["thôn Đông, xã Mai Đàn"]
    assert told["version"] == words.version(book)
    assert told["fields"]["signer"] == ["officer", "signer"]


def test_units_near_by_are_known_from_the_first_entry_on(province: Province) -> None:
    book = province.shelve(entries=2)
    assert "xã Thạch Trung, huyện Hải Vân, tỉnh Quảng Sơn" in said(province, book)


def test_what_is_still_being_keyed_stays_hidden(province: Province) -> None:
    book = province.shelve(entries=4)
    province.key(province.keyer_a, book, signer="Trần Văn Mẫu Kín")
    assert "Kín" not in said(province, book)


def test_what_waits_to_be_settled_stays_hidden(province: Province) -> None:
    book = province.shelve(entries=4)
    province.key_twice(book, signer="Trần Văn Mẫu Kín")
    assert Entry.objects.filter(book=book, state="to_settle").count() == 4
    assert "Mẫu Kín" not in said(province, book)
    assert "Phan Văn Mẫu" not in said(province, book)


def test_what_was_returned_to_be_keyed_again_is_hidden_again(province: Province) -> None:
    book = province.shelve(entries=2)
    province.key_twice(book)
    before = words.version(book)
    for entry in Entry.objects.filter(book=book):
        review.return_entry(by=province.checker, entry=entry, reason="Đọc lại ảnh.")
    assert residences_of_all(province, book) == []
    assert words.version(book) != before


def residences_of_all(province: Province, book: Book) -> list[str]:
    return residences(words.words_of(province.keyer_a, book))


def test_another_books_words_help_and_another_communes_do_not(province: Province) -> None:
    first = province.shelve(entries=4)
    province.key_twice(first)
    second = province.shelve(entries=2, year=2010)
    assert residences_of_all(province, second) == ["thôn Đông, xã Mai Đàn"]
    elsewhere = Province.found().shelve(entries=2)
    assert residences(words._words(elsewhere.pk, "x", frozenset(KINDS))) == []


def test_the_version_is_another_when_the_book_has_more_agreed_entries(province: Province) -> None:
    book = province.shelve(entries=2)
    empty = words.version(book)
    province.key(province.keyer_a, book)
    assert words.version(book) == empty
    province.key_twice(book)
    assert words.version(book) != empty


def test_one_entry_returned_and_another_agreed_is_another_version(province: Province) -> None:
    book = province.shelve(entries=2)
    province.key_twice(book)
    first, second = Entry.objects.filter(book=book).order_by("position")
    review.return_entry(by=province.checker, entry=first, reason="Đọc lại ảnh.")
    before = words.version(book)
    province.key_twice(book)
    review.return_entry(by=province.checker, entry=second, reason="Đọc lại ảnh.")
    assert Entry.objects.filter(book=book, state="in_review").count() == 1
    assert words.version(book) != before


def test_a_few_entries_of_another_book_do_not_make_a_new_version(province: Province) -> None:
    book = province.shelve(entries=2)
    before = words.version(book)
    province.key_twice(province.shelve(entries=2, year=2010))
    assert words.version(book) == before


def test_versions_of_many_books_are_one_question(province: Province) -> None:
    books = [province.shelve(entries=2, year=year) for year in (2009, 2010, 2011)]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = words.versions(books)
    assert len(asked) == 1
    assert len(set(found.values())) == 3


def test_who_holds_a_lease_reads_them_and_who_has_no_business_here_does_not(
    province: Province,
) -> None:
    book = province.shelve(entries=4)
    stranger = province.other_keyer
    with pytest.raises(NotAllowed):
        words.words_of(stranger, book)
    lease = actions.lease_batch(by=province.keyer_a, book=book)
    assert lease
    lease.user = stranger
    lease.save()
    assert words.words_of(stranger, book)["fields"]
    Hold.objects.filter(lease=lease).update(until=lease.taken_at)
    with pytest.raises(NotAllowed):
        words.words_of(stranger, book)
