"""The page for officials: every rule in Vietnamese and English, one file, to be read or printed.

No script and no network; the language is switched by style alone.
"""

import re
from collections.abc import Iterable, Mapping
from html import escape
from importlib import resources
from typing import Any

from hotich.rules import checks, layouts, numbers, peoples, registers
from hotich.rules.export import code_lists, examples
from hotich.rules.export.diagram import svg
from hotich.rules.export.wording import FACTS, FAMILIES, LIMITS, OURS, TYPES
from hotich.rules.registers import Field, Kind
from hotich.rules.transitions import STATE_NAMES, TABLES, VERB_NAMES, Table

Pair = tuple[str, str]
_MARKS = {"E": "■", "W": "▲", "I": "●"}


def both(pair: Pair) -> str:
    """Return a text in both languages, each marked, for the style to show or hide."""
    vi, en = pair
    return f'<span lang="vi">{escape(vi)}</span><span lang="en">{escape(en)}</span>'


def _of(language: str, text: str, tag: str = "td") -> str:
    """Return a cell that is there in one language only."""
    return f'<{tag} lang="{language}">{text}</{tag}>'


def _table(head: Iterable[str], rows: Iterable[str]) -> str:
    """Make a table; a cell of the head that brings its own <th> is taken as it is."""
    cells = "".join(c if c.startswith("<th") else f'<th scope="col">{c}</th>' for c in head)
    body = "\n".join(rows)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>\n{body}\n</tbody></table>"


def _row(*cells: str) -> str:
    """Make a row; a cell that brings its own <td> is taken as it is."""
    wrapped = (cell if cell.startswith("<td") else f"<td>{cell}</td>" for cell in cells)
    return f"<tr>{''.join(wrapped)}</tr>"


def _td(kind: str, text: str) -> str:
    return f'<td class="{kind}">{text}</td>'


def _ours(kind: Kind) -> str:
    if kind.layout_known:
        return ""
    return f' <span class="ours pair">{both(("của phần mềm", "ours"))}</span>'


def _years(kind: Kind) -> str:
    found = (layouts.load(layout_id) for layout_id in layouts.LAYOUTS)
    lines = [
        f"{layout.first_year}–{layout.last_year}: {layout.paper}, "
        + both(FAMILIES.get(layout.family, (layout.family, layout.family)))
        for layout in sorted(found, key=lambda layout: (layout.first_year, layout.id))
        if layout.kind == kind.code
    ]
    return "<br>".join(lines) or "–"


def _kinds() -> str:
    rows = []
    for code in registers.KINDS:
        kind = registers.load(code)
        twice = sum(field.compared for field in kind.fields)
        rows.append(
            _row(
                _td("k", f'<a href="#kind-{code}">{code}</a>'),
                both((kind.register_vi, kind.register_en)) + _ours(kind),
                _td("n", str(len(kind.fields))),
                _td("n", str(twice)),
                _td("row c", _years(kind)),
            )
        )
    head = (both(("Mã", "Code")), both(("Sổ", "Register")), both(("Số cột", "Columns")))
    more = (both(("Nhập hai lần", "Keyed twice")), both(("Trang sổ", "Layouts")))
    return _table((*head, *more), rows)


def _field(number: int, field: Field) -> str:
    codes = f' <a class="k" href="#codes-{field.codes}">{field.codes}</a>' if field.codes else ""
    return _row(
        _td("n", str(number)),
        _td("k", escape(field.key)),
        _of("vi", escape(field.label_vi)),
        _of("en", escape(field.label_en)),
        _td("row", both(TYPES.get(field.type, (field.type, field.type))) + codes),
        _td("c", "✓" if field.required else ""),
        _td("c", "✓" if field.compared else ""),
    )


