"""The district's copy of a commune's book: the same entries in another hand, nearly the same."""

from dataclasses import replace
from random import Random

from hotich.samples.entries.book import Book
from hotich.samples.entries.writing import Entry, grouped, same
from hotich.samples.town import Town
from hotich.samples.trouble import misread

_OF_THE_PAPER = ("correction", "slip", "blot", "unreadable")
_COPIED_WRONG = ("_name", "_place", "_residence", "_paper_number")


def copy_book(town: Town, book: Book, copy_id: str = "") -> Book:
    """Write the district's copy of a book: another hand, small differences, an entry left out.

    Each entry's ``links`` has copy_of; a field that differs is named in ``events`` as
    differs:<field>.
    """
    plan = replace(book.plan, id=copy_id or f"{book.plan.id}.copy")
    random = Random(f"{town.seed}/copy/{plan.id}")
    copies: list[Entry] = []
    for entry in book.entries:
        if random.random() < town.trouble["copy_missing"]:
            continue
        copied = _copy(entry, f"{plan.id}/{len(copies)}")
        if random.random() < town.trouble["copy_slip"]:
            _differ(random, copied)
        copies.append(copied)
    return Book(plan, copies, list(book.missing), book.plan.id, book.firsts)


def _copy(entry: Entry, copy_id: str) -> Entry:
    """Copy what was written, without what befell the paper; the copyist could read everything."""
    fields = dict(entry.fields)
    for name, flag in entry.flags.items():
        if flag == "unreadable":
            fields[name] = same(entry.fields[name].drawn)
    return replace(
        entry,
        id=copy_id,
        fields=fields,
        officer=1 - entry.officer,
        events=[event for event in entry.events if event not in _OF_THE_PAPER],
        links=entry.links | {"copy_of": entry.id},
        flags={},
        planted=list(entry.planted),
        wrong={},
        margin="",
    )


def _differ(random: Random, entry: Entry) -> None:
    """Copy one field wrong."""
    names = [n for n in entry.fields if n.endswith(_COPIED_WRONG) and entry.value(n)]
    if not names:
        return
    name = random.choice(names)
    old = entry.fields[name]
    if name.endswith("_paper_number"):
        entry.fields[name] = grouped(misread(random, old.value))
    else:
        entry.fields[name] = same(misread(random, old.drawn))
    entry.events.append(f"differs:{name}")
