"""What of the findings in a keying stops its keyer, and what only asks: hard and soft."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hotich.rules.checks import BookFacts, Finding, check_record, number_in_turn
from hotich.rules.registers import Kind

LAST_FORM_CHECK = 11


@dataclass(frozen=True, slots=True)
class Judgement:
    """``hard`` findings are impossible on any page and must be mended or flagged; ``soft`` ones are
    unusual and may be kept as written in the book."""

    hard: list[Finding]
    soft: list[Finding]


def judge(
    kind: Kind,
    values: Mapping[str, str],
    flags: Mapping[str, str],
    *,
    names: Collection[str],
    book: BookFacts,
    today: date,
    expected: Sequence[tuple[int, int]],
) -> Judgement:
    """Run the checks over what was typed, as far as it concerns fields on this person's form.

    Only the form of a value is hard (checks up to 11): a wrong book is still to be copied
    faithfully. ``names`` are the fields on the form, ``expected`` the (number, year) that the entry
    may bear at its place.
    """
    found = [
        finding
        for finding in check_record(kind, values, flags, book=book, today=today)
        if set(finding.fields) <= set(names) and finding.severity != "I"
    ]
    found += number_in_turn(kind, values.get("number", ""), expected)
    hard = [f for f in found if f.blocks and f.check <= LAST_FORM_CHECK]
    return Judgement(hard, [f for f in found if f not in hard])


def name_of(finding: Finding) -> str:
    """Return what names a finding between showing it and its acceptance."""
    return f"{finding.id}:{'+'.join(finding.fields)}"
