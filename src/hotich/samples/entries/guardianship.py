"""Guardianships (GH): grandparents, uncles and aunts for children whose parents are gone."""

from datetime import timedelta

from hotich.samples.entries.writing import (
    Desk,
    Draft,
    Fields,
    Written,
    applicant_fields,
    decision,
    person_fields,
    same,
)
from hotich.samples.people import Person

KIND = "GH"
_KINDS = {"1": "Đăng ký giám hộ", "2": "Chấm dứt giám hộ", "3": "Thay đổi giám hộ"}
_REASONS = (
    "Cha mẹ đã chết",
    "Mẹ chết, cha bỏ đi không rõ nơi cư trú",
    "Cha chết, mẹ đi làm ăn xa không có điều kiện chăm sóc",
    "Cha mẹ đang chấp hành án phạt tù",
    "Mồ côi cha mẹ",
)


def draw(desk: Desk) -> list[Draft]:
    """Return one guardianship to be registered at the desk."""
    random, town = desk.random, desk.town
    adult = random.random() < 0.06
    age = random.randint(21, 50) if adult else random.randint(3, 16)
    ward = town.newcomer(male=random.random() < 0.5, year=desk.day.year - age)
    if not adult:
        ward.papered, ward.known = False, 3
    first, second, natural = _guardians(desk, ward, age)
    code = random.choices(tuple(_KINDS), (90, 7, 3))[0]
    reason = random.choice(_REASONS)
    if adult:
        court = f"TAND {desk.district_name()}"
        number = f"{random.randint(1, 30):02d}/{desk.day.year}/QĐDS-ST"
        reason = f"Mất năng lực hành vi dân sự theo Quyết định số {number} của {court}"
    held = desk.day - timedelta(days=random.randint(3, 20))
    basis = f"Biên bản họp gia đình ngày {held.day}/{held.month}/{held.year}"
    fields = person_fields("guardian1", first, desk) | person_fields("guardian2", second, desk)
    fields |= person_fields("ward", ward, desk)
    fields |= applicant_fields(first, "Người giám hộ", desk)
    fields |= _heading(desk, code, natural) | {"basis": same(basis), "reason": same(reason)}
    return [Draft(fields)]


def _guardians(desk: Desk, ward: Person, age: int) -> tuple[Person, Person | None, bool]:
    """Return one or two guardians, and whether they are the natural ones by law."""
    random, town = desk.random, desk.town
    natural = random.random() < 0.65
    older = random.randint(42, 60) if natural else random.randint(20, 35)
    year = desk.day.year - max(24, min(age + older, 82))
    kin = {"people": ward.people, "village": ward.village}
    first = town.newcomer(male=True, year=year, family=ward.surname, **kin)
    if random.random() < 0.35:
        return first, town.newcomer(male=False, year=year + 2, **kin), natural
    return first, None, natural


def _heading(desk: Desk, code: str, natural: bool) -> Fields:
    return {
        "registration_kind": Written(code, _KINDS[code]),
        "guardianship_kind": (
            Written("2", "Đương nhiên") if natural else Written("1", "Cử người giám hộ")
        ),
        "decision_number": same(decision(desk)),
        "decision_office": same(desk.commune.office(desk.day)),
    }
