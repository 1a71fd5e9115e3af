"""What the checks look at: a record with its flags, its book, and the limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from hotich.rules.dates import BadDate, Written, earliest, latest, parse
from hotich.rules.numbers import BadNumber, Number, parse_number
from hotich.rules.registers import Kind

FLAGS = {
    "unreadable": ("không đọc được", "unreadable"),
    "blank": ("sổ để trống", "blank in the book"),
    "crossed_out": ("bị gạch xóa trong sổ", "crossed out in the book"),
}
LONGEST = 2000  # letters of a value as written, remarks too
REGISTERED = "registration_date"

Span = tuple[date, date]
"""The first and the last day that a written date may mean."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The figures that the checks go by, all in this place.

    Ages are whole years. Marriage: Law 52/2014/QH13, Art. 8 asks for full years from 2015 on;
    before, it was enough to have entered that year of life (Resolution 02/2000/NQ-HĐTP). Adoption:
    Law 52/2010/QH12, Art. 8 and 14. Identity cards for children: Law 26/2023/QH15.
    """

    on_time_days: int = 60
    death_on_time_days: int = 15
    mother_age: tuple[int, int] = (13, 55)
    father_age: tuple[int, int] = (14, 80)
    parent_least_age: int = 10
    recognised_gap: int = 13
    adoption_gap: int = 20
    adopted_below_age: int = 18
    oldest_birth_year: int = 1900
    oldest_age: int = 110
    husband_least_age: int = 20
    wife_least_age: int = 18
    full_marriage_age_from: date = date(2015, 1, 1)
    certificate_least_age: int = 16
    adult_age: int = 18
    paper_least_age: int = 14
    children_have_cards_from: date = date(2024, 7, 1)
    bytes_per_a4: int = 100_000
    heavy_file_factor: int = 3
    twin_numbers: int = 5
    near_days: int = 31


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class BookFacts:
    """A book on the shelf. ``year`` is when it was opened; ``pages`` None where not counted.

    ``closings`` are (year, first number, total entries) as signed when each year was closed;
    ``explained`` the (year, number) that are missing for a known reason; ``scanned`` the pages
    scanned so far, None where that is not to be checked.
    """

    kind: str
    year: int
    number: int
    pages: int | None = None
    closings: tuple[tuple[int, int, int], ...] = ()
    explained: frozenset[tuple[int, int]] = frozenset()
    scanned: int | None = None

    @property
    def shown(self) -> str:
        """The book number as registers write it: 01/2009."""
        return f"{self.number:02d}/{self.year}"


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """One entry for the book's checks; ``entry`` is the caller's id, the rest as written."""

    entry: str
    number: str
    registration_date: str = ""


AGE_COUNTS_FROM = {
    "mother_birth_date": ("child_birth_date", REGISTERED),
    "father_birth_date": ("child_birth_date", REGISTERED),
    "deceased_birth_date": ("deceased_death_date",),
}
"""The days on which an age may have been counted, where it is not simply the registration: a
parent's in a late birth registration also at the birth, a dead person's at the death."""


@lru_cache(maxsize=65_536)  # a book has some hundred days, a province some ten thousand
def _read(raw: str) -> tuple[Written, Span | None] | None:
    """Return a date with its span (an age has none yet), None where it cannot be read."""
    try:
        written = parse(raw, age_allowed=True)
    except BadDate:
        return None
    return written, None if written.age is not None else (earliest(written), latest(written))


@dataclass(frozen=True, slots=True)
class Record:
    """A record under check: the values as written, by our field names, and the flags beside.

    A flagged value is not judged: it reads as empty.
    """

    kind: Kind
    values: Mapping[str, str]
    flags: Mapping[str, str]
    book: BookFacts
    today: date = date.max
    limits: Limits = LIMITS
    _plain: dict[str, str] = field(default_factory=dict, init=False, repr=False)
    _spans: dict[str, Span | None] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        flags = self.flags
        for name, value in self.values.items():  # once: each is asked for several times
            if name and name not in flags:
                self._plain[name] = value.strip()

    def value(self, name: str) -> str:
        return self._plain.get(name, "")

    def given(self, name: str) -> bool:
        """Say whether the book has something in a field, if only something unreadable."""
        return name in self.flags or bool(self.value(name))

    def written(self, name: str) -> Written | None:
        """Return the date in a field, None where it is empty or cannot be read."""
        read = _read(self.value(name))
        return read and read[0]

    def span(self, name: str) -> Span | None:
        """Return the first and last day that a date field may mean, None where it has no date.

        An age counts back from the days in AGE_COUNTS_FROM; without those it may mean any day.
        """
        if name not in self._spans:
            self._spans[name] = self._span(name)
        return self._spans[name]

    def _span(self, name: str) -> Span | None:
        read = _read(self.value(name))
        if read is None or read[0].age is None:
            return read and read[1]
        if not name.endswith("_birth_date"):
            return None  # an age is no day of an event
        counted = [self.span(day) for day in AGE_COUNTS_FROM.get(name, (REGISTERED,))]
        known = [span for span in counted if span and span[0] > date.min]
        if len(known) < len(counted):
            return date.min, date.max
        first = min(earliest(read[0], span[0]) for span in known)
        return first, max(latest(read[0], span[1]) for span in known)


def years_between(born: date, on: date) -> int:
    """Whole years from a birth to a day; negative before the birth."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def age_at_most(born: Span, on: Span) -> int:
    """The age that is certainly not exceeded."""
    return years_between(born[0], on[1])


def age_at_least(born: Span, on: Span) -> int:
    """The age that is certainly reached."""
    return years_between(born[1], on[0])


@lru_cache(maxsize=65_536)  # each year counts from 1 again
def number_or_none(text: str) -> Number | None:
    """Return the registration number, None where it cannot be read."""
    try:
        return parse_number(text)
    except BadNumber:
        return None
