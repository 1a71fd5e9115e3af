"""Approving a book: findings answered, numbers explained, and all of it in one act."""

import hashlib
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hotich.books import actions as books
from hotich.books.models import Book
from hotich.delivery.models import Delivery, Package
from hotich.ledger.queries import of_subject
from hotich.people.errors import NotAllowed
from hotich.records import actions as records
from hotich.records.models import Record
from hotich.records.queries import approved_versions
from hotich.review import actions, queries
from hotich.review.errors import NoSuchFinding, NotMissing, NotReady, ReasonMissing
from hotich.review.models import Acceptance, Approval, MissingNumber, MissingReason
from hotich.rules.transitions import NotFromHere
from hotich.scans.models import Entry
from tests.apps.review.steps import (
    WHY,
    a_number_missing,
    accept_all,
    correct,
    entry_at,
    open_findings,
)
from tests.province import Province, at_once, work


def test_it_works(province: Province, book: Book) -> None:
    assert queries.open_points(book) == []
    approval = actions.approve_book(by=province.head, book=book)
    assert (approval.entries, approval.by) == (3, province.head)
    digests = "".join(v.digest for v in approved_versions(book))
    assert approval.digest == hashlib.sha256(digests.encode()).hexdigest()
    assert set(book.entries.values_list("state", flat=True)) == {"approved"}
    assert set(Record.objects.filter(book=book).values_list("approved", flat=True)) == {1}
    line = of_subject(f"book:{book.pk}").first()
    assert (line.verb, line.actor, line.detail["moved"]) == (
        "approve_book",
        province.head.actor,
        3,
    )
    work()
    assert Package.objects.get(book=book).entries == 3
    assert Delivery.objects.filter(book=book, state="pending").count() == 3


def test_nobody_else_may_approve_or_reopen(province: Province, book: Book) -> None:
    for user in province.others("head"):
        with pytest.raises(NotAllowed):
            actions.approve_book(by=user, book=book)
    actions.approve_book(by=province.head, book=book)
    for user in province.others("head"):
        with pytest.raises(NotAllowed):
            actions.reopen_entry(by=user, entry=entry_at(book, 0), reason=WHY)
    assert set(book.entries.values_list("state", flat=True)) == {"approved"}


def test_nobody_else_may_accept_explain_or_return(province: Province, book: Book) -> None:
    entry = entry_at(book, 0)
    for user in province.others("checker", "head"):
        with pytest.raises(NotAllowed):
            actions.accept_finding(by=user, book=book, entry=None, finding="x", reason=WHY)
        with pytest.raises(NotAllowed):
            actions.explain_missing(
                by=user, book=book, year=2009, number=9, reason=MissingReason.LOST
            )
        with pytest.raises(NotAllowed):
            actions.return_entry(by=user, entry=entry, reason=WHY)
    entry.refresh_from_db()
    assert entry.state == "in_review"


def test_approving_twice_is_refused(province: Province, book: Book) -> None:
    actions.approve_book(by=province.head, book=book)
    with pytest.raises(NotReady) as refused:
        actions.approve_book(by=province.head, book=book)
    assert "đã được duyệt" in refused.value.text("vi")
    assert Approval.objects.filter(book=book).count() == 1


def test_two_approvals_at_once_are_one(committed: Province) -> None:
    book = committed.shelve(entries=2)
    committed.key_twice(book)
    done = at_once(*[lambda: actions.approve_book(by=committed.head, book=book)] * 3)
    assert sorted(type(result).__name__ for result in done) == ["Approval", "NotReady", "NotReady"]
    assert of_subject(f"book:{book.pk}").filter(verb="approve_book").count() == 1


def test_approving_and_returning_at_once_leave_one_whole(committed: Province) -> None:
    book = committed.shelve(entries=2)
    committed.key_twice(book)
    entry = entry_at(book, 0)
    approved, returned = at_once(
        lambda: actions.approve_book(by=committed.head, book=book),
        lambda: actions.return_entry(by=committed.checker, entry=entry, reason=WHY),
    )
    states = sorted(book.entries.values_list("state", flat=True))
    if isinstance(approved, Approval):
        assert isinstance(returned, NotFromHere)
        assert states == ["approved", "approved"]
    else:
        assert (type(approved), returned) == (NotReady, None)
        assert states == ["in_review", "returned"]


