"""Certificates of marital status (HN): the single, the divorced and the widowed of the town."""

from datetime import date, timedelta

from hotich.samples.entries.writing import (
    Desk,
    Draft,
    Fields,
    Written,
    applicant_fields,
    date_of,
    person_fields,
    same,
)
from hotich.samples.people import Person

KIND = "HN"
_TO_MARRY = {
    "1": "Để đăng ký kết hôn",
    "2": "Để đăng ký kết hôn với người nước ngoài",
    "4": "Để đăng ký kết hôn ở nước ngoài",
}
_OTHER = (
    "Bổ sung hồ sơ vay vốn ngân hàng",
    "Làm thủ tục chuyển nhượng quyền sử dụng đất",
    "Bổ túc hồ sơ xuất khẩu lao động",
    "Mua bán nhà đất",
    "Nộp hồ sơ xin việc",
)


def draw(desk: Desk) -> list[Draft]:
    """Return one certificate to be issued at the desk."""
    person, status = _who(desk)
    fields = person_fields("person", person, desk) | _period(desk, person)
    fields["person_marital_status"] = same(status)
    code = desk.random.choices(("1", "2", "4", "5"), (66, 3, 2, 29))[0]
    purpose = _TO_MARRY.get(code) or desk.random.choice(_OTHER)
    fields["person_purpose_kind"] = Written(code, purpose)
    fields["person_purpose"] = same(purpose)
    fields |= applicant_fields(person, "Bản thân", desk)
    links = {"born_in": person.birth_entry} if person.birth_entry else {}
    return [Draft(fields, [], links)]


def _who(desk: Desk) -> tuple[Person, str]:
    random, town = desk.random, desk.town
    draw = random.random()
    if draw < 0.9:
        person = town.bride_or_groom(desk.day, male=random.random() < 0.55)
        return person, "Chưa đăng ký kết hôn với ai"
    male = random.random() < 0.5
    year = desk.day.year - random.randint(30, 58)
    person = town.newcomer(male=male, year=year)
    if draw < 0.96:
        court = f"TAND {desk.district_name()}"
        number = f"{random.randint(1, 180)}/{desk.day.year - 1}/QĐST-HNGĐ"
        return person, f"Đã ly hôn theo Quyết định số {number} của {court}, chưa kết hôn với ai"
    spouse = "Vợ" if male else "Chồng"
    return person, f"{spouse} đã chết, hiện tại chưa đăng ký kết hôn với ai"


def _period(desk: Desk, person: Person) -> Fields:
    """The time that is certified: from coming of age, or from moving here, up to today."""
    if desk.random.random() < 0.35:
        return {}
    of_age = date(person.born.year + (20 if person.male else 18), person.born.month, 1)
    of_age = max(of_age, person.born + timedelta(days=18 * 366))
    start = min(of_age, desk.day - timedelta(days=30))
    return {
        "person_period_place": same(desk.home(person)),
        "person_period_from": date_of(start, desk.officer),
        "person_period_to": date_of(desk.day, desk.officer),
    }
