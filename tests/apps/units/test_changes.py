"""Changes of units on the real tables: today or ahead, whole or not at all; who answers then."""

import datetime
from collections.abc import Iterator
from typing import Any
from unittest import mock

import pytest
from django.utils import timezone

from hotich.books.models import Book
from hotich.keying import actions as keying
from hotich.keying import queries as held
from hotich.ledger.models import Line
from hotich.ledger.queries import of_subject
from hotich.people import access
from hotich.people.actions import give_role, open_account
from hotich.people.errors import NotAllowed
from hotich.people.models import RoleName, User
from hotich.review.actions import approve_book
from hotich.units import actions, errors, jobs, queries
from hotich.units.drafts import Draft, NewUnit
from hotich.units.models import Change, Spell, Unit
from tests.province import PASSWORD, Province, at_once, work

TODAY = timezone.localdate
DAY = datetime.timedelta(days=1)
DECREE = "Nghị quyết số 1/NQ ngày 01.01.2025"


def record(*drafts: Draft) -> list[Change]:
    return actions.record_changes(actor="system", drafts=drafts)


def merge(province: Province, on: datetime.date, code: str = "") -> Draft:
    """The two communes become a new one, with the code of the first unless another is given."""
    a, b = province.commune, province.elsewhere
    new = NewUnit(code or a.code, "xã Mai Thạch", "commune", a.parent.code)
    return Draft("merged", on, DECREE, (a.code, b.code), new=(new,))


def head_of(unit: Unit) -> User:
    user = open_account(username=f"moi-{unit.pk}", full_name="Người mới", password=PASSWORD)
    give_role(user=user, unit=unit, name=RoleName.HEAD)
    return user


@pytest.fixture
def later() -> Iterator[Any]:
    """Let days pass: later(30) is thirty days from now for the units."""
    real = timezone.localdate
    with mock.patch("django.utils.timezone.localdate") as today:
        today.side_effect = real

        def pass_days(days: int) -> None:
            today.side_effect = lambda *args: real(*args) + days * DAY

        yield pass_days


def is_whole() -> bool:
    """Say whether the tables are what the changes tell, whatever way they came there."""
    return queries.read_history().lives == queries.replay().lives


def test_it_works(province: Province) -> None:
    (change,) = record(merge(province, TODAY()))
    old, new = Unit.objects.get(pk=province.commune.pk), Unit.objects.get(name="xã Mai Thạch")
    assert change.applied_at
    assert (old.valid_to, old.successor, old.last_day) == (TODAY(), new, TODAY() - DAY)
    assert (new.code, new.valid_from, new.parent) == (old.code, TODAY(), old.parent)
    assert old.path == f"{new.path}{old.pk}/"
    assert [line.verb for line in of_subject(f"unit:{old.pk}")] == [
        "record_unit_change",
        "found_unit",
    ]
    assert {u.name for u in queries.former(new)} == {"xã Mai Đàn", "xã Thạch Trung"}
    assert is_whole()


def test_the_tree_of_any_day(province: Province) -> None:
    record(merge(province, TODAY()))

    def names(day: datetime.date) -> list[str]:
        mine = {province.commune.pk, province.elsewhere.pk, province.commune.parent_id}
        new = set(Unit.objects.filter(name="xã Mai Thạch").values_list("pk", flat=True))
        return [n.name for n in queries.tree(day) if n.unit.pk in mine | new]

    assert names(TODAY() - DAY) == ["huyện Hải Vân", "xã Mai Đàn", "xã Thạch Trung"]
    assert names(TODAY()) == ["huyện Hải Vân", "xã Mai Thạch"]
    assert names(datetime.date(1900, 1, 1)) == []


def test_the_tree_is_searched_without_marks(province: Province) -> None:
    found = [node.name for node in queries.tree(TODAY(), "thach tr")]
    assert "xã Thạch Trung" in found
    assert "huyện Hải Vân" in found
    assert "xã Mai Đàn" not in found
    assert [n.name for n in queries.tree(TODAY(), province.commune.code)][-1] == "xã Mai Đàn"


def test_a_name_of_its_time(province: Province) -> None:
    code = province.commune.code
    record(Draft("renamed", datetime.date(2012, 6, 1), DECREE, (code,), name="thị trấn Mai Đàn"))
    unit = Unit.objects.get(pk=province.commune.pk)
    assert unit.name == "thị trấn Mai Đàn"
    assert [queries.name_in(unit, year) for year in (1950, 2009, 2012, 2050)] == [
        "xã Mai Đàn",
        "xã Mai Đàn",
        "thị trấn Mai Đàn",
        "thị trấn Mai Đàn",
    ]
    assert is_whole()


