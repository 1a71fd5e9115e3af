"""Words of the lead's page: what helps a keyer in a state, how long something has waited."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

register = template.Library()

_ADVICE = {
    "stuck": gettext_lazy("hỏi xem vướng gì"),
    "many_aside": gettext_lazy("xem lý do ở dưới: sổ khó đọc hay cần chỉ thêm"),
    "ran_out": gettext_lazy("mở lại đúng máy đã nhập, bài tự gửi khi có mạng"),
    "silent": gettext_lazy("hỏi thăm, nếu còn trong ca"),
}


@register.filter
def advice(state: str) -> str | Promise:
    """Say what helps a person in a state, nothing where nobody is needed."""
    return _ADVICE.get(state, "")


@register.filter
def of(things: Mapping[Any, Any], key: Any) -> Any:
    """Return the thing of a key, None if there is none."""
    return things.get(key)


@register.filter
def waited(since: datetime.datetime, now: datetime.datetime) -> str:
    """Write how long something has waited, in its largest unit: "3 ngày", "16 giờ", "5 phút"."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes >= 1440:
        return ngettext("%(n)s ngày", "%(n)s ngày", minutes // 1440) % {"n": minutes // 1440}
    if minutes >= 60:
        return ngettext("%(n)s giờ", "%(n)s giờ", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)s phút", "%(n)s phút", minutes) % {"n": minutes}
