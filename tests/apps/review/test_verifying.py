"""Holding agreed values against the images: one field of many entries, or a whole entry."""

import io

import pytest
from django.test import Client
from PIL import Image

from hotich.books.models import Book
from hotich.ledger.models import Reading
from hotich.ledger.queries import of_subject
from hotich.people.errors import NotAllowed
from hotich.records.errors import ReasonMissing
from hotich.records.models import Record
from hotich.records.queries import current_versions
from hotich.review import actions, queries, verifying
from hotich.review.errors import NothingInstead, NothingToVerify
from hotich.review.models import Verification, Verified
from hotich.rules.registers import KINDS, group_checked, load
from tests.apps.review.steps import WHY, correct, entry_at
from tests.province import Province

SEX = load("KS").field("child_sex")


def seen(book: Book) -> dict[int, int]:
    return {v.record.entry_id: v.n for v in current_versions(book)}


def how_far(book: Book, field: str = "child_sex") -> tuple[int, int]:
    found = verifying.checked(book, list(current_versions(book)))
    return next((c.done, c.total) for c in found if c.field.name == field)


def test_it_works(province: Province, book: Book) -> None:
    assert how_far(book) == (0, 3)
    done = actions.verify_field(by=province.checker, book=book, field="child_sex", seen=seen(book))
    assert done is not None
    assert (done.by, done.field, done.rows.count()) == (province.checker, "child_sex", 3)
    row = done.rows.order_by("entry__position")[0]
    assert (row.field, row.version, row.value) == ("child_sex", 1, "1")
    lines = of_subject(f"book:{book.pk}").filter(verb="verify")
    assert [line.detail for line in lines] == [{"field": "child_sex", "entries": 3}]
    assert how_far(book) == (3, 3)
    assert verifying.screen(book, SEX) == ([], 0)
    assert how_far(book, "signer") == (0, 3)


def test_it_holds_as_long_as_the_field_says_the_same(province: Province, book: Book) -> None:
    actions.verify_field(by=province.checker, book=book, field="child_sex", seen=seen(book))
    correct(province, entry_at(book, 0), signer="Phan Văn Sửa")
    assert how_far(book) == (3, 3)
    correct(province, entry_at(book, 0), child_sex="2")
    assert how_far(book) == (2, 3)
    groups, left = verifying.screen(book, SEX)
    assert ([group.value for group in groups], left) == (["2"], 1)


def test_a_screen_holds_thirty_entries_by_value(province: Province) -> None:
    book = province.shelve(entries=33)
    province.key_twice(book)
    for position in (3, 5):
        correct(province, entry_at(book, position), child_sex="2")
    groups, left = verifying.screen(book, SEX)
    assert left == 33
    assert [(group.value, len(group.versions)) for group in groups] == [("1", 30)]
    shown = {v.record.entry_id: v.n for group in groups for v in group.versions}
    actions.verify_field(by=province.checker, book=book, field="child_sex", seen=shown)
    groups, left = verifying.screen(book, SEX)
    assert [(group.value, len(group.versions)) for group in groups] == [("1", 1), ("2", 2)]


def test_a_wrong_one_is_corrected_and_the_rest_confirmed(province: Province, book: Book) -> None:
    wrong = entry_at(book, 1)
    right = actions.Right("2", "", "ảnh ghi nữ")
    actions.verify_field(
        by=province.checker, book=book, field="child_sex", seen=seen(book), wrong={wrong.pk: right}
    )
    version = Record.objects.get(entry=wrong).versions.get(n=2)
    assert (version.values["child_sex"], version.reason) == ("2", "ảnh ghi nữ")
    assert how_far(book) == (2, 3)
    only = {wrong.pk: 2}
    assert (
        actions.verify_field(
            by=province.checker,
            book=book,
            field="child_sex",
            seen=only,
            wrong={wrong.pk: actions.Right("", "unreadable", WHY)},
        )
        is None
    )


@pytest.mark.parametrize(
    ("right", "error"),
    [
        (actions.Right("", "", WHY), NothingInstead),
        (actions.Right("2", "", " "), ReasonMissing),
    ],
)
def test_a_wrong_one_without_a_value_or_reason_changes_nothing(
    province: Province, book: Book, right: actions.Right, error: type[Exception]
) -> None:
    with pytest.raises(error):
        actions.verify_field(
            by=province.checker,
            book=book,
            field="child_sex",
            seen=seen(book),
            wrong={entry_at(book, 0).pk: right},
        )
    assert not Verification.objects.filter(book=book).exists()
    assert how_far(book) == (0, 3)


def test_what_was_corrected_since_it_was_shown_is_left_out(province: Province, book: Book) -> None:
    shown = seen(book)
    correct(province, entry_at(book, 0), child_sex="2")
    actions.verify_field(by=province.checker, book=book, field="child_sex", seen=shown)
    assert how_far(book) == (2, 3)
    first = {entry_at(book, 0).pk: 1}
    with pytest.raises(NothingToVerify):
        actions.verify_field(by=province.checker, book=book, field="child_sex", seen=first)
    with pytest.raises(NothingToVerify):
        actions.verify_field(by=province.checker, book=book, field="no_such", seen=seen(book))


def test_what_a_colleague_corrected_meanwhile_is_not_overwritten(
    province: Province, book: Book
) -> None:
    shown, first = seen(book), entry_at(book, 0)
    correct(province, first, child_name="Lê Thị Đúng")
    right = {first.pk: actions.Right("Lê Thị Cũ", "", WHY)}
    actions.verify_field(
        by=province.checker, book=book, field="child_name", seen=shown, wrong=right
    )
    assert first.record.versions.order_by("-n")[0].values["child_name"] == "Lê Thị Đúng"


