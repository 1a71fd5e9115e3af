"""Vietnamese text as people write it: one spelling to compare, one to search, one to sort.

A value is never replaced by any of these forms; they stand beside it (see docs on "as written").
"""

import re
import unicodedata
from itertools import pairwise

_TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng: the dictionary's order
_PLAIN_VOWELS = "aăâeêioôơuưy"
_MARKED = "ăâêôơư"

_TONED = {
    unicodedata.normalize("NFC", vowel + mark): (vowel, tone)
    for vowel in _PLAIN_VOWELS
    for tone, mark in enumerate(_TONES, start=1)
}
_WITH_TONE = {pair: letter for letter, pair in _TONED.items()}

LETTERS = frozenset(form for letter in (*_TONED, *"ăâđêôơư") for form in (letter, letter.upper()))
"""The 134 Vietnamese letters beyond ASCII, small and capital."""

_ALPHABET = LETTERS | frozenset("abcdeghiklmnopqrstuvxyABCDEGHIKLMNOPQRSTUVXY")

_CONTROLS = (*range(9), *range(14, 28), *range(127, 133), *range(134, 160))  # all but the blanks
_INVISIBLE = dict.fromkeys(
    (*_CONTROLS, *map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))
)
_LIKE_D = str.maketrans({"ð": "đ", "ɖ": "đ", "Ð": "Đ", "Ɖ": "Đ"})
_SYLLABLE = re.compile(
    r"(?P<onset>qu|gi(?=[aăâeêioôơuưy])|ngh|ng|nh|gh|ch|kh|ph|th|tr|[bcdđghklmnprstvx])?"
    r"(?P<vowels>[aăâeêioôơuưy]+)(?P<coda>ch|nh|ng|[cmnpt])?"
)
_EITHER_I_OR_Y = {"h", "k", "l", "m", "s", "t", "qu"}
_SORT_LETTERS = str.maketrans(
    {"ă": "a~", "â": "a~~", "đ": "d~", "ê": "e~", "ô": "o~", "ơ": "o~~", "ư": "u~"}
)
_SORT_TONES = "!#$%&'"  # any six rising characters between the space and the letters


def nfc(text: str) -> str:
    """Return the text in Unicode NFC without invisible characters, spaces collapsed and trimmed."""
    return " ".join(unicodedata.normalize("NFC", text.translate(_INVISIBLE)).split())


def _without_tones(word: str) -> tuple[str, list[int]]:
    """Take the tones off a small-letter word: ("hoa", [1]) for hòa and hoà."""
    pairs = [_TONED.get(letter, (letter, 0)) for letter in word]
    return "".join(letter for letter, _ in pairs), [tone for _, tone in pairs if tone]


def _tone_place(vowels: str, closed: bool) -> int:
    """Say which vowel carries the tone in the older placement (hòa, thúy; but toàn, huỳnh)."""
    marked = [i for i, vowel in enumerate(vowels) if vowel in _MARKED]
    if marked:
        return marked[-1]
    if closed:
        return len(vowels) - 1
    return 1 if len(vowels) > 2 else 0


def _canonical_word(word: str) -> str:
    letters, tones = _without_tones(word)
    syllable = _SYLLABLE.fullmatch(letters)
    if syllable is None or len(tones) > 1:
        return word
    onset, vowels, coda = (syllable[part] or "" for part in ("onset", "vowels", "coda"))
    if vowels == "i" and not coda and onset in _EITHER_I_OR_Y:
        vowels = "y"
    if tones:
        at = _tone_place(vowels, closed=bool(coda))
        toned = _WITH_TONE[vowels[at], tones[0]]
        vowels = vowels[:at] + toned + vowels[at + 1 :]
    return onset + vowels + coda


def canonical(text: str) -> str:
    """Return the one spelling in which two writings of the same words are equal.

    Small letters, one tone placement (hoà = hòa, thuý = thúy, qúy = quý) and y for a lone final
    i after h, k, l, m, s, t and qu, where both spellings of the same syllable are in living use
    (kì = kỳ, lí = lý, quí = quý). After other letters the two are different names (Vi and Vy,
    Thi and Thy) and stay apart. Words that are no Vietnamese syllable keep their letters.
    """
    words = re.split(r"(\W+)", nfc(nfc(text).translate(_LIKE_D).lower()))
    return "".join(_canonical_word(word) for word in words)


def fold(text: str) -> str:
    """Return the search key: small letters without any diacritics, đ as d."""
    small = unicodedata.normalize("NFD", nfc(text).translate(_LIKE_D).lower())
    bare = "".join(c for c in small if not unicodedata.category(c).startswith("M"))
    return nfc(bare.replace("đ", "d"))


def split_name(name: str) -> tuple[str, str, str]:
    """Split a full name into (surname, middle, given); a single word is a given name."""
    words = nfc(name).split()
    if len(words) < 2:
        return "", "", "".join(words)
    return words[0], " ".join(words[1:-1]), words[-1]


def _sort_word(word: str) -> str:
    letters, tones = _without_tones(word)
    marks = "".join(_SORT_TONES[tone] for tone in tones) or _SORT_TONES[0]
    return letters.translate(_SORT_LETTERS) + marks


def sort_key(name: str) -> str:
    """Return a key whose plain (C) order is the Vietnamese order of names.

    Given name first, then the middle name, then the surname, word by word; in a word the letters
    decide first (a ă â b … d đ … u ư), then the tone: none, huyền, hỏi, ngã, sắc, nặng.
    """
    surname, middle, given = split_name(nfc(name).translate(_LIKE_D).lower())
    return " ".join("".join(map(_sort_word, p.split())) for p in (given, middle, surname))


def foreign_letters(text: str) -> set[str]:
    """Return the letters and loose marks that are not of the Vietnamese alphabet (f, j, w, z too:
    they are also what a keyboard left out of Vietnamese mode puts into a name)."""
    return {
        letter
        for letter in nfc(text)
        if letter not in _ALPHABET and unicodedata.category(letter)[0] in "LM"
    }


def is_all_capitals(text: str) -> bool:
    """Say whether a name of more than one letter has only capitals."""
    return text.isupper() and sum(letter.isalpha() for letter in text) > 1


def title_case(text: str) -> str:
    """Return the name with each word's first letter capital: NGUYỄN THỊ HOA → Nguyễn Thị Hoa."""
    small = nfc(text).lower()
    return "".join(
        now.upper() if before in " -(/" else now for before, now in pairwise(" " + small)
    )
