"""Finds the entries of a page by their printed frames, and cuts them out upright.

How it works, on a grey copy of 4 pixels a millimetre (about 100 dpi):

1. *Ridges* (ridges.py): how much darker a pixel is than both its neighbours 0.75 mm away, across a
   line. That is a local threshold: tinted paper and uneven light fall out, faded lines stay.
2. *Deskew*: the angle whose sheared projection of the ridges is the sharpest.
3. *Placing*: the shift and scale at which all printed lines of the layout lie on long runs of
   ridges. Both ways up are tried, so a page scanned upside down is found too.
4. *Sides*: each side of each frame is fitted as a line of its own (so slight perspective is fine);
   the corners are their crossings.
5. *Doubt*: a side without its line, corners that do not fit the layout as one plane page, or inner
   rules that are not where the layout has them (proof.py), is LayoutNotFound: a person looks at the
   page. Never a guess.
"""

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image

from hotich.rules.layouts import Box, Layout
from hotich.scans.errors import LayoutNotFound
from hotich.scans.ink import is_filled
from hotich.scans.plane import Points, box_corners, homography, rectangle, through
from hotich.scans.proof import are_forms
from hotich.scans.ridges import (
    CONTRAST,
    MM,
    RIDGE_REACH,
    Floats,
    mean_along_rows,
    ridge_runs,
    ridges_of,
    thicker,
)

MAX_SKEW = 3.5  # degrees
SHIFTS = np.arange(-12.0, 12.01, 0.25)  # millimetres
SCALES = np.arange(0.935, 1.0651, 0.005)
TILTS = np.arange(-2.0, 2.01, 0.25)  # degrees, of single lines after deskewing: perspective
LONG = 15.0  # millimetres: shorter printed lines (tick squares) do not help to place the page
SEGMENTS = 24  # pieces into which a side is looked at
WINDOWS = (8, 20)  # pixels on both sides of where a side is expected: scans, then photographs
MIN_LINES = 0.6  # share of the layout's solid lines that must be there to place it
MIN_SUPPORT = 0.5  # share of a side's segments that must show its line
MAX_MISFIT = 0.8  # millimetres between the corners and a plane page
MAX_SQUEEZE = 0.025  # by which a page may be longer or shorter than its width tells


@dataclass(frozen=True, slots=True)
class Cut:
    """One frame found on a page.

    ``box_index`` is its place in ``layout.entries``. ``corners`` is 4 × 2, float pixels (x, y) of
    the page image: top left, top right, bottom right, bottom left *of the entry*. ``filled``:
    something is written in it. ``score``: 0..1, how much of its least seen side was seen.
    """

    box_index: int
    corners: Points
    filled: bool
    score: float


@dataclass(frozen=True, slots=True)
class _Rule:
    """A printed line along an axis, in page millimetres: where it lies, and from where to where."""

    at: float
    start: float
    end: float
    solid: bool


@dataclass(frozen=True, slots=True)
class _Placing:
    """Where the layout lies on the working copy, across one kind of its lines, and how surely."""

    score: float
    scale: float
    shift: float  # pixels

    def pixel(self, mm: float, layout_length: float, pixels: int) -> float:
        return pixels / 2 + self.scale * MM * (mm - layout_length / 2) + self.shift


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a frame: row = offset + slope · column; the share of it seen; its darkness."""

    offset: float
    slope: float
    seen: float
    contrast: float


@dataclass(frozen=True, slots=True)
class _Frame:
    """A frame on the level working copy, with its least seen side and its lines' darkness."""

    corners: Points
    seen: float
    contrast: float


def find_entries(image: Image.Image, layout: Layout) -> list[Cut]:
    """Return a cut for every frame of the layout, in reading order, empty forms included.

    ``image`` is a page at 100–400 dpi, any way up, up to ±3° askew, ±8 mm off and ±5 % in scale.
    Raises LayoutNotFound unless every frame is found.
    """
    turned = (image.width > image.height) != (layout.width > layout.height)
    zoom = MM * math.sqrt(layout.width * layout.height / (image.width * image.height))
    size = (round(image.width * zoom), round(image.height * zoom))
    small = image.convert("L").resize(size, Image.Resampling.BOX)
    if turned:
        small = small.transpose(Image.Transpose.ROTATE_90)
    angle = _skew(small)
    level = small.rotate(angle, Image.Resampling.BILINEAR, fillcolor=_paper(small))
    flat = np.asarray(level, dtype=np.float32)
    placed, flipped = _place(flat, layout)
    if flipped:
        flat = np.ascontiguousarray(flat[::-1, ::-1])
    found = []
    for index, frame in enumerate(_frames(flat, layout, placed)):
        filled = is_filled(flat, frame.corners, layout, frame.contrast)
        corners = _back(frame.corners, level.size, flipped, angle, turned)
        corners *= (image.width / size[0], image.height / size[1])
        found.append(Cut(index, corners, filled, frame.seen))
    return found


