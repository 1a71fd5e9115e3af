"""The rules in the browser say what the rules on the server say, of thousands of records.

HOTICH_PARITY_SEEDS=20 draws twenty times as many.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from hotich.rules import checks, dates, judging, names, numbers, peoples, registers
from hotich.rules.checks.findings import Finding
from hotich.rules.export.browser import export_for_browser
from hotich.rules.normal import normal_form
from hotich.rules.typing import read_typed
from tests.browser import keyed_records
from tests.browser.keyed_records import Keyed

SEEDS = int(os.environ.get("HOTICH_PARITY_SEEDS", "1"))
EACH = 14
STATIC = Path(registers.__file__).parents[2] / "keying/static/keying"
ONLY_ELSEWHERE = {"R21d"}
"""A case of a check of a record that another door makes: check_marriages."""

PLACE = "http://rules.test"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page that can import the modules, and nothing else."""
    page = browser.new_page()

    def serve(route: Route) -> None:
        path = route.request.url.removeprefix(PLACE)
        if path.endswith(".js"):
            route.fulfill(path=STATIC / path.lstrip("/"), content_type="text/javascript")
        else:
            route.fulfill(body="<!doctype html><title>rules</title>", content_type="text/html")

    page.route("**/*", serve)
    page.goto(PLACE)
    yield page
    page.close()


def ask(page: Page, script: str, given: Any) -> Any:
    """Run a script over what is given; text there and back is many times faster than objects."""
    asked = json.dumps(given, ensure_ascii=False)
    return json.loads(
        page.evaluate(f"async (given) => {{ given = JSON.parse(given); {script} }}", asked)
    )


def plain(found: list[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "check": finding.check,
            "id": finding.id,
            "severity": finding.severity,
            "fields": list(finding.fields),
            "facts": dict(finding.facts),
            "vi": finding.text("vi"),
            "en": finding.text("en"),
        }
        for finding in found
    ]


def judged(kind: registers.Kind, keyed: Keyed) -> dict[str, Any]:
    """What the server says of a record."""
    around = {"book": keyed.book, "today": keyed.today}
    judgement = judging.judge(
        kind, keyed.values, keyed.flags, names=keyed.names, expected=keyed.expected, **around
    )
    found = checks.check_record(kind, keyed.values, keyed.flags, **around)
    return {
        "found": plain(found),
        "hard": [judging.name_of(finding) for finding in judgement.hard],
        "soft": [judging.name_of(finding) for finding in judgement.soft],
    }


def asked(keyed: Keyed) -> dict[str, Any]:
    book = {"year": keyed.book.year, "number": keyed.book.number, "pages": keyed.book.pages}
    return {
        "values": keyed.values,
        "flags": keyed.flags,
        "book": book,
        "today": keyed.today.isoformat(),
        "names": keyed.names,
        "expected": keyed.expected,
    }


JUDGE = """
const { prepare } = await import("/rules/index.js");
const rules = prepare(given.exported);
return JSON.stringify(given.records.map((record) => {
  const found = rules.checkRecord(record.values, record.flags, { ...record, language: "vi" });
  const english = rules.checkRecord(record.values, record.flags, { ...record, language: "en" });
  const { hard, soft } = rules.judge(record);
  return {
    found: found.map(({ text, ...rest }, at) => ({ ...rest, vi: text, en: english[at].text })),
    hard: hard.map(rules.nameOf),
    soft: soft.map(rules.nameOf),
  };
}));
"""


def compare(page: Page, code: str, records: list[Keyed]) -> set[str]:
    """Judge all records on both sides and return the cases that were found."""
    kind = registers.load(code)
    here = [judged(kind, keyed) for keyed in records]
    given = {"exported": export_for_browser(code), "records": [asked(keyed) for keyed in records]}
    there = ask(page, JUDGE, given)
    for keyed, ours, theirs in zip(records, here, there, strict=True):
        assert theirs == ours, keyed
    cases = {finding["id"] for answer in here for finding in answer["found"]}
    return cases | {name.partition(":")[0] for answer in here for name in answer["soft"]}


def test_it_works(page: Page) -> None:
    """Every kind, every way of typing it wrong: the same findings in the same order."""
    cases = set()
    for code in registers.KINDS:
        kind = registers.load(code)
        for seed in range(SEEDS):
            cases |= compare(page, code, list(keyed_records.records(kind, seed, EACH)))
        cases |= compare(page, code, list(keyed_records.on_the_edge(kind)))
    told = {
        c.id for check in checks.CHECKS.values() if "record" in check.needs for c in check.cases
    }
    assert told - ONLY_ELSEWHERE <= cases  # each of them came up at least once


def texts(seed: int, count: int) -> list[str]:
    """Texts of all sorts, drawn and listed: names, dates, numbers, words, anything."""
    random = Random(seed)
    makers = (
        *(keyed_records.text, keyed_records.any_date, keyed_records.any_words),
        *(keyed_records.any_number, keyed_records.any_paper, keyed_records.any_people),
        keyed_records.any_nation,
    )
    found = [make(random) for make in makers for _ in range(count)]
    return [*found, *keyed_records.TEXTS, *keyed_records.DATES, *keyed_records.NUMBERS]


def alike(page: Page, script: str, texts: list[Any], here: list[Any], code: str = "KS") -> None:
    """Say that a script gives for each of the texts what Python gives."""
    there = ask(page, script, {"exported": export_for_browser(code), "texts": texts})
    assert [case for case in zip(texts, here, there, strict=True) if case[1] != case[2]] == []


