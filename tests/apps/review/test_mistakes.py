"""One's own mistakes: what was settled otherwise than one keyed it, shown to oneself alone."""

import datetime
import uuid

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hotich.keying.models import Keying
from hotich.people.models import User
from hotich.review import actions, mistakes
from hotich.scans.models import Entry
from tests.apps.review.test_queue import back, up
from tests.apps.review.test_settling import differing, settle
from tests.province import Province, sql


def shown(user: User) -> str:
    browser = Client()
    browser.force_login(user)
    answer = browser.get("/review/mine/")
    assert answer.status_code == 200
    text: str = answer.text
    return text


def test_it_works(province: Province) -> None:
    entry = differing(province).entries.get()
    settle(province.checker, entry)
    right, wrong = mistakes.own(province.keyer_a), mistakes.own(province.keyer_b)
    assert (right.wrong, right.newest, right.most) == (0, [], None)
    assert wrong.wrong == wrong.most_often == 1
    assert wrong.most is not None
    assert wrong.most.name == "mother_name"
    letters = sum(map(len, Keying.objects.get(user=province.keyer_b).values.values()))
    assert wrong.keys == letters
    assert wrong.per_thousand == 1000 / letters
    page = shown(province.keyer_b)
    assert "Trần Thị Ho<mark>à</mark>" in page
    assert "Trần Thị Ho<mark>a</mark>" in page
    assert f"/review/entry/{entry.pk}/image/mother_name/" in page
    assert "chưa có chỗ nào" in shown(province.keyer_a)


def test_nothing_is_shown_before_it_is_settled_or_once_it_is_taken_back(
    province: Province,
) -> None:
    entry = differing(province).entries.get()
    assert mistakes.own(province.keyer_b).wrong == 0
    up(province.checker, entry)
    assert mistakes.own(province.keyer_b).wrong == 0
    settle(province.head, entry)
    assert mistakes.own(province.keyer_b).wrong == 1
    back(province.head, entry)
    assert mistakes.own(province.keyer_b).wrong == 0


def test_where_both_were_wrong_each_sees_only_their_own(province: Province) -> None:
    entry = differing(province).entries.get()
    settle(province.checker, entry, value="Trần Thị Hỏa")
    first, second = shown(province.keyer_a), shown(province.keyer_b)
    assert "H<mark>oà</mark>" in first
    assert "H<mark>o</mark>a" not in first
    assert "H<mark>o</mark>a" in second
    assert "H<mark>oà</mark>" not in second


def test_another_spelling_is_no_mistake(province: Province) -> None:
    entry = differing(province).entries.get()
    settle(province.checker, entry, value="trần thị hòa")
    assert mistakes.own(province.keyer_a).wrong == 0
    assert mistakes.own(province.keyer_b).wrong == 1


def test_an_unreadable_place_that_was_typed_is_a_mistake(province: Province) -> None:
    entry = differing(province).entries.get()
    settle(province.checker, entry, value="", flag="unreadable")
    assert mistakes.own(province.keyer_a).wrong == mistakes.own(province.keyer_b).wrong == 1
    assert "không đọc được" in shown(province.keyer_a)


def test_keys_are_counted_as_the_station_counted_them(province: Province) -> None:
    entry = differing(province).entries.get()
    settle(province.checker, entry)
    kept = Keying.objects.get(user=province.keyer_b)
    again = {"id": uuid.uuid4(), "timings": {"keys": 500}}
    copy = Keying(entry=entry, round=9, turn=1, user=province.keyer_b, values=kept.values, **again)
    copy.digest = kept.digest
    copy.save()
    letters = sum(map(len, kept.values.values()))
    assert mistakes.own(province.keyer_b).keys == 500 + letters


def test_only_seven_report_days_count(province: Province) -> None:
    entry = differing(province).entries.get()
    settle(province.checker, entry)
    sql("ALTER TABLE keying_keying DISABLE TRIGGER USER")
    Keying.objects.update(saved_at=timezone.now() - datetime.timedelta(days=8))
    sql("ALTER TABLE keying_keying ENABLE TRIGGER USER")
    found = mistakes.own(province.keyer_b)
    assert (found.wrong, found.keys, found.per_thousand) == (0, 0, None)


def test_the_picture_is_for_whose_mistake_it_is(province: Province) -> None:
    entry = differing(province).entries.get()
    settle(province.checker, entry)

    def status(user: User, field: str) -> int:
        browser = Client()
        browser.force_login(user)
        return browser.get(f"/review/entry/{entry.pk}/image/{field}/").status_code

    assert status(province.keyer_b, "mother_name") == 200
    assert status(province.keyer_b, "father_name") == 404
    assert status(province.keyer_a, "mother_name") == 404
    assert status(province.keyer_c, "mother_name") == 404


def test_nobody_but_a_keyer_has_mistakes(province: Province) -> None:
    browser = Client()
    browser.force_login(province.head)
    assert browser.get("/review/mine/").status_code == 403


def test_it_is_asked_as_often_for_many_as_for_few(province: Province) -> None:
    def ask() -> int:
        with CaptureQueriesContext(connection) as asked:
            mistakes.own(province.keyer_b)
        return len(asked)

    few = ask()
    for entry in differing(province, entries=5).entries.all():
        settle(province.checker, entry)
    assert ask() == few == 2
    assert Entry.objects.filter(state="in_review").count() == 5
    assert actions.claim(by=province.checker) == []
