"""Check 21: the spouses of a marriage or of a divorce note, and the judgment of the latter.

Whether a spouse stands in two marriages at once is seen across records: see bigamy.py.
"""

from collections.abc import Iterator

from hotich.rules.checks.facts import REGISTERED, Record, age_at_most
from hotich.rules.checks.findings import Facts, Finding, found
from hotich.rules.checks.persons import identity_of, number_of, person
from hotich.rules.registers import codes

SINCE, DIVORCED_MARRIAGE, JUDGED = "marriage_since", "marriage_date", "judgment_date"
SPOUSES = ("husband", "wife")


def wedding_field(record: Record) -> str:
    """Return the field with the day of the wedding: what the book gives as the beginning, or else
    the registration; of a divorce note the old registration."""
    if record.kind.code == "LH":
        return DIVORCED_MARRIAGE
    return SINCE if record.span(SINCE) else REGISTERED


def spouses_age(record: Record) -> Iterator[Finding]:
    """Check 21: husband and wife had the age that the law of their day asked for."""
    name = wedding_field(record)
    wedding, limits = record.span(name), record.limits
    if not wedding:
        return
    # "From 20 years" meant the day after the 19th birthday until the law of 2014 was in force.
    entered_is_enough = wedding[0] < limits.full_marriage_age_from
    ages = {"husband": limits.husband_least_age, "wife": limits.wife_least_age}
    for spouse, age in ages.items():
        born = f"{spouse}_birth_date"
        span = record.span(born)
        if span and age_at_most(span, wedding) < age - entered_is_enough:
            facts: Facts = {"birth": record.value(born), "wedding": record.value(name)}
            yield found("R21a", record.kind, born, name, limit=age, **facts)


def spouses_numbers(record: Record) -> Iterator[Finding]:
    """Check 21: husband and wife have different numbers, and these are not of one sex."""
    husband, wife = (person(record.kind.code, spouse) for spouse in SPOUSES)
    shared = identity_of(record, husband)
    if shared and shared == identity_of(record, wife):
        fields = (husband.paper_number, wife.paper_number)
        yield found("R21b", record.kind, *fields, value=record.value(husband.paper_number))
        return
    his, hers = number_of(record, husband), number_of(record, wife)
    if his and hers and his[1].sex == hers[1].sex:
        vi, en = codes("GioiTinh")[his[1].sex]
        yield found("R21c", record.kind, his[0], hers[0], sex_vi=vi.lower(), sex_en=en.lower())


def judgment(record: Record) -> Iterator[Finding]:
    """Check 21: marriage ≤ judgment ≤ note of a divorce or an annulment."""
    judged, registered = record.span(JUDGED), record.span(REGISTERED)
    wedding, value = record.span(DIVORCED_MARRIAGE), record.value(JUDGED)
    if judged and registered and judged[0] > registered[1]:
        facts = {"judgment": value, "registered": record.value(REGISTERED)}
        yield found("R21e", record.kind, JUDGED, REGISTERED, **facts)
    if judged and wedding and wedding[0] > judged[1]:
        facts = {"judgment": value, "wedding": record.value(DIVORCED_MARRIAGE)}
        yield found("R21f", record.kind, DIVORCED_MARRIAGE, JUDGED, **facts)


MARRIAGE_CHECKS = (spouses_age, spouses_numbers)
DIVORCE_CHECKS = (*MARRIAGE_CHECKS, judgment)
