"""The station's API: what it gives, what it takes, and what it answers when it refuses."""

import json
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hotich.books.models import Book
from hotich.keying.models import Hold, Keying, Lease, Sharing
from hotich.ledger.models import Reading
from hotich.review import actions as review
from hotich.rules.registers import load
from tests.province import Province, at_once, birth
from tests.station import Station


def item(lease: dict[str, Any], entry: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a keying of an entry as the station sends it, all of the form's fields typed."""
    form = lease["forms"][entry["layout"]]
    shown = [f["name"] for g in form["groups"] for line in g["lines"] for f in line["fields"]]
    truth = birth(entry["number"], entry["year"])
    values = {name: truth[name] for name in shown if name in truth}
    return {
        "id": str(uuid.uuid4()),
        "entry": entry["id"],
        "lease": lease["id"],
        "round": entry["round"],
        "values": values | changes.pop("typed", {}),
        "flags": {},
        "accepted": [],
        "timings": {"started": "2026-11-24T08:00:00Z", "active_ms": 41000, "keys": 210},
        **changes,
    }


def codes(answers: list[dict[str, Any]]) -> list[tuple[int, str]]:
    return [(answer["status"], answer["code"]) for answer in answers]


def test_it_works(province: Province) -> None:
    book = province.shelve(entries=12)
    station = Station(province.keyer_a)
    assert station.get("me/")["leases"] == []
    (lease,) = station.take(book, size=10)["leases"]
    assert (lease["turn"], lease["size"], len(lease["entries"])) == (1, 10, 10)
    first, second, *_ = lease["entries"]
    assert station.browser.get(first["image"]).status_code == 200
    assert codes(station.save(item(lease, first), item(lease, second))) == [(200, "saved")] * 2
    saved = Keying.objects.get(entry=first["id"])
    assert saved.values == birth(1)
    assert (saved.lease_id, saved.late, saved.timings["keys"]) == (lease["id"], False, 210)
    me = station.get("me/")
    assert (me["leases"], me["today"]) == ([lease["id"]], 2)
    (again,) = station.take(book)["leases"]
    assert [e["number"] for e in again["entries"]] == list(range(3, 11))
    assert again["previous"] == birth(2)


# What is given out


def test_a_second_keyer_is_told_nothing_of_the_first(province: Province) -> None:
    book = province.shelve(entries=2)
    secrets = {"mother_name": "Hà Thị Kín", "child_birth_place": "bệnh viện xa", "remarks": "riêng"}
    province.key(province.keyer_a, book, **secrets)
    station = Station(province.keyer_b)
    answer = station.send("leases/", {"book": book.pk})
    (lease,) = answer.json()["leases"]
    assert (lease["turn"], lease["previous"]) == (2, {})
    shown = {f["name"] for f in fields(lease)}
    compared = {f.name for f in load("KS").fields if f.compared}
    assert shown
    assert shown <= compared
    for text in (*secrets.values(), province.keyer_a.full_name):
        assert text not in answer.text


def fields(lease: dict[str, Any]) -> list[dict[str, Any]]:
    groups = [group for form in lease["forms"].values() for group in form["groups"]]
    return [f for group in groups for line in group["lines"] for f in line["fields"]]


def test_a_lease_says_all_that_the_station_needs_without_a_network(province: Province) -> None:
    book = province.shelve(entries=4)
    (lease,) = Station(province.keyer_a).take(book)["leases"]
    first, *_, last = lease["entries"]
    assert lease["book"]["label"] == "01/2009"
    assert (lease["book"]["years"], lease["book"]["unit_name"]) == ([2009], "xã Mai Đàn")
    assert set(lease["forms"]) == {first["layout"]}
    sex = next(f for f in fields(lease) if f["name"] == "child_sex")
    assert sex["codes"] == {"1": "Nam", "2": "Nữ", "3": "Không xác định"}
    assert set(sex["zone"]) == {"x", "y", "w", "h"}
    assert (first["expected"], first["returned"]) == ([[1, 2009]], None)
    assert first["pages"]["before"] is None
    assert (first["pages"]["n"], first["pages"]["of"]) == (1, 2)
    assert last["pages"]["before"].endswith("/page/-1/")
    station = Station(province.keyer_a)
    for where in (first["image"], first["pages"]["own"], first["pages"]["after"]):
        assert station.browser.get(where).status_code == 200
    for where in ("rules", "words"):
        answer = station.browser.get(lease[where])
        assert answer.status_code == 200
        assert "immutable" in answer["Cache-Control"]
    assert Reading.objects.filter(actor=province.keyer_a.actor, what="page", duty=True).count() == 2


def test_a_returned_entry_says_why_it_is_keyed_again(province: Province) -> None:
    book = province.shelve(entries=1)
    province.key_twice(book)
    review.return_entry(by=province.checker, entry=book.entries.get(), reason="nhầm dòng")
    (lease,) = Station(province.keyer_c).take(book)["leases"]
    (entry,) = lease["entries"]
    assert (entry["round"], entry["returned"]) == (2, "nhầm dòng")


def test_without_a_book_the_server_picks(province: Province) -> None:
    station = Station(province.keyer_a)
    assert station.take()["none"]["code"] == "keying.none_to_give"
    book = province.shelve(entries=12)
    (lease,) = station.take(size=10)["leases"]
    assert lease["book"]["id"] == book.pk
    again = station.take()
    assert "none" not in again
    assert [one["id"] for one in again["leases"]] == [lease["id"]]


def test_the_next_batch_comes_before_the_last_is_done(province: Province) -> None:
    book = province.shelve(entries=12)
    station = Station(province.keyer_a)
    (lease,) = station.take(book, size=10)["leases"]
    station.save(*[item(lease, entry) for entry in lease["entries"][:7]])
    taken = station.take(book, size=10)
    assert "none" not in taken
    assert [len(one["entries"]) for one in taken["leases"]] == [3, 2]
    first, _second = taken["leases"]
    station.save(*[item(first, entry) for entry in first["entries"]])
    assert station.take(book)["none"]["code"] == "keying.none_to_give"


def test_away_leases_are_several(province: Province) -> None:
    book = province.shelve(entries=30)
    station = Station(province.keyer_a)
    station.take(book, size=20)
    leases = station.take(book, size=20, away=True)["leases"]
    assert [(len(one["entries"]), one["away"]) for one in leases] == [(20, True), (10, True)]
    assert all(one["left_s"] > 11 * 3600 for one in leases)
    assert station.take(book, size=20, away=True)["none"]["code"] == "keying.none_to_give"


def test_who_takes_away_without_a_book_gets_of_one_after_another(province: Province) -> None:
    books = [province.shelve(entries=n, year=2000 + n) for n in (12, 10)]
    station = Station(province.keyer_a)
    for taken in (1, 2):
        leases = station.take(size=12, away=True)["leases"]
        assert [one["book"]["id"] for one in leases] == [book.pk for book in books[:taken]]
    assert station.take(away=True)["none"]["code"] == "keying.none_to_give"


def test_a_lease_is_renewed_and_given_back(province: Province) -> None:
    book = province.shelve(entries=5)
    station = Station(province.keyer_a)
    (lease,) = station.take(book)["leases"]
    assert station.send(f"leases/{lease['id']}/renew/").json()["left_s"] > 1700
    other = Station(province.keyer_b)
    for act in ("renew", "return"):
        assert other.send(f"leases/{lease['id']}/{act}/").status_code == 404
    assert station.send(f"leases/{lease['id']}/return/").json() == {"returned": 5}
    assert station.get("me/")["leases"] == []


# What is taken


def test_the_same_batch_again_gets_the_same_answer(province: Province) -> None:
    book = province.shelve(entries=3)
    station = Station(province.keyer_a)
    (lease,) = station.take(book)["leases"]
    sent = [item(lease, entry) for entry in lease["entries"]]
    assert codes(station.save(*sent)) == [(200, "saved")] * 3
    assert codes(station.save(*sent)) == [(200, "again")] * 3
    sent[1]["values"]["remarks"] = "khác"
    answers = station.save(*sent)
    assert codes(answers) == [(200, "again"), (409, "keying.other_body"), (200, "again")]
    assert "nội dung khác" in answers[1]["text"]
    assert Keying.objects.filter(entry__book=book).count() == 3


def test_what_is_wrong_with_one_item_never_stops_the_others(province: Province) -> None:
    book = province.shelve(entries=4)
    station = Station(province.keyer_a)
    (lease,) = station.take(book)["leases"]
    good, *others = lease["entries"]
    broken = [
        {},
        {"id": "x" * 500, "entry": 1},
        item(lease, others[0]) | {"entry": "none"},
        item(lease, others[0], values=[1]),
        item(lease, others[0]) | {"lease": "practice"},
        item(lease, others[0], timings={"active_ms": -1}),
        item(lease, others[0], values={"child_name": "\ud800"}),
        item(lease, others[0], typed={"child_name": "x" * 3000}),
        item(lease, others[0], typed={"child_sex": "9"}),
        item(lease, others[0], flags={"child_name": "torn"}),
        item(lease, others[0], flags={"\ud800": "\ud800"}),
        item(lease, others[0], aside=""),
    ]
    answers = station.save(*broken, item(lease, good, accepted=["\x00", "R15:mother_name"]))
    assert codes(answers[:6]) == [(422, "keying.unreadable")] * 6
    assert codes(answers[6:]) == [
        (422, "keying.impossible"),
        (422, "keying.bad_values"),
        (422, "keying.impossible"),
        (422, "keying.bad_values"),
        (422, "keying.bad_values"),
        (409, "keying.reason_missing"),
        (200, "saved"),
    ]
    assert "Giới tính" in answers[8]["text"]
    assert "x" * 100 not in json.dumps(answers)
    assert Keying.objects.get(entry__book=book).accepted == ["R15:mother_name"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"items": []}',
        b'{"items": [1]}',
        json.dumps({"items": [{}] * 21}).encode(),
        b'{"items": [{"x": "' + b"x" * 2**21 + b'"}]}',
    ],
)
def test_an_unreadable_body_is_answered_in_one_sentence(province: Province, body: bytes) -> None:
    station = Station(province.keyer_a)
    answer = station.browser.post(
        "/keying/api/keyings/",
        body,
        content_type="application/json",
        headers={"X-CSRFToken": station.csrf},
    )
    assert answer.status_code == 422
    assert answer.json()["code"] == "keying.unreadable"
    assert len(answer.content) < 1000


