"""Hold agreed values against the images: one field of many entries, or every field of one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from hotich.books.models import Book
from hotich.ledger import actions as ledger
from hotich.people import access
from hotich.people.models import User
from hotich.records import actions as records
from hotich.records.models import Record, Version
from hotich.records.queries import current_versions
from hotich.review.errors import NothingInstead, NothingToVerify
from hotich.review.models import Verification, Verified
from hotich.rules.registers import load
from hotich.scans.models import Entry


@dataclass(frozen=True, slots=True)
class Right:
    """What a value should be instead, by the image, and why it was changed."""

    value: str
    flag: str
    reason: str


def verify_field(
    *,
    by: User,
    book: Book,
    field: str,
    seen: Mapping[int, int],
    wrong: Mapping[int, Right] | None = None,
) -> Verification | None:
    """Confirm one field of many entries; ``seen`` is the version of each record that was shown.

    Those in ``wrong`` are corrected instead, all in one transaction. What was corrected since it
    was shown is left out: another value stands there now. None where nothing is confirmed. Raises
    NotAllowed, NothingToVerify, and what records.correct raises.
    """
    access.require(by, "review", book.unit)
    wrong = wrong or {}
    if not load(book.kind).has(field):
        raise NothingToVerify
    with transaction.atomic():
        shown = _as_shown(book, seen)
        if not shown:
            raise NothingToVerify
        records_of = Record.objects.filter(book=book, entry__in=wrong.keys() & shown.keys())
        for record in records_of.order_by("entry"):
            right = wrong[record.entry_id]
            if not right.value.strip() and not right.flag:
                raise NothingInstead
            records.correct(
                by=by,
                record=record,
                changes={field: (right.value, right.flag)},
                reason=right.reason,
            )
        right_ones = [version for entry, version in shown.items() if entry not in wrong]
        return _confirm(by, book, field, [field], right_ones) if right_ones else None


def verify_entry(*, by: User, entry: Entry, version: int) -> Verification:
    """Confirm every field of one entry as version ``version`` shows it.

    Raises NotAllowed, NothingToVerify (it was corrected since).
    """
    access.require(by, "review", entry.book.unit)
    fields = [field.name for field in load(entry.book.kind).fields]
    with transaction.atomic():
        shown = _as_shown(entry.book, {entry.pk: version})
        if not shown:
            raise NothingToVerify
        return _confirm(by, entry.book, "", fields, list(shown.values()))


def _as_shown(book: Book, seen: Mapping[int, int]) -> dict[int, Version]:
    """Lock entries and return, by entry, the versions that are still those a person has seen."""
    entries = list(
        Entry.objects.select_for_update(no_key=True)
        .filter(book=book, pk__in=list(seen), state="in_review")
        .order_by("pk")
    )
    current = current_versions(book).filter(record__entry__in=entries)
    by_entry = {version.record.entry_id: version for version in current}
    return {entry: version for entry, version in by_entry.items() if version.n == seen[entry]}


def _confirm(
    by: User, book: Book, field: str, fields: list[str], versions: list[Version]
) -> Verification:
    verification = Verification.objects.create(book=book, field=field, by=by)
    Verified.objects.bulk_create(
        Verified(
            verification=verification,
            entry_id=version.record.entry_id,
            field=name,
            version=version.n,
            value=version.values.get(name, ""),
            flag=version.flags.get(name, ""),
        )
        for version in versions
        for name in fields
        if name == field or name in version.values or name in version.flags
    )
    ledger.record(
        actor=by.actor,
        verb="verify",
        subject=f"book:{book.pk}" if field else f"entry:{versions[0].record.entry_id}",
        unit=book.unit.code,
        detail={"field": field, "entries": len(versions)},
    )
    return verification
