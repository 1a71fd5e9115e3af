"""Package and send in the background; the sweep finds every approved or released book
that waits.
"""

from django.conf import settings
from django.db.models import F, Q

from hotich.books.models import Book
from hotich.delivery import actions, queries
from hotich.delivery.connectors import Answer
from hotich.delivery.connectors.sandbox import SandboxConnector
from hotich.delivery.errors import AccessRefused, NothingApproved, WrongReceiver
from hotich.delivery.models import Delivery
from hotich.ledger.jobs import defer, sweep, task
from hotich.records.models import Version
from hotich.rules.errors import Refused

MOST_SILENT = 3  # sendings without an answer after which a worker has better things to do


@task("delivery.queue_book", retry=3)
def queue_book(book_id: int) -> None:
    """Write the package of a book, then queue its approved versions.

    In this order nothing of a new package is sent before a person has released that package. What
    stands in its way is kept for the book's page; the sweep tries again.
    """
    book = Book.objects.select_related("unit").get(pk=book_id)
    try:
        package = actions.write_package(book=book)
    except NothingApproved:
        return  # reopened meanwhile
    except Refused as why:
        actions.refuse_package(book=book, why=why)
        return
    actions.queue_package(package=package)


@task("delivery.send_book", retry=3)
def send_book(book_id: int) -> None:
    """Send what is due of a released book, one entry at a time:

    1. rows whose sender died become unknown; 2. unknown rows are asked for by key, and only what
    the receiver never got is sent again; 3. every due row is marked, sent, and its answer recorded.
    """
    book = Book.objects.select_related("unit").get(pk=book_id)
    actions.lose_abandoned(book=book)
    receiver = _receiver()
    if receiver is None:
        return
    with receiver as connector:
        for row in queries.unknown(book):
            answer = connector.ask(row.key) or Answer(status="retry")
            actions.count_attempt(delivery=row)
            actions.record_answer(delivery=row, answer=answer)
        silent = 0
        while silent < MOST_SILENT and (due := actions.begin_sending(book=book)):
            answer = _send(connector, due)
            actions.record_answer(delivery=due, answer=answer)
            silent = silent + 1 if answer.status == "unknown" else 0
            if answer.status == "retry":
                return  # the receiver is away: the sweep comes back when the row is due


def _send(connector: SandboxConnector, due: Delivery) -> Answer:
    """Send one row; where a person must mend the way to the receiver, the row waits with why."""
    try:
        return connector.send(queries.message_of(due))
    except (AccessRefused, WrongReceiver) as why:
        return Answer(status="retry", code=why.code)


def _receiver() -> SandboxConnector | None:
    """Return the way to the receiver; None where none is named: then everything waits."""
    address = settings.HOTICH_SANDBOX_URL
    return SandboxConnector(address, settings.HOTICH_SANDBOX_TOKEN) if address else None


@sweep("delivery.sweep")
def queue_waiting() -> None:
    """Queue again every book with approved versions not yet packaged, or rows that are due."""
    unqueued = Version.objects.filter(n=F("record__approved"), delivery=None)
    for book_id in unqueued.values_list("record__book_id", flat=True).distinct():
        defer("delivery.queue_book", lock=f"delivery:{book_id}", once=True, book_id=book_id)
    newest = Q(state="pending", version__n=F("version__record__approved"))
    due = Delivery.objects.filter(newest | Q(state__in=["sent", "unknown"]))
    due = due.filter(book__packages__released_at__isnull=False)
    for book_id in due.values_list("book_id", flat=True).distinct():
        defer("delivery.send_book", lock=f"delivery:{book_id}", once=True, book_id=book_id)
