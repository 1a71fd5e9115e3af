"""Checks 27 to 30, 32 and 33: the entries of one book together, against its closing totals, and
the books in which an office's numbers run on.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from hotich.rules.checks.facts import BookFacts, EntryFacts, number_or_none
from hotich.rules.checks.findings import Facts, Finding, found
from hotich.rules.dates import BadDate, parse
from hotich.rules.numbers import Number

Numbered = list[tuple[EntryFacts, Number]]
Volume = tuple[Sequence[EntryFacts], BookFacts]


def _ranges(numbers: Sequence[int]) -> str:
    """Write rising numbers shortly: 3, 7–9."""
    runs = [
        [n for _, n in run]
        for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    ]
    return ", ".join(f"{r[0]}–{r[-1]}" if len(r) > 1 else str(r[0]) for r in runs)


def _present(numbered: Iterable[tuple[EntryFacts, Number]]) -> dict[int, set[int]]:
    present: dict[int, set[int]] = defaultdict(set)
    for _, number in numbered:
        present[number.year].add(number.n)
    return present


def _expected(present: Mapping[int, set[int]], book: BookFacts) -> dict[int, range]:
    """Return the numbers of each year that a book should hold.

    With a closing they are known; without one, only what lies between the lowest and the highest
    number can be claimed.
    """
    expected = {year: range(min(ns), max(ns) + 1) for year, ns in present.items()}
    return expected | {year: range(first, first + total) for year, first, total in book.closings}


def gaps(numbered: Numbered, book: BookFacts) -> Iterator[Finding]:
    """Check 27: no number of a year is missing without a reason."""
    present = _present(numbered)
    for year, numbers in sorted(_expected(present, book).items()):
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
    numbered = _numbered(entries)
    return [finding for check in BOOK_CHECKS for finding in check(numbered, book)]


def _numbered(entries: Iterable[EntryFacts]) -> Numbered:
    return [(e, number) for e in entries if (number := number_or_none(e.number))]


def gaps_between(volumes: Sequence[Volume]) -> Iterator[Finding]:
    """Check 27: no number is missing between two books of a year; those within a book are its own
    (see ``gaps``)."""
    present: dict[int, set[int]] = defaultdict(set)
    within: dict[int, set[int]] = defaultdict(set)
    for entries, book in volumes:
        own = _present(_numbered(entries))
        for year, numbers in _expected(own, book).items():
            within[year] |= {*numbers, *own.get(year, ())}
        for year, number in book.explained:
            within[year].add(number)
        for year, there in own.items():
            present[year] |= there
    for year, there in sorted(present.items()):
        missing = sorted(set(range(min(there), max(there) + 1)) - within[year])
        if missing:
            facts: Facts = {"year": year, "count": len(missing), "numbers": _ranges(missing)}
            yield found("R27b", None, "number", **facts)


def repeats_between(volumes: Sequence[Volume]) -> Iterator[Finding]:
    """Check 33: a number stands in one book only; a finding for each entry that shares one."""
    rows = [
        (place, entry, number)
        for place, (entries, _) in enumerate(volumes)
        for entry, number in _numbered(entries)
    ]
    holders: dict[tuple[int, int, str], set[int]] = defaultdict(set)
    for place, _, number in rows:
        holders[number.key].add(place)
    for place, entry, number in rows:
        others = sorted(holders[number.key] - {place})
        if others:
            books = ", ".join(volumes[other][1].shown for other in others)
            facts: Facts = {"number": entry.number, "books": books}
            yield found("R33", None, "number", entry=entry.entry, **facts)


def check_series(volumes: Sequence[Volume]) -> list[Finding]:
    """Return what is found across the books of one (office, kind): its numbers run on from book to
    book within a year. Volumes are (entries, book)."""
    return [*gaps_between(volumes), *repeats_between(volumes)]
