"""What happens to a page besides its writing: corrections, notes, stamps, slips, blots, damage.

Every mark is a value that the maker of samples puts on an entry or on a page, and that the truth
names with `tell`. A mark leaves every field readable unless its ``flag`` or `hidden` says so.
"""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from hotich.rules.layouts import Box, Layout
from hotich.samples.hands import Hand

CROSSED_OUT = "crossed_out"
UNREADABLE = "unreadable"


class Mark:
    """A mark on one entry."""

    word: ClassVar[str]

    @property
    def flag(self) -> str:
        """Return what the truth must say of the entry: nothing, crossed_out or unreadable."""
        return ""


@dataclass(frozen=True, slots=True)
class Correction(Mark):
    """``wrong`` struck through before word number ``at`` (from 0; -1: before the last).

    ``above``: the wrong text fills the line, and the whole right text stands above it, small.
    ``initial``: the officer signed beside it.
    """

    word = "correction"
    field: str
    wrong: str
    at: int = -1
    above: bool = False
    initial: bool = True


@dataclass(frozen=True, slots=True)
class CrossedOut(Mark):
    """The whole entry crossed out by diagonals and the word "Hủy"."""

    word = "crossed_out"
    text: str = "Hủy"

    @property
    def flag(self) -> str:
        return CROSSED_OUT


@dataclass(frozen=True, slots=True)
class Slip(Mark):
    """A strip of other paper pasted over a field, which is written on it; ``tint`` 0..1."""

    word = "slip"
    field: str
    tint: float = 0.5


@dataclass(frozen=True, slots=True)
class MarginNote(Mark):
    """A note of a later change, written up the left margin of the page (or the right one)."""

    word = "margin_note"
    text: str
    side: str = "left"
    hand: Hand | None = None


@dataclass(frozen=True, slots=True)
class RoundStamp(Mark):
    """One more round red stamp, where nothing is written."""

    word = "round_stamp"


@dataclass(frozen=True, slots=True)
class BoxStamp(Mark):
    """A rectangular stamp with words of its own, where nothing is written."""

    word = "box_stamp"
    text: str


@dataclass(frozen=True, slots=True)
class NameStamp(Mark):
    """The field is not written but stamped, as signers' names often are."""

    word = "name_stamp"
    field: str = "signer"


@dataclass(frozen=True, slots=True)
class Blot(Mark):
    """An ink blot: where nothing is written, or over a field, which is then unreadable."""

    word = "blot"
    over: str = ""

    @property
    def flag(self) -> str:
        return UNREADABLE if self.over else ""


class PageMark:
    """A mark on a whole page."""

    word: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Creases(PageMark):
    """Folds across the page, lying or standing."""

    word = "creases"
    count: int = 1


@dataclass(frozen=True, slots=True)
class TornCorner(PageMark):
    """A corner torn off ``size`` mm along both edges; ``corner`` is tl, tr, bl or br."""

    word = "torn_corner"
    corner: str = "br"
    size: float = 14


@dataclass(frozen=True, slots=True)
class TornEdge(PageMark):
    """A bite ``depth`` mm deep and ``length`` mm long out of the right or left edge at ``y`` mm."""

    word = "torn_edge"
    side: str = "right"
    y: float = 100
    depth: float = 6
    length: float = 30


@dataclass(frozen=True, slots=True)
class WormHoles(PageMark):
    """Small holes, never in a field."""

    word = "worm_holes"
    count: int = 12


@dataclass(frozen=True, slots=True)
class WaterStain(PageMark):
    """A stain with a dark rim that came in from a corner (tl, tr, bl, br), ``reach`` mm far."""

    word = "water_stain"
    corner: str = "bl"
    reach: float = 70


def tell(mark: Mark | PageMark) -> dict[str, Any]:
    """Return a mark as the truth names it: its word, its flag if any, and its values."""
    values = asdict(mark)  # type: ignore[call-overload]
    values.pop("hand", None)
    flag = {"flag": mark.flag} if isinstance(mark, Mark) and mark.flag else {}
    return {"mark": mark.word, **flag, **values}


def hidden(mark: Mark | PageMark, layout: Layout) -> list[tuple[int, str]]:
    """Return the (entry on the page, field) that a page's mark makes unreadable: torn ones.

    A mark of one entry hides the field it names: `Blot.over`.
    """
    return [
        (place, zone.field)
        for place, entry in enumerate(layout.entries)
        for zone in layout.zones
        if _gone(mark, layout, entry.x + zone.box.x, entry.y + zone.box.y, zone.box)
    ]


def _gone(mark: Mark | PageMark, layout: Layout, x: float, y: float, box: Box) -> bool:
    """Tell whether paper under a box (its corner at x, y on the page) was torn off."""
    rim = 1.5  # a tear is ragged
    match mark:
        case TornCorner(corner, size):
            aside = layout.width - x - box.w if corner.endswith("r") else x
            along = layout.height - y - box.h if corner.startswith("b") else y
            return aside + along < size + rim
        case TornEdge(side, top, depth, length):
            aside = layout.width - x - box.w if side == "right" else x
            return aside < depth + rim and y < top + length and top < y + box.h
    return False
