"""The log of readings: who saw what, and the alert for seeing too much."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hotich.cli.access import NoSuchAccount, report
from hotich.ledger.actions import note_reading
from hotich.ledger.models import Line, Reading
from hotich.people.actions import give_role, move_person, open_account
from hotich.people.errors import NotAllowed, NotThere
from hotich.people.models import RoleName, User
from hotich.records import actions, queries
from hotich.records.errors import AnswerMissing, NoSuchRecord
from hotich.records.models import MassViewing, Record
from hotich.rules.watching import LIMITS
from hotich.scans.models import Entry
from tests.province import PASSWORD, Province

LIMIT = LIMITS[0].an_hour


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def agreed(province: Province) -> Record:
    """Return the first record of a book that was keyed twice and agreed."""
    book = province.shelve(entries=2)
    province.key_twice(book)
    return Record.objects.filter(book=book).order_by("pk")[0]


def look(user: User, count: int, *, what: str = "record", duty: bool = False) -> None:
    for n in range(count):
        note_reading(actor=user.actor, what=what, subject=f"entry:{n}", duty=duty)


def test_it_works(province: Province) -> None:
    """Searching, opening and looking at the image of a record all show in its report."""
    record = agreed(province)
    browser = signed_in(province.checker)
    found = browser.post(reverse("records"), {"name": "nguyen van"})
    assert "Nguyễn Văn" in found.content.decode()
    browser.get(reverse("review_entry", args=[record.entry_id]))
    browser.get(reverse("review_image", args=[record.entry_id]))
    seen = [
        (reading.what, reading.unit)
        for reading in queries.readings_of_record(record)
        if reading.actor == province.checker.actor
    ]
    here = province.commune.code
    assert seen == [("image", here), ("record", here), ("search", "")]
    rows = list(report(None, str(record.pk)))
    assert [row[1] for row in rows if row[1]] == [province.checker.username] * 3
    mine = list(report(province.checker.username, None))
    assert [row[3] for row in mine][:3] == ["image", "record", "search"]


def test_a_search_remembers_what_it_showed_and_never_what_was_asked(province: Province) -> None:
    record = agreed(province)
    signed_in(province.checker).post(reverse("records"), {"name": "nguyen van"})
    (reading,) = Reading.objects.filter(actor=province.checker.actor, what="search")
    assert record.pk in reading.records
    assert "nguyen" not in str(reading.__dict__).lower()


def test_a_record_is_found_by_what_stands_on_its_book(province: Province) -> None:
    record = agreed(province)
    label = f"ks {province.commune.code} {record.book.label} {record.number}/{record.year}"
    assert queries.find(label) == record
    for wrong in ("", "x", "0", "1 2 3 4", f"KH {label[3:]}", "9" * 30, label + " x"):
        with pytest.raises(NoSuchRecord):
            queries.find(wrong)


def test_asking_who_saw_what_is_a_reading_too(province: Province) -> None:
    record = agreed(province)
    signed_in(province.checker).get(reverse("review_entry", args=[record.entry_id]))
    page = signed_in(province.auditor).get(reverse("readings_of_record", args=[record.pk]))
    assert "Người thử checker" in page.content.decode()
    signed_in(province.auditor).get(reverse("readings_of_person", args=[province.keyer_a.pk]))
    mine = Reading.objects.filter(actor=province.auditor.actor).order_by("pk")
    assert [(r.what, r.subject) for r in mine] == [
        ("report", f"entry:{record.entry_id}"),
        ("report", province.keyer_a.actor),
    ]


def test_only_those_who_watch_over_a_unit_see_its_readings(province: Province) -> None:
    record = agreed(province)
    for user in province.others("head", "auditor", "administrator"):
        browser = signed_in(user)
        for address in (
            reverse("readings_of_record", args=[record.pk]),
            reverse("readings_of_person", args=[province.keyer_a.pk]),
        ):
            assert browser.get(address).status_code == 404, (user, address)
    head = signed_in(province.head)
    assert head.get(reverse("readings_of_person", args=[province.keyer_a.pk])).status_code == 200
    other = reverse("readings_of_person", args=[province.other_keyer.pk])
    assert head.get(other).status_code == 404


def test_seeing_too_much_raises_one_alert_a_day(province: Province) -> None:
    look(province.keyer_a, LIMIT)
    assert actions.watch_readings() == 0
    look(province.keyer_a, LIMIT + 5)
    assert actions.watch_readings() == 1
    assert actions.watch_readings() == 0
    look(province.keyer_a, 40, what="page")
    assert actions.watch_readings() == 0
    (alert,) = MassViewing.objects.filter(user=province.keyer_a)
    assert (alert.what, alert.count, alert.limit) == ("records", LIMIT + 45, LIMIT)
    assert Line.objects.filter(verb="raise_alert", subject=province.keyer_a.actor).count() == 1


def test_work_that_was_handed_out_raises_no_alert(province: Province) -> None:
    look(province.keyer_a, LIMIT + 50, duty=True)
    assert actions.watch_readings() == 0


def test_one_record_looked_at_often_is_one_record(province: Province) -> None:
    for _ in range(LIMIT + 10):
        note_reading(actor=province.checker.actor, what="record", subject="entry:1")
    assert actions.watch_readings() == 0


def test_every_search_counts(province: Province) -> None:
    for _ in range(LIMITS[1].an_hour + 1):
        note_reading(actor=province.checker.actor, what="search", subject="records")
    assert actions.watch_readings() == 1


def test_an_alert_is_answered_by_somebody_else_once(province: Province) -> None:
    look(province.head, LIMIT + 1)
    actions.watch_readings()
    alert = MassViewing.objects.get(user=province.head)
    with pytest.raises(NotAllowed):
        actions.answer_alert(by=province.head, alert=alert, answer="tôi tự xem")
    with pytest.raises(NotAllowed):
        actions.answer_alert(by=province.other_head, alert=alert, answer="x")
    with pytest.raises(AnswerMissing):
        actions.answer_alert(by=province.auditor, alert=alert, answer="  ")
    actions.answer_alert(by=province.auditor, alert=alert, answer="Rà soát cuối đợt")
    again = actions.answer_alert(by=province.administrator, alert=alert, answer="khác")
    assert (again.answer, again.answered_by) == ("Rà soát cuối đợt", province.auditor)
    assert Line.objects.filter(verb="answer_alert", subject=province.head.actor).count() == 1


def test_the_page_shows_an_alert_and_takes_its_answer(province: Province) -> None:
    look(province.keyer_b, LIMIT + 1)
    actions.watch_readings()
    alert = MassViewing.objects.get(user=province.keyer_b)
    browser = signed_in(province.head)
    assert "Người thử keyer_b" in browser.get(reverse("readings")).content.decode()
    browser.post(reverse("answer_alert", args=[alert.pk]), {"answer": "Đã hỏi"})
    assert "Đã hỏi" in browser.get(reverse("readings")).content.decode()
    other = signed_in(province.other_head)
    assert "keyer_b" not in other.get(reverse("readings")).content.decode()
    assert other.post(reverse("answer_alert", args=[alert.pk])).status_code == 404


def test_readings_stay_when_a_person_has_no_role_any_more(province: Province) -> None:
    gone = open_account(username=f"gone-{province.commune.pk}", full_name="x", password=PASSWORD)
    give_role(user=gone, unit=province.commune, name=RoleName.KEYER)
    note_reading(actor=gone.actor, what="image", subject="entry:1")
    gone.roles.update(valid_to="2020-01-01", valid_from="2019-01-01")
    assert queries.readings_of_person(province.head, gone).count() == 1


def test_the_report_refuses_what_is_not_there(province: Province) -> None:
    with pytest.raises(NoSuchAccount):
        list(report("khong-co-ai", None))
    with pytest.raises(NoSuchRecord):
        list(report(None, "99999999"))
    entry = Entry.objects.order_by("-pk").first()
    assert entry is None or entry.pk < 99999999


def test_the_report_can_go_to_a_spreadsheet(province: Province) -> None:
    record = agreed(province)
    out = io.StringIO()
    csv.writer(out).writerows(report(None, str(record.pk)))
    assert out.getvalue().count("\n") == len(list(queries.readings_of_record(record))) - 1


def test_more_after_an_answer_raises_another_alert(province: Province) -> None:
    look(province.keyer_a, LIMIT + 1)
    actions.watch_readings()
    first = MassViewing.objects.get(user=province.keyer_a)
    actions.answer_alert(by=province.head, alert=first, answer="Đã hỏi")
    assert actions.watch_readings() == 0
    look(province.keyer_a, LIMIT + 90)
    assert actions.watch_readings() == 1
    assert actions.watch_readings() == 0
    first.refresh_from_db()
    assert (first.count, first.answer) == (LIMIT + 1, "Đã hỏi")
    (second,) = MassViewing.objects.filter(user=province.keyer_a, answered_at=None)
    assert (second.count, second.day) == (LIMIT + 90, first.day)


def test_as_much_again_in_another_hour_raises_another_alert(province: Province) -> None:
    look(province.keyer_a, LIMIT + 1)
    actions.watch_readings()
    alert = MassViewing.objects.get(user=province.keyer_a)
    actions.answer_alert(by=province.head, alert=alert, answer="Đã hỏi")
    past = timezone.now() - timedelta(hours=2)
    MassViewing.objects.filter(pk=alert.pk).update(answered_at=past)
    assert actions.watch_readings() == 1


def test_the_finds_of_searches_count_as_records(province: Province) -> None:
    """Sixty searches, fifty people on each page: every one of the 3,000 was looked at."""
    for n in range(60):
        note_reading(
            actor=province.checker.actor,
            what="search",
            subject="records",
            records=range(50 * n, 50 * n + 50),
        )
    assert actions.watch_readings() == 1
    alert = MassViewing.objects.get(user=province.checker)
    assert (alert.what, alert.count) == ("records", 3000)


def test_the_same_finds_again_count_once(province: Province) -> None:
    for _ in range(20):
        note_reading(
            actor=province.checker.actor, what="search", subject="records", records=range(50)
        )
    assert actions.watch_readings() == 0


def test_a_whole_book_shows_all_its_records(province: Province) -> None:
    record = agreed(province)
    signed_in(province.checker).get(reverse("review_book", args=[record.book_id]))
    (reading,) = Reading.objects.filter(actor=province.checker.actor, what="book")
    assert sorted(reading.records) == sorted(r.pk for r in Record.objects.filter(book=record.book))


def test_a_search_asks_for_two_letters(province: Province) -> None:
    agreed(province)
    for short in ("n", "N ", "7n", "-", "ễ"):
        assert not queries.search(province.checker, short).exists(), short
    assert queries.search(province.checker, "ng").exists()
    page = signed_in(province.checker).post(reverse("records"), {"name": "n"}).text
    assert "ít nhất hai chữ cái" in page
    assert "Nguyễn" not in page


def test_after_a_move_the_old_head_no_longer_sees_the_readings(province: Province) -> None:
    move_person(
        by=province.administrator,
        user=province.keyer_a,
        old=province.commune,
        new=province.elsewhere,
    )
    province.keyer_a.roles.filter(unit=province.commune).update(valid_from="2020-01-01")
    note_reading(actor=province.keyer_a.actor, what="image", subject="entry:1")
    with pytest.raises(NotThere):
        queries.readings_of_person(province.head, province.keyer_a)
    assert province.keyer_a not in queries.watched(province.head)
    assert queries.readings_of_person(province.other_head, province.keyer_a).count() == 1


def test_who_left_after_a_move_is_watched_by_their_last_unit(province: Province) -> None:
    gone = open_account(username=f"gone-{province.commune.pk}", full_name="x", password=PASSWORD)
    for unit, first, last in (
        (province.commune, "2019-01-01", "2019-12-31"),
        (province.elsewhere, "2020-01-01", "2020-12-31"),
    ):
        gone.roles.create(unit=unit, name=RoleName.KEYER, valid_from=first, valid_to=last)
    assert queries.watches(province.other_head, gone)
    assert not queries.watches(province.head, gone)
