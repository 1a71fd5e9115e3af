"""Checks 27 to 30 and 32: the entries of one book together, against its closing totals."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from hotich.rules.checks.facts import BookFacts, EntryFacts, number_or_none
from hotich.rules.checks.findings import Facts, Finding, found
from hotich.rules.dates import BadDate, parse
from hotich.rules.numbers import Number

Numbered = list[tuple[EntryFacts, Number]]


def _ranges(numbers: Sequence[int]) -> str:
    """Write rising numbers shortly: 3, 7–9."""
    runs = [
        [n for _, n in run]
        for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    ]
    return ", ".join(f"{r[0]}–{r[-1]}" if len(r) > 1 else str(r[0]) for r in runs)


def gaps(numbered: Numbered, book: BookFacts) -> Iterator[Finding]:
    """Check 27: no number of a year is missing without a reason.

    With a closing the year's numbers in this book are known; without one, only what lies between
    its lowest and highest number can be claimed.
    """
    present: dict[int, set[int]] = defaultdict(set)
    for _, number in numbered:
        present[number.year].add(number.n)
    expected = {year: range(min(ns), max(ns) + 1) for year, ns in present.items()}
    expected |= {year: range(first, first + total) for year, first, total in book.closings}
    for year, numbers in sorted(expected.items()):
        explained = {n for y, n in book.explained if y == year}
        missing = sorted(set(numbers) - present[year] - explained)
        if missing:
            facts: Facts = {"year": year, "count": len(missing), "numbers": _ranges(missing)}
            yield found("R27", None, "number", **facts)


def totals(numbered: Numbered, book: BookFacts) -> Iterator[Finding]:
    """Check 28: as many entries as the closing says; explained numbers may count or not."""
    counts = Counter(number.year for _, number in numbered)
    for year, _, total in book.closings:
        explained = sum(y == year for y, _ in book.explained)
        if not counts[year] <= total <= counts[year] + explained:
            yield found("R28", None, "number", year=year, count=counts[year], total=total)


def _full_date(entry: EntryFacts) -> date | None:
    try:
        return parse(entry.registration_date).full
    except BadDate:
        return None


def _out_of_order(days: Sequence[date]) -> set[int]:
    """Return the fewest positions that must go for the rest to rise (longest rising run kept)."""
    tails: list[date] = []
    holders: list[int] = []
    before: list[int | None] = []
    for position, day in enumerate(days):
        at = bisect_right(tails, day)
        before.append(holders[at - 1] if at else None)
        tails[at : at + 1], holders[at : at + 1] = [day], [position]
    kept, position_or_none = set(), holders[-1] if holders else None
    while position_or_none is not None:
        kept.add(position_or_none)
        position_or_none = before[position_or_none]
    return set(range(len(days))) - kept


def rising_dates(numbered: Numbered, book: BookFacts) -> Iterator[Finding]:
    """Check 29: dates rise with numbers; names the entries that do not fit among the others."""
    dated = [(n.key, e, day) for e, n in numbered if (day := _full_date(e))]
    dated.sort(key=lambda row: row[0])
    for position in sorted(_out_of_order([day for _, _, day in dated])):
        entry = dated[position][1]
        facts = {"number": entry.number, "registered": entry.registration_date}
        yield found("R29", None, "number", "registration_date", entry=entry.entry, **facts)


def pages(numbered: Numbered, book: BookFacts) -> Iterator[Finding]:
    """Check 30: as many pages scanned as the book has."""
    if book.pages and book.scanned is not None and book.scanned != book.pages:
        yield found("R30", None, "page", scanned=book.scanned, pages=book.pages)


def repeats(numbered: Numbered, book: BookFacts) -> Iterator[Finding]:
    """Check 32: one entry a number (with its suffix); a finding for each entry that shares one."""
    counts = Counter(number.key for _, number in numbered)
    for entry, number in numbered:
        if counts[number.key] > 1:
            facts: Facts = {"number": entry.number, "count": counts[number.key]}
            yield found("R32", None, "number", entry=entry.entry, **facts)


BOOK_CHECKS = (gaps, totals, rising_dates, pages, repeats)


def check_book(entries: Sequence[EntryFacts], book: BookFacts) -> list[Finding]:
    """Return what the checks of a whole book find.

    A finding about one entry has its id in ``facts["entry"]``. Entries whose number cannot be read
    (see check 1) are left out, so they are missing here.
    """
    numbered = [(e, number) for e in entries if (number := number_or_none(e.number))]
    return [finding for check in BOOK_CHECKS for finding in check(numbered, book)]
