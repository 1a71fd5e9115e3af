"""The database killed while people key: what was acknowledged stays, what was not is sent again."""

import json
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.faults.demo import Demo, Gate, stopped_at, until
from tests.faults.person import Person


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo served with every entry cut and none keyed."""
    with stopped_at(tmp_path_factory.mktemp("database") / "home", "keying") as demo:
        demo.serve()
        yield demo


@pytest.fixture(scope="module")
def keyer(demo: Demo) -> Person:
    """The keyer who holds the batch."""
    held = "SELECT u.username FROM keying_hold JOIN keying_lease AS l ON l.id = lease_id"
    names = demo.rows(f"{held} JOIN people_user AS u ON u.id = l.user_id")
    return Person(demo.address, names[0])


@pytest.fixture(scope="module")
def truth(demo: Demo) -> dict[str, dict[str, str]]:
    [book] = json.loads((demo.data / "scans" / "truth.json").read_text("utf-8"))["books"]
    entries = [
        {field["name"]: field["value"] for field in entry["fields"].values()}
        for entry in book["entries"]
    ]
    return {values["number"]: values for values in entries}


class Sender:
    """The keyer's browser: one entry of the batch after the other, each sent until it is taken."""

    def __init__(self, keyer: Person, truth: dict[str, dict[str, str]]) -> None:
        self.http = keyer.http
        self.truth = truth
        self.csrf = self.http.get("/keying/api/me/").json()["csrf"]

    def next_item(self) -> dict[str, Any]:
        """Return what is typed for the next entry in hand."""
        lease = self.send("leases/", {}).json()["leases"][-1]
        entry = lease["entries"][0]
        groups = lease["forms"][entry["layout"]]["groups"]
        names = [f["name"] for group in groups for line in group["lines"] for f in line["fields"]]
        written = self.truth[entry["label"]]
        return {
            "id": str(uuid.uuid4()),
            "entry": entry["id"],
            "lease": lease["id"],
            "round": entry["round"],
            "values": {name: written[name] for name in names if written.get(name)},
        }

    def send(self, where: str, body: dict[str, Any]) -> httpx.Response:
        headers = {"X-CSRFToken": self.csrf}
        return self.http.post(f"/keying/api/{where}", json=body, headers=headers)

    def save(self, item: dict[str, Any]) -> httpx.Response:
        return self.send("keyings/", {"items": [item]})


def said(answer: httpx.Response) -> str:
    code: str = answer.json()["answers"][0]["code"]
    return code


@pytest.fixture(scope="module")
def sender(keyer: Person, truth: dict[str, dict[str, str]]) -> Sender:
    return Sender(keyer, truth)


def saved(demo: Demo, item: dict[str, Any]) -> int:
    found = demo.rows(f"SELECT count(*) FROM keying_keying WHERE id = '{item['id']}'")
    count: int = found[0]
    return count


def test_an_acknowledged_save_survives_and_the_next_one_waits_for_the_database(
    demo: Demo, sender: Sender
) -> None:
    item = sender.next_item()
    assert said(sender.save(item)) == "saved"
    next_item = sender.next_item()

    demo.kill("database")
    answers = []

    def acknowledged() -> bool:
        answers.append(sender.save(next_item))
        return answers[-1].status_code == 200

    until(acknowledged, "the save was never taken")
    for answer in answers[:-1]:  # none if it is back within the seconds a request waits for it
        assert answer.status_code == 503
    assert saved(demo, item) == 1
    assert saved(demo, next_item) == 1


def test_a_save_cut_off_in_the_middle_is_saved_once_when_sent_again(
    demo: Demo, sender: Sender
) -> None:
    item = sender.next_item()
    with ThreadPoolExecutor(1) as pool, Gate(demo, "keying") as gate:
        first = pool.submit(sender.save, item)
        gate.wait()
        demo.kill("database")
        answer = first.result()
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert "Máy chủ tạm gián đoạn" in answer.text
    demo.url()
    assert saved(demo, item) == 0
    until(lambda: sender.save(item).status_code == 200, "the save was never taken")
    assert said(sender.save(item)) == "again"  # the answer was lost: sent once more
    assert saved(demo, item) == 1
