"""Read the ledger: the head of the chain, its proof, the lines of a subject."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import BigIntegerField, Count, Func, Q, QuerySet

from hotich.ledger.chain import GENESIS, Sealed, first_break
from hotich.ledger.models import Line, Proof, Reading


@dataclass(frozen=True, slots=True)
class Verified:
    """What `verify` found: sealed and unsealed lines, the head's hash, the first broken seq."""

    sealed: int
    unsealed: int
    head: str
    broken_at: int | None


def sealed_form(line: Line) -> Sealed:
    """Return what of a line is hashed; times as UTC with microseconds."""
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    return Sealed(
        line.seq or 0,
        line.id,
        at,
        line.actor,
        line.verb,
        line.subject,
        line.unit,
        line.detail,
        line.prev or "",
        line.hash or "",
    )


def _chain() -> Iterator[Sealed]:
    lines = Line.objects.filter(seq__isnull=False).order_by("seq")
    return (sealed_form(line) for line in lines.iterator(chunk_size=2000))


def verify() -> Verified:
    """Recompute the whole chain from the table and report where, if anywhere, it breaks."""
    head = Line.objects.filter(seq__isnull=False).order_by("-seq").first()
    return Verified(
        sealed=Line.objects.filter(seq__isnull=False).count(),
        unsealed=Line.objects.filter(seq=None).count(),
        head=(head.hash or "") if head else GENESIS,
        broken_at=first_break(_chain()),
    )


def unsealed() -> int:
    """Return how many committed lines are not chained yet: a second's worth, on a sound server."""
    return Line.objects.filter(seq=None).count()


def newest_proof() -> Proof | None:
    """Return what the last whole recomputation of the chain found; None before the first."""
    return Proof.objects.order_by("-pk").first()


def of_subject(subject: str) -> QuerySet[Line]:
    """Return the lines about one subject, newest first."""
    return Line.objects.filter(subject=subject).order_by("-id")


def readings_of(subjects: Iterable[str], record: int) -> QuerySet[Reading]:
    """Return every look at one of the subjects or a list with the record, newest first."""
    return Reading.objects.filter(
        Q(subject__in=list(subjects)) | Q(records__contains=[record])
    ).order_by("-pk")


def readings_by(actor: str) -> QuerySet[Reading]:
    """Return what one person looked at, newest first."""
    return Reading.objects.filter(actor=actor).order_by("-pk")


def readings_since(since: datetime) -> dict[str, dict[str, int]]:
    """Return actor -> what -> how many different things each looked at, beyond work handed out.

    "shown" are the different records that lists showed: the finds of searches, whole books.
    """
    counts: dict[str, dict[str, int]] = {}
    looks = Reading.objects.filter(at__gt=since, duty=False)
    rows = looks.values("actor", "what").annotate(
        n=Count("subject", distinct=True), all=Count("pk")
    )
    for row in rows:
        # Every search has the same subject: each counts.
        counts.setdefault(row["actor"], {})[row["what"]] = max(
            row["n"], row["all"] if row["what"] == "search" else 0
        )
    record = Func("records", function="unnest", output_field=BigIntegerField())
    shown = looks.annotate(record=record).values_list("actor", "record").distinct()
    for actor, n in Counter(actor for actor, _ in shown).items():
        counts[actor]["shown"] = n
    return counts


def newest_line() -> int:
    """Return the id of the newest line, 0 for an empty ledger."""
    return Line.objects.order_by("-id").values_list("id", flat=True).first() or 0


def newest_at() -> datetime | None:
    """Return when the newest line was written; None for an empty ledger."""
    return Line.objects.order_by("-id").values_list("at", flat=True).first()
