"""Every address of the product, tried as every role: who comes in is exactly who may.

A new address fails `test_every_address_says_who_may` until it is written down here.
"""

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hotich.delivery.models import Delivery, Package
from hotich.files.models import StoredFile
from hotich.keying.actions import lease_batch
from hotich.keying.actions.practice import excuse_from_practice
from hotich.keying.models import Sample
from hotich.people.access import GRANTS
from hotich.people.actions import accept_pledge, give_role, open_account
from hotich.people.models import RoleName, User
from hotich.records.models import MassViewing, Record
from hotich.review.models import Difference
from hotich.scans.models import Entry
from tests.province import LAYOUT, PASSWORD, Province

ANYBODY = "anybody"
"""Open before signing in."""
ONESELF = "oneself"
"""Everybody signed in, each for themselves."""

NEEDS: dict[str, str] = {
    "set_language": ANYBODY,
    "set_theme": ANYBODY,
    "account_login": ANYBODY,
    "service_worker": ANYBODY,
    "mfa_login_webauthn": ANYBODY,
    "openid_connect_login": ANYBODY,
    "openid_connect_callback": ANYBODY,
    "socialaccount_login_error": ANYBODY,
    "socialaccount_login_cancelled": ANYBODY,
    "account_logout": ANYBODY,
    "account_inactive": ANYBODY,
    "my_account": ONESELF,
    "password": ONESELF,
    "pledge": ONESELF,
    "account_reauthenticate": ONESELF,
    "mfa_index": ONESELF,
    "mfa_authenticate": ONESELF,
    "mfa_reauthenticate": ONESELF,
    "mfa_activate_totp": ONESELF,
    "mfa_deactivate_totp": ONESELF,
    "mfa_view_recovery_codes": ONESELF,
    "mfa_generate_recovery_codes": ONESELF,
    "mfa_list_webauthn": ONESELF,
    "mfa_add_webauthn": ONESELF,
    "mfa_reauthenticate_webauthn": ONESELF,
    "mfa_remove_webauthn": ONESELF,
    "mfa_edit_webauthn": ONESELF,
    "home": ONESELF,
    "guide": ONESELF,
    "people": "see_people",
    "person": "see_people",
    "open_person": "manage_people",
    "import_accounts": "manage_people",
    "confirm_import": "manage_people",
    "import_template": "manage_people",
    "edit_person": "manage_people",
    "give_role": "manage_people",
    "move_person": "manage_people",
    "reset_password": "manage_people",
    "lock_account": "manage_people",
    "remove_factors": "manage_people",
    "end_role": "manage_people",
    "balance": "see_balance",
    "book_balance": "see_balance",
    "ledger": "see_ledger",
    "books": "see_books",
    "new_book": "register_book",
    "book_layout": "register_book",
    "units": "see_units",
    "unit": "see_units",
    "unit_changes": "see_units",
    "new_unit_change": "change_units",
    "withdraw_unit_change": "change_units",
    "scans": "see_books",
    "add_scans": "add_scans",
    "scanning": "add_scans",
    "page_image": "add_scans",
    "keying": "key",
    "set_aim": "key",
    "keying_now": "see_keyers",
    "pool": "set_sharing",
    "unit_pool": "set_sharing",
    "set_sharing": "set_sharing",
    "ask_help": "ask_help",
    "keying_image": "key",
    "keying_page": "key",
    "station": "key",
    "station_me": ONESELF,
    "station_leases": "key",
    "station_renew": "key",
    "station_return": "key",
    "station_keyings": ONESELF,
    "station_practice": "key",
    "station_practised": "key",
    "station_words": "key",
    "station_rules": ONESELF,
    "practice_image": "key",
    "reviews": "review",
    "settling": "settle",
    "settle_this": "settle",
    "settle": "settle",
    "send_up": "settle",
    "take_back": "settle",
    "senior": "review",
    "own_mistakes": "key",
    "group": "review",
    "verify_entry": "review",
    "zone_image": "review",
    "review_book": "review",
    "accept_finding": "review",
    "explain_missing": "review",
    "withdraw_explanation": "review",
    "approve_book": "approve",
    "review_entry": "review",
    "correct_record": "review",
    "return_entry": "review",
    "resume_entry": "review",
    "reopen_entry": "approve",
    "review_image": "review",
    "records": "see_records",
    "readings": "see_readings",
    "readings_of_person": "see_readings",
    "answer_alert": "see_readings",
    "readings_of_record": "see_readings",
    "deliveries": "see_deliveries",
    "delivery": "see_deliveries",
    "deliver_package": "deliver",
    "package_file": "see_deliveries",
    "release_held": "deliver",
}
# A second act that opens the same door.
ALSO = {"review_image": "settle", "zone_image": "settle", "take_back": "review"}
# Of oneself alone, or of what one holds: to everybody else it is not there.
# What there must first be something to do with: no second factor is set up here.
UNSET = ("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_reauthenticate_webauthn")
ACT = {"reason": "skipped", "number": "2009/99", "value": "x", "answer": "x", "version": "1"}
HELD = (
    *("keying_image", "keying_page", "station_renew", "station_return"),
    *("mfa_remove_webauthn", "mfa_edit_webauthn"),
)
ROLES = list(RoleName)


def addresses() -> Iterator[tuple[str, list[str]]]:
    """Yield the name of every address and the names in it."""

    def walk(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns)
            else:
                yield pattern

    for pattern in walk(get_resolver().url_patterns):
        found = list(pattern.pattern.converters) or list(pattern.pattern.regex.groupindex)
        yield str(pattern.name), found


