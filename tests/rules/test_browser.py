"""What the browser is given of the rules. That it judges alike: tests/browser/test_rules_js.py."""

import json
import subprocess
import sys

import pytest

from hotich.rules import checks, judging, names, peoples
from hotich.rules.checks import recognition
from hotich.rules.export.browser import export_for_browser, version
from hotich.rules.registers import KINDS, load


@pytest.mark.parametrize("code", KINDS)
def test_it_works(code: str) -> None:
    given = export_for_browser(code)
    assert json.loads(json.dumps(given)) == given
    assert [field["name"] for field in given["fields"]] == [f.name for f in load(code).fields]
    assert {f["codes"] for f in given["fields"] if f["codes"]} <= given["codes"].keys()
    assert version(code) == given["version"]


def test_a_kind_that_is_none_is_refused() -> None:
    with pytest.raises(KeyError):
        export_for_browser("XX")


def test_every_kind_has_a_version_of_its_own_and_every_change_a_new_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert len({version(code) for code in KINDS}) == len(KINDS)
    monkeypatch.setattr(judging, "LAST_FORM_CHECK", 12)
    assert export_for_browser.__wrapped__("KS")["version"] != version("KS")


def test_another_process_exports_the_very_same() -> None:
    """No order of a set gets into it: two servers answer for one version."""
    script = (
        "import json; from hotich.rules.export.browser import export_for_browser as e;"
        "print(json.dumps([e('KS'), e('GH')]))"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]


def test_what_python_knows_is_there() -> None:
    given = export_for_browser("CMC")
    assert given["cases"]["R22a"][:2] == [22, "E"]
    assert "R27" not in given["cases"]  # of a whole book
    assert given["limits"]["full_marriage_age_from"] == 20150101
    assert given["limits"]["mother_age"] == list(checks.LIMITS.mother_age)
    assert given["meant"]["parents_sex"] == recognition.PARENTS_SEX
    assert given["known"]["surnames_of_two"] == list(names.SURNAMES_OF_TWO)
    assert given["known"]["nations"]["v nam"] == "Việt Nam"
    assert set(given["known"]["peoples"].values()) == {p.code for p in peoples.peoples()}
