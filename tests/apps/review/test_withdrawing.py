"""Taking back the explanation of a missing number."""

import pytest
from django.test import Client

from hotich.books.models import Book
from hotich.ledger.queries import of_subject
from hotich.people.errors import NotAllowed
from hotich.review import actions, queries
from hotich.review.errors import AlreadyApproved, NotExplained
from hotich.review.models import MissingNumber, MissingReason
from tests.apps.review.steps import a_number_missing, accept_all, entry_at
from tests.province import Province, at_once


def explained(province: Province) -> tuple[Book, int]:
    """Return a book with one number that is missing for a reason, and the number."""
    book = a_number_missing(province)
    [(year, number)] = queries.missing_numbers(book)
    actions.explain_missing(
        by=province.checker, book=book, year=year, number=number, reason=MissingReason.BLANK
    )
    return book, number


def withdraw(province: Province, book: Book, number: int) -> None:
    actions.withdraw_explanation(by=province.checker, book=book, year=2009, number=number)


def test_it_works(province: Province) -> None:
    book, number = explained(province)
    assert queries.missing_numbers(book) == []
    withdraw(province, book, number)
    assert queries.missing_numbers(book) == [(2009, number)]
    line = of_subject(f"book:{book.pk}").first()
    assert (line.verb, line.actor) == ("withdraw_explanation", province.checker.actor)
    assert line.detail == {
        "year": 2009,
        "number": number,
        "reason": "blank",
        "explained_by": province.checker.pk,
    }


def test_nobody_else_may_withdraw(province: Province) -> None:
    book, number = explained(province)
    allowed = ("registrar", "checker", "head")
    for user in province.others(*allowed):
        with pytest.raises(NotAllowed):
            actions.withdraw_explanation(by=user, book=book, year=2009, number=number)
    assert MissingNumber.objects.filter(book=book).count() == 1


def test_what_is_not_explained_is_not_withdrawn(province: Province) -> None:
    book, number = explained(province)
    with pytest.raises(NotExplained):
        withdraw(province, book, number + 1)
    withdraw(province, book, number)
    with pytest.raises(NotExplained):
        withdraw(province, book, number)


def test_two_at_once_withdraw_once(committed: Province) -> None:
    book, number = explained(committed)
    done = at_once(*[lambda: withdraw(committed, book, number)] * 2)
    assert sorted(type(result).__name__ for result in done) == ["NoneType", "NotExplained"]


def test_an_approved_book_keeps_its_explanations(province: Province) -> None:
    book, number = explained(province)
    accept_all(province, book)
    actions.approve_book(by=province.head, book=book)
    with pytest.raises(AlreadyApproved):
        withdraw(province, book, number)
    actions.reopen_entry(by=province.head, entry=entry_at(book, 0), reason="giải trình nhầm")
    withdraw(province, book, number)
    assert queries.open_points(book) != []


def test_the_button_on_the_page(province: Province) -> None:
    book, number = explained(province)
    page = Client()
    page.force_login(province.checker)
    assert "Rút giải trình" in page.get(f"/review/{book.pk}/").text
    answer = page.post(f"/review/{book.pk}/withdraw/", {"number": f"2009/{number}"})
    assert answer["Location"] == f"/review/{book.pk}/"
    assert queries.missing_numbers(book) == [(2009, number)]
    assert page.post(f"/review/{book.pk}/withdraw/", {"number": "2009/x"}).status_code == 404