def test_a_correction_at_the_same_moment_is_approved_or_refused(committed: Province) -> None:
    book = committed.shelve(entries=1)
    committed.key_twice(book)
    entry = entry_at(book, 0)
    approved, corrected = at_once(
        lambda: actions.approve_book(by=committed.head, book=book),
        lambda: correct(committed, entry, signer="Phan Văn Sửa"),
    )
    assert isinstance(approved, Approval)
    record = Record.objects.get(entry=entry)
    assert record.approved == record.current == (1 if corrected else 2)


# What stands in the way


def unkeyed(province: Province) -> Book:
    return province.shelve(entries=1)


def scanning_open(province: Province) -> Book:
    book = province.shelve(entries=1)
    province.key_twice(book)
    books.reopen_scanning(by=province.registrar, book=book)
    return book


def empty(province: Province) -> Book:
    return province.register(entries=1)


def an_error(province: Province) -> Book:
    book = province.shelve(entries=1)
    province.key_twice(book)
    correct(province, entry_at(book, 0), child_sex="9")
    return book


def an_unusual_point(province: Province) -> Book:
    book = province.shelve(entries=1)
    province.key_twice(book)
    correct(province, entry_at(book, 0), mother_birth_date="1930")
    return book


def a_number_twice(province: Province) -> Book:
    book = province.shelve(entries=2)
    province.key_twice(book)
    correct(province, entry_at(book, 1), number="001/2009")
    missing(province, book, 2)
    return book


def missing(province: Province, book: Book, number: int, **changes: Any) -> MissingNumber:
    act: dict[str, Any] = {"by": province.checker, "reason": MissingReason.SKIPPED, "year": 2009}
    return actions.explain_missing(**{**act, "book": book, "number": number, **changes})


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (unkeyed, "chưa nhập"),
        (scanning_open, "chưa báo quét xong"),
        (empty, "chưa có trường hợp nào"),
        (a_number_missing, "003/2009"),
        (an_error, "1 lỗi phải sửa"),
        (an_unusual_point, "1 điểm lạ"),
        (a_number_twice, "2 lỗi phải sửa"),
    ],
)
def test_a_book_with_something_open_is_not_approved(
    province: Province, make: Any, words: str
) -> None:
    book = make(province)
    before = list(book.entries.order_by("pk").values())
    with pytest.raises(NotReady) as refused:
        actions.approve_book(by=province.head, book=book)
    assert words in refused.value.text("vi")
    assert "{" not in refused.value.text("en")
    assert list(book.entries.order_by("pk").values()) == before
    assert not Approval.objects.filter(book=book).exists()


def test_two_unreadable_numbers_that_fall_on_one_are_refused_whole(
    province: Province, book: Book
) -> None:
    """The checks cannot read the number that was only proposed; the database still knows it."""
    entry = entry_at(book, 1)
    records.correct(
        by=province.checker,
        record=Record.objects.get(entry=entry),
        changes={"number": ("", "unreadable")},
        reason=WHY,
    )
    Record.objects.filter(entry=entry).update(number=1)
    Entry.objects.filter(pk=entry.pk).update(number=1)
    missing(province, book, 2)
    accept_all(province, book, entry)
    accept_all(province, book)
    with pytest.raises(NotReady) as refused:
        actions.approve_book(by=province.head, book=book)
    assert "cùng một số" in refused.value.text("vi")
    assert set(book.entries.values_list("state", flat=True)) == {"in_review"}


# Findings


def test_an_unusual_point_is_confirmed_for_this_version_only(
    province: Province, book: Book
) -> None:
    entry = entry_at(book, 0)
    correct(province, entry, mother_birth_date="1930")
    (key,) = open_findings(book, entry)
    first = actions.accept_finding(
        by=province.checker, book=book, entry=entry, finding=key, reason=f" {WHY} "
    )
    assert (first.reason, first.version, first.by) == (WHY, 2, province.checker)
    again = actions.accept_finding(
        by=province.head, book=book, entry=entry, finding=key, reason="khác"
    )
    assert again == first
    assert of_subject(f"entry:{entry.pk}").filter(verb="accept_finding").count() == 1
    assert open_findings(book, entry) == []
    assert queries.open_points(book) == []
    correct(province, entry, signer="Phan Văn Sửa")
    assert open_findings(book, entry) == [key]


