"""The tally of the province, counted in the background."""

from hotich.ledger.jobs import sweep
from hotich.progress import actions


@sweep("progress.count_books")
def count_books() -> None:
    """Count every book anew where something was done since the last time."""
    actions.count_books()
