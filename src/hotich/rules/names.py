"""Vietnamese text as people write it: one spelling to compare, one to search, one to sort.

A value is never replaced by any of these forms; they stand beside it (see docs on "as written").
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

TONES = "\u0300\u0309\u0303\u0301\u0323"
"""The marks of huyền, hỏi, ngã, sắc, nặng: the dictionary's order; ngang, without one, is first."""

_PLAIN_VOWELS = "aăâeêioôơuưy"
_MARKED = "ăâêôơư"

_TONED = {
    unicodedata.normalize("NFC", vowel + mark): (vowel, tone)
    for vowel in _PLAIN_VOWELS
    for tone, mark in enumerate(TONES, start=1)
}
_WITH_TONE = {pair: letter for letter, pair in _TONED.items()}

LETTERS = frozenset(form for letter in (*_TONED, *"ăâđêôơư") for form in (letter, letter.upper()))
"""The 134 Vietnamese letters beyond ASCII, small and capital."""

_ALPHABET = LETTERS | frozenset("abcdeghiklmnopqrstuvxyABCDEGHIKLMNOPQRSTUVXY")
_IN_NAMES = frozenset(" .,'’-–()/")  # the signs that names are written with

_CONTROLS = (*range(9), *range(14, 28), *range(127, 133), *range(134, 160))  # all but the blanks
_FORMATS = (
    *(0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF),  # soft hyphen, joiners, marks of order
    *(*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)),
    *(*range(0xFE00, 0xFE10), *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)),  # variants, tags
    *range(0xD800, 0xE000),  # halves of letters: no text at all, and no database takes them
)
_INVISIBLE = dict.fromkeys((*_CONTROLS, *_FORMATS))
_QUALITIES = "\u0302\u0306\u031b"  # circumflex, breve, horn: they make a letter, tones come after

_CYRILLIC = dict(zip("авеорсухкмнтігѕјԁһ", "abeopcyxkmhtirsjdh", strict=True))
_GREEK = dict(zip("αβεικνορτυχ", "abeiknoptux", strict=True))
_LIKE_SMALL = {"ð": "đ", "ɖ": "đ", "ı": "i", "ɑ": "a", "ɡ": "g", **_CYRILLIC, **_GREEK}
_LIKE_CAPITAL = dict(zip("АВЕОРСУХКМНТІЅЈ", "ABEOPCYXKMHTISJ", strict=True)) | dict(
    zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)
)
LOOKALIKES = {**_LIKE_SMALL, **_LIKE_CAPITAL, "Ð": "Đ", "Ɖ": "Đ"} | {
    chr(0xFF00 + code - 0x20): chr(code) for code in range(0x21, 0x7F)
}
"""Letters of other alphabets that the eye takes for Latin ones (а is Cyrillic), and wide forms."""

_SIGNS = dict.fromkeys("’‘ʼʹ′`´", "'") | dict.fromkeys("‐‑‒–—−", "-")
_SEEN_ALIKE = str.maketrans({k: v.lower() for k, v in LOOKALIKES.items()} | _SIGNS)
_SYLLABLE = re.compile(
    r"(?P<onset>qu|gi(?=[aăâeêioôơuưy])|ngh|ng|nh|gh|ch|kh|ph|th|tr|[bcdđghklmnprstvx])?"
    r"(?P<vowels>[aăâeêioôơuưy]+)(?P<coda>ch|nh|ng|[cmnpt])?"
)
_OPEN = "a e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iêu iu oa oai oao oay oe oeo oi ôi ơi"
_OPEN += " ua uây uê ui uôi uơ uy uya uyu ưa ưi ươi ươu ưu yêu"
_CLOSED = "a ă â e ê i o ô ơ u ư y iê oa oă oe oo ôô uâ uê uô uơ uy uyê ươ yê"
_RHYMES = {"": frozenset(_OPEN.split()), "closed": frozenset(_CLOSED.split())}
_NEWER = {"oa", "oe", "uy"}
_EITHER_I_OR_Y = {"h", "k", "l", "m", "s", "t", "qu"}
_SORT_LETTERS = str.maketrans(
    {"ă": "a~", "â": "a~~", "đ": "d~", "ê": "e~", "ô": "o~", "ơ": "o~~", "ư": "u~"}
)
_SORT_TONES = "!#$%&'"  # any six rising characters between the space and the letters