def upright(image: Image.Image, corners: Points, layout: Layout, dpi: int = 200) -> Image.Image:
    """Return one entry as RGB: its box in the layout (mm) maps linearly on the whole picture."""
    box = layout.entries[0]
    width, height = round(box.w / 25.4 * dpi), round(box.h / 25.4 * dpi)
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    finer = float(sides.max()) / width
    finer = finer if finer > 1.2 else 1.0  # first at its own resolution, or thin strokes break
    raw = (round(width * finer), round(height * finer))
    # Only the part around the entry is converted and read.
    left, top = np.floor(corners.min(axis=0)).astype(int) - 4
    right, bottom = np.ceil(corners.max(axis=0)).astype(int) + 4
    part = image.crop((int(left), int(top), int(right), int(bottom))).convert("RGB")
    way = homography(rectangle(*raw), corners - (left, top))
    cut = part.transform(
        raw, Image.Transform.PERSPECTIVE, list(way), Image.Resampling.BICUBIC, fillcolor="white"
    )
    return cut if raw == (width, height) else cut.resize((width, height), Image.Resampling.BICUBIC)


# --- 2. deskew -----------------------------------------------------------------------------------


def _paper(grey: Image.Image) -> int:
    return int(np.median(np.asarray(grey)[::8, ::8]))


