"""The keyer's pages: what is shown, what is never shown, and what a post may do."""

import re
import uuid

import pytest
from django.test import Client

from hotich.books.models import Book
from hotich.keying import actions, queries
from hotich.keying.models import Keying
from hotich.ledger.models import Reading
from hotich.people.models import User
from hotich.rules import layouts
from hotich.rules.registers import load
from hotich.scans.models import Entry
from tests.province import LAYOUT, Province, birth


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def hold_all(user: User, book: Book) -> list[Entry]:
    lease = actions.lease_batch(by=user, book=book)
    assert lease is not None
    return list(queries.held_entries(user, lease))


def form(entry: Entry, **changes: str) -> dict[str, str]:
    """Return what the browser posts for a first keying."""
    values = {f"v.{name}": value for name, value in birth(entry.number).items()}
    return {"keying_id": str(uuid.uuid4()), **values, **changes}


def address(entry: Entry) -> str:
    return f"/keying/entry/{entry.pk}/"


def inputs(page: str) -> set[str]:
    return set(re.findall(r'name="v\.([a-z_]+)"', page))


def test_it_works(province: Province) -> None:
    book = province.shelve(entries=2)
    browser = signed_in(province.keyer_a)
    assert "Nhận một lô" in browser.get("/keying/").text
    answer = browser.post(f"/keying/{book.pk}/take/")
    first, second = hold_all(province.keyer_a, book)
    assert answer["Location"] == address(first)
    assert inputs(browser.get(address(first)).text) == set(layouts.load(LAYOUT).fields())
    assert browser.get(f"{address(first)}image/").status_code == 200
    assert browser.post(address(first), form(first))["Location"] == address(second)
    assert browser.post(address(second), form(second))["Location"] == "/keying/"
    assert [k.values for k in Keying.objects.filter(entry__book=book).order_by("entry")] == [
        birth(1),
        birth(2),
    ]
    assert "không còn trường hợp nào" in browser.post(f"/keying/{book.pk}/take/", follow=True).text


def test_the_second_keyer_sees_only_compared_fields_and_nothing_of_the_first(
    province: Province,
) -> None:
    book = province.shelve(entries=2)
    secrets = {
        "child_name": "Quách Thị Bí Mật",
        "mother_name": "Hà Thị Kín",
        "signer": "Vi Văn Giấu",
        "recorder": "Lò Thị Che",
        "office": "UBND xã Lạ",
        "remarks": "ghi chú riêng",
        "child_birth_place": "bệnh viện xa",
    }
    first, second = hold_all(province.keyer_a, book)
    for entry in (first, second):
        province.key_entry(province.keyer_a, entry, **secrets)
    browser = signed_in(province.keyer_b)
    hold_all(province.keyer_b, book)
    kind = load("KS")
    compared = {n for n in layouts.load(LAYOUT).fields() if kind.field(n).compared}
    pages = [browser.get("/keying/"), browser.get(address(first)), browser.get("/")]
    wrong = browser.post(address(first), {"keying_id": str(uuid.uuid4()), "v.child_sex": "9"})
    assert wrong.status_code == 422
    for page in (pages[1], wrong):
        assert inputs(page.text) == compared
        assert "nhập lần 2" in page.text
    for page in (*pages, wrong):
        assert not [text for text in secrets.values() if text in page.text]
        assert province.keyer_a.full_name not in page.text
    assert 'value="Kinh"' not in pages[1].text


def test_fields_that_are_not_compared_are_not_taken_from_a_second_keyer(
    province: Province,
) -> None:
    book = province.shelve(entries=1)
    province.key(province.keyer_a, book)
    (entry,) = hold_all(province.keyer_b, book)
    signed_in(province.keyer_b).post(address(entry), form(entry))
    second = entry.keyings.get(turn=2)
    assert {"child_native_place", "remarks"}.isdisjoint(second.values)
    assert second.values["child_name"] == birth(1)["child_name"]


def test_only_one_s_own_last_values_are_carried_over(province: Province) -> None:
    book = province.shelve(entries=3)
    lease = actions.lease_batch(by=province.keyer_a, book=book, limit=2)
    first, second = queries.held_entries(province.keyer_a, lease)
    province.key_entry(province.keyer_a, first, signer="Phan Văn Một", mother_name="Bà Riêng")
    mine = signed_in(province.keyer_a).get(address(second)).text
    assert "Phan Văn Một" in mine
    assert "Bà Riêng" not in mine
    (third,) = hold_all(province.keyer_c, book)[-1:]
    assert "Phan Văn Một" not in signed_in(province.keyer_c).get(address(third)).text


def test_what_is_not_held_is_not_there(province: Province) -> None:
    book = province.shelve(entries=1)
    (entry,) = hold_all(province.keyer_a, book)
    for user in province.others("keyer_a"):
        browser = signed_in(user)
        for path in ("", "image/"):
            assert browser.get(address(entry) + path).status_code == 404
        assert browser.post(f"{address(entry)}aside/", {"reason": "x"}).status_code == 404
        if user not in (province.keyer_b, province.keyer_c):
            assert browser.post(f"/keying/{book.pk}/take/").status_code == 404
            assert browser.post(address(entry), form(entry)).status_code == 404
    assert not Keying.objects.filter(entry=entry).exists()


