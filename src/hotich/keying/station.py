"""What the station in the browser is told: forms, books, entries and leases, ready for JSON.

The functions ending in ``_form`` work on objects that are not saved, too: the practice uses them.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils import timezone

from hotich.keying import forms, queries
from hotich.keying import words as dictionaries
from hotich.keying.models import Lease
from hotich.people.models import User
from hotich.rules import layouts
from hotich.rules.export import browser
from hotich.rules.phrasebook import class_of
from hotich.rules.registers import Field, codes, load
from hotich.scans.models import Entry

_ROOMY, _WHOLE_LINE = 60, 75  # millimetres of writing


@cache
def layout_form(layout_id: str, *, second: bool, language: str) -> dict[str, Any]:
    """Return the form of a layout as the contract's Form: groups of lines of fields.

    A group that the paper interrupts comes twice: the eye follows the paper.
    """
    layout = layouts.load(layout_id)
    kind = load(layout.kind)
    groups = {group.id: group for group in kind.groups}
    made = []
    for group, fields in forms.grouped(layout, second=second):
        lines = [
            {"shape": shape, "fields": [_field(f, layout, language) for f in line]}
            for shape, line in in_lines(fields, layout)
        ]
        made.append({"id": group, "label": groups[group].label(language), "lines": lines})
    return {"above": layout.family == "ledger", "groups": made}


def in_lines(fields: Sequence[Field], layout: layouts.Layout) -> list[tuple[str, list[Field]]]:
    """Put neighbouring fields side by side: (shape of the line, its one or two fields).

    A field keeps a line to itself when it is long on the paper, or when its neighbour is; two roomy
    ones do not fit beside each other.
    """
    zones = {zone.field: zone for zone in layout.zones}
    lines: list[tuple[str, list[Field]]] = []
    rest = list(fields)
    while rest:
        pair = rest[:2]
        width = [zones[f.name].box.w * zones[f.name].lines for f in pair]
        if len(pair) == 1 or max(width) >= _WHOLE_LINE or min(width) >= _ROOMY:
            lines.append(("", [rest.pop(0)]))
            continue
        shape = "row-l" if width[0] >= _ROOMY else "row-r" if width[1] >= _ROOMY else "row-2"
        lines.append((shape, pair))
        rest = rest[2:]
    return lines


def _field(field: Field, layout: layouts.Layout, language: str) -> dict[str, Any]:
    zone, english = layout.zone(field.name), language.startswith("en")
    listed = codes(field.codes) if field.codes else None
    return {
        "name": field.name,
        "label": field.label(language),
        "short": field.short(language),
        "type": field.type,
        "codes": {code: both[english] for code, both in listed.items()} if listed else None,
        "hint": forms.hint(field, language),
        "required": field.required,
        "compared": field.compared,
        "carried": field.name in forms.CARRIED,
        "zone": {"x": zone.box.x, "y": zone.box.y, "w": zone.box.w, "h": zone.box.h},
        "lines": zone.lines,
        "words": class_of(field),
    }


def book_form(book: Any, *, years: Sequence[int], unit_name: str, language: str) -> dict[str, Any]:
    """Return a book as the contract has it; ``years`` are those it has entries of."""
    return {
        "id": book.pk,
        "kind": book.kind,
        "kind_name": load(book.kind).name(language),
        "label": book.label,
        "year": book.year,
        "years": list(years),
        "number": book.number,
        "pages": book.pages,
        "office": book.office,
        "unit_name": unit_name,
    }


def entry_form(
    entry: Entry,
    *,
    image: str,
    pages: dict[str, Any],
    expected: Iterable[tuple[int, int]],
    returned: str | None = None,
) -> dict[str, Any]:
    """Return an entry as the contract has it."""
    box = layouts.load(entry.layout).entries[entry.box]
    return {
        "id": entry.pk,
        "round": entry.round,
        "label": entry.label,
        "number": entry.number,
        "year": entry.year,
        "position": entry.position,
        "layout": entry.layout,
        "box": {"w": box.w, "h": box.h},
        "image": image,
        "pages": pages,
        "expected": [list(pair) for pair in expected],
        "returned": returned,
    }


def lease_form(
    lease: Lease,
    *,
    book: dict[str, Any],
    entries: Sequence[dict[str, Any]],
    previous: dict[str, str],
    words: str,
    language: str,
) -> dict[str, Any]:
    """Return a lease as the contract has it, with the forms of its entries' layouts."""
    kind, second = book["kind"], lease.turn == 2
    return {
        "id": lease.pk,
        "turn": lease.turn,
        "pool": lease.pool,
        "away": lease.away,
        "left_s": left_of(lease),
        "size": lease.size,
        "book": book,
        "forms": {
            layout: layout_form(layout, second=second, language=language)
            for layout in sorted({entry["layout"] for entry in entries})
        },
        "entries": list(entries),
        "previous": previous,
        "words": words,
        "rules": f"{reverse('station_rules', args=[kind])}?v={browser.version(kind)}",
    }


def left_of(lease: Lease) -> int:
    """Return the seconds a lease still runs, 0 once it has run out."""
    return max(0, int((lease.until - timezone.now()).total_seconds()))


def left_in(leases: Iterable[dict[str, Any]], book: int) -> int:
    """Return how many entries of a book are in hand in leases as ``leases_of`` gives them."""
    return sum(len(lease["entries"]) for lease in leases if lease["book"]["id"] == book)


def leases_of(user: User, language: str) -> list[dict[str, Any]]:
    """Return all live leases of a person with the entries still to key, the newest last.

    As many questions to the database for one entry as for two hundred.
    """
    held = queries.in_hand(user)
    entries = [entry for lease in held for entry in lease.entries]
    numbers = queries.own_numbers(user, entries)
    books = {lease.lease.book_id for lease in held}
    pages = queries.page_order(books)
    reasons = queries.return_reasons(entries)
    previous = queries.last_values(user, books)
    versions = dictionaries.versions([lease.lease.book for lease in held])
    return [
        lease_form(
            one.lease,
            book=book_form(
                one.lease.book,
                years=queries.years_of(one.lease.book),
                unit_name=one.lease.book.unit.name,
                language=language,
            ),
            entries=[
                entry_form(
                    entry,
                    image=reverse("keying_image", args=[entry.pk]),
                    pages=_pages(entry, pages.get(entry.book_id, [])),
                    expected=queries.expected_at(entry, numbers),
                    returned=reasons.get(entry.pk),
                )
                for entry in one.entries
            ],
            previous=previous.get(one.lease.book_id, {}),
            words=f"{reverse('station_words', args=[one.lease.book_id])}"
            f"?v={versions[one.lease.book_id]}",
            language=language,
        )
        for one in held
    ]


def _pages(entry: Entry, order: Sequence[int]) -> dict[str, Any]:
    """Return where an entry's page and its neighbours are to be had: n of so many in the book."""
    at = order.index(entry.page_id) if entry.page_id in order else -1

    def page(offset: int) -> str | None:
        there = 0 <= at + offset < len(order) and at >= 0
        return reverse("keying_page", args=[entry.pk, offset]) if there else None

    return {"before": page(-1), "own": page(0), "after": page(1), "n": at + 1, "of": len(order)}
