"""The page that tells a role its work: Vietnamese, one sheet of paper, read on screen or printed.

The pages are Markdown beside this file's templates, so that they can be read in the repository too.
In them **bold** is a word of the product's pages and `code` is a key: a test holds both.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from django.db.models import Q
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from hotich.people.models import RoleName, User

PAGES = {
    RoleName.KEYER: "nguoi-nhap-lieu",
    RoleName.CHECKER: "nguoi-kiem-tra",
    RoleName.REGISTRAR: "cong-chuc-ho-tich",
    RoleName.HEAD: "nguoi-dung-dau",
    RoleName.DEPARTMENT: "so-tu-phap",
    RoleName.ADMINISTRATOR: "quan-tri",
    RoleName.AUDITOR: "kiem-toan",
}
"""Role -> the name of its page in templates/guide."""


@dataclass(frozen=True, slots=True)
class Page:
    """A role's page: its heading as text, the rest as HTML."""

    title: str
    body: SafeString


def choose(user: User, wanted: str) -> RoleName:
    """Return the role whose page to show: the one asked for, else the person's first of today."""
    if wanted in PAGES:
        return RoleName(wanted)
    today = timezone.localdate()
    held = user.roles.filter(Q(valid_to=None) | Q(valid_to__gte=today), valid_from__lte=today)
    names = set(held.values_list("name", flat=True))
    return next((role for role in PAGES if role in names), RoleName.KEYER)


@cache
def page(role: RoleName) -> Page:
    """Return the page of a role."""
    file = resources.files(__package__).joinpath(f"templates/guide/{PAGES[role]}.md")
    head, _, rest = file.read_text(encoding="utf-8").partition("\n")
    # Our own files only, and HTML in them is still shown as text.
    return Page(head.removeprefix("# "), mark_safe(_markdown().render(rest)))


def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    markdown.add_render_rule("code_inline", _keys)
    markdown.add_render_rule("image", _picture)
    return markdown


def _keys(_renderer: Any, tokens: Sequence[Token], at: int, *_rest: Any) -> str:
    """Print `Ctrl Enter` as two keys."""
    return format_html_join("", "<kbd>{}</kbd>", ((key,) for key in tokens[at].content.split()))


def _picture(_renderer: Any, tokens: Sequence[Token], at: int, *_rest: Any) -> str:
    name = re.sub(r"^.*static/", "", str(tokens[at].attrs["src"]))
    return format_html('<img src="{}" alt="{}">', static(name), tokens[at].content)
