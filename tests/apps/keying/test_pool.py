"""The pool: own books first, then what others opened, by need; never more people than lent."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hotich.books.models import Book
from hotich.keying import actions, pool
from hotich.keying.errors import NothingOpen, ShareOutOfRange
from hotich.keying.models import Hold, Keying, Lease, Sharing
from hotich.ledger.models import Line
from hotich.people.actions import give_role, open_account
from hotich.people.errors import NotAllowed
from hotich.people.models import RoleName, User
from hotich.scans.models import Entry
from hotich.units.models import Unit
from tests.province import LAYOUT, PASSWORD, Province, at_once, birth


def stand(unit: Unit, waiting: int, *, year: int = 2009, number: int = 1, kind: str = "KS") -> Book:
    """Put a book with entries to key on a unit's shelf, without pictures."""
    by = User.objects.order_by("pk")[0]
    book = Book.objects.create(
        unit=unit, kind=kind, year=year, number=number, pages=9, office="UBND", registered_by=by
    )
    Entry.objects.bulk_create(
        Entry(book=book, box=0, position=n, corners=[], layout=LAYOUT, year=year, number=n + 1)
        for n in range(waiting)
    )
    return book


def keyer(unit: Unit) -> User:
    name = f"k{uuid.uuid4().hex[:8]}"
    user = open_account(username=name, full_name=f"Người thử {name}", password=PASSWORD)
    give_role(user=user, unit=unit, name=RoleName.KEYER)
    return user


def lend(user: User, book: Book, entries: int = 2) -> Lease:
    """Have a person hold entries of another unit's book out of the pool."""
    until = timezone.now() + timedelta(minutes=30)
    lease = Lease.objects.create(user=user, book=book, turn=1, size=entries, pool=True, until=until)
    free = Entry.objects.filter(book=book, hold=None).order_by("position")[:entries]
    Hold.objects.bulk_create(Hold(entry=entry, lease=lease, until=until) for entry in free)
    return lease


def share(unit: Unit, kinds: tuple[str, ...] = ("KS",), percent: int = 50, **more: object) -> None:
    Sharing.objects.update_or_create(
        unit=unit, defaults={"open_kinds": list(kinds), "share": percent, **more}
    )


def test_it_works(province: Province) -> None:
    """Own books first, most waiting first; when they are keyed, what another unit opened."""
    few, many = stand(province.commune, 2, year=2008), stand(province.commune, 5)
    far = stand(province.elsewhere, 9)
    share(province.elsewhere)
    assert pool.choose(province.keyer_a) == pool.Choice(many, pool=False)
    Entry.objects.filter(book=many).update(state="approved")
    assert pool.choose(province.keyer_a) == pool.Choice(few, pool=False)
    assert not pool.may_draw(province.keyer_a, far)
    Entry.objects.filter(book=few).update(state="to_settle")
    assert pool.choose(province.keyer_a) == pool.Choice(far, pool=True)
    assert pool.may_draw(province.keyer_a, far)


def test_nothing_is_shared_that_nobody_opened(province: Province) -> None:
    book = stand(province.elsewhere, 3)
    assert pool.choose(province.keyer_a) is None
    share(province.elsewhere, ("KH", "KT"))
    assert pool.choose(province.keyer_a) is None
    assert not pool.may_draw(province.keyer_a, book)


def test_only_keyers_draw(province: Province) -> None:
    book = stand(province.elsewhere, 3)
    share(province.elsewhere)
    for user in province.others("keyer_a", "keyer_b", "keyer_c", "other_keyer"):
        assert pool.choose(user) is None
        assert not pool.may_draw(user, book)


def test_own_books_are_never_drawn_from_the_pool(province: Province) -> None:
    book = stand(province.commune, 3)
    share(province.commune)
    assert pool.choose(province.keyer_a) == pool.Choice(book, pool=False)
    assert not pool.may_draw(province.keyer_a, book)
    assert pool.in_pool(province.keyer_a) is None


