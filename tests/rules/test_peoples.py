"""The lists of peoples and nationalities."""

import tomllib
from importlib import resources

import pytest

from hotich.rules.peoples import is_nation, people_code, same_people


def test_it_works() -> None:
    assert people_code("Kinh") == "01"
    assert is_nation("Việt Nam")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kinh", "01"),
        ("Bru Vân Kiều (Vân Kiều)", "23"),
        ("Bru - Vân Kiều", "23"),
        ("Vân Kiều", "23"),
        ("Tà Ôi (Pa Cô)", "31"),
        ("Pa Cô", "31"),
        ("Hoa", "04"),
        ("H'Mông", "08"),
        ("Mạ", "28"),
        ("Kinh (Pa Cô)", None),
        ("Ma", None),
        ("", None),
    ],
)
def test_a_people_is_known_by_any_of_its_names(text: str, code: str | None) -> None:
    assert people_code(text) == code


def test_all_54_peoples_are_there_and_no_name_is_of_two() -> None:
    text = resources.files("hotich.rules").joinpath("peoples.toml").read_text(encoding="utf-8")
    peoples = tomllib.loads(text)["peoples"]
    assert [people["code"] for people in peoples] == [f"{n:02d}" for n in range(1, 55)]
    for people in peoples:
        for name in (people["name"], *people["others"]):
            assert people_code(name) == people["code"], name


def test_one_people_by_two_names() -> None:
    assert same_people("Vân Kiều", "Bru Vân Kiều")
    assert not same_people("Vân Kiều", "Pa Cô")
    assert same_people("Xứ Lạ", "xứ lạ")
    assert not same_people("Xứ Lạ", "Kinh")


def test_an_unknown_nationality_is_unknown() -> None:
    assert not is_nation("Xứ Lạ")
    assert not is_nation("")
