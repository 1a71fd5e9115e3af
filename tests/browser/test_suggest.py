"""Suggestions while typing: found without marks, in agreement with those typed, and quickly."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from hotich.cli.bench import keystrokes
from hotich.rules import phrasebook
from tests.province import birth

STATIC = Path(phrasebook.__file__).parents[1] / "keying/static/keying"
TYPIST = Path(keystrokes.__file__).parent / "typist.js"
PLACE = "http://words.test"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page that can import the modules, and nothing else."""
    page = browser.new_page()

    def serve(route: Route) -> None:
        path = route.request.url.removeprefix(PLACE).lstrip("/")
        file = TYPIST if path == "typist.js" else STATIC / path
        body = file.read_text("utf-8") if path.endswith(".js") else "<!doctype html>"
        kind = "text/javascript" if path.endswith(".js") else "text/html"
        route.fulfill(body=body, content_type=kind)

    page.route(f"{PLACE}/**", serve)
    page.goto(PLACE)
    yield page
    page.close()


HOMES = ("thôn Trường Xuân, xã Hải Lâm", "thôn Trung Đàn, xã Mai Đàn", "thôn Xuân Đàn, xã Mai Đàn")


@pytest.fixture(scope="module")
def words(page: Page) -> "Words":
    """The words of a commune in which Thúy, Thùy and Thủy live."""
    given = ("Thúy", "Thùy", "Thủy", "Lan", "Lành")
    records = [
        birth(
            n,
            mother_name=f"Nguyễn Thị {given[n % len(given)]}",
            mother_residence=HOMES[n % 3],
            father_residence=HOMES[n % 3],
            child_birth_place=f"Tại nhà, {HOMES[n % 2]}",
        )
        for n in range(30)
    ]
    return Words(page, phrasebook.collect("KS", records, ()))


class Words:
    """The module in the page, spoken to from here."""

    def __init__(self, page: Page, data: dict[str, Any]) -> None:
        self.page, self.data = page, data

    def find(self, cls: str, typed: str, field: str, learned: Any = (), **values: str) -> list[str]:
        """Return what is shown; ``learned`` are records typed before in this session."""
        return [row["text"] for row in self.rows(cls, typed, field, learned, **values)]

    def rows(
        self, cls: str, typed: str, field: str, learned: Any = (), **values: str
    ) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.page.evaluate(
            """async ([data, learned, cls, typed, field, values]) => {
              const { Words } = await import("/suggest.js");
              const words = new Words(data);
              for (const record of learned)
                for (const [name, text] of Object.entries(record)) {
                  const [cls] = data.fields[name] ?? [];
                  if (cls) words.learn(cls, text, {field: name, values: record});
                }
              return words.find(cls, typed, {field, values});
            }""",
            [self.data, list(learned), cls, typed, field, values],
        )
        return rows


def test_it_works(words: Words) -> None:
    found = words.find("place", "truong x", "mother_residence")
    assert found[0] == "thôn Trường Xuân, xã Hải Lâm"
    assert len(words.find("place", "thon", "mother_residence")) == 3


def test_names_are_put_together_from_their_parts(words: Words) -> None:
    assert words.find("person", "nguyen thi", "mother_name")[0].startswith("Nguyễn Thị")
    found = words.find("person", "nguyen thi la", "mother_name")
    assert found[:2] in (
        ["Nguyễn Thị Lan", "Nguyễn Thị Lành"],
        ["Nguyễn Thị Lành", "Nguyễn Thị Lan"],
    )
    assert words.find("person", "tran van s", "father_name")[0] == "Trần Văn Sơn"


def test_marks_count_where_they_were_typed(words: Words) -> None:
    bare = words.find("person", "nguyen thi thuy", "mother_name")
    assert sorted(bare) == ["Nguyễn Thị Thùy", "Nguyễn Thị Thúy", "Nguyễn Thị Thủy"]
    assert words.find("person", "nguyen thi thuý", "mother_name")[0] == "Nguyễn Thị Thúy"
    assert words.find("person", "nguyen thi thúy", "mother_name")[0] == "Nguyễn Thị Thúy"
    assert "Nguyễn Thị Thùy" not in words.find("person", "nguyen thi thuý", "mother_name")
    assert words.find("place", "xuân", "mother_residence") != []
    assert words.find("place", "xuấn", "mother_residence") == []


def test_decomposed_text_is_read_as_composed(words: Words) -> None:
    assert words.find("person", "Nguyễn Thị Thu\u0301y", "mother_name") == words.find(
        "person", "Nguyễn Thị Thúy", "mother_name"
    )


def test_the_matched_letters_are_marked(words: Words) -> None:
    (row, *_) = words.rows("place", "truong x", "mother_residence")
    assert [row["text"][a:b] for a, b in row["marks"]] == ["Trường", "X"]
    rows = words.rows("person", "nguyen thi lan", "mother_name")
    assert [rows[0]["text"][a:b] for a, b in rows[0]["marks"]] == ["Nguyễn", "Thị", "Lan"]


def test_the_sex_of_the_field_chooses_the_names(words: Words) -> None:
    assert "Thị" in words.find("person", "le", "mother_name")[0]
    assert "Văn" in words.find("person", "le", "father_name")[0]
    assert "Thị" in words.find("person", "le", "child_name", child_sex="2")[0]


def test_the_childs_family_name_is_likely_the_fathers(words: Words) -> None:
    assert words.find("person", "", "father_name", child_name="Bạch Thị Na")[0].startswith("Bạch")
    assert not words.find("person", "", "mother_name", child_name="Bạch Thị Na")[0].startswith(
        "Bạch"
    )


