"""Compare keyings in the background; the sweep finds every entry that was not compared."""

from hotich.ledger.jobs import defer, sweep, task
from hotich.review import actions, queries
from hotich.scans.models import Entry


@task("review.compare", retry=3)
def compare(entry_id: int) -> None:
    """Agree the record of one entry if its two keyings no longer differ."""
    actions.compare(entry=Entry.objects.get(pk=entry_id))


@sweep("review.sweep")
def compare_waiting() -> None:
    """Queue every entry whose comparison was lost with its job."""
    for entry_id in queries.uncompared().values_list("pk", flat=True):
        defer("review.compare", once=True, entry_id=entry_id)
