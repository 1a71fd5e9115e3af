"""Leases: who holds which entry until when, never two people at once, never one person twice."""

import time
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hotich.books.models import Book
from hotich.keying import actions, queries
from hotich.keying.actions.leases import _TAKE
from hotich.keying.errors import EnoughInHand, NotHeld, TakenOver
from hotich.keying.models import Hold, Lease
from hotich.ledger.queries import of_subject
from hotich.people.actions import end_role
from hotich.people.errors import NotAllowed, NotThere
from hotich.people.models import User
from hotich.review import actions as review
from hotich.scans.models import Entry
from tests.province import Province, at_once


def run_out(lease: Lease) -> None:
    """Let the time of a lease pass."""
    past = timezone.now() - timedelta(hours=1)  # before this test's transaction, for its now()
    Hold.objects.filter(lease=lease).update(until=past)
    Lease.objects.filter(pk=lease.pk).update(until=past)


def take(user: User, book: Book, limit: int = 20) -> Lease:
    lease = actions.lease_batch(by=user, book=book, size=limit)
    assert lease is not None
    return lease


def held(user: User, lease: Lease) -> list[int]:
    return [entry.position for entry in queries.held_entries(user, lease)]


def test_it_works(province: Province) -> None:
    book = province.shelve(entries=5)
    lease = take(province.keyer_a, book, 3)
    assert (lease.turn, lease.size) == (1, 3)
    assert held(province.keyer_a, lease) == [0, 1, 2]
    assert timezone.now() + timedelta(minutes=29) < lease.until
    assert queries.live_lease(province.keyer_a) == lease
    line = of_subject(f"book:{book.pk}").first()
    assert (line.verb, line.detail) == (
        "lease_batch",
        {"lease": lease.pk, "turn": 1, "entries": 3},
    )


def test_nobody_else_may_take_a_batch(province: Province) -> None:
    book = province.shelve(entries=2)
    for user in province.others("keyer_a", "keyer_b", "keyer_c"):
        with pytest.raises(NotAllowed):
            actions.lease_batch(by=user, book=book)
    assert not Hold.objects.filter(entry__book=book).exists()


def test_taking_twice_returns_what_is_held(province: Province) -> None:
    book = province.shelve(entries=9)
    lease = take(province.keyer_a, book, 4)
    assert take(province.keyer_a, book, 4) == lease
    assert held(province.keyer_a, lease) == [0, 1, 2, 3]
    assert of_subject(f"book:{book.pk}").filter(verb="lease_batch").count() == 1


def test_two_people_hold_different_entries(province: Province) -> None:
    book = province.shelve(entries=4)
    first, second = take(province.keyer_a, book, 3), take(province.keyer_b, book, 3)
    assert held(province.keyer_a, first) == [0, 1, 2]
    assert held(province.keyer_b, second) == [3]
    assert actions.lease_batch(by=province.keyer_c, book=book) is None


def test_a_book_that_is_all_keyed_offers_nothing(province: Province) -> None:
    book = province.shelve(entries=2)
    province.key_twice(book)
    for user in (province.keyer_a, province.keyer_c):
        assert actions.lease_batch(by=user, book=book) is None
        assert queries.work_for(user) == []


def test_a_second_keying_comes_before_a_first(province: Province) -> None:
    book = province.shelve(entries=3)
    lease = take(province.keyer_a, book, 1)
    province.key_entry(province.keyer_a, queries.held_entries(province.keyer_a, lease).get())
    second = take(province.keyer_b, book)
    assert (second.turn, held(province.keyer_b, second)) == (2, [0])


def test_nobody_gets_both_keyings_of_an_entry(province: Province) -> None:
    book = province.shelve(entries=2)
    assert province.key(province.keyer_a, book) == 2
    assert actions.lease_batch(by=province.keyer_a, book=book) is None
    assert [w.waiting for w in queries.work_for(province.keyer_b)] == [2]
    assert queries.work_for(province.keyer_a) == []
    assert province.key(province.keyer_b, book) == 2


def test_a_lease_runs_out_and_another_takes_it_over(province: Province) -> None:
    book = province.shelve(entries=2)
    late = take(province.keyer_a, book)
    entry = queries.held_entries(province.keyer_a, late).first()
    run_out(late)
    assert queries.live_lease(province.keyer_a) is None
    lease = take(province.keyer_b, book)
    assert held(province.keyer_b, lease) == [0, 1]
    with pytest.raises(NotThere):
        queries.held_entry(province.keyer_a, entry.pk)
    with pytest.raises(TakenOver):
        actions.set_aside(by=province.keyer_a, entry=entry, reason="mờ")
    assert held(province.keyer_b, lease) == [0, 1]