def test_what_a_person_keyed_or_another_holds_is_not_offered(province: Province) -> None:
    book = stand(province.elsewhere, 2)
    share(province.elsewhere)
    first, second = Entry.objects.filter(book=book).order_by("position")
    Keying.objects.create(
        entry=first, round=1, turn=1, user=province.keyer_a, values={}, digest="x"
    )
    assert pool.choose(province.keyer_a) == pool.Choice(book, pool=True)
    lease = lend(province.other_keyer, book, 2)
    assert pool.choose(province.keyer_a) is None
    Hold.objects.filter(lease=lease).update(until=timezone.now() - timedelta(hours=1))
    assert pool.choose(province.keyer_a) == pool.Choice(book, pool=True)
    second.state = "set_aside"
    second.save()
    assert pool.choose(province.keyer_a) is None


@pytest.mark.parametrize(("percent", "places"), [(0, 0), (10, 1), (50, 2), (100, 5)])
def test_no_more_people_are_lent_than_the_unit_says(
    province: Province, percent: int, places: int
) -> None:
    """Of five keyers: half is two; a little is still one; none is none."""
    book = stand(province.elsewhere, 40)
    share(province.elsewhere)
    share(province.commune, (), percent)
    people = [province.keyer_a, province.keyer_b, province.keyer_c]
    people += [keyer(province.commune) for _ in range(2)]
    for n, user in enumerate(people):
        assert pool.may_draw(user, book) == (n < places)
        if n < places:
            lend(user, book)
    if places:
        assert pool.may_draw(people[0], book), "who is lent already may go on"
    Hold.objects.update(until=timezone.now() - timedelta(hours=1))
    assert pool.may_draw(people[-1], book) == (places > 0)


def test_two_colleagues_at_once_do_not_exceed_the_share(committed: Province) -> None:
    """Of three keyers half is one: one of two gets a batch, the other is refused."""
    book = stand(committed.elsewhere, 30)
    share(committed.elsewhere)
    users = (committed.keyer_a, committed.keyer_b)
    try:
        done = at_once(
            *(lambda u=u: actions.lease_batch(by=u, book=book, size=10, pool=True) for u in users)
        )
    finally:
        Sharing.objects.filter(unit=committed.elsewhere).delete()
    assert sorted(type(one).__name__ for one in done) == ["Lease", "NotAllowed"]
    (lease,) = (one for one in done if isinstance(one, Lease))
    assert lease.pool
    assert lease.holds.count() == 10


def test_a_unit_that_asks_for_help_comes_before_own_books(province: Province) -> None:
    own, far = stand(province.commune, 5), stand(province.elsewhere, 3)
    share(province.elsewhere)
    actions.ask_help(by=province.other_head, unit=province.elsewhere)
    assert pool.choose(province.keyer_a) == pool.Choice(far, pool=True)
    lend(province.keyer_b, far, 1)  # of three keyers half is one
    assert pool.choose(province.keyer_a) == pool.Choice(own, pool=False)
    actions.end_help(by=province.other_head, unit=province.elsewhere)
    assert pool.choose(province.keyer_b) == pool.Choice(own, pool=False)


def test_a_unit_that_asks_for_help_itself_keeps_its_people(province: Province) -> None:
    own = stand(province.commune, 5)
    stand(province.elsewhere, 3)
    for unit in (province.commune, province.elsewhere):
        share(unit, asked_help_at=timezone.now())
    assert pool.choose(province.keyer_a) == pool.Choice(own, pool=False)


