"""The pages of review: what they show, and a sentence for every post out of place."""

import re
import uuid

import pytest
from django.test import Client

from hotich.books.models import Book
from hotich.keying import actions as keying
from tests.apps.review.steps import (
    WHY,
    a_number_missing,
    correct,
    entry_at,
    open_findings,
)
from tests.province import Province


def test_the_pages_of_review(province: Province) -> None:
    book = a_number_missing(province)
    entry = entry_at(book, 0)
    correct(province, entry, mother_birth_date="1930")
    (key,) = open_findings(book, entry)
    checker, head = Client(), Client()
    checker.force_login(province.checker)
    head.force_login(province.head)
    assert "01/2009" in checker.get("/review/").text
    page = checker.get(f"/review/{book.pk}/").text
    assert "003/2009" in page
    assert "Duyệt cả quyển" not in page
    assert key in checker.get(f"/review/entry/{entry.pk}/").text
    form = {"entry": entry.pk, "finding": key}
    assert checker.post(f"/review/{book.pk}/accept/", form).status_code == 400
    checker.post(f"/review/{book.pk}/accept/", {**form, "reason": WHY})
    explain = {"number": "2009/3", "reason": "lost", "note": "x" * 400}
    checker.post(f"/review/{book.pk}/explain/", explain)
    for finding in open_findings(book):
        checker.post(f"/review/{book.pk}/accept/", {"finding": finding, "reason": WHY})
    assert "Duyệt cả quyển" in head.get(f"/review/{book.pk}/").text
    assert checker.post(f"/review/{book.pk}/approve/").status_code == 404
    assert head.post(f"/review/{book.pk}/approve/").status_code == 302
    assert head.post(f"/review/{book.pk}/approve/").status_code == 409
    assert "Mở lại để sửa" in head.get(f"/review/entry/{entry.pk}/").text
    assert head.post(f"/review/entry/{entry.pk}/reopen/", {"reason": WHY}).status_code == 302
    correction = {"field": "signer", "value": "Phan Văn Sửa", "reason": WHY}
    assert head.post(f"/review/entry/{entry.pk}/correct/", correction).status_code == 302
    assert "Phan Văn Sửa" in head.get(f"/review/entry/{entry.pk}/").text


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("{book}/accept/", {}, 400),
        ("{book}/accept/", {"finding": "x", "reason": "y"}, 409),
        ("{book}/accept/", {"finding": "x", "reason": "y", "entry": "9" * 30}, 404),
        ("{book}/accept/", {"finding": "x", "reason": "y", "entry": "9" * 5000}, 404),
        ("{book}/accept/", {"finding": "x", "reason": "y", "entry": "{entry}"}, 409),
        ("{book}/explain/", {}, 404),
        ("{book}/explain/", {"number": "2009/1", "reason": "eaten"}, 404),
        ("{book}/explain/", {"number": "x/1", "reason": "lost"}, 404),
        ("{book}/explain/", {"number": "2009/1", "reason": "lost"}, 409),
        ("{book}/explain/", {"number": "2009/" + "9" * 5000, "reason": "lost"}, 404),
        ("{book}/approve/", {}, 409),
        ("entry/{entry}/correct/", {}, 404),
        ("entry/{entry}/correct/", {"field": "signer", "value": "x", "reason": "y"}, 404),
        ("entry/{entry}/return/", {}, 400),
        ("entry/{entry}/return/", {"reason": "x"}, 409),
        ("entry/{entry}/resume/", {}, 409),
        ("entry/{entry}/reopen/", {"reason": "x"}, 409),
    ],
)
def test_a_post_out_of_place_gets_a_sentence(
    province: Province, path: str, form: dict[str, str], status: int
) -> None:
    """On a book nobody has keyed yet, so that nothing posted here is in its place."""
    book = province.shelve(entries=1)
    entry = entry_at(book, 0)
    browser = Client()
    browser.force_login(province.head)
    ids = {"book": book.pk, "entry": entry.pk}
    posted = {name: value.format(**ids) for name, value in form.items()}
    answer = browser.post(f"/review/{path.format(**ids)}", posted)
    assert answer.status_code == status
    assert "<h1>" in answer.text
    entry.refresh_from_db()
    assert entry.state == "to_key"


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"field": "signer", "value": "x", "reason": ""}, 400),
        ({"field": "no_such", "value": "x", "reason": "y"}, 400),
        ({"value": "x", "reason": "y"}, 400),
        ({"field": "signer", "value": "x", "flag": "torn", "reason": "y"}, 400),
        ({"field": "signer", "value": "x" * 2001, "reason": "y"}, 400),
        ({"field": "signer", "value": "a\x00b", "reason": "y\x00"}, 302),
    ],
)
def test_a_broken_correction_gets_a_sentence_and_the_page_still_opens(
    province: Province, book: Book, form: dict[str, str], status: int
) -> None:
    entry = entry_at(book, 0)
    browser = Client()
    browser.force_login(province.checker)
    answer = browser.post(f"/review/entry/{entry.pk}/correct/", form)
    assert answer.status_code == status
    assert browser.get(f"/review/entry/{entry.pk}/").status_code == 200
    assert browser.get(f"/review/{book.pk}/").status_code == 200


