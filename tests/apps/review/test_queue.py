"""The queue of differences: several third persons at once, senior readers, answers taken back."""

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hotich.books.models import Book
from hotich.keying import actions as keying
from hotich.keying import queries as held
from hotich.ledger.queries import of_subject
from hotich.people.actions import give_role
from hotich.people.errors import NotAllowed
from hotich.people.models import RoleName, User
from hotich.review import actions, differences
from hotich.review.errors import (
    NothingToSettle,
    NothingToTakeBack,
    NotThird,
    ReasonForSenior,
    SentUpByYou,
    TakenFurther,
)
from hotich.review.models import Difference, Settlement
from hotich.scans.models import Entry
from tests.apps.review.steps import WHY, correct
from tests.apps.review.test_settling import differing, settle
from tests.province import Province, at_once, sql, work

TWO = {"mother_name": "Trần Thị Hoa", "father_birth_date": "1987"}


def second_checker(province: Province) -> User:
    give_role(user=province.keyer_c, unit=province.commune, name=RoleName.CHECKER)
    return province.keyer_c


def up(user: User, entry: Entry, field: str = "mother_name", reason: str = "mờ") -> Settlement:
    return actions.send_up(by=user, entry=entry, field=field, reason=reason)


def at(entry: Entry, field: str = "mother_name") -> Difference:
    return Difference.objects.get(entry=entry, round=entry.round, field=field)


def back(user: User, entry: Entry, field: str = "mother_name") -> Settlement:
    return actions.take_back(by=user, difference=at(entry, field))


def visit(user: User, address: str) -> str:
    browser = Client()
    browser.force_login(user)
    answer = browser.get(address, follow=True)
    assert answer.status_code == 200
    text: str = answer.text
    return text


# Several at once


def test_it_works(province: Province) -> None:
    """Two people get different entries, with all their places, while others wait."""
    other = second_checker(province)
    book = differing(province, entries=4, **TWO)
    mine = actions.claim(by=province.checker)
    theirs = actions.claim(by=other)
    assert [(d.entry.position, d.field) for d in mine] == [
        (0, "mother_name"),
        (0, "father_birth_date"),
    ]
    assert [d.entry.position for d in theirs] == [1, 1]
    assert actions.claim(by=province.checker) == mine  # what one has before one stays
    assert book.entries.filter(state="to_settle").count() == 4


def test_two_at_once_get_different_entries(committed: Province) -> None:
    other = second_checker(committed)
    differing(committed, entries=8)
    people = [committed.checker, other] * 2
    done = at_once(*[lambda user=user: actions.claim(by=user) for user in people])
    got = [{d.entry_id for d in found} for found in done]
    assert all(got)
    assert not (got[0] | got[2]) & (got[1] | got[3])


def test_where_nothing_else_waits_two_people_get_the_same(province: Province) -> None:
    other = second_checker(province)
    entry = differing(province).entries.get()
    assert [d.entry for d in actions.claim(by=province.checker)] == [entry]
    assert [d.entry for d in actions.claim(by=other)] == [entry]
    settle(other, entry)
    with pytest.raises(NothingToSettle):
        settle(province.checker, entry)


def test_a_claim_runs_out(province: Province) -> None:
    other = second_checker(province)
    differing(province, entries=3)
    first = actions.claim(by=province.checker)
    Difference.objects.update(claimed_until=timezone.now())
    assert actions.claim(by=other) == first


def test_nobody_else_claims(province: Province) -> None:
    differing(province)
    for user in province.others("checker"):
        with pytest.raises(NotAllowed):
            actions.claim(by=user)


def test_a_helper_sees_only_their_unit(province: Province) -> None:
    differing(province)
    give_role(user=province.other_keyer, unit=province.elsewhere, name=RoleName.CHECKER)
    assert actions.claim(by=province.other_keyer) == []
    assert not differences.waiting(province.other_keyer).exists()


