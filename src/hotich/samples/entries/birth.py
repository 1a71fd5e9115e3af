"""Births (KS): children of the town's households, twins, late and repeated registrations."""

from collections.abc import Callable
from datetime import date, timedelta

from hotich.samples import naming, shares
from hotich.samples.entries.writing import (
    EMPTY,
    Desk,
    Draft,
    Entry,
    Fields,
    Written,
    applicant_fields,
    date_of,
    maybe_lunar,
    person_fields,
    same,
    sex_of,
    words_of,
)
from hotich.samples.naming import KINH
from hotich.samples.people import CITIZEN_CARDS_FROM, Household, Person
from hotich.samples.town import BirthOnBook

KIND = "KS"
ON_TIME_DAYS = 60
_REMARKS = ("Đã cấp 01 bản sao", "Đã cấp 02 bản sao", "Cấp lại bản chính")
_TWINS = {2: "Sinh đôi", 3: "Sinh ba"}
_SHARED_BY_TWINS = (
    "child_birth_date",
    "child_birth_date_words",
    "mother_birth_date",
    "father_birth_date",
)
_STRANGERS = {"Lào": ("Bệnh viện tỉnh Savannakhet", "Lào"), "Thái Lan": ("Bangkok", "Thái Lan")}


def _remembering(desk: Desk, child: Person, household: Household) -> Callable[[Entry], None]:
    """Return what puts the child on the town's list once its entry stands in the book."""

    def remember(entry: Entry) -> None:
        child.birth_entry = entry.id
        birth = BirthOnBook(child, household, entry, desk.day)
        desk.town.births.append(birth)
        if household.husband is None:
            desk.town.fatherless.append(birth)

    return remember


def draw(desk: Desk) -> list[Draft]:
    """Return one birth, or twins, to be registered at the desk."""
    random, day = desk.random, desk.day
    if 1998 <= day.year <= 2016 and random.random() < shares.life("re_registered_birth"):
        return [_re_registered(desk)]
    if random.random() < desk.town.trouble["registered_twice"] and (again := _twice(desk)):
        return [again]
    upland = desk.commune.highland > 0.4
    late = random.random() < shares.life("late_upland" if upland else "late_plains")
    days = (
        random.randint(ON_TIME_DAYS + 2, 1500 if upland else 700)
        if late
        else random.randint(1, ON_TIME_DAYS - 1)
    )
    born = day - timedelta(days=days)
    household = desk.town.expecting(born)
    count = 1
    if random.random() < shares.life("twins"):
        count = 3 if random.random() < 0.1 else 2
    place, code = _birth_place(desk, household), "4" if late else "1"
    applicant, relation = _applicant(desk, household)
    drafts: list[Draft] = []
    alike = random.random() < 0.6
    male = random.random() < 0.52
    for index in range(count):
        if index and not alike:
            male = not male
        child = _child(desk, household, born, male)
        if index:
            child.known = household.children[-2].known
        fields = _fields(desk, child, household, place, code)
        if drafts:
            first = drafts[0].fields
            fields |= {name: first.get(name, EMPTY) for name in _SHARED_BY_TWINS}
        fields |= applicant_fields(applicant, relation, desk)
        fields["remarks"] = same(_remark(desk, count))
        drafts.append(_draft(desk, fields, child, household, count, late))
    return drafts


def _draft(
    desk: Desk, fields: Fields, child: Person, household: Household, count: int, late: bool
) -> Draft:
    events = [word for word, so in (("twins", count == 2), ("triplets", count == 3)) if so]
    if late:
        events.append("late")
    if household.husband is None:
        events.append("no_father")
    links = {}
    if household.marriage and household.marriage[0]:
        links["parents_married_in"] = household.marriage[0]
    if desk.random.random() < shares.life("abroad") and count == 1:
        fields |= _abroad(desk, fields)
        events.append("abroad")
    return Draft(fields, events, links, _remembering(desk, child, household))


def _child(desk: Desk, household: Household, born: date, male: bool) -> Person:
    head = household.head
    taken = {child.name for child in household.children}
    people = head.people if desk.random.random() < 0.98 else household.wife.people
    while True:
        name = naming.full_name(
            desk.random, male=male, year=born.year, people=people, family=head.surname
        )
        if name not in taken:
            break
    child = Person(name, male, born, 3, people, household.village, head.native)
    child.father, child.mother = household.husband, household.wife
    if people != KINH and born.year < 1995 and desk.random.random() < 0.75:
        child.known = 1
    if born >= CITIZEN_CARDS_FROM:
        child.number = desk.town.papers.personal_number(born, male)
    household.children.append(child)
    return child


def _fields(desk: Desk, child: Person, household: Household, place: str, code: str) -> Fields:
    fields = child_fields(desk, child)
    fields["child_birth_place"] = same(place)
    fields["registration_kind"] = Written(code, _KINDS[code])
    parentage = "1" if household.husband else "3"
    fields["child_parentage"] = Written(parentage, "")
    fields |= person_fields("mother", household.wife, desk)
    fields |= person_fields("father", household.husband, desk)
    return fields


