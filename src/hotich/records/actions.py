"""Write agreed records: the first version from two keyings, later ones by correction."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from hotich.books.models import Book
from hotich.ledger import actions as ledger
from hotich.ledger.queries import readings_since
from hotich.people import access
from hotich.people.errors import NotAllowed
from hotich.people.models import User
from hotich.records.errors import AnswerMissing, BadValue, NoSuchField, ReasonMissing
from hotich.records.models import MassViewing, Record, Version
from hotich.records.queries import user_of, watches
from hotich.rules import names, numbers
from hotich.rules.checks import FLAGS, LONGEST
from hotich.rules.errors import Refused
from hotich.rules.registers import Kind, load
from hotich.rules.transitions import NotFromHere
from hotich.rules.watching import Excess, excesses
from hotich.scans import actions as scans
from hotich.scans.models import Entry


@dataclass(frozen=True, slots=True)
class Given:
    """One record of a file: values by our field names as written, flags beside them."""

    values: dict[str, str]
    flags: dict[str, str] = field(default_factory=dict)


def digest(values: dict[str, str], flags: dict[str, str]) -> str:
    """Return the SHA-256 (hex) of a record's content."""
    body = json.dumps([values, flags], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def agree(
    *,
    entry: Entry,
    values: dict[str, str],
    flags: dict[str, str],
    sources: dict[str, str],
    by: User | None,
) -> Version:
    """Write what two keyings (and a third person) agreed on as the record's next version.

    The entry moves to review in the same transaction; NotFromHere if it is no longer to settle.
    """
    with transaction.atomic():
        scans.move_entry(entry, "agree")
        record, _ = Record.objects.get_or_create(
            entry=entry,
            defaults={
                "book": entry.book,
                "year": entry.year,
                "number": entry.number,
                "suffix": entry.suffix,
            },
        )
        version = _add_version(record, values, flags, sources, by, "")
        ledger.record(
            actor=by.actor if by else "system",
            verb="agree",
            subject=f"entry:{entry.pk}",
            unit=entry.book.unit.code,
            detail={"record": record.pk, "version": version.n, "sha256": version.digest},
        )
    return version


def correct(
    *, by: User, record: Record, changes: dict[str, tuple[str, str]], reason: str
) -> Version:
    """Write a new version with some fields changed, each to (value, flag); the old one stays.

    Only while the entry is in review. Raises NotAllowed, ReasonMissing, NoSuchField, BadValue,
    NotFromHere.
    """
    access.require(by, "review", record.book.unit)
    if not reason.strip():
        raise ReasonMissing
    kind = load(record.book.kind)
    for name, (value, flag) in changes.items():
        if not kind.has(name):
            raise NoSuchField(name=name)
        if len(value) > LONGEST or (flag and flag not in FLAGS):
            raise BadValue(name=name)
    with transaction.atomic():
        # The entry first, as everywhere: two acts that lock in another order would block for good.
        entry = Entry.objects.select_for_update(no_key=True).get(pk=record.entry_id)
        record = Record.objects.select_related("book__unit").get(pk=record.pk)
        if entry.state != "in_review":
            raise NotFromHere(state=entry.state)
        old = record.versions.get(n=record.current)
        values, flags, sources = dict(old.values), dict(old.flags), dict(old.sources)
        for name, (value, flag) in changes.items():
            _put(values, name, names.nfc(value))
            _put(flags, name, flag)
            sources[name] = "corrected"
        if (values, flags) == (old.values, old.flags):  # nothing new, or a second click
            return old
        version = _add_version(record, values, flags, sources, by, names.nfc(reason)[:300])
        ledger.record(
            actor=by.actor,
            verb="correct",
            subject=f"entry:{entry.pk}",
            unit=record.book.unit.code,
            detail={"version": version.n, "fields": sorted(changes), "sha256": version.digest},
        )
    return version


def _put(mapping: dict[str, str], name: str, value: str) -> None:
    if value:
        mapping[name] = value
    else:
        mapping.pop(name, None)


def _face(record: Record, kind: Kind, values: Mapping[str, str]) -> Record:
    """Set what a record is found and sorted by."""
    main_name = kind.main_name(values)
    record.search, record.sort = names.fold(main_name)[:200], names.sort_key(main_name)[:300]
    return record


def _add_version(
    record: Record,
    values: dict[str, str],
    flags: dict[str, str],
    sources: dict[str, str],
    by: User | None,
    reason: str,
) -> Version:
    record.current += 1
    _face(record, load(record.book.kind), values)
    try:
        number = numbers.parse_number(values.get("number", ""))
    except Refused:
        pass  # unreadable or blank in the book: the number proposed by position stands
    else:
        year = number.year or record.year
        record.year, record.number, record.suffix = year, number.n, number.suffix
        scans.number_entry(record.entry, year=year, number=number.n, suffix=number.suffix)
    record.save()
    return Version.objects.create(
        record=record,
        n=record.current,
        values=values,
        flags=flags,
        sources=sources,
        digest=digest(values, flags),
        by=by,
        reason=reason,
    )


TAKEN_OVER_STATES = ("in_review", "other_route")


def take_over(*, by: User, book: Book, given: Sequence[Given], state: str, source: str) -> int:
    """Write records that somebody else keyed into an empty book, all or none; returns how many.

    ``state`` is "in_review" for a contractor's file, to be reviewed here like our own keyings, or
    "other_route" for what reached the ministry by another route (phase 1, or keyed in its tool).
    ``source`` is the name of the file, kept as the reason of each version. A row whose number
    cannot be read gets the one after the row before. Raises NotAllowed, BadValue, BookNotEmpty,
    BookScanned; ValueError for another state.
    """
    if state not in TAKEN_OVER_STATES:
        raise ValueError(state)
    access.require(by, "take_over", book.unit)
    kind = load(book.kind)
    for row in given:
        _require_clean(kind, row)
    with transaction.atomic():
        entries = scans.take_over_entries(book=book, numbers=_numbers(book, given), state=state)
        records = Record.objects.bulk_create(
            _face(
                Record(
                    entry=entry,
                    book=book,
                    year=entry.year,
                    number=entry.number,
                    suffix=entry.suffix,
                    current=1,
                ),
                kind,
                row.values,
            )
            for entry, row in zip(entries, given, strict=True)
        )
        Version.objects.bulk_create(
            Version(
                record=record,
                n=1,
                values=row.values,
                flags=row.flags,
                digest=digest(row.values, row.flags),
                by=by,
                reason=source[:300],
            )
            for record, row in zip(records, given, strict=True)
        )
        ledger.record(
            actor=by.actor,
            verb="take_over",
            subject=f"book:{book.pk}",
            unit=book.unit.code,
            detail={"records": len(records), "state": state, "sha256": _digest_of(given)},
        )
    return len(records)


def _require_clean(kind: Kind, row: Given) -> None:
    for name, value in row.values.items():
        if not kind.has(name):
            raise NoSuchField(name=name)
        if len(value) > LONGEST or not unicodedata.is_normalized("NFC", value):
            raise BadValue(name=name)
    for name, flag in row.flags.items():
        if not kind.has(name) or flag not in FLAGS:
            raise BadValue(name=name)


def _numbers(book: Book, given: Sequence[Given]) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    year, n = book.year, 0
    for row in given:
        try:
            number = numbers.parse_number(row.values.get("number", ""))
        except Refused:
            n += 1
            found.append((year, n, ""))
        else:
            year, n = number.year or year, number.n
            found.append((year, n, number.suffix))
    return found


def _digest_of(given: Sequence[Given]) -> str:
    parts = "".join(digest(row.values, row.flags) for row in given)
    return hashlib.sha256(parts.encode()).hexdigest()


def withdraw_approval(entry: Entry) -> None:
    """Let an entry's number be corrected again, even to one that another reopened entry bears."""
    Record.objects.filter(entry=entry).update(approved=None)


def approve_records(book: Book) -> int:
    """Mark the current version of every record whose entry is approved, and return how many."""
    return (
        Record.objects.filter(book=book, entry__state="approved")
        .exclude(approved=F("current"))
        .update(approved=F("current"))
    )


def watch_readings() -> int:
    """Raise an alert for everybody who looked at too much within the last hour; returns how many
    are new. While an alert is open, the same day only raises its count.
    """
    since = timezone.now() - timedelta(hours=1)
    raised = 0
    for actor, counts in readings_since(since).items():
        found = excesses(counts)
        user = user_of(actor) if found else None
        for excess in found if user else ():
            raised += _raise_alert(user, excess, since)
    return raised


def _raise_alert(user: User | None, excess: Excess, since: datetime) -> bool:
    answered = MassViewing.objects.filter(user=user, what=excess.what, answered_at__gt=since)
    if answered.filter(count__gte=excess.count).exists():
        return False  # nothing came on top of what was answered for
    with transaction.atomic():
        alert, new = MassViewing.objects.get_or_create(
            user=user,
            what=excess.what,
            day=timezone.localdate(),
            answered_at=None,
            defaults={"count": excess.count, "limit": excess.limit},
        )
        if new:
            ledger.record(
                actor="system",
                verb="raise_alert",
                subject=f"user:{alert.user_id}",
                detail={"what": excess.what, "count": excess.count, "limit": excess.limit},
            )
        else:
            MassViewing.objects.filter(
                pk=alert.pk, answered_at=None, count__lt=excess.count
            ).update(count=excess.count)
    return new


def answer_alert(*, by: User, alert: MassViewing, answer: str) -> MassViewing:
    """Write down what was found out about an alert; the first answer stands.

    Raises NotAllowed (also to the person it is about), AnswerMissing.
    """
    if alert.user_id == by.pk or not watches(by, alert.user):
        raise NotAllowed
    answer = names.nfc(answer).strip()[:300]
    if not answer:
        raise AnswerMissing
    with transaction.atomic():
        if MassViewing.objects.filter(pk=alert.pk, answered_at=None).update(
            answered_by=by, answered_at=timezone.now(), answer=answer
        ):
            ledger.record(
                actor=by.actor,
                verb="answer_alert",
                subject=f"user:{alert.user_id}",
                detail={"alert": alert.pk},
            )
    alert.refresh_from_db()
    return alert
