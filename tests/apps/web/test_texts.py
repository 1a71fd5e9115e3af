"""Vietnamese first, English second, both complete."""

import os
import re
from pathlib import Path

import allauth
import pytest

from hotich.web.catalogue import PACKAGE, compile_catalogues, extract, read, templates

VIETNAMESE = re.compile("[àáâãèéêìíòóôõùúýăđĩũơưạ-ỹ]", re.IGNORECASE)
TRANSLATED = re.compile(
    r"{%\s*(comment|blocktranslate|blocktrans)\b.*?{%\s*end\1\s*%}"
    r"|{%\s*(translate|trans)\b.*?%}"
    r"|{#.*?#}"
    r"|lang=\"vi\"[^>]*>[^<]*",  # the language's own name
    re.DOTALL,
)
PLACEHOLDER = re.compile(r"%\(\w+\)s|{\w*}")


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def lines(language: str) -> dict[str | tuple[str, ...], tuple[str, ...]]:
    """Each text of a catalogue with its translation in all its forms."""
    messages = [message for message in read(language) if message.id]
    assert not any(message.fuzzy for message in messages)
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


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_templates_have_no_text_outside_the_catalogue(path: Path) -> None:
    rest = TRANSLATED.sub("", path.read_text(encoding="utf-8"))
    assert [line for line in rest.splitlines() if VIETNAMESE.search(line)] == []


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
