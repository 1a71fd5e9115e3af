"""Draws a table of states as plain SVG: geometry in attributes, colour by class."""

from html import escape
from math import hypot

from hotich.rules.transitions import STATE_NAMES, VERB_NAMES, Table, word

WIDTH, HEIGHT = 156, 40
_ACROSS, _DOWN, _MARGIN = 268, 116, 44

PLACES: dict[str, dict[str, tuple[float, float]]] = {
    "entry": {
        "to_key": (0, 0),
        "to_settle": (1, 0),
        "in_review": (2, 0),
        "approved": (3, 0),
        "set_aside": (0, 1),
        "returned": (1, 1),
        "other_route": (3, 1),
    },
    "delivery": {
        "pending": (0, 0),
        "sent": (1.5, 0),
        "accepted": (3, 0),
        "held": (0, 1),
        "unknown": (1.5, 1),
        "refused": (3, 1),
    },
}
"""Where each state stands: column and row."""

_HEAD = (
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8"'
    ' orient="auto"><path d="M0 0L8 4L0 8z" class="head"/></marker></defs>'
)

Point = tuple[float, float]


def _centre(table: Table, state: str) -> Point:
    column, row = PLACES[table.id][state]
    return _MARGIN + WIDTH / 2 + column * _ACROSS, _MARGIN + HEIGHT / 2 + row * _DOWN


def _edge(centre: Point, towards: Point, shift: Point) -> Point:
    """Return where a line from a box's centre, moved by ``shift``, leaves the box."""
    dx, dy = towards[0] - centre[0], towards[1] - centre[1]
    across = (WIDTH / 2) / abs(dx) if dx else float("inf")
    down = (HEIGHT / 2) / abs(dy) if dy else float("inf")
    part = min(across, down)
    return centre[0] + dx * part + shift[0], centre[1] + dy * part + shift[1]


def _text(x: float, y: float, text: str, kind: str, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" class="{kind}">{escape(text)}</text>'
    )


def _loop(at: Point, label: str) -> list[str]:
    x, y = at[0], at[1] + HEIGHT / 2
    path = f"M{x - 24:.0f} {y:.0f}c-4 30 52 30 48 2"
    return [
        f'<path d="{path}" class="arrow" marker-end="url(#head)"/>',
        _text(x, y + 40, label, "verb"),
    ]


def _arrow(table: Table, source: str, target: str, label: str) -> list[str]:
    start, end = _centre(table, source), _centre(table, target)
    if source == target:
        return _loop(start, label)
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy)
    both = any((a, b) == (target, source) for a, b, _ in table.arrows())
    aside = 9 if both else 0  # two ways: one line each, right of its direction
    shift = (-dy / length * aside, dx / length * aside)
    a, b = _edge(start, end, shift), _edge(end, start, shift)
    if dy == 0:
        spot = ((a[0] + b[0]) / 2, a[1] + (16 if dx > 0 and both else -7))
        anchor = "middle"
    elif dx == 0:
        spot = (a[0] + (7 if shift[0] > 0 or not both else -7), (a[1] + b[1]) / 2 + 4)
        anchor = "start" if shift[0] > 0 or not both else "end"
    else:  # slanting lines may cross in the middle: their words stand nearer to where they start
        spot = (a[0] + (b[0] - a[0]) * 0.3, a[1] + (b[1] - a[1]) * 0.3 + 4)
        anchor = "middle"
    line = (
        f'<path d="M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}" class="arrow"'
        ' marker-end="url(#head)"/>'
    )
    return [line, _text(*spot, label, "verb", anchor)]


def _box(table: Table, state: str, language: str) -> list[str]:
    x, y = _centre(table, state)
    last = not any(source == state for source, _, _ in table.arrows())
    kind = "state last" if last else "state"
    drawn = [
        f'<rect x="{x - WIDTH / 2:.0f}" y="{y - HEIGHT / 2:.0f}" width="{WIDTH}" height="{HEIGHT}"'
        f' rx="4" class="{kind}"/>',
        _text(x, y + 5, word(STATE_NAMES[state], language), "name"),
    ]
    if state in table.begins:
        top = y - HEIGHT / 2
        drawn.append(f'<circle cx="{x:.0f}" cy="{top - 26:.0f}" r="5" class="begin"/>')
        path = f"M{x:.0f} {top - 21:.0f}V{top - 1:.0f}"
        drawn.append(f'<path d="{path}" class="arrow" marker-end="url(#head)"/>')
    return drawn


def svg(table: Table, language: str) -> str:
    """Draw a table with its words in "vi" or "en". A dot marks where things begin."""
    columns, rows = zip(*PLACES[table.id].values(), strict=True)
    width = 2 * _MARGIN + WIDTH + max(columns) * _ACROSS
    height = 2 * _MARGIN + HEIGHT + max(rows) * _DOWN
    arrows = [
        part
        for source, target, verb in table.arrows()
        for part in _arrow(table, source, target, word(VERB_NAMES[verb], language))
    ]
    boxes = [part for state in table.states for part in _box(table, state, language)]
    lines = [part for part in arrows if part.startswith("<path")]
    words = [part for part in arrows if not part.startswith("<path")]
    title = escape(table.title(language))
    return "\n".join(
        [
            f'<svg viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{title}"'
            f' lang="{language}" class="diagram">',
            _HEAD,
            *lines,
            *boxes,
            *words,
            "</svg>",
        ]
    )
