"""Acts on other people's accounts: who may, on whom, with which role; what each one changes."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from hotich.keying.actions import lease_batch, save_keying
from hotich.keying.queries import held_entries
from hotich.ledger.models import Line
from hotich.people import access, actions, queries
from hotich.people.access import GRANTABLE
from hotich.people.errors import (
    DaysWrong,
    NotAllowed,
    NothingToMove,
    NotYourPerson,
    RoleAbove,
    RoleOver,
    RowWrong,
    UsernameTaken,
)
from hotich.people.models import Role, RoleName, User
from hotich.people.slips import SIGNS
from hotich.rules.errors import Refused
from hotich.units.queries import ancestors
from tests.province import PASSWORD, Province, birth

DAY = datetime.timedelta(days=1)


def today() -> datetime.date:
    return timezone.localdate()


def verbs(user: User) -> list[str]:
    return list(
        Line.objects.filter(subject=user.actor).order_by("id").values_list("verb", flat=True)
    )


def signed_in(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    assert browser.get("/").status_code == 200
    return browser


def test_it_works(province: Province) -> None:
    """Opened by the head: signs in with the slip, must change it and pledge, then works."""
    slip = actions.open_person(
        by=province.head,
        full_name="Trần Thị Mẫu Hạ",
        unit=province.commune,
        name="keyer",
        force="youth_union",
    )
    user = User.objects.get(username=slip.username)
    assert slip.username.startswith("hattm.")
    assert slip.password not in user.password
    assert (user.must_change_password, user.force) == (True, "youth_union")
    assert access.may(user, "key", province.commune)
    assert verbs(user) == ["open_account"]
    browser = Client()
    browser.post("/sign-in/", {"login": slip.username, "password": slip.password})
    assert browser.get("/")["Location"] == "/account/password/"
    new = "ba từ dễ nhớ nhé"
    answer = browser.post("/account/password/", {"old": slip.password, "new": new, "again": new})
    assert answer["Location"] == "/"
    assert browser.get("/")["Location"] == "/account/pledge/"
    assert browser.post("/account/pledge/", {"version": "1"})["Location"] == "/"
    assert browser.get("/").status_code == 200
    assert verbs(user) == ["open_account", "sign_in", "change_password", "accept_pledge"]


def test_a_slip_is_long_random_and_never_told_by_accident(province: Province) -> None:
    slips = [actions.reset_password(by=province.head, user=province.keyer_a) for _ in range(20)]
    passwords = {slip.password for slip in slips}
    assert len(passwords) == 20
    assert all(len(one) == 17 and set(one) <= {*SIGNS, "-"} for one in passwords)
    assert slips[0].password not in repr(slips[0])
    said = str(list(Line.objects.values_list("detail", "subject", "verb")))
    assert not any(one in said for one in passwords)


def test_the_ledger_names_nobody(province: Province) -> None:
    slip = actions.open_person(
        by=province.head, full_name="Bùi Thị Kín", unit=province.commune, name="keyer"
    )
    user = User.objects.get(username=slip.username)
    actions.edit_person(by=province.head, user=user, full_name="Bùi Thị Đổi", force="teacher")
    said = str(list(Line.objects.values_list("actor", "subject", "unit", "detail")))
    assert not any(word in said for word in ("Kín", "Đổi", "kin", slip.username))


# Who may do it to whom


def on(province: Province, user: User) -> dict[str, Callable[[User], object]]:
    role = user.roles.first()
    return {
        "give_role": lambda by: actions.give_role(
            by=by, user=user, unit=province.commune, name="keyer"
        ),
        "end_role": lambda by: actions.end_role(by=by, role=role),
        "move_person": lambda by: actions.move_person(
            by=by, user=user, old=role.unit, new=province.elsewhere
        ),
        "edit_person": lambda by: actions.edit_person(
            by=by, user=user, full_name="Tên Khác", force="other"
        ),
        "reset_password": lambda by: actions.reset_password(by=by, user=user),
        "lock_account": lambda by: actions.lock_account(by=by, user=user),
        "unlock_account": lambda by: actions.unlock_account(by=by, user=user),
        "remove_second_factors": lambda by: actions.remove_second_factors(by=by, user=user),
    }


ACTS = (
    *("give_role", "end_role", "move_person", "edit_person", "reset_password", "lock_account"),
    *("unlock_account", "remove_second_factors"),
)


@pytest.mark.parametrize("act", ACTS)
def test_only_who_manages_a_keyer_acts_on_them(province: Province, act: str) -> None:
    before = list(Line.objects.values_list("pk", flat=True))
    for by in province.others("head", "department", "administrator"):
        with pytest.raises((NotAllowed, NotYourPerson, RoleAbove)):
            on(province, province.keyer_b)[act](by)
    assert list(Line.objects.values_list("pk", flat=True)) == before
    able = province.department if act == "move_person" else province.head
    on(province, province.keyer_b)[act](able)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("above", ["department", "auditor", "administrator"])
def test_nobody_acts_upward(province: Province, act: str, above: str) -> None:
    with pytest.raises((NotAllowed, NotYourPerson, RoleAbove)):
        on(province, province.people[above])[act](province.head)
    if above == "administrator":
        with pytest.raises((NotAllowed, NotYourPerson, RoleAbove)):
            on(province, province.administrator)[act](province.department)


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("name", ["head", "department", "administrator"])
def test_nobody_acts_on_themselves(province: Province, act: str, name: str) -> None:
    user = province.people[name]
    with pytest.raises((NotAllowed, NotYourPerson)):
        on(province, user)[act](user)


def test_roles_are_given_as_the_table_says(province: Province) -> None:
    top = ancestors(province.commune)[0]
    for giver in ("head", "department", "administrator"):
        by, where = province.people[giver], province.commune if giver == "head" else top
        for name in RoleName.values:
            full_name = f"Người {giver} {name}".replace("_", " ")
            if name in GRANTABLE[giver]:
                actions.open_person(by=by, full_name=full_name, unit=where, name=name)
            else:
                with pytest.raises(RoleAbove):
                    actions.open_person(by=by, full_name=full_name, unit=where, name=name)
    with pytest.raises(NotAllowed):
        actions.open_person(by=province.head, full_name="Ai Đó", unit=top, name="keyer")
    with pytest.raises(NotAllowed):
        actions.open_person(
            by=province.head, full_name="Ai Đó", unit=province.elsewhere, name="keyer"
        )


def test_a_person_with_one_role_elsewhere_is_no_longer_the_heads(province: Province) -> None:
    actions.give_role(user=province.keyer_a, unit=province.elsewhere, name="keyer")
    with pytest.raises(NotYourPerson):
        actions.reset_password(by=province.head, user=province.keyer_a)
    actions.reset_password(by=province.department, user=province.keyer_a)


def test_a_role_ends_in_ones_own_unit_also_of_who_works_elsewhere_too(province: Province) -> None:
    head, user = province.head, province.keyer_a
    here = user.roles.get()
    there = actions.give_role(user=user, unit=province.elsewhere, name="keyer")
    said = signed_in(head).get(f"/people/{user.pk}/").content.decode()
    assert f"/people/role/{here.pk}/end/" in said
    assert f"/people/role/{there.pk}/end/" not in said
    with pytest.raises(NotAllowed):
        actions.end_role(by=head, role=there)
    actions.end_role(by=head, role=here)
    assert access.may(user, "key", province.elsewhere)
    assert not access.may(user, "key", province.commune)


def test_whoever_has_no_role_is_an_administrators(province: Province) -> None:
    user = actions.open_account(username="khong-vai", full_name="Không Vai", password=PASSWORD)
    with pytest.raises(NotYourPerson):
        actions.lock_account(by=province.department, user=user)
    actions.lock_account(by=province.administrator, user=user)
    Role.objects.filter(user=province.keyer_a).update(valid_to=today())
    actions.end_role(by=province.head, role=province.keyer_a.roles.get())
    actions.lock_account(by=province.head, user=province.keyer_a)  # theirs still, by the last role


def test_a_role_that_has_ended_manages_nobody(province: Province) -> None:
    Role.objects.filter(user=province.head).update(
        valid_from=today() - 2 * DAY, valid_to=today() - DAY
    )
    with pytest.raises(NotYourPerson):
        actions.reset_password(by=province.head, user=province.keyer_a)


# Roles and their dates


def test_giving_makes_longer_and_never_rewrites_what_ended(province: Province) -> None:
    user, unit = province.keyer_a, province.commune
    give = lambda **days: actions.give_role(  # noqa: E731
        by=province.head, user=user, unit=unit, name="checker", **days
    )
    role = give(valid_from=today() + 5 * DAY, valid_to=today() + 9 * DAY)
    assert give(valid_from=today() + 6 * DAY, valid_to=today() + 8 * DAY) == role
    assert user.roles.filter(name="checker").count() == 1
    give(valid_from=today() + 10 * DAY)  # follows without a gap: one longer period
    role.refresh_from_db()
    assert (role.valid_from, role.valid_to) == (today() + 5 * DAY, None)
    Role.objects.filter(pk=role.pk).update(valid_from=today() - 9 * DAY, valid_to=today() - 5 * DAY)
    new = give(valid_from=today() - 9 * DAY)
    assert (new.valid_from, new.valid_to) == (today() - 4 * DAY, None)
    assert user.roles.filter(name="checker").count() == 2


@pytest.mark.parametrize(
    ("first", "last", "joined"),
    [
        (8, None, [(5, None)]),
        (10, 11, [(5, None)]),
        (7, 11, [(5, None)]),
        (2, 4, [(2, 9), (12, None)]),
        (0, None, [(0, None)]),
        (0, 2, [(0, 2), (5, 9), (12, None)]),
    ],
)
def test_periods_that_touch_become_one(
    province: Province, first: int, last: int | None, joined: list[tuple[int, int | None]]
) -> None:
    def give(start: int, end: int | None) -> None:
        days = {"valid_from": today() + start * DAY, "valid_to": end and today() + end * DAY}
        actions.give_role(user=province.keyer_a, unit=province.commune, name="checker", **days)

    give(5, 9)
    give(12, None)
    give(first, last)
    held = province.keyer_a.roles.filter(name="checker").order_by("valid_from")
    found = [((r.valid_from - today()).days, r.valid_to and (r.valid_to - today()).days)
             for r in held]  # fmt: skip
    assert found == joined


@pytest.mark.parametrize(("start", "end"), [(0, -1), (5, 4), (-9, -1)])
def test_days_out_of_order_are_refused(province: Province, start: int, end: int) -> None:
    days = {"valid_from": today() + start * DAY, "valid_to": today() + end * DAY}
    with pytest.raises(DaysWrong):
        actions.give_role(user=province.keyer_a, unit=province.commune, name="checker", **days)
    with pytest.raises(DaysWrong):
        actions.open_person(full_name="Ai Đó", unit=province.commune, name="keyer", **days)


def test_a_role_ends_at_once_and_only_once(province: Province) -> None:
    role = province.keyer_a.roles.get()
    actions.end_role(by=province.head, role=role)
    assert not access.may(province.keyer_a, "key", province.commune)
    assert role in queries.roles_of(province.keyer_a)
    with pytest.raises(RoleOver):
        actions.end_role(by=province.head, role=role)
    actions.give_role(by=province.head, user=province.keyer_a, unit=role.unit, name="keyer")
    assert access.may(province.keyer_a, "key", province.commune)


def test_a_role_that_has_not_begun_is_taken_back(province: Province) -> None:
    role = actions.give_role(
        by=province.head,
        user=province.keyer_a,
        unit=province.commune,
        name="checker",
        valid_from=today() + 3 * DAY,
    )
    actions.end_role(by=province.head, role=role)
    assert not Role.objects.filter(pk=role.pk).exists()


def test_a_move_ends_the_day_before_and_work_in_hand_is_finished(province: Province) -> None:
    book = province.shelve(entries=2)
    user = province.keyer_a
    lease = lease_batch(by=user, book=book)
    assert lease
    actions.move_person(
        by=province.department, user=user, old=province.commune, new=province.elsewhere
    )
    old, new = queries.roles_of(user).order_by("pk")
    assert (old.valid_to, new.valid_from, new.unit) == (today() - DAY, today(), province.elsewhere)
    assert access.may(user, "key", province.elsewhere)
    assert not access.may(user, "key", province.commune)
    with pytest.raises(NotAllowed):
        lease_batch(by=user, book=book)
    entry = held_entries(user, lease).first()
    province.key_entry(user, entry)
    assert entry.keyings.get().user == user
    browser = signed_in(user)
    rest = held_entries(user, lease).first()
    assert browser.get(f"/keying/entry/{rest.pk}/image/").status_code == 200
    actions.lock_account(by=province.department, user=user)
    with pytest.raises(Refused):
        save_keying(by=user, entry=rest, keying_id=entry.keyings.get().pk,
                    values=birth(1), flags={})  # fmt: skip


def test_a_move_to_come_changes_nothing_today(province: Province) -> None:
    actions.move_person(
        by=province.department,
        user=province.keyer_a,
        old=province.commune,
        new=province.elsewhere,
        first_day=today() + 7 * DAY,
    )
    old, new = queries.roles_of(province.keyer_a).order_by("pk")
    assert (old.valid_to, new.valid_from) == (today() + 6 * DAY, today() + 7 * DAY)
    assert access.may(province.keyer_a, "key", province.commune)
    assert not access.may(province.keyer_a, "key", province.elsewhere)


def test_a_move_of_nothing_is_refused(province: Province) -> None:
    for old, new in ((province.elsewhere, province.commune), (province.commune,) * 2):
        with pytest.raises(NothingToMove):
            actions.move_person(by=province.department, user=province.keyer_a, old=old, new=new)


# Sessions


def test_a_reset_ends_every_session(province: Province) -> None:
    browsers = [signed_in(province.keyer_a) for _ in range(2)]
    slip = actions.reset_password(by=province.head, user=province.keyer_a)
    assert [b.get("/").status_code for b in browsers] == [302, 302]
    assert not User.objects.get(pk=province.keyer_a.pk).check_password(PASSWORD)
    answer = Client().post("/sign-in/", {"login": slip.username, "password": slip.password})
    assert answer.status_code == 302


def test_locking_ends_sessions_for_good(province: Province) -> None:
    browser = signed_in(province.keyer_a)
    actions.lock_account(by=province.head, user=province.keyer_a)
    actions.lock_account(by=province.head, user=province.keyer_a)
    assert browser.get("/").status_code == 302
    form = {"login": province.keyer_a.username, "password": PASSWORD}
    Client().post("/sign-in/", form)
    actions.unlock_account(by=province.head, user=province.keyer_a)
    assert browser.get("/").status_code == 302, "an old session must not come back"
    assert Client().post("/sign-in/", form)["Location"] == "/"
    assert verbs(province.keyer_a)[-3:] == ["lock_account", "unlock_account", "sign_in"]


def test_a_locked_keyers_batch_comes_back(province: Province) -> None:
    from hotich.keying.models import Hold

    book = province.shelve(entries=2)
    assert lease_batch(by=province.keyer_a, book=book)
    actions.lock_account(by=province.head, user=province.keyer_a)
    Hold.objects.update(until=timezone.now() - DAY)
    lease = lease_batch(by=province.keyer_b, book=book)
    assert lease
    assert lease.size == 2


# Opening one


def test_a_made_name_is_unique_plain_and_short(province: Province) -> None:
    names = [
        actions.open_person(full_name=name, unit=province.commune, name="keyer").username
        for name in ("Đỗ Thị Ước Mơ", "Đinh Thùy Uyên Mơ", "Đàm Thị Út Mở")
    ]
    code = province.commune.code
    assert names == [f"modtu.{code}", f"modtu2.{code}", f"modtu3.{code}"]


@pytest.mark.parametrize("name", ["", "  ", "A1", "x" * 121, "<b>An</b>"])
def test_a_name_that_is_none_is_refused(province: Province, name: str) -> None:
    with pytest.raises(RowWrong):
        actions.open_person(full_name=name, unit=province.commune, name="keyer")


def test_a_sign_in_name_that_is_taken_is_refused(province: Province) -> None:
    with pytest.raises(UsernameTaken):
        actions.open_person(
            full_name="Ai Đó",
            unit=province.commune,
            name="keyer",
            username=province.head.username.upper(),
        )


def test_a_second_click_opens_no_second_account(province: Province) -> None:
    who = {"full_name": "Lê Mẫu", "unit": province.commune, "name": "keyer", "by": province.head}
    actions.open_person(**who)
    with pytest.raises(RowWrong) as why:
        actions.open_person(**who | {"full_name": "LÊ  MẪU"})
    assert "cùng họ tên" in why.value.text("vi")
    actions.open_person(**who, username="le.mau.2")
    actions.open_person(**who | {"unit": province.elsewhere, "by": province.department})
