"""The checks of a whole book against its numbers, dates and closing totals."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.rules.checks import BookFacts, EntryFacts, Finding, Volume, check_book, check_series

BOOK = BookFacts("KS", 2009, 1, pages=5, closings=((2009, 1, 10),), scanned=5)


def entries(*numbers: str, year: int = 2009) -> list[EntryFacts]:
    """Entries in the order of the book, registered on rising days."""
    first = date(year, 1, 5)
    return [
        EntryFacts(f"e{i}", f"{number}/{year}", f"{first + timedelta(days=7 * i):%d.%m.%Y}")
        for i, number in enumerate(numbers)
    ]


TEN = entries(*(f"{n:03d}" for n in range(1, 11)))


def only(found: list[Finding]) -> Finding:
    (finding,) = found
    assert "{" not in finding.text("vi") + finding.text("en")
    return finding


def test_it_works() -> None:
    assert check_book(TEN, BOOK) == []


def test_missing_numbers_are_listed_shortly() -> None:
    found = check_book(TEN[:2] + TEN[5:9], BOOK)
    assert [finding.id for finding in found] == ["R27", "R28"]
    assert found[0].facts == {"year": 2009, "count": 4, "numbers": "3–5, 10"}
    assert "3–5, 10" in found[0].text("vi")
    assert (found[1].facts["count"], found[1].facts["total"]) == (6, 10)


def test_an_explained_number_is_not_missing() -> None:
    book = BookFacts("KS", 2009, 1, closings=BOOK.closings, explained=frozenset({(2009, 3)}))
    assert check_book(TEN[:2] + TEN[3:], book) == []


def test_a_later_volume_begins_where_its_closing_says() -> None:
    rest = entries(*(f"{n:03d}" for n in range(120, 125)))
    assert check_book(rest, BookFacts("KS", 2009, 2, closings=((2009, 120, 5),))) == []
    found = only(check_book(rest[1:], BookFacts("KS", 2009, 2, closings=((2009, 119, 5),)))[:1])
    assert found.facts["numbers"] == "119–120"


def test_without_a_closing_only_inner_gaps_are_claimed() -> None:
    book = BookFacts("KS", 2009, 2)
    assert check_book(entries("120", "121"), book) == []
    assert only(check_book(entries("120", "122"), book)).facts["numbers"] == "121"


def test_each_year_of_a_book_counts_by_itself() -> None:
    book = BookFacts("KS", 2009, 1, closings=((2009, 1, 2), (2010, 1, 1)))
    assert check_book(entries("1", "2") + entries("1", year=2010), book) == []
    found = check_book(entries("1", "2"), book)
    assert [(f.id, f.facts["year"]) for f in found] == [("R27", 2010), ("R28", 2010)]


def test_more_entries_than_the_closing_says() -> None:
    found = only(check_book([*TEN, *entries("011")], BOOK)[:1])
    assert (found.id, found.facts["count"], found.facts["total"]) == ("R28", 11, 10)


def test_the_entry_with_the_odd_date_is_named_and_not_its_neighbours() -> None:
    late = EntryFacts("odd", "004/2009", "30.12.2009")
    found = only(check_book([*TEN[:3], late, *TEN[4:]], BOOK))
    assert (found.id, found.facts["entry"]) == ("R29", "odd")


def test_the_same_day_and_partial_dates_are_in_order() -> None:
    same_day = [EntryFacts(e.entry, e.number, "05.01.2009") for e in TEN[:9]]
    assert check_book([*same_day, EntryFacts("p", "010/2009", "2008")], BOOK) == []


def test_pages_scanned_are_the_pages_of_the_book() -> None:
    book = BookFacts("KS", 2009, 1, pages=6, closings=BOOK.closings, scanned=5)
    assert only(check_book(TEN, book)).facts == {"scanned": 5, "pages": 6}
    assert check_book(TEN, BookFacts("KS", 2009, 1, pages=6, closings=BOOK.closings)) == []


def test_both_entries_of_a_repeated_number_are_named() -> None:
    again = EntryFacts("again", "4/2009", TEN[3].registration_date)
    found = [f for f in check_book([*TEN, again], BOOK) if f.id == "R32"]
    assert {finding.facts["entry"] for finding in found} == {"e3", "again"}
    assert {finding.severity for finding in found} == {"E"}


def test_a_suffix_makes_another_number() -> None:
    extra = EntryFacts("extra", "004a/2009", TEN[3].registration_date)
    assert {f.id for f in check_book([*TEN, extra], BOOK)} == {"R28"}


def test_a_number_that_cannot_be_read_is_missing() -> None:
    bad = [EntryFacts("bad", "số 4", "")]
    assert {f.id for f in check_book([*TEN[:3], *bad, *TEN[4:]], BOOK)} == {"R27", "R28"}


def test_an_empty_book_lacks_all_its_numbers() -> None:
    assert [f.id for f in check_book([], BOOK)] == ["R27", "R28"]


FIRES = [
    ("R27", TEN[1:], BOOK),
    ("R28", TEN[1:], BOOK),
    ("R29", [EntryFacts("odd", "001/2009", "01.12.2009"), *TEN[1:]], BOOK),
    ("R30", TEN, BookFacts("KS", 2009, 1, pages=4, scanned=5)),
    ("R32", [*TEN, TEN[0]], BOOK),
]


@pytest.mark.parametrize(("case", "rows", "book"), FIRES)
def test_a_check_of_a_book_fires(case: str, rows: list[EntryFacts], book: BookFacts) -> None:
    found = [finding for finding in check_book(rows, book) if finding.id == case]
    assert found
    assert "{" not in found[0].text("vi") + found[0].text("en")


SILENT = [
    (
        "R27",
        [TEN[0], TEN[9]],
        BookFacts("KS", 2009, 1, explained=frozenset((2009, n) for n in range(2, 10))),
    ),
    (
        "R28",
        TEN[1:],
        BookFacts("KS", 2009, 1, closings=((2009, 1, 10),), explained=frozenset({(2009, 1)})),
    ),
    ("R29", [EntryFacts("odd", "001/2009", "12.2009"), *TEN[1:]], BOOK),
    ("R30", TEN, BookFacts("KS", 2009, 1, pages=4)),
    ("R32", [*TEN, EntryFacts("a", "001a/2009")], BOOK),
]


@pytest.mark.parametrize(("case", "rows", "book"), SILENT)
def test_a_check_of_a_book_stays_silent(case: str, rows: list[EntryFacts], book: BookFacts) -> None:
    assert case not in {finding.id for finding in check_book(rows, book)}


CLOSED = BookFacts("KS", 2009, 1, closings=((2009, 1, 2),))
FIRST, SECOND = BookFacts("KS", 2009, 1), BookFacts("KS", 2009, 2)
SERIES_FIRES = [
    ("R27b", [(entries("1", "2"), FIRST), (entries("4"), SECOND)]),
    ("R27b", [(entries("4"), SECOND), (entries("1", "2"), FIRST)]),
    ("R33", [(entries("1", "2"), FIRST), (entries("2", "3"), SECOND)]),
]
SERIES_SILENT = [
    ("R27b", [(entries("1", "2"), FIRST), (entries("3"), SECOND)]),
    ("R27b", [(entries("1", "3"), FIRST), (entries("4"), SECOND)]),  # R27 of the book says it
    (
        "R27b",
        [(entries("1"), CLOSED), (entries("3"), SECOND)],
    ),
    ("R27b", [(entries("1"), FIRST), (entries("4", year=2010), SECOND)]),
    ("R33", [(entries("1", "1"), FIRST), (entries("2"), SECOND)]),  # 32 says it
    ("R33", [(entries("1"), FIRST), (entries("1", year=2010), SECOND)]),
    ("R33", [(entries("1"), FIRST), (entries("1a"), SECOND)]),
]


@pytest.mark.parametrize(("case", "volumes"), SERIES_FIRES)
def test_what_is_wrong_between_the_books_of_a_year(case: str, volumes: list[Volume]) -> None:
    found = [finding for finding in check_series(volumes) if finding.id == case]
    assert found
    assert "{" not in found[0].text("vi") + found[0].text("en")


@pytest.mark.parametrize(("case", "volumes"), SERIES_SILENT)
def test_what_is_right_between_the_books_of_a_year(case: str, volumes: list[Volume]) -> None:
    assert case not in {finding.id for finding in check_series(volumes)}


def test_a_number_in_two_books_names_both_entries() -> None:
    found = check_series([(entries("1", "2"), FIRST), (entries("2", "3"), SECOND)])
    assert [(f.facts["entry"], f.facts["books"]) for f in found] == [
        ("e1", "02/2009"),
        ("e0", "01/2009"),
    ]


@given(st.lists(st.integers(1, 12), max_size=8, unique=True).map(sorted), st.integers(0, 8))
def test_gaps_of_books_and_between_them_are_those_of_the_year(ns: list[int], at: int) -> None:
    volumes: list[Volume] = [
        (entries(*map(str, part)), BookFacts("KS", 2009, place))
        for place, part in enumerate((ns[:at], ns[at:]), start=1)
    ]

    def missing(found: list[Finding]) -> int:
        return sum(int(f.facts["count"]) for f in found if f.check == 27)

    within = sum(missing(check_book(rows, book)) for rows, book in volumes)
    year = missing(check_book(entries(*map(str, ns)), FIRST))
    assert within + missing(check_series(volumes)) == year


@given(st.permutations(TEN))
def test_the_order_of_entries_given_does_not_matter(mixed: list[EntryFacts]) -> None:
    assert check_book(mixed, BOOK) == []


@given(st.lists(st.dates(date(2009, 1, 1), date(2009, 12, 31)), min_size=1, max_size=7))
def test_as_few_entries_as_possible_are_called_out_of_order(days: list[date]) -> None:
    rows = [EntryFacts(str(i), f"{i + 1}/2009", f"{d:%d.%m.%Y}") for i, d in enumerate(days)]
    named = sum(f.id == "R29" for f in check_book(rows, BookFacts("KS", 2009, 1)))
    longest = 0
    for chosen in range(1 << len(days)):
        kept = [day for i, day in enumerate(days) if chosen >> i & 1]
        if kept == sorted(kept):
            longest = max(longest, len(kept))
    assert named == len(days) - longest