def test_a_late_save_counts_while_nobody_else_took_the_entry(province: Province) -> None:
    book = province.shelve(entries=2)
    late = take(province.keyer_a, book)
    first, second = queries.held_entries(province.keyer_a, late)
    run_out(late)
    province.key_entry(province.keyer_a, first)
    assert first.keyings.get().user == province.keyer_a
    assert held(province.keyer_b, take(province.keyer_b, book)) == [0]
    actions.set_aside(by=province.keyer_a, entry=second, reason="mờ")
    second.refresh_from_db()
    assert second.state == "set_aside"


def test_who_may_no_longer_key_no_longer_sees_what_they_hold(province: Province) -> None:
    book = province.shelve(entries=1)
    take(province.keyer_a, book)
    province.keyer_a.roles.update(
        valid_to=timezone.localdate() - timedelta(days=1),
        valid_from=timezone.localdate() - timedelta(days=9),
    )
    entry = book.entries.get()
    with pytest.raises(NotThere):
        queries.held_entry(province.keyer_a, entry.pk)
    with pytest.raises(NotAllowed):
        province.key_entry(province.keyer_a, entry)


def dismiss(province: Province, user: User) -> None:
    for role in user.roles.all():
        end_role(by=province.head, role=role)


def test_who_was_dismissed_finishes_only_while_the_batch_runs(province: Province) -> None:
    book = province.shelve(entries=2)
    lease = take(province.keyer_a, book)
    first, second = queries.held_entries(province.keyer_a, lease)
    dismiss(province, province.keyer_a)
    browser = Client()
    browser.force_login(province.keyer_a)
    image = reverse("keying_image", args=[second.pk])
    assert browser.get(image).status_code == 200
    province.key_entry(province.keyer_a, first)
    run_out(lease)
    assert browser.get(image).status_code == 404
    with pytest.raises(NotThere):
        queries.held_entry(province.keyer_a, second.pk)
    with pytest.raises(NotAllowed):
        province.key_entry(province.keyer_a, second)
    with pytest.raises(NotAllowed):
        actions.set_aside(by=province.keyer_a, entry=second, reason="mờ")
    assert not second.keyings.exists()


def test_what_ran_out_is_given_again_to_the_same_person(province: Province) -> None:
    book = province.shelve(entries=2)
    lease = take(province.keyer_a, book)
    run_out(lease)
    again = take(province.keyer_a, book)
    assert again != lease
    assert held(province.keyer_a, again) == [0, 1]


def test_a_save_renews_the_rest_of_the_lease(province: Province) -> None:
    book = province.shelve(entries=2)
    lease = take(province.keyer_a, book)
    soon = timezone.now() + timedelta(minutes=1)
    Hold.objects.filter(lease=lease).update(until=soon)
    province.key_entry(province.keyer_a, queries.held_entries(province.keyer_a, lease).first())
    assert Hold.objects.get(lease=lease).until > soon + timedelta(minutes=28)
    lease.refresh_from_db()
    assert lease.until > soon


def test_renewing_never_revives_what_ran_out(province: Province) -> None:
    book = province.shelve(entries=2)
    lease = take(province.keyer_a, book)
    run_out(lease)
    actions.renew(by=province.keyer_a, lease=lease)
    assert held(province.keyer_a, lease) == []
    with pytest.raises(NotHeld):
        actions.renew(by=province.keyer_b, lease=lease)


def test_a_returned_entry_is_offered_to_those_who_keyed_it_before(province: Province) -> None:
    """Also when somebody else keyed it in the new round: that one may not, they may."""
    book = province.shelve(entries=1)
    province.key_twice(book)
    review.return_entry(by=province.checker, entry=book.entries.get(), reason="nhầm trang")
    for user in (province.keyer_a, province.keyer_b, province.keyer_c):
        assert [w.waiting for w in queries.work_for(user)] == [1]
    assert province.key(province.keyer_c, book) == 1
    assert queries.work_for(province.keyer_c) == []
    assert [w.waiting for w in queries.work_for(province.keyer_a)] == [1]
    assert take(province.keyer_a, book).turn == 2


def test_two_keyers_at_once_get_disjoint_entries(committed: Province) -> None:
    book = committed.shelve(entries=9)
    keyers = (committed.keyer_a, committed.keyer_b, committed.keyer_c)
    done = at_once(*[lambda k=k: actions.lease_batch(by=k, book=book, size=3) for k in keyers])
    assert not [error for error in done if isinstance(error, Exception)]
    leases = [lease for lease in done if lease]
    got = [position for lease in leases for position in held(lease.user, lease)]
    assert len(got) == len(set(got)) == sum(lease.size for lease in leases)
    assert len(got) >= 3