def test_a_point_of_the_book_is_confirmed(province: Province) -> None:
    book = province.shelve(entries=3)
    province.key_twice(book)
    Book.objects.filter(pk=book.pk).update(pages=9)
    book.refresh_from_db()
    (key,) = open_findings(book)
    assert key.startswith("R30")
    accept_all(province, book)
    assert queries.open_points(book) == []
    assert Acceptance.objects.get(book=book).entry is None


def test_an_error_or_a_strange_finding_is_not_accepted(province: Province, book: Book) -> None:
    entry, other = entry_at(book, 0), entry_at(book, 1)
    correct(province, entry, child_sex="9")
    correct(province, other, mother_birth_date="1930")
    (blocking,), (unusual,) = open_findings(book, entry), open_findings(book, other)
    for target, finding in ((entry, blocking), (entry, unusual), (other, "R15"), (None, unusual)):
        with pytest.raises(NoSuchFinding):
            actions.accept_finding(
                by=province.checker, book=book, entry=target, finding=finding, reason=WHY
            )
    with pytest.raises(ReasonMissing):
        actions.accept_finding(
            by=province.checker, book=book, entry=other, finding=unusual, reason=" "
        )
    assert not Acceptance.objects.filter(book=book).exists()


def test_a_finding_of_an_entry_of_another_book_is_none_of_this_one(
    province: Province, book: Book
) -> None:
    second = province.shelve(entries=1, year=2010)
    province.key_twice(second)
    entry = entry_at(second, 0)
    correct(province, entry, mother_birth_date="1930")
    (key,) = open_findings(second, entry)
    with pytest.raises(NoSuchFinding):
        actions.accept_finding(by=province.checker, book=book, entry=entry, finding=key, reason=WHY)


def test_a_finding_of_an_entry_without_a_record_is_none(province: Province) -> None:
    book = province.shelve(entries=1)
    with pytest.raises(NoSuchFinding):
        actions.accept_finding(
            by=province.checker, book=book, entry=entry_at(book, 0), finding="R1", reason=WHY
        )


def test_two_acceptances_at_once_are_one(committed: Province) -> None:
    book = committed.shelve(entries=1)
    committed.key_twice(book)
    entry = entry_at(book, 0)
    correct(committed, entry, mother_birth_date="1930")
    (key,) = open_findings(book, entry)

    def accept() -> int:
        return actions.accept_finding(
            by=committed.checker, book=book, entry=entry, finding=key, reason=WHY
        ).pk

    assert len(set(at_once(accept, accept, accept))) == 1
    assert of_subject(f"entry:{entry.pk}").filter(verb="accept_finding").count() == 1


# Missing numbers


def test_a_missing_number_is_explained_and_the_book_approved(province: Province) -> None:
    book = a_number_missing(province)
    assert queries.missing_numbers(book) == [(2009, 3)]
    explained = missing(province, book, 3, reason=MissingReason.TORN, note=" rách góc ")
    assert (explained.reason, explained.note, explained.explained_by) == (
        "torn",
        "rách góc",
        province.checker,
    )
    assert queries.missing_numbers(book) == []
    accept_all(province, book)
    assert actions.approve_book(by=province.head, book=book).entries == 2


@pytest.mark.parametrize(("year", "number"), [(2009, 1), (2009, 4), (2009, 0), (2010, 3)])
def test_a_number_that_is_not_missing_is_not_explained(
    province: Province, year: int, number: int
) -> None:
    book = a_number_missing(province)
    with pytest.raises(NotMissing):
        missing(province, book, number, year=year)


