"""The stand-in's own database: a SQLite file; what it acknowledged, it keeps on kill -9."""

import json
import sqlite3
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hotich.rules import registers
from hotich.sandbox import verdicts
from hotich.sandbox.submission import Submission, data_sha256, event_keys
from hotich.sandbox.verdicts import Verdict

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT UNIQUE,
    body_sha256 TEXT NOT NULL,
    unit TEXT NOT NULL, kind TEXT NOT NULL, file_id TEXT NOT NULL,
    office TEXT NOT NULL, book_year TEXT NOT NULL, book_number TEXT NOT NULL, number TEXT NOT NULL,
    event TEXT, registered_again INTEGER NOT NULL,
    data TEXT NOT NULL, data_sha256 TEXT NOT NULL,
    pdf_name TEXT NOT NULL, pdf_sha256 TEXT NOT NULL, pdf_size INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('accepted', 'refused')),
    code TEXT NOT NULL, vi TEXT NOT NULL, en TEXT NOT NULL, fields TEXT NOT NULL,
    received_at TEXT NOT NULL,
    amended INTEGER NOT NULL DEFAULT 0  -- a later version of the entry stands in its place
);
CREATE UNIQUE INDEX IF NOT EXISTS accepted_once
    ON entries (kind, office, book_year, book_number, number)
    WHERE status = 'accepted' AND NOT amended;