@pytest.mark.parametrize("entries", [2, 12])
def test_the_queue_is_asked_as_often_for_many_as_for_few(province: Province, entries: int) -> None:
    differing(province, entries=entries, **TWO)
    browser = Client()
    browser.force_login(province.checker)
    browser.get("/review/settling/")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/review/settling/").status_code == 200
    assert len(asked) <= 30
    with CaptureQueriesContext(connection) as asked:
        actions.claim(by=province.checker)
    assert len(asked) <= 8


def test_a_difference_is_found_by_the_number_of_its_entry(province: Province) -> None:
    book = differing(province, entries=4)
    third = book.entries.get(position=2)
    assert "Trường hợp 003/2009" in visit(province.checker, "/review/settling/?q=3")
    assert "Trường hợp 003/2009" in visit(province.checker, "/review/settling/?q=003/2009")
    assert "ở số này" in visit(province.checker, "/review/settling/?q=77")
    assert "ở số này" in visit(province.checker, "/review/settling/?q=Nguy")
    settle(province.checker, third)
    missed = visit(province.checker, f"/review/settling/{at(third).pk}/")
    assert "Chỗ này đã được phân xử" in missed
    assert "Trường hợp 001/2009" in missed


# Senior readers


def test_a_difference_is_sent_up_and_settled_by_another(province: Province) -> None:
    entry = differing(province, **TWO).entries.get()
    sent = up(province.checker, entry, reason="  mực nhòe ")
    assert (sent.act, sent.reason, sent.value, sent.n) == ("raise", "mực nhòe", "", 1)
    line = of_subject(f"entry:{entry.pk}").first()
    assert (line.verb, line.detail) == ("send_up", {"field": "mother_name", "round": 1})
    entry.refresh_from_db()
    assert entry.state == "to_settle"
    assert [d.field for d in differences.waiting(province.checker)] == ["father_birth_date"]
    waiting = differences.raised(province.head).get()
    assert (waiting.reason, waiting.sent_by) == ("mực nhòe", province.checker.full_name)
    settle(province.checker, entry, field="father_birth_date", value="1978")
    settle(province.head, entry)
    entry.refresh_from_db()
    assert entry.state == "in_review"
    assert [k.values["mother_name"] for k in entry.keyings.order_by("turn")] == [
        "Trần Thị Hoà",
        "Trần Thị Hoa",
    ]


def test_who_sent_it_up_does_not_settle_it(province: Province) -> None:
    entry = differing(province).entries.get()
    up(province.checker, entry)
    assert not differences.raised(province.checker).exists()
    with pytest.raises(SentUpByYou):
        settle(province.checker, entry)
    second = second_checker(province)
    assert differences.raised(second).exists()
    settle(second, entry)


def test_nobody_else_sends_up_or_answers_what_was_sent_up(province: Province) -> None:
    entry = differing(province).entries.get()
    for user in province.others("checker"):
        with pytest.raises(NotAllowed):
            up(user, entry)
    with pytest.raises(ReasonForSenior):
        up(province.checker, entry, reason=" ")
    up(province.checker, entry)
    with pytest.raises(SentUpByYou):
        up(province.checker, entry)
    for user in province.others("checker", "head"):
        with pytest.raises(NotAllowed):
            settle(user, entry)
    give_role(user=province.keyer_a, unit=province.commune, name=RoleName.HEAD)
    with pytest.raises(NotThird):
        settle(province.keyer_a, entry)
    assert not differences.raised(province.keyer_a).exists()


