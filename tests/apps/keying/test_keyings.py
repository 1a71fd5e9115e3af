"""Keyings: kept as typed, once for each id, never changed, never lost."""

import unicodedata
import uuid

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from hotich.books.models import Book
from hotich.keying import actions, pace, queries
from hotich.keying.errors import (
    BadValues,
    Impossible,
    NotHeld,
    NotNeeded,
    OtherBody,
    OwnElsewhere,
    ReasonMissing,
    WentOn,
)
from hotich.keying.models import Aside, Keying
from hotich.ledger.queries import of_subject
from hotich.people.errors import NotAllowed
from hotich.people.models import User
from hotich.review import actions as review
from hotich.rules.transitions import NotFromHere
from hotich.scans.models import Entry
from tests.province import Province, at_once, birth, sql, work


def hold_all(user: User, book: Book) -> list[Entry]:
    lease = actions.lease_batch(by=user, book=book)
    assert lease is not None
    return list(queries.held_entries(user, lease))


def save(user: User, entry: Entry, keying_id: uuid.UUID | None = None, **changes: str) -> Keying:
    return actions.save_keying(
        by=user,
        entry=entry,
        keying_id=keying_id or uuid.uuid4(),
        values=birth(entry.number, **changes),
        flags={},
    )


def test_it_works(province: Province) -> None:
    book = province.shelve(entries=1)
    (entry,) = hold_all(province.keyer_a, book)
    values = birth(1)
    keying = actions.save_keying(
        by=province.keyer_a,
        entry=entry,
        keying_id=uuid.uuid4(),
        values={**values, "remarks": ""},
        flags={"father_name": "unreadable"},
        accepted=["R0b:father_name"],
    )
    keying.refresh_from_db()
    assert keying.values == values
    assert keying.flags == {"father_name": "unreadable"}
    assert keying.accepted == ["R0b:father_name"]
    assert (keying.turn, keying.round, keying.user) == (1, 1, province.keyer_a)
    line = of_subject(f"entry:{entry.pk}").first()
    assert (line.verb, line.actor) == ("save_keying", province.keyer_a.actor)
    assert "Nguyễn" not in str(line.detail)
    assert pace.today(province.keyer_a) == 1


def test_the_second_keying_moves_the_entry_on(province: Province) -> None:
    book = province.shelve(entries=1)
    province.key(province.keyer_a, book)
    assert book.entries.get().state == "to_key"
    province.key(province.keyer_b, book)
    assert book.entries.get().state == "to_settle"
    work()
    assert book.entries.get().state == "in_review"


AS_WRITTEN = [
    "NGUYỄN VĂN AN",
    "nguyễn thị  hoà".replace("  ", " "),
    "Thuý Kiều",
    "12/5/1980 (âm lịch)",
    "010275",
    "thôn Đông; xã Mai Đàn, h. Hải Vân – t. Quảng Sơn.",
    "ký: “x” 'y' <b>&amp;</b> =1+1 \\ %s {0}",
    "32 tuổi",
    "ð Ɖ f j w z 漢字 😀",
    "0",
]


@pytest.mark.parametrize("text", AS_WRITTEN)
def test_a_value_stays_as_it_was_typed(province: Province, text: str) -> None:
    (entry,) = hold_all(province.keyer_a, province.shelve(entries=1))
    keying = save(province.keyer_a, entry, child_name=text)
    keying.refresh_from_db()
    assert keying.values == birth(1, child_name=text)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (unicodedata.normalize("NFD", "Nguyễn Thị Hoà"), "Nguyễn Thị Hoà"),
        ("  Hồ \t Văn\nAn ", "Hồ Văn An"),
        ("Hồ\u200b Văn\ufeff An", "Hồ Văn An"),
        ("Hồ\x00 Văn\x07 An\x7f", "Hồ Văn An"),
    ],
)
def test_only_composition_blanks_and_invisible_signs_are_mended(
    province: Province, typed: str, kept: str
) -> None:
    (entry,) = hold_all(province.keyer_a, province.shelve(entries=1))
    keying = save(province.keyer_a, entry, child_name=typed)
    keying.refresh_from_db()
    assert keying.values == birth(1, child_name=kept)


def test_nobody_else_may_save_or_set_aside(province: Province) -> None:
    book = province.shelve(entries=1)
    (entry,) = hold_all(province.keyer_a, book)
    for user in province.others("keyer_a", "keyer_b", "keyer_c"):
        with pytest.raises(NotAllowed):
            save(user, entry)
        with pytest.raises(NotAllowed):
            actions.set_aside(by=user, entry=entry, reason="mờ")
    for user in (province.keyer_b, province.keyer_c):
        with pytest.raises(NotHeld):
            save(user, entry)
        with pytest.raises(NotHeld):
            actions.set_aside(by=user, entry=entry, reason="mờ")
    assert not entry.keyings.exists()


