"""Recognitions of father, mother and child (CMC): fathers of children entered without one."""

from datetime import timedelta

from hotich.samples.entries.writing import (
    Desk,
    Draft,
    Fields,
    Written,
    applicant_fields,
    decision,
    note_of,
    paper_fields,
    person_fields,
    same,
)
from hotich.samples.people import Household, Person
from hotich.samples.town import BirthOnBook

KIND = "CMC"
_WORDS = {
    "1": "Cha nhận con",
    "2": "Mẹ nhận con",
    "3": "Con nhận cha",
    "4": "Con nhận mẹ",
}


def draw(desk: Desk) -> list[Draft]:
    """Return one recognition to be registered at the desk."""
    code = desk.random.choices(tuple(_WORDS), (82, 5, 9, 4))[0]
    birth = _fatherless(desk) if code == "1" else None
    if birth:
        return [_by_father(desk, birth)]
    by_child = code in ("3", "4")
    least, most = (20, 45) if by_child else (0, 12)
    born = desk.day - timedelta(days=desk.random.randint(least * 365 + 400, most * 365 + 800))
    mother = desk.town.newcomer(male=False, year=born.year - desk.random.randint(19, 36))
    child = desk.town.newcomer(
        male=desk.random.random() < 0.5,
        year=born.year,
        people=mother.people,
        village=mother.village,
        family=mother.surname,
    )
    parent = mother
    if code in ("1", "3"):
        parent = desk.town.newcomer(
            male=True, year=mother.born.year - 3, people=mother.people, village=mother.village
        )
    asks = child if by_child else parent
    return [Draft(_fields(desk, code, parent, child, asks))]


def _fatherless(desk: Desk) -> BirthOnBook | None:
    """Take a birth off the list of those without a father."""
    waiting = desk.town.fatherless
    for _ in range(4):
        if not waiting:
            return None
        at = desk.random.randrange(len(waiting))
        birth = waiting[at]
        if birth.registered < desk.day and birth.household.wife.alive(desk.day):
            waiting[at] = waiting[-1]
            waiting.pop()
            if birth.child.age(desk.day) < 18 and birth.household.husband is None:
                return birth
    return None


def _by_father(desk: Desk, birth: BirthOnBook) -> Draft:
    mother = birth.household.wife
    father = desk.town.newcomer(
        male=True,
        year=mother.born.year - desk.random.randint(-2, 7),
        people=mother.people,
        village=mother.village,
    )
    birth.child.father = father
    _move_in(birth.household, father)
    birth.entry.margin = note_of(desk, f"Bổ sung phần khai về cha: {father.name}")
    birth.entry.events.append("father_added")
    fields = _fields(desk, "1", father, birth.child, father)
    return Draft(fields, [], {"child_born_in": birth.entry.id})


def _move_in(household: Household, father: Person) -> None:
    household.husband = father
    father.spouse, household.wife.spouse = household.wife, father


def _fields(desk: Desk, code: str, parent: Person, child: Person, asks: Person) -> Fields:
    fields = person_fields("parent", parent, desk) | person_fields("child", child, desk)
    fields |= {
        "registration_kind": Written("1", "Đăng ký mới"),
        "recognition_kind": Written(code, _WORDS[code]),
        "decision_number": same(decision(desk) if desk.day.year < 2016 else ""),
    }
    fields |= applicant_fields(asks, "", desk) | {
        "applicant_relation_to_recognised": same("Bản thân" if asks is child else "Con"),
        "applicant_relation_to_recognising": same("Con" if asks is child else "Bản thân"),
    }
    if asks is child:  # who is recognised is the parent
        fields["applicant_relation_to_recognised"] = same("Cha" if parent.male else "Mẹ")
        fields["applicant_relation_to_recognising"] = same("Bản thân")
    return fields | {f"applicant_{k}": w for k, w in paper_fields(asks, desk).items()}
