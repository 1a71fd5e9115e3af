"""Vietnamese first, English second, both complete."""

import os
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import allauth
import pytest

from hotich.people.templatetags.people_words import DEEDS
from hotich.progress.templatetags.balance_words import VERBS
from hotich.rules.errors import Refused
from hotich.web.catalogue import PACKAGE, compile_catalogues, extract, read, templates

VIETNAMESE = re.compile("[àáâãèéêìíòóôõùúýăđĩũơưạ-ỹ]", re.IGNORECASE)
TRANSLATED = re.compile(
    r"{%\s*(comment|blocktranslate|blocktrans)\b.*?{%\s*end\1\s*%}"
    r"|{%\s*(translate|trans)\b.*?%}"
    r"|{#.*?#}"
    r"|\b_\('[^']*'\)"
    r"|{%\s*block \w+_class\s*%}.*?{%\s*endblock\s*%}|<script\b.*?</script>",
    re.DOTALL,
)
# What stays the same in every language: our name, keys, units, kinds of files.
SAME_WORDS = re.compile(
    r"\b(hotich|Enter|Ctrl|Shift|Esc|Alt|Tab|Space|PgUp|PgDn|F\d+|MB|PDF|JPEG|PNG|English|lang|html)\b"
)
SPOKEN = re.compile(
    r"\b(?:label|title|aside|hint|caption|question|button|placeholder|alt|detail|unit|against|empty"
    r"|link|aria-label)=\"([^\"]*)\""
)
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}|<!--.*?-->|<[^>]*>", re.DOTALL)
# The guide is written in Vietnamese alone: for the people of the communes, to be printed.
PAGES = [path for path in templates() if path.suffix != ".md"]
PLACEHOLDER = re.compile(r"%\(\w+\)s|{\w*}")


def outside(template: str) -> str:
    """Return a template without what is translated, and without what is Vietnamese for everybody:
    elements with lang="vi"."""
    rest = TRANSLATED.sub("", template)
    while found := re.search(r"<(\w+)\b[^<>]*\blang=\"vi\"", rest):
        end, depth = found.end(), 1
        for tag in re.compile(rf"<(/?){found[1]}\b").finditer(rest, found.end()):
            depth += -1 if tag[1] else 1
            end = tag.end()
            if not depth:
                break
        rest = rest[: found.start()] + rest[end:].partition(">")[2]
    return rest


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def lines(language: str) -> dict[str | tuple[str, ...], tuple[str, ...]]:
    """Each text of a catalogue with its translation in all its forms."""
    catalogue = read(language)
    messages = [message for message in catalogue if message.id]
    assert not any(message.fuzzy for message in messages)
    assert not catalogue.obsolete
    return {message.id: forms(message.string) for message in messages}


def test_it_works() -> None:
    texts = extract()
    assert "Đăng nhập" in texts  # from a template
    assert "Chờ phân xử" in texts  # from Python


def test_every_text_has_its_english_and_no_line_is_left_over() -> None:
    english = lines("en")
    assert extract() - set(english) == set(), "run: python -m hotich.web.catalogue"
    assert set(english) - extract() == set(), "run: python -m hotich.web.catalogue"
    assert [text for text, said in english.items() if not all(said)] == []


def test_counted_texts_have_an_english_singular_and_plural() -> None:
    assert [text for text, said in lines("en").items() if len(said) != len(forms(text))] == []


@pytest.mark.parametrize("language", ["en", "vi"])
def test_translations_keep_the_placeholders(language: str) -> None:
    for text, said in lines(language).items():
        expected = sorted(PLACEHOLDER.findall(forms(text)[0]))
        assert [sorted(PLACEHOLDER.findall(form)) for form in said] == [expected] * len(said)


def test_english_lines_are_english() -> None:
    assert [said for said in lines("en").values() if VIETNAMESE.search(" ".join(said))] == []


