"""One book from the shelf to the outbox, by actions alone."""

from hotich.delivery.models import Delivery, Package
from hotich.ledger.actions import seal
from hotich.ledger.queries import verify
from hotich.progress.queries import balances
from tests.province import Province


def test_it_works(province: Province) -> None:
    book = province.approve(entries=4)
    assert Delivery.objects.filter(book=book, state="pending").count() == 4
    assert Package.objects.get(book=book).entries == 4
    account = balances([book.pk])[book.pk]
    assert account.adds_up
    assert account.places["approved"] == account.expected == 4
    while seal():
        pass
    assert verify().broken_at is None
