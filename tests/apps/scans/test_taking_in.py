"""Taking scans in: a file and a page once a book, entries numbered by the closing totals."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from hotich.books import actions as books
from hotich.books.errors import ScanningClosed
from hotich.books.models import Book
from hotich.files import actions as files
from hotich.files import storage
from hotich.ledger.queries import of_subject
from hotich.people.errors import NotAllowed, NotThere
from hotich.rules.transitions import ENTRY_MOVES, ENTRY_STATES, NotFromHere
from hotich.scans import actions, queries
from hotich.scans.errors import DamagedPdf, EmptyFile, UnknownContent
from hotich.scans.models import Entry, Page, ScanFile
from tests.province import LAYOUT, Province, at_once, jpeg, work


def kept(shade: int = 1) -> storage.Kept:
    return storage.keep([jpeg(40 * shade)])


def add(province: Province, book: Book, shade: int = 1) -> tuple[ScanFile, bool]:
    return actions.add_scan(
        by=province.registrar, book=book, kept=kept(shade), name="/tmp/quét 1.jpg"
    )


def pages(count: int, *, first: int = 0, digest: str = "") -> list[actions.ReadPage]:
    """Return pages of two entries each, as a worker would have read them."""
    picture = files.keep_bytes(jpeg(77), media="image/jpeg")
    corners = [[0.0, 0.0], [3.0, 0.0], [3.0, 2.0], [0.0, 2.0]]
    entries = [
        actions.ReadEntry(box=box, corners=corners, layout=LAYOUT, image=picture) for box in (0, 1)
    ]
    return [
        actions.ReadPage(
            index=first + n,
            digest=digest or uuid.uuid4().hex * 2,
            width=3,
            height=4,
            view=picture,
            thumb=picture,
            problem="",
            entries=entries,
        )
        for n in range(count)
    ]


def numbers(book: Book) -> list[str]:
    return [entry.label for entry in Entry.objects.filter(book=book).order_by("position")]


def test_it_works(province: Province) -> None:
    book = province.register(entries=4)
    scan_file, new = add(province, book)
    assert new
    assert (scan_file.name, scan_file.state) == ("quét 1.jpg", "received")
    assert actions.record_pages(scan_file=scan_file, pages=pages(2)) == 4
    scan_file.refresh_from_db()
    assert scan_file.state == "read"
    assert scan_file.facts == {"pages": 2, "repeated": 0, "entries": 4}
    assert numbers(book) == ["001/2009", "002/2009", "003/2009", "004/2009"]
    verbs = [line.verb for line in of_subject(f"book:{book.pk}")]
    assert verbs == ["read_scan", "add_scan", "register_book"]


def test_entries_are_numbered_over_the_years_and_beyond_the_last(province: Province) -> None:
    book = books.register_book(
        by=province.registrar,
        unit=province.commune,
        kind="KS",
        year=2009,
        number=2,
        pages=2,
        office="UBND xã Mai Đàn",
        closings=[(2010, 1, 1), (2009, 7, 2)],
    )
    actions.record_pages(scan_file=add(province, book)[0], pages=pages(2))
    assert numbers(book) == ["007/2009", "008/2009", "001/2010", "002/2010"]


def test_nobody_else_may_add_scans(province: Province) -> None:
    book = province.register()
    for user in province.others("registrar"):
        with pytest.raises(NotAllowed):
            actions.add_scan(by=user, book=book, kept=kept(), name="a.jpg")
    assert not ScanFile.objects.filter(book=book).exists()


def test_the_same_file_twice_is_one_file(province: Province) -> None:
    book = province.register()
    first, _new = add(province, book)
    again, new = add(province, book)
    assert (again, new) == (first, False)
    assert of_subject(f"book:{book.pk}").filter(verb="add_scan").count() == 1
    other = province.register(number=2)
    assert add(province, other)[1]


def test_the_same_file_at_once_is_one_file(committed: Province) -> None:
    book = committed.register()
    content = kept()

    def send() -> bool:
        return actions.add_scan(by=committed.registrar, book=book, kept=content, name="a.jpg")[1]

    assert sorted(at_once(send, send, send)) == [False, False, True]
    assert ScanFile.objects.filter(book=book).count() == 1


def test_a_closed_book_takes_no_file_until_it_is_reopened(province: Province) -> None:
    book = province.register()
    known, _new = add(province, book)
    books.close_scanning(by=province.registrar, book=book)
    with pytest.raises(ScanningClosed):
        add(province, book, 2)
    assert add(province, book) == (known, False)
    books.reopen_scanning(by=province.registrar, book=book)
    assert add(province, book, 2)[1]


@pytest.mark.parametrize(
    ("content", "name", "error"),
    [
        (b"", "a.pdf", EmptyFile),
        (b"PK\x03\x04 this is a zip", "a.pdf", UnknownContent),
        (b"<html><body>x</body></html>", "a.pdf", UnknownContent),
    ],
)
def test_what_is_no_scan_is_refused(
    province: Province, content: bytes, name: str, error: type[Exception]
) -> None:
    book = province.register()
    with pytest.raises(error):
        actions.add_scan(by=province.registrar, book=book, kept=storage.keep([content]), name=name)
    assert not ScanFile.objects.filter(book=book).exists()


def test_reading_a_file_twice_adds_nothing(province: Province) -> None:
    book = province.register()
    scan_file, _new = add(province, book)
    read = pages(2)
    assert actions.record_pages(scan_file=scan_file, pages=read) == 4
    assert actions.record_pages(scan_file=scan_file, pages=read) == 0
    assert Page.objects.filter(book=book).count() == 2
    assert of_subject(f"book:{book.pk}").filter(verb="read_scan").count() == 1


def test_reading_a_file_at_once_adds_it_once(committed: Province) -> None:
    book = committed.register()
    scan_file, _new = add(committed, book)
    read = pages(2)
    done = at_once(*[lambda: actions.record_pages(scan_file=scan_file, pages=read)] * 2)
    assert sorted(done) == [0, 4]
    assert len(numbers(book)) == 4


def test_a_page_known_from_another_file_is_left_out(province: Province) -> None:
    book = province.register(entries=6)
    first, second = add(province, book)[0], add(province, book, 2)[0]
    read = pages(2)
    actions.record_pages(scan_file=first, pages=read)
    assert actions.record_pages(scan_file=second, pages=[*read, *pages(1, first=2)]) == 2
    second.refresh_from_db()
    assert second.facts == {"pages": 3, "repeated": 2, "entries": 2}
    assert numbers(book)[-2:] == ["005/2009", "006/2009"]


def test_a_page_twice_in_one_file_is_one_page(province: Province) -> None:
    book = province.register()
    scan_file, _new = add(province, book)
    assert actions.record_pages(scan_file=scan_file, pages=pages(2, digest="a" * 64)) == 2


def test_a_file_that_cannot_be_read_is_refused_once_and_kept(province: Province) -> None:
    book = province.register()
    scan_file, _new = add(province, book)
    why = DamagedPdf(name="quét 1.jpg")
    actions.refuse_file(scan_file=scan_file, why=why)
    actions.refuse_file(scan_file=scan_file, why=why)
    scan_file.refresh_from_db()
    assert (scan_file.state, scan_file.problem) == ("refused", "scans.damaged_pdf")
    assert storage.is_whole(scan_file.file_id)
    assert actions.record_pages(scan_file=scan_file, pages=pages(1)) == 0
    assert of_subject(f"book:{book.pk}").filter(verb="refuse_scan").count() == 1
    browser = Client()
    browser.force_login(province.registrar)
    assert why.text("vi") in browser.get(f"/scans/{book.pk}/").text


def test_a_page_without_the_form_is_kept_with_its_problem(province: Province) -> None:
    """The real reader, on a picture that is no register."""
    book = province.register()
    scan_file, _new = add(province, book)
    work()
    scan_file.refresh_from_db()
    assert scan_file.state == "read"
    assert Page.objects.get(book=book).problem == "scans.layout_not_found"
    assert numbers(book) == []


@pytest.mark.parametrize("move", ENTRY_MOVES, ids=lambda move: move.verb)
def test_an_entry_moves_only_from_where_it_may(province: Province, move: object) -> None:
    entry = Entry.objects.filter(book=province.shelve(entries=1)).get()
    for state in ENTRY_STATES:
        Entry.objects.filter(pk=entry.pk).update(state=state)
        if state in move.sources:
            assert actions.move_entry(entry, move.verb).state == move.target
        else:
            with pytest.raises(NotFromHere) as refused:
                actions.move_entry(entry, move.verb)
            assert refused.value.facts == {"state": state}
            assert Entry.objects.get(pk=entry.pk).state == state


@pytest.mark.parametrize(
    ("model", "values", "name"),
    [
        (Entry, {"state": "lost"}, "entry_state_known"),
        (ScanFile, {"state": "lost"}, "scan_file_state_known"),
        (Entry, {"position": 0, "box": 1}, "entry_once_a_position"),
        (Entry, {"box": 0}, "entry_once_a_box"),
    ],
)
def test_the_database_says_no(
    province: Province, model: type, values: dict[str, object], name: str
) -> None:
    book = province.shelve(entries=2)
    last = model.objects.filter(book=book).order_by("pk").last()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        model.objects.filter(pk=last.pk).update(**values)


def test_pages_and_entries_of_another_unit_are_not_there(province: Province) -> None:
    book = province.shelve(entries=1)
    page, entry = book.scan_pages.get(), book.entries.get()
    assert queries.page(province.registrar, page.pk) == page
    for user in province.others("registrar"):
        with pytest.raises(NotThere):
            queries.page(user, page.pk)
    with pytest.raises(NotThere):
        queries.entry(province.other_head, entry.pk, "review")


# The upload closes the connection while a slow line sends, so its rows cannot be in a test's
# transaction.


@pytest.fixture
def registrar(committed: Province) -> Client:
    browser = Client()
    browser.force_login(committed.registrar)
    return browser


def upload(content: bytes, name: str = "quét.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_uploading_through_the_page(committed: Province, registrar: Client) -> None:
    book = committed.register()
    address = f"/scans/{book.pk}/add/"
    names = [upload(jpeg(5)), upload(b"", "trống.pdf"), upload(jpeg(90), "hai.jpg")]
    answer = registrar.post(address, {"files": names}, follow=True)
    assert answer.status_code == 200
    assert ScanFile.objects.filter(book=book).count() == 2
    assert EmptyFile(name="trống.pdf").text("vi") in answer.text
    again = registrar.post(address, {"files": [upload(jpeg(5))]}, follow=True)
    assert "đã có trong sổ này" in again.text
    assert ScanFile.objects.filter(book=book).count() == 2


def test_uploading_nothing_says_so(committed: Province, registrar: Client) -> None:
    book = committed.register()
    answer = registrar.post(f"/scans/{book.pk}/add/", {}, follow=True)
    assert "Chưa chọn tệp nào" in answer.text


def test_an_upload_over_the_limit_is_refused(
    committed: Province, registrar: Client, settings: object
) -> None:
    settings.HOTICH_UPLOAD_LIMIT = 2**20
    book = committed.register()
    big = io.BytesIO(b"\xff\xd8\xff" + bytes(2**20)).getvalue()
    answer = registrar.post(f"/scans/{book.pk}/add/", {"files": [upload(big)]}, follow=True)
    assert "lớn hơn 1 MB" in answer.text
    huge = registrar.post(f"/scans/{book.pk}/add/", {"files": [upload(big * 2)]})
    assert huge.status_code == 413
    assert not ScanFile.objects.filter(book=book).exists()
    assert [path for path in storage.root().rglob("*") if path.is_file()] == []


def test_an_upload_without_rights_keeps_no_byte(committed: Province) -> None:
    book = committed.register()
    for user in committed.others("registrar"):
        browser = Client()
        browser.force_login(user)
        answer = browser.post(f"/scans/{book.pk}/add/", {"files": [upload(jpeg(5))]})
        assert answer.status_code == 404
    assert [path for path in storage.root().rglob("*") if path.is_file()] == []


def test_an_upload_without_its_token_is_refused(committed: Province) -> None:
    book = committed.register()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(committed.registrar)
    answer = browser.post(f"/scans/{book.pk}/add/", {"files": [upload(jpeg(5))]})
    assert answer.status_code == 403
    assert not ScanFile.objects.filter(book=book).exists()


def test_a_file_that_stops_its_readers_is_refused_in_the_end(province: Province) -> None:
    scan_file, _ = add(province, province.register())
    for _attempt in range(actions.MOST_READINGS):
        scan_file.refresh_from_db()
        assert actions.begin_reading(scan_file=scan_file)
    scan_file.refresh_from_db()
    assert not actions.begin_reading(scan_file=scan_file)
    scan_file.refresh_from_db()
    assert (scan_file.state, scan_file.problem) == ("refused", "scans.breaks_readers")


def test_the_servers_own_trouble_does_not_count_against_a_file(province: Province) -> None:
    scan_file, _ = add(province, province.register())
    for _attempt in range(2 * actions.MOST_READINGS):
        scan_file.refresh_from_db()
        assert actions.begin_reading(scan_file=scan_file)
        actions.postpone_reading(scan_file=scan_file)


def test_a_book_without_a_page_is_not_declared_scanned(province: Province) -> None:
    book = province.register()
    browser = Client()
    browser.force_login(province.registrar)
    assert browser.post(f"/scans/{book.pk}/scanning/").status_code == 409
    book.refresh_from_db()
    assert book.scanned_at is None
