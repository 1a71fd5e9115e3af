"""The balance: whatever people do, each entry and each promised number is in one place."""

import uuid
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hotich.books import actions as books
from hotich.books.models import Book
from hotich.delivery import actions as delivery
from hotich.delivery.connectors import Answer
from hotich.delivery.models import Delivery, Package
from hotich.keying import actions as keying
from hotich.keying import queries as held
from hotich.keying.models import Hold
from hotich.ledger.actions import seal
from hotich.progress import queries
from hotich.records import actions as records
from hotich.records.models import Record
from hotich.review import actions as review
from hotich.review import queries as reviewing
from hotich.review.models import MissingReason
from hotich.rules.errors import Refused
from hotich.scans.models import Entry
from tests.province import Province, work

WHY = "đã xem ảnh"


def balance(book: Book) -> queries.Balance:
    return queries.balances([book.pk])[book.pk]


def places(book: Book) -> dict[str, int]:
    return {place: n for place, n in balance(book).places.items() if n}


def check(book: Book) -> None:
    """Compare the account with a second one, counted here without its query."""
    found = balance(book)
    assert found.difference == 0
    promised = {
        (closing.year, number)
        for closing in book.closings.all()
        for number in range(closing.first_number, closing.last_number + 1)
    }
    written = list(Entry.objects.filter(book=book).values_list("year", "number"))
    explained = set(book.missing_numbers.values_list("year", "number"))
    gaps = promised - set(written)
    assert found.expected == len(promised)
    assert found.located == len(written) + len(gaps)
    assert found.surplus == len(written) - len(promised & set(written))
    assert found.places["missing_explained"] == len(gaps & explained)
    unexplained = len(gaps - explained)
    scanned = Book.objects.get(pk=book.pk).scanned_at is not None
    assert found.places["missing"] == (unexplained if scanned else 0)
    assert found.places["unscanned"] == (0 if scanned else unexplained)
    squares = queries.squares(book)
    assert Counter(square.place for square in squares) == Counter(places(book))
    entries = [square.entry_id for square in squares if square.entry_id]
    assert len(entries) == len(set(entries)) == len(written)


def test_it_works(province: Province) -> None:
    book = province.register(entries=5)
    assert places(book) == {"unscanned": 5}
    province.add_pages(book, 4)
    assert places(book) == {"to_key": 4, "unscanned": 1}
    books.close_scanning(by=province.registrar, book=book)
    assert places(book) == {"to_key": 4, "missing": 1}
    assert not balance(book).adds_up
    review.explain_missing(
        by=province.checker, book=book, year=2009, number=5, reason=MissingReason.LOST
    )
    lease = keying.lease_batch(by=province.keyer_a, book=book, size=3)
    assert places(book) == {"missing_explained": 1, "to_key": 1, "in_keying": 3}
    first = held.held_entries(province.keyer_a, lease).first()
    keying.set_aside(by=province.keyer_a, entry=first, reason="mờ")
    assert places(book) == {"missing_explained": 1, "to_key": 1, "in_keying": 2, "set_aside": 1}
    keying.resume(by=province.checker, entry=first)
    province.key_twice(book)
    assert places(book) == {"missing_explained": 1, "in_review": 4}
    assert balance(book).adds_up
    check(book)


def test_every_place_of_a_delivery_has_its_line(province: Province) -> None:
    book = province.approve(entries=6)
    delivery.deliver_package(by=province.head, package=Package.objects.get(book=book))
    states = ["pending", "sent", "accepted", "refused", "unknown", "held"]
    for row, state in zip(Delivery.objects.filter(book=book).order_by("pk"), states, strict=True):
        Delivery.objects.filter(pk=row.pk).update(state=state)
    assert places(book) == dict.fromkeys(
        ("approved", "waiting", "accepted", "refused", "unknown", "held"), 1
    )
    assert balance(book).done == 1
    check(book)


def test_a_lease_that_ran_out_counts_as_waiting(province: Province) -> None:
    book = province.shelve(entries=2)
    keying.lease_batch(by=province.keyer_a, book=book)
    assert places(book) == {"in_keying": 2}
    Hold.objects.filter(entry__book=book).update(until=timezone.now() - timedelta(seconds=1))
    assert places(book) == {"to_key": 2}


def test_more_entries_than_promised_are_a_surplus(province: Province) -> None:
    book = province.shelve(entries=2, found=5)
    found = balance(book)
    assert (found.expected, found.surplus, found.places["to_key"]) == (2, 3, 5)
    check(book)


def test_a_repeated_number_leaves_a_gap_and_a_surplus(province: Province) -> None:
    book = province.shelve(entries=3)
    province.key(province.keyer_a, book, number="002/2009")
    province.key(province.keyer_b, book, number="002/2009")
    work()
    found = balance(book)
    assert (found.expected, found.surplus) == (3, 2)
    assert places(book) == {"in_review": 3, "missing": 2}
    check(book)


