"""Where a page is darker along a line than the paper on both sides of it: step 1 of cutting.

Pictures are grey, rows × columns of float pixels.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

MM = 4.0  # pixels per millimetre of the working copy
RIDGE_REACH = 3  # pixels from a line to the paper beside it
RUN = 25  # pixels: a run of ridges shorter than 6 mm is no line
CONTRAST = 0.10  # a ridge of this darkness is fully a line


def ridges_of(grey: Floats) -> Floats:
    """Return how much darker each pixel is than the paper above and below it, 0..1, as a share."""
    reach = RIDGE_REACH
    ridges = np.zeros_like(grey)
    paper = np.minimum(grey[: -2 * reach], grey[2 * reach :])
    ridges[reach:-reach] = np.maximum(paper - grey[reach:-reach], 0) / np.maximum(paper, 32)
    return ridges


def ridge_runs(ridges: Floats, contrast: float) -> Floats:
    """Return the share of line in the RUN pixels around each pixel, along the rows."""
    line = np.minimum(ridges / np.float32(contrast), 1)
    return mean_along_rows(line, RUN)


def mean_along_rows(values: Floats, length: int) -> Floats:
    """Return the mean of the ``length`` pixels around each pixel, along the rows."""
    half = length // 2
    padded = np.pad(values, ((0, 0), (half + 1, half)))
    total = np.cumsum(padded, axis=1, dtype=np.float32)
    return np.asarray((total[:, length:] - total[:, :-length]) / length, dtype=np.float32)


def thicker(runs: Floats, by: int) -> Floats:
    """Let each row see the strongest of its neighbours up to ``by`` pixels away."""
    out = runs.copy()
    for step in range(1, by + 1):
        np.maximum(out[step:], runs[:-step], out=out[step:])
        np.maximum(out[:-step], runs[step:], out=out[:-step])
    return out
