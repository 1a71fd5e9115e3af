"""Read what is to settle, to review and to explain before a book can be approved."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from hotich.books.models import Book, Closing
from hotich.books.queries import visible
from hotich.keying.models import Keying
from hotich.people.models import User
from hotich.records.models import Version
from hotich.records.queries import current_versions
from hotich.review.models import (
    Acceptance,
    Difference,
    MissingNumber,
    Settlement,
    SettlementAct,
)
from hotich.rules import checks, compare, layouts
from hotich.rules.names import search_key
from hotich.rules.registers import Field, load
from hotich.scans.models import Entry, ScanFile


@dataclass(frozen=True, slots=True)
class Pair:
    """The two keyings of an entry in its present round, and the fields in which they differ."""

    entry: Entry
    first: Keying
    second: Keying
    differ: list[str]
    settled: dict[str, Settlement]

    @property
    def open(self) -> list[str]:
        """The fields without an answer that stands."""
        return [name for name in self.differ if name not in self.settled]


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the two values as shown to the third person: text, flag, no name."""

    value: str
    flag: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding with the acceptance that answers it, if any; ``key`` names it within its
    version.
    """

    finding: checks.Finding
    key: str
    accepted: Acceptance | None

    @property
    def open(self) -> bool:
        blocks = self.finding.severity == "E"
        return blocks or (self.finding.severity == "W" and self.accepted is None)


def form_fields(entry: Entry) -> list[Field]:
    """Return the fields of the entry's form in writing order."""
    kind = load(entry.book.kind)
    return [kind.field(name) for name in layouts.load(entry.layout).fields()]


def cover_values(entry: Entry) -> dict[str, str]:
    """Return what stands only on the cover of the entry's book, by our field names.

    Nobody keys it for each entry: the book on the list says it.
    """
    told = {"book_number": entry.book.label, "office": entry.book.office}
    return {name: told[name] for name in layouts.load(entry.layout).cover}


def pair(entry: Entry) -> Pair | None:
    """Compare an entry's two keyings; None while there are fewer."""
    keyings = {k.turn: k for k in entry.keyings.filter(round=entry.round)}
    if len(keyings) < 2:
        return None
    first, second = keyings[1], keyings[2]
    acts = entry.settlements.filter(round=entry.round).order_by("n")
    last = {act.field: act for act in acts}
    settled = {name: act for name, act in last.items() if act.act == SettlementAct.ANSWER}
    fields = [field.name for field in form_fields(entry) if field.compared]
    differ = compare.differences(
        load(entry.book.kind), first.values, second.values, first.flags, second.flags, fields
    )
    return Pair(entry, first, second, differ, settled)


def uncompared() -> QuerySet[Entry]:
    """Return the entries whose two keyings were saved and have not been compared."""
    seen = Difference.objects.filter(entry=OuterRef("pk"), round=OuterRef("round"))
    return Entry.objects.filter(~Exists(seen), state="to_settle")


def answers(found: Pair, field: str) -> list[Answer]:
    """Return both values in an order that is random but stays the same for one difference."""
    both = [
        Answer(keying.values.get(field, ""), keying.flags.get(field, ""))
        for keying in (found.first, found.second)
    ]
    random.Random(f"{found.first.pk}:{field}").shuffle(both)
    return both


def _facts_of(other: Book) -> checks.BookFacts:
    """Return what the checks need to know about another book of the series."""
    return checks.BookFacts(
        kind=other.kind,
        year=other.year,
        number=other.number,
        closings=tuple((c.year, c.first_number, c.total) for c in other.closings.all()),
        explained=frozenset((m.year, m.number) for m in other.missing_numbers.all()),
    )


def book_facts(book: Book) -> checks.BookFacts:
    """Return what the checks need to know about a book."""
    closings = book.closings.order_by("year").values_list("year", "first_number", "total")
    return checks.BookFacts(
        kind=book.kind,
        year=book.year,
        number=book.number,
        pages=book.pages,
        closings=tuple(closings),
        explained=frozenset(book.missing_numbers.values_list("year", "number")),
        scanned=book.scan_pages.count() if book.scanned_at else None,
    )


