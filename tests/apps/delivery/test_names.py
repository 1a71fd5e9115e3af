"""File names of a book: by its unit as it is called, or was on its last day."""

from django.utils import timezone

from hotich.books.models import Book
from hotich.delivery.queries import unit_slug
from hotich.units.actions import record_changes
from hotich.units.drafts import Draft, NewUnit
from tests.province import Province

DECREE = "Nghị quyết số 1/NQ ngày 01.01.2025"
OLD = "xamaidan_hhv_tqs"


def merge(province: Province) -> None:
    """Found a new commune out of both, straight below the province, and end the district."""
    a, b = province.commune, province.elsewhere
    assert a.parent is not None
    assert a.parent.parent is not None
    new = NewUnit(f"3{a.code}", "xã Mai Thạch", "commune", a.parent.parent.code)
    today = timezone.localdate()
    drafts = [
        Draft("merged", today, DECREE, (a.code, b.code), new=(new,)),
        Draft("ended", today, DECREE, (a.parent.code,), (new.code,)),
    ]
    record_changes(actor="system", drafts=drafts)


def test_it_works(province: Province) -> None:
    assert unit_slug(province.register()) == OLD


def test_after_a_merger_an_old_book_keeps_its_file_names(province: Province) -> None:
    pk = province.register().pk
    merge(province)
    book = Book.objects.get(pk=pk)
    assert book.unit.last_day is not None
    assert unit_slug(book) == OLD


def test_a_book_of_a_former_office_is_called_by_that_office(province: Province) -> None:
    book = province.register()
    Book.objects.filter(pk=book.pk).update(unit=province.elsewhere, office_unit=province.commune)
    assert unit_slug(Book.objects.get(pk=book.pk)) == OLD
