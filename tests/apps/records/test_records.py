"""Agreed records: a version for each agreement and each correction, none ever changed."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from hotich.books.models import Book
from hotich.ledger.models import Reading
from hotich.ledger.queries import of_subject
from hotich.people.errors import NotAllowed, NotThere
from hotich.records import actions, queries
from hotich.records.errors import BadValue, NoSuchField, ReasonMissing
from hotich.records.models import Record, Version
from hotich.rules.transitions import NotFromHere
from hotich.scans.models import Entry
from tests.province import Province, at_once, birth, sql

WHY = "đã xem ảnh"


@pytest.fixture
def book(province: Province) -> Book:
    """Two entries agreed and in review."""
    book = province.shelve(entries=2)
    province.key_twice(book)
    return book


def first(book: Book) -> Record:
    return Record.objects.select_related("book__unit").get(book=book, entry__position=0)


def test_it_works(province: Province, book: Book) -> None:
    record = first(book)
    (version,) = record.versions.all()
    assert (version.n, version.values, version.flags, version.by) == (1, birth(1), {}, None)
    assert version.sources["child_name"] == "both"
    assert version.sources["remarks"] == "first"
    assert (record.year, record.number, record.suffix) == (2009, 1, "")
    assert (record.current, record.approved) == (1, None)
    assert version.digest == actions.digest(version.values, version.flags)
    assert queries.current_versions(book).first() == version


def test_a_correction_is_a_new_version_and_the_old_one_stays(
    province: Province, book: Book
) -> None:
    record = first(book)
    before = Version.objects.filter(record=record).values().get()
    version = actions.correct(
        by=province.checker,
        record=record,
        changes={"mother_name": ("Lý  Thị Hoa", ""), "remarks": ("", "unreadable")},
        reason="  đã xem ảnh ",
    )
    assert (version.n, version.by, version.reason) == (2, province.checker, WHY)
    assert version.values == {**birth(1), "mother_name": "Lý Thị Hoa"}
    assert version.flags == {"remarks": "unreadable"}
    assert version.sources["mother_name"] == version.sources["remarks"] == "corrected"
    assert Version.objects.filter(pk=before["id"]).values().get() == before
    line = of_subject(f"entry:{record.entry_id}").first()
    assert (line.verb, line.detail["fields"]) == ("correct", ["mother_name", "remarks"])
    assert "Hoa" not in str(line.detail)


def test_an_emptied_value_is_left_out(province: Province, book: Book) -> None:
    changes = {"signer": ("", "blank")}
    version = actions.correct(by=province.head, record=first(book), changes=changes, reason=WHY)
    assert "signer" not in version.values
    assert version.flags == {"signer": "blank"}
    changes = {"signer": ("Phan Văn Mẫu", "")}
    version = actions.correct(by=province.head, record=first(book), changes=changes, reason=WHY)
    assert version.flags == {}


def test_a_corrected_number_renumbers_record_and_entry(province: Province, book: Book) -> None:
    record = first(book)
    changes = {"number": ("007A/2010", "")}
    actions.correct(by=province.checker, record=record, changes=changes, reason=WHY)
    record = first(book)
    entry = Entry.objects.get(pk=record.entry_id)
    assert (record.year, record.number, record.suffix) == (2010, 7, "A")
    assert entry.label == "007A/2010"
    changes = {"number": ("bảy", "")}
    actions.correct(by=province.checker, record=first(book), changes=changes, reason=WHY)
    assert Entry.objects.get(pk=record.entry_id).label == "007A/2010"


def test_a_corrected_name_is_found_by_search_and_the_old_one_no_more(
    province: Province, book: Book
) -> None:
    changes = {"child_name": ("Đặng Thị Ước", "")}
    actions.correct(by=province.checker, record=first(book), changes=changes, reason=WHY)
    (version,) = queries.search(province.registrar, "dang thi uoc")
    assert version.n == 2
    assert version.record == first(book)
    assert birth(1)["child_name"] not in {
        v.values["child_name"] for v in queries.search(province.registrar, birth(1)["child_name"])
    }


def test_nobody_else_may_correct(province: Province, book: Book) -> None:
    for user in province.others("checker", "head"):
        with pytest.raises(NotAllowed):
            actions.correct(by=user, record=first(book), changes={}, reason=WHY)
    assert first(book).current == 1


@pytest.mark.parametrize(
    ("changes", "reason", "error"),
    [
        ({"mother_name": ("x", "")}, "", ReasonMissing),
        ({"mother_name": ("x", "")}, " \n", ReasonMissing),
        ({"no_such": ("x", "")}, WHY, NoSuchField),
        ({"": ("x", "")}, WHY, NoSuchField),
        ({"mother_name": ("x", "torn")}, WHY, BadValue),
        ({"mother_name": ("x" * 2001, "")}, WHY, BadValue),
    ],
)
def test_a_wrong_correction_is_refused(
    province: Province,
    book: Book,
    changes: dict[str, tuple[str, str]],
    reason: str,
    error: type[Exception],
) -> None:
    with pytest.raises(error):
        actions.correct(by=province.checker, record=first(book), changes=changes, reason=reason)
    assert first(book).versions.count() == 1


@pytest.mark.parametrize("state", ["to_key", "to_settle", "returned", "approved"])
def test_only_an_entry_in_review_is_corrected(province: Province, book: Book, state: str) -> None:
    record = first(book)
    Entry.objects.filter(pk=record.entry_id).update(state=state)
    with pytest.raises(NotFromHere):
        actions.correct(
            by=province.checker, record=record, changes={"signer": ("x", "")}, reason=WHY
        )
    assert record.versions.count() == 1


def test_agreeing_twice_changes_nothing(province: Province, book: Book) -> None:
    record = first(book)
    with pytest.raises(NotFromHere):
        actions.agree(entry=record.entry, values={}, flags={}, sources={}, by=None)
    assert record.versions.count() == 1


def test_two_corrections_at_once_are_two_versions(committed: Province) -> None:
    book = committed.shelve(entries=1)
    committed.key_twice(book)
    record = first(book)

    def correct(name: str) -> int:
        return actions.correct(
            by=committed.checker, record=record, changes={name: ("mới", "")}, reason=WHY
        ).n

    done = at_once(*[lambda n=n: correct(n) for n in ("signer", "recorder", "remarks")])
    assert sorted(done) == [2, 3, 4]
    last = record.versions.get(n=4)
    assert [last.values[n] for n in ("signer", "recorder", "remarks")] == ["mới"] * 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_version SET values = '{}'",
        "UPDATE records_version SET reason = 'khác'",
        "DELETE FROM records_version",
        "TRUNCATE records_version CASCADE",
    ],
)
def test_the_database_refuses_every_change_of_a_version(
    province: Province, book: Book, statement: str
) -> None:
    before = list(Version.objects.values())
    with pytest.raises(DatabaseError, match="records_version keeps what was written"):
        sql(statement)
    assert list(Version.objects.values()) == before


def test_the_database_keeps_numbers_unique_once_approved(province: Province, book: Book) -> None:
    Record.objects.filter(book=book).update(number=1)
    Record.objects.filter(book=book, entry__position=0).update(approved=1)
    with pytest.raises(IntegrityError, match="record_number_once"), transaction.atomic():
        Record.objects.filter(book=book, entry__position=1).update(approved=1)
    with pytest.raises(IntegrityError, match="record_approved_exists"), transaction.atomic():
        Record.objects.filter(book=book, entry__position=0).update(approved=2)
    with pytest.raises(IntegrityError, match="version_once"), transaction.atomic():
        Version.objects.create(record=first(book), n=1, values={}, digest="x")


def test_a_record_of_another_unit_is_not_there(province: Province, book: Book) -> None:
    record = first(book)
    assert queries.get(province.registrar, record.pk) == record
    for user in (province.other_head, province.keyer_a, province.department):
        with pytest.raises(NotThere):
            queries.get(user, record.pk)
        assert not queries.search(user, "Nguyễn").exists()


def test_searching_on_the_page_is_posted_and_logged(province: Province, book: Book) -> None:
    browser = Client()
    browser.force_login(province.registrar)
    assert "Nguyễn Văn" not in browser.get("/records/", {"name": "nguyen"}).text
    assert birth(1)["child_name"] in browser.post("/records/", {"name": "NGUYEN VAN"}).text
    reading = Reading.objects.get(actor=province.registrar.actor)
    assert (reading.what, reading.subject) == ("search", "records")
    for odd in ("%", "_", "\x00", "' OR 1=1 --", "x" * 5000, "không có ai"):
        answer = browser.post("/records/", {"name": odd})
        assert answer.status_code == 200
        assert birth(1)["child_name"] not in answer.text
    for user in province.others("checker", "registrar", "head", "auditor", "other_head"):
        browser.force_login(user)
        assert browser.post("/records/", {"name": "nguyen"}).status_code == 403


def test_more_than_a_page_is_leafed_through_by_post(province: Province) -> None:
    book = province.shelve(entries=51)
    province.key_twice(book)
    browser = Client()
    browser.force_login(province.registrar)
    first = browser.post("/records/", {"name": "nguyen van"}).text
    second = browser.post("/records/", {"name": "nguyen van", "page": "2"}).text
    assert (first.count('scope="row"'), second.count('scope="row"')) == (50, 1)
    assert "Trang 1 trong 2" in first
    assert "Trang 2 trong 2" in second
    assert "name=nguyen" not in first  # the name never stands in an address
    readings = Reading.objects.filter(actor=province.registrar.actor).order_by("pk")
    assert [len(reading.records) for reading in readings] == [50, 1]
