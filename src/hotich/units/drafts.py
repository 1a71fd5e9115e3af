"""A change as it is to be recorded, its units named by their codes. Pure: no database."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit that a change founds; ``parent`` is the code of the unit above, "" for none."""

    code: str
    name: str
    level: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """One change, see `models.Kind`.

    A merger has one target, a split several, the first of which answers for the books; ``new`` are
    targets that the change founds. The target of a move is the new parent. ``name`` is what a unit
    renamed is called from then on.
    """

    kind: str
    on: date
    basis: str
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    new: tuple[NewUnit, ...] = ()
    name: str = ""


# How many units it happens to, and how many come of it: least and most (None: any number).
NEEDS: dict[str, tuple[tuple[int, int | None], tuple[int, int | None]]] = {
    "founded": ((0, 0), (1, 1)),
    "renamed": ((1, 1), (0, 0)),
    "moved": ((1, None), (1, 1)),
    "merged": ((1, None), (1, 1)),
    "split": ((1, 1), (2, None)),
    "ended": ((1, 1), (0, 1)),
}


def fits(draft: Draft) -> bool:
    """Say whether a change has as many units as its kind needs, and founds none it should not."""
    (least, most), (fewest, largest) = NEEDS[draft.kind]
    targets = len(draft.targets) + len(draft.new)
    founds = draft.kind in ("founded", "merged", "split")
    return (
        least <= len(draft.sources) <= (most or len(draft.sources))
        and fewest <= targets <= (targets if largest is None else largest)
        and (most is None or len(draft.sources) <= most)
        and (founds or not draft.new)
        and not (draft.kind == "founded" and draft.targets)
    )


def said(needed: tuple[int, int | None]) -> str:
    """Write how many are needed: "1", "0–1", "2+"."""
    least, most = needed
    return f"{least}+" if most is None else f"{least}" if least == most else f"{least}–{most}"
