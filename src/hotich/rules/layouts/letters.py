"""How wide printed words are: enough to place labels without opening a font."""

import tomllib
import unicodedata
from functools import cache
from importlib import resources

MM_PER_POINT = 25.4 / 72
HORN = "\u031b"


@cache
def _advances(style: str) -> dict[str, int]:
    text = resources.files(__package__).joinpath("advances.toml").read_text(encoding="utf-8")
    widths = tomllib.loads(text)[style]
    return {letter: int(width) for width, letters in widths.items() for letter in letters}


def width(text: str, size: float, style: str = "regular") -> float:
    """Return how wide a text is in millimetres, set at ``size`` points.

    KeyError for a letter that the table (advances.toml) does not know.
    """
    advances = _advances(style)
    letters = unicodedata.normalize("NFC", text)
    return sum(_advance(letter, advances) for letter in letters) / 1000 * size * MM_PER_POINT


def _advance(letter: str, advances: dict[str, int]) -> int:
    """Return the width of a letter, or of it without its tone, or without any mark: Ợ, Ơ, O."""
    parts = unicodedata.normalize("NFD", letter)
    horned = unicodedata.normalize("NFC", parts[0] + HORN) if HORN in parts else parts[0]
    for known in (letter, horned, parts[0]):
        if known in advances:
            return advances[known]
    raise KeyError(letter)


def wrapped(text: str, room: float, size: float, style: str = "regular") -> list[str]:
    """Break a text into lines no wider than ``room`` mm, as few as the words allow."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, style) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
