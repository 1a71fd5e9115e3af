"""What sample registers say: believable, faultless where nothing is planted, linked over books."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from hotich.rules import layouts, names, registers
from hotich.rules.checks import BookFacts, EntryFacts, check_book, check_record
from hotich.rules.dates import parse
from hotich.rules.numbers import parse_number, personal_number
from hotich.samples import copies, places, trouble
from hotich.samples.entries.book import DRAW, Book, BookPlan, Span, draw_book
from hotich.samples.entries.writing import Entry
from hotich.samples.town import Town

TODAY = date(2026, 1, 1)
YEARS = (1958, 1979, 1994, 2004, 2012, 2017, 2024)


def book_of(town: Town, kind: str, year: int, total: int = 30) -> Book:
    span = Span(year, 1, total, date(year, 1, 3), date(year, 12, 29))
    return draw_book(town, BookPlan(f"{kind}.{year}.01", kind, year, 1, (span,)))


def library(trouble_times: float, kinds: tuple[str, ...] = tuple(DRAW)) -> list[Book]:
    """Books of one commune from the war to today, of some kinds, in the order of time."""
    town = Town("7", places.home(), trouble_times)
    return [book_of(town, kind, year) for year in YEARS for kind in kinds]


def facts(book: Book) -> BookFacts:
    plan = book.plan
    explained = frozenset((year, number) for year, number, _ in book.missing)
    return BookFacts(
        plan.kind, plan.year, plan.number, closings=tuple(book.closings()), explained=explained
    )


def entry_facts(book: Book) -> list[EntryFacts]:
    return [
        EntryFacts(entry.id, entry.value("number"), entry.value("registration_date"))
        for entry in book.entries
    ]


@pytest.fixture(scope="module")
def clean() -> list[Book]:
    return library(0)


@pytest.fixture(scope="module")
def troubled() -> list[Book]:
    return library(8)


def entries_of(books: list[Book], kind: str = "") -> list[Entry]:
    return [e for book in books if kind in ("", book.plan.kind) for e in book.entries]


def test_it_works(clean: list[Book]) -> None:
    assert {book.plan.kind for book in clean} == set(registers.KINDS)
    for book in clean:
        assert len(book.entries) == 30
        kind = registers.load(book.plan.kind)
        for entry in book.entries:
            assert kind.main_name(entry.values())


@pytest.mark.parametrize("kind", registers.KINDS)
def test_clean_books_break_no_rule(clean: list[Book], kind: str) -> None:
    for book in clean:
        if book.plan.kind != kind:
            continue
        for entry in book.entries:
            found = check_record(
                registers.load(kind), entry.values(), {}, book=facts(book), today=TODAY
            )
            assert [f for f in found if f.severity == "E"] == [], entry.fields
        assert check_book(entry_facts(book), facts(book)) == []


@pytest.mark.parametrize("kind", registers.KINDS)
def test_errors_in_troubled_books_are_the_planted_ones(troubled: list[Book], kind: str) -> None:
    for book in troubled:
        if book.plan.kind != kind:
            continue
        planted = {entry.id: entry.planted for entry in book.entries}
        for entry in book.entries:
            found = check_record(
                registers.load(kind), entry.values(), entry.flags, book=facts(book), today=TODAY
            )
            assert {f.id for f in found if f.severity == "E"} <= set(entry.planted)
        for finding in check_book(entry_facts(book), facts(book)):
            entry_id = str(finding.facts.get("entry", ""))
            assert finding.id in planted.get(entry_id, book.planted()), finding


def test_what_is_planted_is_found(troubled: list[Book]) -> None:
    planted = Counter[str]()
    more = [book_of(Town("8", places.home(), 8), kind, 2009, 300) for kind in ("KS", "KT")]
    for book in (*troubled, *more):
        by_book = {
            (str(f.facts.get("entry")), f.id) for f in check_book(entry_facts(book), facts(book))
        }
        for entry in book.entries:
            kind = registers.load(book.plan.kind)
            found = check_record(kind, entry.values(), entry.flags, book=facts(book), today=TODAY)
            by_record = {(entry.id, finding.id) for finding in found}
            for check in entry.planted:
                assert (entry.id, check) in by_book | by_record, (check, entry.values())
            planted.update(entry.planted)
    assert {"R32", "R19", "R20g", "R13b"} <= set(planted)


def test_trouble_is_named_and_clean_books_have_none(
    clean: list[Book], troubled: list[Book]
) -> None:
    words = {"cancelled", "correction", "slip", "blot", "unreadable", "suffix", "repeated_number"}
    assert words <= {event for entry in entries_of(troubled) for event in entry.events}
    assert not words & {event for entry in entries_of(clean) for event in entry.events}
    assert not any(entry.flags or entry.planted or entry.wrong for entry in entries_of(clean))
    assert any(book.missing for book in troubled)
    assert not any(book.missing for book in clean)


def test_a_corrected_word_differs_from_the_one_it_was() -> None:
    for text in ("Hạnh", "HẠNH", "1959", "Ỷ", "14/11/1969"):
        assert trouble.misread(Random(1), text) != text


def test_every_field_of_every_layout_is_filled_somewhere(troubled: list[Book]) -> None:
    rare = {"remarks"}
    for kind in registers.KINDS:
        filled = {name for entry in entries_of(troubled, kind) for name in entry.values()}
        for layout_id in layouts.LAYOUTS:
            layout = layouts.load(layout_id)
            if layout.kind == kind:
                assert set(layout.fields()) - rare <= filled, layout_id


def test_links_point_to_entries_of_the_right_kind(clean: list[Book]) -> None:
    kinds = {entry.id: entry.kind for entry in entries_of(clean)}
    to = {"ends": "KH", "parents_married_in": "KH", "re_registration_of": None, "twin_of": "KS"}
    seen = set()
    for entry in entries_of(clean):
        for relation, target in entry.links.items():
            assert kinds[target] == (to.get(relation, "KS") or entry.kind), (relation, target)
            seen.add(relation)
    assert {"ends", "amends", "parents_married_in", "husband_born_in", "child_born_in"} <= seen


def test_twins_share_all_but_the_name(clean: list[Book]) -> None:
    births = {entry.id: entry for entry in entries_of(clean, "KS")}
    town = Town("9", places.home())
    births |= {e.id: e for e in book_of(town, "KS", 2009, 600).entries}
    pairs = [(e, births[e.links["twin_of"]]) for e in births.values() if "twin_of" in e.links]
    assert pairs
    for one, other in pairs:
        for name in ("registration_date", "child_birth_date", "mother_name", "father_name"):
            assert one.value(name) == other.value(name)
        assert one.value("child_name") != other.value("child_name")


def test_a_divorce_names_the_couple_and_the_marriage_on_book(clean: list[Book]) -> None:
    marriages = {entry.id: entry for entry in entries_of(clean, "KH")}
    ended = [(e, marriages[e.links["ends"]]) for e in entries_of(clean, "LH") if "ends" in e.links]
    assert ended
    for divorce, marriage in ended:
        assert divorce.value("marriage_number") == marriage.value("number")
        assert names.canonical(divorce.value("husband_name")) == names.canonical(
            marriage.value("husband_name")
        )
        assert marriage.margin.startswith("Đã ")


def test_personal_numbers_are_right_and_only_from_2016_on(clean: list[Book]) -> None:
    seen = 0
    for book in clean:
        for entry in book.entries:
            number = entry.value("child_personal_number")
            if book.plan.year < 2016:
                assert not number
            elif number:
                parts, born = personal_number(number), parse(entry.value("child_birth_date"))
                assert (parts.province, parts.year) == ("045", born.year)
                assert number[6:8] == places.PERSONAL_SERIES
                assert parts.sex == entry.value("child_sex")
                seen += 1
    assert seen > 20


def test_papers_are_of_their_time(clean: list[Book]) -> None:
    lengths = Counter[tuple[bool, int]]()
    for book in clean:
        for entry in book.entries:
            for name, written in entry.fields.items():
                if name.endswith("_paper_number") and written.value:
                    lengths[book.plan.year >= 2016, len(written.value)] += 1
    assert lengths[False, 12] == 0
    assert min(lengths[False, 9], lengths[True, 9], lengths[True, 12]) > 50


def test_old_books_have_years_ages_and_lunar_dates() -> None:
    town = Town("3", places.home())
    births = [e for y in (1960, 1970) for e in book_of(town, "KS", y, 150).entries]
    values = [e.value("child_birth_date") for e in births]
    parents = [e.value("mother_birth_date") for e in births]
    assert any(value.endswith("âm lịch") for value in values)
    assert any(len(value) == 4 for value in values)
    assert any(value.endswith("tuổi") for value in parents)


def test_uplanders_share_a_surname_and_know_the_year_only() -> None:
    upland = next(c for c in places.province().communes if c.highland > 0.8)
    couples = book_of(Town("3", upland), "KH", 2005, 200).entries
    surnames = Counter(e.value("husband_name").split()[0] for e in couples)
    years_only = sum(len(e.value("husband_birth_date")) == 4 for e in couples)
    assert surnames["Hồ"] > 120
    assert years_only > 100


def test_places_have_the_names_of_their_time() -> None:
    town = Town("3", places.home())
    old = " ".join(str(e.values()) for e in book_of(town, "KT", 1985, 60).entries)
    new = " ".join(str(e.values()) for e in book_of(town, "KT", 1995, 60).entries)
    assert "Thuận Vân" in old
    assert "Thuận Vân" not in new
    assert "UBHC" in book_of(town, "KT", 1970, 1).entries[0].value("office")


def test_the_copy_differs_a_little_and_says_where() -> None:
    town = Town("5", places.home(), 3)
    book = book_of(town, "KS", 2008, 200)
    copy = copies.copy_book(town, book)
    originals = {entry.id: entry for entry in book.entries}
    assert 0 < len(copy.entries) <= len(book.entries)
    differing = 0
    for entry in copy.entries:
        original = originals[entry.links["copy_of"]]
        differs = {n for n, w in entry.fields.items() if w.value != original.value(n)}
        told = {e.removeprefix("differs:") for e in entry.events if e.startswith("differs:")}
        assert differs - set(original.flags) == told - set(original.flags)
        differing += bool(told)
    assert differing > 5


def test_the_same_seed_writes_the_same_books() -> None:
    first, again, other = library(1, ("KS", "KT")), library(1, ("KS", "KT")), library(2, ("KS",))
    assert [e.values() for e in entries_of(first)] == [e.values() for e in entries_of(again)]
    assert [e.values() for e in entries_of(first)] != [e.values() for e in entries_of(other)]


def test_a_second_book_of_a_year_goes_on_with_its_numbers() -> None:
    town = Town("5", places.home(), 8)
    first = book_of(town, "HN", 2009, 80)
    span = Span(2009, 81, 40, date(2009, 7, 1), date(2009, 12, 29))
    second = draw_book(town, BookPlan("HN.2009.02", "HN", 2009, 2, (span,)))
    numbers = [parse_number(e.value("number")).n for b in (first, second) for e in b.entries]
    assert numbers == sorted(numbers)
    assert second.closings()[0][1] == numbers[80] > 60


def test_values_are_composed_unicode(troubled: list[Book]) -> None:
    for entry in entries_of(troubled):
        for written in entry.fields.values():
            assert written.value == names.nfc(written.value)
