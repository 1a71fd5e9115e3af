"""The watch over who looks at how much."""

from hotich.ledger.jobs import sweep
from hotich.records import actions


@sweep("records.watch_readings", cron="*/5 * * * *")
def watch_readings() -> None:
    """Look every five minutes whether somebody viewed more than work asks for."""
    actions.watch_readings()
