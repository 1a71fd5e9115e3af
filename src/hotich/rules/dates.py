"""Dates as registers write them: full, partial, unclear, lunar, an age; in digits and in words."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product

from hotich.rules.errors import Refused
from hotich.rules.names import nfc
from hotich.rules.numbers import YEARS

LUNAR = "âm lịch"
OLDEST = 130

_LUNAR = re.compile(r"[\s,]*\(?\s*(?:âm\s*lịch|âl|al)\s*\)?$")
_AGE = re.compile(r"(\d{1,3})\s*(?:tuổi|t)\.?", re.ASCII)
_SEPARATOR = re.compile(r"\s*[.\-/,]\s*|\s+")
_DAY, _MONTH = re.compile(r"[0-9?]{1,2}"), re.compile(r"[0-9?]{1,2}")
_YEAR = re.compile(r"[0-9?]{4}")


class BadDate(Refused):
    """A date is not written in a form that a register may have."""

    code = "rules.date"
    vi = (
        "Ngày “{text}” không hợp lệ: hãy nhập ngày.tháng.năm (12.05.2009), tháng.năm (05.2009)"
        " hoặc năm (2009); phần không đọc được ghi dấu ?."
    )
    en = (
        "Date “{text}” is not valid: type day.month.year (12.05.2009), month.year (05.2009) or"
        " year (2009); put ? for what cannot be read."
    )


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written. A part is None where it is not there or not wholly readable.

    ``unclear`` says that a part has a "?"; ``lunar`` that the parts are of the lunar calendar.
    """

    raw: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    age: int | None = None
    lunar: bool = False
    unclear: bool = False

    @property
    def full(self) -> date | None:
        """The one calendar date that is meant, or None where there is no single one."""
        if self.lunar or self.day is None or self.month is None or self.year is None:
            return None
        return date(self.year, self.month, self.day)


def _parts(raw: str) -> tuple[list[str], bool]:
    """Split a date into zero-padded parts, day first ("1/2/2009" → 01 02 2009), and lunar or not;
    raises BadDate where a part has no possible form."""
    text = nfc(raw).lower()
    lunar = bool(_LUNAR.search(text))
    parts = _SEPARATOR.split(_LUNAR.sub("", text).strip())
    forms = (_DAY, _MONTH, _YEAR)[-len(parts) :]
    if len(parts) > 3 or not all(f.fullmatch(p) for f, p in zip(forms, parts, strict=True)):
        raise BadDate(text=raw)
    padded = [part.rjust(2, "?" if part == "?" else "0") for part in parts]
    return padded, lunar


def _options(part: str, values: range, width: int) -> list[int]:
    """List the values that a part, perhaps with "?", may stand for."""
    if "?" not in part:
        return [int(part)] if int(part) in values else []
    form = re.compile(part.replace("?", "[0-9]"))
    return [value for value in values if form.fullmatch(f"{value:0{width}d}")]


def _candidates(parts: list[str], lunar: bool, *, last: bool = False) -> Iterator[tuple[int, ...]]:
    """Yield the (year, month, day) that the parts may mean, in rising or falling order."""
    day, month, year = ["??"] * (3 - len(parts)) + parts
    turn = -1 if last else 1
    for y in _options(year, YEARS, 4)[::turn]:
        for m in _options(month, range(1, 13), 2)[::turn]:
            days = 30 if lunar else calendar.monthrange(y, m)[1]
            for d in _options(day, range(1, days + 1), 2)[::turn]:
                yield y, m, d


def parse(raw: str, *, age_allowed: bool = False) -> Written:
    """Read a date as written; raises BadDate.

    Accepted: day, month and year, month and year, or a year, parted by . - / , or spaces; "?" for
    an unreadable digit or part; "âm lịch" (or ÂL) behind a lunar date, kept and never converted;
    an age such as "32 tuổi" where ``age_allowed``. The date must exist in its calendar.
    """
    age = _AGE.fullmatch(nfc(raw).lower())
    if age:
        if not age_allowed or not 1 <= int(age[1]) <= OLDEST:
            raise BadDate(text=raw)
        return Written(raw, age=int(age[1]))
    parts, lunar = _parts(raw)
    if next(_candidates(parts, lunar), None) is None:
        raise BadDate(text=raw)
    known = [None if "?" in part else int(part) for part in parts]
    day, month, year = [None] * (3 - len(known)) + known
    return Written(raw, year, month, day, lunar=lunar, unclear=any("?" in p for p in parts))


def normal(raw: str) -> str:
    """Return the usual form: dd.mm.yyyy, mm.yyyy, yyyy (+ " âm lịch") or "32 tuổi"; BadDate."""
    written = parse(raw, age_allowed=True)
    if written.age is not None:
        return f"{written.age} tuổi"
    parts, lunar = _parts(raw)
    return ".".join(parts) + (f" {LUNAR}" if lunar else "")


