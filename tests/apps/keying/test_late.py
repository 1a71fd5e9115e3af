"""Leases that ran out, were taken by others, and rows that come late: who typed what still counts,
nobody ever counts twice, and every entry is keyed by two people.
"""

import itertools
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from hotich.books.models import Book
from hotich.keying import actions, queries
from hotich.keying.actions import Item
from hotich.keying.errors import LacksFields, NotHeld, NotNeeded, OwnElsewhere, WentOn
from hotich.keying.models import Hold, Keying, Lease
from hotich.ledger.queries import of_subject
from hotich.people.errors import NotAllowed
from hotich.people.models import Role, User
from hotich.review import actions as review
from hotich.rules.registers import load
from hotich.scans.models import Entry
from tests.province import Province, at_once, birth, work


def take(user: User, book: Book) -> Lease:
    lease = actions.lease_batch(by=user, book=book)
    assert lease is not None
    return lease


def run_out(lease: Lease) -> None:
    """Let the time of a lease pass."""
    long_ago = timezone.now() - timezone.timedelta(hours=1)
    Hold.objects.filter(lease=lease).update(until=long_ago)
    Lease.objects.filter(pk=lease.pk).update(until=long_ago)


def typed(entry: Entry, lease: Lease, **changes: object) -> Item:
    """Return what a person types for an entry of a lease: the fields of their turn."""
    values = birth(entry.number, entry.year)
    if lease.turn == 2:
        values = {n: v for n, v in values.items() if load("KS").field(n).compared}
    return Item(uuid.uuid4(), entry.pk, entry.round, lease.pk, values, **changes)


def save(user: User, *items: Item) -> list[str]:
    """Save items and return what came of each: a word, or the name of the refusal."""
    answers = actions.save_keyings(by=user, items=items)
    return [a.said or type(a.refused).__name__ for a in answers]


def turns(entry: Entry) -> list[tuple[int, User, bool]]:
    return [(k.turn, k.user, k.late) for k in entry.keyings.order_by("round", "turn")]


@pytest.fixture
def book(province: Province) -> Book:
    return province.shelve(entries=1)


def test_it_works(province: Province, book: Book) -> None:
    """A's lease ran out and B took the entry; both typed on, and both serve."""
    entry = book.entries.get()
    late = take(province.keyer_a, book)
    run_out(late)
    own = take(province.keyer_b, book)
    assert save(province.keyer_b, typed(entry, own)) == ["saved"]
    assert save(province.keyer_a, typed(entry, late)) == ["saved"]
    assert turns(entry) == [(1, province.keyer_b, False), (2, province.keyer_a, True)]
    assert not Hold.objects.filter(entry=entry).exists()
    work()
    entry.refresh_from_db()
    assert entry.state == "in_review"
    assert entry.record.current == 1
    assert of_subject(f"entry:{entry.pk}").filter(detail__late=True).count() == 1


def test_whoever_comes_first_is_the_first_turn(province: Province, book: Book) -> None:
    """A is late but earlier than B, who holds the entry: B goes on and becomes the second."""
    entry = book.entries.get()
    late = take(province.keyer_a, book)
    run_out(late)
    own = take(province.keyer_b, book)
    assert save(province.keyer_a, typed(entry, late)) == ["saved"]
    assert Hold.objects.get(entry=entry).lease == own
    assert actions.lease_batch(by=province.keyer_c, book=book) is None
    assert save(province.keyer_b, typed(entry, own)) == ["saved"]
    assert turns(entry) == [(1, province.keyer_a, True), (2, province.keyer_b, False)]
    entry.refresh_from_db()
    assert entry.state == "to_settle"


def test_a_late_row_that_nobody_took_is_the_turn_it_was_typed_for(
    province: Province, book: Book
) -> None:
    entry, late = book.entries.get(), take(province.keyer_a, book)
    run_out(late)
    assert save(province.keyer_a, typed(entry, late)) == ["saved"]
    assert turns(entry) == [(1, province.keyer_a, True)]


def test_a_third_keying_is_not_needed(province: Province, book: Book) -> None:
    """A's second turn ran out and C took it; whoever of them comes second is told."""
    entry = book.entries.get()
    province.key(province.keyer_b, book)
    late = take(province.keyer_a, book)
    run_out(late)
    own = take(province.keyer_c, book)
    assert (late.turn, own.turn) == (2, 2)
    assert save(province.keyer_a, typed(entry, late)) == ["saved"]
    assert not Hold.objects.filter(entry=entry).exists()
    assert save(province.keyer_c, typed(entry, own)) == ["NotNeeded"]
    assert [user for _, user, _ in turns(entry)] == [province.keyer_b, province.keyer_a]


def test_what_went_on_meanwhile_is_not_needed(province: Province, book: Book) -> None:
    """Also in a later round: a returned entry is keyed from the beginning."""
    entry = book.entries.get()
    late = take(province.keyer_c, book)
    run_out(late)
    item = typed(entry, late)
    province.key_twice(book)
    assert save(province.keyer_c, item) == ["NotNeeded"]
    review.return_entry(by=province.checker, entry=entry, reason="nhầm trang")
    assert save(province.keyer_c, item) == ["WentOn"]
    entry.refresh_from_db()
    assert entry.keyings.filter(round=entry.round).count() == 0


