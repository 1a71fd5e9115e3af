"""Tells whether anything is written in an entry, beyond the form that was printed there."""

import numpy as np
from numpy.typing import NDArray

from hotich.rules.layouts import Box, Layout
from hotich.scans.plane import Points, straightened
from hotich.scans.ridges import MM, RUN, Floats, mean_along_rows, thicker

INK_BY_LINES = 0.45  # ink is at least this dark against the form's printed lines,
INK_LEAST, INK_MOST = 0.05, 0.14  # and within these shares darker than the paper around it
MARGIN = 0.9  # millimetres around a printed line in which ink does not count
WORD = 40  # pixels: 10 mm, in which even a single word shows
FILLED = 0.05  # share of ink there from which an entry is filled


def is_filled(flat: Floats, corners: Points, layout: Layout, contrast: float) -> bool:
    """Tell whether a value zone holds ink beyond the printed form, folds and specks."""
    return max(_ink_shares(flat, corners, layout, contrast)) >= FILLED


def _ink_shares(flat: Floats, corners: Points, layout: Layout, contrast: float) -> list[float]:
    """Return the share of ink in the densest WORD of each value zone of an entry.

    ``contrast`` is that of the form's own lines: what a poor scan did to them it did to the ink.
    """
    grey = straightened(flat, corners, layout.entries[0])
    paper = thicker(thicker(grey, 4).T, 4).T
    dark = 1 - grey / np.maximum(paper, 32)
    ink = dark > np.clip(INK_BY_LINES * contrast, INK_LEAST, INK_MOST)
    for straight in (_straight(ink), _straight(ink.T).T):  # folds and scratches
        ink = ink & ~straight
    ink &= ~_printed(layout, ink.shape)
    shares = []
    for zone in layout.zones:
        for place in [square for _, square in zone.ticks] or [zone.box]:
            columns = ink[_slices(place)].mean(axis=0, dtype=np.float32)[None]
            shares.append(float(mean_along_rows(columns, min(WORD, columns.size)).max()))
    return shares


def _straight(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return where ink runs on along its row for longer than any pen stroke."""
    runs = mean_along_rows(thicker(ink.astype(np.float32), 1), RUN) > 0.9
    return np.asarray(thicker(thicker(runs.astype(np.float32), 1).T, RUN // 2).T > 0)


def _printed(layout: Layout, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return where the form's own lines are, with a margin for how they were printed."""
    mask = np.zeros(shape, dtype=bool)
    for line in layout.lines:
        x1, x2 = sorted((line.x1, line.x2))
        y1, y2 = sorted((line.y1, line.y2))
        box = Box(x1 - MARGIN, y1 - MARGIN, x2 - x1 + 2 * MARGIN, y2 - y1 + 2 * MARGIN)
        mask[_slices(box)] = True
    return mask


def _slices(box: Box) -> tuple[slice, slice]:
    x, y = max(0, round(box.x * MM)), max(0, round(box.y * MM))
    return slice(y, round((box.y + box.h) * MM)), slice(x, round((box.x + box.w) * MM))
