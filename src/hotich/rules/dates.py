"""Dates as registers write them: full, partial, unclear, lunar, an age; in digits and in words."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

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
    year). Raises BadDate.
    """
    text = digits.strip()
    if not re.fullmatch(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{8}", text):
        raise BadDate(text=digits)
    head, year = text[:-4], text[-4:]
    if int(year) not in YEARS:  # the year has two digits
        head, year = text[:-2], text[-2:]
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
_AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}
_VALUES = {word: value for value, word in enumerate(_UNITS)} | {"bẩy": 7, "tư": 4}
_LAST_VALUES = _VALUES | {"mốt": 1, "lăm": 5, "nhăm": 5}
_MONTHS = {"giêng": 1, "chạp": 12}


def _tens_in_words(value: int) -> str:
    tens, unit = divmod(value, 10)
    if tens == 0:
        return _UNITS[unit]
    head = "mười" if tens == 1 else f"{_UNITS[tens]} mươi"
    if unit == 0:
        return head
    last = ("lăm" if unit == 5 else _UNITS[unit]) if tens == 1 else _AFTER_TENS.get(unit)
    return f"{head} {last or _UNITS[unit]}"


def to_words(day: date) -> str:
    """Write a date in words, as a birth register has it.

    3 May 2009 → "ngày ba tháng năm năm hai nghìn không trăm linh chín".
    """
    thousands, rest = divmod(day.year, 1000)
    hundreds, tens = divmod(rest, 100)
    year = f"{_UNITS[thousands]} nghìn"
    if rest:
        year += f" {_UNITS[hundreds]} trăm"
    if tens:
        year += " linh " * (tens < 10) + " " * (tens >= 10) + _tens_in_words(tens)
    month = "tư" if day.month == 4 else _tens_in_words(day.month)
    return f"ngày {_tens_in_words(day.day)} tháng {month} năm {year}"


def _tens(words: list[str]) -> int | None:
    """Read a number below 100, also short: "chín mươi tám", "chín tám", "linh chín", "12"."""
    match words:
        case [word] if word.isdecimal():
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
        case [word] if word.isdecimal():
            return int(word)
        case [a, b, c, d] if {a, b, c, d} <= _VALUES.keys():
            return int("".join(str(_VALUES[word]) for word in words))
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


def from_words(text: str) -> date | None:
    """Read a full date in words; None where the words are not surely one date.

    Knows mồng/mùng, linh/lẻ, tư/bốn, mốt/một, lăm/nhăm/năm, ngàn/nghìn, giêng and chạp, years
    read by digits, and digits among the words.
    """
    words = re.findall(r"\w+", nfc(text).lower())
    while words and words[0] in ("sinh", "ngày", "mồng", "mùng"):
        words = words[1:]
    if "tháng" not in words:
        return None
    at = words.index("tháng")
    day, rest = _tens(words[:at]), words[at + 1 :]
    for length in (1, 2):  # "năm" is both five and year: try where the month may end
        head, middle, tail = rest[:length], rest[length : length + 1], rest[length + 1 :]
        month = _MONTHS.get(head[0]) if len(head) == 1 else None
        month, year = month or _tens(head), _year(tail)
        if middle == ["năm"] and day and month and year and month <= 12 and year in YEARS:
            try:
                return date(year, month, day)
            except ValueError:
                return None
    return None
