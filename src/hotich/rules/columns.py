"""Which of a kind's known column layouts an Excel sheet has, by its header row.

Birth books come with 70 columns or, older, 60: without the row number, the six columns ending in
`Str` and the three personal numbers. The row number may be missing anywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from hotich.rules.names import nfc
from hotich.rules.registers import Kind

ROW = "STT"


@dataclass(frozen=True, slots=True)
class Columns:
    """What a header row has: ``layout`` is "full", "short" (the older one) or "other".

    ``keys`` are the cleaned headers by position, "" where there is none; ``missing`` keys of the
    kind, ``unknown`` headers and ``repeated`` ones in the order of the sheet.
    """

    layout: str
    keys: tuple[str, ...]
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    repeated: tuple[str, ...] = ()


def header_key(text: str) -> str:
    """Return a header cut at its first blank or line break, for people write notes behind it."""
    return next(iter(nfc(text.replace("\ufeff", " ")).split()), "")


def full_keys(kind: Kind) -> tuple[str, ...]:
    """Return the keys of a kind in the order of the ministry's file."""
    return tuple(field.key for field in kind.fields)


def short_keys(kind: Kind) -> tuple[str, ...]:
    """Return the keys of the older layout: all but the row, `…Str` and personal numbers."""
    return tuple(
        field.key
        for field in kind.fields
        if field.key != ROW and not field.key.endswith("Str") and field.type != "personal_number"
    )


def read_headers(kind: Kind, headers: Iterable[str]) -> Columns:
    """Say which layout a header row has and what is missing, unknown or there twice in it.

    Keys are matched in any case, as officers retype them; ``keys`` have the ministry's.
    """
    by_small = {key.lower(): key for key in full_keys(kind)}
    cleaned = [header_key(header) for header in headers]
    keys = [by_small.get(key.lower(), key) for key in cleaned]
    there = [key for key in keys if key]
    known = {key for key in there if key in full_keys(kind)} - {ROW}
    full, short = set(full_keys(kind)) - {ROW}, set(short_keys(kind))
    layout = "full" if known == full else "short" if known == short else "other"
    aim = short_keys(kind) if layout == "short" else full_keys(kind)
    return Columns(
        layout=layout,
        keys=tuple(keys),
        missing=tuple(key for key in aim if key not in known and key != ROW),
        unknown=tuple(dict.fromkeys(key for key in there if key not in full_keys(kind))),
        repeated=tuple(dict.fromkeys(key for key in there if there.count(key) > 1)),
    )
