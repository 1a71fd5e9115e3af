"""A book that cannot be packed says so on its page; what is unusual is seen before it is sent."""

import pytest
from django.test import Client

from hotich.books.models import Book
from hotich.delivery import actions, queries
from hotich.delivery.jobs import queue_book
from hotich.delivery.models import Delivery, Package, Refusal
from hotich.files import storage
from hotich.ledger.queries import of_subject
from hotich.people.models import User
from hotich.review import actions as review
from hotich.scans.models import Entry
from tests.province import Province, work


def page(user: User, address: str) -> str:
    browser = Client()
    browser.force_login(user)
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.text


def refused(province: Province) -> tuple[Book, bytes]:
    """Return an approved book whose package cannot be written, and the picture that is gone."""
    book = province.shelve(entries=2)
    province.key_twice(book)
    review.approve_book(by=province.head, book=book)
    path = storage.path_of(Entry.objects.filter(book=book)[0].image_id)
    content = path.read_bytes()
    path.unlink()
    work()
    return book, content


def test_it_works(province: Province) -> None:
    book, content = refused(province)
    why = Refusal.objects.get(book=book)
    assert not Package.objects.filter(book=book).exists()
    for address in ("/deliveries/", f"/deliveries/{book.pk}/"):
        assert "hưa lập được gói" in page(province.head, address)
    assert why.vi in page(province.head, f"/deliveries/{book.pk}/")
    assert of_subject(f"book:{book.pk}").first().verb == "refuse_package"

    storage.keep([content])
    queue_book(book.pk)
    assert not Refusal.objects.filter(book=book).exists()
    assert Delivery.objects.filter(book=book).count() == 2
    assert "hưa lập được gói" not in page(province.head, f"/deliveries/{book.pk}/")


def test_the_same_reason_again_is_one_line(province: Province) -> None:
    book, _content = refused(province)
    lines = of_subject(f"book:{book.pk}").count()
    queue_book(book.pk)
    assert of_subject(f"book:{book.pk}").count() == lines
    assert Refusal.objects.filter(book=book).count() == 1


def test_a_book_reopened_meanwhile_is_no_refusal(province: Province) -> None:
    book = province.shelve(entries=1)
    province.key_twice(book)
    queue_book(book.pk)
    assert not Refusal.objects.filter(book=book).exists()


@pytest.mark.parametrize("who", ["head", "auditor"])
def test_one_scan_under_two_entries_is_shown_before_the_book_is_sent(
    province: Province, who: str
) -> None:
    """The drawn-up pages of these tests show one picture for both their entries."""
    book = province.approve(entries=2)
    package = Package.objects.get(book=book)
    assert [finding.id for finding in queries.warnings_of(package)] == ["R12f", "R12f"]
    assert "giống hệt tệp của trường hợp khác" in page(
        getattr(province, who), f"/deliveries/{book.pk}/"
    )
    actions.deliver_package(by=province.head, package=package)
    assert of_subject(f"book:{book.pk}").first().detail["warnings"] == 2
    assert "giống hệt" not in page(province.head, f"/deliveries/{book.pk}/")