def test_each_look_at_an_image_is_logged(province: Province) -> None:
    (entry,) = hold_all(province.keyer_a, province.shelve(entries=1))
    signed_in(province.keyer_a).get(f"{address(entry)}image/")
    reading = Reading.objects.get(subject=f"entry:{entry.pk}")
    assert (reading.actor, reading.what) == (province.keyer_a.actor, "image")


def test_a_late_save_shows_what_was_typed(province: Province) -> None:
    book = province.shelve(entries=1)
    (entry,) = hold_all(province.keyer_a, book)
    entry.hold.lease.holds.update(until="2020-01-01T00:00:00Z")
    hold_all(province.keyer_b, book)
    answer = signed_in(province.keyer_a).post(address(entry), form(entry))
    assert answer.status_code == 409
    assert birth(1)["child_name"] in answer.text
    assert birth(1)["child_native_place"] in answer.text
    assert not entry.keyings.exists()


def test_a_repeated_post_goes_on_as_the_first_did(province: Province) -> None:
    first, second = hold_all(province.keyer_a, province.shelve(entries=2))
    browser, posted = signed_in(province.keyer_a), form(first)
    assert browser.post(address(first), posted)["Location"] == address(second)
    assert browser.post(address(first), posted)["Location"] == address(second)
    other = browser.post(address(first), {**posted, "v.child_name": "Tên Khác"})
    assert other.status_code == 409
    assert first.keyings.get().values["child_name"] == birth(1)["child_name"]


def test_an_impossible_value_is_shown_again_with_all_that_was_typed(province: Province) -> None:
    (entry,) = hold_all(province.keyer_a, province.shelve(entries=1))
    browser = signed_in(province.keyer_a)
    posted = form(entry, **{"v.child_sex": "9", "v.remarks": 'chú "thích" <b>'})
    answer = browser.post(address(entry), posted)
    assert answer.status_code == 422
    assert posted["keying_id"] in answer.text
    assert "chú &quot;thích&quot; &lt;b&gt;" in answer.text
    assert not entry.keyings.exists()
    assert browser.post(address(entry), {**posted, "v.child_sex": "2"}).status_code == 302


def test_an_unusual_value_is_saved_once_it_is_confirmed(province: Province) -> None:
    (entry,) = hold_all(province.keyer_a, province.shelve(entries=1))
    browser = signed_in(province.keyer_a)
    posted = form(entry, **{"v.mother_birth_date": "1930"})
    asked = browser.post(address(entry), posted)
    assert asked.status_code == 422
    accepted = re.findall(r'name="accepted" value="([^"]+)"', asked.text)
    assert accepted
    assert browser.post(address(entry), {**posted, "accepted": accepted}).status_code == 302
    saved = entry.keyings.get()
    assert saved.values["mother_birth_date"] == "1930"
    assert saved.accepted == accepted


def test_a_flag_says_why_a_value_is_missing(province: Province) -> None:
    (entry,) = hold_all(province.keyer_a, province.shelve(entries=1))
    browser = signed_in(province.keyer_a)
    posted = form(entry, **{"v.child_name": "", "f.child_name": "unreadable"})
    asked = browser.post(address(entry), posted)
    accepted = re.findall(r'name="accepted" value="([^"]+)"', asked.text)
    browser.post(address(entry), {**posted, "accepted": accepted})
    assert entry.keyings.get().flags == {"child_name": "unreadable"}


@pytest.mark.parametrize(
    "changes",
    [
        {"keying_id": ""},
        {"keying_id": "x"},
        {"v.child_name": "x" * 3000},
        {"v.child_name": "a\x00b"},
        {"f.child_name": "torn"},
        {"v.nothing": "x"},
        {"accepted": "x" * 5000},
    ],
)
def test_a_broken_post_gets_an_answer_and_never_an_error(
    province: Province, changes: dict[str, str]
) -> None:
    (entry,) = hold_all(province.keyer_a, province.shelve(entries=1))
    answer = signed_in(province.keyer_a).post(address(entry), form(entry, **changes))
    assert answer.status_code in (302, 400, 422)
    empty = signed_in(province.keyer_a).post(address(entry), {})
    assert empty.status_code in (400, 404, 409, 422)


def test_setting_aside_on_the_page(province: Province) -> None:
    first, second = hold_all(province.keyer_a, province.shelve(entries=2))
    browser = signed_in(province.keyer_a)
    assert browser.post(f"{address(first)}aside/", {}).status_code == 409
    assert browser.post(f"{address(first)}aside/", {"reason": "a\x00"})["Location"] == address(
        second
    )
    first.refresh_from_db()
    assert first.state == "set_aside"
