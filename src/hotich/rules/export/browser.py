"""What the station's browser needs to judge a record of one kind, as data.

``keying/static/keying/rules`` has the same reasoning in JavaScript and takes every table, figure
and sentence from here; ``tests/browser/test_rules_js.py`` holds the two against each other.
"""

import hashlib
import json
from dataclasses import asdict
from datetime import date
from functools import cache
from typing import Any

from hotich.rules import checks, judging, names, numbers, peoples, registers
from hotich.rules.checks import birth, death, facts, guardianship, persons, recognition
from hotich.rules.export import plain


def _fields(kind: registers.Kind) -> list[dict[str, Any]]:
    return [
        {
            "name": field.name,
            "type": field.type,
            "required": field.required,
            "codes": field.codes,
            "label": (field.label_vi, field.label_en),
        }
        for field in kind.fields
    ]


def _codes(kind: registers.Kind) -> dict[str, Any]:
    """Return the code lists of a kind's fields as rows, for an object of JavaScript would put
    them into another order; that of the sexes always, for numbers tell them."""
    used = {field.codes for field in kind.fields if field.codes} | {"GioiTinh"}
    return {
        name: [(code, *words) for code, words in registers.codes(name).items()]
        for name in sorted(used)
    }


def _cases() -> dict[str, Any]:
    """Return what a single record can be told: case -> check, severity, sentence in vi and en."""
    return {
        case.id: (check.number, case.severity, case.vi, case.en)
        for check in checks.CHECKS.values()
        if "record" in check.needs
        for case in check.cases
    }


def _limits() -> dict[str, Any]:
    """Return the figures that the checks go by; a day is yyyymmdd, one number."""
    return {
        name: int(f"{limit:%Y%m%d}") if isinstance(limit, date) else limit
        for name, limit in asdict(checks.LIMITS).items()
    }


def _persons(kind: registers.Kind) -> list[dict[str, Any]]:
    return [
        asdict(who)
        | {
            "sex_by_role": persons.SEX_BY_ROLE.get(who.role, ""),
            "weighed_elsewhere": who.role in persons.WEIGHED_ELSEWHERE,
        }
        for who in persons.persons(kind.code)
    ]


def _known() -> dict[str, Any]:
    """Return the names that are known: of peoples, nations, provinces, and families."""
    return {
        "peoples": peoples.people_keys(),
        "people_names": {people.code: people.name for people in peoples.peoples()},
        "nations": peoples.nation_keys(),
        "provinces": sorted(numbers.PROVINCES),
        "surnames_of_two": names.SURNAMES_OF_TWO,
        "surnames_perhaps_of_two": names.SURNAMES_PERHAPS_OF_TWO,
        "markers": sorted(names.MARKERS),
        "particles": sorted(names.PARTICLES),
    }


def _meant() -> dict[str, Any]:
    """Return what single codes and words mean to the checks."""
    return {
        "age_counts_from": facts.AGE_COUNTS_FROM,
        "citizen_card": persons.CITIZEN_CARD,
        "other_paper": persons.OTHER_PAPER,
        "identity_cards": persons.IDENTITY_CARDS,
        "no_paper_kind": persons.NO_PAPER_KIND,
        "birth_on_time": birth.ON_TIME,
        "birth_late": birth.LATE,
        "unknown_parents": birth.UNKNOWN_PARENTS,
        "death_on_time": death.ON_TIME,
        "parents_sex": recognition.PARENTS_SEX,
        "new_adoption": recognition.NEW_ADOPTION,
        "guardianship_ended": guardianship.TERMINATION,
        "incapacity": guardianship.INCAPACITY,
    }


@cache
def export_for_browser(code: str) -> dict[str, Any]:
    """Return the rules of kind ``code`` (see registers.KINDS), fit for JSON; KeyError for another.

    Always the same for the same rules; ``version`` is a digest over all else in it. Not to be
    changed by the caller.
    """
    kind = registers.load(code)
    content: dict[str, Any] = plain(
        {
            "kind": kind.code,
            "fields": _fields(kind),
            "codes": _codes(kind),
            "cases": _cases(),
            "flag_words": checks.FLAGS,
            "limits": _limits(),
            "last_form_check": judging.LAST_FORM_CHECK,
            "persons": _persons(kind),
            "known": _known(),
            "meant": _meant(),
        }
    )
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return {"version": hashlib.sha256(text.encode()).hexdigest()[:16], **content}


def version(code: str) -> str:
    """Return the version of a kind's rules, for the address they are cached under."""
    return str(export_for_browser(code)["version"])
