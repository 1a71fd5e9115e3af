"""Checks 12 and 31: the PDF of an entry, and a package against what was released."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotich.rules.checks import FileFacts, Finding, Limits, check_files, check_package

NAMES = [f"KS.2009.01.2009-05-12.{n:03d}.pdf" for n in range(1, 8)]
GOOD = [
    FileFacts(f"e{i}", name, name, pages=1, a4_pages=1.0, size=90_000, sha256=f"{i:064x}")
    for i, name in enumerate(NAMES)
]


def only(found: list[Finding]) -> Finding:
    (finding,) = found
    assert "{" not in finding.text("vi") + finding.text("en")
    return finding


def test_it_works() -> None:
    assert check_files(GOOD) == []
    assert check_package(NAMES, NAMES[::-1], NAMES) == []


FIRES = [
    ("R12a", {"name": ""}),
    ("R12b", {"pages": None}),
    ("R12c", {"pages": 0}),
    ("R12d", {"name": "KS.2009.01.2009-05-12.099.pdf"}),
    ("R12e", {"size": 300_001}),
    ("R12e", {"size": 600_001, "a4_pages": 2.0, "pages": 1}),
    ("R12f", {"sha256": GOOD[1].sha256}),
]


@pytest.mark.parametrize(("case", "changes"), FIRES)
def test_a_check_of_a_file_fires(case: str, changes: dict[str, object]) -> None:
    found = check_files([replace(GOOD[0], **changes), *GOOD[1:]])  # type: ignore[arg-type]
    about = [finding for finding in found if finding.facts["entry"] == "e0"]
    assert only(about).id == case


SILENT = [
    ("R12a", {}),
    ("R12b", {"pages": 1}),
    ("R12c", {"pages": 2}),
    ("R12d", {"sha256": ""}),
    ("R12e", {"size": 300_000}),
    ("R12e", {"size": 600_000, "a4_pages": 1.98}),
    ("R12f", {"sha256": ""}),
    ("R12f", {"name": "", "sha256": GOOD[1].sha256}),
]


@pytest.mark.parametrize(("case", "changes"), SILENT)
def test_a_check_of_a_file_stays_silent(case: str, changes: dict[str, object]) -> None:
    found = check_files([replace(GOOD[0], **changes), *GOOD[1:]])  # type: ignore[arg-type]
    assert case not in {finding.id for finding in found}


def test_both_holders_of_one_file_are_named() -> None:
    twice = [replace(GOOD[0], sha256=GOOD[1].sha256), *GOOD[1:]]
    found = check_files(twice)
    assert [(f.id, f.facts["entry"], f.facts["others"]) for f in found] == [
        ("R12f", "e0", NAMES[1]),
        ("R12f", "e1", NAMES[0]),
    ]


def test_how_heavy_a_page_may_be_is_data() -> None:
    assert only(check_files(GOOD[:1], Limits(bytes_per_a4=20_000))).facts["limit"] == 60


PACKAGES = [
    ("R31a", NAMES[1:], NAMES, NAMES),
    ("R31b", NAMES[1:], NAMES, NAMES),
    ("R31b", NAMES, NAMES[:-1], NAMES),
    ("R31c", NAMES, [*NAMES, "cover.pdf"], NAMES),
    ("R31c", NAMES, [*NAMES, NAMES[0]], NAMES),
    ("R31c", [*NAMES[1:], "KS.2009.01.2009-05-12.099.pdf"], NAMES, NAMES),
]


@pytest.mark.parametrize(("case", "rows", "pdfs", "released"), PACKAGES)
def test_a_package_that_differs_from_what_was_released(
    case: str, rows: list[str], pdfs: list[str], released: list[str]
) -> None:
    found = [finding for finding in check_package(rows, pdfs, released) if finding.id == case]
    assert only(found).severity == "E"


def test_the_same_counts_do_not_hide_another_entry() -> None:
    other = "KS.2009.01.2009-05-12.099.pdf"
    found = check_package([*NAMES[1:], other], NAMES, NAMES)
    assert [finding.id for finding in found] == ["R31b", "R31c"]
    assert (found[0].facts["names"], found[1].facts["names"]) == (NAMES[0], other)


def test_many_missing_names_are_counted_and_a_few_shown() -> None:
    missing = check_package([], NAMES, NAMES)[1]
    assert missing.facts["count"] == 7
    assert str(missing.facts["names"]).endswith(f"{NAMES[4]} …")


names = st.lists(st.sampled_from(NAMES), max_size=9)


@given(names, names, names)
def test_only_equal_packages_pass(rows: list[str], pdfs: list[str], released: list[str]) -> None:
    equal = sorted(rows) == sorted(pdfs) == sorted(released)
    assert (check_package(rows, pdfs, released) == []) == equal
