"""Every list page asks the database the same number of questions, however long the list."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hotich.people.actions import give_role, open_account
from hotich.people.models import RoleName, User
from hotich.records.actions import Given, take_over
from tests.province import PASSWORD, Province, birth

LISTS = (
    ("registrar", "/books/"),
    ("keyer_c", "/"),
    ("keyer_c", "/keying/"),
    ("head", "/keying/now/"),
    ("department", "/keying/now/"),
    ("department", "/keying/pool/"),
    ("checker", "/"),
    ("checker", "/review/"),
    ("checker", "/review/settling/"),
    ("checker", "/review/senior/"),
    ("keyer_b", "/review/mine/"),
    ("head", "/"),
    ("head", "/deliveries/"),
    ("head", "/balance/"),
    ("auditor", "/balance/"),
    ("auditor", "/ledger/"),
    ("auditor", "/records/readings/"),
    ("head", "/people/"),
    ("administrator", "/units/"),
)


def fill(province: Province, year: int) -> None:
    """Add a book in each stage, and a person."""
    province.approve(entries=2, year=year)
    keyed = province.shelve(entries=2, year=year + 1)
    province.key_twice(keyed)
    province.shelve(entries=2, year=year + 2)
    differing = province.shelve(entries=2, year=year + 4)
    province.key_twice(differing, mother_name="Trần Thị Hoa")
    old = province.register(entries=2, year=year + 3)
    rows = [Given(birth(n, year + 3)) for n in (1, 2)]
    take_over(by=province.head, book=old, given=rows, state="other_route", source="x")
    name = f"more-{year}-{province.commune.pk}"
    user = open_account(username=name, full_name="Người thêm", password=PASSWORD)
    give_role(user=user, unit=province.commune, name=RoleName.KEYER)


def count(user: User, address: str) -> int:
    browser = Client()
    browser.force_login(user)
    browser.get(address)  # the first visit may fill what stays in memory
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200, address
    return len(queries)


@pytest.fixture
def counts(province: Province) -> dict[tuple[str, str], tuple[int, int]]:
    fill(province, 2001)
    few = {key: count(province.people[key[0]], key[1]) for key in LISTS}
    for year in (2006, 2011, 2016):
        fill(province, year)
    return {key: (n, count(province.people[key[0]], key[1])) for key, n in few.items()}


def test_it_works(counts: dict[tuple[str, str], tuple[int, int]]) -> None:
    grown = {key: pair for key, pair in counts.items() if pair[1] > pair[0]}
    assert grown == {}


def test_a_search_asks_as_often_for_many_as_for_few(province: Province) -> None:
    browser = Client()
    browser.force_login(province.checker)

    def ask() -> int:
        with CaptureQueriesContext(connection) as queries:
            page = browser.post("/records/", {"name": "nguyen van"})
        assert "Nguyễn Văn" in page.content.decode()
        return len(queries)

    fill(province, 2001)
    ask()
    few = ask()
    fill(province, 2006)
    assert ask() == few


def test_a_book_asks_as_often_with_many_entries_as_with_few(province: Province) -> None:
    few, many = province.approve(entries=2, year=2001), province.approve(entries=8, year=2002)
    reviewed = [province.shelve(entries=n, year=2002 + n) for n in (2, 8)]
    for book in reviewed:
        province.key_twice(book)
    for role, address, books in (
        ("checker", "/review/{}/", reviewed),
        ("checker", "/review/{}/", [few, many]),
        ("head", "/deliveries/{}/", [few, many]),
    ):
        asked = [count(province.people[role], address.format(book.pk)) for book in books]
        assert asked[0] == asked[1], address