def test_an_entry_that_turns_up_after_it_was_explained_is_counted_once(
    province: Province,
) -> None:
    book = province.shelve(entries=3, found=2)
    review.explain_missing(
        by=province.checker, book=book, year=2009, number=3, reason=MissingReason.LOST
    )
    books.reopen_scanning(by=province.registrar, book=book)
    Entry.objects.filter(book=book, position=1).update(number=3)
    assert places(book) == {"to_key": 2, "unscanned": 1}
    check(book)


def test_the_sum_of_books_adds_up(province: Province) -> None:
    first, second = province.shelve(entries=2, found=3), province.shelve(entries=3, year=2010)
    parts = queries.balances([first.pk, second.pk])
    total = queries.total(parts)
    assert (total.expected, total.surplus, total.located) == (5, 1, 6)
    assert queries.balances([]) == {}


class Hands:
    """Everything people and workers can do to one book, each act on something drawn."""

    def __init__(self, province: Province, book: Book, draw: Callable[..., int]) -> None:
        self.province, self.book, self._draw = province, book, draw

    def draw(self, upto: int) -> int:
        return self._draw(st.integers(0, upto))

    def entry(self) -> Entry | None:
        entries = list(Entry.objects.filter(book=self.book).order_by("position"))
        return entries[self.draw(len(entries) - 1)] if entries else None

    def keyer(self) -> object:
        return [self.province.keyer_a, self.province.keyer_b, self.province.keyer_c][self.draw(2)]

    def number(self) -> str:
        year = (2009, 2010, 2011)[self.draw(2)]
        return f"{self.draw(5) + 1:03d}{('', '', 'a')[self.draw(2)]}/{year}"

    def scan(self) -> None:
        kept = Entry.objects.filter(book=self.book).count()
        if kept < 8:
            self.province.add_pages(self.book, 1 + self.draw(2))

    def open_or_close(self) -> None:
        act = (books.close_scanning, books.reopen_scanning)[self.draw(1)]
        act(by=self.province.registrar, book=self.book)

    def key(self) -> None:
        user = self.keyer()
        lease = keying.lease_batch(by=user, book=self.book, size=2)
        entry = held.held_entries(user, lease).first() if lease else None
        if entry is None:
            return
        changes = {"number": self.number()} if self.draw(1) else {}
        self.province.key_entry(user, entry, turn=lease.turn, **changes)

    def key_all(self) -> None:
        for user in (self.province.keyer_a, self.province.keyer_b):
            self.province.key(user, self.book)

    def lease(self) -> None:
        keying.lease_batch(by=self.keyer(), book=self.book, size=1 + self.draw(2))

    def run_out(self) -> None:
        Hold.objects.filter(entry__book=self.book).update(until=timezone.now())

    def set_aside(self) -> None:
        hold = Hold.objects.filter(entry__book=self.book).first()
        if hold:
            keying.set_aside(by=hold.lease.user, entry=hold.entry, reason=WHY)

    def resume(self) -> None:
        if entry := Entry.objects.filter(book=self.book, state="set_aside").first():
            keying.resume(by=self.province.checker, entry=entry)

    def settle(self) -> None:
        for entry in Entry.objects.filter(book=self.book, state="to_settle"):
            found = reviewing.pair(entry)
            for name in found.open if found else []:
                value = self.number() if name == "number" else "x"
                review.settle_difference(
                    by=self.province.checker, entry=entry, field=name, value=value
                )

    def compare(self) -> None:
        for entry in Entry.objects.filter(book=self.book, state="to_settle"):
            review.compare(entry=entry)

    def give_back(self) -> None:
        if entry := self.entry():
            review.return_entry(by=self.province.checker, entry=entry, reason=WHY)

    def correct(self) -> None:
        entry = self.entry()
        if record := Record.objects.filter(entry=entry).first():
            number = f"{entry.position + 1:03d}/2009" if self.draw(1) else self.number()
            records.correct(
                by=self.province.checker,
                record=record,
                changes={"number": (number, "")},
                reason=WHY,
            )

    def explain(self) -> None:
        missing = reviewing.missing_numbers(self.book)
        if missing:
            year, number = missing[self.draw(len(missing) - 1)]
            review.explain_missing(
                by=self.province.head,
                book=self.book,
                year=year,
                number=number,
                reason=MissingReason.SKIPPED,
            )

    def approve(self) -> None:
        for judged in reviewing.judged_book(self.book):
            if judged.open and judged.finding.severity == "W":
                review.accept_finding(
                    by=self.province.checker,
                    book=self.book,
                    entry=None,
                    finding=judged.key,
                    reason=WHY,
                )
        review.approve_book(by=self.province.head, book=self.book)

    def approve_as_it_is(self) -> None:
        """Approve what is in review, as a book would be whose every point was answered."""
        Entry.objects.filter(book=self.book, state="in_review").update(state="approved")
        numbers: set[tuple[int, int, str]] = set()
        for record in Record.objects.filter(book=self.book, entry__state="approved"):
            key = (record.year, record.number, record.suffix)
            if key not in numbers and record.current:
                numbers.add(key)
                taken = Record.objects.filter(
                    book=self.book,
                    approved__isnull=False,
                    year=record.year,
                    number=record.number,
                    suffix=record.suffix,
                ).exclude(pk=record.pk)
                if not taken.exists():
                    Record.objects.filter(pk=record.pk).update(approved=record.current)

    def reopen(self) -> None:
        if entry := Entry.objects.filter(book=self.book, state="approved").first():
            review.reopen_entry(by=self.province.head, entry=entry, reason=WHY)

    def package(self) -> None:
        delivery.queue_package(package=delivery.write_package(book=self.book))
        newest = Package.objects.filter(book=self.book).order_by("-pk")[0]
        delivery.deliver_package(by=self.province.head, package=newest)

    def send(self) -> None:
        row = delivery.begin_sending(book=self.book)
        if row and self.draw(3):
            statuses = ("accepted", "refused", "unknown", "retry")
            answer = Answer(statuses[self.draw(3)], raw={"id": uuid.uuid4().hex})
            delivery.record_answer(delivery=row, answer=answer)

    def hold(self) -> None:
        row = Delivery.objects.filter(book=self.book, state__in=["unknown", "sent"]).first()
        if row:
            Delivery.objects.filter(pk=row.pk).update(attempts=delivery.MAX_ATTEMPTS)
            delivery.record_answer(delivery=row, answer=Answer("unknown"))
        elif held_back := Delivery.objects.filter(book=self.book, state="held").first():
            delivery.release_held(by=self.province.head, delivery=held_back)


