"""The states of an entry and of a delivery, and which act moves one to another.

One table each: the database's check constraints, the actions and the docs are made from them.
An entry's place in the balance is its own state until it is approved, then its delivery's.
"""

from dataclasses import dataclass

from hotich.rules.errors import Refused


class NotFromHere(Refused):
    code = "transitions.not_from_here"
    status = 409
    vi = (
        "Không làm được việc này khi đang ở trạng thái “{state}”. Tải lại trang để xem trạng "
        "thái mới."
    )
    en = "This cannot be done in the state “{state}”. Reload the page to see where it is now."


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed step: the officer's verb, the states it starts from, the state it ends in."""

    verb: str
    sources: tuple[str, ...]
    target: str


ENTRY_STATES = (
    "to_key",
    "set_aside",
    "to_settle",
    "in_review",
    "returned",
    "approved",
    "other_route",
)
# Where an entry begins: cut from a scan, or taken over from a file (records.take_over).
ENTRY_BEGINS = ("to_key", "in_review", "other_route")
ENTRY_MOVES = (
    Move("complete_keying", ("to_key", "returned"), "to_settle"),
    Move("set_aside", ("to_key", "returned"), "set_aside"),
    Move("resume", ("set_aside",), "to_key"),
    Move("agree", ("to_settle",), "in_review"),
    Move("return", ("in_review", "to_settle"), "returned"),
    Move("approve", ("in_review",), "approved"),
    Move("reopen", ("approved",), "in_review"),
)

DELIVERY_STATES = ("pending", "sent", "unknown", "accepted", "refused", "held")
DELIVERY_MOVES = (
    Move("send", ("pending",), "sent"),
    Move("retry", ("sent", "unknown"), "pending"),
    Move("lose", ("sent", "unknown"), "unknown"),
    Move("accept", ("sent", "unknown"), "accepted"),
    Move("refuse", ("sent", "unknown"), "refused"),
    Move("hold", ("sent", "unknown"), "held"),
    Move("release", ("held",), "unknown"),
)

# Where an entry of the balance can be, in the order of the account. `missing` must be zero.
BALANCE = (
    "missing_explained",
    "missing",
    "unscanned",
    "to_key",
    "in_keying",
    "set_aside",
    "to_settle",
    "in_review",
    "returned",
    "approved",
    "waiting",
    "accepted",
    "refused",
    "unknown",
    "held",
    "other_route",
)


def entry_move(verb: str) -> Move:
    """Return an entry's move by its verb; KeyError for an unknown verb."""
    return {move.verb: move for move in ENTRY_MOVES}[verb]


def delivery_move(verb: str) -> Move:
    """Return a delivery's move by its verb; KeyError for an unknown verb."""
    return {move.verb: move for move in DELIVERY_MOVES}[verb]
