"""Marriages (KH): young people of the town and newcomers, unions entered late, re-registrations."""

from collections.abc import Callable
from datetime import timedelta

from hotich.samples import shares
from hotich.samples.entries.writing import (
    Desk,
    Draft,
    Entry,
    Fields,
    Written,
    date_of,
    person_fields,
    same,
)
from hotich.samples.people import Household

KIND = "KH"
_KINDS = {"1": "Đăng ký lần đầu", "2": "Đăng ký lại"}


def draw(desk: Desk) -> list[Draft]:
    """Return one marriage to be registered at the desk."""
    draw = desk.random.random()
    if draw < shares.life("union_before"):
        return [_union(desk)]
    again = draw < shares.life("union_before") + shares.life("re_registered_marriage")
    if again and 1995 <= desk.day.year <= 2020:
        return [_re_registered(desk)]
    return [_wedding(desk)]


def _wedding(desk: Desk) -> Draft:
    town = desk.town
    husband = town.bride_or_groom(desk.day, male=True)
    wife = town.bride_or_groom(desk.day, male=False, people=husband.people)
    while husband.father and husband.father is wife.father:
        wife = town.newcomer(male=False, year=desk.day.year - 23, people=husband.people)
    links = {
        f"{who}_born_in": person.birth_entry
        for who, person in (("husband", husband), ("wife", wife))
        if person.birth_entry
    }
    household = town.marry(husband, wife, desk.day)
    return Draft(_fields(desk, household, "1"), [], links, remembering(desk, household))


def _union(desk: Desk) -> Draft:
    """A couple who lived together before and is entered now; the marriage counts from then."""
    household = desk.town.any_household(desk.day)
    if household.marriage or not (household.husband and household.wife.alive(desk.day)):
        return _wedding(desk)
    fields = _fields(desk, household, "1")
    since = min(household.since, desk.day - timedelta(days=300))
    fields["marriage_since"] = date_of(since, desk.officer)
    return Draft(fields, ["lived_together_before"], {}, remembering(desk, household))


def _re_registered(desk: Desk) -> Draft:
    household = desk.town.any_household(desk.day - timedelta(days=5 * 365))
    links = {}
    if household.marriage and household.marriage[0]:
        links["re_registration_of"] = household.marriage[0]
    fields = _fields(desk, household, "2") | {"remarks": same("Đăng ký lại")}
    return Draft(fields, ["re_registration"], links, remembering(desk, household))


def _fields(desk: Desk, household: Household, code: str) -> Fields:
    fields = person_fields("husband", household.husband, desk)
    fields |= person_fields("wife", household.wife, desk)
    return fields | {"registration_kind": Written(code, _KINDS[code])}


def remembering(desk: Desk, household: Household) -> Callable[[Entry], None]:
    """Return what notes in the household where its marriage stands; the wife moves in."""

    def remember(entry: Entry) -> None:
        number, book = entry.value("number"), entry.value("book_number")
        household.marriage = (entry.id, number, book, desk.day)
        household.marriage_entry = entry
        household.wife.village = household.village

    return remember
