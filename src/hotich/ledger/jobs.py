"""Jobs in the same transaction as the data they are about.

A job is a hint: the tables say what waits, and each room's sweep finds it again. A room names the
task of another room as text, so that no arrow points upwards. Every task can run twice.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any

from django.db import close_old_connections, connection, transaction
from procrastinate import App, JobContext, exceptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Status

from hotich.ledger import actions

STALLED_SECONDS = 10.0  # five heartbeats; taken for dead while alive, a job only runs twice


def task(name: str, **options: Any) -> Callable[[Callable[..., None]], Any]:
    """Register a job under "room.verb"; a database connection lost since the last job is
    renewed.
    """

    def decorate(function: Callable[..., None]) -> Any:
        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> None:
            if not connection.in_atomic_block:  # else a test's own transaction would be closed
                close_old_connections()
            function(*args, **kwargs)

        return app.task(name=name, **options)(run)

    return decorate


def sweep(name: str, cron: str = "* * * * * */15") -> Callable[[Callable[[], None]], Any]:
    """Register a job that queues what the tables say is waiting, four times a minute by default."""

    def decorate(function: Callable[[], None]) -> Any:
        @functools.wraps(function)
        def run(timestamp: int) -> None:
            function()

        return app.periodic(cron=cron)(task(name, queueing_lock=name)(run))

    return decorate


def nightly(name: str) -> Callable[[Callable[[], None]], Any]:
    """Register a job that runs once a night."""
    return sweep(name, cron="17 3 * * *")


@functools.cache
def _outbox() -> App:
    """The app on Django's connection, also inside a worker, where `app` itself holds another."""
    return app.with_connector(DjangoConnector(alias="default"))


def defer(name: str, *, lock: str | None = None, once: bool = False, **arguments: Any) -> None:
    """Queue a task by name in the caller's transaction; ``lock`` keeps jobs of one thing in order.

    With ``once`` a job that already waits for the same arguments is enough.
    """
    key = f"{name}:{sorted(arguments.items())}" if once else None
    try:
        with transaction.atomic():
            _outbox().configure_task(name, lock=lock, queueing_lock=key).defer(**arguments)
    except exceptions.AlreadyEnqueued:
        return


def defer_many(name: str, arguments: Sequence[dict[str, Any]]) -> None:
    """Queue a task by name once for each of several arguments, by one statement."""
    if arguments:
        _outbox().configure_task(name).batch_defer(*arguments)


@app.periodic(cron="* * * * * */5")
@app.task(name="ledger.retry_stalled", queueing_lock="ledger.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """Queue again the jobs whose worker died in the middle, so that their locks come free."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        try:
            await manager.retry_job(job)
        except exceptions.UniqueViolation:  # the same sweep already waits again
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)


@sweep("ledger.prove", cron="7 * * * *")
def prove() -> None:
    """Recompute the whole chain every hour."""
    actions.prove()
