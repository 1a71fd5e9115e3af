"""Sending: queued once, released by a person, claimed by one sender, each answer kept."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from hotich.books.models import Book
from hotich.delivery import actions, queries
from hotich.delivery.connectors import Answer
from hotich.delivery.errors import NotHeldBack, NothingApproved
from hotich.delivery.models import Delivery, Package, Receipt
from hotich.files import storage
from hotich.ledger.models import Reading
from hotich.ledger.queries import of_subject
from hotich.people.errors import NotAllowed, NotThere
from hotich.records import actions as records
from hotich.records.models import Record, Version
from hotich.review import actions as review
from hotich.scans.models import Entry
from tests.province import Province, at_once, sql, work

ACCEPTED = Answer("accepted", code="OK", receipt="BN-1", raw={"receipt": "BN-1"})
REFUSED = Answer("refused", code="DUPLICATE", description="đã có", raw={"code": "DUPLICATE"})
UNKNOWN = Answer("unknown", code="ReadTimeout")
RETRY = Answer("retry", code="ConnectError")


def released(province: Province, entries: int = 2) -> Book:
    """Return a book whose package is released; nothing is sent, for no job runs."""
    book = province.approve(entries=entries)
    actions.deliver_package(by=province.head, package=Package.objects.get(book=book))
    return book


def begin(book: Book) -> Delivery:
    row = actions.begin_sending(book=book)
    assert row is not None
    return row


def change(province: Province, book: Book, name: str, position: int = 0) -> Package:
    """Reopen an entry, correct it, approve the book again and return its newest package."""
    entry = Entry.objects.get(book=book, position=position)
    review.reopen_entry(by=province.head, entry=entry, reason="sai tên mẹ")
    records.correct(
        by=province.checker,
        record=Record.objects.get(entry=entry),
        changes={"mother_name": (name, "")},
        reason="đã xem ảnh",
    )
    review.approve_book(by=province.head, book=book)
    package = actions.write_package(book=book)
    actions.queue_package(package=package)
    return package


def test_it_works(province: Province) -> None:
    book = released(province)
    rows = [begin(book), begin(book)]
    assert actions.begin_sending(book=book) is None
    assert len({row.key for row in rows}) == 2
    actions.record_answer(delivery=rows[0], answer=ACCEPTED)
    actions.record_answer(delivery=rows[1], answer=REFUSED)
    assert queries.places(book) == {"accepted": 1, "refused": 1}
    receipt = Receipt.objects.get(delivery=rows[0])
    assert (receipt.status, receipt.number, receipt.raw) == ("accepted", "BN-1", ACCEPTED.raw)
    (line,) = of_subject(f"delivery:{rows[1].pk}")
    assert (line.verb, line.detail["code"]) == ("delivery_refuse", "DUPLICATE")


def test_a_message_says_the_same_at_every_repeat(province: Province) -> None:
    row = begin(released(province))
    first = queries.message_of(row)
    again = queries.message_of(Delivery.objects.get(pk=row.pk))
    assert dataclasses.asdict(first) == dataclasses.asdict(again)
    assert first.key == row.key == queries.key_of(row.version)
    assert first.pdf.startswith(b"%PDF")
    assert first.data["nksHoTen"] == row.version.values["child_name"]


def test_nobody_else_may_release(province: Province) -> None:
    package = Package.objects.get(book=province.approve(entries=1))
    for user in province.others("head", "department"):
        with pytest.raises(NotAllowed):
            actions.deliver_package(by=user, package=package)
    actions.deliver_package(by=province.department, package=package)
    package.refresh_from_db()
    assert package.released_by == province.department


def test_nothing_is_sent_before_a_person_releases_it(province: Province) -> None:
    book = province.approve(entries=1)
    assert actions.begin_sending(book=book) is None
    assert not queries.is_going(book)


def test_releasing_twice_or_at_once_is_releasing_once(committed: Province) -> None:
    package = Package.objects.get(book=committed.approve(entries=1))

    def release() -> None:
        actions.deliver_package(by=committed.head, package=package)

    assert at_once(release, release) == [None, None]
    release()
    lines = of_subject(f"book:{package.book_id}").filter(verb="deliver_package")
    assert lines.count() == 1


def test_queueing_and_packaging_twice_changes_nothing(province: Province) -> None:
    book = province.approve(entries=2)
    package = actions.write_package(book=book)
    assert package == Package.objects.get(book=book)
    assert actions.queue_package(package=package) == 0
    assert Delivery.objects.filter(book=book).count() == 2
    verbs = [line.verb for line in of_subject(f"book:{book.pk}")]
    assert (verbs.count("queue_package"), verbs.count("write_package")) == (1, 1)


def test_packaging_at_once_makes_one_package(committed: Province) -> None:
    book = committed.shelve(entries=2)
    committed.key_twice(book)
    review.approve_book(by=committed.head, book=book)
    packages = at_once(*[lambda: actions.write_package(book=book)] * 2)
    assert packages == [Package.objects.get(book=book)] * 2
    at_once(*[lambda: actions.queue_package(package=packages[0])] * 2)
    assert Delivery.objects.filter(book=book).count() == 2
    for part in (packages[0].xlsx_id, packages[0].zip_id, packages[0].manifest_id):
        assert storage.is_whole(part)


def test_a_book_without_an_approved_record_has_no_package(province: Province) -> None:
    with pytest.raises(NothingApproved):
        actions.write_package(book=province.shelve(entries=1))


def test_two_senders_at_once_claim_different_rows(committed: Province) -> None:
    book = released(committed, entries=4)
    rows = at_once(*[lambda: actions.begin_sending(book=book)] * 4)
    claimed = [row.pk for row in rows if row]
    assert len(claimed) == len(set(claimed)) >= 1
    assert Delivery.objects.filter(book=book, state="sent", attempts=1).count() == len(claimed)


@pytest.mark.parametrize(
    ("answer", "state"),
    [(ACCEPTED, "accepted"), (REFUSED, "refused"), (UNKNOWN, "unknown"), (RETRY, "pending")],
)
def test_an_answer_moves_a_row_once(province: Province, answer: Answer, state: str) -> None:
    row = begin(released(province))
    for _ in range(2):
        actions.record_answer(delivery=row, answer=answer)
    row.refresh_from_db()
    assert (row.state, row.code) == (state, answer.code)
    final = answer.status in ("accepted", "refused")
    assert Receipt.objects.filter(delivery=row).count() == final
    assert row.next_try is not None
    assert row.attempts == 1


@pytest.mark.parametrize("answer", [ACCEPTED, REFUSED])
def test_a_final_answer_stays(province: Province, answer: Answer) -> None:
    row = begin(released(province))
    actions.record_answer(delivery=row, answer=answer)
    for later in (ACCEPTED, REFUSED, UNKNOWN, RETRY):
        actions.record_answer(delivery=row, answer=later)
    row.refresh_from_db()
    assert row.state == answer.status
    assert Receipt.objects.filter(delivery=row).count() == 2


def test_the_same_answer_at_once_is_one_receipt(committed: Province) -> None:
    row = begin(released(committed, entries=1))
    done = at_once(*[lambda: actions.record_answer(delivery=row, answer=ACCEPTED)] * 3)
    assert done == [None] * 3
    assert Receipt.objects.get(delivery=row).status == "accepted"
    assert of_subject(f"delivery:{row.pk}").count() == 1


def test_an_unknown_row_is_asked_for_and_never_sent_by_itself(province: Province) -> None:
    book = released(province, entries=1)
    row = begin(book)
    actions.record_answer(delivery=row, answer=UNKNOWN)
    Delivery.objects.filter(pk=row.pk).update(next_try=None)
    assert actions.begin_sending(book=book) is None
    assert list(queries.unknown(book)) == [row]
    actions.record_answer(delivery=row, answer=RETRY)
    Delivery.objects.filter(pk=row.pk).update(next_try=None)
    assert begin(book) == row


def test_a_row_waits_until_it_is_due(province: Province) -> None:
    book = released(province, entries=1)
    row = begin(book)
    actions.record_answer(delivery=row, answer=RETRY)
    Delivery.objects.filter(pk=row.pk).update(next_try=timezone.now() + timedelta(minutes=5))
    assert actions.begin_sending(book=book) is None
    Delivery.objects.filter(pk=row.pk).update(next_try=timezone.now() - timedelta(seconds=1))
    assert begin(book).attempts == 2


def test_a_row_whose_sender_died_becomes_unknown(province: Province) -> None:
    book = released(province)
    dead, alive = begin(book), begin(book)
    long_ago = timezone.now() - 2 * actions.SENDING
    Delivery.objects.filter(pk=dead.pk).update(sent_at=long_ago)
    assert actions.lose_abandoned(book=book) == 1
    assert actions.lose_abandoned(book=book) == 0
    dead.refresh_from_db()
    alive.refresh_from_db()
    assert (dead.state, alive.state) == ("unknown", "sent")
    actions.record_answer(delivery=dead, answer=ACCEPTED)
    dead.refresh_from_db()
    assert dead.state == "accepted"


def test_a_row_that_fails_too_often_is_held_for_a_person(province: Province) -> None:
    book = released(province, entries=1)
    row = begin(book)
    Delivery.objects.filter(pk=row.pk).update(attempts=actions.MAX_ATTEMPTS - 1)
    actions.count_attempt(delivery=row)
    actions.record_answer(delivery=row, answer=UNKNOWN)
    row.refresh_from_db()
    assert row.state == "held"
    assert actions.begin_sending(book=book) is None
    for user in province.others("head", "department"):
        with pytest.raises(NotAllowed):
            actions.release_held(by=user, delivery=row)
    actions.release_held(by=province.head, delivery=row)
    with pytest.raises(NotHeldBack):
        actions.release_held(by=province.head, delivery=row)
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("unknown", 0)  # its key is asked for before anything goes
    assert actions.begin_sending(book=book) is None
    assert list(queries.unknown(book)) == [row]


def test_a_corrected_entry_is_a_new_package_and_a_new_key(province: Province) -> None:
    book = released(province)
    old = [begin(book), begin(book)]
    for row in old:
        actions.record_answer(delivery=row, answer=ACCEPTED)
    first = Package.objects.get(book=book)
    second = change(province, book, "Trần Thị Sửa")
    assert second != first
    assert (first.released_at is None, second.released_at) == (False, None)
    (row,) = second.deliveries.all()
    assert row.key not in {before.key for before in old}
    assert row.version.n == 2
    assert actions.begin_sending(book=book) is None
    actions.deliver_package(by=province.head, package=second)
    assert begin(book) == row
    message = queries.message_of(row)
    assert (message.version, message.data["meHoTen"]) == (2, "Trần Thị Sửa")


def test_an_entry_that_bears_a_number_another_was_sent_under_has_its_own_key(
    province: Province,
) -> None:
    first, second = Record.objects.filter(book=province.approve(entries=2)).order_by("pk")
    keys = set()
    for record in (first, second):
        record.number = 7
        keys.add(queries.key_of(Version(record=record, n=1)))
    assert len(keys) == 2


def test_what_was_corrected_before_it_left_is_sent_in_its_new_form_only(
    province: Province,
) -> None:
    book = province.approve(entries=2)
    package = change(province, book, "Trần Thị Sửa")
    actions.deliver_package(by=province.head, package=package)
    sent = [begin(book), begin(book)]
    assert actions.begin_sending(book=book) is None
    assert sorted(row.version.n for row in sent) == [1, 2]
    assert len({row.version.record_id for row in sent}) == 2
    for row in sent:
        actions.record_answer(delivery=row, answer=ACCEPTED)
    assert not queries.is_going(book)


def test_an_entry_that_is_reopened_waits(province: Province) -> None:
    book = released(province)
    entry = Entry.objects.get(book=book, position=0)
    review.reopen_entry(by=province.head, entry=entry, reason="sai tên mẹ")
    assert begin(book).version.record.entry_id != entry.pk
    assert actions.begin_sending(book=book) is None


def test_a_correction_taken_back_is_a_package_of_its_own(province: Province) -> None:
    """The same content as at first, but another version: it waits for its own release."""
    book = released(province, entries=1)
    first = Package.objects.get(book=book)
    second = change(province, book, "Trần Thị Sửa")
    third = change(province, book, "Trần Thị Hoà")
    assert len({first, second, third}) == 3
    assert third.deliveries.get().version.n == 3
    assert actions.begin_sending(book=book) is None
    actions.deliver_package(by=province.head, package=third)
    assert begin(book).version.n == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE delivery_receipt SET status = 'accepted'",
        "DELETE FROM delivery_receipt",
        "TRUNCATE delivery_receipt",
    ],
)
def test_the_database_refuses_every_change_of_a_receipt(province: Province, statement: str) -> None:
    row = begin(released(province, entries=1))
    actions.record_answer(delivery=row, answer=REFUSED)
    with pytest.raises(DatabaseError, match="delivery_receipt keeps what was written"):
        sql(statement)
    assert Receipt.objects.get(delivery=row).status == "refused"


@pytest.mark.parametrize(
    ("model", "values", "name"),
    [
        (Delivery, {"state": "lost"}, "delivery_state_known"),
        (Delivery, {"key": "one"}, "delivery_delivery_key"),
        (Package, {"released_at": "2026-01-01T00:00:00Z"}, "package_released_by_someone"),
    ],
)
def test_the_database_says_no(
    province: Province, model: type, values: dict[str, Any], name: str
) -> None:
    book = province.approve(entries=2)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.filter(book=book).update(**values)


def test_deliveries_of_another_unit_are_not_there(province: Province) -> None:
    book = province.approve(entries=1)
    package, row = Package.objects.get(book=book), Delivery.objects.get(book=book)
    for user in province.others("head", "department", "auditor"):
        with pytest.raises(NotThere):
            queries.package(user, package.pk)
        with pytest.raises(NotThere):
            queries.row(user, row.pk)


def test_the_pages_of_delivery(province: Province) -> None:
    book = province.approve(entries=1)
    package = Package.objects.get(book=book)
    head, auditor = Client(), Client()
    head.force_login(province.head)
    auditor.force_login(province.auditor)
    assert "01/2009" in head.get("/deliveries/").text
    assert head.get(f"/deliveries/{book.pk}/").status_code == 200
    release = f"/deliveries/package/{package.pk}/deliver/"
    assert auditor.post(release).status_code == 403
    package.refresh_from_db()
    assert package.released_at is None
    assert head.post(release).status_code == 302
    assert head.post(release).status_code == 302
    row = Delivery.objects.get(book=book)
    assert head.post(f"/deliveries/row/{row.pk}/release/").status_code == 409
    part = head.get(f"/deliveries/{book.pk}/", headers={"hx-request": "true"})
    assert part.text.startswith("<section")
    for name, kind in (("xlsx", "openxml"), ("zip", "zip"), ("manifest", "json")):
        answer = head.get(f"/deliveries/package/{package.pk}/{name}/")
        assert kind in answer["Content-Type"]
        assert "attachment" in answer["Content-Disposition"]
        assert b"".join(answer.streaming_content)
    assert head.get(f"/deliveries/package/{package.pk}/other/").status_code == 404
    readings = Reading.objects.filter(actor=province.head.actor, what="file")
    assert readings.count() == 3


def test_a_package_whose_file_is_gone_says_so(province: Province) -> None:
    package = Package.objects.get(book=province.approve(entries=1))
    storage.path_of(package.zip_id).unlink()
    browser = Client()
    browser.force_login(province.head)
    answer = browser.get(f"/deliveries/package/{package.pk}/zip/")
    assert answer.status_code == 500
    assert package.zip_id[:12] in answer.text
    work()
