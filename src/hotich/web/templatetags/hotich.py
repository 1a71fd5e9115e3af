"""Tags and filters of every page: numbers and times as people write them, icons, states, charts."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.forms import BoundField, CheckboxInput
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hotich.rules import registers
from hotich.rules.checks import FLAGS
from hotich.web import icons
from hotich.web import sorting as sorted_lists
from hotich.web.states import STATES, Shown

register = template.Library()

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_PER_ROW = 28


@register.filter
def thousands(number: int | float | None) -> str:
    """Write a whole number with its separator: 1.403 in Vietnamese, 1,403 in English."""
    if number is None:
        return "–"
    written = f"{int(number):,}"
    return written if (get_language() or "vi").startswith("en") else written.replace(",", ".")


@register.filter
def vn_date(when: dt.date | dt.datetime | None) -> str:
    """Write a day as dd/mm/yyyy; an aware moment is taken to Vietnam's time first."""
    if when is None:
        return "–"
    return f"{_in_vietnam(when):%d/%m/%Y}"


@register.filter
def vn_moment(when: dt.datetime | None) -> str:
    """Write a moment in Vietnam as dd/mm/yyyy HH:MM."""
    return "–" if when is None else f"{_in_vietnam(when):%d/%m/%Y %H:%M}"


@register.filter
def vn_time(when: dt.datetime | None) -> str:
    """Write a moment's time of day in Vietnam as HH:MM."""
    return "–" if when is None else f"{_in_vietnam(when):%H:%M}"


def _in_vietnam(when: dt.date | dt.datetime) -> dt.date | dt.datetime:
    aware = isinstance(when, dt.datetime) and when.tzinfo is not None
    return when.astimezone(_VIETNAM) if isinstance(when, dt.datetime) and aware else when


@register.simple_tag
def icon(name: str, tone: str = "") -> SafeString:
    """Draw one icon; the word stands beside it."""
    return icons.draw(name, tone)


@register.inclusion_tag("web/drawings/state.html")
def state(code: str, word: str = "") -> dict[str, Any]:
    """Show a state as shape, word and colour; ``word`` says it in other words."""
    return {"state": STATES[code], "word": word}


@register.inclusion_tag("web/drawings/state.html")
def review_state(code: str) -> dict[str, Any]:
    """Show an entry's state as review knows it: what was approved may well have been sent since."""
    approved = code == "approved"
    return {"state": STATES[code], "word": _("Đã duyệt") if approved else STATES[code].word}


@register.inclusion_tag("web/drawings/swatch.html")
def swatch(code: str) -> dict[str, Shown]:
    """Draw the square that stands for a state in charts, for a legend or an account line."""
    return {"state": STATES[code]}


@register.inclusion_tag("web/drawings/stack.html")
def stack(
    counts: Mapping[str, int], width: int = 250, scale: int | None = None
) -> dict[str, str | int | list[dict[str, str]]]:
    """Draw counts by state as one bar; ``scale`` is the count that fills ``width`` (default all).

    Parts lie in the order of ``STATES``; a part is at least 1.6 px wide so that one entry is seen.
    """
    shown = [(STATES[code], counts[code]) for code in STATES if counts.get(code)]
    unit = (width - 1) / max(scale or 0, sum(count for _state, count in shown), 1)
    parts, before = [], 0
    for part, count in shown:
        said = f"{part.word}: {thousands(count)}"
        wide = max(count * unit - 1, 1.6)
        x = min(0.5 + before * unit, width - wide - 0.5)
        parts.append({"x": f"{x:.1f}", "width": f"{wide:.1f}", "swatch": part.swatch, "said": said})
        before += count
    said = "; ".join(part["said"] for part in parts) or _("Chưa có trường hợp nào")
    return {"parts": parts, "width": width, "said": said}


