"""What records teach about typing the next one, and what of them is never told."""

import gzip
import json
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from hotich.rules import names, phrasebook, registers
from hotich.rules.phrasebook import class_of, collect, prefix_of, stem_of
from tests.province import birth

KS = registers.load("KS")


def told(*own: dict[str, str], commune: tuple[tuple[str, dict[str, str]], ...] = ()) -> dict:
    return collect("KS", own, commune)


def texts(words: dict, cls: str, stem: str) -> list[str]:
    return [row[0] for row in words["phrases"].get(cls, {}).get(stem, [])]


def parts(words: dict, *path: str) -> list[str]:
    rows = words["names"]
    for key in path:
        rows = rows[key]
    return [row[0] for row in rows]


def test_it_works() -> None:
    words = told(birth(1), birth(2), birth(3))
    assert texts(words, "place", "residence") == ["thôn Đông, xã Mai Đàn"]
    assert texts(words, "officer", "signer") == ["Phan Văn Mẫu"]
    assert words["fields"]["mother_residence"] == ["place", "residence"]
    assert words["ties"]["applicant_name"] == {"father": 3 * phrasebook.OWN_BOOK}
    assert texts(words, "relation", "relation@father") == ["cha"]


def test_every_field_has_the_class_of_its_words() -> None:
    classes = {name: class_of(KS.field(name)) for name in ("mother_name", "signer", "office")}
    assert classes == {"mother_name": "person", "signer": "officer", "office": "office"}
    assert class_of(KS.field("child_birth_date_words")) == "words"
    assert class_of(KS.field("mother_paper_number")) == "record"
    assert class_of(KS.field("applicant_relation")) == "relation"
    assert class_of(KS.field("number")) is class_of(KS.field("child_sex")) is None


def test_a_field_says_whose_it_is_and_what() -> None:
    assert (prefix_of("adoptive_mother_name"), stem_of("adoptive_mother_name")) == (
        "adoptive_mother",
        "name",
    )
    assert (prefix_of("registration_date"), stem_of("registration_date")) == (
        "",
        "registration_date",
    )


def test_this_book_comes_before_the_commune() -> None:
    elsewhere = birth(1, mother_residence="thôn Tây", father_residence="thôn Tây")
    words = told(birth(1), birth(2), commune=(("KS", elsewhere),) * 4)
    assert texts(words, "place", "residence") == ["thôn Đông, xã Mai Đàn", "thôn Tây"]


def test_other_kinds_of_the_commune_teach_too() -> None:
    marriage = {"husband_residence": "thôn Nam", "wife_residence": "thôn Nam"}
    assert texts(told(commune=(("KH", marriage),) * 2), "place", "residence") == ["thôn Nam"]


def test_what_stands_once_is_not_told() -> None:
    words = told(birth(1, remarks="Cha là ông Trần Văn Kín"), birth(2))
    assert "Cha là ông Trần Văn Kín" not in json.dumps(words, ensure_ascii=False)


def test_twice_in_one_entry_is_once() -> None:
    alone = "số 5 ngõ Kín"
    words = told(birth(1, mother_residence=alone, father_residence=alone), birth(2))
    assert alone not in texts(words, "place", "residence")


def test_no_citizens_whole_name_is_told() -> None:
    own = [birth(n, child_name="Đậu Khánh Vạn", mother_name="Cù Diệu Ngà") for n in range(1, 9)]
    said = json.dumps(told(*own), ensure_ascii=False)
    assert "Đậu Khánh Vạn" not in said
    assert "Cù Diệu Ngà" not in said
    words = told(*own)
    assert "Vạn" in parts(words, "given", "m")
    assert "Ngà" in parts(words, "given", "f")[:3]
    assert "Diệu" in parts(words, "middle", "f")[:3]


def test_numbers_and_names_in_a_text_are_left_out() -> None:
    changes = [
        {"change_from": f"Họ và tên: {name}", "basis": f"Tờ khai ngày {n}/3/2009"}
        for n, name in enumerate(("Lê Thị Kín", "Võ Văn Mật"), start=1)
    ]
    words = collect("TDCC", changes, ())
    assert texts(words, "text", "change_from") == ["Họ và tên: @"]
    assert texts(words, "text", "basis") == ["Tờ khai ngày #/#/#"]


def test_a_named_person_is_left_out_however_often_the_text_stands() -> None:
    copies = [{"change_from": "Họ và tên: Lê Thị Kín"}] * 3
    assert texts(collect("TDCC", copies, ()), "text", "change_from") == ["Họ và tên: @"]


def test_a_name_of_another_book_is_told_from_two_entries_on() -> None:
    rare = birth(1, child_name="Hồ Văn Xanưa")
    assert "Xanưa" not in parts(told(commune=(("KS", rare),)), "given", "m")
    assert "Xanưa" in parts(told(commune=(("KS", rare), ("KS", rare))), "given", "m")
    assert "Xanưa" in parts(told(rare), "given", "m")


def test_without_records_the_public_shares_serve() -> None:
    words = told()
    assert parts(words, "family")[:3] == ["Nguyễn", "Trần", "Lê"]
    assert parts(words, "middle", "f")[0] == "Thị"
    assert texts(words, "people", "ethnicity")[0] == "Kinh"
    assert texts(words, "nation", "nationality")[0] == "Việt Nam"


def test_capitals_teach_names_as_names_are_written() -> None:
    words = told(birth(1, child_name="HỒ VĂN CU LƯƠI"))
    assert "Lươi" in parts(words, "given", "m")


def test_the_public_names_are_well_formed() -> None:
    for shares in phrasebook._public().values():
        assert all(names.nfc(name) == name for name in shares)
        assert all(share > 0 for share in shares.values())
        assert list(shares.values()) == sorted(shares.values(), reverse=True)


def test_however_much_a_commune_has_the_answer_stays_small() -> None:
    random = Random(7)
    syllables = [
        f"{a}{b}{c}" for a in "bcdghklmnst" for b in "aăâeêioôơuư" for c in ("", "n", "ng")
    ]

    def anything(words: int) -> str:
        return " ".join(random.choice(syllables).title() for _ in range(words))

    homes = [f"thôn {anything(3)}, xã {anything(2)}, huyện {anything(2)}" for _ in range(4000)]
    records = [
        birth(n, mother_residence=home, father_residence=home, mother_name=anything(4))
        for n, home in enumerate(homes, start=1)
        for _ in range(2)
    ]
    told = collect("KS", (), (("KS", each) for each in records))
    assert len(gzip.compress(json.dumps(told, ensure_ascii=False).encode())) <= 30_000


@settings(deadline=None, max_examples=50)
@given(st.dictionaries(st.sampled_from([f.name for f in KS.fields]), st.text(max_size=30)))
def test_any_text_may_stand_in_a_record(values: dict[str, str]) -> None:
    words = collect("KS", [values, values], ())
    assert json.loads(json.dumps(words)) == words
    once = collect("KS", (), [("KS", values)])
    assert once["phrases"] == collect("KS", (), ())["phrases"]
