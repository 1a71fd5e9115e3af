"""Pages use only what every browser had in January 2023: old machines stopped there.

Reads templates, style sheets and modules as they are served; baseline.toml has the names that came
later. A name of ours that is on that list is called otherwise, or excused there with its reason.
"""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import tinycss2

import hotich

SOURCE = Path(hotich.__file__).parent
LATER = tomllib.loads(Path(__file__).with_name("baseline.toml").read_text(encoding="utf-8"))
ALLOWED = LATER["allowed"]
COMMENT = re.compile(r"/\*.*?\*/|(?<![:'\"`\\])//[^\n]*", re.S)


def later_in_js(text: str) -> Iterator[str]:
    code = COMMENT.sub(" ", text)
    table = LATER["js"]
    for name in table["members"]:
        if re.search(rf"\.\s*{name}\b|\[['\"]{name}['\"]\]", code):
            yield f".{name}"
    for name in table["globals"]:
        if re.search(rf"(?<![.\w$'\"]){name}\b(?!\s*[:=]|['\"])", code):
            yield name
    yield from (found[0] for said in table["expressions"] if (found := re.search(said, code)))


def later_in_html(text: str) -> Iterator[str]:
    table = LATER["html"]
    for name in table["attributes"]:
        if re.search(rf"<[a-z][^<>]*\s{name}(=|\s|>)", text):
            yield name
    yield from (found[0] for said in table["values"] if (found := re.search(said, text)))


def later_in_css(text: str) -> Iterator[str]:
    table = LATER["css"]
    yield from _rules(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True))
    code = COMMENT.sub(" ", text)
    yield from (found[0] for said in table["expressions"] if (found := re.search(said, code)))


def _rules(rules: list[tinycss2.ast.Node]) -> Iterator[str]:
    table = LATER["css"]
    for rule in rules:
        if rule.type == "at-rule":
            if rule.lower_at_keyword in table["at_rules"]:
                yield f"@{rule.lower_at_keyword}"
            if rule.lower_at_keyword in ("media", "supports", "layer") and rule.content:
                yield from _rules(tinycss2.parse_rule_list(rule.content, skip_whitespace=True))
        elif rule.type == "qualified-rule":
            selector = tinycss2.serialize(rule.prelude)
            for name in re.findall(r"(?<!:)::?([a-z-]+)", selector):
                if name in table["pseudos"]:
                    yield f":{name}"
            yield from _declarations(rule.content)


def _declarations(content: list[tinycss2.ast.Node]) -> Iterator[str]:
    table = LATER["css"]
    for part in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if part.type == "qualified-rule":
            yield f"nested {tinycss2.serialize(part.prelude).strip()}"
        elif part.type == "declaration":
            if part.lower_name in table["properties"]:
                yield part.lower_name
            yield from (
                f"{name}()" for name in _functions(part.value) if name in table["functions"]
            )


def _functions(nodes: list[tinycss2.ast.Node]) -> Iterator[str]:
    for node in nodes:
        if node.type == "function":
            yield node.lower_name
            yield from _functions(node.arguments)


READERS = {".js": later_in_js, ".css": later_in_css, ".html": later_in_html}
FILES = [
    path
    for path in sorted(SOURCE.rglob("*"))
    if path.suffix in READERS and "rules" not in path.relative_to(SOURCE).parts[:1]
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_it_works(path: Path) -> None:
    found = set(READERS[path.suffix](path.read_text(encoding="utf-8")))
    assert found - set(ALLOWED) == set()


def test_there_is_something_to_read() -> None:
    assert {path.suffix for path in FILES} == set(READERS)


@pytest.mark.parametrize(
    ("suffix", "text", "what"),
    [
        (".js", "const sorted = rows.toSorted(byName);", ".toSorted"),
        (
            ".js",
            "fetch(url, {signal: AbortSignal.timeout(5)})",
            "AbortSignal.timeout",
        ),
        (".js", "new CompressionStream('gzip')", "CompressionStream"),
        (".html", '<div id="a" popover>', "popover"),
        (".css", ".a { color: oklch(60% 0.1 20) }", "oklch()"),
        (".css", ".a:has(.b) { top: 0 }", ":has"),
        (".css", ".a { .b { top: 0 } }", "nested .b"),
        (".css", "@media (width >= 40em) { .a { top: 0 } }", "@media (width >="),
        (".css", "@media print { .a { text-wrap: balance } }", "text-wrap"),
    ],
)
def test_what_came_later_is_found(suffix: str, text: str, what: str) -> None:
    assert what in set(READERS[suffix](text))


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        (".js", "// rows.toSorted would be shorter\nconst a = rows.slice().sort();"),
        (".js", "const { connection } = state; say('popover');"),
        (".css", ".a::before { transform: translate(1px) } .has-b { top: calc(1px + 2px) }"),
        (".html", '<p class="popover inert">popover</p>'),
    ],
)
def test_what_was_there_is_left(suffix: str, text: str) -> None:
    assert set(READERS[suffix](text)) == set()


def test_every_excuse_has_its_reason_and_is_needed() -> None:
    used = {f for path in FILES for f in READERS[path.suffix](path.read_text(encoding="utf-8"))}
    assert all(ALLOWED.values())
    assert set(ALLOWED) <= used
