"""The entries of a birth book: what stands on the paper, and what a faithful keyer types."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from hotich.rules import dates
from hotich.samples import people
from hotich.samples.people import Family, Papers, Person

OFFICE = f"UBND {people.COMMUNE}"
ON_TIME_DAYS = 60
TICK = "✓"
_TWINS = "Sinh đôi"
_REMARKS = ("Đã cấp 01 bản sao", "Đã cấp 02 bản sao")


@dataclass(frozen=True, slots=True)
class Written:
    """One field: the ink on the paper and the value a faithful keyer types for it."""

    value: str
    drawn: str


@dataclass(frozen=True, slots=True)
class Officer:
    """A registrar who writes: the name under the entry and the habits of writing."""

    name: str
    separator: str
    nation: str
    full_number: bool


@dataclass(frozen=True, slots=True)
class Birth:
    """One entry: our field name -> what is written, all fields of the form; and who wrote it."""

    fields: dict[str, Written]
    officer: int


@dataclass(frozen=True, slots=True)
class BookPlan:
    """A book to be written: ``first`` is its first number; its dates lie in ``start``..``end``."""

    year: int
    number: int
    first: int
    total: int
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class _Event:
    """One child to be entered."""

    registered: date
    born: date
    male: bool
    name: str
    family: Family
    place: str
    applicant: Person
    relation: str
    remark: str


def draw_book(random: Random, papers: Papers, plan: BookPlan) -> list[Birth]:
    """Return the entries of a book, numbers without gaps and dates rising."""
    officers = [_officer(random, male) for male in (True, False)]
    signers = [
        (people.adult_name(random, male=True), "Chủ tịch"),
        (people.adult_name(random, male=True), "Phó Chủ tịch"),
    ]
    births = []
    for index, event in enumerate(_events(random, papers, plan)):
        who = int(random.random() < 0.2)
        fields = _heading(plan, plan.first + index, event, officers[who])
        fields |= _child(event, officers[who])
        fields |= _parent("mother", event.family.mother, event, officers[who], random)
        fields |= _parent("father", event.family.father, event, officers[who], random)
        signer, position = signers[int(random.random() < 0.35)]
        fields |= {
            "applicant_name": _same(event.applicant.name),
            "applicant_relation": _same(event.relation),
            "applicant_paper_number": _paper(event.applicant.paper),
            "recorder": _same(officers[who].name),
            "signer": _same(signer),
            "signer_position": _same(position),
            "remarks": _same(event.remark),
        }
        births.append(Birth(fields, who))
    return births


def _officer(random: Random, male: bool) -> Officer:
    return Officer(
        people.adult_name(random, male=male),
        random.choice((" - ", "/", ".")),
        random.choice(("Việt Nam", "V. Nam")),
        random.random() < 0.5,
    )


def _events(random: Random, papers: Papers, plan: BookPlan) -> list[_Event]:
    days = sorted(_workday(random, plan.start, plan.end) for _ in range(plan.total))
    events: list[_Event] = []
    while len(events) < plan.total:
        first = _event(random, papers, days[len(events)])
        events.append(first)
        if random.random() < 0.025 and len(events) < plan.total:
            events[-1:] = _twins(random, first)
    return events


def _workday(random: Random, start: date, end: date) -> date:
    day = start + timedelta(days=random.randint(0, (end - start).days))
    if day.weekday() < 5:
        return day
    back = day - timedelta(days=day.weekday() - 4)
    return back if back >= start else day + timedelta(days=7 - day.weekday())


def _event(random: Random, papers: Papers, registered: date) -> _Event:
    late = random.random() < 0.12
    days = random.randint(ON_TIME_DAYS + 2, 700) if late else random.randint(1, ON_TIME_DAYS - 1)
    born = registered - timedelta(days=days)
    family = people.draw_family(random, papers, born.year)
    male = random.random() < 0.52
    applicant, relation = _applicant(random, papers, family)
    remark = random.choice(_REMARKS) if random.random() < 0.06 else ""
    name = people.child_name(random, family, male=male)
    place = _birth_place(random, family)
    return _Event(registered, born, male, name, family, place, applicant, relation, remark)


def _twins(random: Random, first: _Event) -> list[_Event]:
    male = first.male if random.random() < 0.6 else not first.male
    name = first.name
    while name == first.name:
        name = people.child_name(random, first.family, male=male)
    shared = (first.family, first.place, first.applicant, first.relation, _TWINS)
    return [
        _Event(first.registered, first.born, first.male, first.name, *shared),
        _Event(first.registered, first.born, male, name, *shared),
    ]


def _applicant(random: Random, papers: Papers, family: Family) -> tuple[Person, str]:
    if family.father is None:
        return family.mother, "Mẹ"
    draw = random.random()
    if draw < 0.68:
        return family.father, "Cha"
    if draw < 0.9:
        return family.mother, "Mẹ"
    father = family.father
    name = people.adult_name(random, male=True, people=father.people, family=father.surname)
    grandfather = Person(name, (), father.people, father.village, father.native, papers.number())
    return grandfather, "Ông nội"


def _birth_place(random: Random, family: Family) -> str:
    if family.people == people.BRU and random.random() < 0.4:
        return f"Tại nhà, {family.mother.home}"
    return random.choice(
        (
            f"Trạm y tế {people.COMMUNE}",
            f"Bệnh viện đa khoa {people.DISTRICT}",
            f"Bệnh viện đa khoa {people.DISTRICT}",
            f"Bệnh viện đa khoa {people.PROVINCE}",
        )
    )


def _heading(plan: BookPlan, number: int, event: _Event, officer: Officer) -> dict[str, Written]:
    late = (event.registered - event.born).days > ON_TIME_DAYS
    value = f"{number:03d}/{plan.year}"
    return {
        "number": Written(value, value if officer.full_number else f"{number:03d}"),
        "book_number": _same(f"{plan.number:02d}/{plan.year}"),
        "registration_date": _date(event.registered, officer),
        "registration_kind": Written("4" if late else "1", TICK),
        "office": _same(OFFICE),
    }


def _child(event: _Event, officer: Officer) -> dict[str, Written]:
    father = event.family.father or event.family.mother
    return {
        "child_name": _same(event.name),
        "child_sex": Written("1", "Nam") if event.male else Written("2", "Nữ"),
        "child_birth_date": _date(event.born, officer),
        "child_birth_date_words": _same(dates.to_words(event.born).capitalize()),
        "child_birth_place": _same(event.place),
        "child_native_place": _same(f"{father.native}, {people.DISTRICT}, {people.PROVINCE}"),
        "child_ethnicity": _same(event.family.people),
        "child_nationality": _same(officer.nation),
    }


def _parent(
    who: str, person: Person | None, event: _Event, officer: Officer, random: Random
) -> dict[str, Written]:
    names = ("name", "birth_date", "ethnicity", "nationality", "residence", "paper_number")
    if person is None:
        return {f"{who}_{name}": _same("") for name in names}
    if len(person.birth) == 3:
        day, month, year = person.birth
        birth = _date(date(year, month, day), officer)
    elif random.random() < 0.03:
        birth = _same(f"{event.registered.year - person.birth[0]} tuổi")
    else:
        birth = _same(str(person.birth[0]))
    written = (
        _same(person.name),
        birth,
        _same(person.people),
        _same(officer.nation),
        _same(person.home),
        _paper(person.paper),
    )
    return {f"{who}_{name}": field for name, field in zip(names, written, strict=True)}


def _same(text: str) -> Written:
    return Written(text, text)


def _date(day: date, officer: Officer) -> Written:
    drawn = officer.separator.join((str(day.day), str(day.month), str(day.year)))
    return Written(f"{day:%d.%m.%Y}", drawn)


def _paper(number: str) -> Written:
    """Cards are written in groups of three and keyed without the gaps."""
    return Written(number, " ".join(number[i : i + 3] for i in (0, 3, 6)).strip())
