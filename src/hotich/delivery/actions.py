"""Queue approved records, write packages, release them, send, and record every answer.

An approved book is the outbox: `queue_package` turns it into one row a version, any number of
times. A row is marked as sent before the request leaves; if no answer comes back it is
`unknown` and asked for by its key before anything is sent again.
"""

import hashlib
import json
import random
import tempfile
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hotich.books.models import Book
from hotich.delivery import packages, queries
from hotich.delivery.connectors import Answer
from hotich.delivery.errors import NotHeldBack, NothingApproved
from hotich.delivery.models import Delivery, Package, Receipt, Refusal
from hotich.files import actions as files
from hotich.files import storage
from hotich.files.models import StoredFile
from hotich.ledger import actions as ledger
from hotich.ledger.jobs import defer
from hotich.people import access
from hotich.people.models import User
from hotich.records.queries import approved_versions
from hotich.rules.errors import Refused
from hotich.rules.registers import load
from hotich.rules.transitions import delivery_move

MAX_ATTEMPTS = 12
SENDING = timedelta(seconds=20)  # a row marked as sent for longer has lost its sender


def queue_package(*, package: Package) -> int:
    """Add the row of every version in a package that has none; returns how many.

    None if the book has been approved anew since: its next package is on its way.
    """
    with transaction.atomic():
        book = Book.objects.select_for_update(no_key=True, of=("self",)).get(pk=package.book_id)
        if queries.content_digest(approved_versions(book)) != package.digest:
            return 0
        rows = [
            Delivery(version=version, book=book, package=package, key=queries.key_of(version))
            for version in approved_versions(book).filter(delivery=None)
        ]
        Delivery.objects.bulk_create(rows)
        if rows:
            ledger.record(
                actor="system",
                verb="queue_package",
                subject=f"book:{book.pk}",
                unit=book.unit.code,
                detail={"package": package.pk, "entries": len(rows)},
            )
    return len(rows)


def write_package(*, book: Book) -> Package:
    """Write the package of a book's approved records and return it; the same records, the same one.

    Raises NothingApproved, or what `packages.write` refuses.
    """
    versions = list(approved_versions(book))
    if not versions:
        raise NothingApproved
    digest = queries.content_digest(versions)
    known = Package.objects.filter(book=book, digest=digest).first()
    if known:
        return known
    with tempfile.TemporaryDirectory(dir=_scratch()) as folder:
        written = packages.write(
            Path(folder),
            unit_slug=queries.unit_slug(book),
            kind=load(book.kind),
            book_year=book.year,
            book_number=book.number,
            rows=[queries.row_of(version) for version in versions],
        )
        kept = [(_keep(path), path.name) for path in (written.xlsx, written.zip, written.manifest)]
    with transaction.atomic():
        package, made = Package.objects.get_or_create(
            book=book,
            digest=digest,
            defaults={
                "entries": len(versions),
                "xlsx": kept[0][0],
                "xlsx_name": kept[0][1],
                "zip": kept[1][0],
                "zip_name": kept[1][1],
                "manifest": kept[2][0],
                "manifest_name": kept[2][1],
                "warnings": [{"id": f.id, "facts": dict(f.facts)} for f in written.warnings],
            },
        )
        Refusal.objects.filter(book=book).delete()
        if made:
            ledger.record(
                actor="system",
                verb="write_package",
                subject=f"book:{book.pk}",
                unit=book.unit.code,
                detail={"package": package.pk, "entries": len(versions), "zip": package.zip_id},
            )
    return package


def refuse_package(*, book: Book, why: Refused) -> None:
    """Keep why a book could not be packed, for its page; the same reason again is one line."""
    with transaction.atomic():
        before = Refusal.objects.filter(book=book).values_list("code", flat=True).first()
        told = {"code": why.code, "vi": why.text("vi")[:500], "en": why.text("en")[:500]}
        Refusal.objects.update_or_create(book=book, defaults=told)
        if before != why.code:
            ledger.record(
                actor="system",
                verb="refuse_package",
                subject=f"book:{book.pk}",
                unit=book.unit.code,
                detail={"problem": why.code},
            )


def _scratch() -> Path:
    folder = storage.root() / "scratch"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _keep(path: Path) -> StoredFile:
    media = {
        ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".zip": "application/zip",
        ".json": "application/json",
    }[path.suffix]
    with path.open("rb") as file:
        kept = storage.keep(iter(lambda: file.read(storage.CHUNK), b""))
    return files.remember(kept, media=media)


