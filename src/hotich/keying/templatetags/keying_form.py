"""How the fields of the keying form share lines, much as they do on the paper."""

from django import template

from hotich.keying.forms import Row

register = template.Library()

_ROOMY, _WHOLE_LINE = 60, 75  # millimetres of writing


@register.filter
def in_lines(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    """Put neighbouring fields side by side: (class of the line, its one or two fields).

    A field keeps a line to itself when it is long on the paper, or when its neighbour is; two roomy
    ones do not fit beside each other.
    """
    lines: list[tuple[str, list[Row]]] = []
    rest = list(rows)
    while rest:
        pair = rest[:2]
        width = [row.length for row in pair]
        if len(pair) == 1 or max(width) >= _WHOLE_LINE or min(width) >= _ROOMY:
            lines.append(("", [rest.pop(0)]))
            continue
        shape = "row-l" if width[0] >= _ROOMY else "row-r" if width[1] >= _ROOMY else "row-2"
        lines.append((shape, pair))
        rest = rest[2:]
    return lines


@register.filter
def about(found: list[tuple[str, ...]], row: Row) -> list[str]:
    """Return the sentences of findings (…, field, sentence) that concern a field."""
    return [said[-1] for said in found if said[-2] == row.field.name]
