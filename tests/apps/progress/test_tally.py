"""The count of every book, kept for the pages that sum up many."""

import pytest
from django.test import Client
from django.urls import reverse

from hotich.ledger.actions import prove, seal
from hotich.ledger.models import Proof
from hotich.progress import queries
from hotich.progress.actions import count_books
from hotich.progress.models import Tally
from tests.province import Province, work


def test_it_works(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept is what was counted, and the sum of many books is taken from it."""
    first, second = province.approve(entries=3), province.shelve(entries=5, found=4, year=2010)
    assert count_books() >= 2
    counted = queries.balances([first.pk, second.pk])
    for row in Tally.objects.filter(book__in=[first, second]):
        part = counted[row.book_id]
        assert (row.expected, row.surplus) == (part.expected, part.surplus)
        assert row.places == {place: n for place, n in part.places.items() if n}
    books = queries.visible(province.auditor, "see_balance")
    live = queries.account(books)
    monkeypatch.setattr(queries, "LIVE_BOOKS", 0)
    kept = queries.account(books)
    assert kept.total == live.total == queries.total(counted)
    assert (kept.largest, live.largest) == (5, 5)
    assert kept.at <= live.at


def test_nothing_is_counted_again_while_nothing_is_done(province: Province) -> None:
    province.shelve(entries=2)
    assert count_books() > 0
    assert count_books() == 0
    province.register(entries=2, number=2)
    assert count_books() > 0


def test_many_books_are_as_of_the_last_count(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = province.shelve(entries=2)
    count_books()
    monkeypatch.setattr(queries, "LIVE_BOOKS", 0)
    books = queries.visible(province.auditor, "see_balance")
    before = queries.account(books)
    province.key_twice(book)
    assert queries.account(books) == before
    count_books()
    after = queries.account(books)
    assert after.total.places["in_review"] == 2
    assert after.at > before.at


def test_the_job_counts(province: Province) -> None:
    province.shelve(entries=2)
    Tally.objects.all().delete()
    from hotich.progress.jobs import count_books as job

    job(timestamp=0)
    work()
    assert Tally.objects.exists()


def test_the_ledger_page_tells_of_the_last_proof(province: Province) -> None:
    browser = Client()
    browser.force_login(province.auditor)
    Proof.objects.all()
    while seal():
        pass
    found = prove()
    page = browser.get(reverse("ledger")).content.decode()
    assert found.head in page
    assert Proof.objects.filter(head=found.head, broken_at=None).exists()