def deliver_package(*, by: User, package: Package) -> None:
    """Release a book's package: from now on its entries are sent. Twice changes nothing."""
    access.require(by, "deliver", package.book.unit)
    with transaction.atomic():
        changed = Package.objects.filter(pk=package.pk, released_at=None).update(
            released_by=by, released_at=timezone.now()
        )
        if changed:
            ledger.record(
                actor=by.actor,
                verb="deliver_package",
                subject=f"book:{package.book_id}",
                unit=package.book.unit.code,
                detail={
                    "package": package.pk,
                    "zip": package.zip_id,
                    "warnings": len(package.warnings),
                },
            )
            defer("delivery.send_book", lock=f"delivery:{package.book_id}", book_id=package.book_id)


def begin_sending(*, book: Book) -> Delivery | None:
    """Mark the next due row of a released book as sent and return it; None if none is due.

    Committed before the request leaves, so a killed sender never sends twice unknowingly.
    """
    now = timezone.now()
    move = delivery_move("send")
    with transaction.atomic():
        row = (
            queries.to_send(book)
            .exclude(next_try__gt=now)
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("pk")
            .first()
        )
        if row is None:
            return None
        row.state, row.sent_at, row.attempts = move.target, now, row.attempts + 1
        row.save(update_fields=["state", "sent_at", "attempts"])
    return row


def record_answer(*, delivery: Delivery, answer: Answer) -> None:
    """Record what the receiver said of one row, or that it said nothing, and move the row on.

    The same answer twice is one receipt. An accepted or refused row never moves again.
    """
    with transaction.atomic():
        row = (
            Delivery.objects.select_for_update(no_key=True, of=("self",))
            .select_related("book__unit")
            .get(pk=delivery.pk)
        )
        if answer.status in ("accepted", "refused"):
            _keep_receipt(row, answer)
            verb = "accept" if answer.status == "accepted" else "refuse"
        elif answer.status == "retry":  # surely not received: however long that lasts, it waits
            verb = "retry"
        else:
            verb = "hold" if row.attempts >= MAX_ATTEMPTS else "lose"
        move = delivery_move(verb)
        if row.state not in move.sources:
            return
        row.state, row.code = move.target, answer.code
        row.next_try = timezone.now() + _pause(row.attempts)
        row.save(update_fields=["state", "code", "next_try"])
        ledger.record(
            actor="system",
            verb=f"delivery_{verb}",
            subject=f"delivery:{row.pk}",
            unit=row.book.unit.code,
            detail={"key": row.key, "code": answer.code, "attempt": row.attempts},
        )


def _keep_receipt(row: Delivery, answer: Answer) -> None:
    body = json.dumps(dict(answer.raw), ensure_ascii=False, sort_keys=True)
    Receipt.objects.bulk_create(
        [
            Receipt(
                delivery=row,
                digest=hashlib.sha256(body.encode()).hexdigest(),
                status=answer.status,
                code=answer.code,
                description=answer.description[:500],
                number=answer.receipt,
                raw=dict(answer.raw),
            )
        ],
        ignore_conflicts=True,
    )


def _pause(attempts: int) -> timedelta:
    """Back off with full jitter: between nothing and 2, 4, 8 … 300 seconds."""
    return timedelta(seconds=random.uniform(0, min(300, 2**attempts)))


def count_attempt(*, delivery: Delivery) -> None:
    """Count one more question about an unknown row, so that one never answered comes to
    a person.
    """
    Delivery.objects.filter(pk=delivery.pk).update(attempts=F("attempts") + 1)
    delivery.refresh_from_db()


def lose_abandoned(*, book: Book) -> int:
    """Mark rows whose sender died before the answer as unknown, and return how many."""
    move = delivery_move("lose")
    now = timezone.now()
    return Delivery.objects.filter(book=book, state="sent", sent_at__lt=now - SENDING).update(
        state=move.target, next_try=now
    )


def release_held(*, by: User, delivery: Delivery) -> None:
    """Let a row that failed too often be tried again; its key is asked for first."""
    access.require(by, "deliver", delivery.book.unit)
    move = delivery_move("release")
    with transaction.atomic():
        changed = Delivery.objects.filter(pk=delivery.pk, state__in=move.sources).update(
            state=move.target, attempts=0, next_try=None
        )
        if not changed:
            raise NotHeldBack
        ledger.record(
            actor=by.actor,
            verb="release_held",
            subject=f"delivery:{delivery.pk}",
            unit=delivery.book.unit.code,
        )
        defer("delivery.send_book", lock=f"delivery:{delivery.book_id}", book_id=delivery.book_id)