def _kind(kind: Kind) -> str:
    titles = {group.id: both((group.label_vi, group.label_en)) for group in kind.groups}
    rows, group = [], ""
    for number, field in enumerate(kind.fields, start=1):
        if field.group != group:
            group = field.group
            rows.append(f'<tr class="group pair"><td colspan="7">{titles[group]}</td></tr>')
        rows.append(_field(number, field))
    head = (
        "#",
        both(("Khóa", "Key")),
        _of("vi", "Tên trường", "th"),
        _of("en", "Label", "th"),
        both(("Kiểu", "Type")),
        both(("Bắt buộc", "Required")),
        both(("Nhập hai lần", "Keyed twice")),
    )
    table = _table(head, rows)
    note = "" if kind.layout_known else f'<p class="note">{both(OURS)}</p>'
    title = both((kind.register_vi, kind.register_en))
    return (
        f'<section class="kind" id="kind-{kind.code}"><h3><span class="k">{kind.code}</span> '
        f"{title}{_ours(kind)}</h3>{note}{table}</section>"
    )


def _codes() -> str:
    parts = []
    for name, values in code_lists().items():
        rows = [
            _row(_td("n", code), _of("vi", escape(vi)), _of("en", escape(en)))
            for code, (vi, en) in values.items()
        ]
        parts.append(f'<h3 id="codes-{name}"><span class="k">{name}</span></h3><table>')
        parts.append("<tbody>" + "".join(rows) + "</tbody></table>")
    return "\n".join(parts)


def _severity(severity: str) -> str:
    return f'<span class="{severity}">{_MARKS.get(severity, "")} {severity}</span>'


def _sentence(text: str, language: int) -> str:
    """Return a check's sentence with a word for each fact that fills it: "số ⟨giá trị đã ghi⟩"."""

    def fact(match: re.Match[str]) -> str:
        name = re.sub("_(?:vi|en)$", "", match[1])
        return f"<var>{escape(FACTS.get(name, (name, name))[language])}</var>"

    return re.sub(r"\{(\w+)\}", fact, escape(text))


def _checks() -> str:
    legend = "".join(
        f"<p>{_severity(code)} {both(names)}</p>" for code, names in checks.SEVERITIES.items()
    )
    rows = []
    for check in checks.CHECKS.values():
        title = both((check.title_vi, check.title_en))
        rows.append(
            f'<tr class="group pair"><td class="n">{check.number}</td>'
            f'<td colspan="3">{title}</td></tr>'
        )
        rows += [
            _row(
                _td("k", case.id),
                _td("c", _severity(case.severity)),
                _of("vi", _sentence(case.vi, 0)),
                _of("en", _sentence(case.en, 1)),
            )
            for case in check.cases
        ]
    sentences = (_of("vi", "Câu báo", "th"), _of("en", "Sentence", "th"))
    table = _table(("#", both(("Mức", "Severity")), *sentences), rows)
    return f'<div class="cols pair">{legend}</div>{table}'


def _limits() -> str:
    def shown(value: Any) -> str:
        if isinstance(value, tuple):
            return " – ".join(map(str, value))
        return str(value) if isinstance(value, int) else f"{value:%d.%m.%Y}"

    names = type(checks.LIMITS).__dataclass_fields__
    rows = [
        _row(both(LIMITS.get(name, (name, name))), _td("n", shown(getattr(checks.LIMITS, name))))
        for name in names
    ]
    return _table((both(("Mức", "Figure")), both(("Giá trị", "Value"))), rows)


def _named(states: Iterable[str]) -> str:
    vi, en = zip(*(STATE_NAMES[state] for state in states), strict=True)
    return both((", ".join(vi), ", ".join(en)))


def _states(table: Table) -> str:
    rows = [
        _row(both(VERB_NAMES[move.verb]), _named(move.sources), _named([move.target]))
        for move in table.moves
    ]
    head = (both(("Việc", "Act")), both(("Từ", "From")), both(("Đến", "To")))
    drawn = "".join(f'<div lang="{lang}">{svg(table, lang)}</div>' for lang in ("vi", "en"))
    title = both((table.title_vi, table.title_en))
    return f"<h3>{title}</h3>{drawn}{_table(head, rows)}"


def _cell(cell: examples.Cell) -> str:
    return escape(cell) if isinstance(cell, str) else both(cell)


