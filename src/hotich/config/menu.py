"""The navigation: the pages that a person's roles give a reason to open. Never a decision."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hotich.people import access
from hotich.people.queries import home_unit

Page = tuple[str | None, str, str | Promise]
"""(the act that gives a reason, or None for everybody; the name of the address; the words)"""

WAY: tuple[Page, ...] = (
    (None, "home", _("Việc hôm nay")),
    ("see_books", "books", _("Sổ")),
    ("key", "keying", _("Nhập liệu")),
    ("see_keyers", "keying_now", _("Đang nhập")),
    ("settle", "settling", _("Phân xử")),
    ("review", "reviews", _("Rà soát")),
    ("see_records", "records", _("Tra cứu")),
    ("see_deliveries", "deliveries", _("Gửi Bộ")),
    ("see_balance", "balance", _("Cân đối")),
)
"""The way of a record: in the bar, in its order."""

HOUSE: tuple[Page, ...] = (
    ("set_sharing", "pool", _("Kho chung")),
    ("see_people", "people", _("Người dùng")),
    ("see_units", "units", _("Các đơn vị")),
    ("see_readings", "readings", _("Nhật ký xem")),
    ("see_ledger", "ledger", _("Sổ cái")),
)
"""What keeps the house: behind one button of the bar, unless a person has no more than two."""


def menu(request: HttpRequest) -> dict[str, Any]:
    """Give templates ``nav`` and ``nav_more`` (url, label, here) and ``who`` (name, unit, url)."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    acts = access.acts(user)
    way, house = (
        [(reverse(name), label) for act, name, label in pages if act is None or act in acts]
        for pages in (WAY, HOUSE)
    )
    path = request.path
    if access.only_keys(acts):  # the front page is the keyer's day: it stands there once
        day = reverse("keying")
        way = [(day, _("Việc hôm nay"))] + [page for page in way if page[0] not in ("/", day)]
        path = day if path == "/" else path
    here = _here(path, [url for url, _label in (*way, *house)])
    if len(house) < 2:
        way, house = way + house, []
    unit = home_unit(user)
    return {
        "nav": [_shown(url, label, here) for url, label in way],
        "nav_more": [_shown(url, label, here) for url, label in house],
        "more_here": here in [url for url, _label in house],
        "who": {"name": user.full_name, "unit": unit.name if unit else "", "url": _account()},
        "guide_url": reverse("guide"),
    }


def _shown(url: str, label: str | Promise, here: str) -> dict[str, Any]:
    return {"url": url, "label": label, "here": url == here}


def _account() -> str:
    try:
        return reverse("my_account")
    except NoReverseMatch:
        return ""


def _here(path: str, urls: list[str]) -> str:
    """Return the page of the menu that a path lies under, the closest one."""
    if path.startswith("/scans/"):
        path = reverse("books")
    under = [url for url in urls if path == url or (path.startswith(url) and url != "/")]
    return max(under, key=len, default="")
