"""All rules as one table: JSON for the browser, a page for officials, a summary for the repository.

`hotich rules export` writes them. Nothing here decides anything: what is shown is what runs.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from hotich import __version__
from hotich.rules import checks, filenames, layouts, names, numbers, peoples, registers
from hotich.rules.export import examples
from hotich.rules.transitions import BALANCE, STATE_NAMES, TABLES, VERB_NAMES

SCHEMA = 1
"""Rises when a reader of rules.json would have to be changed."""


def plain(value: Any) -> Any:
    """Turn values into what JSON has; millimetres to a hundredth."""
    if isinstance(value, float):
        return round(value, 2)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(plain(item) for item in value)
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value


def _layouts() -> list[dict[str, Any]]:
    """Return each layout without what is only printed on it."""
    left_out = {"labels", "lines"}
    found = (asdict(layouts.load(layout_id)) for layout_id in layouts.LAYOUTS)
    return [{k: v for k, v in layout.items() if k not in left_out} for layout in found]


def code_lists() -> dict[str, dict[str, tuple[str, str]]]:
    """Return every code list that a field uses, by its name."""
    used = {f.codes for kind in registers.KINDS for f in registers.load(kind).fields if f.codes}
    return {name: registers.codes(name) for name in sorted(used)}


def tables() -> dict[str, Any]:
    """Return all rules, fit for JSON, with a ``digest`` over everything else.

    Keys: schema, hotich, digest, kinds, codes, checks, severities, flags, limits, longest, years,
    layouts, states, balance, names, peoples, nations, provinces, file_names, examples.
    """
    content = plain(
        {
            "schema": SCHEMA,
            "hotich": __version__,
            "kinds": [asdict(registers.load(code)) for code in registers.KINDS],
            "codes": code_lists(),
            "checks": [asdict(check) for check in checks.CHECKS.values()],
            "severities": checks.SEVERITIES,
            "flags": checks.FLAGS,
            "limits": asdict(checks.LIMITS),
            "longest": checks.LONGEST,
            "years": [numbers.YEARS.start, numbers.YEARS.stop - 1],
            "layouts": _layouts(),
            "states": {
                "names": STATE_NAMES,
                "verbs": VERB_NAMES,
                "tables": [asdict(table) for table in TABLES],
            },
            "balance": BALANCE,
            "names": {
                "letters": names.LETTERS,
                "lookalikes": names.LOOKALIKES,
                "particles": names.PARTICLES,
                "markers": names.MARKERS,
                "surnames_of_two": names.SURNAMES_OF_TWO,
            },
            "peoples": [asdict(people) for people in peoples.peoples()],
            "nations": peoples.nations(),
            "provinces": numbers.PROVINCES,
            "file_names": {
                "entry": filenames.TEMPLATE_ENTRY,
                "book": filenames.TEMPLATE_BOOK,
                "cover": filenames.TEMPLATE_COVER,
                "no_date": filenames.NO_DATE,
            },
            "examples": {group.id: group.rows for group in examples.groups()},
        }
    )
    return {"digest": digest(content), **content}


def digest(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 over the tables, whatever the order of their keys, without the digest."""
    bare = {key: value for key, value in content.items() if key != "digest"}
    text = json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def as_json(content: Mapping[str, Any]) -> str:
    """Return the tables as text for a file, one line a key: small, and its changes can be read."""
    lines = (
        f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False, separators=(',', ':'))}"
        for key, value in content.items()
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"
