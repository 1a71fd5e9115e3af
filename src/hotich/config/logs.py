"""How errors are written to the logs: where and what kind, never whose data."""

import logging
import traceback
from types import TracebackType

import psycopg
from django.db import Error

SysExcInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class WithoutRows(logging.Formatter):
    """Leaves the database's words out of tracebacks: they quote rows, and rows are people."""

    def formatException(self, ei: SysExcInfo) -> str:  # noqa: N802
        text = "".join(traceback.format_exception(ei[1])) if ei[1] else ""
        for error in _chain(ei[1]):
            said = str(error)
            if said and isinstance(error, Error | psycopg.Error):
                text = text.replace(said, "…")
        return text.rstrip()


def _chain(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found