def test_a_name_that_nobody_bears_keeps_its_last_word_as_typed(words: Words) -> None:
    assert "Hồ Thị Pỉ" in words.find("person", "ho thi pỉ", "mother_name")
    assert "Nguyễn Thị Cam" in words.find("person", "nguyen thi cam", "mother_name")


def test_who_declares_is_one_of_this_record_with_their_paper(words: Words) -> None:
    record = {"father_name": "Hồ Văn Lai", "father_paper_number": "991234567"}
    assert words.find("person", "", "applicant_name", **record)[0] == "Hồ Văn Lai"
    record["applicant_name"] = "Hồ Văn Lai"
    assert words.find("record", "", "applicant_paper_number", **record) == ["991234567"]
    assert words.find("relation", "", "applicant_relation", **record)[0] == "cha"


def test_what_this_record_has_comes_first(words: Words) -> None:
    found = words.find("place", "", "father_residence", mother_residence="số 5, xã Mai Đàn")
    assert found[0] == "số 5, xã Mai Đàn"


def test_a_place_may_begin_with_what_was_typed_and_end_as_one_that_is_known(words: Words) -> None:
    found = words.find("place", "Nhà bà nội, xuan d", "child_birth_place")
    assert "Nhà bà nội, thôn Xuân Đàn, xã Mai Đàn" in found


def test_a_session_teaches_at_once(words: Words) -> None:
    assert "bản Khe Nứa" not in words.find("place", "khe", "mother_residence")
    record = {"mother_residence": "bản Khe Nứa", "mother_name": "Hồ Thị Pỉ"}
    assert words.find("place", "khe", "mother_residence", [record])[0] == "bản Khe Nứa"
    assert words.find("person", "ho thi p", "mother_name", [record])[0] == "Hồ Thị Pỉ"


def test_no_whole_name_of_another_entry_is_offered_for_being_that_name(words: Words) -> None:
    record = {"mother_name": "Đậu Thị Khánh Vạn"}
    found = words.find("person", "", "mother_name", [record])
    assert "Đậu Thị Khánh Vạn" not in found


def test_names_in_capitals_are_offered_in_capitals(words: Words) -> None:
    record = {"mother_name": "LÊ THỊ NA"}
    assert words.find("person", "nguyen thi la", "mother_name", [record])[0].isupper()
    assert words.find("person", "NGUYEN THI LA", "mother_name")[0].isupper()
    assert not words.find("person", "Nguyễn thi la", "mother_name", [record])[0].isupper()


def test_a_date_in_words_follows_the_digits_in_the_manner_of_the_book(words: Words) -> None:
    day = "03.05.2009"
    usual = words.find("words", "", "child_birth_date_words", child_birth_date=day)
    assert usual[0] == "Ngày ba tháng năm năm hai nghìn không trăm linh chín"
    record = {
        "child_birth_date": "12.05.2005",
        "child_birth_date_words": "ngày mười hai tháng năm năm hai ngàn không trăm lẻ năm",
    }
    found = words.find("words", "", "child_birth_date_words", [record], child_birth_date=day)
    assert found[0] == "ngày ba tháng năm năm hai ngàn không trăm lẻ chín"


def test_texts_that_differ_in_their_numbers_are_filled(page: Page) -> None:
    records = [{"notice_number": f"{n}/QĐ-UBND", "deceased_death_time": "7 giờ"} for n in (1, 2)]
    times = [{"deceased_death_time": f"{n} giờ {n}5 phút"} for n in (1, 2)]
    words = Words(page, phrasebook.collect("KT", records + times, ()))
    assert words.find("text", "15", "notice_number") == ["15/QĐ-UBND"]
    assert "7 giờ 30 phút" in words.find("text", "7 30", "deceased_death_time")


def test_what_was_typed_is_never_a_suggestion_of_itself(words: Words) -> None:
    typed = "thôn Trường Xuân, xã Hải Lâm"
    assert typed not in words.find("place", typed, "mother_residence")


def test_odd_letters_find_nothing_and_break_nothing(words: Words) -> None:
    for typed in ("(", "?.*", "ﬁ", "𝕊", "\u0301", "İ", ", ", " - ", "a" * 500):
        for cls, field in (("place", "mother_residence"), ("person", "mother_name")):
            words.find(cls, typed, field)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("nam", 3),
        ("Nam", 4),
        ("Việt", 7),
        ("người", 7),
        ("đường", 8),
        ("Đặng", 8),
        ("thuở", 6),
        ("HỒ VĂN", 11),
        ("Lê", 4),
        ("xã Mai Đàn", 15),
        ("01.02.1975", 10),
        ("12/QĐ-UBND", 13),
        ("(a)", 5),
    ],
)
def test_telex_counts_each_key(page: Page, text: str, keys: int) -> None:
    script = "async (text) => (await import('/typist.js')).telex(text)"
    assert page.evaluate(script, text) == keys


def test_a_hundred_thousand_phrases_are_searched_alike(page: Page) -> None:
    """That it is quick is measured by ``hotich bench station``; here, that it finds."""
    found = page.evaluate(
        """async () => {
          const { Words } = await import("/suggest.js");
          const rows = [];
          for (let n = 0; n < 100000; n++) rows.push([`thôn Số ${n}, xã Trường Xuân`, 1, 1]);
          const words = new Words({phrases: {place: {residence: rows}}});
          const found = words.find("place", "so 99999 xa tr", {field: "residence"});
          return found.map((row) => row.text);
        }"""
    )
    assert found[0] == "thôn Số 99999, xã Trường Xuân"