CREATE INDEX IF NOT EXISTS accepted_event ON entries (kind, event) WHERE status = 'accepted';
CREATE INDEX IF NOT EXISTS of_book ON entries (kind, book_year, book_number, unit);
"""

# Filters of a listing: the word in the address -> the column.
FILTERS = {
    "book_kind": "kind",
    "book_year": "book_year",
    "book_number": "book_number",
    "unit": "unit",
}


class KeyReusedError(Exception):
    """The key of a submission was already used for other content."""


@dataclass(frozen=True, slots=True)
class Store:
    """All entries handed in, accepted and refused. One connection, one writer at a time."""

    connection: sqlite3.Connection
    lock: threading.Lock
    keeps_keys: bool

    def take(self, submission: Submission) -> dict[str, Any]:
        """Judge and store an entry in one transaction; return the answer, once it is on disk.

        A key seen before with the same content gets its first answer again; with other content
        `KeyReusedError` is raised. A store that keeps no keys judges every submission afresh.
        """
        with self.lock, self.connection:
            self.connection.execute("BEGIN IMMEDIATE")
            known = self._by_key(submission.key) if self.keeps_keys else None
            if known is not None:
                if known["body_sha256"] != submission.body_sha256:
                    raise KeyReusedError
                return _answer(known)
            result = verdicts.judge(submission)
            if result.status == "accepted":
                result = self._duplicate(submission) or result
            if result.status == "accepted" and submission.version > 1:
                self.connection.execute(
                    "UPDATE entries SET amended = 1 WHERE unit = ? AND file_id = ?",
                    (submission.unit, submission.file_id),
                )
            identifier = self._insert(submission, result)
            return _answer(self._by_id(identifier), key=submission.key)

    def find(self, key: str) -> dict[str, Any] | None:
        """Return the stored answer to ``key``, None if it was never received."""
        with self.lock:
            row = self._by_key(key)
        return None if row is None else _answer(row)

    def listing(self, filters: dict[str, str]) -> list[dict[str, Any]]:
        """Return what was received, oldest first, narrowed by the words of `FILTERS`."""
        wanted = {FILTERS[word]: value for word, value in filters.items() if word in FILTERS}
        if "book_number" in wanted:
            wanted["book_number"] = wanted["book_number"].lstrip("0")
        where = " AND ".join(f"{column} = ?" for column in wanted) or "1"
        with self.lock:
            rows = self.connection.execute(
                f"SELECT * FROM entries WHERE {where} ORDER BY id", tuple(wanted.values())
            ).fetchall()
        return [
            {
                "key": row["key"] or "",
                "receipt": _receipt(row["id"]),
                "status": row["status"],
                "code": row["code"],
                "office": row["office"],
                "number": json.loads(row["data"]).get("so", ""),
                "data_sha256": row["data_sha256"],
                "pdf_sha256": row["pdf_sha256"],
            }
            for row in rows
        ]

    def count(self) -> dict[str, int]:
        """Return how many entries are here: accepted, refused, total."""
        with self.lock:
            rows = self.connection.execute("SELECT status, count(*) FROM entries GROUP BY status")
            by_status = {status: number for status, number in rows}
        counts = {status: by_status.get(status, 0) for status in ("accepted", "refused")}
        return {**counts, "total": sum(counts.values())}

    def close(self) -> None:
        """Close the database once no request is using it."""
        with self.lock:
            self.connection.close()

    def _by_key(self, key: str) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self.connection.execute(
            "SELECT * FROM entries WHERE key = ?", (key,)
        ).fetchone()
        return row

    def _by_id(self, identifier: int) -> sqlite3.Row:
        row: sqlite3.Row = self.connection.execute(
            "SELECT * FROM entries WHERE id = ?", (identifier,)
        ).fetchone()
        return row

    def _duplicate(self, submission: Submission) -> Verdict | None:
        """Return the refusal if the same place in a book, or the same event, was accepted before.

        Twins differ by name. An event registered again is a link to the first one, no duplicate. A
        later version of an entry from the same sender amends what was accepted of it.
        """
        others, own = "", tuple[str, ...]()
        if submission.version > 1:
            others, own = (
                " AND NOT (unit = ? AND file_id = ?)",
                (submission.unit, submission.file_id),
            )
        row = self.connection.execute(
            "SELECT id FROM entries WHERE status = 'accepted' AND NOT amended"
            " AND kind = ? AND office = ?"
            f" AND book_year = ? AND book_number = ? AND number = ?{others}",
            (*_place(submission), *own),
        ).fetchone()
        fields: tuple[str, ...] = ("so", "quyenSo")
        event = submission.event()
        if row is None and event is not None and not submission.registered_again():
            row = self.connection.execute(
                "SELECT id FROM entries WHERE status = 'accepted' AND NOT amended"
                f" AND kind = ? AND event = ? AND NOT registered_again{others}",
                (submission.kind, event, *own),
            ).fetchone()
            fields = event_keys(submission.kind)
        if row is None:
            return None
        return verdicts.verdict("DUPLICATE", vi=_receipt(row["id"]), fields=fields)

    def _insert(self, submission: Submission, result: Verdict) -> int:
        values: dict[str, Any] = {
            "key": submission.key if self.keeps_keys else None,
            "body_sha256": submission.body_sha256,
            "unit": submission.unit,
            "file_id": submission.file_id,
            "event": submission.event(),
            "registered_again": submission.registered_again(),
            "data": json.dumps(submission.data, ensure_ascii=False, sort_keys=True),
            "data_sha256": data_sha256(submission.data),
            "pdf_name": submission.attachment_name,
            "pdf_sha256": submission.attachment_sha256,
            "pdf_size": len(submission.attachment),
            "status": result.status,
            "code": result.code,
            "vi": result.vi,
            "en": result.en,
            "fields": json.dumps(result.fields),
            "received_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        }
        place = ("kind", "office", "book_year", "book_number", "number")
        values.update(zip(place, _place(submission), strict=True))
        marks = ", ".join("?" * len(values))
        cursor = self.connection.execute(
            f"INSERT INTO entries ({', '.join(values)}) VALUES ({marks})", tuple(values.values())
        )
        return int(cursor.lastrowid or 0)


def open_store(folder: Path, *, keeps_keys: bool = True) -> Store:
    """Open the database in ``folder`` (made if missing, for its owner only)."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    connection = sqlite3.connect(
        folder / "sandbox.sqlite3", timeout=30, isolation_level=None, check_same_thread=False
    )
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # in WAL: every commit is on disk
    _bring_up_to_date(connection)
    connection.executescript(_SCHEMA)
    return Store(connection, threading.Lock(), keeps_keys)


def _bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Give a database from when only births were taken the column it has lacked since."""
    columns = {row["name"] for row in connection.execute("PRAGMA table_info(entries)")}
    if columns and "event" not in columns:
        connection.executescript(
            "BEGIN; ALTER TABLE entries ADD COLUMN event TEXT;"
            "UPDATE entries SET event = child || ' | ' || born || ' | ' || mother; COMMIT"
        )


def _place(submission: Submission) -> tuple[str, str, str, str, str]:
    key = registers.load(submission.kind).field("office").key
    office = " ".join(submission.data.get(key, "").split())
    book = (submission.book_year, submission.book_number)
    return (submission.kind, office, *book, submission.number())


def _receipt(identifier: int) -> str:
    return f"BTP-{identifier:08d}"


def _answer(row: sqlite3.Row, key: str = "") -> dict[str, Any]:
    return {
        "status": row["status"],
        "code": row["code"],
        "description": row["vi"],
        "description_en": row["en"],
        "fields": json.loads(row["fields"]),
        "receipt": _receipt(row["id"]),
        "key": row["key"] or key,
    }
