"""Accounts and roles: who may do what, where, from when to when."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from hotich.ledger.queries import of_subject
from hotich.people import access
from hotich.people.actions import give_role, open_account
from hotich.people.errors import NotAllowed
from hotich.people.models import Role, RoleName, User
from hotich.units.queries import ancestors
from tests.province import PASSWORD, Province, at_once

TODAY = timezone.localdate
DAY = datetime.timedelta(days=1)


def test_it_works(province: Province) -> None:
    head = province.head
    assert access.may(head, "approve", province.commune)
    assert not access.may(head, "approve", province.elsewhere)
    assert not access.may(head, "key", province.commune)
    assert list(access.units(head, "approve")) == [province.commune]
    verbs = [line.verb for line in of_subject(f"user:{head.pk}")]
    assert verbs == ["accept_pledge", "give_role", "open_account"]


def test_a_role_reaches_down_and_never_up(province: Province) -> None:
    department = province.department
    assert access.may(department, "deliver", province.commune)
    assert access.may(department, "deliver", province.elsewhere)
    top = ancestors(province.commune)[0]
    assert access.may(department, "deliver", top)
    assert not access.may(province.head, "deliver", top)
    assert access.units(department, "deliver").count() == 4


EVERYBODY = {"keyer_a", "checker", "registrar", "head", "department", "auditor", "administrator"}
GRANTED = {
    "see_units": EVERYBODY,
    "change_units": {"administrator"},
    "take_over": {"registrar", "head", "department"},
    "see_readings": {"head", "auditor", "administrator"},
    "see_books": {"keyer_a", "checker", "registrar", "head", "department", "auditor"},
    "register_book": {"registrar", "head"},
    "add_scans": {"registrar"},
    "key": {"keyer_a"},
    "see_keyers": {"head", "department"},
    "set_sharing": {"head", "department", "administrator"},
    "ask_help": {"head", "department"},
    "set_risk": {"department"},
    "settle": {"checker"},
    "review": {"checker", "head"},
    "approve": {"head"},
    "see_records": {"checker", "registrar", "head", "auditor"},
    "deliver": {"head", "department"},
    "see_deliveries": {"head", "department", "auditor"},
    "see_balance": {"checker", "registrar", "head", "department", "auditor"},
    "see_ledger": {"auditor", "administrator"},
    "see_people": {"head", "department", "auditor", "administrator"},
    "manage_people": {"head", "department", "administrator"},
}


def test_every_act_is_granted_to_these_and_no_others(province: Province) -> None:
    roles = sorted(EVERYBODY)
    found = {
        act: {name for name in roles if access.may(province.people[name], act, province.commune)}
        for act in access.GRANTS
    }
    assert found == GRANTED
    for name in roles:
        user = province.people[name]
        acts = {act for act, names in GRANTED.items() if name in names}
        assert access.acts(user) == acts
        assert {act for act in GRANTED if access.may_anywhere(user, act)} == acts


@pytest.mark.parametrize(
    ("start", "end", "holds"),
    [(0, None, True), (0, 0, True), (-9, -1, False), (1, None, False), (-1, 1, True)],
)
def test_a_role_holds_between_its_dates(
    province: Province, start: int, end: int | None, holds: bool
) -> None:
    Role.objects.filter(user=province.head).update(
        valid_from=TODAY() + start * DAY, valid_to=None if end is None else TODAY() + end * DAY
    )
    assert access.may(province.head, "approve", province.commune) is holds
    assert access.may_anywhere(province.head, "approve") is holds
    assert ("approve" in access.acts(province.head)) is holds


def test_a_closed_account_may_do_nothing(province: Province) -> None:
    User.objects.filter(pk=province.head.pk).update(is_active=False)
    with pytest.raises(NotAllowed):
        access.require(province.head, "approve", province.commune)


def test_opening_and_giving_twice_changes_nothing(province: Province) -> None:
    head = province.head
    again = open_account(username=head.username, full_name="Tên khác", password="mat-khau-khac-2")
    assert again == head
    assert again.full_name == head.full_name
    assert again.check_password(PASSWORD)
    give_role(user=head, unit=province.commune, name=RoleName.HEAD)
    assert head.roles.count() == 1
    assert of_subject(f"user:{head.pk}").count() == 3


def test_opening_at_once_is_opening_once(committed: Province) -> None:
    name = f"moi-{committed.head.pk}"
    users = at_once(
        *[lambda: open_account(username=name, full_name="Người mới", password=PASSWORD)] * 3
    )
    assert users == [User.objects.get(username=name)] * 3
    assert of_subject(f"user:{users[0].pk}").count() == 1


def test_a_password_is_kept_as_a_hash_only(province: Province) -> None:
    assert PASSWORD not in province.head.password
    assert province.head.password.startswith("argon2")


def test_signing_in_and_out(province: Province) -> None:
    browser = Client()
    form = {"login": province.head.username, "password": PASSWORD}
    assert browser.post("/sign-in/", form)["Location"] == "/"
    assert browser.get("/").status_code == 200
    browser.post("/sign-out/")
    assert browser.get("/")["Location"] == "/sign-in/?next=/"


@pytest.mark.parametrize("wrong", [{"password": "sai"}, {"login": "khong-co"}, {"password": ""}])
def test_a_wrong_sign_in_is_refused(province: Province, wrong: dict[str, str]) -> None:
    browser = Client()
    form = {"login": province.head.username, "password": PASSWORD, **wrong}
    answer = browser.post("/sign-in/", form)
    assert answer.status_code == 200
    assert browser.get("/").status_code == 302


def test_a_closed_account_cannot_sign_in_and_is_thrown_out(province: Province) -> None:
    browser = Client()
    browser.force_login(province.head)
    User.objects.filter(pk=province.head.pk).update(is_active=False)
    assert browser.get("/").status_code == 302
    browser.post("/sign-in/", {"login": province.head.username, "password": PASSWORD})
    assert browser.get("/").status_code == 302


@pytest.mark.parametrize(
    "address", ["/sign-up/", "/signup/", "/accounts/signup/", "/password/reset/"]
)
def test_nobody_opens_an_account_from_outside(db: None, address: str) -> None:
    assert Client().get(address).status_code in (302, 404)
    assert Client().post(address, {"username": "a", "password1": "b"}).status_code in (302, 404)


def test_the_database_refuses_unknown_roles_and_repeats(province: Province) -> None:
    role = {"user": province.head, "unit": province.commune, "valid_from": TODAY()}
    with pytest.raises(IntegrityError, match="role_name_known"), transaction.atomic():
        Role.objects.create(name="king", **role)
    with pytest.raises(IntegrityError, match="role_once_a_unit"), transaction.atomic():
        Role.objects.create(name="head", **role)
    with pytest.raises(IntegrityError, match="role_dates_in_order"), transaction.atomic():
        Role.objects.create(name="checker", valid_to=TODAY() - 2 * DAY, **role)