PARTICLES = {"văn": "1", "thị": "2"}
"""Middle words that most often tell a man (1) from a woman (2); a hint, never a proof."""

SURNAMES_OF_TWO = (
    "công tằng tôn nữ",
    "công huyền tôn nữ",
    "huyền tôn nữ",
    "công tôn nữ",
    "tôn nữ",
    "tôn thất",
    "âu dương",
    "tư mã",
)
"""Surnames of several words that are surely surnames."""

SURNAMES_PERHAPS_OF_TWO = ("nguyễn phúc", "nguyễn phước", "hồ thị", "đặng trần", "hoàng phủ")
"""First words that may be a surname of two words, or a surname and a middle name."""

MARKERS = {"y": "1", "h'": "2", "h": "2", "k'": "1", "ka": "2", "pả": "1", "kăn": "2"}
"""Words before a given name, with the sex they tell, among peoples whose names have no surname in
front: Y and H' (Ê Đê, Gia Rai), K' and Ka (Cơ Ho), Pả and Kăn – father and mother of the named
child – (Bru Vân Kiều). A clan's name may follow."""

_ROMAN = re.compile(  # those that are no Vietnamese words: not VI, XI
    r"X{2,3}(?:I[XV]|V?I{0,3})|X(?:I[XV]|VI{0,3}|I{2,3})|I[XV]|VI{2,3}|I{2,3}"
)


def _ordered(text: str) -> str:
    """Put the mark that makes a letter before its tone: e + sắc + circumflex is ế all the same."""

    def sort(match: re.Match[str]) -> str:
        return "".join(sorted(match[0], key=lambda mark: mark not in _QUALITIES))

    apart = re.sub(r"[\u0300-\u036f]{2,}", sort, unicodedata.normalize("NFD", text))
    return unicodedata.normalize("NFC", apart)


def nfc(text: str) -> str:
    """Return the text in Unicode NFC without invisible characters, spaces collapsed and trimmed."""
    whole = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    if re.search(r"[\u0300-\u036f]", whole):  # what should have been composed was typed in disorder
        whole = _ordered(whole)
    return " ".join(whole.split())


def _seen(text: str) -> str:
    """Return small letters with every look-alike letter, quote and dash by its usual one."""
    return nfc(nfc(text).lower().translate(_SEEN_ALIKE))


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


def _toned(vowels: str, tone: int, at: int) -> str:
    return vowels[:at] + _WITH_TONE[vowels[at], tone] + vowels[at + 1 :]


def _canonical_word(word: str, i_is_y: bool = True) -> str:
    letters, tones = _without_tones(word)
    syllable = _SYLLABLE.fullmatch(letters)
    if syllable is None or len(tones) > 1:
        return word
    onset, vowels, coda = (syllable[part] or "" for part in ("onset", "vowels", "coda"))
    if i_is_y and vowels == "i" and not coda and onset in _EITHER_I_OR_Y:
        vowels = "y"
    if tones:
        vowels = _toned(vowels, tones[0], _tone_place(vowels, closed=bool(coda)))
    return onset + vowels + coda


def canonical(text: str, *, i_is_y: bool = True) -> str:
    """Return the one spelling in which two writings of the same words are equal.

    Small letters, one tone placement (hoà = hòa, thuý = thúy, qúy = quý) and y for a lone final
    i after h, k, l, m, s, t and qu, where both spellings of the same syllable are in living use
    (kì = kỳ, lí = lý, quí = quý); not with ``i_is_y`` False, since a person's papers say one of
    them. After other letters the two are different names (Vi and Vy, Thi and Thy) and stay apart.
    Words that are no Vietnamese syllable keep their letters. What looks the same is the same:
    Cyrillic а, curved quotes, long dashes.
    """
    words = re.split(r"([^\w\u0300-\u036f]+)", _seen(text))
    return "".join(_canonical_word(word, i_is_y) for word in words)


