"""Check 21 across records: a spouse in two marriages, and nothing ended the first before the
second."""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from hotich.rules.checks.duplicates import Candidate, near_names
from hotich.rules.checks.facts import REGISTERED, Record, Span
from hotich.rules.checks.findings import Facts, Finding, found
from hotich.rules.checks.marriage import SPOUSES, wedding_field
from hotich.rules.checks.persons import identity_of, may_be, person
from hotich.rules.names import canonical, fold

_ENDED_STATES = ("1", "2")
_ENDED_WORDS = re.compile(r"\bl[iy] hon\b|\bhuy (viec )?ket hon\b|\b(da|bi) chet\b|\bkhai tu\b")
"""What a note in the margin may say, in folded letters, of a marriage that is no more."""


def _same_person(a: Record, b: Record, spouse: str) -> bool:
    """Say whether it is surely one person: the name, and the ID number or the day of birth."""
    one, two = person(a.kind.code, spouse), person(b.kind.code, spouse)
    if canonical(a.value(one.name)) != canonical(b.value(two.name)) or not a.value(one.name):
        return False
    number, born = identity_of(a, one), a.span(one.birth)
    full = born is not None and born[0] == born[1]
    sure = bool(number) and number == identity_of(b, two)
    return may_be(a, one, b, two) and (sure or (full and born == b.span(two.birth)))


def _maybe_same(a: Record, role: str, b: Record, other_role: str) -> bool:
    one, two = person(a.kind.code, role), person(b.kind.code, other_role)
    return near_names(a.value(one.name), b.value(two.name)) and may_be(a, one, b, two)


def _end(marriage: Record, other_spouse: str, record: Record) -> Span | None:
    """Return when a record says that a marriage ended: its divorce, or the other spouse's death."""
    if record.kind.code == "KT" and _maybe_same(marriage, other_spouse, record, "deceased"):
        return record.span("deceased_death_date") or record.span(REGISTERED)
    couple = all(_maybe_same(marriage, s, record, s) for s in SPOUSES if record.kind.code == "LH")
    if record.kind.code == "LH" and couple:
        return record.span("judgment_effective_date") or record.span("judgment_date")
    return None


def _marked_as_ended(marriage: Record) -> bool:
    """Say whether the marriage's own entry tells of its end; when that was is not surely known."""
    return (
        marriage.value("marriage_state") in _ENDED_STATES
        or "remarks" in marriage.flags
        or _ENDED_WORDS.search(fold(marriage.value("remarks"))) is not None
    )


def check_marriages(records: Sequence[Candidate]) -> list[Finding]:
    """Return the spouses who stand in two marriages with no divorce, death or annulment between.

    ``records`` are all that is known of the persons: marriages, divorce notes, deaths. A finding is
    about the later marriage (``facts["entry"]``), the earlier is ``facts["other"]``.
    """
    dated = [
        (span, c)
        for c in records
        if c.record.kind.code == "KH" and (span := c.record.span(wedding_field(c.record)))
    ]
    dated.sort(key=lambda row: row[0])
    return [f for first, then in combinations(dated, 2) for f in _two(first, then, records)]


def _two(
    first: tuple[Span, Candidate], then: tuple[Span, Candidate], records: Sequence[Candidate]
) -> Iterator[Finding]:
    (_, a), (second, b) = first, then
    if _marked_as_ended(a.record):
        return
    for spouse, other in (SPOUSES, SPOUSES[::-1]):
        if not _same_person(a.record, b.record, spouse):
            continue
        if _maybe_same(a.record, other, b.record, other):
            continue  # the same marriage twice: that is for checks 34 to 36
        ends = [_end(a.record, other, c.record) for c in records]
        if any(end and end[0] <= second[1] for end in ends):
            continue
        yield found("R21d", b.record.kind, f"{spouse}_name", **_facts(a, b, spouse))


def _facts(a: Candidate, b: Candidate, spouse: str) -> Facts:
    return {
        "entry": b.id,
        "other": a.id,
        "name": b.record.value(f"{spouse}_name"),
        "number": b.record.value("number"),
        "second": b.record.value(wedding_field(b.record)),
        "other_number": a.record.value("number"),
        "first": a.record.value(wedding_field(a.record)),
    }
