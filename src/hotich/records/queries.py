"""Read agreed records, as far as a person may see them."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from hotich.books.models import Book
from hotich.ledger.models import Reading
from hotich.ledger.queries import readings_by, readings_of
from hotich.people import access
from hotich.people.errors import NotThere
from hotich.people.models import Role, User
from hotich.records.errors import NoSuchRecord
from hotich.records.models import MassViewing, Record, Version
from hotich.rules import names, numbers
from hotich.rules.errors import Refused


def current_versions(book: Book) -> QuerySet[Version]:
    """Return the current version of every record of a book, in the order of the book."""
    return (
        Version.objects.filter(record__book=book, n=F("record__current"))
        .select_related("record__entry", "record__book__unit")
        .order_by("record__entry__position")
    )


def approved_versions(book: Book) -> QuerySet[Version]:
    """Return the approved version of every record of a book, by year, number and suffix."""
    return (
        Version.objects.filter(record__book=book, n=F("record__approved"))
        .select_related("record__entry", "record__book__unit")
        .order_by("record__year", "record__number", "record__suffix")
    )


def get(user: User, pk: int, act: str = "see_records") -> Record:
    """Return a record in a unit where the user may do the act; NotThere otherwise."""
    found = Record.objects.select_related("book__unit", "entry").filter(pk=pk).first()
    if found is None or not access.may(user, act, found.book.unit):
        raise NotThere
    return found


def search(user: User, name: str) -> QuerySet[Version]:
    """Return the current versions whose main person's name contains ``name``, diacritics or not.

    Fewer than two letters find nothing: nobody leafs through everybody's records.
    """
    wanted = names.fold(name)
    if sum(letter.isalpha() for letter in wanted) < 2:
        return Version.objects.none()
    units = access.units(user, "see_records")
    return (
        Version.objects.filter(
            record__book__unit__in=units,
            record__search__contains=wanted,
            n=F("record__current"),
        )
        .select_related("record__entry", "record__book__unit")
        .order_by("record__sort", "pk")
    )


# Who saw what


def user_of(actor: str) -> User | None:
    """Return the account behind the ledger's "user:ID", None for the system."""
    key = actor.removeprefix("user:")
    return User.objects.filter(pk=key).first() if key != actor and key.isdecimal() else None


def watches(user: User, other: User) -> bool:
    """Tell whether the user may see what another looked at: they watch over a unit of theirs."""
    return watched(user).filter(pk=other.pk).exists()


def watched(user: User) -> QuerySet[User]:
    """Return everybody whose readings the user may see: by their roles of today and to come, by
    the last one of those who have none any more (as `access.standing`).
    """
    mine = access.units(user, "see_readings")
    roles = Role.objects.filter(user=OuterRef("pk"))
    standing = roles.filter(Q(valid_to=None) | Q(valid_to__gte=timezone.localdate()))
    last = Subquery(roles.order_by("-valid_from", "-pk").values("unit")[:1])
    return User.objects.alias(last=last).filter(
        Exists(standing.filter(unit__in=mine)) | (~Exists(standing) & Q(last__in=mine))
    )


def alerts(user: User) -> QuerySet[MassViewing]:
    """Return the alerts for mass viewing that the user may see, open ones first, then newest."""
    return (
        MassViewing.objects.filter(user__in=watched(user))
        .select_related("user", "answered_by")
        .order_by(F("answered_at").desc(nulls_first=True), "-pk")
    )


def alert(user: User, pk: int) -> MassViewing:
    """Return one alert that the user may see; NotThere otherwise."""
    found = alerts(user).filter(pk=pk).first()
    if found is None:
        raise NotThere
    return found


def find(text: str) -> Record:
    """Return a record by its id or by "KIND UNIT BB/YYYY N/YYYY"; NoSuchRecord if there is none."""
    records = Record.objects.select_related("entry", "book__unit")
    parts = text.split()
    if len(parts) == 1 and parts[0].isdecimal() and len(parts[0]) < 19:
        found = records.filter(pk=int(parts[0])).first()
    elif len(parts) == 4:
        found = _find(records, *parts)
    else:
        found = None
    if found is None:
        raise NoSuchRecord
    return found


def _find(
    records: QuerySet[Record], kind: str, unit: str, book_number: str, entry_number: str
) -> Record | None:
    try:
        number, year = numbers.parse_book(book_number)
        entry = numbers.parse_number(entry_number)
    except Refused:
        return None
    return records.filter(
        book__kind=kind.upper(),
        book__unit__code=unit,
        book__number=number,
        book__year=year,
        year=entry.year,
        number=entry.n,
        suffix=entry.suffix,
    ).first()


def readings_of_record(record: Record) -> QuerySet[Reading]:
    """Return every look at a record, newest first: itself or its image, its page, its whole book
    (also in a package's files), and searches that found it.
    """
    entry = record.entry
    book = f"book:{record.book_id}"
    subjects = [f"entry:{entry.pk}", f"page:{entry.page_id}", book]
    subjects += [f"{book}:{part}" for part in ("xlsx", "zip", "export")]
    return readings_of(subjects, record.pk)


def readings_of_person(by: User, person: User) -> QuerySet[Reading]:
    """Return what a person looked at, newest first; NotThere if that is not for ``by`` to see."""
    if not watches(by, person):
        raise NotThere
    return readings_by(person.actor)
