"""What the sandbox takes, refuses, remembers and survives."""

import base64
import json
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hotich.delivery.connectors import Answer, Message
from hotich.delivery.connectors.sandbox import SandboxConnector
from hotich.delivery.connectors.sandbox.client import _body
from tests.apps.sandbox.process import ENVIRONMENT, PDF, Sandbox, another, in_threads, message


def post(sandbox: Sandbox, sent: Message, **changed: Any) -> Any:
    """Post an entry with parts of its body changed, and return the status and the answer."""
    body = {**json.loads(_body(sent)), **changed}
    response = sandbox.http("POST", "/entries", json=body, headers={"Idempotency-Key": sent.key})
    return response.status_code, response.json()


def test_it_works(sandbox: Sandbox, connector: SandboxConnector) -> None:
    answer = connector.send(message())

    assert (answer.status, answer.code) == ("accepted", "ACCEPTED")
    assert answer.receipt
    assert answer.raw["key"] == "key-1"
    assert sandbox.http("GET", "/count").json() == {"accepted": 1, "refused": 0, "total": 1}


def test_a_lunar_date_is_taken_as_written(connector: SandboxConnector) -> None:
    sent = message()
    answer = connector.send(replace(sent, data={**sent.data, "nksNgaySinh": "30.02.1969 âm lịch"}))
    assert answer.status == "accepted"


@pytest.mark.parametrize(
    ("changed", "code", "fields"),
    [
        ({"nksHoTen": " "}, "FORMAT_REQUIRED", ["nksHoTen"]),
        ({"nksNgaySinh": "2009-05-01"}, "FORMAT_DATE", ["nksNgaySinh"]),
        ({"nksNgaySinh": "31.02.2009"}, "FORMAT_DATE", ["nksNgaySinh"]),
        ({"nksNgaySinh": "13.2009"}, "FORMAT_DATE", ["nksNgaySinh"]),
        ({"nksNgaySinh": "31.02.2009 âm lịch"}, "FORMAT_DATE", ["nksNgaySinh"]),
        ({"nksGioiTinh": "Nữ"}, "FORMAT_CODE", ["nksGioiTinh"]),
    ],
)
def test_a_bad_format_is_refused_with_code_words_and_field(
    connector: SandboxConnector, changed: dict[str, str], code: str, fields: list[str]
) -> None:
    sent = message()
    answer = connector.send(replace(sent, data={**sent.data, **changed}))

    assert (answer.status, answer.code) == ("refused", code)
    assert answer.raw["fields"] == fields
    assert fields[0] in answer.description
    assert fields[0] in answer.raw["description_en"]


@pytest.mark.parametrize("born", ["05.2009", "2009"])
def test_a_date_may_lack_its_day_or_month(connector: SandboxConnector, born: str) -> None:
    assert connector.send(message(nksNgaySinh=born)).status == "accepted"


@pytest.mark.parametrize(
    "attachment",
    [
        {},
        {"name": "a.pdf", "sha256": "00", "content": base64.b64encode(PDF).decode()},
        {"name": "a.pdf", "sha256": "00", "content": "not base64"},
    ],
)
def test_a_missing_or_wrong_attachment_is_refused(
    sandbox: Sandbox, attachment: dict[str, str]
) -> None:
    status, said = post(sandbox, message(), attachment=attachment)

    assert (status, said["status"], said["code"]) == (200, "refused", "ATTACHMENT")


def test_an_attachment_that_is_no_pdf_is_refused(connector: SandboxConnector) -> None:
    answer = connector.send(message(pdf=b"<html>%PDF-</html>"))

    assert (answer.status, answer.code) == ("refused", "ATTACHMENT")


def test_the_same_number_under_another_key_is_a_duplicate(connector: SandboxConnector) -> None:
    first = connector.send(message("key-1"))
    answer = connector.send(message("key-2", so="46/2009", nksHoTen="Lê Văn Khác"))

    assert (answer.status, answer.code) == ("refused", "DUPLICATE")
    assert first.receipt in answer.description


