"""The keyer's day, the pool's pages and the lead's page: what stands there, for whom."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from hotich.keying import actions, lead, pace
from hotich.keying.models import Aim, Hold, Keying, Lease, Sharing
from hotich.ledger.models import Line
from hotich.people.errors import NotAllowed
from hotich.people.models import User
from hotich.rules.reportday import bounds, day_of
from hotich.scans.models import Entry
from tests.apps.keying.test_pool import keyer, lend, share, stand
from tests.province import Province, sql


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def page(user: User, address: str = "/keying/") -> str:
    answer = signed_in(user).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.text


def done(user: User, entry: Entry, at: object, **more: object) -> Keying:
    """Have a keying arrive at a moment."""
    keying = Keying.objects.create(
        entry=entry, round=1, turn=1, user=user, values={}, digest="x", **more
    )
    return keying_at(keying, at)


def keying_at(keying: Keying, at: object) -> Keying:
    """Keyings are never changed: only the clock of this test is turned."""
    sql("ALTER TABLE keying_keying DISABLE TRIGGER USER")
    Keying.objects.filter(pk=keying.pk).update(saved_at=at)
    sql("ALTER TABLE keying_keying ENABLE TRIGGER USER")
    return keying


# The keyer's day


def test_it_works(province: Province) -> None:
    book, other = province.shelve(entries=3), province.shelve(entries=2, year=2010)
    shown = page(province.keyer_a)
    assert "Nhận một lô" in shown
    assert f"/keying/station/?book={book.pk}" in shown
    assert f"/keying/station/?book={other.pk}" in shown
    lease = actions.lease_batch(by=province.keyer_a, book=other)
    assert lease is not None
    shown = page(province.keyer_a)
    assert "Nhập tiếp" in shown
    assert "Còn 2 trong 2 trường hợp, từ số 001/2010" in shown
    assert f"/keying/station/?away=1&amp;book={other.pk}" in shown or (
        f"/keying/station/?away=1&book={other.pk}" in shown
    )


def test_only_keyers_have_a_keyer_s_day(province: Province) -> None:
    for user in province.others("keyer_a", "keyer_b", "keyer_c", "other_keyer"):
        assert signed_in(user).get("/keying/").status_code == 403


def test_what_was_returned_stands_before_the_rest(province: Province) -> None:
    book = province.shelve(entries=3)
    Entry.objects.filter(book=book, position=1).update(state="returned", round=2)
    shown = page(province.keyer_a)
    assert "1 trường hợp được trả lại để nhập lại" in shown
    assert shown.index("Cần nhập lại") < shown.index("Khi mất mạng")


def test_the_pool_is_told_as_what_comes_after_or_now(province: Province) -> None:
    own, far = stand(province.commune, 2), stand(province.elsewhere, 2, year=2011)
    share(province.elsewhere)
    shown = page(province.keyer_a)
    assert f"station/?book={own.pk}" in shown
    assert "Kho chung: Khai sinh 01/2011, xã Thạch Trung" in shown
    assert f"station/?book={far.pk}" not in shown, "given automatically"
    Entry.objects.filter(book=own).update(state="approved")
    assert f"station/?book={far.pk}" in page(province.keyer_a)


def test_the_figures_are_of_the_report_day_and_without_pauses(province: Province) -> None:
    start, _end = bounds(day_of(timezone.now()))
    book = province.shelve(entries=4)
    entries = list(Entry.objects.filter(book=book).order_by("position"))
    me = province.keyer_a
    done(me, entries[0], start - timedelta(seconds=1), timings={"active_ms": 90_000})
    done(me, entries[1], start, timings={"active_ms": 60_000})
    done(me, entries[2], start, timings={"active_ms": 120_000})
    done(me, entries[3], start, timings={"active_ms": "quick"})
    *before, yesterday, today = pace.days(me)
    assert (today.entries, today.timed, today.per_hour) == (3, 2, 40)
    assert (yesterday.entries, yesterday.per_hour) == (1, 40)
    assert [day.per_hour for day in before] == [None] * 5
    assert pace.today(me) == 3
    shown = page(me)
    assert "hôm nay đã nhập 3 trường hợp" in shown
    assert "nghỉ" in shown
    assert pace.days(province.keyer_b)[-1].entries == 0


def test_an_aim_is_one_s_own(province: Province) -> None:
    browser = signed_in(province.keyer_a)
    browser.post("/keying/aim/", {"entries": "150"})
    assert pace.aim(province.keyer_a) == 150
    assert "trong 150 trường hợp" in page(province.keyer_a)
    assert "trong 150 trường hợp" not in page(province.keyer_b)
    line = Line.objects.latest("pk")
    assert (line.verb, line.detail) == ("set_aim", {})
    browser.post("/keying/aim/", {"entries": "9999"})
    assert pace.aim(province.keyer_a) == 150
    browser.post("/keying/aim/", {"entries": ""})
    assert not Aim.objects.exists()
    with pytest.raises(NotAllowed):
        actions.set_aim(by=province.checker, entries=10)


# The pool's pages


def test_a_head_comes_to_their_unit_and_sets_it(province: Province) -> None:
    stand(province.commune, 7)
    browser = signed_in(province.head)
    where = f"/keying/pool/{province.commune.pk}/"
    assert browser.get("/keying/pool/")["Location"] == where
    assert "Kho chung" in browser.get(where).text
    browser.post(f"{where}sharing/", {"open_kinds": ["KS", "KT"], "share": "25"})
    row = Sharing.objects.get(unit=province.commune)
    assert (row.open_kinds, row.share) == (["KS", "KT"], 25)
    wrong = browser.post(f"{where}sharing/", {"open_kinds": ["KS"], "share": "101"})
    assert wrong.status_code == 422
    assert "Tỷ lệ phải là số từ 0 đến 100." in wrong.text
    browser.post(f"{where}help/")
    assert "đang đề nghị giúp từ" in browser.get(where).text
    browser.post(f"{where}help/", {"end": "1"})
    assert "đang đề nghị giúp từ" not in browser.get(where).text


def test_a_department_sees_all_units_and_sets_them_at_once(province: Province) -> None:
    browser = signed_in(province.department)
    shown = browser.get("/keying/pool/").text
    assert "xã Mai Đàn" in shown
    assert "xã Thạch Trung" in shown
    top = province.commune.path.split("/")[1]
    browser.post(f"/keying/pool/{top}/sharing/", {"share": "40", "below": "1"})
    assert Sharing.objects.get(unit=province.elsewhere).share == 40


def test_both_heads_see_who_helps_and_nobody_else(province: Province) -> None:
    book = stand(province.elsewhere, 6)
    share(province.elsewhere)
    helper = keyer(province.commune)
    lease = lend(helper, book, 3)
    entry = Entry.objects.filter(hold__lease=lease).first()
    assert entry is not None
    Keying.objects.create(
        entry=entry, round=1, turn=1, user=helper, values={}, digest="x", lease=lease
    )
    Hold.objects.filter(entry=entry).delete()
    theirs = page(province.other_head, f"/keying/pool/{province.elsewhere.pk}/")
    assert helper.full_name in theirs
    assert "xã Mai Đàn" in theirs
    assert "1, 2" in theirs
    ours = page(province.head, f"/keying/pool/{province.commune.pk}/")
    assert helper.full_name in ours
    assert "xã Thạch Trung" in ours
    assert [(h.person, h.unit, h.entries) for h in lead.history(province.commune, into=False)] == [
        (helper.full_name, "xã Thạch Trung", 1)
    ]
    assert lead.history(province.commune, into=True) == []
    admin = page(province.administrator, f"/keying/pool/{province.elsewhere.pk}/")
    assert helper.full_name not in admin
    other = signed_in(province.head).get(f"/keying/pool/{province.elsewhere.pk}/")
    assert other.status_code == 404


# The lead's page


def at_work(user: User, book: object, *, ago: float, entries: int = 3, **more: object) -> Lease:
    """Have a person hold a batch that they took some minutes ago."""
    lease = lend(user, book, entries)  # type: ignore[arg-type]
    taken = timezone.now() - timedelta(minutes=ago)
    held = list(lease.holds.values_list("entry", flat=True))
    Lease.objects.filter(pk=lease.pk).update(taken_at=taken, entries=held, pool=False, **more)
    lease.refresh_from_db()
    return lease


def states(province: Province) -> dict[str, str]:
    return {one.name: one.state for one in lead.workers([province.commune])}


def test_who_needs_somebody_stands_first(province: Province) -> None:
    book = stand(province.commune, 40)
    fine, stuck, aside, away, gone = (keyer(province.commune) for _ in range(5))
    at_work(fine, book, ago=1)
    at_work(stuck, book, ago=12)
    at_work(away, book, ago=90, away=True)
    many = at_work(aside, book, ago=1, entries=6)
    for entry in list(many.holds.all())[:4]:
        entry.entry.asides.create(by=aside, reason="mực nhòe")
        entry.delete()
    ran_out = at_work(gone, book, ago=50)
    past = timezone.now() - timedelta(minutes=20)
    Hold.objects.filter(lease=ran_out).update(until=past)
    Lease.objects.filter(pk=ran_out.pk).update(until=past)
    found = states(province)
    assert found[fine.full_name] == "working"
    assert found[stuck.full_name] == "stuck"
    assert found[away.full_name] == "away"
    assert found[aside.full_name] == "many_aside"
    assert found[gone.full_name] == "ran_out"
    assert found[province.keyer_a.full_name] == "none"
    assert list(found)[:3] == [stuck.full_name, aside.full_name, gone.full_name]
    shown = page(province.head, "/keying/now/")
    assert "đứng lại 12 phút" in shown
    assert "mực nhòe" in shown
    assert shown.index(stuck.full_name) < shown.index(fine.full_name)
    assert province.keyer_a.full_name not in shown


def test_who_was_active_and_fell_silent_is_seen(province: Province) -> None:
    book = province.shelve(entries=2)
    first, second = Entry.objects.filter(book=book).order_by("position")
    done(province.keyer_a, first, timezone.now() - timedelta(minutes=40))
    done(province.keyer_b, second, timezone.now() - timedelta(minutes=20))
    assert states(province)[province.keyer_a.full_name] == "silent"
    assert states(province)[province.keyer_b.full_name] == "working"


def test_a_lead_sees_their_own_units_only(province: Province) -> None:
    book = stand(province.commune, 9)
    helper = keyer(province.commune)
    at_work(helper, book, ago=12)
    assert helper.full_name not in page(province.other_head, "/keying/now/")
    assert helper.full_name in page(province.department, "/keying/now/")
    for user in province.others("head", "other_head", "department"):
        assert signed_in(user).get("/keying/now/").status_code == 403


def test_a_department_sees_no_reasons(province: Province) -> None:
    """What a keyer wrote may name a person."""
    book = stand(province.commune, 2)
    entry = Entry.objects.filter(book=book).first()
    assert entry is not None
    entry.asides.create(by=province.keyer_a, reason="tên mẹ không rõ")
    assert "tên mẹ không rõ" in page(province.head, "/keying/now/")
    shown = page(province.department, "/keying/now/")
    assert "tên mẹ không rõ" not in shown
    assert entry.label in shown