def from_digits(digits: str, century_hint_year: int) -> str:
    """Turn typed digits into a date's usual form, "010275" in a book of 2009 → "01.02.1975".

    ddmmyyyy, ddmmyy, mmyyyy, mmyy, yyyy and yy are told apart without doubt, for no year here
    begins like a month. Two digits of a year mean the last such year up to the hint (the book's
    year). "?" stands for a digit of day or month, and in a year of four digits of the 8 or 4
    typed. Raises BadDate.
    """
    text = digits.strip()
    if not re.fullmatch(r"[0-9]{2}|[0-9?]{4}|[0-9?]{6}|[0-9?]{8}", text):
        raise BadDate(text=digits)
    head, year = text[:-4], text[-4:]
    whole_year = len(text) == 8 or (len(text) == 4 and "?" in text)
    if not whole_year and not ("?" not in year and int(year) in YEARS):
        head, year = text[:-2], text[-2:]
        if "?" in year:
            raise BadDate(text=digits)
        year = str(century_hint_year - (century_hint_year - int(year)) % 100)
    return normal(".".join([*re.findall("..", head), year]))


def _years_later(day: date, years: int) -> date:
    """Move by whole years; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _bounds(written: Written, on: date | None) -> tuple[date, date]:
    if written.age is not None:
        if on is None:
            return date.min, date.max
        # An age may be counted from conception and by new years (tuổi mụ): up to two too many.
        return _years_later(on, -written.age - 1), _years_later(on, 2 - written.age)
    parts, lunar = _parts(written.raw)
    first, last = next(_candidates(parts, lunar)), next(_candidates(parts, lunar, last=True))
    if lunar:  # a lunar year begins between 20 January and 21 February
        return date(first[0], 1, 19), date(last[0] + 1, 2, 22)
    return date(*first), date(*last)


def earliest(written: Written, on: date | None = None) -> date:
    """Return the first day that a written date may mean; so "certainly after" can be claimed.

    A lunar date may be any day of its lunar year. An age says nothing (date.min) without ``on``,
    the day on which it was written.
    """
    return _bounds(written, on)[0]


def latest(written: Written, on: date | None = None) -> date:
    """Return the last day that a written date may mean (see ``earliest``)."""
    return _bounds(written, on)[1]


_UNITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
_VALUES = {word: value for value, word in enumerate(_UNITS)} | {"bẩy": 7, "tư": 4, "dăm": 5}
_LAST_VALUES = _VALUES | {"mốt": 1, "lăm": 5, "nhăm": 5}
_MONTHS = {"giêng": 1, "chạp": 12}


@dataclass(frozen=True, slots=True)
class Manner:
    """One of the manners in which officers write numbers; the default is the usual one.

    ``early`` stands before days up to 10 ("", mồng, mùng); ``year`` is "full" (hai nghìn không
    trăm linh chín), "short" (hai nghìn linh chín; một nghìn chín trăm bảy lăm) or "digits" (một
    chín bảy lăm).
    """

    zero: str = "linh"
    thousand: str = "nghìn"
    four: str = "tư"
    five: str = "lăm"
    early: str = ""
    year: str = "full"


USUAL = Manner()


def manners() -> Iterator[Manner]:
    """Yield every manner; ``from_words`` reads them all."""
    words = (("linh", "lẻ"), ("nghìn", "ngàn"), ("tư", "bốn"), ("lăm", "nhăm"))
    for choice in product(*words, ("", "mồng", "mùng"), ("full", "short", "digits")):
        yield Manner(*choice)


def _tens_in_words(value: int, manner: Manner, *, short: bool = False) -> str:
    tens, unit = divmod(value, 10)
    if tens == 0:
        return _UNITS[unit]
    head = "mười" if tens == 1 else _UNITS[tens] if short and unit else f"{_UNITS[tens]} mươi"
    if unit == 0:
        return head
    last = {1: "mốt", 4: manner.four, 5: manner.five}
    if tens == 1:
        return f"{head} {'lăm' if unit == 5 else _UNITS[unit]}"
    return f"{head} {last.get(unit, _UNITS[unit])}"


def _year_in_words(year: int, manner: Manner) -> str:
    thousands, rest = divmod(year, 1000)
    hundreds, tens = divmod(rest, 100)
    short = manner.year == "short"
    if manner.year == "digits" and tens > 9:
        heads = f"{_UNITS[thousands]} {_UNITS[hundreds]}"
        if tens // 10 == 1 or tens % 10 == 0:
            return f"{heads} {_UNITS[tens // 10]} {_UNITS[tens % 10]}"
        return f"{heads} {_tens_in_words(tens, manner, short=True)}"
    words = f"{_UNITS[thousands]} {manner.thousand}"
    if hundreds or (tens and not (short and tens < 10)):
        words += f" {_UNITS[hundreds]} trăm"
    if tens:
        zero = f" {manner.zero}" if tens < 10 else ""
        words += f"{zero} {_tens_in_words(tens, manner, short=short)}"
    return words


def _month_in_words(month: int, manner: Manner) -> str:
    return "tư" if month == 4 else _tens_in_words(month, manner)


def to_words(day: date, manner: Manner = USUAL) -> str:
    """Write a date in words, as a birth register has it.

    3 May 2009 → "ngày ba tháng năm năm hai nghìn không trăm linh chín".
    """
    early = f" {manner.early}" if manner.early and day.day <= 10 else ""
    words = f"ngày{early} {_tens_in_words(day.day, manner)}"
    words += f" tháng {_month_in_words(day.month, manner)}"
    return f"{words} năm {_year_in_words(day.year, manner)}"


def in_words(raw: str, manner: Manner = USUAL) -> str:
    """Write any readable date in words: "05.1975" → "tháng năm năm một nghìn …"; raises BadDate.

    Empty where a part has a "?", for nobody writes that in words.
    """
    written = parse(raw, age_allowed=True)
    if written.unclear:
        return ""
    if written.age is not None:
        tens = _tens_in_words(written.age % 100, manner)
        if written.age >= 100:
            rest = f" {manner.zero} {tens}" if 0 < written.age % 100 < 10 else f" {tens}"
            tens = f"một trăm{rest if written.age % 100 else ''}"
        return f"{tens} tuổi"
    words = []
    if written.day:
        early = f"{manner.early} " if manner.early and written.day <= 10 else ""
        words.append(f"ngày {early}{_tens_in_words(written.day, manner)}")
    if written.month:
        words.append(f"tháng {_month_in_words(written.month, manner)}")
    words.append(f"năm {_year_in_words(written.year or 0, manner)}")
    return " ".join(words) + (f" {LUNAR}" if written.lunar else "")


def _tens(words: list[str]) -> int | None:
    """Read a number below 100, also short: "chín mươi tám", "chín tám", "linh chín", "12"."""
    match words:
        case [word] if word.isascii() and word.isdecimal():
            return int(word) if len(word) <= 2 else None
        case ["mười"]:
            return 10
        case [word] | ["linh" | "lẻ" | "lẽ", word]:
            return _VALUES.get(word)
        case ["mười", word]:
            unit = _LAST_VALUES.get(word)
            return 10 + unit if unit else None
        case [word, "mươi" | "mười" | "chục"]:
            return 10 * _VALUES[word] if _VALUES.get(word, 0) > 1 else None
        case [tens, "mươi" | "mười", word] | [tens, word]:
            ten, unit = _VALUES.get(tens, 0), _LAST_VALUES.get(word)
            return 10 * ten + unit if ten > 1 and unit else None
    return None


def _year(words: list[str]) -> int | None:
    """Read a year: in full, without the hundreds ("hai nghìn lẻ chín"), by digits, or "2009"."""
    match words:
        case [word] if word.isascii() and word.isdecimal():
            return int(word) if len(word) == 4 else None
        case [a, b, c, d] if {a, b, c} <= _VALUES.keys() and d in _LAST_VALUES:
            return int("".join(str(_LAST_VALUES[word]) for word in words))
        case [thousand, "nghìn" | "ngàn", *rest] if thousand in _VALUES:
            head = 1000 * _VALUES[thousand]
        case _:
            return None
    if len(rest) > 1 and rest[1] == "trăm":
        if rest[0] not in _VALUES:
            return None
        head, rest = head + 100 * _VALUES[rest[0]], rest[2:]
    tens = _tens(rest) if rest else 0
    return None if tens is None else head + tens


def _month_and_year(words: list[str]) -> tuple[int, int] | None:
    """Read "năm năm hai nghìn": "năm" is both five and year, so try where the month may end."""
    for length in (1, 2):
        head, middle, tail = words[:length], words[length : length + 1], words[length + 1 :]
        month = (_MONTHS.get(head[0]) if len(head) == 1 else None) or _tens(head)
        year = _year(tail)
        if middle == ["năm"] and month and year and month <= 12 and year in YEARS:
            return month, year
    return None


def form_from_words(text: str) -> str | None:
    """Read a date in words as its usual form, None where the words are not surely one date.

    "tháng năm năm một chín bảy lăm" → "05.1975"; âm lịch stays: "12.08.1975 âm lịch".
    """
    plain = nfc(text).lower()
    lunar = bool(_LUNAR.search(plain))
    words = re.findall(r"\w+", _LUNAR.sub("", plain))
    while words and words[0] in ("sinh", "ngày", "mồng", "mùng"):
        words = words[1:]
    parts: tuple[int, ...]
    if words[:1] == ["năm"] and "tháng" not in words:
        year = _year(words[1:])
        parts = (year,) if year else ()
    elif "tháng" in words:
        at = words.index("tháng")
        day, rest = _tens(words[:at]), _month_and_year(words[at + 1 :])
        if rest is None or (at and not day):
            return None
        parts = (day, *rest) if day else rest
    else:
        return None
    try:
        return normal(".".join(map(str, parts)) + (f" {LUNAR}" if lunar else ""))
    except BadDate:
        return None


def from_words(text: str) -> date | None:
    """Read a full date in words; None where the words are not surely one date.

    Knows mồng/mùng, linh/lẻ, tư/bốn, mốt/một, lăm/nhăm/năm, ngàn/nghìn, giêng and chạp, years
    read by digits, and digits among the words.
    """
    form = form_from_words(text)
    return parse(form).full if form else None
