"""Records that somebody else keyed, taken over from a file into an empty book."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from hotich.books.models import Book
from hotich.files import storage
from hotich.ledger.models import Line
from hotich.people.errors import NotAllowed
from hotich.progress.queries import balances
from hotich.records import queries
from hotich.records.actions import Given, correct, take_over
from hotich.records.errors import BadValue, NoSuchField
from hotich.records.models import Record, Version
from hotich.review.queries import open_points
from hotich.scans import actions as scans
from hotich.scans.errors import BookNotEmpty, BookScanned, TakenOver
from hotich.scans.models import Entry, ScanFile
from tests.province import Province, at_once, birth, jpeg, work


def given(count: int, **changes: str) -> list[Given]:
    return [Given(birth(n, 2009, **changes)) for n in range(1, count + 1)]


def take(province: Province, book: Book, rows: list[Given], state: str = "other_route") -> int:
    return take_over(by=province.registrar, book=book, given=rows, state=state, source="dot-1.xlsx")


def test_it_works(province: Province) -> None:
    book = province.register(entries=3)
    assert take(province, book, given(3)) == 3
    versions = list(queries.current_versions(book))
    assert [v.record.entry.label for v in versions] == ["001/2009", "002/2009", "003/2009"]
    assert versions[0].values == birth(1, 2009)
    assert (versions[0].reason, versions[0].by) == ("dot-1.xlsx", province.registrar)
    assert {e.state for e in book.entries.all()} == {"other_route"}
    account = balances([book.pk])[book.pk]
    assert (account.places["other_route"], account.done, account.difference) == (3, 3, 0)
    assert queries.search(province.checker, "nguyen van").count() == 3
    (line,) = Line.objects.filter(verb="take_over", subject=f"book:{book.pk}")
    assert line.detail["records"] == 3


def test_a_contractors_records_are_reviewed_like_ours(province: Province) -> None:
    book = province.register(entries=2)
    take(province, book, given(2), "in_review")
    entry = Entry.objects.filter(book=book).first()
    assert entry is not None
    browser = Client()
    browser.force_login(province.checker)
    page = browser.get(reverse("review_entry", args=[entry.pk]))
    assert "Trần Thị Hoà" in page.content.decode()
    assert browser.get(reverse("review_image", args=[entry.pk])).status_code == 404
    assert "Nguyễn Văn" in browser.get(reverse("review_book", args=[book.pk])).content.decode()
    changed = correct(
        by=province.checker,
        record=entry.record,
        changes={"mother_name": ("Trần Thị Hà", "")},
        reason="ảnh viết Hà",
    )
    assert changed.n == 2
    assert any("no image" in point.en for point in open_points(book))


def test_an_unreadable_number_follows_the_one_before(province: Province) -> None:
    book = province.register(entries=3)
    rows = given(3)
    rows[1].values["number"] = "nhòe"
    del rows[2].values["number"]
    take(province, book, rows)
    assert [r.number for r in Record.objects.filter(book=book).order_by("pk")] == [1, 2, 3]
    assert Version.objects.filter(record__book=book)[1].values["number"] == "nhòe"


def test_the_same_file_twice_is_refused_and_changes_nothing(province: Province) -> None:
    book = province.register(entries=3)
    take(province, book, given(3))
    with pytest.raises(BookNotEmpty):
        take(province, book, given(3))
    assert Record.objects.filter(book=book).count() == 3


@pytest.mark.usefixtures("committed")
def test_two_people_at_once_fill_a_book_once() -> None:
    province = Province.found()
    book = province.register(entries=3)
    done = at_once(*[lambda: take(province, book, given(3))] * 2)
    assert sorted(str(type(answer).__name__) for answer in done) == ["BookNotEmpty", "int"]
    assert Record.objects.filter(book=book).count() == 3


def test_a_bad_row_refuses_the_whole_file(province: Province) -> None:
    book = province.register(entries=3)
    for bad, refusal in (
        (Given({"husband_name": "x"}), NoSuchField),
        (Given({"child_name": "x" * 2001}), BadValue),
        (Given({"child_name": "Hoa\u0300"}), BadValue),
        (Given({}, {"child_name": "torn"}), BadValue),
        (Given({}, {"husband_name": "blank"}), BadValue),
    ):
        with pytest.raises(refusal):
            take(province, book, [*given(2), bad])
    assert not Entry.objects.filter(book=book).exists()


def test_only_who_answers_for_the_book_takes_records_over(province: Province) -> None:
    book = province.register(entries=3)
    for user in province.others("registrar", "head", "department"):
        with pytest.raises(NotAllowed):
            take_over(by=user, book=book, given=given(1), state="in_review", source="x")


def test_a_book_taken_over_is_not_cut_into_entries_again(province: Province) -> None:
    book = province.register(entries=3)
    take(province, book, given(3))
    kept = storage.keep([jpeg(7)])
    with pytest.raises(TakenOver):
        scans.add_scan(by=province.registrar, book=book, kept=kept, name="quet.jpg")


def test_an_entry_has_a_page_and_an_image_or_neither(province: Province) -> None:
    book = province.shelve(entries=2)
    entry = Entry.objects.filter(book=book).first()
    assert entry is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(image=None)


def test_a_book_with_scans_takes_no_records_from_a_file(province: Province) -> None:
    """A file that waits to be read would bring its entries later: each would be there twice."""
    book = province.register(entries=3)
    kept = storage.keep([jpeg(8)])
    scan_file, _ = scans.add_scan(by=province.registrar, book=book, kept=kept, name="quet.jpg")
    for state in ("received", "read"):
        ScanFile.objects.filter(pk=scan_file.pk).update(state=state)
        with pytest.raises(BookScanned):
            take(province, book, given(3))
    ScanFile.objects.filter(pk=scan_file.pk).update(state="refused")
    assert take(province, book, given(3)) == 3


def test_pages_are_not_recorded_in_a_book_taken_over(province: Province) -> None:
    book = province.register(entries=1)
    kept = storage.keep([jpeg(9)])
    scan_file, _ = scans.add_scan(by=province.registrar, book=book, kept=kept, name="quet.jpg")
    Entry.objects.create(book=book, box=0, position=0, corners=[], year=2009, number=1)
    with pytest.raises(TakenOver), transaction.atomic():
        scans.record_pages(scan_file=scan_file, pages=[])
    work()
    scan_file.refresh_from_db()
    assert (scan_file.state, scan_file.problem) == ("refused", TakenOver.code)


def test_records_begin_in_review_or_on_the_other_route(province: Province) -> None:
    book = province.register(entries=1)
    for state in ("approved", "to_key", "x"):
        with pytest.raises(ValueError, match=state):
            take(province, book, given(1), state)
    assert not Entry.objects.filter(book=book).exists()
