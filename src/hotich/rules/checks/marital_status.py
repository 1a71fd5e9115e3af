"""Check 23: the person and the period of a marital-status certificate."""

from collections.abc import Iterator

from hotich.rules.checks.facts import REGISTERED, Record, age_at_most
from hotich.rules.checks.findings import Finding, found

BORN, SINCE, UNTIL = "person_birth_date", "person_period_from", "person_period_to"


def certified_period(record: Record) -> Iterator[Finding]:
    """Check 23: the period begins before it ends, and ends before the paper is issued."""
    since, until = record.span(SINCE), record.span(UNTIL)
    registered = record.span(REGISTERED)
    if since and until and since[0] > until[1]:
        facts = {"since": record.value(SINCE), "until": record.value(UNTIL)}
        yield found("R23a", record.kind, SINCE, UNTIL, **facts)
    for name, span in ((UNTIL, until), (SINCE, since)):
        if span and registered and span[0] > registered[1]:
            facts = {"value": record.value(name), "registered": record.value(REGISTERED)}
            yield found("R23b", record.kind, name, REGISTERED, **facts)


def certified_age(record: Record) -> Iterator[Finding]:
    """Check 23: nobody asks for such a certificate as a child."""
    born, registered = record.span(BORN), record.span(REGISTERED)
    limit = record.limits.certificate_least_age
    if born and registered and age_at_most(born, registered) < limit:
        facts = {"birth": record.value(BORN), "registered": record.value(REGISTERED)}
        yield found("R23c", record.kind, BORN, REGISTERED, limit=limit, **facts)


MARITAL_STATUS_CHECKS = (certified_period, certified_age)
