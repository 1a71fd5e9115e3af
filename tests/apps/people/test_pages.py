"""The pages of people: who sees whom, searching without marks, filters, a fixed cost."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hotich.people import actions, queries
from hotich.people.models import Role, User
from tests.province import PASSWORD, Province


def browser_of(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def page(user: User, address: str = "/people/") -> str:
    answer = browser_of(user).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def listed(by: User, **wanted: Any) -> list[str]:
    return [user.username.split("-")[0] for user in queries.people(by, queries.Wanted(**wanted))]


def test_it_works(province: Province) -> None:
    said = page(province.head)
    assert "6 người" in said
    assert province.keyer_a.username in said
    assert province.department.username not in said
    assert province.other_keyer.username not in said
    person = page(province.head, f"/people/{province.keyer_a.pk}/")
    assert "Cấp lại mật khẩu" in person
    assert "Mở tài khoản" in person, "what was done to the account"


def test_each_sees_their_units_and_below(province: Province) -> None:
    here = ["checker", "head", "keyer_a", "keyer_b", "keyer_c", "registrar"]
    assert sorted(listed(province.head)) == here
    top = {*here, "department", "auditor", "administrator", "other_keyer", "other_head"}
    assert set(listed(province.department)) == set(listed(province.auditor)) == top
    actions.open_account(username="khong-vai", full_name="Không Vai", password=PASSWORD)
    assert "khong" not in listed(province.department)
    assert "khong" in listed(province.administrator)


@pytest.mark.parametrize("name", ["keyer_a", "checker", "registrar"])
def test_others_see_no_list(province: Province, name: str) -> None:
    browser = browser_of(province.people[name])
    assert browser.get("/people/").status_code == 403
    assert browser.get(f"/people/{province.keyer_a.pk}/").status_code == 404
    assert browser.get("/people/open/").status_code == 403


def test_an_auditor_sees_and_changes_nothing(province: Province) -> None:
    said = page(province.auditor, f"/people/{province.keyer_a.pk}/")
    assert "Cấp lại mật khẩu" not in said
    browser = browser_of(province.auditor)
    for act in ("edit", "role", "move", "reset", "lock", "factors"):
        assert browser.post(f"/people/{province.keyer_a.pk}/{act}/").status_code == 403
    role = province.keyer_a.roles.get()
    assert browser.post(f"/people/role/{role.pk}/end/").status_code == 403


def test_another_units_people_are_not_there(province: Province) -> None:
    browser, user = browser_of(province.other_head), province.keyer_a
    assert browser.get(f"/people/{user.pk}/").status_code == 404
    for act in ("edit", "role", "move", "reset", "lock", "factors"):
        assert browser.post(f"/people/{user.pk}/{act}/").status_code == 404
    assert browser.post(f"/people/role/{user.roles.get().pk}/end/").status_code == 404


def test_names_are_found_without_marks_and_never_in_the_address(province: Province) -> None:
    actions.open_person(full_name="Đặng Thị Mẫu Ước", unit=province.commune, name="keyer")
    for text in ("dang uoc", "ĐẶNG THỊ", "uocdtm", "ước"):
        assert listed(province.head, text=text) == [f"uocdtm.{province.commune.code}"]
    assert listed(province.head, text="không có") == []
    browser = browser_of(province.head)
    answer = browser.post("/people/?role=keyer", {"text": "dang uoc"})
    assert answer["Location"] == "/people/?role=keyer"
    assert "1 người" in browser.get(answer["Location"]).content.decode()
    browser.post("/people/", {"text": ""})
    assert "7 người" in browser.get("/people/").content.decode()


def test_the_list_is_narrowed_by_role_force_state_and_unit(province: Province) -> None:
    head, user = province.head, province.keyer_a
    assert listed(head, role="keyer") == ["keyer_a", "keyer_b", "keyer_c"]
    actions.edit_person(by=head, user=user, full_name="Người Công An", force="police")
    assert listed(head, force="police") == ["keyer_a"]
    actions.reset_password(by=head, user=user)
    assert listed(head, state="first") == ["keyer_a"]
    actions.lock_account(by=head, user=province.keyer_b)
    assert listed(head, state="locked") == ["keyer_b"]
    actions.end_role(by=head, role=province.keyer_c.roles.get())
    assert listed(head, state="ended") == ["keyer_c"]
    assert "keyer_c" not in listed(head, role="keyer")
    assert listed(head, state="ended", role="keyer") == ["keyer_c"]
    assert sorted(listed(head, state="active")) == ["checker", "head", "keyer_a", "registrar"]
    unit = province.elsewhere
    assert sorted(listed(province.department, unit=unit)) == ["other_head", "other_keyer"]
    said = page(head, f"/people/?role=keyer&state=nonsense&unit={unit.pk}&force=x")
    assert "Không có ai như vậy" in said


def test_the_order_is_the_vietnamese_one(province: Province) -> None:
    for name in ("Lê Thị Ánh", "Lê Văn An", "Đỗ Văn Ân", "Bùi Thị Bé"):
        actions.open_person(full_name=name, unit=province.commune, name="checker")
    found = queries.people(province.head, queries.Wanted(role="checker"))
    names = [u.full_name for u in found if not u.full_name.startswith("Người")]
    assert names == ["Lê Văn An", "Lê Thị Ánh", "Đỗ Văn Ân", "Bùi Thị Bé"]


def test_the_list_costs_the_same_for_many_people(province: Province) -> None:
    browser = browser_of(province.department)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get("/people/").status_code == 200
        return len(asked)

    before = cost()
    users = [
        User(username=f"nhieu-{n}", full_name=f"Lê Văn Mẫu {n}", password="!") for n in range(1500)
    ]
    for user in users:
        user.remember_keys()
    User.objects.bulk_create(users)
    day = province.head.roles.get().valid_from
    Role.objects.bulk_create(
        Role(user=user, unit=province.commune, name="keyer", valid_from=day) for user in users
    )
    assert cost() == before
    said = browser.get("/people/?page=31").content.decode()
    assert "1.511 người" in said
    assert "31" in said


def test_opening_one_shows_its_slip_once(province: Province) -> None:
    browser = browser_of(province.head)
    form = {
        "full_name": "Trần Thị Mẫu Hạ",
        "force": "teacher",
        "unit": province.commune.pk,
        "role": "keyer",
        "valid_to": "31/12/2199",
    }
    answer = browser.post("/people/open/", form)
    said = answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert 'class="slip"' in said
    assert "http://testserver/" in said
    assert "Trần Thị Mẫu Hạ" in said
    assert "In ngay" in said
    wrong = form | {"unit": province.elsewhere.pk, "role": "department", "valid_to": "mai"}
    answer = browser.post("/people/open/", wrong)
    assert answer.status_code == 400
    assert "Không đọc được ngày này" in answer.content.decode()
    assert User.objects.filter(full_name="Trần Thị Mẫu Hạ").count() == 1


def test_acts_of_a_persons_page(province: Province) -> None:
    """Each form does its act and comes back; what is refused is said in its form."""
    browser, user = browser_of(province.department), province.keyer_a
    here = f"/people/{user.pk}/"
    edit = {"full_name": "Người Đổi Tên", "force": "teacher"}
    assert browser.post(here + "edit/", edit)["Location"] == here
    role = {"unit": province.commune.pk, "role": "checker"}
    assert browser.post(here + "role/", role)["Location"] == here
    late = role | {"valid_from": "01/03/2025", "valid_to": "01/02/2025"}
    answer = browser.post(here + "role/", late)
    assert answer.status_code == 400
    assert "Ngày cuối phải từ ngày đầu" in answer.content.decode()
    move = {"old": province.commune.pk, "new": province.elsewhere.pk}
    assert browser.post(here + "move/", move)["Location"] == here
    assert browser.post(here + "move/", move).status_code == 400
    assert browser.post(here + "lock/")["Location"] == here
    assert "đang khóa" in page(province.department, here)
    assert browser.post(here + "lock/", {"open": "1"})["Location"] == here
    assert browser.post(here + "factors/")["Location"] == here
    kept = user.roles.filter(unit=province.elsewhere, name="keyer").get()
    assert browser.post(f"/people/role/{kept.pk}/end/")["Location"] == here
    assert browser.post(f"/people/role/{kept.pk}/end/").status_code == 409
    user.refresh_from_db()
    assert (user.full_name, user.force, user.is_active) == ("Người Đổi Tên", "teacher", True)


def test_ones_own_account_is_ones_own(province: Province) -> None:
    browser = Client()
    browser.post("/sign-in/", {"login": province.keyer_a.username, "password": PASSWORD})
    said = browser.get("/account/").content.decode()
    assert "Người nhập liệu" in said
    assert "xã Mai Đàn" in said
    assert "bằng mật khẩu" in said
    assert "Đổi mật khẩu" in said
    assert "Xác thực hai lớp" in said


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_speaks_both_languages(province: Province, language: str) -> None:
    browser = browser_of(province.administrator)
    browser.cookies["django_language"] = language
    addresses = ("", "open/", "import/", f"{province.keyer_a.pk}/")
    for address in addresses:
        assert browser.get(f"/people/{address}").status_code == 200
    for address in ("", "password/", "pledge/", "second-factor/"):
        assert browser.get(f"/account/{address}").status_code == 200
