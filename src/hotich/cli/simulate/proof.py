"""Holds what the server has against what the keyers did: was every difference found, what slipped.

Reads the server's database, and so runs on its machine.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from hotich.books.models import Book
from hotich.cli.simulate.keyer import Done
from hotich.cli.simulate.truth import Books, Key
from hotich.people.models import User
from hotich.records.models import Record, Version
from hotich.review import actions as review
from hotich.review import queries
from hotich.rules.compare import differences, same
from hotich.rules.registers import Kind, load
from hotich.scans.models import Entry

Place = tuple[Key, int, str]
"""A field of an entry of a book."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """``twice`` entries were keyed twice here, ``agreed`` of them have a record; ``lost`` keyings
    were accepted and are not there as they were sent.

    ``differ`` are the compared fields of which the two people sent something else, ``found`` those
    that came up for settling; ``alike`` those that both sent wrong alike; ``slipped`` the compared
    fields in which the record says something else than the paper.
    """

    twice: int
    agreed: int
    lost: int
    differ: frozenset[Place]
    found: frozenset[Place]
    alike: frozenset[Place]
    slipped: frozenset[Place]

    @property
    def holds(self) -> bool:
        """Nothing was lost, every difference found; nothing slipped but what both sent alike."""
        whole = not self.lost and self.differ == self.found
        return whole and (self.slipped == self.alike if self.agreed == self.twice else True)


def settle(books: Books, by: User) -> int:
    """Settle every difference with the truth, as a third person who always reads right.

    Returns how many fields.
    """
    done = 0
    for key, position, entry in _entries(books):
        found = queries.pair(entry) if entry.state == "to_settle" else None
        for field in found.open if found else ():
            seen = books.entry(_told(key), position)
            value, flag = seen.values.get(field, ""), seen.flags.get(field, "")
            flag = flag or ("" if value else "blank")
            review.settle_difference(by=by, entry=entry, field=field, value=value, flag=flag)
            done += 1
    return done


def ids(books: Books) -> list[int]:
    """Return the ids of the books on the server."""
    found = (_on_server(key).values_list("pk", flat=True) for key in books.drawn)
    return [pk for pks in found for pk in pks]


def wait_for_comparing(books: Books) -> bool:
    """Tell whether workers still have entries of the books to compare."""
    waiting = queries.uncompared().values_list("pk", flat=True)
    return not {entry.pk for *_at, entry in _entries(books)}.isdisjoint(waiting)


def look(books: Books, sent: Iterable[Done]) -> Outcome:
    """Compare what keyers sent and had accepted with what is there and what was written."""
    accepted: dict[tuple[Key, int], list[Done]] = {}
    for done in sent:
        accepted.setdefault((done.book, done.position), []).append(done)
    twice = agreed = lost = 0
    differ, found, alike, slipped = set[Place](), set[Place](), set[Place](), set[Place]()
    for key, position, entry in _entries(books):
        keyings = accepted.get((key, position), [])
        kind, names = load(entry.book.kind), _compared(entry)
        lost += sum(not _is_there(entry, kind, done) for done in keyings)
        if len(keyings) != 2:
            continue
        twice += 1
        (first, second), seen = keyings, books.entry(_told(key), position)

        def places(some: Iterable[str], key: Key = key, position: int = position) -> set[Place]:
            return {(key, position, name) for name in some}

        apart = differences(kind, first.values, second.values, first.flags, second.flags, names)
        wrong = differences(kind, first.values, seen.values, first.flags, seen.flags, names)
        differ |= places(apart)
        alike |= places(set(wrong) - set(apart))
        pair = queries.pair(entry)
        found |= places({*pair.settled, *pair.open} if pair else ())
        if version := _version(entry):
            agreed += 1
            flags = _flags(version)
            slipped |= places(
                differences(kind, version.values, seen.values, flags, seen.flags, names)
            )
    parts = map(frozenset, (differ, found, alike, slipped))
    return Outcome(twice, agreed, lost, *parts)


def _compared(entry: Entry) -> list[str]:
    return [field.name for field in queries.form_fields(entry) if field.compared]


def _is_there(entry: Entry, kind: Kind, done: Done) -> bool:
    """Tell whether a keying that was accepted is kept, saying what was sent."""
    kept = entry.keyings.filter(pk=done.id).first()
    return (
        kept is not None
        and kept.flags == done.flags
        and kept.values.keys() == done.values.keys()
        and all(same(kind.field(n), kept.values[n], value) for n, value in done.values.items())
    )


def _flags(version: Version) -> dict[str, str]:
    """Flags of a record; that a blank field is blank says nothing new."""
    return {n: f for n, f in version.flags.items() if f != "blank" or version.values.get(n)}


def _told(key: Key) -> dict[str, object]:
    return dict(zip(("kind", "year", "number", "office"), key, strict=True))


def _on_server(key: Key) -> QuerySet[Book]:
    kind, year, number, office = key
    return Book.objects.filter(kind=kind, year=year, number=number, office=office)


def _entries(books: Books) -> Iterator[tuple[Key, int, Entry]]:
    for key in books.drawn:
        found = Entry.objects.filter(book__in=_on_server(key)).select_related("book__unit")
        for entry in found.order_by("position"):
            yield key, entry.position, entry


def _version(entry: Entry) -> Version | None:
    record = Record.objects.filter(entry=entry).first()
    return record.versions.get(n=record.current) if record else None
