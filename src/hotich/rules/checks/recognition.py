"""Check 22: parent and child, of a recognition and of an adoption."""

from collections.abc import Iterator

from hotich.rules.checks.facts import REGISTERED, Record, age_at_least, age_at_most
from hotich.rules.checks.findings import Facts, Finding, found
from hotich.rules.checks.persons import FEMALE, MALE, number_of, person
from hotich.rules.registers import codes

PARENT, CHILD = "parent_birth_date", "child_birth_date"
PARENTS_SEX = {"1": MALE, "2": FEMALE, "3": MALE, "4": FEMALE}
"""The sex of the recognised or recognising parent by recognition kind."""
NEW_ADOPTION = ("", "0", "1")


def parent_older(record: Record) -> Iterator[Finding]:
    """Check 22: the parent is older than the child, by enough years to be one."""
    parent, child, limit = record.span(PARENT), record.span(CHILD), record.limits.recognised_gap
    if not parent or not child:
        return
    facts: Facts = {"parent_birth": record.value(PARENT), "child_birth": record.value(CHILD)}
    if parent[0] >= child[1]:
        yield found("R22a", record.kind, PARENT, CHILD, **facts)
    elif age_at_most(parent, child) < limit:
        yield found("R22b", record.kind, PARENT, CHILD, limit=limit, **facts)


def parent_sex(record: Record) -> Iterator[Finding]:
    """Check 22: whoever is recognised as a father is a man.

    The layout has no column for the sex, so it is known only by a number of 12 digits.
    """
    sex = PARENTS_SEX.get(record.value("recognition_kind"))
    numbered = number_of(record, person(record.kind.code, "parent"))
    if sex and numbered and numbered[1].sex != sex:
        kind_vi, kind_en = codes("loaiXacNhan")[record.value("recognition_kind")]
        sex_vi, sex_en = codes("GioiTinh")[numbered[1].sex]
        facts = {"recognition_vi": kind_vi, "recognition_en": kind_en}
        facts |= {"sex_vi": sex_vi.lower(), "sex_en": sex_en.lower()}
        yield found("R22c", record.kind, "recognition_kind", numbered[0], **facts)


def adoptive_parents(record: Record) -> Iterator[Finding]:
    """Check 22: adoptive parents are so much older than the child as the law asks."""
    child, limit = record.span(CHILD), record.limits.adoption_gap
    for role in ("adoptive_father", "adoptive_mother"):
        born = f"{role}_birth_date"
        parent = record.span(born)
        if parent and child and age_at_most(parent, child) < limit:
            facts: Facts = {"parent_birth": record.value(born), "child_birth": record.value(CHILD)}
            yield found("R22d", record.kind, born, CHILD, limit=limit, **facts)


def adopted_child(record: Record) -> Iterator[Finding]:
    """Check 22: who is adopted is not yet of age; a later registration may be of an old event."""
    child, registered = record.span(CHILD), record.span(REGISTERED)
    limit = record.limits.adopted_below_age
    if not child or not registered or record.value("registration_kind") not in NEW_ADOPTION:
        return
    if age_at_least(child, registered) >= limit:
        facts = {"child_birth": record.value(CHILD), "registered": record.value(REGISTERED)}
        yield found("R22e", record.kind, CHILD, REGISTERED, limit=limit, **facts)


RECOGNITION_CHECKS = (parent_older, parent_sex)
ADOPTION_CHECKS = (adoptive_parents, adopted_child)
