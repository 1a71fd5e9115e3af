"""Checks 13 and 15 to 19: the fields of a birth against each other.

Partial dates are taken at their bounds: a finding is made only where it is certain.
"""

from collections.abc import Iterator
from functools import lru_cache

from hotich.rules.checks.facts import REGISTERED, Record, age_at_least, age_at_most
from hotich.rules.checks.findings import Facts, Finding, found
from hotich.rules.dates import from_words
from hotich.rules.names import same_surname, split_name, surnames
from hotich.rules.peoples import same_people
from hotich.rules.registers import codes

ON_TIME, LATE = "1", "4"
BORN = "child_birth_date"
PARENTS = ("mother", "father")
UNKNOWN_PARENTS = {"1": (), "2": ("mother",), "3": ("father",), "4": PARENTS, "5": PARENTS}
"""The parents that are not known by each parentage code."""


def on_time(record: Record) -> Iterator[Finding]:
    """Check 13: "on time" or "late" as the days say."""
    birth, registered = record.span(BORN), record.span(REGISTERED)
    if not birth or not registered:
        return
    facts: Facts = {
        "birth": record.value(BORN),
        "registered": record.value(REGISTERED),
        "limit": record.limits.on_time_days,
    }
    least, most = (registered[0] - birth[1]).days, (registered[1] - birth[0]).days
    registration_kind = record.value("registration_kind")
    fields = ("registration_kind", BORN, REGISTERED)
    if registration_kind == ON_TIME and least > record.limits.on_time_days:
        yield found("R13b", record.kind, *fields, **facts)
    if registration_kind == LATE and 0 <= most <= record.limits.on_time_days:
        yield found("R13c", record.kind, *fields, **facts)


def parents_age(record: Record) -> Iterator[Finding]:
    """Check 15: each parent's age at the birth."""
    birth, least = record.span(BORN), record.limits.parent_least_age
    spans = {"mother": record.limits.mother_age, "father": record.limits.father_age}
    for parent, (youngest, oldest) in spans.items():
        born = f"{parent}_birth_date"
        parent_birth = record.span(born)
        if not birth or not parent_birth:
            continue
        at_least, at_most = age_at_least(parent_birth, birth), age_at_most(parent_birth, birth)
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
        if known and not record.given(name):
            yield found("R16b", record.kind, *fields, **facts)


def _present_parents(record: Record) -> list[str]:
    return [parent for parent in PARENTS if record.given(f"{parent}_name")]


def child_people(record: Record) -> Iterator[Finding]:
    """Check 17: the child's people is a parent's; silent where a parent's is not known."""
    child = record.value("child_ethnicity")
    fields = [f"{parent}_ethnicity" for parent in _present_parents(record)]
    given = [record.value(field) for field in fields]
    if not child or not given or not all(given) or child in given:
        return
    if not any(same_people(child, people) for people in given):
        facts = {"child": child, "parents": ", ".join(given)}
        yield found("R17", record.kind, "child_ethnicity", *fields, **facts)


def child_surname(record: Record) -> Iterator[Finding]:
    """Check 18: the child's surname is a parent's; silent where a parent's is not known."""
    child = record.value("child_name")
    fields = [f"{parent}_name" for parent in _present_parents(record)]
    given = [record.value(field) for field in fields]
    if not given or not all(map(surnames, (child, *given))):
        return
    if not any(same_surname(child, parent) for parent in given):
        facts = {
            "child": split_name(child)[0],
            "parents": ", ".join(split_name(p)[0] for p in given),
        }
        yield found("R18", record.kind, "child_name", *fields, **facts)


in_words = lru_cache(maxsize=65_536)(from_words)  # the same days come again and again


def birth_date_in_words(record: Record) -> Iterator[Finding]:
    """Check 19: digits and words name the same day, where both can be read."""
    birth, words = record.span(BORN), in_words(record.value("child_birth_date_words"))
    if birth and words and not birth[0] <= words <= birth[1]:
        facts = {"birth": record.value(BORN), "words": f"{words:%d.%m.%Y}"}
        yield found("R19", record.kind, BORN, "child_birth_date_words", **facts)


BIRTH_CHECKS = (
    on_time,
    parents_age,
    parentage,
    child_people,
    child_surname,
    birth_date_in_words,
)
