"""Kept files: named by content, one row each, swept only when nobody names them."""

import hashlib
import os
import time
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from hotich.files import actions, queries, responses, storage
from hotich.files.errors import TooLarge, Unreachable
from hotich.files.models import StoredFile
from tests.province import Province, at_once

DAY = 24 * 3600


def on_disk() -> list[Path]:
    return sorted(path for path in storage.root().rglob("*") if path.is_file())


def test_it_works(db: None) -> None:
    stored = actions.keep_bytes(b"xin ch\xc3\xa0o", media="text/plain")
    assert stored.sha256 == hashlib.sha256("xin chào".encode()).hexdigest()
    assert stored.size == 9
    assert storage.read(stored.sha256) == "xin chào".encode()
    assert on_disk() == [storage.path_of(stored.sha256)]
    assert list(queries.damaged()) == []


def test_the_same_bytes_twice_are_one_file(db: None) -> None:
    first = actions.keep_bytes(b"one", media="text/plain")
    again = actions.keep_bytes(b"one", media="image/jpeg")
    assert again == first
    assert again.media == "text/plain"
    assert len(on_disk()) == 1


def test_the_same_bytes_at_once_are_one_file(committed: Province) -> None:
    content = os.urandom(20000)
    done = at_once(*[lambda: actions.keep_bytes(content, media="text/plain").pk] * 4)
    assert set(done) == {hashlib.sha256(content).hexdigest()}
    assert len(on_disk()) == 1


def test_a_file_over_the_limit_leaves_nothing(db: None) -> None:
    with pytest.raises(TooLarge):
        storage.keep([b"x" * 60, b"x" * 60], limit=100)
    assert on_disk() == []


def test_a_reader_that_fails_leaves_nothing_that_is_named(db: None) -> None:
    def broken() -> object:
        yield b"half"
        raise OSError("the line broke")

    with pytest.raises(OSError, match="the line broke"):
        storage.keep(broken())
    assert [path.parent.name for path in on_disk()] in ([], ["incoming"])


def test_a_missing_and_a_changed_file_are_found(db: None) -> None:
    gone = actions.keep_bytes(b"gone", media="text/plain")
    bad = actions.keep_bytes(b"bad", media="text/plain")
    actions.keep_bytes(b"good", media="text/plain")
    storage.path_of(gone.sha256).unlink()
    storage.path_of(bad.sha256).write_bytes(b"BAD")
    assert set(queries.damaged()) == {gone.sha256, bad.sha256}
    with pytest.raises(Unreachable):
        storage.read(gone.sha256)
    with pytest.raises(Unreachable):
        responses.show(gone)


def test_the_sweep_takes_only_what_is_old_and_unnamed(db: None) -> None:
    named = actions.keep_bytes(b"named", media="text/plain")
    old = storage.keep([b"old"])
    young = storage.keep([b"young"])
    for kept in (named, old):
        path = storage.path_of(kept.sha256)
        os.utime(path, (time.time() - 8 * DAY,) * 2)
    assert actions.sweep() == 1
    assert not old.path.exists()
    assert young.path.exists()
    assert storage.is_whole(named.sha256)
    assert actions.sweep() == 0


def test_the_sweep_of_a_database_that_names_nothing_takes_nothing(db: None) -> None:
    kept = storage.keep([b"of another database"])
    os.utime(kept.path, (time.time() - 8 * DAY,) * 2)
    assert actions.sweep() == 0
    assert kept.path.exists()


@pytest.mark.parametrize(
    ("sha256", "size", "name"),
    [
        ("x" * 64, 1, "file_named_by_hash"),
        ("a" * 63, 1, "file_named_by_hash"),
        ("a" * 64, 0, "file_not_empty"),
    ],
)
def test_the_database_refuses_a_row_that_names_no_file(
    db: None, sha256: str, size: int, name: str
) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        StoredFile.objects.create(sha256=sha256, size=size, media="text/plain")
