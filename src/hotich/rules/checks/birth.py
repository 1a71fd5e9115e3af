"""Checks 13 to 19 and 26: the fields of a birth against each other.

Partial dates are taken at their bounds: a finding is made only where it is certain.
"""

from collections.abc import Iterator
from datetime import date

from hotich.rules.checks.facts import Record
from hotich.rules.checks.findings import Facts, Finding, found
from hotich.rules.dates import from_words
from hotich.rules.names import canonical, split_name
from hotich.rules.peoples import same_people
from hotich.rules.registers import codes

ON_TIME, LATE = "1", "4"
BORN, REGISTERED = "child_birth_date", "registration_date"
PARENTS = ("mother", "father")
UNKNOWN_PARENTS = {"1": (), "2": ("mother",), "3": ("father",), "4": PARENTS, "5": PARENTS}
"""The parents that are not known by each parentage code."""


def _age(born: date, on: date) -> int:
    """Whole years from birth to a day; negative before the birth."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def registered_after_birth(record: Record) -> Iterator[Finding]:
    """Check 13: birth ≤ registration, and "on time" or "late" as the days say."""
    birth, registered = record.span(BORN), record.span(REGISTERED)
    if not birth or not registered:
        return
    facts: Facts = {"birth": record.value(BORN), "registered": record.value(REGISTERED)}
    if birth[0] > registered[1]:
        yield found("R13a", record.kind, BORN, REGISTERED, **facts)
        return
    limit = record.limits.on_time_days
    least, most = (registered[0] - birth[1]).days, (registered[1] - birth[0]).days
    registration_kind = record.value("registration_kind")
    fields = ("registration_kind", BORN, REGISTERED)
    if registration_kind == ON_TIME and least > limit:
        yield found("R13b", record.kind, *fields, limit=limit, **facts)
    if registration_kind == LATE and most <= limit:
        yield found("R13c", record.kind, *fields, limit=limit, **facts)


def sensible_dates(record: Record) -> Iterator[Finding]:
    """Check 14: not registered in the future, not born before 1900."""
    registered, birth = record.span(REGISTERED), record.span(BORN)
    if registered and registered[0] > record.today:
        value = record.value(REGISTERED)
        yield found("R14a", record.kind, REGISTERED, registered=value)
    limit = record.limits.oldest_birth_year
    if birth and birth[1].year < limit:
        yield found("R14b", record.kind, BORN, birth=record.value(BORN), limit=limit)


def parents_age(record: Record) -> Iterator[Finding]:
    """Check 15: each parent's age at the birth."""
    birth, least = record.span(BORN), record.limits.parent_least_age
    spans = {"mother": record.limits.mother_age, "father": record.limits.father_age}
    for parent, (youngest, oldest) in spans.items():
        born = f"{parent}_birth_date"
        parent_birth = record.span(born)
        if not birth or not parent_birth:
            continue
        at_least, at_most = _age(parent_birth[1], birth[0]), _age(parent_birth[0], birth[1])
        facts: Facts = {"parent_birth": record.value(born), "birth": record.value(BORN)}
        if at_most < least:
            yield found("R15a", record.kind, born, BORN, limit=least, **facts)
        elif at_most < youngest or at_least > oldest:
            facts |= {"youngest": youngest, "oldest": oldest}
            yield found("R15b", record.kind, born, BORN, **facts)


def parentage(record: Record) -> Iterator[Finding]:
    """Check 16: the parents given are those that the parentage code says are known."""
    code = record.value("child_parentage")
    if code not in UNKNOWN_PARENTS:
        return
    vi, en = codes("LoaiKhaiSinh")[code]
    for parent in PARENTS:
        name = f"{parent}_name"
        value, fields = record.value(name), (name, "child_parentage")
        facts = {"value": value, "parentage_vi": vi, "parentage_en": en}
        known = parent not in UNKNOWN_PARENTS[code]
        if value and not known:
            yield found("R16a", record.kind, *fields, **facts)
        if known and not value and name not in record.flags:
            yield found("R16b", record.kind, *fields, **facts)


def _present_parents(record: Record) -> list[str]:
    return [p for p in PARENTS if record.value(f"{p}_name") or f"{p}_name" in record.flags]


def child_people(record: Record) -> Iterator[Finding]:
    """Check 17: the child's people is a parent's; silent where a parent's is not known."""
    child = record.value("child_ethnicity")
    fields = [f"{parent}_ethnicity" for parent in _present_parents(record)]
    given = [record.value(field) for field in fields]
    if child and given and all(given) and not any(same_people(child, people) for people in given):
        facts = {"child": child, "parents": ", ".join(given)}
        yield found("R17", record.kind, "child_ethnicity", *fields, **facts)


def child_surname(record: Record) -> Iterator[Finding]:
    """Check 18: the child's surname is a parent's; silent where a parent's is not known."""
    child = split_name(record.value("child_name"))[0]
    fields = [f"{parent}_name" for parent in _present_parents(record)]
    given = [split_name(record.value(field))[0] for field in fields]
    if child and given and all(given) and canonical(child) not in map(canonical, given):
        facts = {"child": child, "parents": ", ".join(given)}
        yield found("R18", record.kind, "child_name", *fields, **facts)


def birth_date_in_words(record: Record) -> Iterator[Finding]:
    """Check 19: digits and words name the same day, where both can be read."""
    birth, words = record.span(BORN), from_words(record.value("child_birth_date_words"))
    if birth and words and not birth[0] <= words <= birth[1]:
        facts = {"birth": record.value(BORN), "words": f"{words:%d.%m.%Y}"}
        yield found("R19", record.kind, BORN, "child_birth_date_words", **facts)


def paper_date(record: Record) -> Iterator[Finding]:
    """Check 26: the applicant's paper was issued before registration and not to a child.

    The applicant's birth date is known only where the applicant is a parent.
    """
    name = "applicant_paper_date"
    issued, registered = record.span(name), record.span(REGISTERED)
    if not issued:
        return
    value = record.value(name)
    if registered and issued[0] > registered[1]:
        facts: Facts = {"issued": value, "registered": record.value(REGISTERED)}
        yield found("R26a", record.kind, name, REGISTERED, **facts)
    applicant, limit = canonical(record.value("applicant_name")), record.limits.paper_least_age
    for parent in PARENTS:
        born = record.span(f"{parent}_birth_date")
        is_parent = applicant and applicant == canonical(record.value(f"{parent}_name"))
        if is_parent and born and _age(born[0], issued[1]) < limit:
            facts = {"issued": value, "birth": record.value(f"{parent}_birth_date")}
            yield found("R26b", record.kind, name, f"{parent}_birth_date", limit=limit, **facts)


BIRTH_CHECKS = (
    registered_after_birth,
    sensible_dates,
    parents_age,
    parentage,
    child_people,
    child_surname,
    birth_date_in_words,
    paper_date,
)
