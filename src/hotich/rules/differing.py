"""In what two readings of one field differ: the letters to mark, and a sentence that says it.

What does not count as a difference (rules/compare.py: the place of a tone, capitals, spaces) is
not marked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from hotich.rules import names
from hotich.rules.registers import Field

_TOKEN = re.compile(r"\s+|[\w\u0300-\u036f]+|[^\w\s]")
_LEGAL = frozenset(("name", "wording"))  # where Lý and Lí are two (as in rules/compare.py)
_DATES = frozenset(("date", "adult_date"))
_PARTS_OF_A_DATE = {
    1: (("năm", "year"),),
    2: (("tháng", "month"), ("năm", "year")),
    3: (("ngày", "day"), ("tháng", "month"), ("năm", "year")),
}
Said = tuple[str, str]
"""One sentence in Vietnamese and in English."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some letters of a value, and whether the other value has others there."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two values taken apart: joined, the pieces are the values as written."""

    a: tuple[Piece, ...]
    b: tuple[Piece, ...]
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two words that stand at the same place and differ; "" where one value has none there."""

    a: str
    b: str
    place: int
    words: int


def contrast(field: Field, a: str, b: str, flag_a: str = "", flag_b: str = "") -> Contrast:
    """Hold two readings of a field against each other; either may be "" or only a flag."""
    pieces_a: list[Piece] = []
    pieces_b: list[Piece] = []
    pairs: list[_Pair] = []
    legal = field.type in _LEGAL
    tokens_a, tokens_b = _TOKEN.findall(a), _TOKEN.findall(b)
    keys_a, keys_b = ([_key(t, legal) for t in tokens] for tokens in (tokens_a, tokens_b))
    words = max(sum(map(_is_word, tokens_a)), sum(map(_is_word, tokens_b)))
    matcher = SequenceMatcher(a=keys_a, b=keys_b, autojunk=False)
    for op, a1, a2, b1, b2 in matcher.get_opcodes():
        here_a, here_b = tokens_a[a1:a2], tokens_b[b1:b2]
        if op == "equal":
            pieces_a += [Piece(token, False) for token in here_a]
            pieces_b += [Piece(token, False) for token in here_b]
        elif len(here_a) == len(here_b):
            for token_a, token_b, at in zip(here_a, here_b, range(a1, a2), strict=True):
                marked_a, marked_b = _letters(token_a, token_b)
                pieces_a += marked_a
                pieces_b += marked_b
                if _key(token_a, legal) != _key(token_b, legal):
                    pairs.append(_Pair(token_a, token_b, _place(tokens_a, at), words))
        else:
            pieces_a += [Piece(token, bool(token.strip())) for token in here_a]
            pieces_b += [Piece(token, bool(token.strip())) for token in here_b]
            longer, more, at = (
                (here_a, tokens_a, a1) if len(here_a) > len(here_b) else (here_b, tokens_b, b1)
            )
            shorter = sum(map(_is_word, here_b if longer is here_a else here_a))
            found = [t for t in longer if _is_word(t)]
            pairs += [_Pair(t, "" if not shorter else "?", _place(more, at), words) for t in found]
    vi, en = _said(field, (a, b), (flag_a, flag_b), pairs)
    return Contrast(tuple(_joined(pieces_a)), tuple(_joined(pieces_b)), vi, en)


def _is_word(token: str) -> bool:
    return bool(re.match(r"\w", token))


def _key(token: str, legal: bool) -> str:
    return names.canonical(token, i_is_y=not legal) if _is_word(token) else token.strip()


def _place(tokens: list[str], at: int) -> int:
    """Return which word a token is, from 1."""
    return sum(map(_is_word, tokens[: at + 1]))