def test_a_page_that_is_sent_to_the_wrong_hands_is_not_there(
    province: Province, book: Book
) -> None:
    entry = entry_at(book, 0)
    for user in province.others("checker", "head"):
        browser = Client()
        browser.force_login(user)
        for path in (f"{book.pk}/", f"entry/{entry.pk}/", f"entry/{entry.pk}/image/"):
            assert browser.get(f"/review/{path}").status_code == 404
        for path in ("correct", "return", "resume", "reopen"):
            posted = {"reason": WHY, "field": "signer", "value": str(uuid.uuid4())}
            assert browser.post(f"/review/entry/{entry.pk}/{path}/", posted).status_code == 404
    entry.refresh_from_db()
    assert (entry.state, entry.record.current) == ("in_review", 1)


def test_an_approved_record_is_opened_again_from_the_search(province: Province) -> None:
    """Found by name, one form with a reason, and it is in review again."""
    province.approve(entries=1)
    head = Client()
    head.force_login(province.head)
    found = head.post("/records/", {"name": "nguyen van"}).text
    (address,) = set(re.findall(r'href="(/review/entry/\d+/)"', found))
    assert f'action="{address}reopen/"' in head.get(address).text
    assert head.post(f"{address}reopen/", {"reason": WHY})["Location"] == address
    page = head.get(address).text
    assert "Đang rà soát" in page
    assert 'id="verify"' in page


def test_queues_are_searched(province: Province, book: Book) -> None:
    checker = Client()
    checker.force_login(province.checker)
    link = f"/review/{book.pk}/"
    for sought, there in (("01/2009", True), ("mai dan", True), ("02/2009", False)):
        assert (link in checker.get("/review/", {"q": sought}).text) is there, sought
    for address in ("/review/", "/review/senior/", f"/review/{book.pk}/"):
        page = checker.get(address).text
        assert 'id="find"' in page
        assert 'data-keys="/"' in page


def test_what_keyers_set_aside_waits_for_the_senior_reader(province: Province) -> None:
    book = province.shelve(entries=2)
    keying.lease_batch(by=province.keyer_a, book=book)
    entry = entry_at(book, 1)
    keying.set_aside(by=province.keyer_a, entry=entry, reason="mực nhòe cả trang")
    checker = Client()
    checker.force_login(province.checker)
    assert "mực nhòe cả trang" in checker.get("/review/senior/").text
    assert "mực nhòe cả trang" in checker.get("/review/senior/?q=002/2009").text
    assert "mực nhòe cả trang" not in checker.get("/review/senior/?q=1").text
    assert "/review/senior/" in checker.get("/review/").text
    checker.post(f"/review/entry/{entry.pk}/resume/")
    assert "mực nhòe" not in checker.get("/review/senior/").text
