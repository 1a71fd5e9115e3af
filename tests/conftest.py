"""Fixtures that every test may use."""

from pathlib import Path

import pytest
from django.db import connection

from tests.province import Province


@pytest.fixture(autouse=True)
def storage_folder(tmp_path: Path, settings: object) -> None:
    """Give each test its own storage, and passwords that are quick to hash."""
    settings.HOTICH_STORAGE = str(tmp_path / "files")
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": tmp_path / "counts"}}
    settings.PASSWORD_HASHERS = ["tests.province.QuickHasher"]


@pytest.fixture
def province(db: None) -> Province:
    """A small province in the test's own transaction."""
    return Province.found()


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: object) -> Province:
    """A province whose rows are committed and stay: for two people, threads and processes at once.

    Django's way (truncate afterwards) would fail, and should: the ledger refuses it.
    """
    with django_db_blocker.unblock():
        yield Province.found()
        with connection.cursor() as cursor:  # the storage goes: nobody else may find this work
            cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")