ADDRESSES = sorted(addresses())


def test_every_address_says_who_may() -> None:
    assert {name for name, _ in ADDRESSES} - set(NEEDS) == set()
    assert {act for act in NEEDS.values() if act not in (ANYBODY, ONESELF)} <= set(GRANTS)


@pytest.fixture
def ids(province: Province) -> dict[str, object]:
    """What every address may need: one thing of each kind, all of the commune."""
    book = province.approve(entries=2)
    held = province.shelve(entries=2, year=2010)
    lease = lease_batch(by=province.keyer_a, book=held)
    image = StoredFile.objects.first()
    sample = Sample.objects.create(kind="KS", layout=LAYOUT, position=0, image=image)
    excuse_from_practice(people=province.people.values())
    user = province.keyer_b
    alert = MassViewing.objects.create(
        user=user, what="records", day="2026-01-01", count=999, limit=400
    )
    agreed = Entry.objects.filter(book=book).order_by("pk")[0]
    difference = Difference.objects.create(entry=agreed, round=1, field="mother_name", place=0)
    return {
        "book_id": book.pk,
        "entry_id": Entry.objects.get(book=held, position=0).pk,
        "agreed": agreed.pk,
        "page_id": book.scan_pages.order_by("pk")[0].pk,
        "package_id": Package.objects.get(book=book).pk,
        "delivery_id": Delivery.objects.filter(book=book).order_by("pk")[0].pk,
        "record_id": Record.objects.filter(book=book).order_by("pk")[0].pk,
        "alert_id": alert.pk,
        "difference_id": difference.pk,
        "unit_id": province.commune.pk,
        "change_id": province.commune.parties.get().change_id,
        "user_id": user.pk,
        "role_id": user.roles.get().pk,
        "key_id": Authenticator.objects.create(user=user, type="webauthn", data={}).pk,
        "field": "mother_name",
        "part": "zip",
        "size": "view",
        "lease_id": lease.pk,
        "offset": "0",
        "kind": "KS",
        "sample_id": sample.pk,
    }


def person(province: Province, role: RoleName, *, here: bool) -> User:
    """Return somebody with one role, in the commune or in another one."""
    if here and role == RoleName.KEYER:
        return province.keyer_a  # who holds the batch
    unit = province.commune if here else province.elsewhere
    user = open_account(
        username=f"{role}-{unit.pk}", full_name=f"Người thử {role}", password=PASSWORD
    )
    give_role(user=user, unit=unit, name=role)
    accept_pledge(user=user)
    return user


def answers(user: User, name: str, names: list[str], ids: dict[str, object]) -> dict[str, int]:
    """Return the status of a look and of an act at an address, over the entries it may be about."""
    browser = Client()
    browser.force_login(user)
    entries = ("entry_id", "agreed") if "entry_id" in names else ("entry_id",)
    best: dict[str, int] = {}
    for entry in entries:
        address = reverse(name, kwargs={n: ids[entry if n == "entry_id" else n] for n in names})
        for method in ("get", "post"):
            status = getattr(browser, method)(address, ACT).status_code
            best[method] = min(best.get(method, 999), status)
    return best


def opened(found: dict[str, int]) -> bool:
    """Tell whether an address let somebody in: to look, or to be told what their act lacks."""
    return any(status not in (403, 404, 405) for status in found.values())


@pytest.mark.parametrize("role", ROLES)
def test_it_works(province: Province, ids: dict[str, object], role: RoleName) -> None:
    """In their own unit everybody gets in where their role says so, and nowhere else."""
    user = person(province, role, here=True)
    wrong = []
    # Acts last: looking must not depend on what an act before has changed.
    for name, names in sorted(ADDRESSES, key=lambda a: (a[0] in ("move_person", "end_role"), a)):
        act = NEEDS[name]
        if act == ANYBODY or name in UNSET:
            continue
        allowed = act == ONESELF or any(role in GRANTS[a] for a in (act, ALSO.get(name, act)))
        if name in HELD and user != province.keyer_a:
            allowed = False
        if name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
            allowed = False  # another person's key
        if allowed and name == "add_scans":
            continue  # gives its connection back, and this transaction with it: see test_taking_in
        found = answers(user, name, names, ids)
        if opened(found) != allowed:
            wrong.append((name, allowed, found))
        assert 500 not in found.values(), (name, found)
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_nobody_of_another_unit_gets_in(
    province: Province, ids: dict[str, object], role: RoleName
) -> None:
    user = person(province, role, here=False)
    # What belongs to no unit: the list of units, the rules, drawn samples to practise on.
    common = {"unit", "station_rules", "practice_image"}
    wrong = []
    for name, names in ADDRESSES:
        if NEEDS[name] == ANYBODY or not set(names) & set(ids) or name in common:
            continue
        found = answers(user, name, names, ids)
        if opened(found):
            wrong.append((name, found))
    assert wrong == []


def test_nobody_gets_in_before_signing_in(db: None) -> None:
    wrong = []
    for name, names in ADDRESSES:
        words = {"size": "view", "field": "mother_name", "part": "zip", "kind": "KS"}
        address = reverse(name, kwargs={n: words.get(n, 1) for n in names})
        for method in ("get", "post"):
            answer = getattr(Client(), method)(address)
            if NEEDS[name] == ANYBODY:
                right = answer.status_code in (200, 302, 401, 404, 405)
            elif answer.status_code == 302:
                right = answer["Location"].startswith("/sign-in/")
            else:
                right = answer.status_code in (401, 405)
            if not right:
                wrong.append((name, method, answer.status_code))
    assert wrong == []
