"""Write lines and seal them. Every action of every room calls `record` inside its transaction."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import connection, transaction

from hotich.ledger import chain
from hotich.ledger.models import Line, Proof, Reading
from hotich.ledger.queries import Verified, sealed_form, verify

SEAL_LOCK = 0x686F7469  # one sealer at a time, whichever process it runs in


def record(
    *, actor: str, verb: str, subject: str, unit: str = "", detail: dict[str, Any] | None = None
) -> Line:
    """Add one line to the ledger in the caller's transaction; RuntimeError outside of one.

    ``actor`` is "user:ID" or "system", ``subject`` "room:ID". Never put a person's data in
    ``detail``.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a ledger line belongs to the transaction of its act")
    return Line.objects.create(
        actor=actor, verb=verb, subject=subject, unit=unit, detail=detail or {}
    )


def record_many(lines: Iterable[Line]) -> None:
    """Add lines of several acts done together, in the caller's transaction, by one statement."""
    if not connection.in_atomic_block:
        raise RuntimeError("a ledger line belongs to the transaction of its act")
    Line.objects.bulk_create(lines)


def seal(*, limit: int = 2000) -> int:
    """Chain up to ``limit`` committed lines and return how many; 0 if another sealer is at work."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEAL_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        head = Line.objects.filter(seq__isnull=False).order_by("-seq").first()
        seq, prev = (head.seq or 0, head.hash or "") if head else (0, chain.GENESIS)
        rows = []
        for line in Line.objects.filter(seq=None).order_by("id")[:limit]:
            seq += 1
            form = replace(sealed_form(line), seq=seq, prev=prev)
            prev, before = chain.digest(form), prev
            rows.append((seq, before, prev, line.id))
        cursor.executemany(
            "UPDATE ledger_line SET seq = %s, prev = %s, hash = %s WHERE id = %s", rows
        )
    return len(rows)


def prove() -> Verified:
    """Recompute the whole chain and keep what was found. Reads every line: seconds a million."""
    found = verify()
    Proof.objects.create(sealed=found.sealed, head=found.head, broken_at=found.broken_at)
    return found


def note_reading(
    *,
    actor: str,
    what: str,
    subject: str,
    unit: str = "",
    records: Iterable[int] = (),
    duty: bool = False,
) -> None:
    """Log that somebody looked at a person's data.

    ``what`` is image, record, book, page, search, file or report; ``unit`` the code of the unit
    whose data it is; ``records`` the ids of the records shown where there are several; ``duty`` for
    work handed out to this person, which never counts as mass viewing.
    """
    Reading.objects.create(
        actor=actor, what=what, subject=subject, unit=unit, records=list(records), duty=duty
    )
