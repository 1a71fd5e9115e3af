"""When looking at people's data is more than work asks for: the alert for mass viewing.

Only what a person looked at beyond the work handed out to them counts (see ledger.Reading); "shown"
are the records in the finds of searches and the lists of whole books. The figures are ours, to be
set by the province: Law 91/2025/QH15 asks for care, not for numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """How many different things of one kind a person may look at within an hour unasked."""

    what: str
    readings: tuple[str, ...]
    an_hour: int
    vi: str
    en: str


LIMITS = (
    Limit(
        "records", ("record", "image", "page", "shown"), 400, "bản ghi và ảnh", "records and images"
    ),
    Limit("searches", ("search",), 60, "lần tra cứu", "searches"),
    Limit(
        "files", ("file", "book", "report"), 60, "sổ, gói và báo cáo", "books, packages, reports"
    ),
)


@dataclass(frozen=True, slots=True)
class Excess:
    """One limit that a person went beyond: what, how many within the hour, how many are usual."""

    what: str
    count: int
    limit: int


def excesses(counts: Mapping[str, int], limits: tuple[Limit, ...] = LIMITS) -> list[Excess]:
    """Return the limits that an hour's readings (what -> how many) went beyond."""
    found = []
    for limit in limits:
        count = sum(counts.get(reading, 0) for reading in limit.readings)
        if count > limit.an_hour:
            found.append(Excess(limit.what, count, limit.an_hour))
    return found


def words(what: str) -> tuple[str, str]:
    """Return what a limit counts, in Vietnamese and English; KeyError for an unknown one."""
    return {limit.what: (limit.vi, limit.en) for limit in LIMITS}[what]