def test_what_was_set_aside_meanwhile_is_not_needed(province: Province, book: Book) -> None:
    entry, late = book.entries.get(), take(province.keyer_a, book)
    run_out(late)
    take(province.keyer_b, book)
    actions.set_aside(by=province.keyer_b, entry=entry, reason="mờ")
    assert save(province.keyer_a, typed(entry, late)) == ["WentOn"]
    assert save(province.keyer_a, typed(entry, late, aside="mờ")) == ["WentOn"]


def test_a_second_keying_never_becomes_the_first(province: Province, book: Book) -> None:
    """It lacks the fields that are keyed once. Only a broken table brings this about."""
    entry, lease = book.entries.get(), take(province.keyer_a, book)
    Lease.objects.filter(pk=lease.pk).update(turn=2)
    lease.turn = 2
    assert save(province.keyer_a, typed(entry, lease)) == ["LacksFields"]
    assert not entry.keyings.exists()


def test_one_person_on_two_machines_counts_once(province: Province, book: Book) -> None:
    entry, lease = book.entries.get(), take(province.keyer_a, book)
    assert save(province.keyer_a, typed(entry, lease)) == ["saved"]
    assert save(province.keyer_a, typed(entry, lease)) == ["OwnElsewhere"]
    assert save(province.keyer_a, typed(entry, lease, aside="mờ")) == ["OwnElsewhere"]
    assert Keying.objects.filter(entry=entry).count() == 1


def test_only_what_one_was_given_is_taken(province: Province) -> None:
    book = province.shelve(entries=2)
    first, second = book.entries.order_by("position")
    lease = actions.lease_batch(by=province.keyer_a, book=book, size=1)
    assert save(province.keyer_a, typed(second, lease)) == ["NotHeld"]
    assert save(province.keyer_b, typed(first, lease)) == ["NotHeld"]
    assert save(province.other_keyer, typed(first, lease)) == ["NotAllowed"]
    assert not Keying.objects.filter(entry__book=book).exists()


def test_who_keys_elsewhere_now_still_brings_in_what_they_typed(province: Province) -> None:
    book = province.shelve(entries=2)
    first, second = book.entries.order_by("position")
    lease = take(province.keyer_a, book)
    run_out(lease)
    province.keyer_a.roles.update(unit=province.elsewhere)
    assert save(province.keyer_a, typed(first, lease)) == ["saved"]
    province.keyer_a.roles.all().delete()
    assert save(province.keyer_a, typed(second, lease)) == ["NotAllowed"]


def test_who_keys_nowhere_any_more_holds_nothing_for_ever(province: Province, book: Book) -> None:
    lease = take(province.keyer_a, book)
    item = typed(book.entries.get(), lease)
    Role.objects.filter(user=province.keyer_a).update(
        valid_to=timezone.localdate() - timedelta(days=1), ended_at=timezone.now()
    )
    until = Lease.objects.get(pk=lease.pk).until
    with pytest.raises(NotAllowed):
        actions.renew(by=province.keyer_a, lease=lease)
    assert save(province.keyer_a, item) == ["saved"]
    assert Lease.objects.get(pk=lease.pk).until == until


def test_a_repeat_is_answered_also_when_the_role_has_ended(province: Province, book: Book) -> None:
    """The first answer was lost: the row must leave the outbox."""
    item = typed(book.entries.get(), take(province.keyer_a, book))
    assert save(province.keyer_a, item) == ["saved"]
    province.keyer_a.roles.all().delete()
    assert save(province.keyer_a, item) == ["again"]


def test_each_item_is_for_itself(province: Province) -> None:
    """Good, repeated, changed, impossible, foreign and set aside in one batch."""
    book = province.shelve(entries=5)
    lease = take(province.keyer_a, book)
    first, second, third, fourth, fifth = book.entries.order_by("position")
    saved = typed(first, lease)
    assert save(province.keyer_a, saved) == ["saved"]
    changed = Item(saved.id, first.pk, 1, lease.pk, birth(1, remarks="khác"))
    bad = typed(second, lease)
    bad.values["child_sex"] = "9"
    strange = typed(second, lease)
    strange.values["no_such_field"] = "x"
    twice = typed(third, lease)
    other = province.shelve(entries=1, year=2001).entries.get()
    said = save(
        province.keyer_a,
        *(saved, changed, bad, strange, twice, twice, typed(third, lease)),
        *(typed(other, lease), Item(uuid.uuid4(), 2**62, 1, lease.pk)),
        *(typed(fourth, lease, aside="mờ"), typed(fifth, lease, aside=" ")),
        typed(second, lease),
    )
    assert said == [
        *("again", "OtherBody", "Impossible", "BadValues", "saved", "again", "OwnElsewhere"),
        *("NotHeld", "NotAllowed", "saved", "ReasonMissing", "saved"),
    ]
    assert Keying.objects.get(pk=saved.id).values == birth(1)
    assert {e.state for e in book.entries.filter(position=3)} == {"set_aside"}
    assert queries.held_entries(province.keyer_a, lease).get() == fifth


