"""What stops a keyer, what only asks, and what is none of their business."""

from datetime import date

from hotich.rules.checks import BookFacts
from hotich.rules.judging import Judgement, judge, name_of
from hotich.rules.registers import load

KIND = load("KS")
ALL = [field.name for field in KIND.fields]
VALUES = {
    "number": "046/2009",
    "book_number": "01/2009",
    "registration_date": "12.05.2009",
    "registration_kind": "1",
    "office": "UBND xã Mai Đàn",
    "child_name": "Hồ Thị Mai",
    "child_sex": "2",
    "child_birth_date": "03.05.2009",
}


def judged(names: list[str] = ALL, number: int = 46, **changes: str) -> Judgement:
    return judge(
        KIND,
        VALUES | changes,
        {},
        names=names,
        book=BookFacts("KS", 2009, 1),
        today=date(2025, 3, 1),
        expected=[(number, 2009)],
    )


def test_it_works() -> None:
    assert judged() == Judgement([], [])
    wrong = judged(child_sex="7", mother_birth_date="12.05.2009", child_birth_date="11.05.2009")
    assert [name_of(finding) for finding in wrong.hard] == ["R8:child_sex"]
    assert [name_of(finding) for finding in wrong.soft] == [
        "R15a:mother_birth_date+child_birth_date"
    ]


def test_only_the_form_of_a_value_stops_a_keyer() -> None:
    """A wrong book is still to be copied as it is, even where the finding is of an error."""
    (finding,) = judged(child_birth_date="13.05.2009").soft
    assert (finding.id, finding.blocks) == ("R13a", True)


def test_what_is_not_on_the_form_is_not_asked() -> None:
    names = [name for name in ALL if name != "registration_date"]
    assert judged(names, child_birth_date="13.05.2009") == Judgement([], [])


def test_a_number_out_of_turn_is_asked_and_one_that_fits_is_not() -> None:
    assert [finding.id for finding in judged(number=45).soft] == ["R1b"]
    kept = judge(
        KIND,
        VALUES,
        {},
        names=ALL,
        book=BookFacts("KS", 2009, 1),
        today=date(2025, 3, 1),
        expected=[],
    )
    assert kept == Judgement([], [])


def test_information_is_kept_from_the_keyer() -> None:
    assert judged(child_name="HỒ THỊ MAI") == Judgement([], [])
