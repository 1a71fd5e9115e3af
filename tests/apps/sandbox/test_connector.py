"""What the connector makes of a receiver that is slow, failing, gone or somebody else."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from hotich.delivery.connectors import Book, data_sha256
from hotich.delivery.connectors.sandbox import SandboxConnector
from hotich.delivery.errors import AccessRefused, ReceiverSilent, WrongReceiver
from tests.apps.sandbox.process import Sandbox, another, message


def test_it_works(connector: SandboxConnector) -> None:
    sent = message()
    answer = connector.send(sent)

    assert answer.status == "accepted"
    assert connector.ask(sent.key) == answer
    [listed] = connector.listing(sent.book)
    assert (listed.key, listed.receipt, listed.number) == (sent.key, answer.receipt, "046/2009")
    assert listed.data_sha256 == data_sha256(sent.data)


def test_a_key_never_received_is_not_known(connector: SandboxConnector) -> None:
    assert connector.ask("a/key?with#signs") is None


def test_a_listing_is_of_one_book_and_unit(connector: SandboxConnector) -> None:
    connector.send(message())
    connector.send(replace(another("key-2", 2), book=Book("KS", 2009, 2)))

    assert [e.key for e in connector.listing(Book("KS", 2009, 2))] == ["key-2"]
    assert [e.key for e in connector.listing(Book("KS", 2009, 1), unit="99001")] == ["key-1"]
    assert connector.listing(Book("KS", 2009, 1), unit="99004") == []


def test_a_lost_reply_is_unknown_and_found_by_asking(
    sandbox: Sandbox, connector: SandboxConnector
) -> None:
    sandbox.control(lose=1)
    answer = connector.send(message())

    assert answer.status == "unknown"
    found = connector.ask("key-1")
    assert found is not None
    assert found.status == "accepted"
    sandbox.control(lose=0)
    assert connector.send(message()) == found


def test_a_failure_is_unknown_and_nothing_was_stored(
    sandbox: Sandbox, connector: SandboxConnector
) -> None:
    sandbox.control(fail=1)
    assert connector.send(message()).status == "unknown"
    asked = connector.ask("key-1")
    assert asked is not None
    assert asked.status == "unknown"
    with pytest.raises(ReceiverSilent):
        connector.listing(Book("KS", 2009, 1))
    sandbox.control(fail=0)

    assert connector.ask("key-1") is None


def test_a_slow_answer_is_unknown(sandbox: Sandbox) -> None:
    sandbox.control(slow=2)
    with sandbox.connector(timeout=0.3) as hasty:
        assert hasty.send(message()).status == "unknown"
    sandbox.control(slow=0)

    with sandbox.connector() as patient:
        answer = patient.send(message())  # now, or when the first one arrives: stored once
        assert answer.status == "accepted"
    assert sandbox.http("GET", "/count").json()["total"] == 1


def test_a_receiver_that_is_down_is_tried_again(sandbox: Sandbox) -> None:
    with sandbox.connector() as sender:
        sandbox.kill()
        assert sender.send(message()).status == "retry"
        asked = sender.ask("key-1")
        assert asked is not None
        assert asked.status == "unknown"


def test_a_connection_kept_open_over_a_restart_does_no_harm(sandbox: Sandbox) -> None:
    port = int(sandbox.address.rpartition(":")[2])
    with sandbox.connector() as sender:
        first = sender.send(message())
        sandbox.kill()
        sandbox.start(port=port)
        assert sender.ask("key-1") == first


def test_a_wrong_token_stops_everything_with_a_sentence(sandbox: Sandbox) -> None:
    with SandboxConnector(sandbox.address, "wrong") as stranger:
        with pytest.raises(AccessRefused, match="access token"):
            stranger.send(message())
        with pytest.raises(AccessRefused):
            stranger.ask("key-1")
        with pytest.raises(AccessRefused):
            stranger.listing(Book("KS", 2009, 1))


@pytest.fixture
def impostor() -> Iterator[HTTPServer]:
    """Another server at the address; its ``said`` is what it answers."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", "0")))
            status, body = self.server.said  # type: ignore[attr-defined]
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((200, b"<html>Sign in to the network</html>"), "unknown"),
        ((200, b'{"status": "maybe"}'), "unknown"),
        ((200, b'["accepted"]'), "unknown"),
        ((400, b"<html>Bad request</html>"), "unknown"),
        ((408, b'{"code": "LATE"}'), "unknown"),
        ((502, b""), "unknown"),
        ((429, b""), "retry"),
    ],
)
def test_an_answer_not_understood_is_never_taken_for_one(
    impostor: HTTPServer, said: tuple[int, bytes], expected: str
) -> None:
    impostor.said = said  # type: ignore[attr-defined]
    with SandboxConnector(f"http://127.0.0.1:{impostor.server_port}", "t") as sender:
        assert sender.send(message()).status == expected
        asked = sender.ask("key-1")
    assert asked is not None
    assert asked.status == "unknown"


@pytest.mark.parametrize("status", [301, 404, 405])
def test_another_server_at_the_address_is_no_receiver(impostor: HTTPServer, status: int) -> None:
    impostor.said = (status, b"<html>")  # type: ignore[attr-defined]
    with SandboxConnector(f"http://127.0.0.1:{impostor.server_port}", "t") as sender:
        with pytest.raises(WrongReceiver):
            sender.send(message())
        with pytest.raises(WrongReceiver):  # a 404 of a stranger is not "never received"
            sender.ask("key-1")
