"""Words of the log of readings."""

from django import template
from django.utils.translation import get_language, gettext_lazy

from hotich.rules import watching

register = template.Library()

WHATS = {
    "image": gettext_lazy("Ảnh trường hợp"),
    "record": gettext_lazy("Bản ghi"),
    "page": gettext_lazy("Ảnh trang sổ"),
    "book": gettext_lazy("Cả quyển"),
    "search": gettext_lazy("Tra cứu theo tên"),
    "file": gettext_lazy("Tệp trong gói"),
    "report": gettext_lazy("Nhật ký xem"),
}

THINGS = {
    "entry": gettext_lazy("trường hợp"),
    "page": gettext_lazy("trang sổ"),
    "book": gettext_lazy("quyển"),
    "user": gettext_lazy("tài khoản"),
}


@register.simple_tag
def thing_seen(subject: str) -> str:
    """Say what was looked at: "book:2:xlsx" is "quyển #2 xlsx"."""
    thing, _colon, key = subject.partition(":")
    return f"{THINGS[thing]} #{key.replace(':', ' ')}" if thing in THINGS else "–"


@register.simple_tag
def reading_word(what: str) -> str:
    """Say what kind of thing was looked at."""
    return str(WHATS.get(what, what))


@register.simple_tag
def excess_words(what: str) -> str:
    """Say what an alert counts."""
    return watching.words(what)[(get_language() or "vi").startswith("en")]
