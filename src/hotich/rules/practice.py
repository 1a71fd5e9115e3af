"""When somebody types well enough to be given real entries: the pass mark of the practice.

Trained typists err in 0.3 to 1.5 % of fields, in papers of many trades 0.29 % after one keying; a
beginner may have a little more, because every field that counts is typed twice. The figures are
ours, to be set by the province.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hotich.rules.compare import same
from hotich.rules.registers import Kind

BLANK = "blank"


@dataclass(frozen=True, slots=True)
class PassMark:
    """How many entries are judged, and the share of their compared fields that may be wrong."""

    entries: int
    share: float


MARK = PassMark(entries=5, share=0.02)


@dataclass(frozen=True, slots=True)
class Score:
    """What somebody's last samples came to; ``passed`` is None while there are too few."""

    entries: int
    fields: int
    wrong: int
    allowed: int
    passed: bool | None


def wrong_fields(
    kind: Kind,
    names: Iterable[str],
    truth: Mapping[str, str],
    values: Mapping[str, str],
    flags: Mapping[str, str],
) -> list[str]:
    """Return the compared fields that were not typed as written, in the order of ``names``.

    ``names`` are the fields on the form. Saying that a field is blank which is blank is right; any
    other flag is wrong, since samples can be read.
    """
    return [
        name
        for name in names
        if kind.field(name).compared
        and not (
            same(kind.field(name), truth.get(name, ""), values.get(name, ""))
            and flags.get(name, "") in ("", "" if truth.get(name) else BLANK)
        )
    ]


def score(trials: Iterable[tuple[int, int]], mark: PassMark = MARK) -> Score:
    """Judge the (fields, wrong) of somebody's trials, newest first: the last ones count."""
    judged = list(trials)[: mark.entries]
    fields, wrong = sum(t[0] for t in judged), sum(t[1] for t in judged)
    allowed = int(fields * mark.share)
    enough = len(judged) >= mark.entries
    return Score(len(judged), fields, wrong, allowed, wrong <= allowed if enough else None)