def test_the_end_of_a_level(province: Province) -> None:
    district = province.commune.parent
    top = district.parent
    drafts = [
        draft
        for draft in queries.end_of_level(level="district", on=TODAY(), basis=DECREE)
        if draft.sources == (district.code,)
    ]
    record(*drafts)
    commune = Unit.objects.get(pk=province.commune.pk)
    assert commune.parent == top
    assert commune.path == f"{top.path}{commune.pk}/"
    assert Unit.objects.get(pk=district.pk).path == f"{top.path}{district.pk}/"
    before = queries.spells_on(TODAY() - DAY).get(unit=commune)
    assert before.parent == district
    assert access.may(province.department, "deliver", commune)
    with pytest.raises(errors.NoSuchLevel):
        queries.end_of_level(level="hamlet", on=TODAY(), basis=DECREE)


def test_a_change_ahead_waits_for_its_day(province: Province, later: Any) -> None:
    (change,) = record(merge(province, TODAY() + 30 * DAY))
    old, new = Unit.objects.get(pk=province.commune.pk), Unit.objects.get(name="xã Mai Thạch")
    assert change.applied_at is None
    assert old.path == province.commune.path
    assert new.path.startswith(old.parent.path)
    assert old.valid_to == TODAY() + 30 * DAY
    assert list(queries.upcoming()) == [change]
    later(29)
    jobs.apply_changes.func(timestamp=0)
    assert Unit.objects.get(pk=old.pk).path == province.commune.path
    later(30)
    for _ in range(2):
        jobs.apply_changes.func(timestamp=0)
    assert Unit.objects.get(pk=old.pk).path == f"{new.path}{old.pk}/"
    assert list(queries.upcoming()) == []
    assert Line.objects.filter(verb="apply_unit_change", detail__change=change.pk).count() == 1
    assert is_whole()


def test_several_changes_of_one_day_take_effect_together(province: Province, later: Any) -> None:
    district, top, day = province.commune.parent, province.commune.parent.parent, TODAY() + DAY
    root = NewUnit(f"n{top.code}"[:10], "tỉnh Quảng Hải", "province")
    record(
        Draft("merged", day, DECREE, (top.code,), new=(root,)),
        Draft(
            "merged",
            day,
            DECREE,
            (province.commune.code, province.elsewhere.code),
            new=(NewUnit(province.commune.code, "xã Mai Thạch", "commune", root.code),),
        ),
        Draft("ended", day, DECREE, (district.code,), (root.code,)),
    )
    later(1)
    assert actions.apply_changes() == 3
    new, commune = Unit.objects.get(name="tỉnh Quảng Hải"), Unit.objects.get(name="xã Mai Thạch")
    assert new.path == f"/{new.pk}/"
    assert commune.path == f"/{new.pk}/{commune.pk}/"
    paths = dict(Unit.objects.values_list("pk", "path"))
    assert paths[top.pk] == f"/{new.pk}/{top.pk}/"
    assert paths[district.pk] == f"/{new.pk}/{district.pk}/"
    assert paths[province.commune.pk] == f"{commune.path}{province.commune.pk}/"
    assert is_whole()


def test_killed_in_between_nothing_is_half_done(province: Province, later: Any) -> None:
    (change,) = record(merge(province, TODAY() + DAY))
    later(1)
    with (
        mock.patch("hotich.units.actions._write_spells", side_effect=RuntimeError("killed")),
        pytest.raises(RuntimeError),
    ):
        actions.apply_changes()
    assert Unit.objects.get(pk=province.commune.pk).path == province.commune.path
    assert Change.objects.get(pk=change.pk).applied_at is None
    assert not Line.objects.filter(verb="apply_unit_change", detail__change=change.pk).exists()
    assert actions.apply_changes() == 1


def test_all_changes_of_one_recording_or_none(province: Province) -> None:
    before = Change.objects.count(), Unit.objects.count(), Spell.objects.count()
    with pytest.raises(errors.UnknownCode):
        record(merge(province, TODAY()), Draft("ended", TODAY(), DECREE, ("không có",)))
    assert (Change.objects.count(), Unit.objects.count(), Spell.objects.count()) == before


def test_a_book_in_the_middle_of_keying_goes_on(province: Province, later: Any) -> None:
    """The commune merges while one person holds a batch: they save, a second keys, the head of the
    new unit approves, a stranger does not.
    """
    book = province.shelve(entries=3)
    lease = keying.lease_batch(by=province.keyer_a, book=book)
    entries = list(held.held_entries(province.keyer_a, lease).select_related("book__unit"))
    province.key_entry(province.keyer_a, entries[0])
    record(merge(province, TODAY() + DAY))
    new = Unit.objects.get(name="xã Mai Thạch")
    later(1)
    actions.apply_changes()
    for entry in entries[1:]:
        entry.book.unit.refresh_from_db()
        province.key_entry(province.keyer_a, entry)
    book = Book.objects.get(pk=book.pk)
    province.key(province.keyer_b, book)
    work()
    assert book.unit == province.commune
    for stranger in (province.other_head, province.department):
        with pytest.raises(NotAllowed):
            approve_book(by=stranger, book=book)
    approve_book(by=head_of(new), book=book)
    assert set(book.entries.values_list("state", flat=True)) == {"approved"}