def test_a_batch_taken_between_looking_and_locking_is_left(
    committed: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One keyer looks just before another's batch is committed, and locks just after it."""
    book = committed.shelve(entries=2)
    slow = f"pg_sleep(CASE WHEN %(user)s = {committed.keyer_b.pk} THEN 0.4 ELSE 0 END)"
    slowly = _TAKE.replace(
        "SELECT entry.id FROM scans_entry AS entry",
        f"WITH wait AS MATERIALIZED (SELECT {slow}) "
        "SELECT entry.id FROM wait CROSS JOIN scans_entry AS entry",
        1,
    )
    assert slow in slowly
    monkeypatch.setattr("hotich.keying.actions.leases._TAKE", slowly)

    def take_while_the_other_looks() -> Lease | None:
        time.sleep(0.2)
        return actions.lease_batch(by=committed.keyer_a, book=book)

    first, second = at_once(
        take_while_the_other_looks,
        lambda: actions.lease_batch(by=committed.keyer_b, book=book),
    )
    assert second is None
    assert held(committed.keyer_a, first) == [0, 1]


def test_one_keyer_in_two_tabs_holds_nothing_twice(committed: Province) -> None:
    book = committed.shelve(entries=10)
    done = at_once(*[lambda: actions.lease_batch(by=committed.keyer_a, book=book, size=5)] * 2)
    assert not [error for error in done if isinstance(error, Exception)]
    holds = Hold.objects.filter(entry__book=book)
    assert holds.count() == 5
    assert {hold.lease.user for hold in holds} == {committed.keyer_a}
    assert committed.key(committed.keyer_a, book) == 10


def test_a_further_batch_is_added_when_few_are_left(province: Province) -> None:
    """So the station fetches ahead; at the end of the book it keeps what it has."""
    book = province.shelve(entries=8)
    first = take(province.keyer_a, book, 5)
    for entry in list(queries.held_entries(province.keyer_a, first))[:2]:
        province.key_entry(province.keyer_a, entry)
    second = take(province.keyer_a, book, 5)
    assert second != first
    assert held(province.keyer_a, first) == [2, 3, 4]
    assert held(province.keyer_a, second) == [5, 6, 7]
    for entry in queries.held_entries(province.keyer_a, first):
        province.key_entry(province.keyer_a, entry)
    assert take(province.keyer_a, book, 5) == second


def test_away_batches_come_on_top_and_run_half_a_day(province: Province) -> None:
    book = province.shelve(entries=60)
    here = take(province.keyer_a, book, 25)
    away = actions.lease_batch(by=province.keyer_a, book=book, size=25, away=True)
    assert away not in (None, here)
    here.refresh_from_db()
    for lease in (here, away):
        assert lease.away
        assert lease.until > timezone.now() + timedelta(hours=11)
    assert Hold.objects.filter(lease__user=province.keyer_a).count() == 50
    province.key_entry(province.keyer_a, queries.held_entries(province.keyer_a, here).first())
    here.refresh_from_db()
    assert here.until > timezone.now() + timedelta(hours=11)


def test_there_is_an_end_to_what_one_person_holds(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotich.keying.actions.leases.MOST_IN_HAND", 7)
    book = province.shelve(entries=9)
    for size in (5, 2):
        lease = actions.lease_batch(by=province.keyer_a, book=book, size=5, away=True)
        assert lease.size == size
    with pytest.raises(EnoughInHand):
        actions.lease_batch(by=province.keyer_a, book=book, size=5, away=True)


def test_what_is_given_back_is_there_for_others(province: Province) -> None:
    book = province.shelve(entries=4)
    lease = take(province.keyer_a, book)
    province.key_entry(province.keyer_a, queries.held_entries(province.keyer_a, lease).first())
    with pytest.raises(NotHeld):
        actions.return_lease(by=province.keyer_b, lease=lease)
    assert actions.return_lease(by=province.keyer_a, lease=lease) == 3
    assert actions.return_lease(by=province.keyer_a, lease=lease) == 0
    assert queries.live_lease(province.keyer_a) is None
    line = of_subject(f"book:{book.pk}").first()
    assert (line.verb, line.detail) == ("return_lease", {"lease": lease.pk, "entries": 3})
    assert province.key(province.keyer_b, book) == 4


def test_returned_entries_are_given_out_first(province: Province) -> None:
    book = province.shelve(entries=3)
    last = book.entries.get(position=2)
    Entry.objects.filter(pk=last.pk).update(state="returned", round=2)
    assert held(province.keyer_a, take(province.keyer_a, book, 2)) == [0, 2]


def test_the_database_keeps_one_hold_an_entry(province: Province) -> None:
    book = province.shelve(entries=1)
    lease = take(province.keyer_a, book)
    entry = Entry.objects.get(book=book)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hold.objects.create(entry=entry, lease=lease, until=timezone.now())
    with pytest.raises(IntegrityError, match="lease_turn_known"), transaction.atomic():
        Lease.objects.create(user=province.keyer_a, book=book, turn=3, size=1, until=lease.until)


def test_work_that_another_holds_is_not_shown(province: Province) -> None:
    book = province.shelve(entries=3)
    lease = take(province.keyer_a, book, 2)
    assert [w.waiting for w in queries.work_for(province.keyer_b)] == [1]
    run_out(lease)
    assert [w.waiting for w in queries.work_for(province.keyer_b)] == [3]
