"""Invented families: names by public frequency, ages and places that could be true.

Every name is put together by chance and every place is invented; nobody here is real.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

COMMUNE = "xã Mai Đàn"
DISTRICT = "huyện Hải Vân"
PROVINCE = "tỉnh Quảng Sơn"
NEIGHBOUR = "xã Thạch Trung"
KINH = "Kinh"
BRU = "Bru Vân Kiều"
KINH_VILLAGES = ("thôn Xuân Đàn", "thôn Trung Đàn", "thôn Mỹ Sơn", "thôn Phú Hải", "thôn Đông Hòa")
BRU_VILLAGES = ("bản Cây Sim", "bản Khe Nứa", "bản A Đàn")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SURNAMES = {
    **{"Nguyễn": 38.4, "Trần": 11.0, "Lê": 9.5, "Phạm": 6.0, "Hoàng": 5.1, "Phan": 4.5},
    **{"Võ": 3.9, "Hồ": 3.6, "Đặng": 2.1, "Bùi": 2.0, "Trương": 1.6, "Đỗ": 1.4, "Ngô": 1.3},
    **{"Dương": 1.0, "Mai": 0.9, "Đinh": 0.9, "Cao": 0.8, "Đào": 0.7, "Thái": 0.6, "Lý": 0.5},
}
_MIDDLES_M = ("Văn", "Văn", "Văn", "Hữu", "Đức", "Minh", "Quốc", "Công", "Đình", "Xuân", "Quang")
_MIDDLES_F = ("Thị", "Thị", "Thị", "Thị", "Thị Thanh", "Thị Thu", "Thị Mỹ", "Thị Kim", "Thị Ngọc")
_CHILD_MIDDLES_M = (*_MIDDLES_M, "Gia", "Tuấn", "Bảo", "Anh", "Nhật", "Trung")
_CHILD_MIDDLES_F = ("Thị", "Thị", "Thị", "Ngọc", "Bảo", "Khánh", "Thùy", "Phương", "Minh", "Diệu")
_GIVEN_M = _words(
    "An Bình Cường Dũng Đạt Hải Hiếu Hòa Hùng Huy Khoa Kiên Lâm Long Lộc Lợi Mạnh Nam Nghĩa Nhân "
    "Phong Phúc Phước Quân Quý Sơn Tài Tâm Thành Thắng Thịnh Thọ Tiến Tín Toàn Trí Trung Tú Tuấn "
    "Tùng Việt Vinh Vũ Ẩn Ý"
)
_GIVEN_F = _words(
    "Anh Ánh Bình Chi Cúc Diễm Dung Duyên Hà Hạnh Hằng Hiền Hoa Hòa Hồng Huệ Huyền Hương Lan Lài "
    "Linh Loan Ly Mai My Nga Ngân Ngọc Nguyệt Nhàn Nhi Nhung Oanh Phương Quyên Sương Thảo Thắm "
    "Thủy Thúy Thư Trang Trâm Trinh Tuyết Uyên Vân Vy Xuân Yến"
)
_BRU_GIVEN_M = _words("Ăm Thon Lai Phiên Hơn Thiết Lăng Pun Thai Mới Cường Vui Đăng Khôn")
_BRU_GIVEN_F = _words("Khăm Nhơi Lan Thương Xuân Hương Mua Lệ Hạnh Thêm Liên Nhung Pỉ Da")


@dataclass(frozen=True, slots=True)
class Person:
    """An adult as the book shows one; ``birth`` is a year, or day, month and year.

    ``native`` is the commune the family comes from; everyone lives in COMMUNE.
    """

    name: str
    birth: tuple[int, ...]
    people: str
    village: str
    native: str
    paper: str

    @property
    def surname(self) -> str:
        return self.name.split()[0]

    @property
    def home(self) -> str:
        return f"{self.village}, {COMMUNE}"


@dataclass(frozen=True, slots=True)
class Family:
    """A mother, and a father where the book names one."""

    mother: Person
    father: Person | None

    @property
    def surname(self) -> str:
        return (self.father or self.mother).surname

    @property
    def people(self) -> str:
        return (self.father or self.mother).people


class Papers:
    """Gives out identity card numbers, none twice; 99 opens no real series."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._given: set[str] = set()

    def number(self) -> str:
        while True:
            number = f"99{self._random.randrange(10_000_000):07d}"
            if number not in self._given:
                self._given.add(number)
                return number


def surname(random: Random) -> str:
    return random.choices(tuple(_SURNAMES), tuple(_SURNAMES.values()))[0]


def adult_name(random: Random, *, male: bool, people: str = KINH, family: str = "") -> str:
    """Return a full name; ``family`` fixes the surname."""
    if people == BRU:
        given = random.choice(_BRU_GIVEN_M if male else _BRU_GIVEN_F)
        return f"{family or 'Hồ'} {'Văn' if male else 'Thị'} {given}"
    middle = random.choice(_MIDDLES_M if male else _MIDDLES_F)
    return _join(family or surname(random), middle, _GIVEN_M if male else _GIVEN_F, random)


def child_name(random: Random, family: Family, *, male: bool) -> str:
    """Return a child's full name, with the father's surname, else the mother's."""
    if family.people == BRU and random.random() < 0.7:
        return adult_name(random, male=male, people=BRU, family=family.surname)
    middle = random.choice(_CHILD_MIDDLES_M if male else _CHILD_MIDDLES_F)
    return _join(family.surname, middle, _GIVEN_M if male else _GIVEN_F, random)


def draw_family(random: Random, papers: Papers, birth_year: int) -> Family:
    """Return the parents of a child born in ``birth_year``; mothers are 18–40, fathers 19–55."""
    people = BRU if random.random() < 0.16 else KINH
    village = random.choice(BRU_VILLAGES if people == BRU else KINH_VILLAGES)
    mother_year = birth_year - min(40, max(18, round(random.gauss(27, 5))))
    mother = _adult(random, papers, mother_year, people, village, male=False)
    if random.random() < 0.07:
        return Family(mother, None)
    father_year = birth_year - min(55, max(19, birth_year - mother_year + random.randint(-2, 8)))
    return Family(mother, _adult(random, papers, father_year, people, village, male=True))


def _adult(
    random: Random, papers: Papers, year: int, people: str, village: str, *, male: bool
) -> Person:
    only_year = people == BRU or random.random() < 0.7
    birth = (year,) if only_year else (random.randint(1, 28), random.randint(1, 12), year)
    name = adult_name(random, male=male, people=people)
    has_paper = random.random() < (0.6 if people == BRU else 0.92)
    native = NEIGHBOUR if random.random() < 0.12 else COMMUNE
    return Person(name, birth, people, village, native, papers.number() if has_paper else "")


def _join(family: str, middle: str, given: Sequence[str], random: Random) -> str:
    """Put a name together without saying one word twice."""
    words = [word for word in given if word not in (family, *middle.split())]
    return f"{family} {middle} {random.choice(words)}"
