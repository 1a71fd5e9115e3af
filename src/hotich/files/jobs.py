"""Keep the storage tidy: once a night, files that nothing names go, a week after writing."""

from hotich.files import actions
from hotich.ledger.jobs import nightly


@nightly("files.sweep")
def sweep() -> None:
    """Remove what killed uploads and jobs left behind."""
    actions.sweep()
