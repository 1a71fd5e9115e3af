"""The invented province as files: whole, the same by seed, and true to what it says of itself."""

import hashlib
import json
from collections import Counter, defaultdict
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from hotich.rules import layouts, registers
from hotich.rules.checks import BookFacts, check_record
from hotich.samples import errors, places
from hotich.samples.drawing import Look
from hotich.samples.province import draw_province

ENTRIES = 3000


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("province") / "out"
    draw_province(folder, entries=ENTRIES, look=Look(1, trouble=3), with_images=1, processes=1)
    return folder


@pytest.fixture(scope="module")
def books(province: Path) -> list[dict[str, Any]]:
    return lines(province / "books.jsonl")


@pytest.fixture(scope="module")
def records(province: Path, books: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {book["id"]: lines(province / "records" / f"{book['id']}.jsonl") for book in books}


def test_it_works(books: list[dict[str, Any]], records: dict[str, list[dict[str, Any]]]) -> None:
    assert 0.85 * ENTRIES < sum(book["entries"] for book in books) < 1.15 * ENTRIES
    for book in books:
        assert len(records[book["id"]]) == book["entries"] > 0
        assert [row["position"] for row in records[book["id"]]] == list(range(book["entries"]))


def test_the_same_seed_gives_the_same_bytes_by_any_number_of_processes(tmp_path: Path) -> None:
    for processes in (1, 2):
        folder = tmp_path / str(processes)
        draw_province(folder, entries=600, look=Look(4, trouble=3), processes=processes)
    assert digests(tmp_path / "1") == digests(tmp_path / "2")
    draw_province(tmp_path / "other", entries=600, look=Look(5), processes=1)
    assert digests(tmp_path / "1") != digests(tmp_path / "other")


def test_units_are_a_tree_with_the_names_of_each_time(province: Path) -> None:
    top = json.loads((province / "province.json").read_text(encoding="utf-8"))["unit"]
    communes = [commune for district in top["units"] for commune in district["units"]]
    assert (top["level"], len(top["units"]), len(communes)) == ("province", 10, 119)
    codes = [unit["code"] for unit in (top, *top["units"], *communes)]
    assert len(set(codes)) == len(codes)
    assert {"99001": "xã Mai Đàn", "99004": "xã Thạch Trung"}.items() <= {
        commune["code"]: commune["names"][-1]["name"] for commune in communes
    }.items()
    for unit in (top, *top["units"], *communes):
        assert unit["names"][-1]["until"] is None
        days = [name["until"] for name in unit["names"][:-1]]
        assert days == sorted(days)
    assert {district["until"] for district in top["units"]} == {"2025-07-01"}


def test_people_have_a_unit_a_role_and_a_force(province: Path) -> None:
    people = lines(province / "people.jsonl")
    units = {commune.code for commune in places.province().communes}
    assert 600 < len(people) < 800
    assert len({person["username"] for person in people}) == len(people)
    assert all(person["username"].isascii() for person in people)
    by_unit = defaultdict(set)
    for person in people:
        by_unit[person["unit"]].add(person["role"])
    assert all({"head", "registrar", "checker", "keyer"} <= by_unit[unit] for unit in units)
    forces = Counter(person["force"] for person in people)
    assert {"registrar", "police", "youth_union", "teacher", "border_guard"} <= set(forces)


def test_books_agree_with_their_records(
    books: list[dict[str, Any]], records: dict[str, list[dict[str, Any]]]
) -> None:
    for book in books:
        layout, rows = layouts.load(book["layout"]), records[book["id"]]
        allowed = {*layout.fields(), *layout.cover}
        assert layout.kind == book["kind"]
        assert rows[-1]["page"] == book["pages"]
        years = {closing["year"] for closing in book["closings"]}
        for row in rows:
            assert set(row["values"]) <= allowed
            assert int(row["values"]["number"].rpartition("/")[2]) in years
        assert book["year"] == min(years)
        if not book["copy_of"]:
            assert book["phase"] == (1 if 2006 <= book["year"] <= 2020 else 2)


def test_links_lead_to_records(records: dict[str, list[dict[str, Any]]]) -> None:
    ids = {row["id"] for rows in records.values() for row in rows}
    seen = Counter[str]()
    for rows in records.values():
        for row in rows:
            for relation, target in row["links"].items():
                assert target in ids, (relation, target)
                seen[relation] += 1
    assert {"copy_of", "twin_of", "parents_married_in", "husband_born_in"} <= set(seen)


def test_errors_are_only_the_planted_ones(
    books: list[dict[str, Any]], records: dict[str, list[dict[str, Any]]]
) -> None:
    for book in books:
        kind = registers.load(book["kind"])
        facts = BookFacts(book["kind"], book["year"], int(book["number"]), pages=book["pages"])
        for row in records[book["id"]]:
            found = check_record(
                kind, row["values"], row["flags"], book=facts, today=date(2026, 1, 1)
            )
            wrong = {finding.id for finding in found if finding.severity == "E"}
            assert wrong <= set(row["planted"]), row


def test_numbers_go_on_over_the_books_of_a_year(
    books: list[dict[str, Any]], records: dict[str, list[dict[str, Any]]]
) -> None:
    seen = defaultdict(list)
    for book in books:
        if not book["copy_of"]:
            for row in records[book["id"]]:
                if not {"repeated_number", "suffix"} & set(row["events"]):
                    seen[book["commune"], book["kind"], row["values"]["number"][-4:]].append(
                        row["values"]["number"]
                    )
    for numbers in seen.values():
        assert len(set(numbers)) == len(numbers)


def test_a_book_with_images_is_the_same_book(
    province: Path, books: list[dict[str, Any]], records: dict[str, list[dict[str, Any]]]
) -> None:
    [book] = [book for book in books if book["images"]]
    assert (province / "images" / book["images"] / "scan.pdf").exists()
    truth = json.loads((province / "images" / "truth.json").read_text(encoding="utf-8"))
    [drawn] = truth["books"]
    assert drawn["folder"] == book["id"]
    for entry, row in zip(drawn["entries"], records[book["id"]], strict=True):
        assert entry["id"] == row["id"]
        values = {f["name"]: f["value"] for f in entry["fields"].values() if f["value"]}
        assert values | {n: v for n, v in entry["cover"].items() if v} == row["values"]


def test_no_commune_has_the_name_of_a_real_one_of_the_province_it_is_shaped_like() -> None:
    text = resources.files("hotich.units").joinpath("data", "quang-tri-2025-03-01.json")
    real = text.read_text(encoding="utf-8").lower()
    names = {commune.unit.name for commune in places.province().communes}
    assert len(names) == 119
    assert "xã hải khê" in real
    assert [name for name in names if f'"{name.lower()}"' in real] == []


def test_nonsense_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(errors.TooFewEntries):
        draw_province(tmp_path / "out", entries=0, look=Look(1))
    assert not list(tmp_path.iterdir())
    (tmp_path / "mine").write_text("keep")
    with pytest.raises(errors.FolderInUse):
        draw_province(tmp_path, entries=10, look=Look(1))
    assert (tmp_path / "mine").read_text() == "keep"
