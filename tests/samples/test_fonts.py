"""The fonts of the samples: every Vietnamese letter, small, free, and told in their README."""

import unicodedata
from pathlib import Path

import pytest

from hotich.rules import names
from hotich.samples import hands

FOLDER = Path(hands.__file__).parent / "fonts"
FONTS = sorted(FOLDER.glob("*.ttf"))
MOST_BYTES = 2_000_000
ALPHABET = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
SIGNS = set("0123456789.,-–:;/()?!'\"+*&%×")


@pytest.mark.parametrize("file", [path.name for path in FONTS])
def test_it_works(file: str) -> None:
    """Every letter is drawn, and none as the sign for a missing one."""
    assert len(names.LETTERS) == 134
    assert all(unicodedata.is_normalized("NFC", letter) for letter in names.LETTERS)
    pen = hands.font(file, 80)
    missing = bytes(pen.getmask("\ue000"))
    for letter in sorted(names.LETTERS | ALPHABET | SIGNS):
        drawn = bytes(pen.getmask(letter))
        assert any(drawn), letter
        assert drawn != missing, letter


@pytest.mark.parametrize("file", [path.name for path in FONTS])
def test_a_letter_with_a_mark_differs_from_the_bare_one(file: str) -> None:
    pen = hands.font(file, 160)
    for letter in sorted(names.LETTERS - set("đĐ")):
        bare = unicodedata.normalize("NFD", letter)[0]
        assert bytes(pen.getmask(letter)) != bytes(pen.getmask(bare)), letter


def test_every_font_is_used_and_every_face_has_its_font() -> None:
    faces = [face.file for face in (*hands.FACES, *hands.TYPED)]
    assert len(faces) == len(set(faces))
    assert {path.name for path in FONTS} == {*faces, *hands.PRINT_FACES.values()}
    assert len(hands.FACES) >= 20


def test_fonts_are_small_and_their_licences_lie_beside_them() -> None:
    assert sum(font.stat().st_size for font in FONTS) < MOST_BYTES
    for font in FONTS:
        kind = "print" if font.name.startswith("print") else font.stem
        text = (FOLDER / f"OFL-{kind}.txt").read_text(encoding="utf-8")
        assert "SIL OPEN FONT LICENSE Version 1.1" in text, font.name
        assert text.startswith(("Copyright", "Google")), font.name


def test_no_font_bears_a_reserved_name() -> None:
    for font in FONTS:
        assert str(hands.font(font.name, 40).getname()[0]).startswith("Hotich "), font.name


def test_the_readme_tells_of_every_font_and_its_use() -> None:
    lines = (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()
    rows = {line.split("`")[1]: line for line in lines if line.startswith("| `")}
    for font in FONTS:
        assert any(f"`{font.name}`" in row for row in rows.values()), font.name
    for face in (*hands.FACES, *hands.TYPED):
        assert face.use in rows[face.file], face.file
