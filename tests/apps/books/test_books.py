"""The shelf: a book is written down once, with the totals it was closed with."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from hotich.books import actions, queries
from hotich.books.errors import AlreadyRegistered, BadBook, LayoutInUse, NoSuchLayout
from hotich.books.models import Book, Closing
from hotich.ledger.queries import of_subject
from hotich.people.errors import NotAllowed, NotThere
from hotich.rules.registers import KINDS
from hotich.units.actions import record_changes
from hotich.units.drafts import Draft
from hotich.units.models import Unit
from tests.province import Province, at_once


def register(province: Province, **changes: Any) -> Book:
    book: dict[str, Any] = {
        "by": province.registrar,
        "unit": province.commune,
        "kind": "KS",
        "year": 2009,
        "number": 1,
        "pages": 20,
        "office": "UBND xã Mai Đàn",
        "closings": [(2009, 1, 40)],
    }
    return actions.register_book(**{**book, **changes})


def test_it_works(province: Province) -> None:
    book = register(province, closings=[(2009, 1, 25), (2010, 1, 15)])
    assert book.label == "01/2009"
    assert book.registered_by == province.registrar
    assert [(c.year, c.first_number, c.last_number) for c in book.closings.order_by("year")] == [
        (2009, 1, 25),
        (2010, 1, 15),
    ]
    assert queries.get(province.keyer_a, book.pk).expected == 40
    (line,) = of_subject(f"book:{book.pk}")
    assert (line.verb, line.actor, line.unit) == (
        "register_book",
        province.registrar.actor,
        province.commune.code,
    )


def test_a_head_may_register_too(province: Province) -> None:
    assert register(province, by=province.head).registered_by == province.head


def test_nobody_else_may_register_or_close_or_reopen(province: Province) -> None:
    book = register(province)
    for user in province.others("registrar", "head"):
        with pytest.raises(NotAllowed):
            register(province, by=user, number=2)
    for user in province.others("registrar"):
        for act in (actions.close_scanning, actions.reopen_scanning):
            with pytest.raises(NotAllowed):
                act(by=user, book=book)
    with pytest.raises(NotAllowed):
        register(province, unit=province.elsewhere)
    assert Book.objects.filter(unit__in=[province.commune, province.elsewhere]).count() == 1
    assert of_subject(f"book:{book.pk}").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "XX"},
        {"year": 1899},
        {"year": 2101},
        {"number": 0},
        {"number": 40000},
        {"pages": 0},
        {"pages": 10**10},
        {"closings": []},
        {"closings": [(2009, 1, 0)]},
        {"closings": [(2009, 1, 20001)]},
        {"closings": [(2009, 0, 5)]},
        {"closings": [(2009, 10**10, 5)]},
        {"closings": [(2009, 1, 5), (2009, 6, 5)]},
        {"closings": [(40000, 1, 5)]},
    ],
)
def test_a_book_that_cannot_be_is_refused(province: Province, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadBook):
        register(province, **wrong)
    assert not Book.objects.filter(unit=province.commune).exists()


def test_the_same_book_twice_is_refused_with_its_label(province: Province) -> None:
    register(province)
    with pytest.raises(AlreadyRegistered) as refused:
        register(province, pages=99)
    assert "01/2009" in refused.value.text("vi")
    assert register(province, number=2).pages == 20
    assert register(province, year=2010, closings=[(2010, 1, 4)]).number == 1


def test_the_same_book_at_once_is_registered_once(committed: Province) -> None:
    done = at_once(*[lambda: register(committed)] * 3)
    assert sorted(type(result).__name__ for result in done) == [
        "AlreadyRegistered",
        "AlreadyRegistered",
        "Book",
    ]
    book = Book.objects.get(unit=committed.commune)
    assert book.closings.count() == 1
    assert of_subject(f"book:{book.pk}").count() == 1


def test_closing_and_reopening_twice_changes_nothing(province: Province) -> None:
    book = register(province)
    actions.close_scanning(by=province.registrar, book=book)
    first = Book.objects.get(pk=book.pk).scanned_at
    actions.close_scanning(by=province.registrar, book=book)
    assert Book.objects.get(pk=book.pk).scanned_at == first is not None
    actions.reopen_scanning(by=province.registrar, book=book)
    actions.reopen_scanning(by=province.registrar, book=book)
    assert Book.objects.get(pk=book.pk).scanned_at is None
    verbs = [line.verb for line in of_subject(f"book:{book.pk}")]
    assert verbs == ["reopen_scanning", "close_scanning", "register_book"]


def test_a_book_of_another_unit_is_not_there(province: Province) -> None:
    book = register(province)
    for user in (province.other_keyer, province.other_head, province.administrator):
        assert book not in queries.visible(user)
        with pytest.raises(NotThere):
            queries.get(user, book.pk)
    assert book in queries.visible(province.department)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"kind": "XX"}, "book_kind_known"),
        ({"year": 1800}, "book_numbers_sane"),
        ({"number": 0}, "book_numbers_sane"),
        ({"pages": 0}, "book_numbers_sane"),
    ],
)
def test_the_database_refuses_a_book_that_cannot_be(
    province: Province, values: dict[str, Any], name: str
) -> None:
    book = register(province)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Book.objects.filter(pk=book.pk).update(**values)


def test_the_database_refuses_a_second_closing_of_a_year(province: Province) -> None:
    book = register(province)
    with pytest.raises(IntegrityError, match="closing_once_a_year"), transaction.atomic():
        Closing.objects.create(book=book, year=2009, first_number=41, total=1)
    with pytest.raises(IntegrityError, match="closing_sane"), transaction.atomic():
        Closing.objects.create(book=book, year=2010, first_number=1, total=0)


FORM = {
    "kind": "KS",
    "year": "2009",
    "number": "3",
    "office": "UBND xã Mai Đàn",
    "pages": "20",
    "first_number": "1",
    "total": "40",
}


def test_the_form_adds_a_book(province: Province) -> None:
    browser = Client()
    browser.force_login(province.registrar)
    assert browser.get("/books/new/").status_code == 200
    answer = browser.post("/books/new/", {**FORM, "unit": province.commune.pk})
    book = Book.objects.get(unit=province.commune, number=3)
    assert answer["Location"] == f"/scans/{book.pk}/"
    again = browser.post("/books/new/", {**FORM, "unit": province.commune.pk})
    assert again.status_code == 400
    assert "03/2009" in again.text


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"unit": "0"},
        {"unit": "x"},
        {"kind": "XX"},
        {"year": "1"},
        {"year": "hai nghìn"},
        {"number": "9" * 30},
        {"first_number": "99999999999"},
        {"first_number": "-1"},
        {"total": "0"},
        {"office": ""},
        {"office": "a\x00b"},
        {"office": "x" * 201},
    ],
)
def test_a_wrong_form_is_shown_again(province: Province, wrong: dict[str, str]) -> None:
    browser = Client()
    browser.force_login(province.registrar)
    form = {**FORM, "unit": province.commune.pk, **wrong} if wrong else {"office": "x"}
    answer = browser.post("/books/new/", form)
    assert answer.status_code == 400
    assert "errorlist" in answer.text or "msg-bad" in answer.text
    assert not Book.objects.filter(unit=province.commune).exists()


@pytest.mark.parametrize("kind", KINDS)
def test_the_form_takes_every_kind(province: Province, kind: str) -> None:
    browser = Client()
    browser.force_login(province.registrar)
    answer = browser.post("/books/new/", {**FORM, "unit": province.commune.pk, "kind": kind})
    assert answer.status_code == 302
    book = Book.objects.get(unit=province.commune, number=3)
    assert (book.kind, book.layout) == (kind, queries.layouts_for(kind, 2009)[0])


def test_several_years_in_one_book(province: Province) -> None:
    browser = Client()
    browser.force_login(province.registrar)
    form = {**FORM, "unit": province.commune.pk, "closing_year": [""], "more": "1"}
    page = browser.post("/books/new/", form)
    assert page.status_code == 200
    assert page.text.count('name="total"') == 2
    assert 'value="40"' in page.text
    assert "errorlist" not in page.text
    rows = {
        "closing_year": ["", "2010", ""],
        "first_number": ["1", "1", "1"],
        "total": ["40", "9", ""],
    }
    del form["more"]
    assert browser.post("/books/new/", {**form, **rows}).status_code == 302
    book = Book.objects.get(unit=province.commune, number=3)
    closings = book.closings.order_by("year").values_list("year", "first_number", "total")
    assert list(closings) == [(2009, 1, 40), (2010, 1, 9)]


@pytest.mark.parametrize(
    "rows",
    [
        {"closing_year": ["", ""], "first_number": ["1", "1"], "total": ["40", "9"]},
        {"closing_year": ["", "2010"], "first_number": ["1", "1"], "total": ["40", ""]},
        {"closing_year": ["", "2009"], "first_number": ["1", "1"], "total": ["40", "9"]},
        {"closing_year": ["x"], "first_number": ["1"], "total": ["40"]},
        {"closing_year": [], "first_number": [], "total": []},
    ],
)
def test_wrong_closings_are_shown_again(province: Province, rows: dict[str, list[str]]) -> None:
    browser = Client()
    browser.force_login(province.registrar)
    answer = browser.post("/books/new/", {**FORM, "unit": province.commune.pk, **rows})
    assert answer.status_code == 400
    assert "error" in answer.text or "msg-bad" in answer.text
    assert not Book.objects.filter(unit=province.commune).exists()


def test_what_follows_from_kind_and_year_is_offered(province: Province) -> None:
    """The printed forms of that year, and the office as it was called then."""
    record_changes(
        actor="system",
        drafts=[
            Draft(
                "renamed",
                datetime.date(2015, 1, 1),
                "NQ 1",
                (province.commune.code,),
                name="thị trấn Mai Đàn",
            )
        ],
    )
    browser = Client()
    browser.force_login(province.registrar)
    asked = {"unit": province.commune.pk, "kind": "KH", "year": "2009", "refresh": "1"}
    page = browser.post("/books/new/", {**asked, "office": "Ban Tư pháp"}).text
    assert '<option value="UBND xã Mai Đàn">' in page
    assert 'value="Ban Tư pháp"' in page
    for layout in queries.layouts_for("KH", 2009):
        assert f'value="{layout}"' in page
    later = browser.post("/books/new/", {**asked, "year": "2016"}).text
    assert '<option value="UBND thị trấn Mai Đàn">' in later


def test_a_book_of_an_office_that_has_ended(province: Province) -> None:
    old, new = province.elsewhere, province.commune
    record_changes(
        actor="system",
        drafts=[Draft("merged", datetime.date(2020, 1, 1), "NQ 1", (old.code,), (new.code,))],
    )
    browser = Client()
    browser.force_login(province.registrar)
    assert "xã Thạch Trung (đến 31/12/2019)" in browser.get("/books/new/").text
    form = {**FORM, "unit": new.pk, "office_unit": old.pk, "office": "UBND xã Thạch Trung"}
    assert browser.post("/books/new/", form).status_code == 302
    book = Book.objects.get(unit=new, number=3)
    assert (book.office, book.office_unit) == ("UBND xã Thạch Trung", old)
    assert "03/2009" in browser.get("/books/", {"text": "thach trung"}).text


def test_the_form_of_a_book_may_change_until_it_has_scans(province: Province) -> None:
    book = register(province)
    usual, other = queries.layouts_for("KS", 2009)[:2]
    assert book.layout == usual
    browser = Client()
    browser.force_login(province.registrar)
    assert other in browser.get(f"/books/{book.pk}/layout/").text
    for _ in range(2):
        assert browser.post(f"/books/{book.pk}/layout/", {"layout": other}).status_code == 302
    assert Book.objects.get(pk=book.pk).layout == other
    verbs = [line.verb for line in of_subject(f"book:{book.pk}")]
    assert verbs == ["change_layout", "register_book"]
    with pytest.raises(NoSuchLayout):
        actions.change_layout(by=province.head, book=book, layout="kh-ledger-a3")
    for user in province.others("registrar", "head"):
        with pytest.raises(NotAllowed):
            actions.change_layout(by=user, book=book, layout=usual)
    province.add_pages(book, 2)
    with pytest.raises(LayoutInUse):
        actions.change_layout(by=province.registrar, book=book, layout=usual)
    assert browser.post(f"/books/{book.pk}/layout/", {"layout": usual}).status_code == 409


def test_a_form_of_another_kind_is_refused(province: Province) -> None:
    with pytest.raises(NoSuchLayout):
        register(province, layout="kh-ledger-a3")
    assert register(province, layout=queries.layouts_for("KS", 2009)[-1])


def test_the_list_is_narrowed(province: Province) -> None:
    one = register(province, office="UBND xã Mai Đàn")
    two = register(
        province,
        kind="KH",
        year=1999,
        number=7,
        office="UBND huyện Hải Vân",
        closings=[(1999, 1, 3), (2001, 1, 4)],
    )
    actions.close_scanning(by=province.registrar, book=two)
    browser = Client()
    browser.force_login(province.registrar)

    def found(**asked: object) -> set[int]:
        page = browser.get("/books/", asked).text
        return {book.pk for book in (one, two) if f"/scans/{book.pk}/" in page}

    both = {one.pk, two.pk}
    assert found() == both
    assert found(text="hai van") == found(text="HẢI vân") == found(text="07/1999") == {two.pk}
    assert found(kind="KS") == found(state="open") == found(year=2009) == {one.pk}
    assert found(year=2001) == found(state="scanned") == {two.pk}
    assert found(unit=province.commune.pk) == both
    assert found(ended="1") == found(text="không có") == set()
    for nonsense in (
        {"unit": "x"},
        {"unit": province.elsewhere.pk},
        {"year": "x"},
        {"kind": "XX"},
        {"page": "x"},
        {"sort": "x"},
        {"text": "a\x00"},
    ):
        assert found(**nonsense) == both
    for sort in ("book", "-book", "kind", "pages", "-expected"):
        assert found(sort=sort) == both


def test_the_list_asks_the_same_questions_however_long(
    province: Province, django_assert_max_num_queries: Any
) -> None:
    browser = Client()
    browser.force_login(province.registrar)
    counts = []
    for first, last in ((1, 2), (2, 31)):
        for number in range(first, last):
            register(province, number=number)
        browser.get("/books/")
        with django_assert_max_num_queries(30) as asked:
            assert browser.get("/books/", {"text": "mai", "year": "2009"}).status_code == 200
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]


def test_the_form_offers_only_units_of_the_person(province: Province) -> None:
    browser = Client()
    browser.force_login(province.registrar)
    page = browser.get("/books/new/").text
    assert province.commune.name in page
    assert province.elsewhere.name not in page
    answer = browser.post("/books/new/", {**FORM, "unit": province.elsewhere.pk})
    assert answer.status_code == 400


def test_a_unit_holds_the_same_number_of_several_offices(province: Province) -> None:
    """Each office numbered its books from 1; the unit that came after holds them all."""

    def register(office: Unit | None) -> Book:
        return actions.register_book(
            by=province.registrar,
            unit=province.commune,
            kind="KS",
            year=1990,
            number=1,
            pages=3,
            office="UBND xã cũ",
            closings=[(1990, 1, 5)],
            office_unit=office,
        )

    own, former = register(None), register(province.elsewhere)
    assert own.pk != former.pk
    for office in (None, province.commune, province.elsewhere):
        with pytest.raises(AlreadyRegistered):
            register(office)
