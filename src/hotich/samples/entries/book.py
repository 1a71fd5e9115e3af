"""A book of any kind: its days and numbers, the heading and signatures around what a kind says."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from hotich.rules import registers
from hotich.rules.numbers import parse_number
from hotich.samples import naming, trouble
from hotich.samples.entries import (
    adoption,
    amendment,
    birth,
    death,
    divorce_note,
    guardianship,
    marital_status,
    marriage,
    recognition,
)
from hotich.samples.entries.writing import (
    Desk,
    Draft,
    Entry,
    Fields,
    Officer,
    Written,
    date_of,
    draw_officer,
    same,
)
from hotich.samples.town import Town

_MODULES = (
    birth,
    marriage,
    death,
    recognition,
    marital_status,
    guardianship,
    amendment,
    adoption,
    divorce_note,
)
DRAW: dict[str, Callable[[Desk], list[Draft]]] = {module.KIND: module.draw for module in _MODULES}
"""How each kind draws; the kinds whose books can be drawn."""

_TERM = 7
"""Years after which an office has other people."""


@dataclass(frozen=True, slots=True)
class Span:
    """One year within a book: its numbers from ``first`` on, its days, its closing ``total``."""

    year: int
    first: int
    total: int
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class BookPlan:
    """A book to be written: when it was opened, its number in that year, and its years."""

    id: str
    kind: str
    year: int
    number: int
    spans: tuple[Span, ...]

    @property
    def total(self) -> int:
        return sum(span.total for span in self.spans)


@dataclass(frozen=True, slots=True)
class Staff:
    """Who writes and who signs at an office for some years."""

    officers: tuple[Officer, Officer]
    signers: tuple[tuple[str, str], ...]


def draw_staff(random: Random, year: int, capitals: float) -> Staff:
    officers = draw_officer(random, year, capitals), draw_officer(random, year, capitals)

    def signer() -> str:
        return naming.full_name(random, male=random.random() < 0.85, year=year - 48)

    deputy = "Phó Chủ tịch" if random.random() < 0.7 else "KT. Chủ tịch, Phó Chủ tịch"
    return Staff(officers, ((signer(), "Chủ tịch"), (signer(), deputy)))


def staff_of(town: Town, year: int) -> Staff:
    """Return the office's people of a year: the same for all its books of a term."""
    term = year // _TERM
    random = Random(f"{town.seed}/staff/{term}")
    return draw_staff(random, term * _TERM, town.trouble["capitals"])


@dataclass(slots=True)
class Book:
    """A written book: the entries in the order of its pages, and the numbers that are missing as
    (year, number, reason). ``copy_of`` is the id of the book that it copies, ``firsts`` the first
    number of each year."""

    plan: BookPlan
    entries: list[Entry]
    missing: list[tuple[int, int, str]]
    copy_of: str = ""
    firsts: dict[int, int] = field(default_factory=dict)

    def closings(self) -> list[tuple[int, int, int]]:
        """Return (year, first number, total) as signed when each year was closed.

        Lost and torn pages had been counted; numbers that were skipped had not. A year of which
        nothing is left was never closed in this book.
        """
        years = [entry.value("number").rpartition("/")[2] for entry in self.entries]
        counted = Counter(int(year) for year in years)
        counted.update(y for y, _, reason in self.missing if reason in ("page_lost", "torn"))
        return [
            (span.year, self.firsts.get(span.year, span.first), counted[span.year])
            for span in self.plan.spans
            if counted[span.year]
        ]

    def planted(self) -> list[str]:
        """Return the checks that must find something in the book as a whole: a number given twice
        leaves the last numbers of the closing without entries."""
        present = {parse_number(entry.value("number")).key[:2] for entry in self.entries}
        present |= {(year, number) for year, number, _ in self.missing}
        closed = (
            (year, number)
            for year, first, total in self.closings()
            for number in range(first, first + total)
        )
        return ["R27"] if any(number not in present for number in closed) else []


def draw_book(town: Town, plan: BookPlan) -> Book:
    """Write a book from its first page to its last."""
    book = Book(plan, [], [])
    for span in plan.spans:
        draw_span(town, book, span)
    return book


def draw_span(town: Town, book: Book, span: Span) -> None:
    """Write the entries of one year into a book; a year's second book goes on with its numbers."""
    random, plan, names = town.random, book.plan, _names(book.plan.kind)
    days = sorted(_workday(random, span.start, span.end) for _ in range(span.total))
    staff = staff_of(town, span.year)
    first = town.next_numbers.get((plan.kind, span.year), span.first)
    book.firsts[span.year] = first
    numbering = trouble.Numbering(town, plan.id, first)
    start = len(book.entries)
    while (done := len(book.entries) - start) < span.total:
        officer = int(random.random() < 0.2)
        desk = Desk(town, staff.officers[officer], days[done])
        drafts = DRAW[plan.kind](desk)[: span.total - done]
        for draft in drafts:
            number, event = numbering.next()
            fields = _heading(plan, number, span.year, desk)
            fields |= {name: w for name, w in draft.fields.items() if name in names}
            fields |= _signing(staff, desk)
            entry_id = f"{plan.id}/{len(book.entries)}"
            events = [*draft.events, event] if event else draft.events
            entry = Entry(entry_id, plan.kind, fields, officer, events, draft.links)
            if draft is not drafts[0]:
                entry.links["twin_of"] = book.entries[start + done].id
            if draft.remember:
                draft.remember(entry)
            book.entries.append(entry)
    town.next_numbers[plan.kind, span.year] = numbering.upcoming
    book.missing += [(span.year, number, reason) for number, reason in numbering.missing]
    trouble.disturb(town, book.entries[start:])


def _workday(random: Random, start: date, end: date) -> date:
    day = start + timedelta(days=random.randint(0, (end - start).days))
    if day.weekday() < 5:
        return day
    back = day - timedelta(days=day.weekday() - 4)
    return back if back >= start else day + timedelta(days=7 - day.weekday())


_NAMES: dict[str, frozenset[str]] = {}


def _names(kind: str) -> frozenset[str]:
    if kind not in _NAMES:
        _NAMES[kind] = frozenset(field.name for field in registers.load(kind).fields)
    return _NAMES[kind]


def _heading(plan: BookPlan, number: str, year: int, desk: Desk) -> Fields:
    value = f"{number}/{year}"
    return {
        "number": Written(value, value if desk.officer.full_number else number),
        "book_number": same(f"{plan.number:02d}/{plan.year}"),
        "registration_date": date_of(desk.day, desk.officer),
        "office": same(desk.commune.office(desk.day)),
    }


def _signing(staff: Staff, desk: Desk) -> Fields:
    signer, position = staff.signers[int(desk.random.random() < 0.35)]
    return {
        "recorder": same(desk.officer.name),
        "signer": same(signer),
        "signer_position": same(position),
    }
