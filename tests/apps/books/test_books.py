"""The shelf: a book is written down once, with the totals it was closed with."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from hotich.books import actions, queries
from hotich.books.errors import AlreadyRegistered, BadBook
from hotich.books.models import Book, Closing
from hotich.ledger.queries import of_subject
from hotich.people.errors import NotAllowed, NotThere
from tests.province import Province, at_once


def register(province: Province, **changes: Any) -> Book:
    book: dict[str, Any] = {
        "by": province.registrar,
        "unit": province.commune,
        "kind": "KS",
        "year": 2009,
        "number": 1,
        "pages": 20,
        "office": "UBND xã Mai Đàn",
        "closings": [(2009, 1, 40)],
    }
    return actions.register_book(**{**book, **changes})


def test_it_works(province: Province) -> None:
    book = register(province, closings=[(2009, 1, 25), (2010, 1, 15)])
    assert book.label == "01/2009"
    assert book.registered_by == province.registrar
    assert [(c.year, c.first_number, c.last_number) for c in book.closings.order_by("year")] == [
        (2009, 1, 25),
        (2010, 1, 15),
    ]
    assert queries.get(province.keyer_a, book.pk).expected == 40
    (line,) = of_subject(f"book:{book.pk}")
    assert (line.verb, line.actor, line.unit) == (
        "register_book",
        province.registrar.actor,
        province.commune.code,
    )


def test_a_head_may_register_too(province: Province) -> None:
    assert register(province, by=province.head).registered_by == province.head


def test_nobody_else_may_register_or_close_or_reopen(province: Province) -> None:
    book = register(province)
    for user in province.others("registrar", "head"):
        with pytest.raises(NotAllowed):
            register(province, by=user, number=2)
    for user in province.others("registrar"):
        for act in (actions.close_scanning, actions.reopen_scanning):
            with pytest.raises(NotAllowed):
                act(by=user, book=book)
    with pytest.raises(NotAllowed):
        register(province, unit=province.elsewhere)
    assert Book.objects.filter(unit__in=[province.commune, province.elsewhere]).count() == 1
    assert of_subject(f"book:{book.pk}").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "XX"},
        {"year": 1899},
        {"year": 2101},
        {"number": 0},
        {"number": 40000},
        {"pages": 0},
        {"pages": 10**10},
        {"closings": []},
        {"closings": [(2009, 1, 0)]},
        {"closings": [(2009, 1, 20001)]},
        {"closings": [(2009, 0, 5)]},
        {"closings": [(2009, 10**10, 5)]},
        {"closings": [(2009, 1, 5), (2009, 6, 5)]},
        {"closings": [(40000, 1, 5)]},
    ],
)
def test_a_book_that_cannot_be_is_refused(province: Province, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadBook):
        register(province, **wrong)
    assert not Book.objects.filter(unit=province.commune).exists()


def test_the_same_book_twice_is_refused_with_its_label(province: Province) -> None:
    register(province)
    with pytest.raises(AlreadyRegistered) as refused:
        register(province, pages=99)
    assert "01/2009" in refused.value.text("vi")
    assert register(province, number=2).pages == 20
    assert register(province, year=2010, closings=[(2010, 1, 4)]).number == 1


def test_the_same_book_at_once_is_registered_once(committed: Province) -> None:
    done = at_once(*[lambda: register(committed)] * 3)
    assert sorted(type(result).__name__ for result in done) == [
        "AlreadyRegistered",
        "AlreadyRegistered",
        "Book",
    ]
    book = Book.objects.get(unit=committed.commune)
    assert book.closings.count() == 1
    assert of_subject(f"book:{book.pk}").count() == 1


def test_closing_and_reopening_twice_changes_nothing(province: Province) -> None:
    book = register(province)
    actions.close_scanning(by=province.registrar, book=book)
    first = Book.objects.get(pk=book.pk).scanned_at
    actions.close_scanning(by=province.registrar, book=book)
    assert Book.objects.get(pk=book.pk).scanned_at == first is not None
    actions.reopen_scanning(by=province.registrar, book=book)
    actions.reopen_scanning(by=province.registrar, book=book)
    assert Book.objects.get(pk=book.pk).scanned_at is None
    verbs = [line.verb for line in of_subject(f"book:{book.pk}")]
    assert verbs == ["reopen_scanning", "close_scanning", "register_book"]


def test_a_book_of_another_unit_is_not_there(province: Province) -> None:
    book = register(province)
    for user in (province.other_keyer, province.other_head, province.administrator):
        assert book not in queries.visible(user)
        with pytest.raises(NotThere):
            queries.get(user, book.pk)
    assert book in queries.visible(province.department)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"kind": "XX"}, "book_kind_known"),
        ({"year": 1800}, "book_numbers_sane"),
        ({"number": 0}, "book_numbers_sane"),
        ({"pages": 0}, "book_numbers_sane"),
    ],
)
def test_the_database_refuses_a_book_that_cannot_be(
    province: Province, values: dict[str, Any], name: str
) -> None:
    book = register(province)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Book.objects.filter(pk=book.pk).update(**values)


def test_the_database_refuses_a_second_closing_of_a_year(province: Province) -> None:
    book = register(province)
    with pytest.raises(IntegrityError, match="closing_once_a_year"), transaction.atomic():
        Closing.objects.create(book=book, year=2009, first_number=41, total=1)
    with pytest.raises(IntegrityError, match="closing_sane"), transaction.atomic():
        Closing.objects.create(book=book, year=2010, first_number=1, total=0)


FORM = {
    "kind": "KS",
    "year": "2009",
    "number": "3",
    "office": "UBND xã Mai Đàn",
    "pages": "20",
    "first_number": "1",
    "total": "40",
}


def test_the_form_adds_a_book(province: Province) -> None:
    browser = Client()
    browser.force_login(province.registrar)
    assert browser.get("/books/new/").status_code == 200
    answer = browser.post("/books/new/", {**FORM, "unit": province.commune.pk})
    book = Book.objects.get(unit=province.commune, number=3)
    assert answer["Location"] == f"/scans/{book.pk}/"
    again = browser.post("/books/new/", {**FORM, "unit": province.commune.pk})
    assert again.status_code == 400
    assert "03/2009" in again.text


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"unit": "0"},
        {"unit": "x"},
        {"kind": "XX"},
        {"year": "1"},
        {"year": "hai nghìn"},
        {"number": "9" * 30},
        {"first_number": "99999999999"},
        {"first_number": "-1"},
        {"total": "0"},
        {"office": ""},
        {"office": "a\x00b"},
        {"office": "x" * 201},
    ],
)
def test_a_wrong_form_is_shown_again(province: Province, wrong: dict[str, str]) -> None:
    browser = Client()
    browser.force_login(province.registrar)
    form = {**FORM, "unit": province.commune.pk, **wrong} if wrong else {"office": "x"}
    answer = browser.post("/books/new/", form)
    assert answer.status_code == 400
    assert "errorlist" in answer.text or "msg-bad" in answer.text
    assert not Book.objects.filter(unit=province.commune).exists()


def test_the_form_offers_only_units_of_the_person(province: Province) -> None:
    browser = Client()
    browser.force_login(province.registrar)
    page = browser.get("/books/new/").text
    assert province.commune.name in page
    assert province.elsewhere.name not in page
    answer = browser.post("/books/new/", {**FORM, "unit": province.elsewhere.pk})
    assert answer.status_code == 400
