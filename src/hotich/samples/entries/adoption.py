"""Adoptions (NCN): children given by a mother alone or by a home, taken in by couples."""

from datetime import date, timedelta

from hotich.samples.entries.writing import (
    Desk,
    Draft,
    Fields,
    Written,
    date_of,
    decision,
    note_of,
    paper_fields,
    person_fields,
    same,
    sex_of,
)
from hotich.samples.people import Person
from hotich.samples.town import BirthOnBook

KIND = "NCN"
_KINDS = {"1": "Đăng ký lần đầu", "2": "Đăng ký lại"}


def draw(desk: Desk) -> list[Draft]:
    """Return one adoption to be registered at the desk."""
    birth = _given(desk)
    child = birth.child if birth else _foundling(desk)
    fields = _adopters(desk, child) | _child(desk, child)
    mother = birth.household.wife if birth else _mother(desk, child)
    fields |= _mother_gives(desk, mother) if mother else _home_gives(desk)
    code = "1" if desk.random.random() < 0.94 else "2"
    fields |= {
        "registration_kind": Written(code, _KINDS[code]),
        "decision_number": same(decision(desk) if desk.day.year < 2011 else ""),
    }
    links = {}
    if birth:
        links["child_born_in"] = birth.entry.id
        birth.entry.margin = birth.entry.margin or note_of(desk, "Cho làm con nuôi")
        birth.entry.events.append("adopted")
    return [Draft(fields, [], links)]


def _given(desk: Desk) -> BirthOnBook | None:
    births = desk.town.fatherless
    if not births or desk.random.random() < 0.4:
        return None
    birth = desk.random.choice(births)
    young = birth.registered < desk.day and birth.child.age(desk.day) <= 9
    mine = young and "adopted" not in birth.entry.events
    return birth if mine and birth.household.wife.alive(desk.day) else None


def _foundling(desk: Desk) -> Person:
    born = desk.day - timedelta(days=desk.random.randint(40, 9 * 365))
    child = desk.town.newcomer(male=desk.random.random() < 0.45, year=born.year)
    child.born = min(child.born, desk.day - timedelta(days=20))
    child.known = 3
    return child


def _mother(desk: Desk, child: Person) -> Person | None:
    """Invent the mother who gives a child, or leave it to a home."""
    if desk.random.random() < 0.6:
        return None
    return desk.town.parent(child, male=False)


def _adopters(desk: Desk, child: Person) -> Fields:
    random, town = desk.random, desk.town
    year = child.born.year - random.randint(27, 42)
    mother = town.newcomer(male=False, year=year + 2)
    fields = person_fields("adoptive_mother", mother, desk)
    if random.random() < 0.2:
        return fields
    father = town.newcomer(male=True, year=year, people=mother.people, village=mother.village)
    return fields | person_fields("adoptive_father", father, desk)


def _child(desk: Desk, child: Person) -> Fields:
    year = child.born.year
    return {
        "child_name": same(desk.officer.name_of(child.name)),
        "child_sex": sex_of(child.male),
        "child_birth_date": date_of(child.born, desk.officer),
        "child_birth_place": same(
            f"{'Trạm xá' if year < 1990 else 'Trạm y tế'} {desk.commune_name()}"
        ),
        "child_ethnicity": same(desk.officer.peoples[child.people]),
        "child_nationality": same(desk.officer.nation),
        "child_residence_kind": Written("1", "Thường trú"),
        "child_residence": same(desk.home(child)),
    }


def _mother_gives(desk: Desk, mother: Person) -> Fields:
    fields = {
        "name": same(mother.name),
        "relation": same("Mẹ đẻ"),
        "residence": same(desk.home(mother)),
    }
    fields |= paper_fields(mother, desk)
    return {f"giver_{name}": written for name, written in fields.items()}


def _home_gives(desk: Desk) -> Fields:
    founded = date(1994, 1, 1) <= desk.day
    place = "Trung tâm Bảo trợ xã hội" if founded else "Trại trẻ mồ côi"
    head = desk.town.newcomer(male=desk.random.random() < 0.5, year=desk.day.year - 48)
    return {
        "giver_institution": same(f"{place} {desk.province_name()}"),
        "giver_representative": same(head.name),
        "giver_representative_position": same("Giám đốc" if founded else "Trưởng trại"),
        "giver_residence": same(desk.place()),
    }
