"""The checks of a whole book against its numbers, dates and closing totals."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hotich.rules.checks import BookFacts, EntryFacts, Finding, check_book

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
