"""Points on a page, and the mapping from one plane picture to another."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from hotich.rules.layouts import Box
from hotich.scans.ridges import MM, Floats

Points = NDArray[np.float64]


def rectangle(width: float, height: float) -> Points:
    """Return the four corners, clockwise from the top left."""
    return np.array([(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)])


def box_corners(box: Box) -> Points:
    """Return the corners of a box of the layout, in millimetres."""
    return np.asarray(rectangle(box.w, box.h) + np.array((box.x, box.y)))


def homography(source: Points, target: Points) -> Points:
    """Return the 8 numbers (a…h) of the plane mapping from source to target points (n × 2, n ≥ 4).

    x' = (a·x + b·y + c) / (g·x + h·y + 1), y' = (d·x + e·y + f) / (g·x + h·y + 1), least squares.
    """
    rows, values = [], []
    for (x, y), (u, v) in zip(source, target, strict=True):
        rows += [(x, y, 1, 0, 0, 0, -u * x, -u * y), (0, 0, 0, x, y, 1, -v * x, -v * y)]
        values += [u, v]
    return np.asarray(np.linalg.lstsq(np.array(rows), np.array(values), rcond=None)[0])


def through(way: Points, points: Points) -> Points:
    """Take points (n × 2) through a plane mapping."""
    a, b, c, d, e, f, g, h = way
    x, y = points[:, 0], points[:, 1]
    depth = g * x + h * y + 1
    return np.stack([(a * x + b * y + c) / depth, (d * x + e * y + f) / depth], axis=1)


def straightened(grey: Floats, corners: Points, box: Box) -> Floats:
    """Return what lies between four corners of a grey picture as an upright box, MM pixels a mm."""
    size = (round(box.w * MM), round(box.h * MM))
    way = homography(rectangle(*size), corners)
    page = Image.fromarray(grey.astype(np.uint8))
    form = page.transform(size, Image.Transform.PERSPECTIVE, list(way), Image.Resampling.BILINEAR)
    return np.asarray(form, dtype=np.float32)
