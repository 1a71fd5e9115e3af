"""How people err at the keyboard, each hand in its own way, and misread what both misread alike."""

import unicodedata
from dataclasses import dataclass
from random import Random

NEIGHBOURS = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuioiosdfghjklkxcvbnmn", strict=True))
MISREAD = {**dict(zip("0123456789", "6778960134", strict=True)), "u": "n", "n": "u", "o": "a"}
MISREAD |= {"a": "o", "e": "c", "h": "k", "k": "h", "t": "l", "l": "t", "i": "j", "m": "n"}


@dataclass(frozen=True, slots=True)
class Errors:
    """Shares of the fields: ``random`` typed wrong by one hand alone, ``same`` misread alike by
    everybody; ``unreadable`` flagged by one reader alone. Single keying in trade errs in 0.3 to
    1.5 % of fields.
    """

    random: float = 0.012
    same: float = 0.0
    unreadable: float = 0.0


class Hand:
    """One keyer's eyes and fingers; the same seed makes the same mistakes, ``world`` those of all.

    :param world: seed of what everybody misreads alike
    """

    def __init__(self, seed: str, errors: Errors = Errors(), *, world: str = "") -> None:
        self._dice, self.errors, self._world = Random(seed), errors, world

    def reads(self, value: str, place: str) -> str:
        """Return what anybody would read at a place on paper: mostly what is written."""
        dice = Random(f"{self._world}/{place}")
        if not value or dice.random() >= self.errors.same:
            return value
        return misread(dice, value)

    def types(self, value: str) -> str:
        """Return what comes out when this person types a value."""
        if not value or self._dice.random() >= self.errors.random:
            return value
        slip = self._dice.choice((_neighbour, _drops_mark, _swaps, _wrong_digit, _loses))
        return slip(self._dice, value).strip() or value

    def cannot_read(self, value: str) -> bool:
        """Tell whether this person takes a written value for unreadable."""
        return bool(value) and self._dice.random() < self.errors.unreadable


def misread(dice: Random, value: str) -> str:
    """Return a value as a tired eye reads it: 1 for 7, n for u, a mark not seen."""
    places = [i for i, letter in enumerate(value) if letter.lower() in MISREAD]
    if not places:
        return _drops_mark(dice, value)
    place = dice.choice(places)
    return value[:place] + MISREAD[value[place].lower()] + value[place + 1 :]


def _neighbour(dice: Random, value: str) -> str:
    places = [i for i, letter in enumerate(value) if letter.lower() in NEIGHBOURS]
    if not places:
        return _wrong_digit(dice, value)
    place = dice.choice(places)
    return value[:place] + NEIGHBOURS[value[place].lower()] + value[place + 1 :]


def _drops_mark(dice: Random, value: str) -> str:
    places = [i for i, letter in enumerate(value) if len(unicodedata.normalize("NFD", letter)) > 1]
    if not places:
        return _swaps(dice, value)
    place = dice.choice(places)
    return value[:place] + unicodedata.normalize("NFD", value[place])[0] + value[place + 1 :]


def _swaps(dice: Random, value: str) -> str:
    if len(value) < 3:
        return value
    place = dice.randrange(len(value) - 1)
    return value[:place] + value[place + 1] + value[place] + value[place + 2 :]


def _wrong_digit(dice: Random, value: str) -> str:
    places = [i for i, letter in enumerate(value) if letter.isdigit()]
    if not places:
        return _drops_mark(dice, value)
    place = dice.choice(places)
    return value[:place] + str((int(value[place]) + dice.randrange(1, 9)) % 10) + value[place + 1 :]


def _loses(dice: Random, value: str) -> str:
    place = dice.randrange(len(value))
    return value[:place] + value[place + 1 :]
