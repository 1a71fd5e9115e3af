"""Settling: where two keyings differ a third person, who keyed neither, says what the book says."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from hotich.books.models import Book
from hotich.keying import actions as keying
from hotich.keying import queries as held
from hotich.ledger.models import Reading
from hotich.ledger.queries import of_subject
from hotich.people.actions import give_role
from hotich.people.errors import NotAllowed
from hotich.people.models import RoleName, User
from hotich.records.errors import BadValue
from hotich.review import actions, differences, jobs, queries
from hotich.review.errors import EmptyAnswer, NothingToSettle, NotThird
from hotich.review.models import Difference, Settlement
from hotich.rules.transitions import NotFromHere
from hotich.scans.models import Entry
from tests.province import Province, at_once, birth, sql, work


def differing(province: Province, entries: int = 1, **second: str) -> Book:
    """Return a book whose second keying has some fields otherwise."""
    book = province.shelve(entries=entries)
    province.key_twice(book, **(second or {"mother_name": "Trần Thị Hoa"}))
    return book


def next_of(user: User) -> Difference | None:
    """Return the difference that the settling page shows this person."""
    return next(iter(actions.claim(by=user)), None)


def settle(user: User, entry: Entry, **answer: str) -> Settlement:
    answer = {"field": "mother_name", "value": "Trần Thị Hoà", **answer}
    return actions.settle_difference(by=user, entry=entry, **answer)


def test_it_works(province: Province) -> None:
    book = differing(province, mother_name="Trần Thị Hoa", father_birth_date="1987")
    entry = book.entries.get()
    assert entry.state == "to_settle"
    names = [d.field for d in differences.waiting(province.checker)]
    assert names == queries.pair(entry).open == ["mother_name", "father_birth_date"]
    assert next_of(province.checker).field == "mother_name"
    settle(province.checker, entry)
    entry.refresh_from_db()
    assert entry.state == "to_settle"
    settle(province.checker, entry, field="father_birth_date", value="", flag="unreadable")
    entry.refresh_from_db()
    assert entry.state == "in_review"
    version = entry.record.versions.get()
    assert version.values["mother_name"] == "Trần Thị Hoà"
    assert "father_birth_date" not in version.values
    assert version.flags == {"father_birth_date": "unreadable"}
    assert version.sources["mother_name"] == version.sources["father_birth_date"] == "settled"
    assert version.sources["father_name"] == "both"
    assert version.by == province.checker
    verbs = [line.verb for line in of_subject(f"entry:{entry.pk}")][:3]
    assert verbs == ["agree", "settle_difference", "settle_difference"]


def test_both_keyings_stay_as_they_were(province: Province) -> None:
    book = differing(province)
    entry = book.entries.get()
    settle(province.checker, entry, value="Trần Thị Hỏa")
    values = [k.values["mother_name"] for k in entry.keyings.order_by("turn")]
    assert values == ["Trần Thị Hoà", "Trần Thị Hoa"]


def test_another_spelling_of_the_same_is_no_difference(province: Province) -> None:
    book = differing(province, mother_name="TRẦN THỊ HÒA", registration_date="12/1/2009")
    entry = book.entries.get()
    assert entry.state == "in_review"
    assert entry.record.versions.get().values == birth(1)


def test_nobody_else_may_settle(province: Province) -> None:
    entry = differing(province).entries.get()
    for user in province.others("checker"):
        with pytest.raises(NotAllowed):
            settle(user, entry)
    assert not Settlement.objects.filter(entry=entry).exists()


@pytest.mark.parametrize("who", ["keyer_a", "keyer_b"])
def test_who_keyed_an_entry_never_settles_it(province: Province, who: str) -> None:
    user = province.people[who]
    give_role(user=user, unit=province.commune, name=RoleName.CHECKER)
    book = differing(province)
    entry = book.entries.get()
    assert next_of(user) is None
    with pytest.raises(NotThird):
        settle(user, entry)


def test_who_keyed_an_earlier_round_does_not_settle_a_later_one(province: Province) -> None:
    give_role(user=province.keyer_a, unit=province.commune, name=RoleName.CHECKER)
    entry = differing(province).entries.get()
    actions.return_entry(by=province.checker, entry=entry, reason="nhầm dòng")
    province.key(province.keyer_b, entry.book)
    province.key(province.keyer_c, entry.book, mother_name="Trần Thị Hoa")
    work()
    entry.refresh_from_db()
    assert (entry.state, entry.round) == ("to_settle", 2)
    assert next_of(province.keyer_a) is None
    with pytest.raises(NotThird):
        settle(province.keyer_a, entry)
    settle(province.checker, entry)
    assert entry.settlements.get().round == 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"value": ""}, EmptyAnswer),
        ({"value": "  "}, EmptyAnswer),
        ({"value": "", "flag": "torn"}, BadValue),
        ({"value": "Trần Thị Hoà", "flag": "torn-and-more"}, BadValue),
        ({"value": "x" * 2001}, BadValue),
        ({"value": "\x00"}, EmptyAnswer),
        ({"field": "father_name"}, NothingToSettle),
        ({"field": "remarks"}, NothingToSettle),
        ({"field": "no_such"}, NothingToSettle),
    ],
)
def test_an_answer_that_is_none_is_refused(
    province: Province, answer: dict[str, str], error: type[Exception]
) -> None:
    entry = differing(province).entries.get()
    with pytest.raises(error):
        settle(province.checker, entry, **answer)
    assert not Settlement.objects.filter(entry=entry).exists()


def test_settling_twice_is_refused(province: Province) -> None:
    book = differing(province, mother_name="Trần Thị Hoa", father_name="Nguyễn Văn Sen")
    entry = book.entries.get()
    settle(province.checker, entry)
    with pytest.raises(NothingToSettle):
        settle(province.checker, entry, value="Khác")
    assert Settlement.objects.get(entry=entry).value == "Trần Thị Hoà"


def test_two_settlers_at_once_settle_once(committed: Province) -> None:
    second = committed.keyer_c
    give_role(user=second, unit=committed.commune, name=RoleName.CHECKER)
    entry = differing(committed).entries.get()
    done = at_once(
        lambda: settle(committed.checker, entry, value="Trần Thị Một"),
        lambda: settle(second, entry, value="Trần Thị Hai"),
    )
    kinds = sorted(type(result).__name__ for result in done)
    assert kinds == ["NothingToSettle", "Settlement"]
    kept = Settlement.objects.get(entry=entry)
    assert entry.record.versions.get().values["mother_name"] == kept.value


def test_comparing_twice_or_too_early_changes_nothing(province: Province) -> None:
    book = province.shelve(entries=2)
    province.key_twice(book)
    done, other = book.entries.order_by("position")
    assert actions.compare(entry=done) is False
    assert done.record.versions.count() == 1
    Entry.objects.filter(pk=other.pk).update(state="to_key")
    assert actions.compare(entry=other) is False


def test_what_still_differs_is_not_agreed(province: Province) -> None:
    entry = differing(province).entries.get()
    assert actions.compare(entry=entry) is False
    assert entry.state == "to_settle"


def test_the_sweep_agrees_what_a_lost_job_left(province: Province) -> None:
    book = province.shelve(entries=2)
    province.key(province.keyer_a, book)
    province.key(province.keyer_b, book)
    sql("DELETE FROM procrastinate_jobs")
    assert set(book.entries.values_list("state", flat=True)) == {"to_settle"}
    jobs.compare_waiting(0)
    work()
    assert set(book.entries.values_list("state", flat=True)) == {"in_review"}
    jobs.compare_waiting(0)
    work()
    assert [e.record.current for e in book.entries.all()] == [1, 1]


def test_the_sweep_passes_over_what_was_compared_and_differs(province: Province) -> None:
    entry = differing(province).entries.get()
    assert not queries.uncompared().exists()
    Entry.objects.filter(pk=entry.pk).update(round=2)
    assert list(queries.uncompared()) == [entry]


def test_two_workers_at_once_agree_once(committed: Province) -> None:
    book = committed.shelve(entries=1)
    committed.key(committed.keyer_a, book)
    committed.key(committed.keyer_b, book)
    entry = book.entries.get()
    assert sorted(at_once(*[lambda: actions.compare(entry=entry)] * 3)) == [False, False, True]
    assert entry.record.versions.count() == 1


def test_a_difference_may_be_sent_back_to_be_keyed_anew(province: Province) -> None:
    entry = differing(province).entries.get()
    actions.return_entry(by=province.checker, entry=entry, reason="cả hai nhầm dòng")
    assert (entry.state, entry.round) == ("returned", 2)
    with pytest.raises(NotFromHere):
        actions.return_entry(by=province.checker, entry=entry, reason="lần nữa")
    assert next_of(province.checker) is None
    assert entry.round == 2


def test_two_differences_show_the_values_in_a_fixed_order_without_names(
    province: Province,
) -> None:
    book = differing(province, entries=12)
    browser = Client()
    browser.force_login(province.checker)
    page = browser.get("/review/settling/").text
    assert "Trần Thị Hoà" in page
    assert "người thử keyer" not in page.lower()
    orders = set()
    for entry in book.entries.all():
        pair = queries.pair(entry)
        both = queries.answers(pair, "mother_name")
        assert both == queries.answers(pair, "mother_name")
        orders.add(both[0].value)
    assert orders == {"Trần Thị Hoà", "Trần Thị Hoa"}


def test_settling_on_the_page(province: Province) -> None:
    entry = differing(province).entries.get()
    browser = Client()
    browser.force_login(province.checker)
    address = f"/review/settling/{entry.pk}/mother_name/"
    assert browser.post(address, {}).status_code == 400
    assert browser.post(address, {"value": "x", "flag": "y" * 40}).status_code == 400
    assert browser.post("/review/settling/0/mother_name/", {"value": "x"}).status_code == 404
    answer = browser.post(address, {"value": "Trần Thị Hoà"})
    assert answer["Location"] == "/review/settling/"
    assert "Không còn chỗ khác nhau" in browser.get("/review/settling/").text
    again = browser.post(address, {"value": "Trần Thị Khác"}, follow=True)
    assert again.status_code == 200
    assert "Chỗ này đã được phân xử" in again.text
    assert entry.settlements.get().value == "Trần Thị Hoà"


def test_the_page_asks_for_the_next_difference_in_one_request(province: Province) -> None:
    first, second = differing(province, entries=2).entries.order_by("position")
    browser = Client()
    browser.force_login(province.checker)
    whole = browser.get("/review/settling/").text
    assert f'hidden src="/review/entry/{second.pk}/image/"' in whole
    address, headers = f"/review/settling/{first.pk}/mother_name/", {"HX-Request": "true"}
    part = browser.post(address, {"value": "Trần Thị Hoà"}, headers=headers)
    assert f"/review/settling/{second.pk}/mother_name/" in part.text
    assert "<html" not in part.text
    address = f"/review/settling/{second.pk}/mother_name/"
    last = browser.post(address, {"value": "Trần Thị Hoà"}, headers=headers)
    assert last["HX-Redirect"] == "/review/settling/"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE review_settlement SET value = 'x'",
        "DELETE FROM review_settlement",
        "TRUNCATE review_settlement",
    ],
)
def test_the_database_refuses_every_change_of_an_answer(province: Province, statement: str) -> None:
    entry = differing(province).entries.get()
    kept = settle(province.checker, entry)
    with pytest.raises(DatabaseError, match="review_settlement keeps what was written"):
        sql(statement)
    with pytest.raises(IntegrityError, match="settled_once"), transaction.atomic():
        Settlement.objects.create(entry=entry, round=1, field="mother_name", by=kept.by)
    assert Settlement.objects.get(entry=entry).value == kept.value


def test_a_held_entry_is_keyed_by_two_different_people_before_it_is_compared(
    province: Province,
) -> None:
    book = province.shelve(entries=1)
    lease = keying.lease_batch(by=province.keyer_a, book=book)
    entry = held.held_entries(province.keyer_a, lease).get()
    assert queries.pair(entry) is None
    province.key_entry(province.keyer_a, entry)
    assert queries.pair(entry) is None
    province.key(province.keyer_b, book)
    assert {k.user for k in entry.keyings.all()} == {province.keyer_a, province.keyer_b}


def test_only_the_images_of_the_differences_in_hand_are_duty(province: Province) -> None:
    """A head who leafs through, and a checker who looks far ahead, are counted."""
    entries = differing(province, entries=3).entries.order_by("position")
    checker = Client()
    checker.force_login(province.checker)
    checker.get("/review/settling/")
    head = Client()
    head.force_login(province.head)
    for user, browser, entry, duty in (
        (province.checker, checker, entries[0], True),
        (province.checker, checker, entries[1], True),  # the next one, got ready
        (province.checker, checker, entries[2], False),
        (province.head, head, entries[0], False),
    ):
        assert browser.get(f"/review/entry/{entry.pk}/image/").status_code == 200
        looks = Reading.objects.filter(actor=user.actor, what="image")
        assert looks.order_by("-pk")[0].duty is duty, (user, entry.position)
