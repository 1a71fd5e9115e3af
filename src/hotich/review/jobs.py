"""Compare keyings in the background; the sweep finds every entry whose two keyings agree."""

from hotich.ledger.jobs import sweep, task
from hotich.review import actions, queries
from hotich.scans.models import Entry


@task("review.compare", retry=3)
def compare(entry_id: int) -> None:
    """Agree the record of one entry if its two keyings no longer differ."""
    actions.compare(entry=Entry.objects.get(pk=entry_id))


@sweep("review.sweep")
def compare_waiting() -> None:
    """Agree every entry that waits although nothing differs: a lost job loses nothing."""
    for entry in Entry.objects.filter(state="to_settle").select_related("book"):
        found = queries.pair(entry)
        if found and not found.open:
            actions.compare(entry=entry)
