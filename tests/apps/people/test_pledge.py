"""What comes before any work: a password of one's own and the pledge of secrecy."""

import pytest
from django.test import Client

from hotich.ledger.models import Line
from hotich.people import actions, pledge
from hotich.people.errors import OldPledge, WeakPassword, WrongPassword
from hotich.people.models import Pledge, User
from tests.province import PASSWORD, Province, at_once


@pytest.fixture
def newcomer(province: Province) -> User:
    user = actions.open_account(username="nguoi-moi", full_name="Người Mới", password=PASSWORD)
    actions.give_role(user=user, unit=province.commune, name="keyer")
    return user


def browser_of(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def test_it_works(newcomer: User) -> None:
    browser = browser_of(newcomer)
    assert browser.get("/keying/")["Location"] == "/account/pledge/"
    page = browser.get("/account/pledge/").content.decode()
    assert "91/2025/QH15" in page
    assert "Điều 60, Điều 61 Luật Hộ tịch" in page
    browser.post("/account/pledge/", {"version": pledge.CURRENT.version})
    assert browser.get("/keying/").status_code == 200
    accepted = Pledge.objects.get(user=newcomer)
    assert accepted.version == pledge.CURRENT.version
    assert Line.objects.get(verb="accept_pledge", subject=newcomer.actor).actor == newcomer.actor
    assert "đã chấp nhận" in browser.get("/account/pledge/").content.decode()


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("get", {"Accept": "application/json"}),
        ("get", {"HX-Request": "true"}),
        ("post", {"HX-Request": "true"}),
        ("post", {}),
    ],
)
def test_programs_and_acts_get_a_sentence(
    newcomer: User, method: str, headers: dict[str, str]
) -> None:
    answer = getattr(browser_of(newcomer), method)("/keying/", headers=headers)
    assert answer.status_code == 403
    said = answer.json()["vi"] if "Accept" in headers else answer.content.decode()
    assert "cam kết bảo mật" in said


@pytest.mark.parametrize("address", ["/sign-out/", "/account/pledge/"])
def test_these_pages_stay_open(newcomer: User, address: str) -> None:
    assert browser_of(newcomer).get(address).status_code == 200


def test_language_and_theme_can_be_chosen_before(newcomer: User) -> None:
    browser = browser_of(newcomer)
    answer = browser.post("/language/", {"language": "en", "next": "/account/pledge/"})
    assert answer["Location"] == "/account/pledge/"
    assert "has_pledged" not in browser.get("/account/pledge/").content.decode()


def test_another_version_is_not_accepted(newcomer: User) -> None:
    with pytest.raises(OldPledge):
        actions.accept_pledge(user=newcomer, version="0")
    assert browser_of(newcomer).post("/account/pledge/").status_code == 409