def test_the_same_person_under_another_number_is_a_duplicate(connector: SandboxConnector) -> None:
    connector.send(message("key-1"))
    answer = connector.send(message("key-2", so="047/2009", nksHoTen="HỒ THỊ  MAI LAN"))

    assert (answer.status, answer.code) == ("refused", "DUPLICATE")


def test_a_later_version_amends_what_was_accepted(connector: SandboxConnector) -> None:
    connector.send(message("key-1"))
    amended = replace(message("key-2", meHoTen="Trần Thị Sửa"), version=2)
    assert connector.send(amended).status == "accepted"
    elsewhere = replace(message("key-3", meHoTen="Trần Thị Sửa"), version=2, file_id="another")
    assert connector.send(elsewhere).code == "DUPLICATE"


def test_twins_are_no_duplicates(connector: SandboxConnector) -> None:
    connector.send(message("key-1"))

    twin = connector.send(message("key-2", so="047/2009", nksHoTen="Hồ Thị Mai Liên"))

    assert twin.status == "accepted"


def test_a_birth_registered_again_is_no_duplicate(connector: SandboxConnector) -> None:
    connector.send(message("key-1"))

    again = connector.send(message("key-2", so="002/2015", loaiDangKy="2"))

    assert again.status == "accepted"


def test_a_refused_entry_is_taken_when_mended_under_a_new_key(connector: SandboxConnector) -> None:
    assert connector.send(message("version-1", nksNgaySinh="hôm qua")).status == "refused"
    assert connector.send(message("version-2")).status == "accepted"


def test_the_same_key_gets_the_same_answer(sandbox: Sandbox, connector: SandboxConnector) -> None:
    accepted, refused = message("key-1"), message("key-2", nksGioiTinh="9")

    first = [connector.send(accepted), connector.send(refused)]
    again = [connector.send(accepted), connector.send(refused)]

    assert again == first
    assert sandbox.http("GET", "/count").json()["total"] == 2


def test_the_same_key_with_other_content_is_told_so(connector: SandboxConnector) -> None:
    first = connector.send(message())

    answer = connector.send(message(nksHoTen="Hồ Thị Khác"))

    assert (answer.status, answer.code) == ("refused", "KEY_REUSED")
    assert connector.ask("key-1") == first


def test_one_key_sent_by_many_at_once_is_stored_once(
    sandbox: Sandbox, connector: SandboxConnector
) -> None:
    answers: list[Answer] = []

    in_threads(lambda: answers.append(connector.send(message())), 8)

    assert {answer.receipt for answer in answers} == {answers[0].receipt}
    assert [answer.status for answer in answers] == ["accepted"] * 8
    assert sandbox.http("GET", "/count").json()["total"] == 1


def test_kill_9_keeps_all_that_was_acknowledged(sandbox: Sandbox) -> None:
    acknowledged: dict[str, str] = {}
    with sandbox.connector() as sender:

        def hand_in() -> None:
            for number in range(1, 1000):
                answer = sender.send(another(f"key-{number}", number))
                if answer.status != "accepted":
                    break
                acknowledged[f"key-{number}"] = answer.receipt
                if number == 25:
                    sandbox.kill()

        in_threads(hand_in, 1)
    sandbox.start()

    assert len(acknowledged) >= 25
    with sandbox.connector() as asker:
        kept = {key: asker.ask(key) for key in acknowledged}
    assert {key: answer.receipt for key, answer in kept.items() if answer} == acknowledged


def test_a_restart_remembers_keys_and_duplicates(sandbox: Sandbox) -> None:
    with sandbox.connector() as sender:
        first = sender.send(message())
    sandbox.kill()
    sandbox.start()

    with sandbox.connector() as sender:
        assert sender.send(message()) == first
        assert sender.send(message("key-2")).code == "DUPLICATE"