def placed(text: str, *, newer: bool) -> str:
    """Return the text with each tone in the newer place (hoà, thuý) or the older (hòa, thúy)."""

    def move(match: re.Match[str]) -> str:
        letters, tones = _without_tones(match[0].lower())
        syllable = _SYLLABLE.fullmatch(letters)
        if syllable is None or len(tones) != 1:
            return match[0]
        vowels, closed = syllable["vowels"], bool(syllable["coda"])
        at = 1 if newer and vowels in _NEWER and not closed else _tone_place(vowels, closed)
        moved = (syllable["onset"] or "") + _toned(vowels, tones[0], at) + (syllable["coda"] or "")
        cases = zip(moved, match[0], strict=True)
        return "".join(now.upper() if before.isupper() else now for now, before in cases)

    return re.sub(r"[\w\u0300-\u036f]+", move, nfc(text))


def is_syllable(word: str) -> bool:
    """Say whether a word can be a Vietnamese syllable: onset, rhyme and at most one tone."""
    letters, tones = _without_tones(nfc(word).lower())
    syllable = _SYLLABLE.fullmatch(letters)
    if syllable is None or len(tones) > 1:
        return False
    return syllable["vowels"] in _RHYMES["closed" if syllable["coda"] else ""]


def _bare(text: str) -> str:
    """Drop all marks from small letters."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in apart if not unicodedata.category(letter).startswith("M"))


def fold(text: str) -> str:
    """Return the search key: small letters without any diacritics, đ as d."""
    return nfc(_bare(nfc(text).lower()).translate(_SEEN_ALIKE).replace("đ", "d"))


def search_key(text: str) -> str:
    """Return " word word …" without marks and signs: " ng" in it finds what begins with "ng"."""
    return "".join(f" {word}" for word in re.findall(r"\w+", fold(text)))


def finds(query: str, text: str) -> bool:
    """Say whether every word of a query begins a word of the text, in any order.

    Marks count where they were typed: "hoa" finds Hoa, Hòa and Hoàng, "hoà" Hòa and Hoàng.
    """
    plain, usual = search_key(text), search_key(canonical(text))
    marked = [_without_tones(word) for word in re.findall(r"\w+", canonical(text))]

    def found(word: str) -> bool:
        known = _canonical_word(word)
        if word.isascii():
            return f" {word}" in plain or f" {known}" in usual
        letters, tones = _without_tones(known)
        return any(w.startswith(letters) and tones in ([], t) for w, t in marked)

    return all(map(found, re.findall(r"\w+", _seen(query))))


@dataclass(frozen=True, slots=True)
class Parts:
    """A full name taken apart; ``marker`` as in MARKERS, ``particle`` as in PARTICLES."""

    surname: str = ""
    particle: str = ""
    middle: str = ""
    given: str = ""
    marker: str = ""


def _behind_marker(words: list[str]) -> tuple[str, list[str]]:
    """Take a marker off: ("H'", ["Hen", "Niê"]) for H'Hen Niê, H' Hen Niê and H Hen Niê."""
    seen = _seen(words[0])
    if len(words) > 1 and seen in MARKERS:
        return words[0], words[1:]
    if len(seen) > 2 and seen[:2] in MARKERS and seen[1] == "'" and seen[2].isalpha():
        return words[0][:2], [words[0][2:], *words[1:]]
    return "", words


def parts(name: str) -> Parts:
    """Take a name apart: surname, particle, middle and given name, or a people's marker."""
    words = nfc(name).split()
    if not words:
        return Parts()
    marker, rest = _behind_marker(words)
    if marker:
        return Parts(surname=" ".join(rest[1:]), given=rest[0], marker=marker)
    if len(words) < 2:
        return Parts(given=words[0])
    small = [_canonical_word(word.lower()) for word in words]
    lengths = [len(s.split()) for s in SURNAMES_OF_TWO if small[: len(s.split())] == s.split()]
    length = lengths[0] if lengths and lengths[0] < len(words) else 1
    middle = words[length:-1]
    particle = middle[0] if middle and middle[0].lower() in PARTICLES else ""
    return Parts(
        surname=" ".join(words[:length]),
        particle=particle,
        middle=" ".join(middle[bool(particle) :]),
        given=words[-1],
    )


