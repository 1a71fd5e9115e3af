"""What a layout is made of. All measures are millimetres from the top left corner; x to the right,
y downwards.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in millimetres."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Zone:
    """Where one field is written, relative to its entry; ``ticks`` maps code -> box of
    its square; ``lines`` is how many lines of writing it holds, one above the other.
    """

    field: str
    box: Box
    ticks: tuple[tuple[str, Box], ...] = ()
    lines: int = 1

    @property
    def multiline(self) -> bool:
        return self.lines > 1


@dataclass(frozen=True, slots=True)
class Signature:
    """Where the person named in ``field`` signs, relative to the entry."""

    field: str
    box: Box


@dataclass(frozen=True, slots=True)
class Label:
    """Printed text, relative to its entry or its page: (x, y) is the left end of the baseline,
    size in points; style is regular, bold or italic.
    """

    text: str
    x: float
    y: float
    size: float
    style: str = "regular"


@dataclass(frozen=True, slots=True)
class Line:
    """A printed rule, relative to its entry or its page; dotted for writing lines, solid for
    frames.
    """

    x1: float
    y1: float
    x2: float
    y2: float
    style: str = "dotted"


@dataclass(frozen=True, slots=True)
class Layout:
    """One printed form, or one spread of a ledger.

    ``entries`` are the boxes of its entries on the page in reading order, all of one size; zones,
    labels, lines, signatures and the stamp are relative to their entry; ``page_labels`` and
    ``page_lines`` are printed once, relative to the page. ``cover`` names fields that stand only
    on the cover of the book: the book gives them to each of its entries. ``fold`` is where the
    spread is folded (x on the page), if it is one.
    """

    id: str
    kind: str
    family: str
    paper: str
    width: float
    height: float
    first_year: int
    last_year: int
    entries: tuple[Box, ...]
    zones: tuple[Zone, ...]
    labels: tuple[Label, ...]
    lines: tuple[Line, ...]
    signatures: tuple[Signature, ...] = ()
    stamp: Box | None = None
    page_labels: tuple[Label, ...] = ()
    page_lines: tuple[Line, ...] = ()
    cover: tuple[str, ...] = ()
    fold: float | None = None

    def fields(self) -> list[str]:
        """Return our names of the fields on the form, in writing order."""
        return [zone.field for zone in self.zones]

    def zone(self, field: str) -> Zone:
        for zone in self.zones:
            if zone.field == field:
                return zone
        raise KeyError(field)