def test_without_keys_a_repeat_is_a_duplicate_and_found_by_its_book(stopped: Sandbox) -> None:
    stopped.start("--forget-keys")
    sent = message()
    with stopped.connector() as sender:
        first, second = sender.send(sent), sender.send(sent)
        asked = sender.ask(sent.key)
        listed = sender.listing(sent.book)

    assert (first.status, second.code) == ("accepted", "DUPLICATE")
    assert asked is not None
    assert (asked.status, asked.code) == ("unknown", "KEYS_NOT_KEPT")
    assert [(entry.key, entry.number) for entry in listed] == [("", "046/2009")] * 2


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"content": b"<html>"}, 400),
        ({"content": b"[" * 100_000}, 400),
        ({"content": b'{"key": "\\ud800"}'}, 400),
        ({"content": b"[]"}, 400),
        ({"json": {"key": "k", "data": 7}}, 400),
        ({"content": b"x" * (10 * 1024**2 + 1)}, 413),
        ({"content": iter([b"in ", b"pieces"])}, 411),
        ({"json": {}, "headers": {"Authorization": "Bearer wrong"}}, 401),
        ({"json": {}, "headers": {"Authorization": b"\xff"}}, 401),
    ],
)
def test_garbage_gets_a_sentence_and_stores_nothing(
    sandbox: Sandbox, options: dict[str, Any], expected: int
) -> None:
    response = sandbox.http("POST", "/entries", **options)

    assert response.status_code == expected
    assert response.json()["description"]
    assert sandbox.http("GET", "/count").json()["total"] == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"key": "another"},
        {"module": "KH"},
        {"unit": True},
        {"book": {"kind": "KH", "year": 2009, "number": 1}},
        {"data": {"khongCo": "x"}},
        {"data": {"so": 46}},
    ],
)
def test_a_body_of_the_wrong_shape_is_told_so(sandbox: Sandbox, changed: dict[str, Any]) -> None:
    status, said = post(sandbox, message(), **changed)

    assert (status, said["code"]) == (400, "BAD_REQUEST")
    assert sandbox.http("GET", "/count").json()["total"] == 0


def test_an_unknown_address_is_told_so(sandbox: Sandbox) -> None:
    assert sandbox.http("GET", "/nothing").json()["code"] == "NO_SUCH_PAGE"
    assert sandbox.http("GET", "//[").json()["code"] == "NO_SUCH_PAGE"


def test_a_sender_that_stops_in_the_middle_harms_nobody(sandbox: Sandbox) -> None:
    port = int(sandbox.address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(b"POST /entries HTTP/1.1\r\nContent-Length: 1000\r\n\r\n{")

    assert sandbox.http("GET", "/health").json() == {"ok": True}
    assert sandbox.http("GET", "/count").json()["total"] == 0


def test_its_weather_is_changed_while_it_runs(sandbox: Sandbox) -> None:
    sandbox.control(fail=0.5)

    assert sandbox.http("GET", "/control").json() == {
        "slow": 0.0,
        "fail": 0.5,
        "lose": 0.0,
        "forget_keys": False,
    }


@pytest.mark.parametrize("weather", [{"fail": 2}, {"slow": "long"}, {"rain": 1}, [1]])
def test_impossible_weather_is_refused(sandbox: Sandbox, weather: Any) -> None:
    response = sandbox.http("POST", "/control", json=weather)

    assert response.status_code == 400
    assert sandbox.http("GET", "/control").json()["fail"] == 0


def test_it_fails_the_same_way_by_seed(tmp_path: Path) -> None:
    def night(name: str) -> list[int]:
        process = Sandbox(tmp_path / name)
        process.start("--fail", "0.5", "--seed", "7")
        try:
            return [process.http("GET", "/entries").status_code for _ in range(20)]
        finally:
            process.kill()

    first = night("one")

    assert first == night("two")
    assert set(first) == {200, 500, 503}


def test_without_a_token_it_does_not_start_and_says_why(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hotich.sandbox", "--data", str(tmp_path), "--port", "0"],
        env={**ENVIRONMENT, "HOTICH_SANDBOX_TOKEN": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "HOTICH_SANDBOX_TOKEN" in done.stderr


def test_a_port_in_use_is_told_without_a_traceback(sandbox: Sandbox, tmp_path: Path) -> None:
    port = sandbox.address.rpartition(":")[2]
    done = subprocess.run(
        [sys.executable, "-m", "hotich.sandbox", "--data", str(tmp_path / "b"), "--port", port],
        env={**ENVIRONMENT, "HOTICH_SANDBOX_TOKEN": "t"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