def test_a_new_version_is_asked_for_again(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of(province.keyer_a)
    assert browser.get("/keying/").status_code == 200
    new = pledge.Text("2", ("Điều mới.",), ("New.",))
    monkeypatch.setattr(pledge, "CURRENT", new)
    assert browser.get("/keying/")["Location"] == "/account/pledge/"
    assert "Điều mới." in browser.get("/account/pledge/").content.decode()
    browser.post("/account/pledge/", {"version": "2"})
    assert browser.get("/keying/").status_code == 200
    assert province.keyer_a.pledges.count() == 2


def test_accepting_at_once_is_accepting_once(committed: Province) -> None:
    user = actions.open_account(
        username=f"moi-{committed.head.pk}", full_name="Người Mới", password=PASSWORD
    )
    at_once(*[lambda: actions.accept_pledge(user=user)] * 3)
    assert user.pledges.count() == 1
    assert Line.objects.filter(subject=user.actor, verb="accept_pledge").count() == 1


def test_every_version_has_both_languages_and_the_last_is_current() -> None:
    assert [len(text.vi) == len(text.en) for text in pledge.VERSIONS] == [True]
    assert pledge.CURRENT.version == "1"
    assert len({text.version for text in pledge.VERSIONS}) == len(pledge.VERSIONS)


# The first password


def test_a_first_password_opens_one_page_only(province: Province) -> None:
    slip = actions.reset_password(by=province.head, user=province.keyer_a)
    browser = Client()
    browser.post("/sign-in/", {"login": slip.username, "password": slip.password})
    for address in ("/", "/keying/", "/account/", "/account/pledge/", "/people/"):
        assert browser.get(address)["Location"] == "/account/password/"
    assert browser.post("/account/pledge/", {"version": "1"}).status_code == 403
    assert browser.get("/account/password/").status_code == 200


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("ngắn", "ít nhất 10 ký tự"),
        ("password123", "quá phổ biến"),
        ("1234567890123", "chỉ gồm chữ số"),
        ("abababababab", "5 ký tự khác nhau"),
        ("Người Thử Keyer_A 1", "chứa tên"),
        ("x" * 129, "128 ký tự"),
        (PASSWORD, "khác mật khẩu cũ"),
    ],
)
def test_a_weak_password_is_refused_with_what_to_do(
    province: Province, new: str, said: str
) -> None:
    user = province.keyer_a
    with pytest.raises(WeakPassword) as why:
        actions.change_password(user=user, old=PASSWORD, new=new)
    assert said in why.value.text("vi")
    assert why.value.text("en")
    page = browser_of(user).post("/account/password/", {"old": PASSWORD, "new": new, "again": new})
    assert page.status_code == 400
    assert said in page.content.decode()


def test_a_wrong_or_mistyped_password_is_refused(province: Province) -> None:
    with pytest.raises(WrongPassword):
        actions.change_password(user=province.keyer_a, old="sai", new="ba từ dễ nhớ nhé")
    page = browser_of(province.keyer_a).post(
        "/account/password/", {"old": PASSWORD, "new": "ba từ dễ nhớ", "again": "ba từ dễ nhở"}
    )
    assert "Hai lần gõ không giống nhau" in page.content.decode()
    assert province.keyer_a.check_password(PASSWORD)


def test_a_password_that_was_reset_meanwhile_changes_nothing(province: Province) -> None:
    """Whoever has the old one cannot undo the reset, also where their page was open before it."""
    stale = User.objects.get(pk=province.keyer_a.pk)
    slip = actions.reset_password(by=province.head, user=province.keyer_a)
    with pytest.raises(WrongPassword):
        actions.change_password(user=stale, old=PASSWORD, new="ba từ dễ nhớ nhé")
    assert User.objects.get(pk=stale.pk).check_password(slip.password)


def test_a_change_keeps_this_session_and_ends_the_others(province: Province) -> None:
    here, there = browser_of(province.keyer_a), browser_of(province.keyer_a)
    new = "ba từ dễ nhớ nhé"
    here.post("/account/password/", {"old": PASSWORD, "new": new, "again": new})
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302


# Too many tries


def test_tries_at_the_old_password_are_counted_by_account(province: Province) -> None:
    browser, form = browser_of(province.keyer_a), {"old": "sai", "new": "a" * 3, "again": "a" * 3}
    answers = [browser.post("/account/password/", form) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [400] * 10 + [429]
    assert "đợi 5 phút" in answers[-1].content.decode()
    other = browser_of(province.keyer_b).post("/account/password/", form)
    assert other.status_code == 400, "another person at the same address is not held up"


def test_a_closed_sign_in_says_how_long_and_a_reset_opens_it(province: Province) -> None:
    form = {"login": province.keyer_a.username, "password": "sai"}
    for _ in range(10):
        Client().post("/sign-in/", form)
    said = Client().post("/sign-in/", form | {"password": PASSWORD}).content.decode()
    assert "đợi 5 phút" in said
    other = {"login": province.keyer_b.username, "password": PASSWORD}
    assert Client().post("/sign-in/", other).status_code == 302
    page = browser_of(province.head).post(f"/people/{province.keyer_a.pk}/reset/").content.decode()
    password = page.split('class="slip-sign">')[2].split("<")[0]
    answer = Client().post("/sign-in/", form | {"password": password})
    assert answer.status_code == 302
