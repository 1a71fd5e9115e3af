"""The keying form: the fields of a layout in writing order, and how what was typed into them is
read and judged; the forms of the pages around it.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

from django import forms
from django.utils import timezone

from hotich.keying.models import Lease
from hotich.keying.pace import MOST_A_DAY
from hotich.rules import judging, layouts
from hotich.rules.checks import BookFacts
from hotich.rules.judging import Judgement
from hotich.rules.registers import KINDS, Field, codes, keyed_fields, load
from hotich.rules.typing import read_typed
from hotich.scans.models import Entry

# Carried over from the entry before, because a book rarely changes them.
CARRIED = frozenset(("book_number", "office", "recorder", "signer", "signer_position"))


def fields_of(entry: Entry, lease: Lease) -> list[Field]:
    """Return what this person is to key: all fields of the form, or only the compared ones."""
    on_form = layouts.load(entry.layout).fields()
    return keyed_fields(load(entry.book.kind), on_form, second=lease.turn == 2)


def grouped(layout: layouts.Layout, *, second: bool) -> list[tuple[str, list[Field]]]:
    """Return the fields a keyer sees in writing order, by runs of one group (its id)."""
    fields = keyed_fields(load(layout.kind), layout.fields(), second=second)
    return [(group, list(run)) for group, run in groupby(fields, key=lambda field: field.group)]


def hint(field: Field, language: str) -> str:
    """Return what may be typed into a field that takes codes: "1 Nam · 2 Nữ · 3 Không xác định"."""
    if not field.codes:
        return ""
    word = 1 if language.startswith("en") else 0
    return " · ".join(f"{code} {words[word]}" for code, words in codes(field.codes).items())


def judged(
    entry: Entry,
    lease: Lease,
    values: Mapping[str, str],
    flags: Mapping[str, str],
    expected: list[tuple[int, int]],
) -> Judgement:
    """Judge what was typed under a lease (rules.judging), as far as it concerns its form."""
    book = entry.book
    return judging.judge(
        load(book.kind),
        values,
        flags,
        names={field.name for field in fields_of(entry, lease)},
        book=BookFacts(kind=book.kind, year=book.year, number=book.number, pages=book.pages),
        today=timezone.localdate(),
        expected=expected,
    )


def read(entry: Entry, values: Mapping[str, str], years: Sequence[int]) -> dict[str, str]:
    """Return values as they were meant (rules.typing): digits as dates, "46" as "046/1998"."""
    kind = load(entry.book.kind)
    return {name: read_typed(kind.field(name), text, years) for name, text in values.items()}


class SharingForm(forms.Form):
    """What a unit opens to the pool and lends to it."""

    open_kinds = forms.MultipleChoiceField(choices=[(kind, kind) for kind in KINDS], required=False)
    share = forms.IntegerField(min_value=0, max_value=100)
    below = forms.BooleanField(required=False)


class AimForm(forms.Form):
    """How many entries a person wants to key in a day; empty or 0 for none."""

    entries = forms.IntegerField(min_value=0, max_value=MOST_A_DAY, required=False)