def test_setting_aside_again_is_the_same_act(province: Province, book: Book) -> None:
    entry, lease = book.entries.get(), take(province.keyer_a, book)
    item = typed(entry, lease, aside="chữ mờ")
    assert save(province.keyer_a, item) == ["saved"]
    assert save(province.keyer_a, item) == ["again"]
    other = Item(item.id, entry.pk, 1, lease.pk, aside="lý do khác")
    assert save(province.keyer_a, other) == ["OtherBody"]
    keyed = Item(item.id, entry.pk, 1, lease.pk, birth(1))
    assert save(province.keyer_a, keyed) == ["OtherBody"]
    assert entry.asides.get().reason == "chữ mờ"


def test_a_number_after_a_gap_follows_within_one_batch(province: Province) -> None:
    """Offline the number before stands in the same batch; nothing is thrown out for its turn."""
    book = province.shelve(entries=2)
    lease = take(province.keyer_a, book)
    first, second = book.entries.order_by("position")
    one, two = typed(first, lease), typed(second, lease)
    one.values["number"], two.values["number"] = "7", "8"
    assert save(province.keyer_a, one, two) == ["saved", "saved"]
    assert [k.values["number"] for k in Keying.objects.filter(entry__book=book)] == [
        "007/2009",
        "008/2009",
    ]


def test_late_and_new_at_once_are_one_first_and_one_second(committed: Province) -> None:
    book = committed.shelve(entries=4)
    late = take(committed.keyer_a, book)
    run_out(late)
    own = take(committed.keyer_b, book)
    entries = list(book.entries.order_by("position"))
    # In both orders: the statement that locks them has its own.
    acts = [
        lambda: save(committed.keyer_a, *[typed(e, late) for e in entries]),
        lambda: save(committed.keyer_b, *[typed(e, own) for e in reversed(entries)]),
    ]
    assert at_once(*acts) == [["saved"] * 4] * 2
    for entry in entries:
        (one, first, _), (two, second, _) = turns(entry)
        assert (one, two) == (1, 2)
        assert {first, second} == {committed.keyer_a, committed.keyer_b}
        entry.refresh_from_db()
        assert entry.state == "to_settle"
    assert not Hold.objects.filter(entry__book=book).exists()


def test_three_late_at_once_are_two(committed: Province) -> None:
    book = committed.shelve(entries=2)
    people = (committed.keyer_a, committed.keyer_b, committed.keyer_c)
    leases = []
    for user in people:
        leases.append(take(user, book))
        run_out(leases[-1])
    entries = list(book.entries.all())
    done = at_once(
        *[
            lambda u=user, t=lease: save(u, *[typed(e, t) for e in entries])
            for user, lease in zip(people, leases, strict=True)
        ]
    )
    for position in range(2):
        said = sorted(answers[position] for answers in done)
        assert said == ["NotNeeded", "saved", "saved"]
    for entry in entries:
        assert len({user for _, user, _ in turns(entry)}) == 2


def test_the_same_batch_from_two_tabs_at_once_is_saved_once(committed: Province) -> None:
    book = committed.shelve(entries=5)
    lease = take(committed.keyer_a, book)
    items = [typed(entry, lease) for entry in book.entries.all()]
    done = at_once(
        lambda: save(committed.keyer_a, *items),
        lambda: save(committed.keyer_a, *reversed(items)),
        lambda: save(committed.keyer_a, *items[1:4]),
    )
    assert not [error for error in done if isinstance(error, Exception)]
    said = list(itertools.chain(*done))
    assert (said.count("saved"), said.count("again")) == (5, 8)
    assert Keying.objects.filter(entry__book=book).count() == 5


def test_one_id_for_two_entries_at_once_is_one_of_them(committed: Province) -> None:
    book = committed.shelve(entries=2)
    first, second = book.entries.order_by("position")
    leases = {
        user: actions.lease_batch(by=user, book=book, size=1)
        for user in (committed.keyer_a, committed.keyer_b)
    }
    one, two = typed(first, leases[committed.keyer_a]), typed(second, leases[committed.keyer_b])
    two = Item(one.id, second.pk, 1, two.lease, two.values)
    done = at_once(lambda: save(committed.keyer_a, one), lambda: save(committed.keyer_b, two))
    assert sorted(done) == [["OtherBody"], ["saved"]]
    assert Keying.objects.filter(entry__book=book).count() == 1


def test_every_refusal_says_what_came_of_it() -> None:
    for why in (NotNeeded(), OwnElsewhere(), WentOn(), LacksFields()):
        assert why.status == 200
        assert why.code in ("not_needed", "own_elsewhere")
        assert why.text("vi") != why.text("en")
    assert (NotHeld().status, NotAllowed().status) == (409, 403)
