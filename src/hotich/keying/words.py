"""The words of a book: what its agreed entries, and those of the commune's other books, teach.

Only entries past settling are read: what is still being keyed stays hidden from the second keyer.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils import timezone

from hotich.books.models import Book
from hotich.keying.models import Hold, Keying, Sharing
from hotich.people import access
from hotich.people.errors import NotAllowed
from hotich.people.models import User
from hotich.rules import phrasebook
from hotich.rules.registers import KINDS
from hotich.scans.models import Entry
from hotich.units.models import Unit

AGREED = ("in_review", "approved")
MOST_ENTRIES = 600
COMMUNE_STEP = 50
"""After how many more agreed entries of the commune's other books the words are new; of the book
itself each one counts, and everywhere each entry that is returned to be keyed again."""


def versions(books: Iterable[Book]) -> dict[int, str]:
    """Return the version of each book's words by its id; another version, other words."""
    wanted = {book.pk: book for book in books}
    units = {book.unit_id for book in wanted.values()}
    counted = (
        Entry.objects.filter(book__unit__in=units)
        .values_list("book", "book__unit")
        .annotate(
            agreed=Count("pk", filter=Q(state__in=AGREED)), returns=Sum("round") - Count("pk")
        )
    )
    own: dict[int, int] = {}
    together: Counter[int] = Counter()
    returned: Counter[int] = Counter()
    for book_id, unit_id, agreed, returns in counted:
        own[book_id] = agreed
        together[unit_id] += agreed
        returned[unit_id] += returns
    return {
        pk: _version(book, own.get(pk, 0), together[book.unit_id], returned[book.unit_id])
        for pk, book in wanted.items()
    }


def version(book: Book) -> str:
    """Return the version of a book's words."""
    return versions([book])[book.pk]


def _version(book: Book, own: int, together: int, returned: int) -> str:
    steps = (together - own) // COMMUNE_STEP
    text = f"{phrasebook.SCHEME}/{book.pk}/{own}/{steps}/{returned}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def words_of(user: User, book: Book) -> dict[str, Any]:
    """Return the words for keying a book, as suggest.js takes them.

    Whoever draws the book from the pool is told of the kinds that its unit opened, no others.
    :raises NotAllowed: for whom nothing of the book is at hand and who has no role in its unit.
    """
    holds = Hold.objects.filter(
        lease__user=user, lease__book=book, until__gt=timezone.now()
    ).exists()
    at_home = access.may(user, "see_books", book.unit)
    if not holds and not at_home:
        raise NotAllowed
    opened = Sharing.objects.filter(unit=book.unit).values_list("open_kinds", flat=True).first()
    kinds = KINDS if at_home else (book.kind, *(opened or ()))
    return _words(book.pk, version(book), frozenset(kinds))


@lru_cache(maxsize=32)
def _words(book_id: int, version: str, kinds: frozenset[str]) -> dict[str, Any]:
    book = Book.objects.select_related("unit").get(pk=book_id)
    own, commune = [], []
    for of_book, kind, values in _agreed(book, kinds):
        if of_book == book_id:
            own.append(values)
        else:
            commune.append((kind, values))
    told = phrasebook.collect(book.kind, own, commune, places=_places(book.unit))
    return {"version": version, **told}


def _agreed(book: Book, kinds: Iterable[str]) -> Iterable[tuple[int, str, dict[str, str]]]:
    """Return (book, kind, values) of the first keyings that became records, this book's first."""
    rows = Keying.objects.filter(
        entry__book__unit=book.unit_id,
        entry__book__kind__in=list(kinds),
        entry__state__in=AGREED,
        turn=1,
        round=F("entry__round"),
    ).values_list("entry__book", "entry__book__kind", "values")
    return rows.alias(own=Q(entry__book=book.pk)).order_by("-own", "-saved_at")[:MOST_ENTRIES]


def _places(unit: Unit) -> list[str]:
    """Return the unit and its neighbours as registers write them: "xã …, huyện …, tỉnh …"."""
    above = [int(pk) for pk in unit.path.split("/") if pk]
    near = Unit.objects.filter(Q(pk__in=above) | Q(parent=unit.parent_id, valid_to=None))
    names = {each.pk: each.name for each in near}
    tail = [names[pk] for pk in reversed(above) if pk != unit.pk and pk in names]
    here = [unit.name, *(name for pk, name in names.items() if pk not in above)]
    return [", ".join([name, *tail]) for name in here]