ACTS = (
    *("scan", "open_or_close", "lease", "key", "key_all", "run_out", "set_aside", "resume"),
    *("settle", "compare", "give_back", "correct", "explain", "approve", "approve_as_it_is"),
    *("reopen", "package", "send", "hold"),
)
CLOSINGS = st.lists(
    st.tuples(st.sampled_from([2009, 2010, 2011]), st.integers(1, 3), st.integers(1, 4)),
    min_size=1,
    max_size=3,
    unique_by=lambda closing: closing[0],
)


@given(data=st.data())
@settings(
    max_examples=8,
    phases=[Phase.explicit, Phase.generate],  # a shorter walk would cost minutes to find
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_it_adds_up_after_every_act(province: Province, data: st.DataObject) -> None:
    with transaction.atomic():
        book = books.register_book(
            by=province.registrar,
            unit=province.commune,
            kind="KS",
            year=2009,
            number=1,
            pages=3,
            office="UBND xã Mai Đàn",
            closings=data.draw(CLOSINGS),
        )
        hands = Hands(province, book, data.draw)
        hands.scan()
        check(book)
        for name in data.draw(st.lists(st.sampled_from(ACTS), min_size=8, max_size=24)):
            try:
                with transaction.atomic():
                    getattr(hands, name)()
            except Refused:
                pass
            check(book)
        transaction.set_rollback(True)


def test_the_pages_of_the_balance(province: Province) -> None:
    book = province.approve(entries=3)
    while seal():
        pass
    for user, may in (
        (province.head, True),
        (province.auditor, True),
        (province.keyer_a, False),
        (province.administrator, False),
    ):
        browser = Client()
        browser.force_login(user)
        assert browser.get("/").status_code == 200
        assert browser.get("/balance/").status_code == (200 if may else 403)
        assert browser.get(f"/balance/{book.pk}/").status_code == (200 if may else 404)
    for user, may in (
        (province.auditor, True),
        (province.administrator, True),
        (province.head, False),
    ):
        browser = Client()
        browser.force_login(user)
        assert browser.get("/ledger/").status_code == (200 if may else 403)


@pytest.mark.parametrize(
    "name", ["keyer_a", "checker", "registrar", "head", "department", "auditor"]
)
def test_the_front_page_opens_for_everybody_with_work_in_every_state(
    province: Province, name: str
) -> None:
    province.register(entries=1, number=9)
    province.shelve(entries=1, year=2010)
    differing = province.shelve(entries=1, year=2011)
    province.key_twice(differing, mother_name="Trần Thị Hoa")
    reviewed = province.shelve(entries=1, year=2012)
    province.key_twice(reviewed)
    browser = Client()
    browser.force_login(province.people[name])
    assert browser.get("/").status_code == 200
    tasks = {task.name for task in queries.tasks(province.people[name])}
    expected = {
        "keyer_a": {"Nhập liệu"},
        "checker": {"Phân xử", "Rà soát"},
        "registrar": {"Quét"},
        "head": {"Rà soát"},
        "department": set(),
        "auditor": set(),
    }
    assert tasks == expected[name]