@pytest.mark.parametrize(
    ("values", "flags", "name"),
    [
        ({"no_such_field": "x"}, {}, "no_such_field"),
        ({"child_name": "x" * 2001}, {}, "child_name"),
        ({}, {"child_name": "torn"}, "child_name"),
        ({}, {"nothing": "blank"}, "nothing"),
    ],
)
def test_values_that_belong_to_no_field_are_refused(
    province: Province, values: dict[str, str], flags: dict[str, str], name: str
) -> None:
    (entry,) = hold_all(province.keyer_a, province.shelve(entries=1))
    with pytest.raises(BadValues) as refused:
        actions.save_keying(
            by=province.keyer_a, entry=entry, keying_id=uuid.uuid4(), values=values, flags=flags
        )
    assert name in refused.value.text("vi")
    assert not entry.keyings.exists()


def test_what_no_book_can_justify_is_refused_and_says_why(province: Province) -> None:
    (entry,) = hold_all(province.keyer_a, province.shelve(entries=1))
    with pytest.raises(Impossible) as refused:
        save(province.keyer_a, entry, child_sex="9", child_name="")
    assert "Giới tính" in refused.value.text("vi")
    assert not entry.keyings.exists()


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("number", "1", "001/2009"),
        ("number", "1a", "001a/2009"),
        ("number", "01/2009", "01/2009"),
        ("registration_date", "120109", "12.01.2009"),
        ("mother_birth_date", "80", "1980"),
        ("child_sex", "nam", "1"),
        ("remarks", "010275", "010275"),
    ],
)
def test_short_ways_to_type_are_read_as_the_browser_reads_them(
    province: Province, field: str, typed: str, kept: str
) -> None:
    (entry,) = hold_all(province.keyer_a, province.shelve(entries=1))
    assert save(province.keyer_a, entry, **{field: typed}).values[field] == kept


def test_the_same_save_twice_is_one_keying(province: Province) -> None:
    (entry,) = hold_all(province.keyer_a, province.shelve(entries=1))
    keying_id = uuid.uuid4()
    first = save(province.keyer_a, entry, keying_id)
    assert save(province.keyer_a, entry, keying_id) == first
    assert Keying.objects.filter(entry=entry).count() == 1
    assert of_subject(f"entry:{entry.pk}").count() == 1


def test_one_id_never_means_two_things(province: Province) -> None:
    book = province.shelve(entries=2)
    first, second = hold_all(province.keyer_a, book)
    keying_id = uuid.uuid4()
    kept = save(province.keyer_a, first, keying_id)
    with pytest.raises(OtherBody):
        save(province.keyer_a, first, keying_id, child_name="Khác")
    with pytest.raises(OtherBody):
        save(province.keyer_a, second, keying_id)
    with pytest.raises(OtherBody):
        save(province.keyer_b, first, keying_id)
    assert Keying.objects.get(pk=keying_id).values == kept.values


def test_a_new_id_for_what_is_saved_is_not_needed(province: Province) -> None:
    (entry,) = hold_all(province.keyer_a, province.shelve(entries=1))
    save(province.keyer_a, entry)
    with pytest.raises(OwnElsewhere):
        save(province.keyer_a, entry)
    assert entry.keyings.count() == 1


def test_the_same_id_from_two_tabs_at_once_is_one_keying(committed: Province) -> None:
    book = committed.shelve(entries=1)
    (entry,) = hold_all(committed.keyer_a, book)
    keying_id = uuid.uuid4()
    done = at_once(*[lambda: save(committed.keyer_a, entry, keying_id)] * 3)
    assert done == [Keying.objects.get(entry=entry)] * 3
    assert of_subject(f"entry:{entry.pk}").count() == 1


def test_two_ids_from_two_tabs_at_once_are_one_keying(committed: Province) -> None:
    book = committed.shelve(entries=1)
    (entry,) = hold_all(committed.keyer_a, book)
    done = at_once(*[lambda: save(committed.keyer_a, entry)] * 3)
    assert sorted(type(result).__name__ for result in done) == ["Keying", *["OwnElsewhere"] * 2]
    assert entry.keyings.count() == 1


def test_saving_and_setting_aside_at_once_do_one_of_them(committed: Province) -> None:
    book = committed.shelve(entries=1)
    (entry,) = hold_all(committed.keyer_a, book)
    done = at_once(
        lambda: save(committed.keyer_a, entry),
        lambda: actions.set_aside(by=committed.keyer_a, entry=entry, reason="mờ"),
    )
    assert sum(isinstance(result, NotNeeded) for result in done) == 1
    entry.refresh_from_db()
    assert (entry.state == "set_aside") is (entry.keyings.count() == 0)


def test_set_aside_and_taken_up_again(province: Province) -> None:
    book = province.shelve(entries=2)
    entry, _other = hold_all(province.keyer_a, book)
    aside = actions.set_aside(by=province.keyer_a, entry=entry, reason="  chữ quá mờ ")
    assert aside.reason == "chữ quá mờ"
    assert list(queries.set_aside_in(book)) == [aside]
    with pytest.raises(WentOn):
        actions.set_aside(by=province.keyer_a, entry=entry, reason="lần nữa")
    assert entry not in hold_all(province.keyer_a, book)
    assert actions.lease_batch(by=province.keyer_b, book=book) is None
    for user in province.others("checker", "head"):
        with pytest.raises(NotAllowed):
            actions.resume(by=user, entry=entry)
    actions.resume(by=province.checker, entry=entry)
    aside.refresh_from_db()
    assert aside.resumed_by == province.checker
    with pytest.raises(NotFromHere):
        actions.resume(by=province.checker, entry=entry)
    assert hold_all(province.keyer_b, book) == [entry]
    verbs = [line.verb for line in of_subject(f"entry:{entry.pk}")]
    assert verbs == ["resume", "set_aside"]


