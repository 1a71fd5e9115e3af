"""The navigation: the pages that a person's roles give a reason to open. Never a decision."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hotich.people import access
from hotich.people.queries import home_unit


def menu(request: HttpRequest) -> dict[str, Any]:
    """Give templates ``nav`` (url, label) and ``who`` (name, unit) of the person signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    pages = [
        (None, "home", _("Việc hôm nay")),
        ("see_books", "books", _("Sổ")),
        ("key", "keying", _("Nhập liệu")),
        ("settle", "settling", _("Phân xử")),
        ("review", "reviews", _("Rà soát")),
        ("see_records", "records", _("Tra cứu")),
        ("see_deliveries", "deliveries", _("Gửi Bộ")),
        ("see_balance", "balance", _("Cân đối")),
        ("see_readings", "readings", _("Nhật ký xem")),
        ("see_ledger", "ledger", _("Sổ cái")),
    ]
    acts = access.acts(user)
    unit = home_unit(user)
    urls = {name: reverse(name) for act, name, _label in pages if act is None or act in acts}
    here = _here(request.path, urls)
    return {
        "nav": [
            {"url": urls[name], "label": label, "here": name == here}
            for _act, name, label in pages
            if name in urls
        ],
        "who": {"name": user.full_name, "unit": unit.name if unit else ""},
    }


def _here(path: str, urls: dict[str, str]) -> str:
    """Return the name of the page of the menu that a path lies under, the closest one."""
    if path.startswith("/scans/"):
        return "books"
    under = [
        name for name, url in urls.items() if path == url or (path.startswith(url) and url != "/")
    ]
    return max(under, key=lambda name: len(urls[name]), default="")
