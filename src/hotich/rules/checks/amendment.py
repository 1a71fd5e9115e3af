"""Check 24: an amendment changes something."""

from collections.abc import Iterator

from hotich.rules.checks.facts import Record
from hotich.rules.checks.findings import Finding, found
from hotich.rules.names import nfc


def changes_something(record: Record) -> Iterator[Finding]:
    """Check 24: "from" is not "to".

    Compared letter by letter and not by canonical spelling: Lí to Lý may be all that was amended.
    """
    before, after = record.value("change_from"), record.value("change_to")
    if before and nfc(before).lower() == nfc(after).lower():
        yield found("R24", record.kind, "change_to", "change_from", value=before)


AMENDMENT_CHECKS = (changes_something,)
