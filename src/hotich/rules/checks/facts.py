"""What the checks look at: a record with its flags, its book, and the limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hotich.rules.dates import BadDate, Written, earliest, latest, parse
from hotich.rules.numbers import BadNumber, Number, parse_number
from hotich.rules.registers import Kind

FLAGS = {
    "unreadable": ("không đọc được", "unreadable"),
    "blank": ("sổ để trống", "blank in the book"),
    "crossed_out": ("bị gạch xóa trong sổ", "crossed out in the book"),
}
LONGEST = 2000  # letters of a value as written, remarks too


@dataclass(frozen=True, slots=True)
class Limits:
    """The figures that the checks go by; an administrator may set others."""

    on_time_days: int = 60
    mother_age: tuple[int, int] = (13, 55)
    father_age: tuple[int, int] = (14, 80)
    parent_least_age: int = 10
    oldest_birth_year: int = 1900
    paper_least_age: int = 14


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


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """One entry for the book's checks; ``entry`` is the caller's id, the rest as written."""

    entry: str
    number: str
    registration_date: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """A record under check: the values as written, by our field names, and the flags beside."""

    kind: Kind
    values: Mapping[str, str]
    flags: Mapping[str, str]
    book: BookFacts
    today: date
    limits: Limits = LIMITS

    def value(self, name: str) -> str:
        return self.values.get(name, "").strip()

    def written(self, name: str) -> Written | None:
        """Return the date in a field, None where it is empty or cannot be read."""
        try:
            return parse(self.value(name), age_allowed=True)
        except BadDate:
            return None

    def span(self, name: str) -> tuple[date, date] | None:
        """Return the first and last day that a date field may mean, None where it has no date.

        An age counts back from the registration; without that it may mean any day.
        """
        written, registered = self.written(name), self.written("registration_date")
        on = registered.full if registered else None
        return (earliest(written, on), latest(written, on)) if written else None


def number_or_none(text: str) -> Number | None:
    """Return the registration number, None where it cannot be read."""
    try:
        return parse_number(text)
    except BadNumber:
        return None
