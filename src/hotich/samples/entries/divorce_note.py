"""Notes of divorce and annulment (LH): the judgment, and the marriage that it ends."""

from datetime import date, timedelta

from hotich.samples.entries.writing import (
    Desk,
    Draft,
    Fields,
    Written,
    date_of,
    person_fields,
    same,
)
from hotich.samples.people import Household

KIND = "LH"
_KINDS = {"1": "Ly hôn", "2": "Hủy việc kết hôn trái pháp luật"}


def draw(desk: Desk) -> list[Draft]:
    """Return one note to be entered at the desk."""
    random = desk.random
    code = "1" if random.random() < 0.97 else "2"
    household = _couple(desk)
    marriage = household.marriage or _elsewhere(desk, household)
    days = (desk.day - marriage[3]).days
    judged = desk.day - timedelta(days=min(random.randint(20, 200), max(16, days - 60)))
    kind_word = "QĐST-HNGĐ" if judged.year >= 2004 else "LHST"
    number = f"{random.randint(1, 240):02d}/{judged.year}/{kind_word}"
    court = f"Tòa án nhân dân {desk.district_name()}"
    fields = person_fields("husband", household.husband, desk)
    fields |= person_fields("wife", household.wife, desk)
    fields |= {
        "note_kind": Written(code, _KINDS[code]),
        "judgment_number": same(number),
        "judgment_date": date_of(judged, desk.officer),
        "judgment_court": same(court),
        "judgment_effective_date": date_of(
            judged + timedelta(days=random.choice((0, 15))), desk.officer
        ),
    }
    fields |= _marriage(desk, marriage)
    household.ended = judged
    links = {}
    if household.marriage and household.marriage_entry:
        links["ends"] = marriage[0]
        _note(household, code, f"QĐ số {number} của {court}")
    return [Draft(fields, [], links)]


def _couple(desk: Desk) -> Household:
    """Return a couple who married here at least a year ago, else one who married elsewhere."""
    town = desk.town
    a_year_ago = desk.day - timedelta(days=365)
    for _ in range(8):
        household = town.any_household(a_year_ago)
        together = household.wife.alive(desk.day) and household.head.alive(desk.day)
        if household.marriage and household.marriage[3] < a_year_ago and together:
            return household
    return town.couple_from_elsewhere(desk.day)


def _elsewhere(desk: Desk, household: Household) -> tuple[str, str, str, date]:
    day = household.since
    number = f"{desk.random.randint(1, 90):02d}/{day.year}"
    return "", number, f"01/{day.year}", day


def _marriage(desk: Desk, marriage: tuple[str, str, str, date]) -> Fields:
    _, number, book, day = marriage
    return {
        "marriage_office": same(desk.commune.office(day)),
        "marriage_number": same(number),
        "marriage_book_number": same(book),
        "marriage_date": date_of(day, desk.officer),
    }


def _note(household: Household, code: str, paper: str) -> None:
    """Write into the margin of the marriage that it has ended."""
    entry = household.marriage_entry
    assert entry
    entry.margin = f"Đã {_KINDS[code][0].lower()}{_KINDS[code][1:]} theo {paper}"
    entry.fields["marriage_state"] = Written(code, "")
    entry.events.append("ended")
