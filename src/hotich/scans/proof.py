"""Tells whether frames hold the form they are taken for: its inner rules lie where it has them.

Many forms have frames of nearly one size; what is ruled within them differs.
"""

from collections.abc import Iterable

import numpy as np

from hotich.rules.layouts import Layout
from hotich.scans.plane import Points, straightened
from hotich.scans.ridges import MM, Floats, ridge_runs, ridges_of, thicker

LONG = 15.0  # millimetres: shorter rules prove nothing
END = 1.0  # millimetres at the ends of a rule that are not looked at
EDGE = 1.0  # millimetres: rules so near the frame are the frame
NEAR = 2  # pixels by which a rule may lie beside its place
SOLID, DOTTED = 0.7, 0.4  # shares of the frame's darkness at which a rule is fully there
SEEN = {"solid": 0.5, "dotted": 0.15}  # share of a rule's length from which it is there
LEAST = {"solid": 0.75, "dotted": 0.85}  # share of the rules of a page that must be there


def are_forms(flat: Floats, found: Iterable[tuple[Points, float]], layout: Layout) -> bool:
    """Tell whether the frames of a page, each with its corners and the darkness of its lines,
    show the layout's inner rules. A layout without such rules is believed.
    """
    there: dict[str, list[bool]] = {"solid": [], "dotted": []}
    for corners, contrast in found:
        form = straightened(flat, corners, layout.entries[0])
        for style, share in _rules(form, layout, max(0.04, contrast)):
            there[style].append(share >= SEEN[style])
    return all(sum(rules) >= LEAST[style] * len(rules) for style, rules in there.items())


def _rules(form: Floats, layout: Layout, contrast: float) -> list[tuple[str, float]]:
    """Return of each long inner rule its style and the share of it that is seen."""
    box = layout.entries[0]
    level, plumb = ridges_of(form), ridges_of(np.ascontiguousarray(form.T))
    runs = {
        (True, "solid"): thicker(ridge_runs(level, SOLID * contrast), NEAR),
        (True, "dotted"): thicker(ridge_runs(level, DOTTED * contrast), NEAR),
        (False, "solid"): thicker(ridge_runs(plumb, SOLID * contrast), NEAR),
    }
    shares = []
    for line in layout.lines:
        (x1, x2), (y1, y2) = sorted((line.x1, line.x2)), sorted((line.y1, line.y2))
        is_level = y1 == y2
        at, start, end, room = (y1, x1, x2, box.h) if is_level else (x1, y1, y2, box.w)
        if end - start < LONG or not EDGE < at < room - EDGE:
            continue
        row = runs[is_level, line.style][round(at * MM)]
        share = float(row[round((start + END) * MM) : round((end - END) * MM)].mean())
        shares.append((line.style, share))
    return shares
