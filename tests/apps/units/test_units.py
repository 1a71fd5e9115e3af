"""Units: a tree in which "within" is a prefix, each unit founded once."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from hotich.ledger.queries import of_subject
from hotich.units import errors
from hotich.units.actions import found_unit
from hotich.units.models import Unit
from hotich.units.queries import ancestors, full_name, within
from tests.province import FOUNDED, Province, at_once, sql


def found(code: str, parent: Unit | None = None, date: datetime.date = FOUNDED) -> Unit:
    return found_unit(code=code, name=f"xã {code}", level="commune", parent=parent, valid_from=date)


def test_it_works(province: Province) -> None:
    commune = province.commune
    names = ["tỉnh Quảng Sơn", "huyện Hải Vân", "xã Mai Đàn"]
    assert [unit.name for unit in ancestors(commune)] == names
    assert full_name(commune) == "xã Mai Đàn, huyện Hải Vân, tỉnh Quảng Sơn"
    top = ancestors(commune)[0]
    assert {unit.name for unit in within(top)} == {*names, "xã Thạch Trung"}
    assert list(within(commune)) == [commune]
    assert [line.verb for line in of_subject(f"unit:{commune.pk}")] == ["found_unit"]


def test_founding_twice_is_founding_once(db: None) -> None:
    unit = found("T1")
    assert found("T1") == unit
    assert of_subject(f"unit:{unit.pk}").count() == 1


def test_a_code_is_one_unit_s_at_a_time(db: None) -> None:
    unit = found("T1")
    with pytest.raises(errors.CodeTaken, match="T1"):
        found("T1", date=datetime.date(2025, 7, 1))
    other = found("T2", date=datetime.date(2025, 7, 1))
    with pytest.raises(IntegrityError, match="unit_code_one_at_a_time"):
        sql("UPDATE units_unit SET code = 'T1' WHERE id = %s", other.pk)
    assert Unit.objects.get(code="T1") == unit


def test_a_unit_whose_number_begins_alike_is_not_within(db: None) -> None:
    one = found("T1")
    alike = Unit.objects.create(
        pk=int(f"{one.pk}0"),
        code="T2",
        name="x",
        level="l",
        path=f"/{one.pk}0/",
        valid_from=FOUNDED,
    )
    assert alike not in within(one)


def test_founding_at_once_is_founding_once(committed: Province) -> None:
    code = f"T{committed.commune.pk}"
    units = at_once(*[lambda: found(code, committed.commune)] * 4)
    assert len(set(units)) == 1
    unit = Unit.objects.get(code=code)
    assert unit.path == f"{committed.commune.path}{unit.pk}/"
    assert of_subject(f"unit:{unit.pk}").count() == 1


def test_the_database_refuses_dates_out_of_order(db: None) -> None:
    unit = found("T1")
    unit.valid_to = FOUNDED
    with pytest.raises(IntegrityError, match="unit_dates_in_order"), transaction.atomic():
        unit.save()
