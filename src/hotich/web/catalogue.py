"""Texts in two languages: compiling the catalogues, and finding every text that needs a line.

Texts are written in Vietnamese where they are used, and ``locale/en`` holds their English.
``locale/vi`` holds only the Vietnamese of sentences that come from packages and that these lack.
"""

import io
import os
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS
from babel.messages.extract import extract as babel_extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1]
LOCALE = PACKAGE / "locale"

Text = str | tuple[str, str]
"""A text as it is marked: one sentence, or (singular, plural) where it is counted."""

_KEYWORDS = DEFAULT_KEYWORDS | {"gettext_lazy": None, "ngettext_lazy": (1, 2)}


def compile_catalogues(into: Path, locale: Path = LOCALE) -> list[Path]:
    """Write ``into/<language>/LC_MESSAGES/*.mo`` for catalogues newer than what lies there.

    Call it before Django loads its translations and name ``into`` in ``LOCALE_PATHS``.

    :returns: the files written; none when all were fresh.
    """
    written = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = into / source.relative_to(locale).with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        with source.open("rb") as lines:
            catalogue = read_po(lines, locale=source.parts[-3], abort_invalid=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_suffix(f".{os.getpid()}")
        with fresh.open("wb") as compiled:
            write_mo(compiled, catalogue)
        fresh.replace(target)
        written.append(target)
    return written


def extract(package: Path = PACKAGE) -> set[Text]:
    """Return every text in ``package`` that is marked for translation."""
    return {text for path in _sources(package) for text in _texts(path)}


def read(language: str) -> Catalog:
    """Return one of our catalogues; a counted text's id and string are tuples."""
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as lines:
        return read_po(lines, locale=language, abort_invalid=True)


def refresh(language: str = "en") -> list[str]:
    """Bring one catalogue in line with the code: new texts get an empty line, unused ones go.

    :returns: the texts that wait for their translation.
    """
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    catalogue = read(language)
    used = extract()
    for message in [message for message in catalogue if message.id and message.id not in used]:
        catalogue.delete(message.id)
    for text in used:
        if text not in catalogue:
            catalogue.add(text)
    catalogue.obsolete.clear()
    header = path.read_text(encoding="utf-8").split("\n\n", 1)[0]
    lines = io.BytesIO()
    write_po(lines, catalogue, width=100, sort_output=True, no_location=True, omit_header=True)
    path.write_text(f"{header}\n\n{lines.getvalue().decode()}", encoding="utf-8")
    return sorted(str(message.id) for message in catalogue if message.id and not _whole(message))


def _whole(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def templates(package: Path = PACKAGE) -> list[Path]:
    """Return the template files of every room."""
    folders = package.glob("*/templates")
    return sorted(path for folder in folders for path in folder.rglob("*.*") if path.is_file())


def _sources(package: Path) -> Iterator[Path]:
    yield from sorted(package.rglob("*.py"))
    yield from templates(package)


def _texts(path: Path) -> Iterator[Text]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = _calls_of(source, path)
    for _line, found, _comments, _context in babel_extract(
        "python", io.BytesIO(source.encode()), keywords=_KEYWORDS
    ):
        if isinstance(found, str):
            yield found
        else:
            singular, plural = found[:2]
            yield singular, plural


def _calls_of(template: str, path: Path) -> str:
    """Turn a template into the gettext calls that it makes, one line for each of its own."""
    from django.utils.translation.template import templatize

    return "\n".join(line.strip() for line in templatize(template, origin=str(path)).splitlines())


if __name__ == "__main__":
    print("\n".join(refresh()))