def _key(finding: checks.Finding) -> str:
    facts = ",".join(f"{name}={finding.facts[name]}" for name in sorted(finding.facts))
    return f"{finding.id}:{'+'.join(finding.fields)}:{facts}"[:200]


Accepted = dict[tuple[int, int], dict[str, Acceptance]]
"""By entry and version: the acceptances by the key of their finding."""


def accepted_in(book: Book) -> Accepted:
    """Return the acceptances of findings about single entries of a book."""
    found: Accepted = {}
    for acceptance in Acceptance.objects.filter(book=book).exclude(entry=None):
        key = (acceptance.entry_id or 0, acceptance.version)
        found.setdefault(key, {})[acceptance.finding] = acceptance
    return found


def judged(version: Version, book: checks.BookFacts, accepted: Accepted) -> list[Judged]:
    """Run the checks on a version and match each finding with its acceptance."""
    found = checks.check_record(
        load(book.kind),
        version.values,
        version.flags,
        book=book,
        today=timezone.localdate(),
    )
    answers = accepted.get((version.record.entry_id, version.n), {})
    return [Judged(f, _key(f), answers.get(_key(f))) for f in found]


def judged_book(book: Book) -> list[Judged]:
    """Run the checks over all agreed entries of a book and match findings with acceptances.

    Nothing while entries are still to be agreed: every one of them would be reported as missing.
    """
    if book.entries.exclude(state__in=("in_review", "approved")).exists():
        return []
    entries = [
        checks.EntryFacts(
            str(version.record.entry_id),
            version.values.get("number", ""),
            version.values.get("registration_date", ""),
        )
        for version in current_versions(book)
    ]
    accepted = {a.finding: a for a in Acceptance.objects.filter(book=book, entry=None)}
    facts = book_facts(book)
    found = checks.check_book(entries, facts) + list(_between(book, (entries, facts)))
    return [Judged(f, _key(f), accepted.get(_key(f))) for f in found]


def _between(book: Book, own: checks.Volume) -> Iterator[checks.Finding]:
    """Yield what concerns a book among the books in which its office's numbers of the same years
    run on: those of the unit that holds it, and of the same former office.

    A sister copy of the book lies with another unit and is no part of the series.
    """
    years = {year for year, _, _ in own[1].closings}
    others = (
        Book.objects.filter(unit=book.unit_id, kind=book.kind, office_unit=book.office_unit_id)
        .filter(Exists(Closing.objects.filter(book=OuterRef("pk"), year__in=years)))
        .exclude(pk=book.pk)
        .order_by("year", "number", "pk")
        .prefetch_related("closings", "missing_numbers")
    )
    entries: dict[int, list[checks.EntryFacts]] = {other.pk: [] for other in others}
    there = Entry.objects.filter(book__in=list(entries), year__in=years)
    for pk, holder, number, suffix, year in there.values_list(
        "pk", "book", "number", "suffix", "year"
    ):
        entries[holder].append(checks.EntryFacts(str(pk), f"{number}{suffix}/{year}"))
    mine = {entry.entry for entry in own[0]}
    for finding in checks.check_series([own, *((entries[o.pk], _facts_of(o)) for o in others)]):
        concerned = finding.facts.get("entry") in mine or finding.facts.get("year") in years
        if concerned:
            yield finding


def explained_numbers(book: Book) -> QuerySet[MissingNumber]:
    """Return the explanations that count: those of numbers that no entry has turned out to bear."""
    there = Entry.objects.filter(book=book, year=OuterRef("year"), number=OuterRef("number"))
    explained = book.missing_numbers.filter(~Exists(there)).select_related("explained_by")
    return explained.order_by("year", "number")


def missing_numbers(book: Book) -> list[tuple[int, int]]:
    """Return the (year, number) of the closing totals that neither an entry nor a reason covers."""
    there = set(Entry.objects.filter(book=book).values_list("year", "number"))
    there |= set(MissingNumber.objects.filter(book=book).values_list("year", "number"))
    return [
        (closing.year, number)
        for closing in book.closings.order_by("year")
        for number in range(closing.first_number, closing.last_number + 1)
        if (closing.year, number) not in there
    ]


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """One reason why a book cannot be approved yet, in both languages."""

    vi: str
    en: str