def test_an_entry_may_be_set_aside_again(province: Province) -> None:
    book = province.shelve(entries=1)
    for user in (province.keyer_a, province.keyer_b):
        (entry,) = hold_all(user, book)
        actions.set_aside(by=user, entry=entry, reason="mờ")
        actions.resume(by=province.head, entry=entry)
    assert Aside.objects.filter(entry=entry).count() == 2


def test_an_entry_set_aside_in_its_second_keying_keeps_the_first(province: Province) -> None:
    book = province.shelve(entries=1)
    province.key(province.keyer_a, book)
    (entry,) = hold_all(province.keyer_b, book)
    actions.set_aside(by=province.keyer_b, entry=entry, reason="mờ")
    actions.resume(by=province.checker, entry=entry)
    assert actions.lease_batch(by=province.keyer_a, book=book) is None
    assert province.key(province.keyer_c, book) == 1
    assert [k.user for k in entry.keyings.order_by("turn")] == [province.keyer_a, province.keyer_c]


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_setting_aside_needs_a_reason(province: Province, reason: str) -> None:
    (entry,) = hold_all(province.keyer_a, province.shelve(entries=1))
    with pytest.raises(ReasonMissing):
        actions.set_aside(by=province.keyer_a, entry=entry, reason=reason)
    assert hold_all(province.keyer_a, entry.book) == [entry]


def test_a_returned_entry_is_keyed_anew_and_the_old_keyings_stay(province: Province) -> None:
    book = province.shelve(entries=1)
    province.key_twice(book)
    entry = book.entries.get()
    before = list(entry.keyings.order_by("turn").values())
    review.return_entry(by=province.checker, entry=entry, reason="nhầm dòng")
    assert province.key(province.keyer_b, book, mother_name="Lý Thị Mới") == 1
    assert province.key(province.keyer_b, book) == 0
    assert province.key(province.keyer_a, book, mother_name="Lý Thị Mới") == 1
    work()
    assert list(entry.keyings.filter(round=1).order_by("turn").values()) == before
    again = entry.keyings.filter(round=2).order_by("turn")
    assert [k.user for k in again] == [province.keyer_b, province.keyer_a]
    record = entry.record
    assert (record.current, record.versions.count()) == (2, 2)
    assert record.versions.get(n=1).values["mother_name"] == "Trần Thị Hoà"
    assert record.versions.get(n=2).values["mother_name"] == "Lý Thị Mới"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE keying_keying SET values = '{}'",
        "UPDATE keying_keying SET saved_at = now()",
        "DELETE FROM keying_keying",
        "TRUNCATE keying_keying CASCADE",
    ],
)
def test_the_database_refuses_every_change_of_a_keying(province: Province, statement: str) -> None:
    book = province.shelve(entries=1)
    province.key(province.keyer_a, book)
    before = list(Keying.objects.values())
    with pytest.raises(DatabaseError, match="keying_keying keeps what was written"):
        sql(statement)
    assert list(Keying.objects.values()) == before


@pytest.mark.parametrize(
    ("turn", "who", "name"),
    [
        (1, "keyer_b", "keying_once_a_turn"),
        (2, "keyer_a", "keying_never_both"),
        (3, "keyer_b", "keying_turn_known"),
    ],
)
def test_the_database_refuses_a_turn_or_a_person_twice(
    province: Province, turn: int, who: str, name: str
) -> None:
    book = province.shelve(entries=1)
    province.key(province.keyer_a, book)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Keying.objects.create(
            entry=book.entries.get(), round=1, turn=turn, user=province.people[who], values={}
        )


def test_the_database_keeps_one_open_aside_an_entry(province: Province) -> None:
    (entry,) = hold_all(province.keyer_a, province.shelve(entries=1))
    actions.set_aside(by=province.keyer_a, entry=entry, reason="mờ")
    with pytest.raises(IntegrityError, match="aside_one_open"), transaction.atomic():
        Aside.objects.create(entry=entry, by=province.keyer_a, reason="mờ")


def test_a_save_does_not_wait_for_another_entry_of_its_book(committed: Province) -> None:
    """Only the entry is locked: never its book or its unit, on which a whole commune works."""
    book = committed.shelve(entries=2)
    for user in (committed.keyer_a, committed.keyer_b):
        actions.lease_batch(by=user, book=book, size=1)
    first, second = book.entries.order_by("position")
    with transaction.atomic():
        save(committed.keyer_a, first)
        (done,) = at_once(lambda: save_within_a_second(committed.keyer_b, second))
    assert isinstance(done, Keying), done


def save_within_a_second(user: User, entry: Entry) -> Keying:
    with transaction.atomic():
        sql("SET LOCAL lock_timeout = '1s'")
        return save(user, entry)
