"""Accounts by Excel: a report first, then all in one act; again changes nothing."""

import datetime
import io
from itertools import product
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from hotich.ledger.models import Line
from hotich.people import access, actions, queries, rows, sheet
from hotich.people.errors import NoFile, NotAllowed
from hotich.people.models import AccountsFile, Role, User
from tests.apps.people.excel import line, workbook
from tests.province import PASSWORD, Province, at_once


def rows_of(lines: list[list[Any]]) -> list[rows.Row]:
    return sheet.read(io.BytesIO(workbook(lines)), timezone.localdate())


def outcomes(by: User, lines: list[list[Any]]) -> list[tuple[str, tuple[str, ...]]]:
    return [(p.outcome, p.row.problems) for p in queries.plan(by, rows_of(lines))]


def upload(content: bytes, name: str = "tai-khoan.xlsx") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content)}


def browser_of(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def test_it_works(province: Province) -> None:
    """Uploaded, looked through, confirmed; the slips are in the answer, once; again: nothing."""
    code = province.commune.code
    content = workbook(
        [
            line("Trần Thị Mẫu Hạ", code, first="01/03/2025"),
            line("Lê Văn Mẫu Thu", code, "Người kiểm tra", username="le.thu"),
            line("Lê Văn Mẫu Thu", code, username="le.thu"),
            line("Sai Vai Trò", code, "Chủ tịch"),
        ]
    )
    browser, before = browser_of(province.head), User.objects.count()
    assert browser.post("/people/import/", upload(content))["Location"] == "/people/import/"
    page = browser.get("/people/import/").content.decode()
    assert "Xác nhận 3 dòng" in page
    assert "Không có vai trò này" in page
    assert User.objects.count() == before, "nothing is written before it is confirmed"
    answer = browser.post("/people/import/confirm/")
    said = answer.content.decode()
    assert said.count('class="slip"') == 2
    assert answer["Cache-Control"] == "no-store"
    new = User.objects.get(username=f"hattm.{code}".lower())
    assert (new.force, new.must_change_password) == ("youth_union", True)
    assert new.roles.get().valid_from == datetime.date(2025, 3, 1)
    two = User.objects.get(username="le.thu")
    assert sorted(two.roles.values_list("name", flat=True)) == ["checker", "keyer"]
    password = said.split('class="slip-sign">')[2].split("<")[0]
    assert new.check_password(password)
    with pytest.raises(NoFile):
        actions.open_accounts(by=province.head)
    assert browser.post("/people/import/confirm/").status_code == 409
    assert not AccountsFile.objects.exists()

    lines = Line.objects.count()
    browser.post("/people/import/", upload(content))
    assert "Tệp này không làm thay đổi gì" in browser.get("/people/import/").content.decode()
    browser.post("/people/import/confirm/")
    assert User.objects.count() == before + 2
    assert Line.objects.count() == lines + 2, "the upload and the confirmation, nothing else"


def test_the_password_is_nowhere_but_in_the_answer(province: Province) -> None:
    actions.read_accounts_file(
        by=province.head, name="a.xlsx", found=rows_of([line("Trần Hạ", province.commune.code)])
    )
    (slip,), _counts = actions.open_accounts(by=province.head)
    user = User.objects.get(username=slip.username)
    assert slip.password not in str(vars(user))
    assert slip.password not in str(list(Line.objects.values()))
    Client().post("/sign-in/", {"login": slip.username, "password": slip.password})
    signed_in = User.objects.get(pk=user.pk)
    assert signed_in.last_login
    assert signed_in.password != user.password, "the first sign-in hashes it as the settings say"


def test_each_row_is_judged(province: Province) -> None:
    here, there = province.commune.code, province.elsewhere.code
    keyer, other = province.keyer_a, province.other_keyer
    locked = province.keyer_c
    actions.lock_account(by=province.head, user=locked)
    lines = [
        line("An Mới", here),
        line(keyer.full_name.replace("_", " "), here, username=keyer.username),
        line("An Mới Nữa", "00000"),
        line("An Ở Xa", there),
        line("An Lên Cao", here, "Sở Tư pháp"),
        line("Tên Khác", here, username=keyer.username.upper()),
        line("Người Xa", here, username="xa.1"),
    ]
    User.objects.filter(pk=keyer.pk).update(full_name=keyer.full_name.replace("_", " "))
    User.objects.filter(pk=other.pk).update(full_name="Người Xa", username="xa.1")
    assert outcomes(province.head, lines) == [
        ("open", ()),
        ("change", ()),  # the force
        ("wrong", ("unit",)),
        ("wrong", ("unit_not_yours",)),
        ("wrong", ("role_above",)),
        ("wrong", ("other_person",)),
        ("wrong", ("person_not_yours",)),
    ]
    User.objects.filter(pk=locked.pk).update(full_name="Bị Khóa")
    assert outcomes(province.head, [line("Bị Khóa", here)]) == [("wrong", ("locked",))]
    assert outcomes(province.department, [line("An Ở Xa", there)]) == [("open", ())]


def test_namesakes_are_never_guessed(province: Province) -> None:
    code = province.commune.code
    for username in ("le.mau.1", "le.mau.2"):
        actions.open_person(
            full_name="Lê Mẫu", unit=province.commune, name="keyer", username=username
        )
    assert outcomes(province.head, [line("lê  mẫu", code)]) == [("wrong", ("namesakes",))]
    assert outcomes(province.head, [line("Lê Mẫu", code), line("Lê Mẫu", code)]) == [
        ("wrong", ("namesakes",)),
        ("wrong", ("namesakes",)),
    ]


def test_an_end_moves_and_a_role_longer_is_a_change(province: Province) -> None:
    code, day = province.commune.code, timezone.localdate() + datetime.timedelta(days=30)
    first = [line("Trần Hạ", code, last=day)]
    actions.import_accounts(by=province.head, found=rows_of(first))
    assert outcomes(province.head, first) == [("same", ())]
    assert outcomes(province.head, [line("Trần Hạ", code)]) == [("change", ())]
    actions.import_accounts(by=province.head, found=rows_of([line("Trần Hạ", code)]))
    assert Role.objects.get(user__full_name="Trần Hạ").valid_to is None


def test_two_heads_import_the_same_file_at_once(committed: Province) -> None:
    code = committed.commune.code
    found = rows_of([line(f"Trần Mẫu {c * 2}", code) for c in "ABCDEGHIKL"])
    second = actions.open_account(
        username=f"{code}-truong-2", full_name="Trưởng Hai", password=PASSWORD
    )
    actions.give_role(user=second, unit=committed.commune, name="head")
    for head in (committed.head, second):
        actions.read_accounts_file(by=head, name="a.xlsx", found=found)
    done = at_once(*[lambda by=by: actions.open_accounts(by=by) for by in (committed.head, second)])
    assert sorted(len(slips) for slips, _ in done) == [0, 10]
    assert sorted(counts["open"] for _, counts in done) == [0, 10]
    assert (
        User.objects.filter(full_name__startswith="Trần Mẫu", username__endswith=code).count() == 10
    )


def test_confirming_twice_at_once_opens_once(committed: Province) -> None:
    found = rows_of([line("Trần Mẫu", committed.commune.code)])
    actions.read_accounts_file(by=committed.head, name="a.xlsx", found=found)
    done = at_once(*[lambda: actions.open_accounts(by=committed.head)] * 2)
    assert sorted(type(one).__name__ for one in done) == ["NoFile", "tuple"]


def test_seven_hundred_rows_take_a_fixed_number_of_questions(
    province: Province, django_assert_max_num_queries: Any
) -> None:
    """Reading and judging ask the database the same few things for one row and for 700."""
    code = province.commune.code
    lines = [line(f"Trần {' '.join(word)}", code) for word in product("abcdeghou", repeat=3)][:700]
    found = rows_of(lines)
    with django_assert_max_num_queries(8):
        planned = queries.plan(province.head, found)
    assert {one.outcome for one in planned} == {"open"}
    assert len({one.username for one in planned}) == 700


@pytest.mark.parametrize("name", ["registrar", "keyer_a", "checker", "auditor"])
def test_who_manages_nobody_imports_nothing(province: Province, name: str) -> None:
    user = province.people[name]
    browser = browser_of(user)
    content = workbook([line("An Mẫu", province.commune.code)])
    assert browser.get("/people/import/").status_code == 403
    assert browser.post("/people/import/", upload(content)).status_code == 403
    assert browser.get("/people/import/template/").status_code == 403
    assert browser.post("/people/import/confirm/").status_code == 403
    for act in (
        lambda: actions.read_accounts_file(by=user, name="", found=[]),
        lambda: actions.open_accounts(by=user),
        lambda: actions.import_accounts(by=user, found=[]),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_rights_lost_between_report_and_confirmation_count(province: Province) -> None:
    found = rows_of([line("Trần Hạ", province.commune.code)])
    actions.read_accounts_file(by=province.head, name="a", found=found)
    Role.objects.filter(user=province.head).update(unit=province.elsewhere)
    assert not access.may(province.head, "manage_people", province.commune)
    slips, counts = actions.open_accounts(by=province.head)
    assert (slips, counts["wrong"]) == ([], 1)


def test_a_huge_upload_is_refused_before_it_is_read(province: Province) -> None:
    browser = browser_of(province.head)
    answer = browser.post("/people/import/", upload(bytes(3 * 2**20)))
    assert answer.status_code == 413
    answer = browser.post("/people/import/", upload(b"Ho va ten", "a.csv"))
    assert answer.status_code == 400
    assert "Không mở được tệp này" in answer.content.decode()


def test_an_upload_needs_the_token_of_our_form(province: Province) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(province.head)
    content = workbook([line("An Mẫu", province.commune.code)])
    assert browser.post("/people/import/", upload(content)).status_code == 403
    assert not AccountsFile.objects.exists()


def test_the_template_lists_ones_own_units(province: Province) -> None:
    answer = browser_of(province.head).get("/people/import/template/")
    assert answer["Content-Disposition"].endswith('.xlsx"')
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    listed = book.get_sheet_by_index(1).to_python()
    assert [row[0] for row in listed[1:] if row[0]] == [province.commune.code]