def test_vietnamese_of_packages_still_matches_their_sentences() -> None:
    adapter = Path(allauth.__file__).parent / "account" / "adapter.py"
    source = adapter.read_text(encoding="utf-8")
    assert [text for text in lines("vi") if str(text) not in source] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_templates_have_no_text_outside_the_catalogue(path: Path) -> None:
    rest = outside(path.read_text(encoding="utf-8"))
    assert [line for line in rest.splitlines() if VIETNAMESE.search(line)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_templates_say_nothing_in_one_language_only(path: Path) -> None:
    """No plain words either, between tags or in an attribute that is read out."""
    rest = outside(path.read_text(encoding="utf-8"))
    spoken = [TAG.sub("", words) for words in SPOKEN.findall(rest)]
    between = TAG.sub("\n", rest).splitlines() if path.suffix == ".html" else []
    said = [SAME_WORDS.sub("", words) for words in (*spoken, *between)]
    assert [words for words in said if re.search(r"[^\W\d_]{2}", words)] == []


# The language itself: its letters, its numbers in words, how a register writes a place.
LANGUAGE = {"dates.js", "names.js", "numbers.js"}
LANGUAGE |= {f"words_{what}.js" for what in ("dates", "letters", "names", "templates")}
SCRIPTS = sorted(p for p in PACKAGE.glob("*/static/**/*.js") if p.name not in LANGUAGE)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_say_nothing_themselves(path: Path) -> None:
    """What a script shows stands in the page: in a template element or a data attribute."""
    code = re.sub(r"//.*|/\*.*?\*/", "", path.read_text(encoding="utf-8"))
    assert VIETNAMESE.search(code) is None
    assert not re.search(r"(textContent|innerText|title|alert)\s*[=(]\s*[\"'`]\w", code)


def tables(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value:
        if isinstance(part, dict | list):
            yield from tables(part)


RULES = sorted((PACKAGE / "rules").rglob("*.toml"))


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.name)
def test_every_text_of_the_rules_is_said_twice(path: Path) -> None:
    for table in tables(tomllib.loads(path.read_text(encoding="utf-8"))):
        vi = {key.removesuffix("vi") for key in table if key == "vi" or key.endswith("_vi")}
        en = {key.removesuffix("en") for key in table if key == "en" or key.endswith("_en")}
        assert vi == en
        assert all(table[f"{key}vi"] and table[f"{key}en"] for key in vi)
        english = " ".join(str(table[f"{key}en"]) for key in en)
        assert not VIETNAMESE.search(re.sub(r"\(.*?\)", "", english))  # (an example: 32 tuổi)


def refusals(kind: type[Refused] = Refused) -> Iterator[type[Refused]]:
    for one in kind.__subclasses__():
        yield one
        yield from refusals(one)


def facts(sentence: str) -> set[str]:
    """The facts of a sentence; {why_vi} and {why_en} are the same one."""
    return {re.sub(r"(vi|en)}$", "}", fact) for fact in PLACEHOLDER.findall(sentence)}


def test_every_refusal_is_said_twice() -> None:
    for path in sorted(PACKAGE.glob("*/errors.py")):
        import_module(f"hotich.{path.parent.name}.errors")
    found = [one for one in refusals() if one.__module__.startswith("hotich.")]
    assert len(found) > 50
    for one in found:
        assert one.vi, one
        assert one.en, one
        assert not VIETNAMESE.search(one.en), one
        assert facts(one.vi) == facts(one.en), one


def test_every_act_of_the_ledger_has_its_words() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.glob("*/*.py"))
    verbs = set(re.findall(r"\bverb=\"(\w+)\"", source))
    assert len(verbs) > 20
    assert verbs - set(VERBS) - set(DEEDS) == set()


def test_catalogues_are_compiled_once_and_again_when_changed(tmp_path: Path) -> None:
    source = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n', "utf-8")
    into = tmp_path / "compiled"
    assert len(compile_catalogues(into, tmp_path)) == 1
    assert compile_catalogues(into, tmp_path) == []
    later = into.joinpath("en/LC_MESSAGES/django.mo").stat().st_mtime_ns + 1
    os.utime(source, ns=(later, later))
    assert len(compile_catalogues(into, tmp_path)) == 1
