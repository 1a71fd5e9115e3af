"""Signing in at somebody else's, against a provider that really answers over HTTP."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from hotich.ledger.models import Line
from hotich.people import actions
from hotich.people.models import SignIn, User
from tests.apps.people.provider import CLIENT, SECRET
from tests.province import Province


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the provider answers."""
    command = [sys.executable, str(Path(__file__).with_name("provider.py"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process.stdout.readline().strip()
        process.terminate()


@pytest.fixture
def provider(address: str, settings: object) -> str:
    """The provider, told to the server as the environment would."""
    settings.HOTICH_OIDC_URL = address
    settings.HOTICH_OIDC_NAME = "Cổng của tỉnh"
    app = {
        "provider_id": "oidc",
        "name": settings.HOTICH_OIDC_NAME,
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": address},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
    }
    return address


def enter(provider: str, name: str, browser: Client | None = None) -> tuple[Client, object]:
    """Sign in there as somebody and come back; returns the browser and our answer."""
    httpx.get(f"{provider}/become/{name}")
    browser = browser or Client()
    there = browser.get("/sign-in/oidc/")["Location"]
    assert there.startswith(provider)
    back = httpx.get(there).headers["Location"]
    parts = urlsplit(back)
    assert parts.path == "/sign-in/oidc/back/"
    return browser, browser.get(f"{parts.path}?{parts.query}")


def test_it_works(province: Province, provider: str) -> None:
    assert "Đăng nhập qua Cổng của tỉnh" in Client().get("/sign-in/").content.decode()
    browser, answer = enter(provider, province.head.username)
    assert answer["Location"] == "/"
    assert browser.get("/account/").status_code == 200
    assert "bằng đăng nhập bên ngoài" in browser.get("/account/").content.decode()
    linked = SocialAccount.objects.get(user=province.head)
    assert Line.objects.filter(verb="link_oidc", subject=province.head.actor).count() == 1
    assert SignIn.objects.get(user=province.head).how == "oidc"
    enter(provider, province.head.username)
    assert SocialAccount.objects.get() == linked, "linked once, found again by what the claim was"


def test_nobody_without_an_account_comes_in(province: Province, provider: str) -> None:
    before = User.objects.count()
    browser, answer = enter(provider, "nguoi-la")
    assert answer.status_code == 403
    assert "chưa có tài khoản nào" in answer.content.decode()
    assert User.objects.count() == before
    assert browser.get("/account/").status_code == 302


def test_a_locked_account_stays_closed(province: Province, provider: str) -> None:
    actions.lock_account(by=province.head, user=province.keyer_a)
    browser, answer = enter(provider, province.keyer_a.username)
    assert browser.get("/account/").status_code == 302
    assert "đang khóa" in answer.content.decode()
    assert not SocialAccount.objects.exists(), "unlocked later, it is nobody's there"


def test_a_linked_account_is_nobody_elses(province: Province, provider: str) -> None:
    """Somebody else there, who took the name, does not come in; the first one still does."""
    name = province.keyer_a.username
    enter(provider, name)
    browser, answer = enter(provider, name.upper())
    assert answer.status_code == 403
    assert "gắn với người khác" in answer.content.decode()
    assert browser.get("/account/").status_code == 302
    assert SocialAccount.objects.count() == 1
    browser, _ = enter(provider, name)
    assert browser.get("/account/").status_code == 200


def test_an_answer_that_nobody_asked_for_is_refused(province: Province, provider: str) -> None:
    answer = Client().get("/sign-in/oidc/back/?code=x&state=y")
    assert "Đăng nhập bên ngoài không xong" in answer.content.decode()
    browser, _ = enter(provider, province.head.username)
    assert browser.get("/account/").status_code == 200


def test_without_settings_there_is_no_such_sign_in(province: Province) -> None:
    assert Client().get("/sign-in/oidc/").status_code == 404
    assert "openid" not in Client().get("/sign-in/").content.decode().lower()