@dataclass(slots=True)
class Progress:
    """How far a book is: its entries by state, those without an image, files still being read."""

    states: Counter[str] = field(default_factory=Counter)
    bare: int = 0
    files: int = 0

    @property
    def approved(self) -> bool:
        """Whether every entry of the book is approved."""
        return set(self.states) == {"approved"}


def progress_of(books: Iterable[Book]) -> dict[int, Progress]:
    """Return how far each of the books is, by its id."""
    found = {book.pk: Progress() for book in books}
    entries = Entry.objects.filter(book__in=list(found))
    for book, state, n in entries.values_list("book", "state").annotate(n=Count("pk")):
        found[book].states[state] = n
    bare = entries.filter(image=None, state="in_review")
    for book, n in bare.values_list("book").annotate(n=Count("pk")):
        found[book].bare = n
    files = ScanFile.objects.filter(book__in=list(found), state="received")
    for book, n in files.values_list("book").annotate(n=Count("pk")):
        found[book].files = n
    return found


def is_approved(book: Book) -> bool:
    """Tell whether every entry of a book is approved."""
    return progress_of([book])[book.pk].approved


def reviewable(user: User, sought: str = "") -> QuerySet[Book]:
    """Return the books this person may review that have entries of ours, those in review first.

    ``sought`` are beginnings of words of the book's label, its office or unit.
    """
    entries = Entry.objects.filter(book=OuterRef("pk"))
    books = visible(user, "review")
    for word in search_key(sought).split():
        books = books.filter(search__contains=f" {word}")
    return books.filter(Exists(entries.exclude(state="other_route"))).order_by(
        Exists(entries.filter(state="in_review")).desc(), "-year", "kind", "number", "pk"
    )


def open_points(book: Book) -> list[OpenPoint]:
    """Return everything that stands between a book and its approval; empty when it is ready."""
    there = progress_of([book])[book.pk]
    return [*open_states(book, there), *_open_numbers(book), *_open_findings(book)]


def open_states(book: Book, there: Progress) -> Iterator[OpenPoint]:
    """Yield what is still to be scanned, keyed or settled in a book."""
    unfinished = sum(
        n for state, n in there.states.items() if state not in ("in_review", "approved")
    )
    if not there.states:
        yield OpenPoint("sổ chưa có trường hợp nào được quét.", "no entry has been scanned yet.")
    elif unfinished:
        yield OpenPoint(
            f"còn {unfinished} trường hợp chưa nhập hoặc chưa phân xử xong.",
            f"{unfinished} entries are still to be keyed or settled.",
        )
    if there.bare:
        yield OpenPoint(
            f"{there.bare} trường hợp chưa có ảnh nên chưa lập được PDF.",
            f"{there.bare} entries have no image yet, so no PDF can be made.",
        )
    if book.scanned_at is None:
        yield OpenPoint("chưa báo quét xong.", "scanning is not declared complete.")
    if there.files:
        yield OpenPoint(
            f"còn {there.files} tệp đang được đọc.", f"{there.files} files are being read."
        )


def _open_numbers(book: Book) -> Iterator[OpenPoint]:
    missing = missing_numbers(book)
    if missing:
        some = ", ".join(f"{number:03d}/{year}" for year, number in missing[:5])
        yield OpenPoint(
            f"thiếu {len(missing)} số chưa có giải trình ({some}).",
            f"{len(missing)} numbers are missing without an explanation ({some}).",
        )


def _open_findings(book: Book) -> Iterator[OpenPoint]:
    facts, accepted = book_facts(book), accepted_in(book)
    versions = [v for v in current_versions(book) if v.record.entry.state == "in_review"]
    found = [judgement for version in versions for judgement in judged(version, facts, accepted)]
    found += judged_book(book)
    blocking = sum(j.finding.severity == "E" for j in found)
    unusual = sum(j.open and j.finding.severity == "W" for j in found)
    if blocking:
        yield OpenPoint(f"còn {blocking} lỗi phải sửa.", f"{blocking} errors must be corrected.")
    if unusual:
        yield OpenPoint(
            f"còn {unusual} điểm lạ cần xác nhận theo ảnh.",
            f"{unusual} unusual points must be confirmed against the image.",
        )