def test_refusals_speak_the_person_s_language(province: Province) -> None:
    station = Station(province.keyer_a)
    assert "Không còn" in station.take()["none"]["text"]
    station.browser.cookies["django_language"] = "en"
    assert "no entry left" in station.take()["none"]["text"]
    assert station.get("me/")["language"] == "en"


# Who may


def test_a_change_needs_the_token_of_the_session(province: Province) -> None:
    station = Station(province.keyer_a)
    station.csrf = "x" * 64
    answer = station.send("leases/", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
    assert station.get("me/")["user"]["name"] == province.keyer_a.full_name


def test_who_is_signed_out_is_told_so_in_json(province: Province) -> None:
    for where in ("me/", "rules/KS/", "words/1/"):
        answer = Client().get(f"/keying/api/{where}")
        assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")
    for where in ("leases/", "keyings/"):
        answer = Client().post(f"/keying/api/{where}", "{}", content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


def test_what_comes_before_any_work_is_told_with_its_address(province: Province) -> None:
    station = Station(province.keyer_a)
    province.keyer_a.pledges.all().delete()
    answer = station.send("leases/", {})
    assert answer.status_code == 403
    assert answer.json()["code"] == "people.pledge_first"
    assert answer.json()["where"] == reverse("pledge")
    assert answer.json()["text"]


def test_nobody_else_gets_a_batch_or_a_picture(province: Province) -> None:
    book = province.shelve(entries=2)
    (lease,) = Station(province.keyer_a).take(book)["leases"]
    (entry, _) = lease["entries"]
    for user in province.others("keyer_a"):
        station = Station(user)
        for where in (entry["image"], entry["pages"]["own"]):
            assert station.browser.get(where).status_code == 404
        if user not in (province.keyer_b, province.keyer_c):
            assert station.send("leases/", {"book": book.pk}).status_code in (403, 404)
            assert codes(station.save(item(lease, entry))) == [(403, "people.not_allowed")]
    assert not Keying.objects.filter(entry__book=book).exists()


def test_there_is_no_page_of_documentation(province: Province) -> None:
    """It would load its script from elsewhere."""
    station = Station(province.keyer_a)
    for where in ("", "docs", "openapi.json", "schema.json"):
        assert station.browser.get(f"/keying/api/{where}").status_code == 404


# How much it costs


def test_twenty_cost_as_many_questions_as_one(province: Province) -> None:
    book = province.shelve(entries=42)
    one, many = Station(province.keyer_a), Station(province.keyer_b)
    (lease,) = one.take(book)["leases"]
    (other,) = many.take(book)["leases"]
    with CaptureQueriesContext(connection) as few:
        one.save(item(lease, lease["entries"][0]))
    with CaptureQueriesContext(connection) as lots:
        many.save(*[item(other, entry) for entry in other["entries"]])
    assert Keying.objects.filter(entry__book=book).count() == 21
    assert len(lots) <= len(few)
    third, fourth = Station(province.keyer_c), Station(province.keyer_a)
    with CaptureQueriesContext(connection) as few:
        third.take(book, size=10)
    with CaptureQueriesContext(connection) as lots:
        fourth.take(book, size=25)
    assert len(lots) <= len(few)


# Out of the pool


@pytest.fixture
def open_pool(province: Province) -> Book:
    """A book of the commune that keyers of the other one may draw."""
    for unit in (province.commune, province.elsewhere):
        Sharing.objects.create(unit=unit, open_kinds=["KS"], share=50)
    return province.shelve(entries=24)


def test_a_pool_lease_opens_its_entries_and_nothing_else(
    province: Province, open_pool: Book
) -> None:
    station = Station(province.other_keyer)
    (lease,) = station.take(size=10)["leases"]
    assert (lease["pool"], lease["book"]["id"]) == (True, open_pool.pk)
    first, second, third, *_ = lease["entries"]
    assert station.browser.get(first["image"]).status_code == 200
    assert station.browser.get(first["pages"]["own"]).status_code == 200
    assert station.browser.get(lease["words"]).status_code == 200
    foreign = open_pool.entries.get(position=23)
    assert station.browser.get(reverse("keying_image", args=[foreign.pk])).status_code == 404
    strange = item(lease, first) | {"entry": foreign.pk}
    answers = station.save(item(lease, first), strange, item(lease, second, aside="mờ"))
    assert codes(answers) == [(200, "saved"), (403, "people.not_allowed"), (200, "saved")]
    Hold.objects.filter(lease=lease["id"]).update(until="2020-01-01T00:00:00Z")
    Lease.objects.filter(pk=lease["id"]).update(until="2020-01-01T00:00:00Z")
    for where in (third["image"], third["pages"]["own"], lease["words"]):
        assert station.browser.get(where).status_code in (403, 404)
    assert codes(station.save(item(lease, third))) == [(200, "saved")]
    assert Keying.objects.get(entry=third["id"]).late


def test_a_pool_lease_that_is_held_goes_on_when_the_pool_closes(
    province: Province, open_pool: Book
) -> None:
    station = Station(province.other_keyer)
    (lease,) = station.take(size=10)["leases"]
    Sharing.objects.update(open_kinds=[])
    assert [one["id"] for one in station.take(open_pool)["leases"]] == [lease["id"]]
    assert codes(station.save(item(lease, lease["entries"][0]))) == [(200, "saved")]
    station.send(f"leases/{lease['id']}/return/")
    assert station.send("leases/", {"book": open_pool.pk}).status_code == 404
    assert station.take()["none"]["code"] == "keying.none_to_give"


# Two at once


def test_two_batches_at_once_over_http_are_each_saved_once(committed: Province) -> None:
    book = committed.shelve(entries=12)
    stations = [Station(committed.keyer_a), Station(committed.keyer_a), Station(committed.keyer_b)]
    leases = [s.take(book, size=12)["leases"][0] for s in stations[:1]]
    (lease,) = leases
    Hold.objects.filter(lease=lease["id"]).update(until="2020-01-01T00:00:00Z")
    (other,) = stations[2].take(book, size=12)["leases"]
    own = [item(lease, entry) for entry in lease["entries"]]
    theirs = [item(other, entry) for entry in reversed(other["entries"])]
    done = at_once(
        lambda: stations[0].save(*own),
        lambda: stations[1].save(*own[::-1]),
        lambda: stations[2].save(*theirs),
    )
    assert not [error for error in done if isinstance(error, BaseException)], done
    said = sorted(code for answers in done for _, code in codes(answers))
    assert said == ["again"] * 12 + ["saved"] * 24
    assert set(book.entries.values_list("state", flat=True)) == {"to_settle"}
    pairs = Keying.objects.filter(entry__book=book).values_list("entry", "user").distinct()
    assert len(pairs) == Keying.objects.filter(entry__book=book).count() == 24