def _skew(grey: Image.Image) -> float:
    """Return the angle in degrees by which a page's lines fall to the right, to 0.05°."""
    small = grey.resize((grey.width * 3 // 4, grey.height * 3 // 4), Image.Resampling.BOX)
    ridges = mean_along_rows(ridges_of(np.asarray(small, dtype=np.float32)), 9)
    rows, columns = np.nonzero(ridges > 0.5 * CONTRAST)
    if rows.size == 0:
        return 0.0
    weights = np.minimum(ridges[rows, columns], 2 * CONTRAST)
    from_middle = columns - small.width / 2
    room = math.ceil(small.width * math.tan(math.radians(MAX_SKEW)))

    def sharpness(angle: float) -> float:
        row = rows - from_middle * math.tan(math.radians(angle)) + room
        profile = np.bincount(row.astype(np.int64).clip(0), weights)
        return float(np.square(profile).sum())

    best = max(np.arange(-MAX_SKEW, MAX_SKEW + 0.01, 0.25), key=sharpness)
    return float(max(np.arange(best - 0.25, best + 0.26, 0.05), key=sharpness))


# --- 3. placing ----------------------------------------------------------------------------------


def _rules(layout: Layout) -> tuple[list[_Rule], list[_Rule]]:
    """Return the long printed lines of a page: those along rows, those along columns."""
    along_rows, along_columns = [], []
    for box in layout.entries:
        for line in layout.lines:
            x1, x2 = sorted((box.x + line.x1, box.x + line.x2))
            y1, y2 = sorted((box.y + line.y1, box.y + line.y2))
            solid = line.style == "solid"
            if y1 == y2 and x2 - x1 >= LONG:
                along_rows.append(_Rule(y1, x1, x2, solid))
            elif x1 == x2 and y2 - y1 >= LONG:
                along_columns.append(_Rule(x1, y1, y2, solid))
    return along_rows, along_columns


def _place(flat: Floats, layout: Layout) -> tuple[tuple[_Placing, _Placing], bool]:
    """Return how the layout lies across rows and across columns, and whether upside down."""
    horizontal = thicker(ridge_runs(ridges_of(flat), CONTRAST), 2)
    vertical = thicker(ridge_runs(ridges_of(np.ascontiguousarray(flat.T)), CONTRAST), 2)
    along_rows, along_columns = _rules(layout)
    ways = []
    for flipped in (False, True):
        if flipped:
            horizontal, vertical = horizontal[::-1, ::-1], vertical[::-1, ::-1]
        y = _match(horizontal, along_rows, layout.height, layout.width)
        x = _match(vertical, along_columns, layout.width, layout.height)
        ways.append(((y, x), flipped))
    (y, x), flipped = max(ways, key=lambda way: way[0][0].score + way[0][1].score)
    if min(y.score, x.score) < MIN_LINES or abs(y.scale / x.scale - 1) > 0.04:
        raise LayoutNotFound(layout=layout.id)
    return (y, x), flipped


def _match(runs: Floats, rules: list[_Rule], across: float, along: float) -> _Placing:
    """Find the scale and shift at which the most of the rules lie on runs.

    ``runs`` is (pixels across the rules × pixels along them); ``across`` and ``along`` are the
    layout's lengths in mm. The score is the share of the solid rules that is there.
    """
    pixels_across = runs.shape[0]
    total = np.pad(np.cumsum(runs, axis=1, dtype=np.float64), ((0, 0), (1, 0)))
    profile = np.stack([_profile(total, rule, along) for rule in rules])
    offsets = MM * (np.array([rule.at for rule in rules]) - across / 2)
    places = pixels_across / 2 + SCALES[:, None, None] * offsets[:, None] + SHIFTS * MM
    index = np.round(places - 0.5).astype(np.int64).clip(0, pixels_across - 1)
    seen = profile[np.arange(len(rules))[:, None], index]  # scale × rule × shift
    solid = np.array([rule.solid for rule in rules])
    weights = np.array([rule.end - rule.start for rule in rules]) * np.where(solid, 1.0, 0.4)
    best = int(np.argmax((seen * weights[:, None]).sum(axis=1)))
    scale, shift = divmod(best, len(SHIFTS))
    solid_weights = weights * solid
    score = float((seen[scale, :, shift] * solid_weights).sum() / solid_weights.sum())
    return _Placing(score, float(SCALES[scale]), float(SHIFTS[shift] * MM))


def _profile(total: Points, rule: _Rule, along: float) -> Points:
    """Return for each row how much of a rule would be seen on it, at the best of several tilts.

    ``total`` is the running sum of the runs along the rows, with a column of zeros before it.
    """
    rows, columns = total.shape[0], total.shape[1] - 1
    pieces = 8 if rule.solid else 1
    # Shrunk, so that the ends stay inside when the page is shifted.
    ends = (np.linspace(-0.46, 0.46, pieces + 1) * (rule.end - rule.start)) * MM
    ends += columns / 2 + MM * ((rule.start + rule.end) / 2 - along / 2)
    at = np.round(ends).astype(np.int64).clip(0, columns)
    seen = np.diff(total[:, at], axis=1) / np.maximum(np.diff(at), 1)
    if pieces == 1:
        return np.asarray(seen[:, 0])
    middles = (ends[:-1] + ends[1:] - ends[0] - ends[-1]) / 2
    best = np.zeros(rows)
    for tilt in TILTS:
        shifts = np.round(middles * math.tan(math.radians(tilt))).astype(np.int64)
        index = (np.arange(rows)[:, None] + shifts).clip(0, rows - 1)
        best = np.maximum(best, seen[index, np.arange(pieces)].mean(axis=1) - 0.02 * abs(tilt))
    return best


# --- 4. sides ------------------------------------------------------------------------------------


def _frames(flat: Floats, layout: Layout, placed: tuple[_Placing, _Placing]) -> list[_Frame]:
    """Return the frames on the level working copy; LayoutNotFound unless all are there."""
    for window in WINDOWS:
        frames = [_frame(flat, box, layout, placed, window) for box in layout.entries]
        if (
            min(frame.seen for frame in frames) >= MIN_SUPPORT
            and _fits(frames, layout)
            and are_forms(flat, [(frame.corners, frame.contrast) for frame in frames], layout)
        ):
            return frames
    raise LayoutNotFound(layout=layout.id)


def _frame(
    flat: Floats, box: Box, layout: Layout, placed: tuple[_Placing, _Placing], window: int
) -> _Frame:
    height, width = flat.shape
    y, x = placed
    top, bottom = (y.pixel(v, layout.height, height) for v in (box.y, box.y + box.h))
    left, right = (x.pixel(v, layout.width, width) for v in (box.x, box.x + box.w))
    across = np.ascontiguousarray(flat.T)
    above = _side(flat, top, left, right, window)
    at_right = _side(across, right, top, bottom, window)
    below = _side(flat, bottom, left, right, window)
    at_left = _side(across, left, top, bottom, window)
    pairs = ((above, at_left), (above, at_right), (below, at_right), (below, at_left))
    corners = np.array([_crossing(level, upright_) for level, upright_ in pairs])
    sides = (above, at_right, below, at_left)
    contrast = float(np.median([side.contrast for side in sides]))
    return _Frame(corners, min(side.seen for side in sides), contrast)


def _side(grey: Floats, at: float, start: float, end: float, window: int) -> _Side:
    """Fit one side near row ``at`` from column ``start`` to ``end``."""
    height, width = grey.shape
    reach = window + RIDGE_REACH
    first, last = round(at) - reach, round(at) + reach + 1
    if first < 0 or last > height:  # too near the picture's edge: look beyond it into nothing
        grey = np.pad(grey, ((max(0, -first), max(0, last - height)), (0, 0)), mode="edge")
    ridges = ridges_of(grey[max(first, 0) : max(first, 0) + last - first])
    columns = np.linspace(start, end, 2 * SEGMENTS + 1)[1::2]
    means = mean_along_rows(ridges, max(3, int((end - start) / SEGMENTS)))
    strips = means[:, np.round(columns - 0.5).astype(np.int64).clip(0, width - 1)].T
    contrast = float(np.median(strips.max(axis=1)))
    strips = np.minimum(strips / np.float32(max(0.03, 0.7 * contrast)), 1)
    return _refined(strips, _best_line(strips), columns, first, contrast)


def _best_line(strips: Floats) -> Points:
    """Return for each strip (segments × rows) the row of the straight line that sees the most."""
    segments, height = strips.shape
    seen = thicker(np.ascontiguousarray(strips.T), 1).T
    ends = np.arange(height, dtype=np.float64)
    share = (np.arange(segments) + 0.5) / segments
    lines = ends[:, None, None] * (1 - share) + ends[None, :, None] * share
    index = np.round(lines).astype(np.int64)
    sums = seen[np.arange(segments), index].sum(axis=2)
    # Of equal lines the one nearest to where it was expected, and the least tilted.
    middle = (height - 1) / 2
    doubt = np.abs(ends[:, None] - middle) + np.abs(ends[None, :] - middle)
    doubt += np.abs(ends[:, None] - ends[None, :])
    best = int(np.argmax(sums - 0.1 * doubt))
    return np.asarray(lines.reshape(-1, segments)[best])


def _refined(strips: Floats, rows: Points, columns: Points, first: int, contrast: float) -> _Side:
    """Fit the line through the centres of darkness of the segments that show it."""
    places = np.arange(strips.shape[1])
    near = np.abs(places - rows[:, None]) <= 2.5
    weights = np.where(near, strips, 0.0) ** 2
    seen = (strips * near).max(axis=1) >= 0.5
    if seen.sum() < 3:
        return _Side(first + float(rows.mean()), 0.0, 0.0, contrast)
    centres = (weights * places).sum(axis=1)[seen] / weights.sum(axis=1)[seen] + first + 0.5
    along = columns[seen]
    slope, offset = np.polyfit(along, centres, 1)
    inside = np.abs(offset + slope * along - centres) <= 1.0
    if 3 <= inside.sum() < len(along):
        slope, offset = np.polyfit(along[inside], centres[inside], 1)
    return _Side(float(offset), float(slope), float(seen.mean()), contrast)


def _crossing(level: _Side, upright_: _Side) -> tuple[float, float]:
    """Return where y = a + b·x meets x = c + d·y."""
    y = (level.offset + level.slope * upright_.offset) / (1 - level.slope * upright_.slope)
    return upright_.offset + upright_.slope * y, y


# --- 5. doubt, and the way back ------------------------------------------------------------------


def _fits(frames: list[_Frame], layout: Layout) -> bool:
    """Tell whether one slightly tilted plane page with this layout could show these corners."""
    expected = np.concatenate([box_corners(box) for box in layout.entries])
    found = np.concatenate([frame.corners for frame in frames]) / MM
    misfit = np.abs(through(homography(expected, found), expected) - found).max()
    stretch = _lengths(found) / _lengths(expected)
    level, plumb = stretch[:, 0::2].mean(), stretch[:, 1::2].mean()
    return bool(
        misfit <= MAX_MISFIT
        and stretch.min() > 0.92
        and stretch.max() < 1.08
        and abs(plumb / level - 1) <= MAX_SQUEEZE
    )


def _lengths(corners: Points) -> Points:
    """Return the lengths of the four sides of each frame."""
    frames = corners.reshape(-1, 4, 2)
    return np.asarray(np.linalg.norm(frames - np.roll(frames, -1, axis=1), axis=2))


def _back(
    corners: Points, size: tuple[int, int], flipped: bool, angle: float, turned: bool
) -> Points:
    """Take corners on the level working copy back to the working copy as it was scanned."""
    width, height = size
    centre = np.array([width / 2, height / 2])
    from_centre = corners - centre
    if flipped:
        from_centre = -from_centre
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    back = from_centre @ np.array([[cos, sin], [-sin, cos]]) + centre
    if turned:  # undo the quarter turn against the clock
        back = np.stack([height - back[:, 1], back[:, 0]], axis=1)
    return np.asarray(back)
