"""The count of every book, kept for the pages that sum up many."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hotich.keying.actions import lease_batch
from hotich.keying.models import Hold
from hotich.ledger.actions import prove, record, seal
from hotich.ledger.models import Proof
from hotich.people.actions import accept_pledge, give_role, open_account
from hotich.people.models import RoleName
from hotich.progress import queries
from hotich.progress.actions import count_books
from hotich.progress.models import Tally
from tests.province import PASSWORD, Province, work


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


def test_nothing_is_counted_again_while_nothing_is_done(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotich.progress.actions.SETTLED", timedelta(0))
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


def test_an_act_that_was_slow_to_commit_is_counted(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line's number says when it was begun: what commits after a later one is not lost."""
    book = province.shelve(entries=2)
    count_books()
    assert count_books() > 0  # the newest line is young: counted again
    entry = book.entries.order_by("pk")[0]
    book.entries.filter(pk=entry.pk).update(state="set_aside")  # as if its line had come before
    count_books()
    assert Tally.objects.get(book=book).places == {"set_aside": 1, "to_key": 1}
    monkeypatch.setattr("hotich.progress.actions.SETTLED", timedelta(0))
    assert count_books() == 0


def test_a_lease_that_ran_out_is_counted(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotich.progress.actions.SETTLED", timedelta(0))
    book = province.shelve(entries=2)
    lease_batch(by=province.keyer_a, book=book)
    count_books()
    assert Tally.objects.get(book=book).places == {"in_keying": 2}
    now = timezone.now()  # the clock of a test's one transaction stands still
    Tally.objects.update(at=now - timedelta(hours=2))
    Hold.objects.filter(entry__book=book).update(until=now - timedelta(hours=1))
    assert count_books() > 0
    assert Tally.objects.get(book=book).places == {"to_key": 2}


def test_acts_of_no_unit_are_shown_to_those_who_watch_over_all(province: Province) -> None:
    with transaction.atomic():
        record(actor=province.other_head.actor, verb="lock_account", subject="user:1")
    below = open_account(username=f"kt-{province.commune.pk}", full_name="x", password=PASSWORD)
    give_role(user=below, unit=province.commune, name=RoleName.AUDITOR)
    accept_pledge(user=below)
    for user, seen in ((province.auditor, True), (below, False)):
        browser = Client()
        browser.force_login(user)
        page = browser.get(reverse("ledger")).content.decode()
        assert (province.other_head.full_name in page) == seen
