"""Let changes recorded ahead take effect on their day."""

from hotich.ledger.jobs import sweep
from hotich.units import actions


@sweep("units.apply_changes", cron="* * * * *")
def apply_changes() -> None:
    """Look every minute, so that a change is in effect right after midnight, and right after the
    start of a house that slept over it.
    """
    actions.apply_changes()