_KINDS = {"1": "Đúng hạn", "2": "Đăng ký lại", "3": "Ghi vào sổ", "4": "Quá hạn"}


def child_fields(desk: Desk, child: Person) -> Fields:
    """Return what an entry says of the child itself, its birth date in digits and words."""
    fields = {
        "child_name": same(desk.officer.name_of(child.name)),
        "child_sex": sex_of(child.male),
        "child_native_place": same(desk.native(child)),
        "child_ethnicity": same(desk.officer.peoples[child.people]),
        "child_nationality": same(desk.officer.nation),
    }
    if child.known == 1:
        fields["child_birth_date"] = same(str(child.born.year))
    else:
        written, lunar = maybe_lunar(child.born, desk.officer, desk.random)
        fields["child_birth_date"] = written
        if not lunar:
            fields["child_birth_date_words"] = words_of(child.born, desk.officer)
    if child.number and desk.day >= CITIZEN_CARDS_FROM:
        fields["child_personal_number"] = same(child.number)
    return fields


def _applicant(desk: Desk, household: Household) -> tuple[Person, str]:
    if household.husband is None:
        return household.wife, "Mẹ"
    draw = desk.random.random()
    if draw < 0.66:
        return household.husband, "Cha"
    if draw < 0.9:
        return household.wife, "Mẹ"
    male = desk.random.random() < 0.7
    grandparent = desk.town.parent(household.husband, male=male)
    if not grandparent.alive(desk.day):
        return household.wife, "Mẹ"
    return grandparent, "Ông nội" if male else "Bà nội"


def _birth_place(desk: Desk, household: Household) -> str:
    random, year = desk.random, desk.day.year
    at_home = 0.75 if year < 1985 else 0.4 if household.wife.people != KINH else 0.08
    if random.random() < at_home:
        return f"Tại nhà, {household.village}, {desk.commune_name()}"
    station = "Trạm xá" if year < 1990 else "Trạm y tế"
    hospital = "Bệnh viện" if year < 1995 else "Bệnh viện đa khoa"
    return random.choice(
        (
            f"{station} {desk.commune_name()}",
            f"{hospital} {desk.district_name()}",
            f"{hospital} {desk.district_name()}",
            f"{hospital} {desk.province_name()}",
        )
    )


def _remark(desk: Desk, count: int) -> str:
    if count > 1:
        return _TWINS[count]
    return desk.random.choice(_REMARKS) if desk.random.random() < 0.06 else ""


def _abroad(desk: Desk, fields: Fields) -> Fields:
    """A birth that was registered abroad first, entered again at home."""
    country = desk.random.choice(tuple(_STRANGERS))
    place, nation = _STRANGERS[country]
    earlier = desk.day - timedelta(days=desk.random.randint(1, 20))
    return {
        "registration_kind": Written("3", _KINDS["3"]),
        "child_birth_place": same(f"{place}, {nation}"),
        "foreign_number": same(str(desk.random.randint(100, 9999))),
        "foreign_date": date_of(earlier, desk.officer),
        "foreign_office": same(f"Tòa thị chính {place}"),
        "foreign_country": same(nation),
    }


def _re_registered(desk: Desk) -> Draft:
    """A grown person whose first entry, or its book, is lost: registered anew (đăng ký lại)."""
    random, town = desk.random, desk.town
    first = None
    if town.births and random.random() < 0.7:
        birth = random.choice(town.births)
        known = "re_registered" not in birth.entry.events and birth.child.alive(desk.day)
        first = birth if known and birth.child.age(desk.day) >= 8 else None
    if first:
        child, household = first.child, first.household
        first.entry.events.append("re_registered")
        links = {"re_registration_of": first.entry.id}
    else:
        born = desk.day - timedelta(days=random.randint(15 * 365, 45 * 365))
        household = town.expecting(born)
        child, links = _child(desk, household, born, random.random() < 0.5), {}
    place = f"{desk.commune_name()}, {desk.district_name()}"
    fields = _fields(desk, child, household, place, "2")
    applicant = child if child.age(desk.day) >= 18 else household.wife
    fields |= applicant_fields(applicant, "Bản thân" if applicant is child else "Mẹ", desk)
    fields["remarks"] = same("Đăng ký lại")
    remember = None if first else _remembering(desk, child, household)
    return Draft(fields, ["re_registration"], links, remember)


def _twice(desk: Desk) -> Draft | None:
    """A child that stands in a book already, entered again as if for the first time."""
    recent = desk.town.births[-400:]
    if not recent:
        return None
    birth = desk.random.choice(recent)
    days = (desk.day - birth.child.born).days
    if not ON_TIME_DAYS + 2 < days < 12 * 365:
        return None
    place = _birth_place(desk, birth.household)
    fields = _fields(desk, birth.child, birth.household, place, "4")
    applicant, relation = _applicant(desk, birth.household)
    fields |= applicant_fields(applicant, relation, desk)
    return Draft(fields, ["late", "registered_twice"], {"duplicate_of": birth.entry.id})