def test_the_pool_is_ordered_by_help_risk_and_work(province: Province) -> None:
    def unit(name: str) -> Unit:
        return Unit.objects.create(
            code=name, name=name, level="commune", path="/x/", valid_from="1990-01-01"
        )

    units = [unit(f"U{n}") for n in range(4)]
    for each in units:
        each.path = f"/{each.pk}/"
        each.save()
    small, large, late, helped = [
        stand(each, n) for each, n in zip(units, (4, 40, 4, 4), strict=True)
    ]
    for each, risk, asked in zip(
        units, (0.1, 0.1, 0.6, 0.0), (None, None, None, timezone.now()), strict=True
    ):
        share(each, risk=risk, asked_help_at=asked)
    order = []
    while choice := pool.choose(province.keyer_a):
        order.append(choice.book)
        Entry.objects.filter(book=choice.book).update(state="approved")
    assert order == [helped, late, large, small]


def test_among_equals_a_person_gets_what_they_read_best(province: Province) -> None:
    """Who reads old hands badly gets the newer book though the older one has a little more."""
    share(province.elsewhere)
    stand(province.elsewhere, 7, year=1986)
    new = stand(province.elsewhere, 6, year=2012)
    for year, wrong in ((1985, "Vũ Thị Sai"), (2015, "")):
        book = stand(province.commune, 3, year=year)
        for entry in Entry.objects.filter(book=book):
            changed = {"mother_name": wrong, "father_name": wrong, "child_name": wrong}
            typed = {**birth(entry.number), **(changed if wrong else {})}
            for turn, user, values in (
                (1, province.keyer_a, typed),
                (2, province.keyer_b, birth(entry.number)),
            ):
                Keying.objects.create(
                    entry=entry, round=1, turn=turn, user=user, values=values, digest="x"
                )
        Entry.objects.filter(book=book).update(state="to_settle")
    assert pool.choose(province.keyer_a) == pool.Choice(new, pool=True)
    rates = pool.Rates.of(province.keyer_a, {"KS"})
    assert rates.rate("KS", 198) < rates.rate("KS", 199) < rates.rate("KS", 201)
    assert rates.fields[("KS", 198)] == rates.fields[("KS", 201)] > 0
    assert rates.agreed[("KS", 201)] == rates.fields[("KS", 201)]


def test_a_province_asks_as_often_as_a_village(province: Province) -> None:
    """130 units and 300 books: at most five questions."""
    share(province.elsewhere)
    stand(province.elsewhere, 2)
    few = ask(province.keyer_a)
    units = [
        Unit(code=f"P{n}", name=f"xã {n}", level="commune", path="", valid_from="1990-01-01")
        for n in range(130)
    ]
    Unit.objects.bulk_create(units)
    for unit in units:
        unit.path = f"/{unit.pk}/"
    Unit.objects.bulk_update(units, ["path"])
    Sharing.objects.bulk_create(
        Sharing(unit=unit, open_kinds=["KS", "KH"], risk=n % 10 / 10)
        for n, unit in enumerate(units)
    )
    for n in range(300):
        stand(
            units[n % 130], 10, year=1980 + n // 130, number=n + 1, kind=("KS", "KH", "KT")[n % 3]
        )
    assert ask(province.keyer_a) <= min(few + 1, 5)  # a question more to choose among equals
    choice = pool.choose(province.keyer_a)
    assert choice is not None
    assert choice.pool
    assert choice.book.kind in ("KS", "KH")
    assert Sharing.objects.get(unit=choice.book.unit).risk == 0.9


def ask(user: User) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert pool.choose(user)
    return len(queries)


# What units say


def test_a_head_says_what_others_may_key(province: Province) -> None:
    actions.set_sharing(by=province.head, unit=province.commune, open_kinds={"KT", "KS"}, share=30)
    row = Sharing.objects.get(unit=province.commune)
    assert (row.open_kinds, row.share) == (["KS", "KT"], 30)
    line = Line.objects.latest("pk")
    assert (line.verb, line.subject) == ("set_sharing", f"unit:{province.commune.pk}")
    assert line.detail == {"kinds": ["KS", "KT"], "share": 30, "below": False, "units": 1}
    assert not Sharing.objects.filter(unit=province.elsewhere).exists()


