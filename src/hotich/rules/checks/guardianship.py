"""Check 25: a ward needs a guardian, and a guardian is of age."""

from collections.abc import Iterator

from hotich.rules.checks.facts import REGISTERED, Record, age_at_least, age_at_most
from hotich.rules.checks.findings import Finding, found
from hotich.rules.names import fold

WARD = "ward_birth_date"
TERMINATION = "2"
GROUNDS = ("basis", "reason", "remarks")

INCAPACITY = (
    "nang luc hanh vi",
    "nhan thuc",
    "lam chu hanh vi",
    "tam than",
    "mat tri",
    "toa an",
)
"""What speaks of an adult's incapacity, in folded letters: Civil Code 2015, Art. 22 and 23; books
before it say mental illness, or name the court's decision."""


def adult_ward(record: Record) -> Iterator[Finding]:
    """Check 25: an adult has a guardian only for want of capacity.

    A guardianship that ends is passed over: it often ends because the ward has come of age.
    """
    ward, registered, limit = record.span(WARD), record.span(REGISTERED), record.limits.adult_age
    if not ward or not registered or record.value("registration_kind") == TERMINATION:
        return
    unread = any(name in record.flags for name in GROUNDS)
    if unread or age_at_least(ward, registered) < limit:
        return
    grounds = [fold(record.value(name)) for name in GROUNDS]
    if not any(words in ground for words in INCAPACITY for ground in grounds):
        facts = {"birth": record.value(WARD), "registered": record.value(REGISTERED)}
        yield found("R25a", record.kind, WARD, "basis", REGISTERED, limit=limit, **facts)


def guardians_age(record: Record) -> Iterator[Finding]:
    """Check 25: a guardian is of age."""
    registered, limit = record.span(REGISTERED), record.limits.adult_age
    for role in ("guardian1", "guardian2"):
        born = f"{role}_birth_date"
        span = record.span(born)
        if span and registered and age_at_most(span, registered) < limit:
            facts = {"birth": record.value(born), "registered": record.value(REGISTERED)}
            yield found("R25b", record.kind, born, REGISTERED, limit=limit, **facts)


GUARDIANSHIP_CHECKS = (adult_ward, guardians_age)
