"""Registration, book, personal and paper numbers: what is written, read strictly."""

import re
import tomllib
from dataclasses import dataclass
from importlib import resources

from hotich.rules.errors import Refused
from hotich.rules.names import nfc

YEARS = range(1800, 2200)
"""Years that a register can speak of; anything else is a slip of the pen or of a key."""

_DATA = resources.files("hotich.rules").joinpath("provinces.toml").read_text(encoding="utf-8")
PROVINCES: dict[str, str] = tomllib.loads(_DATA)["provinces"]
"""The 63 provinces whose code can open a personal number given before July 2025: code -> name."""

_NUMBER = re.compile(r"(\d{1,6})[ .-]?([A-Za-z]{1,3})?/(\d{4})", re.ASCII)
_BOOK = re.compile(r"(\d{1,4})/(\d{4})", re.ASCII)
_PERSONAL = re.compile(r"(\d{3})([0-5])(\d{2})(\d{6})", re.ASCII)
_DIGITS = re.compile(r"[0-9]+")
_LABEL = re.compile(r"^(?:quyển\s+số|quyển|số|no\.?)\s*:?\s*(?=[0-9])", re.IGNORECASE)


class BadNumber(Refused):
    """A registration number is not n[suffix]/yyyy."""

    code = "rules.number"
    vi = "Số đăng ký “{text}” không đúng dạng số/năm: hãy nhập như 046/2009 hoặc 46a/2009."
    en = "Registration number “{text}” is not number/year: type it like 046/2009 or 46a/2009."


class BadBook(Refused):
    """A book number is not bb/yyyy."""

    code = "rules.book"
    vi = "Quyển số “{text}” không đúng dạng quyển/năm: hãy nhập như 01/2009."
    en = "Book number “{text}” is not book/year: type it like 01/2009."


class BadPersonalNumber(Refused):
    """A personal number has not 12 digits or an impossible part."""

    code = "rules.personal_number"
    vi = "Số định danh “{text}” không hợp lệ: cần 12 chữ số, mở đầu bằng mã tỉnh và mã thế kỷ."
    en = "Personal number “{text}” is not valid: it has 12 digits, province and century first."


@dataclass(frozen=True, slots=True)
class Number:
    """A registration number: 46a/2009 is n=46, suffix="a", year=2009."""

    n: int
    suffix: str
    year: int

    @property
    def key(self) -> tuple[int, int, str]:
        """What makes it unique within (office, kind); also its order. 46a and 46A are one."""
        return self.year, self.n, self.suffix.lower()

    @property
    def text(self) -> str:
        """The usual form: 046a/2009."""
        return f"{self.n:03d}{self.suffix}/{self.year}"


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """The parts of a personal number.

    ``province`` is where the birth was registered, ``sex`` the code 1 male | 2 female, ``year``
    the full year of birth.
    """

    province: str
    century: int
    sex: str
    year: int
    random: str

    @property
    def province_name(self) -> str:
        return PROVINCES[self.province]


def _tight(text: str) -> str:
    """Drop what people put around a number: "Số: 1.046 / 2009" → "1046/2009"."""
    tight = re.sub(r"\s*[/\\]\s*", "/", _LABEL.sub("", nfc(text)))
    return re.sub(r"(?<=[0-9])\.(?=[0-9]{3}\b)", "", tight)


def bare(text: str) -> str:
    """Return a code or paper number without the spaces, dots and dashes that group its digits."""
    return re.sub(r"(?<=[0-9])[-–]+(?=[0-9])", "", re.sub(r"[\s.]+", "", nfc(text)))


def parse_number(text: str) -> Number:
    """Read a registration number ``n[suffix]/yyyy``, n ≥ 1; raises BadNumber."""
    match = _NUMBER.fullmatch(_tight(text))
    if not match or int(match[1]) < 1 or int(match[3]) not in YEARS:
        raise BadNumber(text=text)
    return Number(int(match[1]), match[2] or "", int(match[3]))


def parse_book(text: str) -> tuple[int, int]:
    """Read a book number ``bb/yyyy`` as (number, year); raises BadBook."""
    match = _BOOK.fullmatch(_tight(text))
    if not match or int(match[1]) < 1 or int(match[2]) not in YEARS:
        raise BadBook(text=text)
    return int(match[1]), int(match[2])


def personal_number(text: str) -> PersonalNumber:
    """Read a personal number (12 digits); raises BadPersonalNumber.

    Three digits of a province, one of century and sex (19xx: 0 male, 1 female; 20xx: 2, 3;
    21xx: 4, 5), two of the birth year, six random.
    """
    match = _PERSONAL.fullmatch(bare(text))
    if not match or match[1] not in PROVINCES:
        raise BadPersonalNumber(text=text)
    century, female = divmod(int(match[2]), 2)
    return PersonalNumber(
        province=match[1],
        century=19 + century,
        sex="2" if female else "1",
        year=1900 + 100 * century + int(match[3]),
        random=match[4],
    )


def book_text(number: int, year: int) -> str:
    """Return a book number's usual form: 01/2009."""
    return f"{number:02d}/{year}"


def paper_number_ok(text: str) -> bool:
    """Say whether an identity card's number has 9 or 12 digits."""
    return bool(_DIGITS.fullmatch(bare(text))) and len(bare(text)) in (9, 12)
