"""Changes, corrections and additions (TDCC): what a birth entry of this or another book said, and
what it says from now on. The older entry keeps its words and gets a note in its margin."""

from dataclasses import dataclass
from datetime import date, timedelta

from hotich.samples import naming
from hotich.samples.entries.writing import (
    Desk,
    Draft,
    Fields,
    Written,
    applicant_fields,
    date_of,
    note_of,
    person_fields,
    same,
)
from hotich.samples.people import Person
from hotich.samples.town import BirthOnBook

KIND = "TDCC"
_KINDS = {
    "1": "Thay đổi",
    "2": "Cải chính",
    "3": "Bổ sung",
    "4": "Xác định lại dân tộc",
}


@dataclass(frozen=True, slots=True)
class _Change:
    """What is amended: the code, the words before and after, and why."""

    code: str
    before: str
    after: str
    reason: str


def draw(desk: Desk) -> list[Draft]:
    """Return one amendment to be registered at the desk."""
    birth = _on_book(desk)
    person = birth.child if birth else _stranger(desk)
    fields = person_fields("person", person, desk) | _applicant(desk, person)
    change = _change(desk, person)
    fields |= {
        "paper_kind": Written("1", "Giấy khai sinh"),
        "change_kind": Written(change.code, _KINDS[change.code]),
        "change_from": same(change.before),
        "change_to": same(change.after),
        "reason": same(change.reason),
        "basis": same(_basis(desk)),
    }
    fields |= _original(desk, birth, person)
    links = {}
    if birth:
        links["amends"] = birth.entry.id
        birth.entry.margin = note_of(desk, f"{_KINDS[change.code]}: {change.after}")
        birth.entry.events.append("amended")
    return [Draft(fields, [], links)]


def _on_book(desk: Desk) -> BirthOnBook | None:
    births = desk.town.births
    if not births or desk.random.random() < 0.25:
        return None
    for _ in range(4):
        birth = desk.random.choice(births)
        fresh = birth.registered < desk.day - timedelta(days=200) and not birth.entry.margin
        if fresh and birth.child.alive(desk.day) and birth.child.spouse is None:
            return birth
    return None


def _stranger(desk: Desk) -> Person:
    age = desk.random.randint(3, 45)
    return desk.town.newcomer(male=desk.random.random() < 0.5, year=desk.day.year - age)


def _change(desk: Desk, person: Person) -> _Change:
    """Choose what is amended, and let the person be so from now on."""
    random = desk.random
    if person.people != naming.KINH and random.random() < 0.2:
        after = f"Dân tộc: {desk.officer.peoples[person.people]}"
        return _Change("4", "Dân tộc: Kinh", after, "Xác định lại theo dân tộc của cha")
    if person.known < 3 and random.random() < 0.6:
        return _day(person)
    draw = random.random()
    if draw < 0.45 and (change := _spelling(person)):
        return change
    return _birth_date(desk, person) if draw < 0.85 and not person.number else _name(desk, person)


_SLIPS = str.maketrans({"y": "i", "i": "y", "ả": "ã", "ã": "ả", "ư": "u", "â": "ă", "ố": "ô"})


def _spelling(person: Person) -> _Change | None:
    """Another letter in the given name, where it has one that is often mistaken."""
    before = person.name
    family, _, given = before.rpartition(" ")
    after = f"{family} {given.translate(_SLIPS)}"
    if before == after:
        return None
    person.name = after
    words = f"Họ và tên: {before}", f"Họ và tên: {after}"
    return _Change("2", *words, "Do sai sót khi đăng ký")


def _birth_date(desk: Desk, person: Person) -> _Change:
    born = person.born
    if desk.random.random() < 0.5 and born.year + 3 < desk.day.year:
        other = date(born.year + desk.random.choice((-1, 1)), born.month, min(born.day, 28))
    else:
        other = date(born.year, born.month, born.day % 28 + 1)
    form = "Năm sinh: {0.year}" if person.known == 1 else "Ngày sinh: {0.day}/{0.month}/{0.year}"
    before, after = form.format(born), form.format(other)
    if before == after:
        return _name(desk, person)
    person.born = other
    return _Change("2", before, after, "Khai sinh không khớp với giấy tờ cá nhân")


def _name(desk: Desk, person: Person) -> _Change:
    before = person.name
    while person.name == before:
        person.name = naming.full_name(
            desk.random,
            male=person.male,
            year=person.born.year,
            people=person.people,
            family=person.surname,
        )
    words = f"Họ và tên: {before}", f"Họ và tên: {person.name}"
    return _Change("1", *words, "Theo nguyện vọng của gia đình")


def _day(person: Person) -> _Change:
    day, person.known = person.born, 3
    before = f"Ngày, tháng, năm sinh: {day.year}"
    after = f"Ngày, tháng, năm sinh: {day.day}/{day.month}/{day.year}"
    return _Change("3", before, after, "Trước đây chỉ ghi năm sinh")


def _basis(desk: Desk) -> str:
    day = desk.day - timedelta(days=desk.random.randint(1, 7))
    return f"Tờ khai ngày {day.day}/{day.month}/{day.year} và giấy tờ kèm theo"


def _original(desk: Desk, birth: BirthOnBook | None, person: Person) -> Fields:
    """Where the birth was registered first."""
    if birth:
        return {
            "original_office": same(birth.entry.value("office")),
            "original_date": date_of(birth.registered, desk.officer),
            "original_number": same(birth.entry.value("number")),
            "original_book_number": same(birth.entry.value("book_number")),
        }
    day = person.born + timedelta(days=desk.random.randint(5, 300))
    if day >= desk.day:
        return {"original_office": same(desk.commune.office(desk.day))}
    return {
        "original_office": same(f"UBND {person.native}"),
        "original_date": date_of(day, desk.officer),
        "original_number": same(f"{desk.random.randint(1, 220):02d}/{day.year}"),
        "original_book_number": same(f"01/{day.year}"),
    }


def _applicant(desk: Desk, person: Person) -> Fields:
    if person.age(desk.day) >= 18:
        return applicant_fields(person, "Bản thân", desk)
    parent = desk.town.parent(person, male=desk.random.random() < 0.6)
    return applicant_fields(parent, "Cha" if parent.male else "Mẹ", desk)
