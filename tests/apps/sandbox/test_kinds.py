"""The stand-in takes every kind of register, and knows one event of a kind from another."""

import base64
import hashlib
import json
import sqlite3
from pathlib import Path

import pytest

from hotich.rules.registers import KINDS, Kind, load
from hotich.sandbox.store import open_store
from hotich.sandbox.submission import Submission, event_keys, parse
from tests.apps.sandbox.process import PDF

DATES = ("date", "adult_date")


def filled(kind: Kind) -> dict[str, str]:
    """Return the columns of an entry of a kind: what is required, and what tells its event."""
    told = {"number": "046/2009", "book_number": "01/2009", "office": "UBND xã Mai Đàn"}
    data = {}
    for field in kind.fields:
        if not (field.required or field.key in event_keys(kind.code)):
            continue
        value = "12.05.2009" if field.type in DATES else "1" if field.codes else "Hồ Thị Mai"
        data[field.key] = told.get(field.name, value)
    return data


def submission(kind: Kind, key: str, number: str = "046/2009", **changed: str) -> Submission:
    """Return an entry as it arrives, under its own key and number, with some columns changed."""
    body = {
        "key": key,
        "unit": "99001",
        "module": kind.code,
        "fileId": key,
        "version": 1,
        "book": {"kind": kind.code, "year": 2009, "number": 1},
        "data": {**filled(kind), kind.field("number").key: number, **changed},
        "attachment": {
            "name": f"{key}.pdf",
            "sha256": hashlib.sha256(PDF).hexdigest(),
            "content": base64.b64encode(PDF).decode(),
        },
    }
    return parse(json.dumps(body).encode())


@pytest.mark.parametrize("code", KINDS)
def test_it_works(code: str, tmp_path: Path) -> None:
    kind, store = load(code), open_store(tmp_path)
    assert store.take(submission(kind, "first"))["code"] == "ACCEPTED"

    event = store.take(submission(kind, "same event", "047/2009"))
    assert (event["code"], event["fields"]) == ("DUPLICATE", list(event_keys(code)))
    for number, key in enumerate(event_keys(code), start=50):
        coded = next(field for field in kind.fields if field.key == key).codes
        other = "2" if coded else "13.06.2009"
        sent = submission(kind, f"other {key}", f"{number:03d}/2009", **{key: other})
        assert store.take(sent)["code"] == "ACCEPTED", key

    placed = submission(kind, "same place", **{key: "14.06.2009" for key in event_keys(code)[1:]})
    assert store.take(placed)["fields"] == ["so", "quyenSo"]


@pytest.mark.parametrize("code", KINDS)
def test_what_is_required_must_be_there_and_its_dates_be_dates(code: str, tmp_path: Path) -> None:
    kind, store = load(code), open_store(tmp_path)
    for field in (field for field in kind.fields if field.required):
        empty = store.take(submission(kind, f"no {field.key}", **{field.key: " "}))
        assert (empty["code"], empty["fields"]) == ("FORMAT_REQUIRED", [field.key])
        if field.type == "date":
            wrong = store.take(submission(kind, f"bad {field.key}", **{field.key: "hôm qua"}))
            assert (wrong["code"], wrong["fields"]) == ("FORMAT_DATE", [field.key])


def test_an_event_not_wholly_known_is_no_duplicate(tmp_path: Path) -> None:
    kind, store = load("KH"), open_store(tmp_path)
    store.take(submission(kind, "first", voNgaySinh=""))
    assert store.take(submission(kind, "second", "047/2009", voNgaySinh=""))["code"] == "ACCEPTED"


@pytest.mark.parametrize(("code", "answer"), [("KH", "ACCEPTED"), ("CMC", "DUPLICATE")])
def test_only_some_kinds_are_registered_again(code: str, answer: str, tmp_path: Path) -> None:
    """The code 2 of a recognition says that it was registered abroad."""
    kind, store = load(code), open_store(tmp_path)
    store.take(submission(kind, "first"))
    again = submission(kind, "again", "002/2015", loaiDangKy="2")
    assert store.take(again)["code"] == answer


def test_a_database_of_births_alone_is_taken_over(tmp_path: Path) -> None:
    """What an earlier version had accepted is still known by its event."""
    store = open_store(tmp_path)
    store.take(submission(load("KS"), "first"))
    store.close()
    file = sqlite3.connect(tmp_path / "sandbox.sqlite3")
    file.executescript(
        "DROP INDEX accepted_event;"
        "ALTER TABLE entries ADD COLUMN child TEXT; ALTER TABLE entries ADD COLUMN born TEXT;"
        "ALTER TABLE entries ADD COLUMN mother TEXT;"
        "UPDATE entries SET child = 'hồ thị mai', born = '12.05.2009', mother = 'hồ thị mai';"
        "ALTER TABLE entries DROP COLUMN event"
    )
    file.close()

    again = open_store(tmp_path)
    assert again.take(submission(load("KS"), "second", "047/2009"))["code"] == "DUPLICATE"
    assert again.count()["accepted"] == 1