def _group(group: examples.Group) -> str:
    rows = (_row(*(_td("w", _cell(cell)) for cell in row)) for row in group.rows)
    table = _table(map(both, group.head), rows)
    return f"<h3>{both(group.title)}</h3><p>{both(group.note)}</p>{table}"


def _examples() -> str:
    return "\n".join(map(_group, examples.groups()))


def _lists() -> str:
    known = [
        _row(_td("n", p.code), escape(p.name), escape(", ".join(p.others)))
        for p in peoples.peoples()
    ]
    words = (("Mã", "Code"), ("Dân tộc", "People"), ("Tên gọi khác", "Other names"))
    provinces = "".join(
        f'<p><span class="k">{code}</span> {escape(name)}</p>'
        for code, name in numbers.PROVINCES.items()
    )
    nations = escape("; ".join(peoples.nations()))
    return "\n".join(
        [
            f"<h3>{both(('Dân tộc', 'Peoples'))}</h3>",
            _table(map(both, words), known),
            f"<h3>{both(('Mã tỉnh trong số định danh', 'Provinces in personal numbers'))}</h3>",
            f'<div class="cols">{provinces}</div>',
            f"<h3>{both(('Quốc tịch như sổ ghi', 'Nationalities as registers write them'))}</h3>",
            f"<p>{nations}</p>",
        ]
    )


def _sections() -> list[tuple[str, Pair, str]]:
    kinds = "\n".join(_kind(registers.load(code)) for code in registers.KINDS)
    return [
        ("kinds", ("Các loại sổ", "Kinds of register"), _kinds()),
        ("checks", ("Các phép kiểm tra", "Checks"), _checks()),
        ("limits", ("Các mức dùng khi kiểm tra", "Figures that the checks go by"), _limits()),
        ("states", ("Các trạng thái", "States"), "\n".join(map(_states, TABLES))),
        (
            "writing",
            ("Cách hiểu chữ ghi trong sổ", "How what is written is read"),
            _examples(),
        ),
        ("columns", ("Các cột của từng loại sổ", "Columns of each kind"), kinds),
        ("codes", ("Các danh mục mã", "Code lists"), _codes()),
        ("lists", ("Dân tộc, tỉnh, quốc tịch", "Peoples, provinces, nationalities"), _lists()),
    ]


_CHOICES = (("both", "Song ngữ / Both", "vi"), ("vi", "Tiếng Việt", "vi"), ("en", "English", "en"))


def as_html(content: Mapping[str, Any]) -> str:
    """Return the whole page for the tables of ``export.tables()``, whose digest it names."""
    style = resources.files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    sections = _sections()
    links = "".join(f'<li><a href="#{i}">{both(title)}</a></li>' for i, title, _ in sections)
    body = "\n".join(f'<h2 id="{i}">{both(title)}</h2>\n{text}' for i, title, text in sections)
    inputs = "".join(
        f'<input class="pick" type="radio" name="language" id="{i}"{" checked" * (i == "both")}>'
        for i, _, _ in _CHOICES
    )
    labels = "".join(f'<label for="{i}" lang="{lang}">{text}</label>' for i, text, lang in _CHOICES)
    title = ("Quy tắc của sổ hộ tịch điện tử", "The rules of the digitized registers")
    note = (
        "Bản này do phần mềm in ra từ chính các quy tắc đang chạy. Sổ giấy là gốc: mọi giá trị "
        "được giữ như đã ghi; giá trị chuẩn hóa đứng bên cạnh.",
        "Printed by the program from the very rules it runs on. The paper book prevails: every "
        "value is kept as written, a normal form stands beside it.",
    )
    versions = f'hotich {content["hotich"]} · <span class="k">{content["digest"]}</span>'
    return f"""<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(" / ".join(title))}</title>
<style>
{style}</style>
</head>
<body>
{inputs}
<header>
<h1>{both(title)}</h1>
<p>{both(note)}</p>
<div class="switch">{labels}</div>
<nav><ol>{links}</ol></nav>
</header>
<main>
{body}
</main>
<footer>{versions}</footer>
</body>
</html>
"""