def split_name(name: str) -> tuple[str, str, str]:
    """Split a full name into (surname, middle with its particle, given); see ``parts``."""
    p = parts(name)
    return p.surname, " ".join(filter(None, (p.marker, p.particle, p.middle))), p.given


def surnames(name: str) -> frozenset[str]:
    """Return every surname a name may be read with, canonical: Tôn Nữ Mai → tôn, tôn nữ."""
    surname, small = canonical(parts(name).surname), canonical(name)
    perhaps = (s for s in SURNAMES_PERHAPS_OF_TWO if small.startswith(f"{s} "))
    return frozenset(filter(None, (surname, surname.partition(" ")[0], *perhaps)))


def same_surname(a: str, b: str) -> bool:
    """Say whether two people may share a surname; Tôn Thất and Tôn Nữ are one family's."""
    return bool(surnames(a) & surnames(b))


def _sort_letter(letter: str) -> str:
    if letter.isascii() or letter in "ăâđêôơư":
        return letter
    return _bare(letter)  # é of French is e with sắc, ë is e


def _sort_word(word: str) -> str:
    letters, tones = _without_tones("".join(c for c in word if c.isalnum()))
    known = "".join(map(_sort_letter, letters)).translate(_SORT_LETTERS)
    marks = "".join(_SORT_TONES[tone] for tone in tones) or _SORT_TONES[0]
    return re.sub(r"[0-9]+", lambda m: m[0].lstrip("0").zfill(6), known) + marks


def _sort_words(text: str) -> str:
    return "".join(map(_sort_word, re.split(r"[\s\-]+", text)))


def sort_key(name: str) -> str:
    """Return a key whose plain (C) order is the Vietnamese order of people's names.

    Given name first, then the middle name, then the surname, word by word; in a word the letters
    decide first (a ă â b … d đ … u ư), then the tone: none, huyền, hỏi, ngã, sắc, nặng. Signs do
    not count.
    """
    surname, middle, given = split_name(_seen(name))
    return " ".join(_sort_words(part) if part else "" for part in (given, middle, surname))


def text_key(text: str) -> str:
    """Return a key whose plain (C) order is the Vietnamese order of any text, say of places.

    As ``sort_key``, but from the first word on; numbers by value, phường 2 before phường 10.
    """
    return _sort_words(_seen(text))


def foreign_letters(text: str) -> set[str]:
    """Return the letters, loose marks and signs that no Vietnamese name is written with.

    f, j, w, z too: they are also what a keyboard left out of Vietnamese mode puts into a name.
    Digits are not among them; emoji, question marks and Cyrillic look-alikes are.
    """
    return {
        letter
        for letter in nfc(text)
        if letter not in _ALPHABET and letter not in _IN_NAMES and not letter.isdecimal()
    }


def lookalikes(text: str) -> dict[str, str]:
    """Return the letters of other alphabets that look Latin, each with the one it looks like."""
    return {letter: LOOKALIKES[letter] for letter in nfc(text) if letter in LOOKALIKES}


def is_all_capitals(text: str) -> bool:
    """Say whether a name of more than one letter has only capitals."""
    return text.isupper() and sum(letter.isalpha() for letter in text) > 1


def _title_word(word: str) -> str:
    """Capital first letters also behind a sign, but not late behind an apostrophe (L'm stays)."""
    if _ROMAN.fullmatch(word):
        return word
    small = word.lower()
    head = re.match(r"\w{1,2}['’](?=\w{2})", small)
    after = head.end() if head else 0
    return "".join(
        now.upper() if before in " -–(/" or at == after else now
        for at, (before, now) in enumerate(pairwise(" " + small))
    )


def title_case(text: str) -> str:
    """Return the name with each word's first letter capital: NGUYỄN THỊ HOA → Nguyễn Thị Hoa.

    H'HEN NIÊ → H'Hen Niê; II, IV, VII … stay as they are (VI and XI are Vietnamese words).
    """
    return nfc(" ".join(map(_title_word, nfc(text).split())))
