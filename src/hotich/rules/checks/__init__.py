"""The checks of a record and of a book: what is wrong, how gravely, and what to do.

E blocks, W asks for a reason or a second person, I informs. A finding never changes a value.
Numbers and texts are in checks.toml. Check 12 (the PDF) is delivery's, 31 the package's.
"""

from collections.abc import Mapping
from datetime import date

from hotich.rules.checks.birth import BIRTH_CHECKS
from hotich.rules.checks.book import check_book
from hotich.rules.checks.facts import (
    FLAGS,
    LIMITS,
    LONGEST,
    BookFacts,
    EntryFacts,
    Limits,
    Record,
)
from hotich.rules.checks.findings import CHECKS, SEVERITIES, Case, Check, Finding
from hotich.rules.checks.form import FORM_CHECKS, number_in_turn
from hotich.rules.registers import Kind

__all__ = [
    "CHECKS",
    "FLAGS",
    "LIMITS",
    "LONGEST",
    "SEVERITIES",
    "BookFacts",
    "Case",
    "Check",
    "EntryFacts",
    "Finding",
    "Limits",
    "check_book",
    "check_record",
    "number_in_turn",
]

_OF_KIND = {"KS": BIRTH_CHECKS}


def check_record(
    kind: Kind,
    values: Mapping[str, str],
    flags: Mapping[str, str],
    *,
    book: BookFacts,
    today: date,
    limits: Limits = LIMITS,
) -> list[Finding]:
    """Return what the checks find in one record, the form first, then field against field.

    ``values`` are as written by our field names, ``flags`` field -> unreadable | blank |
    crossed_out.
    """
    record = Record(kind, values, flags, book, today, limits)
    checks = (*FORM_CHECKS, *_OF_KIND.get(kind.code, ()))
    return [finding for check in checks for finding in check(record)]
