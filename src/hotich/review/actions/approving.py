"""Answer findings, explain missing numbers, approve a book; send entries back, open them again."""

import hashlib

from django.db import IntegrityError, transaction
from django.db.models import F

from hotich.books.models import Book
from hotich.ledger import actions as ledger
from hotich.ledger.jobs import defer
from hotich.people import access
from hotich.people.models import User
from hotich.records import actions as records
from hotich.records.queries import approved_versions, current_versions
from hotich.review import queries
from hotich.review.errors import (
    AlreadyApproved,
    NoSuchFinding,
    NotExplained,
    NotMissing,
    NotReady,
    ReasonMissing,
)
from hotich.review.models import Acceptance, Approval, MissingNumber, MissingReason, Reason
from hotich.rules import names
from hotich.scans import actions as scans
from hotich.scans.models import Entry


def return_entry(*, by: User, entry: Entry, reason: str) -> None:
    """Send an entry back to be keyed anew by two people; the old keyings stay as they are."""
    access.require(by, "review", entry.book.unit)
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        scans.move_entry(entry, "return", round=F("round") + 1)
        ledger.record(
            actor=by.actor,
            verb="return_entry",
            subject=f"entry:{entry.pk}",
            unit=entry.book.unit.code,
            detail={"round": entry.round},
        )
        _give_reason(entry, "return_entry", reason, by)


def accept_finding(
    *, by: User, book: Book, entry: Entry | None, finding: str, reason: str
) -> Acceptance:
    """Confirm an unusual finding against the image, with a reason; twice changes nothing.

    Raises NotAllowed, ReasonMissing, NoSuchFinding (also for a blocking finding).
    """
    access.require(by, "review", book.unit)
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        book = (
            Book.objects.select_for_update(no_key=True, of=("self",))
            .select_related("unit")
            .get(pk=book.pk)
        )
        if entry is None:
            version_n, found = 0, queries.judged_book(book)
        else:
            version = current_versions(book).filter(record__entry=entry).first()
            if version is None:
                raise NoSuchFinding
            facts, accepted = queries.book_facts(book), queries.accepted_in(book)
            version_n, found = version.n, queries.judged(version, facts, accepted)
        if not any(j.key == finding and j.finding.severity == "W" for j in found):
            raise NoSuchFinding
        acceptance, made = Acceptance.objects.get_or_create(
            book=book,
            entry=entry,
            version=version_n,
            finding=finding,
            defaults={"reason": names.nfc(reason)[:300], "by": by},
        )
        if made:
            ledger.record(
                actor=by.actor,
                verb="accept_finding",
                subject=f"entry:{entry.pk}" if entry else f"book:{book.pk}",
                unit=book.unit.code,
                detail={"check": finding.split(":")[0], "version": version_n},
            )
    return acceptance


def explain_missing(
    *, by: User, book: Book, year: int, number: int, reason: MissingReason, note: str = ""
) -> MissingNumber:
    """Answer for one number of the book that has no entry. Raises NotAllowed, NotMissing."""
    access.require(by, "review", book.unit)
    with transaction.atomic():
        book = (
            Book.objects.select_for_update(no_key=True, of=("self",))
            .select_related("unit")
            .get(pk=book.pk)
        )
        if (year, number) not in queries.missing_numbers(book):
            raise NotMissing(number=number, year=year)
        explained = MissingNumber.objects.create(
            book=book,
            year=year,
            number=number,
            reason=reason,
            note=names.nfc(note)[:300],
            explained_by=by,
        )
        ledger.record(
            actor=by.actor,
            verb="explain_missing",
            subject=f"book:{book.pk}",
            unit=book.unit.code,
            detail={"year": year, "number": number, "reason": str(reason)},
        )
    return explained


def withdraw_explanation(*, by: User, book: Book, year: int, number: int) -> None:
    """Take back why a number has no entry: it is missing without a reason again.

    The line in the ledger keeps who had given which reason. Raises NotAllowed, NotExplained,
    AlreadyApproved.
    """
    access.require(by, "review", book.unit)
    with transaction.atomic():
        book = (
            Book.objects.select_for_update(no_key=True, of=("self",))
            .select_related("unit")
            .get(pk=book.pk)
        )
        explained = book.missing_numbers.filter(year=year, number=number).first()
        if explained is None:
            raise NotExplained(number=number, year=year)
        if queries.is_approved(book):
            raise AlreadyApproved
        ledger.record(
            actor=by.actor,
            verb="withdraw_explanation",
            subject=f"book:{book.pk}",
            unit=book.unit.code,
            detail={
                "year": year,
                "number": number,
                "reason": explained.reason,
                "explained_by": explained.explained_by_id,
            },
        )
        explained.delete()


def approve_book(*, by: User, book: Book) -> Approval:
    """Approve every entry of a book that stands against its closing totals with nothing open.

    Records, entries, approval and ledger line are one transaction, and the approved book is itself
    what delivery looks for. Raises NotAllowed, NotReady.
    """
    access.require(by, "approve", book.unit)
    try:
        with transaction.atomic():
            book = (
                Book.objects.select_for_update(no_key=True, of=("self",))
                .select_related("unit")
                .get(pk=book.pk)
            )
            list(Entry.objects.select_for_update(no_key=True).filter(book=book).order_by("pk"))
            if queries.is_approved(book):
                raise NotReady(why_vi="sổ đã được duyệt.", why_en="it is approved already.")
            open_points = queries.open_points(book)
            if open_points:
                raise NotReady(why_vi=open_points[0].vi, why_en=open_points[0].en)
            moved = scans.approve_entries(book)
            records.approve_records(book)
            versions = list(approved_versions(book))
            digest = hashlib.sha256("".join(v.digest for v in versions).encode()).hexdigest()
            approval = Approval.objects.create(
                book=book, entries=len(versions), digest=digest, by=by
            )
            ledger.record(
                actor=by.actor,
                verb="approve_book",
                subject=f"book:{book.pk}",
                unit=book.unit.code,
                detail={"entries": len(versions), "moved": moved, "sha256": digest},
            )
            defer("delivery.queue_book", lock=f"delivery:{book.pk}", book_id=book.pk)
    except IntegrityError as error:
        raise NotReady(
            why_vi="hai trường hợp mang cùng một số. Sửa số theo ảnh rồi duyệt lại.",
            why_en=(
                "two entries carry the same number. Correct it by the image, then approve again."
            ),
        ) from error
    return approval


def reopen_entry(*, by: User, entry: Entry, reason: str) -> None:
    """Take an approved entry back into review so that it can be corrected and sent again."""
    access.require(by, "approve", entry.book.unit)
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        scans.move_entry(entry, "reopen")
        records.withdraw_approval(entry)
        ledger.record(
            actor=by.actor,
            verb="reopen_entry",
            subject=f"entry:{entry.pk}",
            unit=entry.book.unit.code,
        )
        _give_reason(entry, "reopen_entry", reason, by)


def _give_reason(entry: Entry, act: str, text: str, by: User) -> None:
    Reason.objects.create(entry=entry, act=act, text=names.nfc(text)[:300], by=by)
