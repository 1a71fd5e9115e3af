"""Deaths (KT): mostly grandparents of the town's households; late, unsure and declared ones."""

from datetime import date, timedelta

from hotich.samples import shares
from hotich.samples.entries.writing import (
    Desk,
    Draft,
    Fields,
    Written,
    applicant_fields,
    date_of,
    maybe_lunar,
    person_fields,
    same,
    words_of,
)
from hotich.samples.naming import KINH
from hotich.samples.people import Person

KIND = "KT"
ON_TIME_DAYS = 15
_KINDS = {"1": "Đúng hạn", "2": "Đăng ký lại", "4": "Quá hạn"}
_NOTICES = {"1": "Giấy báo tử", "3": "Bản án, quyết định của Tòa án", "6": "Biên bản xác nhận"}
_CAUSES_OLD = ("Già yếu", "Già yếu", "Già yếu", "Bệnh già", "Tuổi già", "Bệnh", "Tai biến")
_CAUSES = (
    "Bệnh",
    "Bệnh tim",
    "Suy tim",
    "Lao",
    "Ung thư gan",
    "Ung thư phổi",
    "Tai biến mạch máu não",
    "Suy thận mạn",
    "Tai nạn giao thông",
    "Tai nạn lao động",
    "Đuối nước",
    "Bom mìn nổ",
)


def draw(desk: Desk) -> list[Draft]:
    """Return one death to be registered at the desk."""
    random = desk.random
    late = random.random() < shares.life("late_death")
    code, days = ("4", random.randint(17, 900)) if late else ("1", random.randint(0, 14))
    events = ["late"] if late else []
    if 1998 <= desk.day.year <= 2018 and random.random() < shares.life("re_registered_death"):
        code, days, events = "2", random.randint(3000, 9000), ["re_registration"]
    died = desk.day - timedelta(days=days)
    deceased, applicant, relation = _who(desk, died)
    deceased.died = died
    fields = person_fields("deceased", deceased, desk)
    fields |= _death(desk, deceased, died)
    fields |= applicant_fields(applicant, relation, desk)
    fields["registration_kind"] = Written(code, _KINDS[code])
    if code != "2" and random.random() < shares.life("declared_dead"):
        fields |= _declared(desk, died)
        events.append("declared_dead")
    links = {"born_in": deceased.birth_entry} if deceased.birth_entry else {}
    return [Draft(fields, events, links)]


def _who(desk: Desk, died: date) -> tuple[Person, Person, str]:
    """Return the deceased, who declares, and what that one is to the deceased."""
    town, random = desk.town, desk.random
    household = town.any_household(died)
    head = household.head
    if random.random() < shares.life("elder_of_a_household"):
        male = random.random() < 0.55
        child = head if random.random() < 0.7 or not head.spouse else household.wife
        elder = town.parent(child, male=male)
        if elder.alive(died) and 45 <= elder.age(died) <= 103:
            return elder, child, "Con trai" if child.male else "Con gái"
    if random.random() < 0.25 and head.alive(died) and head.age(died) < 95 and head.spouse:
        household.ended = died
        return head, head.spouse, "Vợ"
    if random.random() < 0.1:
        for child in household.children:
            if child.born < died and child.alive(died) and head.alive(desk.day):
                return child, head, "Cha" if head.male else "Mẹ"
    old = town.newcomer(male=random.random() < 0.5, year=died.year - random.randint(62, 96))
    child = town.newcomer(
        male=True,
        year=old.born.year + random.randint(22, 38),
        people=old.people,
        village=old.village,
        family=old.surname if old.male else "",
    )
    return old, child, "Con trai"


def _death(desk: Desk, deceased: Person, died: date) -> Fields:
    random, age = desk.random, deceased.age(died)
    written, lunar = maybe_lunar(died, desk.officer, random)
    fields = {"deceased_death_date": written}
    if not lunar:
        fields["deceased_death_date_words"] = words_of(died, desk.officer)
    if random.random() < 0.85:
        hour, minute = random.randint(0, 23), random.choice((0, 0, 15, 20, 30, 30, 45))
        fields["deceased_death_time"] = same(f"{hour:02d} giờ {minute:02d} phút")
    if random.random() < 0.93:
        cause = random.choice(_CAUSES_OLD if age > 72 else _CAUSES)
        fields["deceased_death_cause"] = same(cause)
    in_hospital = desk.day.year > 1985 and random.random() < (0.06 if age > 75 else 0.3)
    if not in_hospital:
        at_home = f"Tại nhà, {deceased.village}, {desk.commune_name()}"
        fields["deceased_death_place"] = same(at_home)
        if desk.day.year >= 1999 and deceased.people == KINH and random.random() < 0.5:
            fields |= _notice(desk, "1", died, desk.commune.office(desk.day))
        elif desk.day.year >= 2006 and random.random() < 0.3:
            fields |= _notice(desk, "6", died, desk.commune.office(desk.day))
        return fields
    hospital = f"Bệnh viện đa khoa {desk.district_name()}"
    if random.random() < 0.4:
        hospital = f"Bệnh viện đa khoa {desk.province_name()}"
    fields["deceased_death_place"] = same(hospital)
    return fields | _notice(desk, "1", died, hospital)


def _notice(desk: Desk, code: str, died: date, office: str) -> Fields:
    """A death notice of a day between the death and today."""
    day = died + timedelta(days=min(desk.random.randint(0, 5), (desk.day - died).days))
    return {
        "notice_kind": Written(code, _NOTICES[code]),
        "notice_number": same(f"{desk.random.randint(1, 240):02d}"),
        "notice_date": date_of(day, desk.officer),
        "notice_office": same(office),
    }


def _declared(desk: Desk, died: date) -> Fields:
    """Somebody who was missing and is declared dead by a court."""
    year = desk.day.year
    court = f"Tòa án nhân dân {desk.district_name()}"
    number = f"{desk.random.randint(1, 40):02d}/{year}/QĐST-DS"
    return _notice(desk, "3", died, court) | {
        "notice_number": same(number),
        "deceased_declared": Written("1", "Tuyên bố"),
        "deceased_declared_date": date_of(desk.day, desk.officer),
        "deceased_declared_basis": same(f"Quyết định số {number} của {court}"),
    }