def test_a_department_says_it_for_all_below_in_one_act(province: Province) -> None:
    top = Unit.objects.get(path__in=[f"/{province.commune.path.split('/')[1]}/"])
    lines = Line.objects.count()
    actions.set_sharing(by=province.department, unit=top, open_kinds=["KS"], share=70, below=True)
    assert set(Sharing.objects.values_list("share", flat=True)) == {70}
    assert Sharing.objects.filter(unit__in=[province.commune, province.elsewhere]).count() == 2
    assert Line.objects.count() == lines + 1
    actions.set_sharing(by=province.head, unit=province.commune, open_kinds=[], share=0)
    assert Sharing.objects.get(unit=province.elsewhere).share == 70


def test_nobody_else_says_it(province: Province) -> None:
    for user in province.others("head", "department", "administrator"):
        with pytest.raises(NotAllowed):
            actions.set_sharing(by=user, unit=province.commune, open_kinds=["KS"], share=50)
    for user in province.others("head", "department"):
        with pytest.raises(NotAllowed):
            actions.ask_help(by=user, unit=province.commune)
        with pytest.raises(NotAllowed):
            actions.end_help(by=user, unit=province.commune)
    for user in province.others("department"):
        with pytest.raises(NotAllowed):
            actions.set_risk(by=user, unit=province.commune, risks={})
    assert not Sharing.objects.exists()


def test_a_share_is_a_percentage(province: Province) -> None:
    with pytest.raises(ShareOutOfRange):
        actions.set_sharing(by=province.head, unit=province.commune, open_kinds=[], share=101)


def test_help_is_asked_once_and_only_with_something_open(province: Province) -> None:
    with pytest.raises(NothingOpen):
        actions.ask_help(by=province.head, unit=province.commune)
    actions.set_sharing(by=province.head, unit=province.commune, open_kinds=["KS"], share=50)
    actions.ask_help(by=province.head, unit=province.commune)
    since = pool.sharing_of(province.commune).asked_help_at
    actions.ask_help(by=province.head, unit=province.commune)
    assert pool.sharing_of(province.commune).asked_help_at == since is not None
    assert Line.objects.filter(verb="ask_help").count() == 1
    actions.set_sharing(by=province.head, unit=province.commune, open_kinds=[], share=50)
    assert pool.sharing_of(province.commune).asked_help_at is None, "nobody could help"


def test_a_unit_speaks_for_those_that_have_ended_into_it(province: Province) -> None:
    day = timezone.localdate() - timedelta(days=30)
    ended = Unit.objects.create(
        code="E1", name="xã cũ", level="commune", path="", valid_from="1990-01-01", valid_to=day,
        successor=province.elsewhere,
    )  # fmt: skip
    ended.path = f"{province.elsewhere.path}{ended.pk}/"
    ended.save()
    book = stand(ended, 3)
    actions.set_sharing(by=province.other_head, unit=province.elsewhere, open_kinds=["KS"], share=9)
    actions.ask_help(by=province.other_head, unit=province.elsewhere)
    assert pool.choose(province.keyer_a) == pool.Choice(book, pool=True)
    assert pool.own_book(province.other_keyer) == book


def test_a_department_sets_the_risk_of_its_units_in_one_act(province: Province) -> None:
    top = Unit.objects.get(pk=int(province.commune.path.split("/")[1]))
    risks = {province.commune.pk: 0.25, province.elsewhere.pk: 7.0, 999_999: 0.5}
    assert actions.set_risk(by=province.department, unit=top, risks=risks) == 2
    assert Sharing.objects.get(unit=province.commune).risk == 0.25
    assert Sharing.objects.get(unit=province.elsewhere).risk == 1.0
    assert Sharing.objects.get(unit=province.commune).open_kinds == []
    assert Line.objects.latest("pk").detail == {"units": 2}