def test_the_senior_readers_page(province: Province) -> None:
    book = differing(province, entries=2)
    entry = book.entries.get(position=1)
    up(province.checker, entry, reason="mực nhòe")
    head = Client()
    head.force_login(province.head)
    page = head.get("/review/senior/").text
    assert "mực nhòe" in page
    assert "002/2009" in page
    assert "Trần Thị" not in page
    assert "mực nhòe" in head.get("/review/senior/?q=2").text
    assert "mực nhòe" not in head.get("/review/senior/?q=1").text
    assert "Chỗ khó đọc" in head.get("/review/").text
    assert "chuyển lên" in head.get("/").text
    shown = head.get(f"/review/settling/{at(entry).pk}/").text
    assert f"{province.checker.full_name}: mực nhòe" in shown
    answer = {"value": "Trần Thị Hoà", "raised": "1"}
    posted = head.post(f"/review/settling/{entry.pk}/mother_name/", answer)
    assert posted["Location"] == "/review/senior/"
    entry.refresh_from_db()
    assert entry.state == "in_review"


# Taking back


def test_an_answer_is_taken_back_until_approval(province: Province) -> None:
    entry = differing(province).entries.get()
    settle(province.checker, entry, value="Trần Thị Sai")
    entry.refresh_from_db()
    assert (entry.state, entry.record.current) == ("in_review", 1)
    undone = back(province.checker, entry)
    assert (undone.act, undone.n) == ("take_back", 2)
    entry.refresh_from_db()
    assert entry.state == "to_settle"
    line = of_subject(f"entry:{entry.pk}").first()
    assert line.verb == "take_back_answer"
    assert actions.claim(by=province.checker)[0] == at(entry)
    settle(province.checker, entry)
    record = Entry.objects.get(pk=entry.pk).record
    assert [v.values["mother_name"] for v in record.versions.order_by("n")] == [
        "Trần Thị Sai",
        "Trần Thị Hoà",
    ]
    assert [s.act for s in entry.settlements.order_by("n")] == ["answer", "take_back", "answer"]


def test_the_last_answers_are_taken_back_one_by_one(province: Province) -> None:
    entry = differing(province, entries=2, **TWO).entries.get(position=0)
    settle(province.checker, entry)
    settle(province.checker, entry, field="father_birth_date", value="1978")
    done = differences.just_done(province.checker)
    assert [(d.field.name, d.value) for d in done] == [
        ("father_birth_date", "1978"),
        ("mother_name", "Trần Thị Hoà"),
    ]
    assert differences.done_today(province.checker) == 2
    back(province.checker, entry, "father_birth_date")
    assert [d.field.name for d in differences.just_done(province.checker)] == ["mother_name"]
    back(province.checker, entry)
    assert differences.just_done(province.checker) == []
    assert differences.waiting(province.checker).filter(entry=entry).count() == 2


def test_what_was_sent_up_is_taken_back_to_where_it_was(province: Province) -> None:
    entry = differing(province).entries.get()
    up(province.checker, entry)
    back(province.checker, entry)
    assert at(entry).state == "open"
    up(province.checker, entry)
    settle(province.head, entry)
    back(province.head, entry)
    assert at(entry).state == "raised"
    entry.refresh_from_db()
    assert entry.state == "to_settle"


def test_a_senior_may_change_their_mind_again_and_again(province: Province) -> None:
    entry = differing(province).entries.get()
    up(province.checker, entry, reason="mực nhòe")
    for value in ("Trần Thị Sai", "Trần Thị Lầm"):
        settle(province.head, entry, value=value)
        back(province.head, entry)
        assert at(entry).state == "raised"
        with pytest.raises(SentUpByYou):
            settle(province.checker, entry)
    sent = differences.sent_up(at(entry))
    assert sent
    assert (sent.by, sent.reason) == (province.checker, "mực nhòe")
    settle(province.head, entry)
    entry.refresh_from_db()
    assert entry.state == "in_review"


def test_what_was_opened_again_after_approval_is_not_taken_back(province: Province) -> None:
    book = differing(province)
    settle(province.checker, book.entries.get())
    approved(province, book)
    actions.reopen_entry(by=province.head, entry=book.entries.get(), reason=WHY)
    assert book.entries.get().state == "in_review"
    with pytest.raises(TakenFurther):
        back(province.checker, book.entries.get())