def test_roles_of_the_old_unit_go_on_there_and_reach_no_further(province: Province) -> None:
    record(merge(province, TODAY()))
    old, new = Unit.objects.get(pk=province.commune.pk), Unit.objects.get(name="xã Mai Thạch")
    assert access.may(province.head, "approve", old)
    assert not access.may(province.head, "approve", new)
    assert not access.may(province.head, "approve", province.elsewhere)
    assert access.may(head_of(new), "approve", Unit.objects.get(pk=province.elsewhere.pk))


def test_a_unit_with_books_ends_only_with_a_successor(province: Province) -> None:
    province.register()
    with pytest.raises(errors.NeedsSuccessor, match="1 books"):
        record(Draft("ended", TODAY(), DECREE, (province.commune.code,)))
    record(Draft("ended", TODAY(), DECREE, (province.elsewhere.code,)))
    record(
        Draft("ended", TODAY(), DECREE, (province.commune.code,), (province.commune.parent.code,))
    )
    assert is_whole()


def test_one_absorbs_another_even_if_it_is_named_among_them(province: Province) -> None:
    a, b = province.commune, province.elsewhere
    record(Draft("merged", TODAY(), DECREE, (a.code, b.code), (b.code,)))
    assert Unit.objects.get(pk=b.pk).valid_to is None
    assert Unit.objects.get(pk=a.pk).successor == b


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"kind": "founded"}, errors.WrongNumber),
        ({"kind": "renamed", "sources": ("a", "b"), "name": "x"}, errors.WrongNumber),
        ({"kind": "moved", "sources": ("a",)}, errors.WrongNumber),
        ({"kind": "merged", "sources": (), "targets": ("b",)}, errors.WrongNumber),
        ({"kind": "split", "sources": ("a",), "targets": ("b",)}, errors.WrongNumber),
        ({"kind": "ended", "sources": ("a",), "targets": ("b", "c")}, errors.WrongNumber),
        (
            {"kind": "ended", "sources": ("a",), "targets": ("b",), "basis": " "},
            errors.BasisMissing,
        ),
        ({"kind": "moved", "sources": ("a",), "targets": ("không",)}, errors.UnknownCode),
    ],
)
def test_a_change_of_the_wrong_shape_is_refused(
    province: Province, wrong: dict[str, Any], error: type[Exception]
) -> None:
    codes = {"a": province.commune.code, "b": province.elsewhere.code}
    for side in ("sources", "targets"):
        wrong = {**wrong, side: tuple(codes.get(code, code) for code in wrong.get(side, ()))}
    with pytest.raises(error) as refused:
        record(Draft(**{"on": TODAY(), "basis": DECREE, **wrong}))
    assert refused.value.text("vi") != refused.value.text("en")


def test_withdrawing_leaves_no_trace_but_the_ledger(province: Province) -> None:
    before = queries.read_history().lives
    (change,) = record(merge(province, TODAY() + 9 * DAY))
    actions.withdraw_change(actor="system", change=change)
    assert queries.read_history().lives == before
    assert not Unit.objects.filter(name="xã Mai Thạch").exists()
    assert Line.objects.filter(verb="withdraw_unit_change", detail__change=change.pk).count() == 1
    with pytest.raises(errors.AlreadyApplied):
        actions.withdraw_change(actor="system", change=change)


def test_what_is_in_effect_or_in_use_is_not_withdrawn(province: Province) -> None:
    (done,) = record(
        Draft("renamed", TODAY(), DECREE, (province.commune.code,), name="thị trấn Mai Đàn")
    )
    with pytest.raises(errors.AlreadyApplied):
        actions.withdraw_change(actor="system", change=done)
    (ahead,) = record(merge(province, TODAY() + 9 * DAY))
    head_of(Unit.objects.get(name="xã Mai Thạch"))
    with pytest.raises(errors.AlreadyUsed):
        actions.withdraw_change(actor="system", change=ahead)
    assert Change.objects.filter(pk=ahead.pk).exists()
    assert is_whole()


def test_two_at_once_record_one_merger(committed: Province) -> None:
    day = TODAY() + 3 * DAY
    done = at_once(*[lambda: record(merge(committed, day))] * 2)
    assert sorted(type(result).__name__ for result in done) == ["CodeTaken", "list"]
    assert Unit.objects.filter(code=committed.commune.code).count() == 2
    (change,) = next(result for result in done if isinstance(result, list))
    actions.withdraw_change(actor="system", change=change)


def test_founding_while_the_tree_changes_gets_the_right_path(committed: Province) -> None:
    parent = committed.commune.parent
    code = f"F{parent.pk}"

    def found() -> Unit:
        return actions.found_unit(
            code=code, name="xã Kề", level="commune", parent=parent, valid_from=TODAY()
        )

    a, b = committed.commune.code, committed.elsewhere.code
    at_once(found, lambda: record(Draft("merged", TODAY(), DECREE, (a,), (b,))))
    unit = Unit.objects.get(code=code)
    assert unit.path == f"{Unit.objects.get(pk=parent.pk).path}{unit.pk}/"
    assert is_whole()
