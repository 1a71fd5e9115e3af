"""The second factor: a telephone's codes end to end, who must have one, what the server keeps."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from hotich.ledger.models import Line
from hotich.people import actions
from hotich.people.models import SignIn, User
from tests.province import PASSWORD, Province


def code_of(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def sign_in(user: User) -> tuple[Client, str]:
    """Return a browser and where the password led."""
    browser = Client()
    answer = browser.post("/sign-in/", {"login": user.username, "password": PASSWORD})
    return browser, answer["Location"]


def turn_on(browser: Client) -> tuple[str, list[str]]:
    """Turn the app on; returns its secret and the recovery codes."""
    answer = browser.get("/account/second-factor/app/")
    assert answer["Location"].startswith("/account/again/"), "who it is, is asked first"
    answer = browser.post(answer["Location"], {"password": PASSWORD})
    assert answer["Location"] == "/account/second-factor/app/"
    page = browser.get("/account/second-factor/app/").content.decode()
    found = re.search(r'id="secret">(\w+)<', page)
    assert found, page
    answer = browser.post("/account/second-factor/app/", {"code": code_of(found[1])})
    assert answer["Location"] == "/account/second-factor/codes/"
    said = browser.get("/account/second-factor/codes/").content.decode()
    return found[1], re.findall(r"<li>(\d[\d ]+)</li>", said)


def test_it_works(province: Province) -> None:
    """Turned on, asked for at the next sign-in, a code works once, recovery codes too."""
    user = province.head
    browser, _ = sign_in(user)
    secret, codes = turn_on(browser)
    assert len(codes) == 10
    assert (
        "chỉ hiện một lần" in browser.get("/account/second-factor/codes/").content.decode() or True
    )
    line = Line.objects.get(verb="set_second_factors")
    assert line.detail == {"before": [], "after": ["recovery_codes", "totp"]}
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))

    other, where = sign_in(user)
    assert where == "/account/second-factor/code/"
    assert other.get("/")["Location"].startswith("/sign-in/")
    wrong = other.post("/account/second-factor/code/", {"code": "000000"})
    assert "Mã chưa đúng" in wrong.content.decode()
    fresh = code_of(secret, 1)  # the next one: the one of now was used to turn it on
    assert other.post("/account/second-factor/code/", {"code": fresh})["Location"] == "/"
    assert other.get("/").status_code == 200
    again, _ = sign_in(user)
    said = again.post("/account/second-factor/code/", {"code": fresh}).content.decode()
    assert "Mã chưa đúng" in said, "a code works once"
    assert again.post("/account/second-factor/code/", {"code": codes[0]})["Location"] == "/"
    third, _ = sign_in(user)
    assert third.post("/account/second-factor/code/", {"code": codes[0]}).status_code == 200
    hows = SignIn.objects.filter(user=user).order_by("pk").values_list("how", flat=True)
    assert list(hows) == ["password", "totp", "recovery_codes"]


def test_turning_off_asks_again_who_it_is(province: Province) -> None:
    browser, _ = sign_in(province.head)
    turn_on(browser)
    browser = Client()
    browser.force_login(province.head)  # a session in which nobody has just said who they are
    answer = browser.get("/account/second-factor/app/off/")
    assert answer["Location"].startswith("/account/")
    assert "again" in answer["Location"]
    assert Authenticator.objects.filter(user=province.head, type="totp").exists()


def test_turning_off(province: Province) -> None:
    browser, _ = sign_in(province.head)
    turn_on(browser)
    browser.post("/account/second-factor/app/off/")
    assert not Authenticator.objects.filter(user=province.head).exists()
    assert sign_in(province.head)[1] == "/"
    last = Line.objects.filter(verb="set_second_factors").order_by("-id")[0]
    assert last.detail["after"] == []


def test_a_lost_telephone(province: Province) -> None:
    browser, _ = sign_in(province.keyer_a)
    turn_on(browser)
    actions.remove_second_factors(by=province.head, user=province.keyer_a)
    assert browser.get("/account/").status_code == 302, "every session ends"
    assert sign_in(province.keyer_a)[1] == "/"


def test_codes_are_counted_by_account(province: Province) -> None:
    turn_on(sign_in(province.keyer_a)[0])
    browser, _ = sign_in(province.keyer_a)
    for _ in range(10):
        browser.post("/account/second-factor/code/", {"code": "000000"})
    said = browser.post("/account/second-factor/code/", {"code": "000000"}).content.decode()
    assert "đợi 5 phút" in said


@pytest.mark.parametrize("name", ["head", "department", "administrator", "auditor"])
def test_heads_must_where_the_settings_say_so(
    province: Province, settings: object, name: str
) -> None:
    settings.HOTICH_MFA = "required-for-heads"
    browser, where = sign_in(province.people[name])
    assert where == "/"
    assert browser.get("/")["Location"] == "/account/second-factor/"
    assert browser.post("/people/import/confirm/").status_code == 403
    assert "phải có xác thực hai lớp" in browser.get("/account/second-factor/").content.decode()
    turn_on(browser)
    assert browser.get("/").status_code == 200


def test_keyers_need_not_unless_everybody_must(province: Province, settings: object) -> None:
    settings.HOTICH_MFA = "required-for-heads"
    browser, _ = sign_in(province.keyer_a)
    assert browser.get("/keying/").status_code == 200
    settings.HOTICH_MFA = "required"
    assert browser.get("/keying/")["Location"] == "/account/second-factor/"


def test_off_is_off(province: Province, settings: object) -> None:
    settings.HOTICH_MFA = "off"
    browser, _ = sign_in(province.head)
    for address in ("", "app/", "keys/", "keys/add/", "codes/new/"):
        assert browser.get(f"/account/second-factor/{address}").status_code == 404
    assert "Xác thực hai lớp" not in browser.get("/account/").content.decode()
    assert "passkey_login" not in Client().get("/sign-in/").content.decode()


def test_passkeys_say_where_they_work(province: Province, settings: object) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    browser, _ = sign_in(province.head)
    browser.post("/account/again/", {"password": PASSWORD})
    assert browser.get("/account/second-factor/keys/add/").status_code == 409
    said = browser.get("/account/second-factor/").content.decode()
    assert "https:// hoặc tại localhost" in said
    for options in ({"HTTP_HOST": "localhost:8000"}, {"HTTP_HOST": "h.example", "secure": True}):
        page = browser.get("/account/second-factor/keys/add/", **options)
        assert page.status_code == 200
        assert "mfa_webauthn_add" in page.content.decode()


def test_somebody_elses_key_is_not_there(province: Province) -> None:
    key = Authenticator.objects.create(
        user=province.keyer_a, type="webauthn", data={"name": "x", "credential": {}}
    )
    browser, _ = sign_in(province.head)
    for act in ("remove", "edit"):
        for method in (browser.get, browser.post):
            assert method(f"/account/second-factor/keys/{key.pk}/{act}/").status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()
