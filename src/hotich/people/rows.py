"""The rows of an Excel file of accounts: what each column may hold, and what is wrong with a row.

Pure: no database. What only the database knows (units, rights, people) is in queries.plan.
"""

import dataclasses
import datetime
import re
from collections.abc import Iterable, Sequence
from typing import Any

from hotich.rules import names

COLUMNS = {
    "full_name": "Họ và tên",
    "username": "Tên đăng nhập",
    "force": "Lực lượng",
    "unit_code": "Mã đơn vị",
    "role": "Vai trò",
    "valid_from": "Từ ngày",
    "valid_to": "Đến ngày",
}
NEEDED = ("full_name", "unit_code", "role")
FORCES = {
    "registrar": "Tư pháp – hộ tịch",
    "police": "Công an",
    "youth_union": "Đoàn Thanh niên",
    "teacher": "Giáo viên",
    "border_guard": "Bộ đội Biên phòng",
    "other": "Lực lượng khác",
}
ROLES = {
    "keyer": "Người nhập liệu",
    "checker": "Người kiểm tra",
    "registrar": "Công chức tư pháp – hộ tịch",
    "head": "Người đứng đầu đơn vị",
    "department": "Sở Tư pháp",
    "administrator": "Quản trị",
    "auditor": "Kiểm toán",
}
PROBLEMS = {  # code: what is wrong and what to do, in Vietnamese and English
    "name": (
        "Thiếu họ và tên, hoặc dài quá 120 ký tự: ghi đủ họ và tên.",
        "The full name is missing or longer than 120 characters: write it in full.",
    ),
    "letters": (
        "Họ và tên có ký tự không phải chữ: ghi lại bằng chữ.",
        "The full name holds signs that are no letters: write it with letters.",
    ),
    "username": (
        "Tên đăng nhập chỉ gồm 3–60 chữ thường không dấu, chữ số, dấu chấm, gạch: sửa lại "
        "hoặc để trống.",
        "A sign-in name has 3–60 small letters without marks, digits, dots, dashes: correct it "
        "or leave it empty.",
    ),
    "force": (
        "Không có lực lượng này: chọn trong danh sách của tệp mẫu.",
        "There is no such force: choose from the list in the template.",
    ),
    "role": (
        "Không có vai trò này: chọn trong danh sách của tệp mẫu.",
        "There is no such role: choose from the list in the template.",
    ),
    "valid_from": (
        "Từ ngày không đọc được: ghi như 01/03/2025 hoặc để trống.",
        "The first day cannot be read: write it like 01/03/2025 or leave it empty.",
    ),
    "valid_to": (
        "Đến ngày không đọc được: ghi như 31/12/2025 hoặc để trống.",
        "The last day cannot be read: write it like 31/12/2025 or leave it empty.",
    ),
    "order": (
        "Đến ngày sớm hơn Từ ngày: sửa một trong hai.",
        "The last day is before the first day: correct one of them.",
    ),
    "over": (
        "Đến ngày đã qua: ghi ngày còn tới hoặc để trống.",
        "The last day has passed: write a day to come or leave it empty.",
    ),
    "unit": (
        "Không có đơn vị mang mã này vào ngày bắt đầu: xem lại Mã đơn vị.",
        "No unit has this code on the first day: check the unit's code.",
    ),
    "unit_not_yours": (
        "Đơn vị này ngoài phạm vi anh/chị quản lý: nhờ người quản lý đơn vị đó mở tài khoản.",
        "This unit is not yours to manage: ask its head to open the account.",
    ),
    "role_above": (
        "Anh/chị không được giao vai trò này: nhờ cấp trên giao.",
        "This role is not yours to give: ask the level above.",
    ),
    "other_person": (
        "Tên đăng nhập này đã là của người có họ tên khác: chọn tên khác hoặc để trống.",
        "Somebody with another name has this sign-in name: choose another or leave it empty.",
    ),
    "person_not_yours": (
        "Người này thuộc đơn vị khác hoặc có vai trò cao hơn: nhờ cấp trên chuyển hoặc giao.",
        "This person works in another unit or holds a higher role: ask the level above.",
    ),
    "namesakes": (
        "Có nhiều người cùng họ tên ở đơn vị này: ghi Tên đăng nhập để phân biệt.",
        "Several people of this name are in this unit: write the sign-in name of the one meant.",
    ),
    "namesake": (
        "Đơn vị này đã có người cùng họ tên. Nếu là người khác: ghi Tên đăng nhập riêng rồi mở.",
        "The unit already has a person of this name. If it is another: write a sign-in name.",
    ),
    "twice": (
        "Dòng này trùng dòng khác trong tệp: xóa bớt một dòng.",
        "This row repeats another one of the file: remove one of them.",
    ),
    "two_forces": (
        "Người này có hai lực lượng khác nhau trong tệp: ghi thống nhất.",
        "This person has two different forces in the file: write the same one.",
    ),
    "locked": (
        "Tài khoản này đang khóa: mở khóa trước rồi giao vai trò.",
        "This account is locked: unlock it first, then give the role.",
    ),
}

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,58}[a-z0-9]")
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")
_EXCEL_DAYS = (20_000, 80_000)  # 1954 to 2119: a date whose cell lost its format
_EXCEL_ZERO = datetime.date(1899, 12, 30)


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One row of the file: ``number`` as Excel counts; codes, not labels; dates in ISO or ""."""

    number: int
    full_name: str
    username: str
    force: str
    unit_code: str
    role: str
    valid_from: str
    valid_to: str
    problems: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the row for storing until it is confirmed."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Row":
        return cls(**{**stored, "problems": tuple(stored["problems"])})

    def day(self, which: str) -> datetime.date | None:
        """Return the first or last day, None where the cell was empty."""
        text = getattr(self, which)
        return datetime.date.fromisoformat(text) if text else None


def word(text: str) -> str:
    """Return a label as it is compared: without marks, case, spaces and signs."""
    return re.sub(r"[^a-z0-9]", "", names.fold(text))


_HEADERS = {word(label): name for name, label in COLUMNS.items()}
_FORCES = {word(label): code for code, label in FORCES.items()} | {word(c): c for c in FORCES}
_FORCES |= {"doanvien": "youth_union", "bienphong": "border_guard", "khac": "other"}
_FORCES |= {"congchuctuphaphotich": "registrar", "doan": "youth_union"}
_ROLES = {word(label): code for code, label in ROLES.items()} | {word(c): c for c in ROLES}


def headers(line: Sequence[str]) -> dict[str, int]:
    """Return column -> place for a line of cells; a note behind the label is left out."""
    found: dict[str, int] = {}
    for place, cell in enumerate(line):
        said = word(re.split(r"[\n(*]", cell)[0])
        if said in _HEADERS:
            found.setdefault(_HEADERS[said], place)
    return found


def read(cells: dict[str, str], number: int, today: datetime.date) -> Row:
    """Make a row of the texts of its cells, with the problems that show without a database."""
    problems: list[str] = []
    full_name = names.nfc(cells.get("full_name", ""))
    username = names.nfc(cells.get("username", "")).lower()
    if not full_name or len(full_name) > 120:
        problems.append("name")
    elif any(not (c.isalpha() or c in " .'’-") for c in full_name):
        problems.append("letters")
    if username and not USERNAME.fullmatch(username):
        problems.append("username")
    force, role = word(cells.get("force", "")), word(cells.get("role", ""))
    if force and force not in _FORCES:
        problems.append("force")
    if role not in _ROLES:
        problems.append("role")
    days = {}
    for which in ("valid_from", "valid_to"):
        text = names.nfc(cells.get(which, ""))
        days[which] = read_day(text)
        if text and days[which] is None:
            problems.append(which)
    first, last = days["valid_from"] or today, days["valid_to"]
    if last and last < first and "valid_from" not in problems:
        problems.append("order")
    elif last and last < today:
        problems.append("over")
    return Row(
        number=number,
        full_name=full_name,
        username=username,
        force=_FORCES.get(force, ""),
        unit_code=re.sub(r"\s", "", cells.get("unit_code", "")),
        role=_ROLES.get(role, ""),
        valid_from=days["valid_from"].isoformat() if days["valid_from"] else "",
        valid_to=last.isoformat() if last else "",
        problems=tuple(problems),
    )


def read_day(text: str) -> datetime.date | None:
    """Return the day that a text means: 01/03/2025, 1.3.2025, 2025-03-01, Excel's day number."""
    try:
        if found := _DAY.fullmatch(text):
            return datetime.date(int(found[3]), int(found[2]), int(found[1]))
        if found := _ISO.fullmatch(text):
            return datetime.date(*map(int, found.groups()[:3]))
    except ValueError:
        return None
    if text.isdecimal() and _EXCEL_DAYS[0] < int(text) < _EXCEL_DAYS[1]:
        return _EXCEL_ZERO + datetime.timedelta(days=int(text))
    return None


