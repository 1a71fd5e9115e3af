"""How people err at the keyboard: a few mistakes a thousand fields, each hand in its own way."""

import random
import unicodedata

FIELD_ERRORS = 0.012  # rate of fields typed wrong at first; single keying in trade: 0.3–1.5 %


class Hand:
    """One keyer's fingers; the same seed makes the same mistakes."""

    def __init__(self, seed: str) -> None:
        self._dice = random.Random(seed)

    def types(self, value: str) -> str:
        """Return what comes out when this person types a value."""
        if not value or self._dice.random() > FIELD_ERRORS:
            return value
        wrong = self._dice.choice((_drops_mark, _swaps, _wrong_digit, _loses))(self._dice, value)
        return wrong.strip() or value


def _drops_mark(dice: random.Random, value: str) -> str:
    places = [i for i, letter in enumerate(value) if len(unicodedata.normalize("NFD", letter)) > 1]
    if not places:
        return _swaps(dice, value)
    place = dice.choice(places)
    return value[:place] + unicodedata.normalize("NFD", value[place])[0] + value[place + 1 :]


def _swaps(dice: random.Random, value: str) -> str:
    if len(value) < 3:
        return value
    place = dice.randrange(len(value) - 1)
    return value[:place] + value[place + 1] + value[place] + value[place + 2 :]


def _wrong_digit(dice: random.Random, value: str) -> str:
    places = [i for i, letter in enumerate(value) if letter.isdigit()]
    if not places:
        return _drops_mark(dice, value)
    place = dice.choice(places)
    return value[:place] + str((int(value[place]) + dice.randrange(1, 9)) % 10) + value[place + 1 :]


def _loses(dice: random.Random, value: str) -> str:
    place = dice.randrange(len(value))
    return value[:place] + value[place + 1 :]
