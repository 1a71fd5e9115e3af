"""Check 20: the dates of a death against each other, the notice and the registration."""

from collections.abc import Iterator

from hotich.rules.checks.birth import in_words
from hotich.rules.checks.facts import REGISTERED, Record, age_at_least
from hotich.rules.checks.findings import Facts, Finding, found

ON_TIME = "1"
BORN, DIED = "deceased_birth_date", "deceased_death_date"
DIED_WORDS, NOTICE = "deceased_death_date_words", "notice_date"


def died_before_registration(record: Record) -> Iterator[Finding]:
    """Check 20: death ≤ registration, and "on time" only within the days that the law gives."""
    died, registered = record.span(DIED), record.span(REGISTERED)
    if not died or not registered:
        return
    facts: Facts = {"death": record.value(DIED), "registered": record.value(REGISTERED)}
    if died[0] > registered[1]:
        yield found("R20a", record.kind, DIED, REGISTERED, **facts)
    limit = record.limits.death_on_time_days
    late = (registered[0] - died[1]).days > limit
    if late and record.value("registration_kind") == ON_TIME:
        fields = ("registration_kind", DIED, REGISTERED)
        yield found("R20d", record.kind, *fields, limit=limit, **facts)


def lived(record: Record) -> Iterator[Finding]:
    """Check 20: birth ≤ death, and a life of a possible length."""
    born, died, limit = record.span(BORN), record.span(DIED), record.limits.oldest_age
    if not born or not died:
        return
    facts: Facts = {"birth": record.value(BORN), "death": record.value(DIED)}
    if born[0] > died[1]:
        yield found("R20b", record.kind, BORN, DIED, **facts)
    elif age_at_least(born, died) > limit:
        yield found("R20c", record.kind, BORN, DIED, limit=limit, **facts)


def notice(record: Record) -> Iterator[Finding]:
    """Check 20: the death notice is of a day from the death to the registration."""
    noticed = record.span(NOTICE)
    died, registered = record.span(DIED), record.span(REGISTERED)
    value = record.value(NOTICE)
    if noticed and died and noticed[1] < died[0]:
        facts = {"notice": value, "death": record.value(DIED)}
        yield found("R20e", record.kind, NOTICE, DIED, **facts)
    if noticed and registered and noticed[0] > registered[1]:
        facts = {"notice": value, "registered": record.value(REGISTERED)}
        yield found("R20f", record.kind, NOTICE, REGISTERED, **facts)


def death_date_in_words(record: Record) -> Iterator[Finding]:
    """Check 20: digits and words name the same day, where both can be read."""
    died, words = record.span(DIED), in_words(record.value(DIED_WORDS))
    if died and words and not died[0] <= words <= died[1]:
        facts = {"death": record.value(DIED), "words": f"{words:%d.%m.%Y}"}
        yield found("R20g", record.kind, DIED, DIED_WORDS, **facts)


DEATH_CHECKS = (died_before_registration, lived, notice, death_date_in_words)