@register.inclusion_tag("web/drawings/ticks.html")
def ticks(done: int, total: int) -> dict[str, str | list[dict[str, str]]]:
    """Draw progress as at most 40 squares, the current one taller."""
    cells = min(max(total, 1), 40)
    filled = min(done * cells // max(total, 1), cells)
    step = min(164 / cells, 8.2)
    drawn = []
    for number in range(cells):
        current = number == filled
        drawn.append(
            {
                "x": f"{number * step:.1f}",
                "y": "0" if current else "3",
                "height": "12" if current else "6",
                "fill": "f-acc" if number <= filled else "f-line",
            }
        )
    said = _("Đã xong %(done)s trong %(total)s") % {
        "done": thousands(done),
        "total": thousands(total),
    }
    whole = f"{step * cells:.0f}"
    return {"ticks": drawn, "width": f"{step * 0.72:.1f}", "whole": whole, "said": said}


@register.inclusion_tag("web/drawings/squares.html")
def squares(numbers: Iterable[tuple[str, str, str]], per_row: int = _PER_ROW) -> dict[str, Any]:
    """Draw each number of a book as a square.

    ``numbers`` are (label, state, address or ""), in the book's order; the first label of a row
    is written in front of it.
    """
    items = list(numbers)
    rows = []
    for start in range(0, len(items), per_row):
        y = start // per_row * 18 + 2
        drawn = [
            {
                "x": str(44 + column * 18),
                "swatch": STATES[code].swatch,
                "said": f"{label}: {STATES[code].word}",
                "url": url,
            }
            for column, (label, code, url) in enumerate(items[start : start + per_row])
        ]
        rows.append(
            {"label": items[start][0], "y": str(y), "text_y": str(y + 11), "squares": drawn}
        )
    return {
        "rows": rows,
        "width": str(46 + per_row * 18),
        "height": str(len(rows) * 18 + 4),
        "said": _("Quyển có %(n)s số") % {"n": thousands(len(items))},
    }


@register.inclusion_tag("web/drawings/days.html")
def days(counts: Iterable[tuple[dt.date, int | None]]) -> dict[str, Any]:
    """Draw a count for each day, the last one (today) in the accent colour; None: no work that
    day.
    """
    found = list(counts)
    top = max([n or 0 for _day, n in found], default=0) or 1
    bars = []
    for column, (day, n) in enumerate(found):
        height, x = round((n or 0) / top * 52), 6 + column * 48
        bars.append(
            {
                "x": str(x),
                "middle": str(x + 14),
                "y": str(72 - height),
                "height": str(height),
                "text_y": str(66 - height),
                "n": _("nghỉ") if n is None else thousands(n),
                "day": f"{day:%d/%m}",
                "fill": "f-acc" if column == len(found) - 1 else "f-edge",
            }
        )
    said = "; ".join(f"{bar['day']}: {bar['n']}" for bar in bars)
    return {"bars": bars, "said": said, "width": str(len(found) * 48)}


@register.simple_tag
def kind_name(code: str) -> str:
    """Write a kind of register by its name."""
    return registers.load(code).name(get_language() or "vi")


@register.filter
def dot(number: float) -> str:
    """Write a measure for a drawing: a decimal point in every language."""
    return f"{number:g}"


@register.simple_tag
def label_of(thing: registers.Field | registers.Group) -> str:
    """Write a field's or group's whole label."""
    return thing.label(get_language() or "vi")


@register.simple_tag
def short_of(field: registers.Field) -> str:
    """Write a field's short label, as on the form."""
    return field.short(get_language() or "vi")


@register.simple_tag
def crop(zone: Any, box: Any) -> str:
    """Write the viewBox that shows a zone (mm) of an entry with a little of what is around it."""
    height = min(max(zone.h * 4, 28), box.h)
    width = min(max(zone.w + 24, 120), box.w)
    x = min(max(zone.x + zone.w / 2 - width / 2, 0), box.w - width)
    y = min(max(zone.y + zone.h / 2 - height / 2, 0), box.h - height)
    return f"{x:g} {y:g} {width:g} {height:g}"


@register.simple_tag
def sentence(said: Any) -> str:
    """Write something said in both languages (``vi`` and ``en``) in the language of the page."""
    return str(said.en if (get_language() or "vi").startswith("en") else said.vi)


@register.simple_tag
def text_of(finding: Any) -> str:
    """Write a finding's sentence."""
    return str(finding.text(get_language() or "vi"))


@register.simple_tag
def flag_word(flag: str) -> str:
    """Write what a flag says."""
    return FLAGS[flag][(get_language() or "vi").startswith("en")]


@register.simple_tag
def code_word(field: registers.Field, value: str) -> str:
    """Write what a code stands for, nothing for one that is not in its list."""
    names = registers.codes(field.codes or "").get(value)
    return names[(get_language() or "vi").startswith("en")] if names else ""


@register.simple_tag
def main_value(version: Any) -> str:
    """Write the name of the person a record is about."""
    return registers.load(version.record.book.kind).main_name(version.values)


@register.filter
def as_html(attributes: Mapping[str, Any]) -> SafeString:
    """Write what was given to a component and is not its own as attributes of its element.

    Cotton's own ``{{ attrs }}`` would write a value as it is: this escapes. What is False, None or
    "" is left out, what is True stands alone.
    """
    own = attributes.attrs_dict() if hasattr(attributes, "attrs_dict") else attributes
    parts = [
        (name,) if value is True else (name, value)
        for name, value in own.items()
        if value is not False and value is not None and value != "False"
    ]
    return format_html_join(
        " ", "{}", ((format_html('{}="{}"', *p) if len(p) == 2 else p[0],) for p in parts)
    )


@register.filter
def as_control(field: BoundField) -> SafeString:
    """Draw a form field's control in our look; Django ties hint and error to it."""
    if isinstance(field.field.widget, CheckboxInput):
        return field.as_widget()
    kind = field.field.widget.attrs.get("class", "")
    return field.as_widget(
        attrs={"class": kind if "inp" in kind.split() else f"{kind} inp".strip()}
    )


@register.filter
def is_check(field: BoundField) -> bool:
    """Tell whether a field is a box to tick, whose label stands behind it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.simple_tag(takes_context=True)
def sorting(context: template.Context, column: str) -> sorted_lists.Head:
    """Return the address and the direction of a column's head."""
    return sorted_lists.head(context["request"], column)
