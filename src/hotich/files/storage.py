"""The storage: a folder of files named by their SHA-256, written so that a power cut loses nothing.

A file is written under a temporary name, fsynced, renamed, and its folder fsynced; only then may a
database row name it. What is left over by a kill lies in `incoming/` and is swept after 7 days.
"""

import errno
import hashlib
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from hotich.files.errors import StorageFull, TooLarge, Unreachable

CHUNK = 256 * 1024
SWEEP_SECONDS = 7 * 24 * 3600


def root() -> Path:
    return Path(settings.HOTICH_STORAGE)


def path_of(sha256: str) -> Path:
    """Return where the file of this hash lies (whether or not it is there)."""
    return root() / sha256[:2] / sha256[2:4] / sha256


@dataclass(frozen=True, slots=True)
class Kept:
    """A file on the storage: its hash and its size in bytes."""

    sha256: str
    size: int

    @property
    def path(self) -> Path:
        return path_of(self.sha256)


class Incoming:
    """A file being written: feed it chunks, then `keep` it; `drop` it if anything goes wrong."""

    def __init__(self, limit: int | None = None) -> None:
        folder = root() / "incoming"
        with _full_disk():
            folder.mkdir(parents=True, exist_ok=True)
            self.path = folder / secrets.token_hex(16)
            self._file: BinaryIO = self.path.open("xb")
        self._hash = hashlib.sha256()
        self._limit = limit
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """Add bytes; TooLarge over the limit, StorageFull when the disk is."""
        self.size += len(chunk)
        if self._limit is not None and self.size > self._limit:
            self.drop()
            raise TooLarge(limit_mb=self._limit // 2**20)
        try:
            with _full_disk():
                self._file.write(chunk)
        except BaseException:
            self.drop()
            raise
        self._hash.update(chunk)

    def keep(self) -> Kept:
        """Make the file permanent under its hash and return it; StorageFull when the disk is."""
        try:
            with _full_disk():
                self._file.flush()
                os.fsync(self._file.fileno())
                self._file.close()
                kept = Kept(self._hash.hexdigest(), self.size)
                kept.path.parent.mkdir(parents=True, exist_ok=True)
                os.replace(self.path, kept.path)
                for folder in (kept.path.parent, kept.path.parent.parent, root()):
                    _sync_folder(folder)
        except BaseException:
            self.drop()
            raise
        return kept

    def drop(self) -> None:
        """Remove the unfinished file."""
        self._file.close()
        self.path.unlink(missing_ok=True)


def keep(chunks: Iterable[bytes], *, limit: int | None = None) -> Kept:
    """Write a file from chunks of bytes and return its hash and size."""
    incoming = Incoming(limit)
    for chunk in chunks:
        incoming.write(chunk)
    return incoming.keep()


def read(sha256: str) -> bytes:
    """Return a file's bytes; Unreachable if it is not there."""
    try:
        return path_of(sha256).read_bytes()
    except OSError as error:
        raise Unreachable(sha256=sha256) from error


def is_whole(sha256: str) -> bool:
    """Re-hash a file and tell whether its bytes still are what its name says."""
    digest = hashlib.sha256()
    try:
        with path_of(sha256).open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
    except OSError:
        return False
    return digest.hexdigest() == sha256


def sweep(known: set[str], *, now: float | None = None) -> int:
    """Remove files older than 7 days that no row names, and return how many."""
    limit = (now or time.time()) - SWEEP_SECONDS
    removed = 0
    for path in list(_all_files()):
        with suppress(FileNotFoundError):  # an upload has finished meanwhile
            if path.name not in known and path.stat().st_mtime < limit:
                path.unlink()
                removed += 1
    return removed


def _all_files() -> Iterator[Path]:
    return (path for path in root().rglob("*") if path.is_file()) if root().exists() else iter(())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _full_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise StorageFull from error
        raise
