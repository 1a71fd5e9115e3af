"""Who plays in the demo, and where: an invented province with one commune and five people."""

import datetime
from dataclasses import dataclass

from hotich.keying.actions.practice import excuse_from_practice
from hotich.people import actions as people
from hotich.people.models import RoleName, User
from hotich.units import actions as units
from hotich.units.models import Unit

PASSWORD = "dien-tap-2025"
USERS = {
    "ho-tich": ("Lê Thị Mẫu Sổ", [RoleName.REGISTRAR]),
    "nhap-a": ("Nguyễn Thị Mẫu An", [RoleName.KEYER]),
    "nhap-b": ("Trần Văn Mẫu Bình", [RoleName.KEYER]),
    "kiem-tra": ("Hồ Thị Mẫu Châu", [RoleName.CHECKER]),
    "truong": ("Phan Văn Mẫu Dũng", [RoleName.HEAD]),
    "so-tu-phap": ("Võ Thị Mẫu Em", [RoleName.DEPARTMENT]),
    "kiem-toan": ("Đỗ Văn Mẫu Giang", [RoleName.AUDITOR]),
}
PROVINCE_WIDE = frozenset(("so-tu-phap", "kiem-toan"))
FOUNDED = datetime.date(1989, 7, 1)


@dataclass(frozen=True, slots=True)
class Cast:
    """The commune and its people, by their sign-in name."""

    commune: Unit
    people: dict[str, User]


def assemble() -> Cast:
    """Found the units and open the accounts; a second time it finds them there."""
    province = units.found_unit(
        code="45", name="tỉnh Quảng Sơn", level="province", parent=None, valid_from=FOUNDED
    )
    district = units.found_unit(
        code="990", name="huyện Hải Vân", level="district", parent=province, valid_from=FOUNDED
    )
    commune = units.found_unit(
        code="99001", name="xã Mai Đàn", level="commune", parent=district, valid_from=FOUNDED
    )
    opened = {}
    for username, (full_name, roles) in USERS.items():
        user = people.open_account(username=username, full_name=full_name, password=PASSWORD)
        for role in roles:
            unit = province if username in PROVINCE_WIDE else commune
            people.give_role(user=user, unit=unit, name=role)
        people.accept_pledge(user=user)
        opened[username] = user
    excuse_from_practice(people=opened.values())
    return Cast(commune, opened)