def test_a_correction_stands_though_nothing_else_is_left_to_confirm(
    province: Province, book: Book
) -> None:
    shown, first = seen(book), entry_at(book, 0)
    for place in (1, 2):
        correct(province, entry_at(book, place), child_name="Lê Thị Khác")
    right = {first.pk: actions.Right("Lê Thị Đúng", "", WHY)}
    done = actions.verify_field(
        by=province.checker, book=book, field="child_name", seen=shown, wrong=right
    )
    assert done is None
    assert first.record.versions.order_by("-n")[0].values["child_name"] == "Lê Thị Đúng"


def test_entries_of_another_book_are_not_confirmed(province: Province, book: Book) -> None:
    other = province.shelve(entries=1, year=2010)
    province.key_twice(other)
    both = seen(book) | seen(other)
    actions.verify_field(by=province.checker, book=book, field="child_sex", seen=both)
    assert how_far(other) == (0, 1)


def test_nobody_else_verifies(province: Province, book: Book) -> None:
    entry = entry_at(book, 0)
    for user in province.others("checker", "head"):
        with pytest.raises(NotAllowed):
            actions.verify_field(by=user, book=book, field="child_sex", seen=seen(book))
        with pytest.raises(NotAllowed):
            actions.verify_entry(by=user, entry=entry, version=1)
    assert not Verified.objects.filter(entry__book=book).exists()


def test_a_whole_entry_is_confirmed_and_the_next_one_shown(province: Province, book: Book) -> None:
    entry = entry_at(book, 0)
    browser = Client()
    browser.force_login(province.checker)
    address = f"/review/entry/{entry.pk}/"
    assert 'id="verify"' in browser.get(address).text
    following = browser.post(f"{address}verify/", {"version": "1"})
    assert following["Location"] == f"/review/entry/{entry_at(book, 1).pk}/"
    assert "đã kiểm cả trường hợp theo ảnh" in browser.get(address).text
    assert how_far(book) == (1, 3)
    correct(province, entry, signer="Phan Văn Sửa")
    assert "đã kiểm cả trường hợp theo ảnh" not in browser.get(address).text
    assert browser.post(f"{address}verify/", {"version": "1"}).status_code == 409
    assert browser.post(f"{address}verify/", {}).status_code == 404
    for position, version in ((0, "2"), (1, "1"), (2, "1")):
        path = f"/review/entry/{entry_at(book, position).pk}/verify/"
        last = browser.post(path, {"version": version})
    assert last["Location"] == f"/review/{book.pk}/"


def test_doubtful_fields_are_in_colour(province: Province, book: Book) -> None:
    entry = entry_at(book, 0)
    correct(province, entry, mother_birth_date="1930")
    browser = Client()
    browser.force_login(province.checker)
    page = browser.get(f"/review/entry/{entry.pk}/").text
    assert '<tr class="doubt" data-field="mother_birth_date"' in page  # corrected, and a finding
    assert '<tr class="doubt" data-field="mother_residence"' in page  # keyed once
    assert '<tr class="" data-field="mother_name"' in page
    (finding,) = [
        j
        for j in queries.judged(
            current_versions(book).get(record__entry=entry),
            queries.book_facts(book),
            queries.accepted_in(book),
        )
        if j.open
    ]
    assert "mother_birth_date" in finding.finding.fields


def test_the_page_of_one_field(province: Province, book: Book) -> None:
    browser = Client()
    browser.force_login(province.checker)
    assert f"/review/{book.pk}/group/child_sex/" in browser.get(f"/review/{book.pk}/").text
    address = f"/review/{book.pk}/group/child_sex/"
    page = browser.get(address).text
    shown = [f"{entry}:{version}" for entry, version in seen(book).items()]
    assert all(f'value="{one}"' in page for one in shown)
    reading = Reading.objects.filter(actor=province.checker.actor).order_by("-pk")[0]
    assert (reading.what, len(reading.records)) == ("book", 3)
    wrong = entry_at(book, 0).pk
    form = {"seen": shown, f"wrong-{wrong}": "1", f"value-{wrong}": "2", f"reason-{wrong}": WHY}
    assert browser.post(address, form)["Location"] == address
    assert "còn 1 trường hợp" in browser.get(address).text
    assert browser.post(address, {"seen": [f"{wrong}:2"]})["Location"] == f"/review/{book.pk}/"
    assert "3/3 đã kiểm" in browser.get(f"/review/{book.pk}/").text
    assert browser.post(address, {"seen": ["x:1"]}).status_code == 404
    assert browser.post(address, {"seen": [f"{wrong}:2", "7"]}).status_code == 404
    assert browser.get(f"/review/{book.pk}/group/no_such/").status_code == 404


def test_the_picture_of_one_field_is_small_and_its_look_is_logged(
    province: Province, book: Book
) -> None:
    entry = entry_at(book, 0)
    browser = Client()
    browser.force_login(province.checker)
    answer = browser.get(f"/review/entry/{entry.pk}/image/child_sex/")
    picture = Image.open(io.BytesIO(answer.content))
    assert answer["Content-Type"] == "image/jpeg"
    assert picture.height < 212 < 300
    look = Reading.objects.filter(subject=f"entry:{entry.pk}", what="image").get()
    assert (look.actor, look.duty) == (province.checker.actor, False)
    assert browser.get(f"/review/entry/{entry.pk}/image/no_such/").status_code == 404
    for user in province.others("checker", "head"):
        browser.force_login(user)
        assert browser.get(f"/review/entry/{entry.pk}/image/child_sex/").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_fields_to_check_in_groups(kind: str) -> None:
    names = {field.name for field in group_checked(load(kind))}
    assert names
    assert names < {field.name for field in load(kind).fields}
