"""The database killed while people key: what was acknowledged stays, what was not is sent again."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from hotich.cli.demo.browser import Page
from tests.faults.demo import Demo, Gate, stopped_at, until
from tests.faults.person import Person

FORM = "//form[@id='entry']"


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


def open_entry(demo: Demo, keyer: Person) -> tuple[str, Page]:
    """Open the next entry that this keyer holds; returns its address too."""
    entry = demo.rows("SELECT entry_id FROM keying_hold ORDER BY entry_id")[0]
    path = f"/keying/entry/{entry}/"
    page = keyer.get(path)
    assert page.status == 200
    return path, page


def form_of(page: Page, truth: dict[str, dict[str, str]]) -> dict[str, Any]:
    found = re.search(r"\d+/\d{4}", page.text("//h1"))
    assert found
    values = truth[found.group()]
    fields = page.fields(FORM)
    typed = {name: values.get(name[2:], "") for name in fields if name.startswith("v.")}
    accepted = page.tree.xpath(f"{FORM}//input[@name='accepted']/@value")
    return {**typed, "keying_id": fields["keying_id"], "accepted": accepted}


def post(keyer: Person, path: str, form: dict[str, Any]) -> httpx.Response:
    data = {**form, "csrfmiddlewaretoken": keyer.token}
    return keyer.http.post(path, data=data, follow_redirects=False)


def save(keyer: Person, path: str, form: dict[str, Any]) -> httpx.Response:
    """Save as a person does: what is unusual is kept as written."""
    answer = post(keyer, path, form)
    if answer.status_code == 422:
        page = Page(answer)
        form["accepted"] = page.tree.xpath(f"{FORM}//input[@name='accepted']/@value")
        answer = post(keyer, path, form)
    return answer


def saved(demo: Demo, form: dict[str, Any]) -> int:
    found = demo.rows(f"SELECT count(*) FROM keying_keying WHERE id = '{form['keying_id']}'")
    count: int = found[0]
    return count


def test_an_acknowledged_save_survives_and_the_next_one_is_told_to_wait(
    demo: Demo, keyer: Person, truth: dict[str, dict[str, str]]
) -> None:
    path, page = open_entry(demo, keyer)
    form = form_of(page, truth)
    assert save(keyer, path, form).status_code == 302
    next_path, next_page = open_entry(demo, keyer)
    next_form = form_of(next_page, truth)

    demo.kill("database")
    answers = []

    def acknowledged() -> bool:
        answers.append(save(keyer, next_path, next_form))
        return answers[-1].status_code == 302

    until(acknowledged, "the save was never taken")
    told = [answer for answer in answers if answer.status_code != 302]
    assert told  # at least the first one met no database
    for answer in told:
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert "Máy chủ tạm gián đoạn" in answer.text
    assert saved(demo, form) == 1
    assert saved(demo, next_form) == 1


def test_a_save_cut_off_in_the_middle_is_saved_once_when_sent_again(
    demo: Demo, keyer: Person, truth: dict[str, dict[str, str]]
) -> None:
    path, page = open_entry(demo, keyer)
    form = form_of(page, truth)
    with ThreadPoolExecutor(1) as pool, Gate(demo, "keying") as gate:
        first = pool.submit(save, keyer, path, form)
        gate.wait()
        demo.kill("database")
        assert first.result().status_code == 503
    demo.url()
    assert saved(demo, form) == 0
    until(lambda: save(keyer, path, form).status_code == 302, "the save was never taken")
    assert save(keyer, path, form).status_code == 302  # the answer was lost: sent once more
    assert saved(demo, form) == 1