NAMES = """
const names = await import("/rules/names.js");
const { known } = given.exported;
return JSON.stringify(given.texts.map((text) => [
  names.nfc(text), names.canonical(text), names.fold(text),
  names.titleCase(text), names.isAllCapitals(text), names.foreignLetters(text),
  names.surnameOf(text, known), [...new Set(names.surnames(text, known))].sort(),
]));
"""


def test_names_are_read_alike(page: Page) -> None:
    letters = keyed_records.LETTERS
    given = [*texts(1, 300 * SEEDS), *letters, *(f"A{letter}B" for letter in letters)]
    here = [
        [
            *(names.nfc(text), names.canonical(text), names.fold(text)),
            *(names.title_case(text), names.is_all_capitals(text)),
            sorted(names.foreign_letters(text)),
            names.parts(text).surname,
            sorted(names.surnames(text), key=lambda surname: surname.encode("utf-16-be")),
        ]
        for text in given
    ]
    alike(page, NAMES, given, here)


DATES = """
const dates = await import("/rules/dates.js");
return JSON.stringify(given.texts.map((text) => {
  const written = dates.parse(text);
  const day = dates.dayFromWords(text);
  return [
    dates.normal(text), written && dates.fullDay(written),
    written && written.age === null && dates.spanOf(written),
    dates.formFromWords(text), day && dates.shown(day),
    dates.fromDigits(text, 2009), dates.fromDigits(text, 1975),
  ];
}));
"""


def test_dates_are_read_alike(page: Page) -> None:
    digits = [f"{n:04d}" for n in range(0, 10_000, 7)] + [f"{n:02d}" for n in range(100)]
    digits += [f"{n:06d}" for n in range(10_101, 320_000, 4_999)] + ["0?0275", "01??", "0102197?"]
    given = texts(2, 400 * SEEDS) + digits
    alike(page, DATES, given, [_date_read(text) for text in given])


def _date_read(text: str) -> list[Any]:
    def number(day: Any) -> int | None:
        return day and day.year * 10_000 + day.month * 100 + day.day

    def or_none(make: Any, *asked: Any) -> Any:
        try:
            return make(*asked)
        except dates.BadDate:
            return None

    written = or_none(lambda: dates.parse(text, age_allowed=True))
    day = dates.from_words(text)
    span: Any = written
    if written:
        bounds = [number(dates.earliest(written)), number(dates.latest(written))]
        span = written.age is None and bounds
    return [
        or_none(dates.normal, text),
        written and number(written.full),
        span,
        dates.form_from_words(text),
        day and day.strftime("%d.%m.%Y"),
        or_none(dates.from_digits, text, 2009),
        or_none(dates.from_digits, text, 1975),
    ]


NUMBERS = """
const { known } = given.exported;
const numbers = await import("/rules/numbers.js");
const people = await import("/rules/names.js");
return JSON.stringify(given.texts.map((text) => {
  const number = numbers.parseNumber(text);
  const book = numbers.parseBook(text);
  const personal = numbers.personalNumber(text, known.provinces);
  return [
    number && numbers.numberText(number), book && numbers.bookText(book), numbers.bare(text),
    personal && [personal.sex, personal.year], numbers.paperNumberOk(text),
    people.peopleCode(text, known), people.usualPeople(text, known),
    people.usualNation(text, known), people.samePeople(text, "Vân Kiều", known),
  ];
}));
"""


def test_numbers_and_peoples_are_read_alike(page: Page) -> None:
    given = texts(3, 300 * SEEDS) + [f"Số {letter}5/2009" for letter in keyed_records.LETTERS]
    alike(page, NUMBERS, given, [_number_read(text) for text in given])


def _number_read(text: str) -> list[Any]:
    def or_none(make: Any) -> Any:
        try:
            return make(text)
        except (numbers.BadNumber, numbers.BadBook, numbers.BadPersonalNumber):
            return None

    number, book = or_none(numbers.parse_number), or_none(numbers.parse_book)
    personal = or_none(numbers.personal_number)
    return [
        number and number.text,
        book and numbers.book_text(*book),
        numbers.bare(text),
        personal and [personal.sex, personal.year],
        numbers.paper_number_ok(text),
        peoples.people_code(text),
        peoples.usual_people(text),
        peoples.usual_nation(text),
        peoples.same_people(text, "Vân Kiều"),
    ]


TYPED = """
const { prepare } = await import("/rules/index.js");
const rules = prepare(given.exported);
return JSON.stringify(given.texts.map(([name, text, years]) => [
  rules.readTyped(name, text, { years }), rules.normal({ name }, text),
]));
"""


@pytest.mark.parametrize("code", ["KS", "TDCC"])
def test_what_leaving_a_field_makes_of_it_is_alike(page: Page, code: str) -> None:
    kind, random = registers.load(code), Random(4)
    given = [
        (field.name, text, random.choice(([2009], [1975], [1998, 1999, 2000], [])))
        for field in kind.fields
        for text in [
            *(keyed_records.value_for(random, field) for _ in range(40 * SEEDS)),
            *(keyed_records.text(random), *random.choices(texts(5, 5), k=10)),
            *("010275", "46", "46a", "1998", "75", "nu", "Nữ", "NAM", "VN"),
        ]
    ]
    here = [
        [read_typed(kind.field(name), text, years), normal_form(kind.field(name), text)]
        for name, text, years in given
    ]
    alike(page, TYPED, given, here, code)
