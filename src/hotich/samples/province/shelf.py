"""The shelves of the invented province: which books each commune has, of which kinds and years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from random import Random

from hotich.rules import layouts
from hotich.samples import places
from hotich.samples.entries.book import BookPlan, Span
from hotich.samples.places import Commune, District

LAST_YEAR = 2025
PHASE_1 = range(2006, 2021)
"""The years of the books of the first phase; all others are of the second."""
_COPIES = 0.07
_FLATTER = 0.6
"""Books grow less than entries do: kinds of few entries have more books for them."""
_FEW = 2.5
"""Kinds with fewer books than this let a book go on from phase to phase."""
_BOOKS_LOST_TO_CUTS = 0.8
_CUTS = (PHASE_1.start, PHASE_1.stop)


@dataclass(frozen=True, slots=True)
class Shelved:
    """A book as planned: its layout, its phase, and whether the district's copy lies there too."""

    plan: BookPlan
    layout: str
    phase: int
    copied: bool


def plan_shelves(seed: int, entries: int) -> dict[str, list[Shelved]]:
    """Return the books of every commune by its code: about ``entries`` in all."""
    shelves = {}
    all_entries = sum(district.entries for district in places.province().districts)
    fewer = min(1.0, (entries / all_entries) ** _FLATTER) / (1 + _COPIES)
    for district in places.province().districts:
        random = Random(f"{seed}/shelf/{district.unit.code}")
        share = entries / (1 + _COPIES) * district.entries / all_entries
        for commune, here in _shared(district, share, district.books * fewer).items():
            shelves[commune.code] = _shelf(random, commune, *here)
    return shelves


def _shared(
    district: District, entries: float, books: float
) -> Mapping[Commune, tuple[float, float]]:
    """Share a district's entries and books among its communes by their sizes."""
    size = sum(commune.size for commune in district.communes)
    flat = sum(commune.size**0.7 for commune in district.communes)
    return {
        commune: (entries * commune.size / size, books * commune.size**0.7 / flat)
        for commune in district.communes
    }


def _shelf(random: Random, commune: Commune, entries: float, books: float) -> list[Shelved]:
    """Fill one commune's shelf. Where there are few books, the rare kinds have none."""
    kinds = places.kinds()
    weights = {kind: (entries * row.share) ** _FLATTER for kind, row in kinds.items()}
    each = {kind: books * weight / sum(weights.values()) for kind, weight in weights.items()}
    kept = {kind for kind, count in each.items() if kind == "KS" or random.random() < count}
    whole = sum(kinds[kind].share for kind in kept)
    shelf: list[Shelved] = []
    for kind in (kind for kind in kinds if kind in kept):
        counts = _years(random, kinds[kind].since, round(entries * kinds[kind].share / whole))
        target = sum(counts.values()) / max(1.0, each[kind] * _BOOKS_LOST_TO_CUTS)
        cuts = _CUTS if each[kind] > _FEW else ()
        shelf += [_shelved(random, p) for p in _cut(commune.code, kind, counts, target, cuts)]
    return shelf


def _years(random: Random, since: int, total: int) -> dict[int, int]:
    """Spread entries over the years, each with its own luck; years without any are left out."""
    weights = {
        year: places.year_weight(year) * random.uniform(0.75, 1.25)
        for year in range(since, LAST_YEAR + 1)
    }
    whole, carried, counts = sum(weights.values()), 0.0, {}
    for year, weight in weights.items():
        carried += total * weight / whole
        counts[year] = int(carried)
        carried -= counts[year]
    return {year: count for year, count in counts.items() if count}


def _cut(
    code: str, kind: str, counts: Mapping[int, int], target: float, cuts: Sequence[int]
) -> list[BookPlan]:
    """Bind years into books of about ``target`` entries; a big year fills several books, and no
    book goes on over one of the ``cuts``."""
    plans: list[BookPlan] = []
    bound: list[Span] = []

    def close(number: int = 1) -> None:
        if bound:
            year = bound[0].year
            name = f"{code}.{kind}.{year}.{number:02d}"
            plans.append(BookPlan(name, kind, year, number, tuple(bound)))
            bound.clear()

    for year, count in counts.items():
        held = sum(span.total for span in bound)
        if bound and (held + count / 2 > target or any(bound[0].year < c <= year for c in cuts)):
            close()
        if count > 1.5 * target and (parts := ceil(count / target)) > 1:
            close()
            for number, span in enumerate(_split(year, count, parts), start=1):
                bound.append(span)
                close(number)
            continue
        bound.append(Span(year, 1, count, date(year, 1, 3), date(year, 12, 29)))
    close()
    return plans


def _split(year: int, count: int, parts: int) -> list[Span]:
    """Part a year into books one after another; the numbers go on."""
    spans, first = [], 1
    for part in range(parts):
        total = count * (part + 1) // parts - count * part // parts
        start = date(year, 1, 3) + timedelta(days=361 * part // parts)
        end = date(year, 1, 3) + timedelta(days=361 * (part + 1) // parts - 1)
        spans.append(Span(year, first, total, start, end))
        first += total
    return [span for span in spans if span.total]


def _shelved(random: Random, plan: BookPlan) -> Shelved:
    known = layouts.candidates(plan.kind, plan.year)
    layout = known[0] if random.random() < 0.7 else random.choice(known)
    phase = 1 if plan.year in PHASE_1 else 2
    return Shelved(plan, layout.id, phase, random.random() < _COPIES)