def _letters(a: str, b: str) -> tuple[list[Piece], list[Piece]]:
    """Mark the letters in which two words differ; capitals do not count."""
    if not (_is_word(a) and _is_word(b)):
        return [Piece(a, a.strip() != b.strip())], [Piece(b, a.strip() != b.strip())]
    found_a: list[Piece] = []
    found_b: list[Piece] = []
    low_a, low_b = _low(a), _low(b)
    for op, a1, a2, b1, b2 in SequenceMatcher(a=low_a, b=low_b, autojunk=False).get_opcodes():
        found_a.append(Piece(a[a1:a2], op != "equal"))
        found_b.append(Piece(b[b1:b2], op != "equal"))
    return found_a, found_b


def _low(word: str) -> str:
    """Small letters, as many as there were: "İ" would become two."""
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in word)


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Join pieces of the same sort that stand side by side."""
    text, differs = "", False
    for piece in pieces:
        if piece.text and text and piece.differs != differs:
            yield Piece(text, differs)
            text = ""
        if piece.text:
            text, differs = text + piece.text, piece.differs
    if text:
        yield Piece(text, differs)


def _said(field: Field, values: Said, flags: Said, pairs: list[_Pair]) -> Said:
    if flags[0] != flags[1]:
        if all(flags):
            return "Hai người đánh dấu khác nhau.", "The two marked it differently."
        return (
            "Một người đánh dấu, một người không.",
            "One marked it, the other did not.",
        )
    if not all(values):
        return "Một người không gõ gì.", "One typed nothing."
    if field.type == "code":
        return "Hai người chọn khác nhau.", "The two chose differently."
    if field.type in _DATES and (said := _of_date(*values)):
        return said
    if not pairs:
        return "Khác nhau ở dấu câu.", "They differ in a sign."
    if len(pairs) > 1:
        n = len(pairs)
        return f"Khác nhau ở {n} chữ.", f"They differ in {n} words."
    return _of_word(pairs[0])


def _of_date(a: str, b: str) -> Said | None:
    """Say which parts of two dates differ, if both are written with the same parts."""
    if re.search(r"[^\W\d]", a + b):  # an age, or a word beside the date
        return None
    parts_a, parts_b = (re.findall(r"\d+", value) for value in (a, b))
    if len(parts_a) != len(parts_b) or len(parts_a) not in _PARTS_OF_A_DATE:
        return None
    words = _PARTS_OF_A_DATE[len(parts_a)]
    found = [
        word
        for word, x, y in zip(words, parts_a, parts_b, strict=True)
        if x.lstrip("0") != y.lstrip("0")
    ]
    if not found:
        return None
    vi, en = (" và ", " and ")
    return (
        f"Khác nhau ở {vi.join(word for word, _ in found)}.",
        f"They differ in the {en.join(word for _, word in found)}.",
    )


def _of_word(pair: _Pair) -> Said:
    if pair.b == "":
        return f"Một bên có thêm chữ “{pair.a}”.", f"One has a word more: “{pair.a}”."
    if pair.b == "?":
        return "Khác nhau ở 1 chữ.", "They differ in 1 word."
    if pair.a.isdecimal() and pair.b.isdecimal():
        return _of_digits(pair.a, pair.b)
    vi, en = _where(pair)
    if names.fold(pair.a) == names.fold(pair.b):
        return f"Khác nhau ở dấu của {vi}.", f"They differ in a mark of {en}."
    return f"Khác nhau ở chữ cái của {vi}.", f"They differ in a letter of {en}."


def _where(pair: _Pair) -> Said:
    if pair.words == 1:
        return "chữ này", "this word"
    if pair.place == pair.words:
        return "chữ cuối", "the last word"
    if pair.place == 1:
        return "chữ đầu", "the first word"
    return f"chữ thứ {pair.place}", f"word {pair.place}"


def _of_digits(a: str, b: str) -> Said:
    if len(a) != len(b):
        return "Một bên có nhiều chữ số hơn.", "One has more digits."
    found = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    if len(found) == 1:
        x, y = sorted(found[0])
        return f"Khác nhau ở một chữ số: {x} hay {y}.", f"They differ in one digit: {x} or {y}."
    n = len(found)
    return f"Khác nhau ở {n} chữ số.", f"They differ in {n} digits."
