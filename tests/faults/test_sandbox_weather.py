"""The receiver down, slow, failing, losing replies: every entry arrives once, and we know it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from hotich.books.models import Book
from hotich.delivery import actions, jobs
from hotich.delivery.connectors.sandbox import SandboxConnector
from hotich.delivery.models import Delivery, Package
from tests.apps.sandbox.process import TOKEN, Sandbox
from tests.province import Province, work

ENTRIES = 3


@pytest.fixture
def sandbox(tmp_path: Path, settings: object) -> Iterator[Sandbox]:
    sandbox = Sandbox(tmp_path / "sandbox")
    settings.HOTICH_SANDBOX_URL = sandbox.start()
    settings.HOTICH_SANDBOX_TOKEN = TOKEN
    yield sandbox
    sandbox.kill()


@pytest.fixture
def book(province: Province) -> Book:
    """A book approved, packaged and released."""
    book = province.approve(entries=ENTRIES)
    package = Package.objects.get(book=book)
    actions.deliver_package(by=province.head, package=package)
    return book


def send(book: Book) -> list[str]:
    """Send what waits as if its time had come; returns the states."""
    Delivery.objects.filter(book=book).update(next_try=timezone.now())
    jobs.send_book.func(book_id=book.pk)
    return states(book)


def states(book: Book) -> list[str]:
    return list(Delivery.objects.filter(book=book).order_by("pk").values_list("state", flat=True))


def require_once(book: Book, sandbox: Sandbox) -> None:
    """Each entry was accepted once, and both sides say so."""
    assert states(book) == ["accepted"] * ENTRIES
    assert sandbox.http("GET", "/count").json()["total"] == ENTRIES
    for row in Delivery.objects.filter(book=book):
        [receipt] = row.receipts.all()
        with SandboxConnector(sandbox.address, TOKEN) as connector:
            answer = connector.ask(row.key)
        assert answer is not None
        assert (answer.status, answer.receipt) == ("accepted", receipt.number)


def test_it_works(book: Book, sandbox: Sandbox) -> None:
    assert send(book) == ["accepted"] * ENTRIES
    require_once(book, sandbox)
    send(book)
    require_once(book, sandbox)


def test_down_the_entries_wait_and_go_when_it_is_back(book: Book, sandbox: Sandbox) -> None:
    port = int(sandbox.address.rpartition(":")[2])
    sandbox.kill()
    assert send(book) == ["pending"] * ENTRIES
    sandbox.start(port=port)
    send(book)
    require_once(book, sandbox)


def test_with_a_wrong_token_the_entries_wait_and_say_why(
    book: Book, sandbox: Sandbox, settings: object
) -> None:
    settings.HOTICH_SANDBOX_TOKEN = "another"
    assert send(book) == ["pending"] * ENTRIES
    assert "delivery.access_refused" in Delivery.objects.values_list("code", flat=True)
    settings.HOTICH_SANDBOX_TOKEN = TOKEN
    send(book)
    require_once(book, sandbox)


def test_a_silent_receiver_does_not_keep_a_worker(
    book: Book, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOST_SILENT", 1)
    sandbox.control(lose=1)
    assert send(book) == ["unknown", "pending", "pending"]
    sandbox.control(lose=0)
    send(book)
    require_once(book, sandbox)


def test_replies_lost_are_asked_for_and_not_sent_again(book: Book, sandbox: Sandbox) -> None:
    sandbox.control(lose=1)
    assert send(book) == ["unknown"] * ENTRIES
    assert sandbox.http("GET", "/count").json()["total"] == ENTRIES
    send(book)  # asking is not lost, only the reply to a sending
    require_once(book, sandbox)
    assert all(row.attempts == 2 for row in Delivery.objects.filter(book=book))


def test_failing_nothing_is_taken_for_accepted(book: Book, sandbox: Sandbox) -> None:
    sandbox.control(fail=1)
    assert send(book) == ["unknown"] * ENTRIES
    assert send(book) == ["unknown"] * ENTRIES
    assert sandbox.http("GET", "/count").json()["total"] == 0
    sandbox.control(fail=0)
    assert send(book) == ["pending"] * ENTRIES  # never received: these may be sent again
    send(book)
    require_once(book, sandbox)


def test_slow_an_answer_too_late_is_asked_for(
    book: Book, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hasty(address: str, token: str) -> SandboxConnector:
        return SandboxConnector(address, token, timeout=0.3)

    with monkeypatch.context() as patched:
        patched.setattr(jobs, "SandboxConnector", hasty)
        sandbox.control(slow=1)
        assert send(book) == ["unknown"] * ENTRIES
    sandbox.control(slow=0)
    send(book)  # what has not arrived by now
    send(book)  # is sent again under its key
    require_once(book, sandbox)


def test_a_sender_that_died_before_the_answer_is_found_out(book: Book, sandbox: Sandbox) -> None:
    row = actions.begin_sending(book=book)
    assert row is not None
    Delivery.objects.filter(pk=row.pk).update(sent_at=timezone.now() - actions.SENDING)
    assert send(book) == ["pending", "accepted", "accepted"]  # the receiver never had it
    send(book)
    require_once(book, sandbox)


def test_failing_for_long_the_entries_come_to_a_person(
    book: Book, sandbox: Sandbox, province: Province
) -> None:
    sandbox.control(fail=1)
    for _attempt in range(actions.MAX_ATTEMPTS):
        held = send(book)
    assert held == ["held"] * ENTRIES
    sandbox.control(fail=0)
    assert send(book) == ["held"] * ENTRIES  # not without that person
    for row in Delivery.objects.filter(book=book):
        actions.release_held(by=province.head, delivery=row)
    work()
    send(book)  # each was asked for first; what never arrived goes now
    require_once(book, sandbox)
