"""The book that most tests of review start from."""

import pytest

from hotich.books.models import Book
from tests.province import Province


@pytest.fixture
def book(province: Province) -> Book:
    """Three entries agreed and in review, nothing open."""
    book = province.shelve(entries=3)
    province.key_twice(book)
    return book