def test_only_one_s_own_last_act_is_taken_back(province: Province) -> None:
    entry = differing(province).entries.get()
    other = second_checker(province)
    with pytest.raises(NothingToTakeBack):
        back(province.checker, entry)
    settle(province.checker, entry)
    with pytest.raises(NothingToTakeBack):
        back(other, entry)
    back(province.checker, entry)
    with pytest.raises(NothingToTakeBack):
        back(province.checker, entry)
    for user in province.others("checker", "head", "keyer_c"):
        with pytest.raises(NotAllowed):
            back(user, entry)


def test_two_clicks_take_back_one_answer(committed: Province) -> None:
    entry = differing(committed).entries.get()
    settle(committed.checker, entry)
    done = at_once(*[lambda: back(committed.checker, entry)] * 3)
    kinds = sorted(type(result).__name__ for result in done)
    assert kinds == ["NothingToTakeBack", "NothingToTakeBack", "Settlement"]


def approved(province: Province, book: Book) -> None:
    actions.approve_book(by=province.head, book=book)


def corrected(province: Province, book: Book) -> None:
    correct(province, book.entries.get(), signer="Phan Văn Sửa")


def returned(province: Province, book: Book) -> None:
    actions.return_entry(by=province.checker, entry=book.entries.get(), reason=WHY)


@pytest.mark.parametrize("further", [approved, corrected, returned])
def test_what_went_further_is_not_taken_back(province: Province, further: object) -> None:
    book = differing(province)
    settle(province.checker, book.entries.get())
    difference = at(book.entries.get())
    further(province, book)  # type: ignore[operator]
    before = book.entries.get().state
    with pytest.raises(TakenFurther):
        actions.take_back(by=province.checker, difference=difference)
    assert book.entries.get().state == before
    browser = Client()
    browser.force_login(province.checker)
    said = browser.post(f"/review/settling/back/{difference.pk}/", follow=True)
    assert "Không lấy lại được nữa" in said.text


def test_taking_back_on_the_page_shows_the_difference_again(province: Province) -> None:
    entry = differing(province, entries=2).entries.get(position=0)
    settle(province.checker, entry)
    browser = Client()
    browser.force_login(province.checker)
    page = browser.get("/review/settling/").text
    assert "Vừa xong" in page
    assert f"/review/settling/back/{at(entry).pk}/" in page
    again = browser.post(f"/review/settling/back/{at(entry).pk}/", follow=True)
    assert "Trường hợp 001/2009" in again.text
    headers = {"HX-Request": "true"}
    settle(province.checker, entry)
    part = browser.post(f"/review/settling/back/{at(entry).pk}/", headers=headers)
    assert f'data-difference="{entry.pk}:mother_name"' in part.text


def test_the_database_refuses_every_change_of_an_act(province: Province) -> None:
    entry = differing(province).entries.get()
    up(province.checker, entry)
    with pytest.raises(DatabaseError, match="keeps what was written"):
        sql("UPDATE review_settlement SET reason = 'x'")


# The same hand


def test_words_of_the_same_hand_stand_beside(province: Province) -> None:
    book = province.shelve(entries=3)
    entry = book.entries.get(position=1)
    for keyer, name in ((province.keyer_a, "Trần Thị Hoà"), (province.keyer_b, "Trần Thị Hoa")):
        lease = keying.lease_batch(by=keyer, book=book)
        for one in held.held_entries(keyer, lease):
            changes = {"mother_name": name} if one == entry else {}
            province.key_entry(keyer, one, turn=lease.turn, **changes)
    work()
    page = visit(province.checker, "/review/settling/")
    assert "Trường hợp 002/2009" in page
    assert "Cùng nét chữ" in page
    first = book.entries.get(position=0)
    assert f"/review/entry/{first.pk}/image/mother_name/" in page
