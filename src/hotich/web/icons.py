"""The house's drawings of 16 × 16: outlines by their name, and the three solid shapes of states."""

from django.utils.safestring import SafeString, mark_safe

_SOLID = {
    "check-circle": '<circle cx="8" cy="8" r="7"/><path class="cut" d="M4.8 8.3l2.2 2.2 4.3-4.6"/>',
    "triangle": '<path d="M8 1.2l7.3 13.3H.7z"/><path class="cut" d="M8 6v4M8 12.1v.1"/>',
    "diamond": '<path d="M8 .6L15.4 8 8 15.4.6 8z"/><path class="cut" d="M8 4.4v4M8 11v.1"/>',
}
_OUTLINES = {
    "book": '<path d="M3 2h8.5A1.5 1.5 0 0 1 13 3.5V14H4.5A1.5 1.5 0 0 1 3 12.5zM5.6 2v12"/>',
    "page": '<path d="M3.5 1.8h6l3 3v9.4h-9zM9.5 1.8v3h3"/>',
    "info": '<circle cx="8" cy="8" r="6.6"/><path d="M8 7.4v3.8M8 4.7v.1"/>',
    "question": (
        '<circle cx="8" cy="8" r="6.6"/>'
        '<path d="M6.2 6.2a1.9 1.9 0 1 1 2.6 1.8c-.6.3-.8.6-.8 1.2M8 11.4v.1"/>'
    ),
    "check": '<path d="M3 8.5l3.3 3.3L13 4.8"/>',
    "circle": '<circle cx="8" cy="8" r="6.2"/>',
    "half": (
        '<circle cx="8" cy="8" r="6.2"/>'
        '<path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor"/>'
    ),
    "dashed": '<circle cx="8" cy="8" r="6.2" stroke-dasharray="2.4 2.6"/>',
    "clock": '<circle cx="8" cy="8" r="6.4"/><path d="M8 4.4V8l2.4 1.8"/>',
    "pause": '<circle cx="8" cy="8" r="6.4"/><path d="M6.3 5.6v4.8M9.7 5.6v4.8"/>',
    "minus": '<circle cx="8" cy="8" r="6.4"/><path d="M5 8h6"/>',
    "scan": '<path d="M2 5V2.5h3M11 2.5h3V5M14 11v2.5h-3M5 13.5H2V11M2 8h12"/>',
    "key": (
        '<rect x="1.5" y="4" width="13" height="8.5" rx="1"/>'
        '<path d="M4.2 6.8v.1M6.7 6.8v.1M9.2 6.8v.1M11.7 6.8v.1M5 9.8h6"/>'
    ),
    "pen": '<path d="M2.5 13.5l.8-3.2 7.6-7.6 2.4 2.4-7.6 7.6zM9.4 4.2l2.4 2.4"/>',
    "send": '<path d="M2 8L14 2.5 10.2 13.8 7.4 9z M7.4 9L14 2.5"/>',
    "balance": (
        '<path d="M8 2v12M5 14h6M2.5 4.5h11M2.5 4.5L.9 9a2 2 0 0 0 3.2 0zM13.5 4.5L11.9 9a2 '
        '2 0 0 0 3.2 0z"/>'
    ),
    "split": '<path d="M8 14V9.5L3.5 4M8 9.5L12.5 4M3.3 7V3.8h3.2M12.7 7V3.8H9.5"/>',
    "link": (
        '<path d="M6.8 9.2a2.6 2.6 0 0 0 3.8 0l2.3-2.4a2.6 2.6 0 0 0-3.8-3.7L8 4.2M9.2 '
        '6.8a2.6 2.6 0 0 0-3.8 0L3.1 9.2a2.6 2.6 0 0 0 3.8 3.7L8 11.8"/>'
    ),
    "back": '<path d="M6 4L2.5 7.5 6 11M3 7.5h6.5a4 4 0 0 1 0 6"/>',
    "arrow": '<path d="M2.5 8h11M9.5 4l4 4-4 4"/>',
    "arrow-left": '<path d="M13.5 8h-11M6.5 4l-4 4 4 4"/>',
    "person": '<circle cx="8" cy="5" r="2.8"/><path d="M2.8 14a5.2 5.2 0 0 1 10.4 0"/>',
    "people": (
        '<circle cx="5" cy="5" r="2.4"/>'
        '<circle cx="11" cy="5" r="2.4"/>'
        '<circle cx="8" cy="11" r="2.4"/>'
    ),
    "lock": (
        '<rect x="3" y="7" width="10" height="7" rx="1"/>'
        '<path d="M5.2 7V4.8a2.8 2.8 0 0 1 5.6 0V7"/>'
    ),
    "upload": '<path d="M8 10.5V2.5M4.8 5.5L8 2.3l3.2 3.2M2.5 10.5v3h11v-3"/>',
    "download": '<path d="M8 2.3v8M4.8 7.2L8 10.4l3.2-3.2M2.5 10.5v3h11v-3"/>',
    "search": '<circle cx="7" cy="7" r="4.6"/><path d="M10.5 10.5L14 14"/>',
    "offline": (
        '<path d="M2 2l12 12M5.2 5.1A3.6 3.6 0 0 0 4.4 12h7M7 3.6a4 4 0 0 1 5 3.6 2.5 2.5 0 '
        '0 1 1.6 4"/>'
    ),
    "display": (
        '<path d="M1.5 4.8h6M12.5 4.8h2M1.5 11.2h2M8.5 11.2h6"/>'
        '<circle cx="10" cy="4.8" r="2"/>'
        '<circle cx="6" cy="11.2" r="2"/>'
    ),
    "leave": '<path d="M9.5 2.5h-6v11h6M6.5 8h7.5M11 5l3 3-3 3"/>',
    "cross-circle": '<circle cx="8" cy="8" r="6.4"/><path d="M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4"/>',
    "menu": '<path d="M2 4h12M2 8h12M2 12h12"/>',
    "up": '<path d="M4.5 9.5L8 6l3.5 3.5"/>',
    "down": '<path d="M4.5 6.5L8 10l3.5-3.5"/>',
    "shield": '<path d="M8 1.8l5 1.8v4.2c0 3-2.1 5.2-5 6.4-2.9-1.2-5-3.4-5-6.4V3.6z"/>',
    "print": '<path d="M4.5 6V2.2h7V6M4.5 11.5h-2.5V6h12v5.5h-2.5M4.5 9.5h7v4.3h-7z"/>',
    "place": (
        '<path d="M8 14.2S3 9.8 3 6.6a5 5 0 0 1 10 0c0 3.2-5 7.6-5 7.6z"/>'
        '<circle cx="8" cy="6.6" r="1.8"/>'
    ),
    "key-door": '<circle cx="5" cy="8" r="2.8"/><path d="M7.8 8h6.4M12 8v2.6M14.2 8v1.8"/>',
    "cross": '<path d="M3.5 3.5l9 9M12.5 3.5l-9 9"/>',
}
NAMES = frozenset(_SOLID) | frozenset(_OUTLINES)


def draw(name: str, tone: str = "") -> SafeString:
    """Return the SVG of an icon; ``tone`` is a colour class (ok, warn, bad, acc, mut) or ""."""
    solid = name in _SOLID
    shapes = _SOLID[name] if solid else _OUTLINES[name]
    classes = " ".join(filter(None, ("i", "i-solid" if solid else "", tone)))
    return mark_safe(  # our own drawings and class names
        f'<svg class="{classes}" viewBox="0 0 16 16" aria-hidden="true">{shapes}</svg>'
    )
