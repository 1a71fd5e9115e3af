"""The pages of units: who sees what, and an administrator recording what a decree does."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from hotich.people.errors import NotAllowed
from hotich.territory import actions
from hotich.units.actions import found_unit, record_changes
from hotich.units.drafts import Draft, NewUnit
from hotich.units.models import Change, Unit
from tests.province import FOUNDED, Province

TODAY = timezone.localdate
DAY = datetime.timedelta(days=1)
DECREE = "Nghị quyết số 1/NQ ngày 01.01.2025"


def browser_of(user: Any) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def test_it_works(province: Province) -> None:
    province.register()
    browser = browser_of(province.head)
    page = browser.get("/units/", {"q": "mai dan"}).text
    assert f"/units/{province.commune.pk}/" in page
    assert "xã Thạch Trung" not in page
    unit = browser.get(f"/units/{province.commune.pk}/").text
    assert "01/07/1989" in unit
    assert "1 quyển" in unit
    assert browser.get("/units/changes/").status_code == 200
    before = browser.get("/units/", {"at": "1970-01-01"}).text
    assert f"/units/{province.commune.pk}/" not in before


def test_everybody_sees_the_tree_and_opens_only_their_own(province: Province) -> None:
    commune, elsewhere = province.commune.pk, province.elsewhere.pk
    for name, user in province.people.items():
        browser = browser_of(user)
        page = browser.get("/units/", {"q": "mai dan"})
        assert page.status_code == 200
        wide = name in ("department", "auditor", "administrator")
        mine = wide or not name.startswith("other")
        assert (f"/units/{commune}/" in page.text) is mine
        assert (browser.get(f"/units/{commune}/").status_code == 200) is mine
        there = browser.get(f"/units/{elsewhere}/").status_code
        assert there == (200 if wide or name.startswith("other") else 404)


def form(province: Province, **changes: Any) -> dict[str, Any]:
    values = {
        "sources": [province.commune.pk, province.elsewhere.pk],
        "on": f"{TODAY() + 9 * DAY:%d/%m/%Y}",
        "basis": DECREE,
        "code": province.commune.code,
        "name": "Xã Mai Thạch",
        "level": "commune",
        "parent": province.commune.parent_id,
    }
    return {name: value for name, value in {**values, **changes}.items() if value is not None}


def test_an_administrator_records_a_merger_ahead_and_takes_it_back(province: Province) -> None:
    browser = browser_of(province.administrator)
    assert "xã Mai Đàn" in browser.get("/units/changes/new/?kind=merged").text
    answer = browser.post("/units/changes/new/?kind=merged", form(province))
    assert answer["Location"] == "/units/changes/"
    change = Change.objects.get(kind="merged", parties__unit=province.commune)
    assert (change.basis, change.applied_at, change.recorded_by) == (
        DECREE,
        None,
        province.administrator.actor,
    )
    listed = browser.get("/units/changes/").text
    assert "xã Mai Thạch" in listed
    assert f"/units/changes/{change.pk}/withdraw/" in listed
    new = Unit.objects.get(name="xã Mai Thạch")
    assert browser.get(f"/units/{new.pk}/").status_code == 200
    assert browser.post(f"/units/changes/{change.pk}/withdraw/").status_code == 302
    assert not Unit.objects.filter(pk=new.pk).exists()
    assert browser.post(f"/units/changes/{change.pk}/withdraw/").status_code == 404


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("renamed", {"source": "@commune", "name": "Thị trấn Mai Đàn"}),
        ("moved", {"sources": "@commune", "target": "@top"}),
        ("ended", {"source": "@commune", "target": "@elsewhere"}),
        ("merged", {"sources": "@commune", "target": "@elsewhere"}),
        (
            "split",
            {
                "source": "@commune",
                "new_lines": "S1 Xã Một\r\nS2 Xã Hai",
                "level": "commune",
                "parent": "@top",
            },
        ),
        ("founded", {"code": "N1", "name": "Xã Mới", "level": "commune", "parent": "@top"}),
        ("level", {"level": "district"}),
    ],
)
def test_each_kind_has_its_form(province: Province, kind: str, values: dict[str, str]) -> None:
    units = {
        "@commune": province.commune.pk,
        "@elsewhere": province.elsewhere.pk,
        "@top": province.commune.parent.parent_id,
    }
    browser = browser_of(province.administrator)
    assert browser.get(f"/units/changes/new/?kind={kind}").status_code == 200
    data = {name: units.get(value, value) for name, value in values.items()}
    answer = browser.post(
        f"/units/changes/new/?kind={kind}", {**data, "on": f"{TODAY():%Y-%m-%d}", "basis": DECREE}
    )
    assert answer.status_code == 302, answer.text
    verb = "ended" if kind == "level" else kind
    assert Change.objects.filter(kind=verb, basis=DECREE, applied_at__isnull=False).count() == 1
    commune = Unit.objects.get(pk=province.commune.pk)
    if kind in ("moved", "level"):
        assert commune.parent_id == units["@top"]
    if kind == "split":
        assert commune.successor.name == "xã Một"


@pytest.mark.parametrize(
    "wrong",
    [
        {"sources": None},
        {"sources": ["0"]},
        {"on": ""},
        {"on": "31/02/2025"},
        {"basis": ""},
        {"code": None},
        {"code": "x" * 11},
        {"name": "a\x00b"},
        {"parent": "999999"},
        {"on": "1901-01-01"},
    ],
)
def test_a_wrong_form_is_shown_again(province: Province, wrong: dict[str, Any]) -> None:
    before = Change.objects.count()
    answer = browser_of(province.administrator).post(
        "/units/changes/new/?kind=merged", form(province, **wrong)
    )
    assert answer.status_code == 400
    assert "error" in answer.text or "msg-bad" in answer.text
    assert Change.objects.count() == before


def test_nobody_else_changes_units(province: Province) -> None:
    draft = Draft("ended", TODAY(), DECREE, (province.commune.code,), (province.elsewhere.code,))
    (ahead,) = record_changes(
        actor="system",
        drafts=[Draft("renamed", TODAY() + DAY, DECREE, (province.commune.code,), name="xã Mới")],
    )
    for user in province.others("administrator"):
        browser = browser_of(user)
        for page in (browser.get, browser.post):
            assert page("/units/changes/new/?kind=merged").status_code == 403
        assert browser.post(f"/units/changes/{ahead.pk}/withdraw/").status_code == 404
        assert "/withdraw/" not in browser.get("/units/changes/").text
        with pytest.raises(NotAllowed):
            actions.record_change(by=user, draft=draft)
        with pytest.raises(NotAllowed):
            actions.end_level(by=user, level="district", on=TODAY(), basis=DECREE)
        with pytest.raises(NotAllowed):
            actions.withdraw_change(by=user, change=ahead)
    assert Unit.objects.get(pk=province.commune.pk).valid_to is None


def test_an_administrator_changes_only_what_is_theirs(province: Province) -> None:
    other = Province.found()
    both = Draft("merged", TODAY(), DECREE, (province.commune.code,), (other.commune.code,))
    root = Draft("founded", TODAY(), DECREE, new=(NewUnit("R1", "tỉnh Mới", "province"),))
    for draft in (both, root):
        with pytest.raises(NotAllowed):
            actions.record_change(by=province.administrator, draft=draft)
    actions.end_level(by=province.administrator, level="district", on=TODAY(), basis=DECREE)
    assert Unit.objects.get(pk=other.commune.parent_id).valid_to is None
    assert Unit.objects.get(pk=province.commune.parent_id).valid_to == TODAY()


@pytest.mark.parametrize("address", ["/units/", "/units/changes/", "/units/{}/"])
def test_a_page_asks_the_same_questions_however_much_there_is(
    province: Province, address: str, django_assert_max_num_queries: Any
) -> None:
    browser = browser_of(province.administrator)
    path = address.format(province.commune.parent_id)
    browser.get(path)
    counts = []
    for many in (1, 30):
        for n in range(many):
            code = f"{many}.{n}.{province.commune.pk}"[:10]
            found_unit(
                code=code,
                name=f"xã {n}",
                level="commune",
                parent=province.commune.parent,
                valid_from=FOUNDED,
            )
            new = f"xã Mới {n}"
            record_changes(
                actor="system", drafts=[Draft("renamed", TODAY(), DECREE, (code,), name=new)]
            )
        with django_assert_max_num_queries(40) as asked:
            assert browser.get(path).status_code == 200
        counts.append(len(asked.captured_queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("written", ["01/07/2001", "1.7.2001", "2001-07-01"])
def test_the_tree_of_a_day_however_the_day_is_written(province: Province, written: str) -> None:
    page = browser_of(province.head).get("/units/", {"at": written}).text
    assert 'value="01/07/2001"' in page
    assert "Không đọc được ngày này" not in page


@pytest.mark.parametrize("wrong", ["hôm qua", "31/02/2025", "2025-02-31"])
def test_an_unreadable_day_is_said_and_today_is_shown(province: Province, wrong: str) -> None:
    page = browser_of(province.head).get("/units/", {"at": wrong}).text
    assert "Không đọc được ngày này" in page
    assert f'value="{wrong}"' in page
    assert f"{TODAY():%d/%m/%Y}" in page
