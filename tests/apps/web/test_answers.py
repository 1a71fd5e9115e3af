"""Every answer: security headers, language, theme, refusals, and what the log may know."""

import re

import pytest
from django.test import Client
from django.urls import resolve
from structlog.testing import capture_logs


def test_it_works(browser: Client) -> None:
    answer = browser.get("/")
    assert answer.status_code == 200
    assert '<html lang="vi">' in answer.text
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_no_page_carries_inline_style_or_script(browser: Client) -> None:
    for address in ("/", "/taken/", "/nowhere/", "/broken/"):
        page = browser.get(address).text
        assert not re.search(r"<[^>]*\s(style|on[a-z]+)\s*=", page)
        assert not re.search(r"<style|<script(?![^>]*\ssrc=)", page)


def test_a_refusal_is_a_page_with_its_sentence_and_a_way_back(browser: Client) -> None:
    answer = browser.get("/taken/", headers={"referer": "http://testserver/books/"})
    assert answer.status_code == 409
    assert "Quyển 01/&lt;1998&gt; đã có. Hãy mở quyển ấy ra." in answer.text
    assert 'href="http://testserver/books/"' in answer.text


def test_a_refusal_leads_back_to_our_own_pages_only(browser: Client) -> None:
    answer = browser.get("/taken/", headers={"referer": "http://elsewhere.example/"})
    assert "elsewhere" not in answer.text


def test_a_refusal_is_json_for_a_program(browser: Client) -> None:
    answer = browser.get("/taken/", headers={"accept": "application/json"})
    assert answer.status_code == 409
    assert answer.json() == {
        "code": "books.taken",
        "text": "Quyển 01/<1998> đã có. Hãy mở quyển ấy ra.",
        "vi": "Quyển 01/<1998> đã có. Hãy mở quyển ấy ra.",
        "en": "Book 01/<1998> is there already. Open that book.",
    }


def test_a_refusal_is_one_message_for_htmx(browser: Client) -> None:
    answer = browser.get("/taken/", headers={"hx-request": "true"})
    assert answer.status_code == 409
    assert answer.text.strip().startswith('<div class="msg msg-bad">')
    assert "<html" not in answer.text


def test_missing_rights_are_a_refusal_too(browser: Client) -> None:
    answer = browser.get("/denied/7/", headers={"accept": "application/json"})
    assert answer.status_code == 403
    assert answer.json()["code"] == "web.not_yours"


@pytest.mark.parametrize(
    ("address", "status", "vi", "en"),
    [
        ("/nowhere/", 404, "Không tìm thấy trang", "Page not found"),
        ("/broken/", 500, "Máy chủ gặp lỗi", "The server failed"),
        ("/taken/", 409, "Không thực hiện được", "This cannot be done"),
    ],
)
def test_errors_speak_both_languages(
    browser: Client, address: str, status: int, vi: str, en: str
) -> None:
    answer = browser.get(address)
    assert (answer.status_code, f"<h1>{vi}</h1>" in answer.text) == (status, True)
    browser.cookies["django_language"] = "en"
    answer = browser.get(address)
    assert (answer.status_code, f"<h1>{en}</h1>" in answer.text) == (status, True)


def test_an_english_browser_does_not_change_the_language(browser: Client) -> None:
    assert '<html lang="vi">' in browser.get("/", headers={"accept-language": "en-US,en"}).text


def test_a_chosen_language_stays(browser: Client) -> None:
    browser.post("/language/", {"language": "en", "next": "/"})
    assert '<html lang="en">' in browser.get("/").text
    browser.post("/language/", {"language": "vi", "next": "/"})
    assert '<html lang="vi">' in browser.get("/").text


@pytest.mark.parametrize("address", ["/language/", "/theme/"])
def test_the_sign_in_page_may_change_the_display(browser: Client, address: str) -> None:
    assert resolve(address).func.login_required is False


def test_an_unknown_language_is_vietnamese(browser: Client) -> None:
    browser.cookies["django_language"] = "xx"
    assert '<html lang="vi">' in browser.get("/").text


def test_a_chosen_theme_stays_until_it_is_given_up(browser: Client) -> None:
    browser.post("/theme/", {"theme": "dark", "next": "/"})
    assert 'data-theme="dark"' in browser.get("/").text
    browser.post("/theme/", {"theme": "", "next": "/"})
    assert "data-theme" not in browser.get("/").text


def test_choosing_a_theme_leads_back_to_our_own_pages_only(browser: Client) -> None:
    answer = browser.post("/theme/", {"theme": "dark", "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


def test_the_log_knows_the_route_and_not_what_was_asked_for(browser: Client) -> None:
    with capture_logs() as lines:
        browser.get("/denied/7/?name=Mai", headers={"referer": "http://testserver/?q=Mai"})
    (line,) = [line for line in lines if line["event"] == "request"]
    assert line["route"] == "denied/<int:pk>/"
    assert line["status"] == 403
    assert "Mai" not in str(line)
    assert "7" not in str(line["route"])
