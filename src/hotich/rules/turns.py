"""Which turn a keying serves as, when leases run out, change hands and rows arrive late."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

TO_KEY = ("to_key", "returned")


class Unneeded(StrEnum):
    """Why a keying serves no more: the person's own is there, two others' are, the entry went
    another way, or the turn that is free needs fields that a second keying does not have.
    """

    OWN = "own"
    BOTH = "both"
    WENT_ON = "went_on"
    LACKS_FIELDS = "lacks_fields"


@dataclass(frozen=True, slots=True)
class Keyed:
    """A keying that is there already: its turn and the id of who typed it."""

    turn: int
    user: int


def turn_for(
    *, user: int, leased: int, round: int, now: int, state: str, there: Collection[Keyed]
) -> int | Unneeded:
    """Return the turn, 1 or 2, that a person's keying of an entry serves as, or why none.

    ``leased`` is the turn of the lease it was typed under, ``round`` the entry's round at that
    time, ``now`` its round today, ``there`` the keyings of today's round. Whose lease ran out
    serves as the next free turn; a second keying, which has compared fields alone, never as the
    first; nobody as both.
    """
    if round != now:
        return Unneeded.WENT_ON
    if any(keyed.user == user for keyed in there):
        return Unneeded.OWN
    if len(there) == 2:
        return Unneeded.BOTH
    if state not in TO_KEY:
        return Unneeded.WENT_ON
    if not there:
        return 1 if leased == 1 else Unneeded.LACKS_FIELDS
    return 2
