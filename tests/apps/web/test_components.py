"""Components escape what they are given, and keep to what old browsers and the CSP allow."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from hotich.web import sorting
from hotich.web.catalogue import PACKAGE, templates

EVIL = '"><b>&'
COMPONENTS = sorted((PACKAGE / "web/templates/cotton").glob("*.html"))
STYLES = sorted(PACKAGE.glob("*/static/**/*.css"))
# not in Chromium 109: nesting, subgrid, and the functions and rules below
TOO_NEW = re.compile(
    r"color-mix\(|oklch\(|oklab\(|subgrid|@layer|@scope|@starting-style|@property|text-wrap"
    r"|:user-(in)?valid|anchor\(|light-dark\(|^\s*&",
    re.MULTILINE,
)


def drawn(source: str, **context: Any) -> str:
    page = CottonCompiler().process("{% load hotich %}" + source)
    return " ".join(Template(page).render(Context(context)).split())


def test_it_works() -> None:
    page = drawn(
        '<c-button kind="main" key="Ctrl Enter" name="do" :autofocus="yes">Lưu</c-button>', yes=True
    )
    assert page == (
        '<button class="btn btn-p" name="do" autofocus>'
        "<span>Lưu</span><kbd>Ctrl</kbd><kbd>Enter</kbd></button>"
    )


@pytest.mark.parametrize(
    "source",
    [
        '<c-button data-x="{{ evil }}">x</c-button>',
        '<c-button :data-x="evil">{{ evil }}</c-button>',
        '<c-input name="n" label="{{ evil }}" :value="evil" error="{{ evil }}" />',
        '<c-item detail="{{ evil }}">{{ evil }}</c-item>',
        '<c-message title="{{ evil }}">{{ evil }}</c-message>',
        '<c-account-line :n="1" label="{{ evil }}">{{ evil }}</c-account-line>',
        '<c-page-head title="{{ evil }}" :aside="evil" />',
    ],
)
def test_what_a_component_is_given_is_escaped_once(source: str) -> None:
    page = drawn(source, evil=EVIL)
    assert "><b>&" not in page.replace("<b>&quot;&gt;", "")
    assert "&quot;&gt;&lt;b&gt;&amp;" in page
    assert "&amp;quot;" not in page


def test_an_attribute_that_does_not_hold_is_left_out() -> None:
    assert drawn('<c-button :disabled="no">x</c-button>', no=False).startswith(
        '<button class="btn" >'
    )


def test_a_control_is_tied_to_its_hint_and_its_error() -> None:
    page = drawn('<c-input name="year" label="Năm" hint="bốn chữ số" />')
    assert 'aria-describedby="year-hint"' in page
    assert 'id="year-hint"' in page
    page = drawn('<c-input name="year" label="Năm" error="chưa có" />')
    assert 'aria-invalid="true" aria-describedby="year-error"' in page
    assert 'id="year-error"' in page


def test_a_head_sorts_up_and_then_down() -> None:
    columns = {"number": ("year", "-number"), "unit": ("unit__sort_key",)}
    request = RequestFactory().get("/books/?kind=KS&page=3")
    assert sorting.order(request, columns, "number") == ["year", "-number"]
    assert sorting.head(request, "number") == sorting.Head("?kind=KS&sort=-number", "ascending")
    assert sorting.head(request, "unit").aria == ""
    request = RequestFactory().get("/books/?sort=-number")
    assert sorting.order(request, columns, "unit") == ["-year", "number"]
    assert sorting.head(request, "number") == sorting.Head("?sort=number", "descending")


def test_a_head_that_does_not_exist_sorts_as_ever() -> None:
    request = RequestFactory().get("/books/?sort=password")
    assert sorting.order(request, {"number": ("number",)}, "-number") == ["-number"]


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_templates_keep_to_the_rules(path: Path) -> None:
    source = re.sub(
        r"{% comment %}.*?{% endcomment %}", "", path.read_text("utf-8"), flags=re.DOTALL
    )
    assert "{{ attrs }}" not in source  # cotton would write it unescaped; as_html escapes
    assert not re.search(r"\s(style|on\w+)=\"", source)  # the CSP
    assert "|safe" not in source


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_every_component_is_used(path: Path) -> None:
    tag = f"<c-{path.stem.replace('_', '-')}"
    sources = [one.read_text("utf-8") for one in templates() if one != path]
    assert any(re.search(rf"{tag}[\s/>]", source) for source in sources)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_styles_work_in_chromium_109(path: Path) -> None:
    rules = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert TOO_NEW.search(rules) is None
