"""How each state of an entry is shown: its word, icon, colour and swatch, the same everywhere."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Shown:
    """A state as people see it.

    ``icon`` is a name in parts/icon.html, ``tone`` a text colour class, ``swatch`` the class that
    fills its share of a chart; no two states have the same swatch.
    """

    code: str
    word: str | Promise
    icon: str
    tone: str
    swatch: str


STATES: dict[str, Shown] = {
    shown.code: shown
    for shown in (
        Shown("missing", _("Thiếu, chưa giải trình"), "cross-circle", "bad", "sw-bad"),
        Shown("missing_explained", _("Thiếu, có giải trình"), "minus", "mut", "sw-gone"),
        Shown("unscanned", _("Chưa quét"), "dashed", "mut", "sw-plain"),
        Shown("to_key", _("Chưa nhập"), "circle", "mut", "sw-well"),
        Shown("in_keying", _("Đang nhập"), "key", "acc", "sw-acc"),
        Shown("set_aside", _("Xử lý sau"), "pause", "warn", "sw-aside"),
        Shown("to_settle", _("Chờ phân xử"), "split", "acc", "sw-settle"),
        Shown("in_review", _("Đang rà soát"), "half", "mut", "sw-mid"),
        Shown("returned", _("Trả lại"), "back", "bad", "sw-back"),
        Shown("approved", _("Đã duyệt, chưa gửi"), "check", "ok", "sw-dark"),
        Shown("waiting", _("Đã gửi, chờ trả lời"), "clock", "mut", "sw-sent"),
        Shown("accepted", _("Bộ đã nhận"), "check-circle", "ok", "sw-full"),
        Shown("refused", _("Bộ từ chối"), "diamond", "bad", "sw-refused"),
        Shown("unknown", _("Chưa rõ"), "question", "bad", "sw-unknown"),
        Shown("held", _("Tạm giữ"), "lock", "warn", "sw-held"),
        Shown("linked", _("Trùng, không gửi"), "link", "warn", "sw-linked"),
        Shown("other_route", _("Đường khác"), "arrow", "mut", "sw-other"),
    )
}
