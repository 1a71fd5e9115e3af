"""The keying form: the fields of the layout in writing order, and what was typed into them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from django.http import QueryDict

from hotich.keying.errors import BadValues
from hotich.keying.models import Lease
from hotich.rules import layouts, names
from hotich.rules.checks import FLAGS, BookFacts, Finding, check_record, number_in_turn
from hotich.rules.registers import Field, Group, codes, keyed_fields, load
from hotich.scans.models import Entry

LAST_FORM_CHECK = 11
# Carried over from the entry before, because a book rarely changes them.
CARRIED = frozenset(("book_number", "office", "recorder", "signer", "signer_position"))


@dataclass(frozen=True, slots=True)
class Row:
    """One field of the form: what is typed, how it is flagged, where it stands on the image.

    ``length`` is how much writing it has room for, in millimetres of one line.
    """

    field: Field
    value: str
    flag: str
    carried: bool
    hint: str
    zone: layouts.Box
    length: float


def fields_of(entry: Entry, lease: Lease) -> list[Field]:
    """Return what this person is to key: all fields of the form, or only the compared ones."""
    on_form = layouts.load(entry.layout).fields()
    return keyed_fields(load(entry.book.kind), on_form, second=lease.turn == 2)


def rows(
    entry: Entry,
    lease: Lease,
    language: str,
    values: Mapping[str, str],
    flags: Mapping[str, str],
    carried: Mapping[str, str],
) -> list[tuple[Group, list[Row]]]:
    """Return the form in writing order, filled with what was typed or is carried over.

    A group that the paper interrupts comes twice: the eye follows the paper.
    """
    kind, layout = load(entry.book.kind), layouts.load(entry.layout)
    groups = {group.id: group for group in kind.groups}
    filled = [
        Row(
            field,
            values.get(field.name, carried.get(field.name, "")),
            flags.get(field.name, ""),
            field.name in carried,
            hint(field, language),
            layout.zone(field.name).box,
            layout.zone(field.name).box.w * layout.zone(field.name).lines,
        )
        for field in fields_of(entry, lease)
    ]
    runs = groupby(filled, key=lambda row: row.field.group)
    return [(groups[group], list(run)) for group, run in runs]


def hint(field: Field, language: str) -> str:
    """Return what may be typed into a field that takes codes: "1 Nam · 2 Nữ · 3 Không xác định"."""
    if not field.codes:
        return ""
    word = 1 if language.startswith("en") else 0
    return " · ".join(f"{code} {words[word]}" for code, words in codes(field.codes).items())


@dataclass(frozen=True, slots=True)
class Typed:
    """What one post of the form carries."""

    keying_id: UUID
    values: dict[str, str]
    flags: dict[str, str]
    accepted: list[str]


def typed(data: QueryDict, fields: list[Field]) -> Typed:
    """Read a posted form; BadValues if its id is none. A flagged field has no value unless crossed
    out.
    """
    values = {f.name: _value(f, data.get(f"v.{f.name}", "")) for f in fields}
    flags = {f.name: data.get(f"f.{f.name}", "") for f in fields}
    try:
        keying_id = UUID(data.get("keying_id", ""))
    except ValueError as error:
        raise BadValues(names="keying_id") from error
    return Typed(
        keying_id,
        {name: value for name, value in values.items() if value},
        {name: flag for name, flag in flags.items() if flag in FLAGS},
        data.getlist("accepted"),
    )


def _value(field: Field, text: str) -> str:
    """Return what was typed, composed (NFC); of a field with codes also its word: "Nữ" is 2."""
    text = names.nfc(text)
    for code, words in codes(field.codes).items() if field.codes else ():
        if names.fold(text) in map(names.fold, words):
            return code
    return text


def name_of(finding: Finding) -> str:
    """Return what names a finding between showing it and its acceptance."""
    return f"{finding.id}:{'+'.join(finding.fields)}"


@dataclass(frozen=True, slots=True)
class Judgement:
    """``hard`` findings are impossible on any page and must be mended or flagged; ``soft`` ones are
    unusual and may be kept as written in the book."""

    hard: list[Finding]
    soft: list[Finding]


def judge(
    entry: Entry, done: Typed, fields: list[Field], today: date, expected: list[tuple[int, int]]
) -> Judgement:
    """Run the checks over what was typed, as far as it concerns fields on this person's form.

    Only the form of a value is hard (checks up to 11): a wrong book is still to be copied
    faithfully. ``expected`` are the (number, year) that the entry may bear at its place.
    """
    book = entry.book
    kind = load(book.kind)
    facts = BookFacts(kind=book.kind, year=book.year, number=book.number, pages=book.pages)
    shown = {field.name for field in fields}
    found = [
        finding
        for finding in check_record(kind, done.values, done.flags, book=facts, today=today)
        if set(finding.fields) <= shown and finding.severity != "I"
    ]
    found += number_in_turn(kind, done.values.get("number", ""), expected)
    hard = [f for f in found if f.blocks and f.check <= LAST_FORM_CHECK]
    return Judgement(hard, [f for f in found if f not in hard])