def repeats(rows: Iterable[Row]) -> dict[int, str]:
    """Return number -> problem of the rows that say a thing of the file twice, or two ways."""
    wrong: dict[int, str] = {}
    said: dict[tuple[str, ...], int] = {}
    people: dict[tuple[str, ...], Row] = {}
    for row in rows:
        who = (row.username,) if row.username else (names.canonical(row.full_name), row.unit_code)
        before = people.setdefault(who, row)
        if not row.username and before is not row:
            wrong[row.number] = "namesakes"  # one person twice, or two of one name: who knows
        elif names.canonical(before.full_name) != names.canonical(row.full_name):
            wrong[row.number] = "other_person"
        elif before.force != row.force:
            wrong[row.number] = "two_forces"
        elif said.setdefault((*who, row.unit_code, row.role), row.number) != row.number:
            wrong[row.number] = "twice"
    return wrong


def made_username(full_name: str, unit_code: str, taken: set[str]) -> str:
    """Return a free sign-in name: given name, initials, unit: Nguyễn Thị An, 99001 → annt.99001."""
    words = [re.sub(r"[^a-z0-9]", "", part) for part in names.fold(full_name).split()]
    words = [part for part in words if part] or ["nguoi"]
    short = words[-1][:30] + "".join(part[0] for part in words[:-1])[:12]
    unit = re.sub(r"[^a-z0-9]", "", names.fold(unit_code))[:12]
    tries = (f"{short}{n if n > 1 else ''}.{unit}".strip(".") for n in range(1, 10_000))
    return next(name for name in tries if name not in taken)


def sentence(problem: str, language: str) -> str:
    """Say a problem in "vi" or "en"."""
    return PROBLEMS[problem][1 if language.startswith("en") else 0]
