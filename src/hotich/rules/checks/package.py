"""Check 31: a package holds what was released, no more and no less, in its Excel and in its zip."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from hotich.rules.checks.findings import Facts, Finding, found

SHOWN = 5
"""Names in a sentence; the rest is only counted."""

_PLACES = {
    "excel": ("tệp Excel", "the Excel file"),
    "zip": ("tệp zip", "the zip file"),
}


def _names(names: Iterable[str]) -> str:
    ordered = sorted(names)
    return ", ".join(ordered[:SHOWN]) + (" …" if len(ordered) > SHOWN else "")


def _against(place: str, there: Sequence[str], released: Sequence[str]) -> Iterator[Finding]:
    vi, en = _PLACES[place]
    missing, extra = Counter(released) - Counter(there), Counter(there) - Counter(released)
    for case, names in (("R31b", missing), ("R31c", extra)):
        if names:
            facts: Facts = {"count": names.total(), "names": _names(names.elements())}
            yield found(case, None, place_vi=vi, place_en=en, **facts)


def check_package(
    rows: Sequence[str], pdfs: Sequence[str], released: Sequence[str]
) -> list[Finding]:
    """Return where a package differs from what was released.

    Each entry is told by the name of its PDF: ``rows`` those that the rows of the Excel call for,
    ``pdfs`` those that lie in the zip, ``released`` those of the entries released.
    """
    counts = {"rows": len(rows), "pdfs": len(pdfs), "released": len(released)}
    differ = len(set(counts.values())) > 1
    return [
        *([found("R31a", None, **counts)] if differ else []),
        *_against("excel", rows, released),
        *_against("zip", pdfs, released),
    ]