def test_explaining_twice_or_at_once_is_explaining_once(committed: Province) -> None:
    book = a_number_missing(committed)
    done = at_once(*[lambda: missing(committed, book, 3)] * 3)
    kinds = sorted(type(result).__name__ for result in done)
    assert kinds == ["MissingNumber", "NotMissing", "NotMissing"]
    with pytest.raises(NotMissing):
        missing(committed, book, 3)


def test_the_database_refuses_a_second_or_unknown_reason(province: Province) -> None:
    book = a_number_missing(province)
    missing(province, book, 3)
    row = {"book": book, "year": 2009, "explained_by": province.checker}
    with pytest.raises(IntegrityError, match="missing_once"), transaction.atomic():
        MissingNumber.objects.create(number=3, reason="lost", **row)
    with pytest.raises(IntegrityError, match="missing_reason_known"), transaction.atomic():
        MissingNumber.objects.create(number=4, reason="eaten", **row)
    acceptance = {"book": book, "finding": "R28", "reason": WHY, "by": province.checker}
    Acceptance.objects.create(entry=None, **acceptance)
    with pytest.raises(IntegrityError, match="accepted_once"), transaction.atomic():
        Acceptance.objects.create(entry=None, **acceptance)


# Reopening and returning


def test_a_reopened_entry_is_corrected_and_approved_again(province: Province) -> None:
    book = province.approve(entries=2)
    entry = entry_at(book, 0)
    actions.reopen_entry(by=province.head, entry=entry, reason=WHY)
    assert entry.state == "in_review"
    with pytest.raises(NotFromHere):
        actions.reopen_entry(by=province.head, entry=entry, reason=WHY)
    correct(province, entry, mother_name="Trần Thị Sửa")
    record = Record.objects.get(entry=entry)
    assert (record.current, record.approved) == (2, None)
    approval = actions.approve_book(by=province.head, book=book)
    assert approval.entries == 2
    record.refresh_from_db()
    assert (record.current, record.approved) == (2, 2)
    assert Approval.objects.filter(book=book).count() == 2
    assert of_subject(f"book:{book.pk}").first().detail["moved"] == 1


def test_two_reopened_entries_may_change_their_numbers(province: Province) -> None:
    book = province.approve(entries=2)
    first, second = entry_at(book, 0), entry_at(book, 1)
    numbers = [Record.objects.get(entry=entry).number for entry in (first, second)]
    for entry in (first, second):
        actions.reopen_entry(by=province.head, entry=entry, reason=WHY)
    for entry, number in zip((first, second), reversed(numbers), strict=True):
        correct(province, entry, number=f"{number:03d}/2009")
    accept_all(province, book)
    actions.approve_book(by=province.head, book=book)
    swapped = [Record.objects.get(entry=entry).number for entry in (first, second)]
    assert swapped == numbers[::-1]


@pytest.mark.parametrize("reason", ["", "  "])
def test_reopening_and_returning_need_a_reason(province: Province, book: Book, reason: str) -> None:
    entry = entry_at(book, 0)
    with pytest.raises(ReasonMissing):
        actions.return_entry(by=province.checker, entry=entry, reason=reason)
    actions.approve_book(by=province.head, book=book)
    with pytest.raises(ReasonMissing):
        actions.reopen_entry(by=province.head, entry=entry, reason=reason)


def test_the_reason_of_returning_and_reopening_is_kept(province: Province, book: Book) -> None:
    entry = entry_at(book, 0)
    actions.return_entry(by=province.checker, entry=entry, reason="nhầm dòng")
    assert of_subject(f"entry:{entry.pk}").first().verb == "return_entry"


def test_a_stale_entry_is_returned_into_the_round_after_the_present_one(
    province: Province, book: Book
) -> None:
    stale = entry_at(book, 0)
    actions.return_entry(by=province.checker, entry=entry_at(book, 0), reason=WHY)
    province.key_twice(book)
    actions.return_entry(by=province.checker, entry=stale, reason=WHY)
    assert entry_at(book, 0).round == 3


def test_an_approved_entry_cannot_be_returned(province: Province, book: Book) -> None:
    actions.approve_book(by=province.head, book=book)
    with pytest.raises(NotFromHere):
        actions.return_entry(by=province.checker, entry=entry_at(book, 0), reason=WHY)
