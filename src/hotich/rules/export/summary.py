"""The rules in short, as Markdown: docs/rules.md, which a test holds to this."""

from collections.abc import Sequence

from hotich.rules import checks, layouts, registers
from hotich.rules.export.wording import FAMILIES
from hotich.rules.transitions import STATE_NAMES, TABLES, VERB_NAMES, Table, mermaid

_HEAD = """# The rules in short

Made by `./hotich rules export --docs` from the rules themselves; do not edit it. The same command
writes `rules.html`, the whole of it for officials in Vietnamese and English, and `rules.json` for
programs. The readings behind the rules are in [assumptions.md](assumptions.md).
"""


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _pages(code: str) -> str:
    found = [layouts.load(i) for i in layouts.LAYOUTS]
    mine = sorted((x for x in found if x.kind == code), key=lambda x: (x.first_year, x.id))
    words = (
        f"{x.first_year}–{x.last_year} {FAMILIES.get(x.family, ('', x.family))[1]} {x.paper}"
        for x in mine
    )
    return "; ".join(words)


def _kinds() -> str:
    rows = []
    for code in registers.KINDS:
        kind = registers.load(code)
        ours = "" if kind.layout_known else " *(ours)*"
        name = f"{kind.register_vi} – {kind.register_en}{ours}"
        twice = sum(field.compared for field in kind.fields)
        source = f"[`{code}`](../src/hotich/rules/registers/{code}.toml)"
        rows.append((source, name, str(len(kind.fields)), str(twice), _pages(code)))
    return _table(("kind", "register", "columns", "keyed twice", "layouts"), rows)


def _checks() -> str:
    rows = []
    for check in checks.CHECKS.values():
        cases = ", ".join(f"{case.id} {case.severity}" for case in check.cases)
        rows.append((str(check.number), f"{check.title_vi} – {check.title_en}", cases))
    return _table(("no.", "check", "cases and severity"), rows)


def _limits() -> str:
    names = type(checks.LIMITS).__dataclass_fields__
    rows = []
    for name in names:
        value = getattr(checks.LIMITS, name)
        shown = "–".join(map(str, value)) if isinstance(value, tuple) else str(value)
        rows.append((f"`{name}`", shown))
    return _table(("figure", "value"), rows)


def _states(table: Table) -> str:
    states = [(f"`{s}`", *STATE_NAMES[s]) for s in table.states]
    verbs = [(f"`{m.verb}`", *VERB_NAMES[m.verb]) for m in table.moves]
    parts = [f"### {table.title_en}"]
    parts += [f"```mermaid\n{mermaid(table, language)}\n```" for language in ("vi", "en")]
    parts.append(_table(("code", "Tiếng Việt", "English"), states + verbs))
    return "\n\n".join(parts)


def as_markdown() -> str:
    """Return the text of docs/rules.md."""
    severities = "; ".join(f"{code}: {en.lower()}" for code, (_, en) in checks.SEVERITIES.items())
    sections = [
        _HEAD.rstrip(),
        "## Kinds\n\n*Ours*: no import layout of the Ministry’s is known, the columns are our own.",
        _kinds(),
        f"## Checks\n\n{severities}. Sentences: "
        "[checks.toml](../src/hotich/rules/checks/checks.toml).",
        _checks(),
        "## Figures\n\nWhat the checks go by ([`Limits`](../src/hotich/rules/checks/facts.py)).",
        _limits(),
        "## States\n\nFrom [transitions.py](../src/hotich/rules/transitions.py).",
        *map(_states, TABLES),
    ]
    return "\n\n".join(sections) + "\n"
