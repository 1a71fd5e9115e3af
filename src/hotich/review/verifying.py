"""Read what of a book was held against the images: a field of many entries, or whole entries."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Exists, OuterRef

from hotich.books.models import Book
from hotich.records.models import Version
from hotich.records.queries import current_versions
from hotich.review.models import Verification, Verified
from hotich.rules import layouts
from hotich.rules.names import text_key
from hotich.rules.registers import Field, group_checked, load
from hotich.scans.models import Entry

SCREEN = 30

Said = tuple[str, str]
"""A value and a flag."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One field of a book: in how many records it says something, how many of these were held
    against the image as they are now.
    """

    field: Field
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of one screen that say the same in a field."""

    value: str
    flag: str
    versions: list[Version]


def _verified(book: Book, fields: Iterable[str]) -> dict[tuple[int, str], Said]:
    """Return by entry and field what was last found right."""
    rows = Verified.objects.filter(verification__book=book, field__in=list(fields)).order_by("pk")
    found = rows.values_list("entry", "field", "value", "flag")
    return {(entry, field): (value, flag) for entry, field, value, flag in found}


def _said(version: Version, field: str) -> Said:
    return version.values.get(field, ""), version.flags.get(field, "")


def _has(version: Version, field: str) -> bool:
    entry = version.record.entry
    shown = entry.layout in layouts.LAYOUTS and field in layouts.load(entry.layout).fields()
    return shown and entry.image_id is not None and any(_said(version, field))


def checked(book: Book, versions: list[Version]) -> list[Checked]:
    """Return how far each field that is checked in groups is, in the order of the register."""
    fields = group_checked(load(book.kind))
    known = _verified(book, [field.name for field in fields])
    found = []
    for field in fields:
        there = [version for version in versions if _has(version, field.name)]
        done = sum(
            known.get((version.record.entry_id, field.name)) == _said(version, field.name)
            for version in there
        )
        if there:
            found.append(Checked(field, done, len(there)))
    return found


def screen(book: Book, field: Field) -> tuple[list[Group], int]:
    """Return the next entries in review to check in a field, by value, and how many are left."""
    known = _verified(book, [field.name])
    left = [
        version
        for version in current_versions(book).filter(record__entry__state="in_review")
        if _has(version, field.name)
        and known.get((version.record.entry_id, field.name)) != _said(version, field.name)
    ]
    left.sort(key=lambda v: (*map(text_key, _said(v, field.name)), _said(v, field.name)))
    groups = groupby(left[:SCREEN], key=lambda version: _said(version, field.name))
    return [Group(*said, list(versions)) for said, versions in groups], len(left)


def last_of(version: Version) -> Verification | None:
    """Return the newest act that confirmed the whole entry in this version."""
    entry = version.record.entry_id
    acts = Verification.objects.filter(field="", rows__entry=entry, rows__version=version.n)
    return acts.select_related("by").order_by("-pk").first()


def next_entry(book: Book, position: int) -> Entry | None:
    """Return the next entry in review, by its place in the book, that nobody confirmed whole."""
    whole = Verified.objects.filter(
        entry=OuterRef("pk"), verification__field="", version=OuterRef("record__current")
    )
    waiting = book.entries.filter(~Exists(whole), state="in_review", record__isnull=False)
    later = waiting.filter(position__gt=position).order_by("position").first()
    return later or waiting.filter(position__lt=position).order_by("position").first()
