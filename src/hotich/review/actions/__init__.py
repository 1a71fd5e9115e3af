"""What changes in review: differences settled, values verified, books approved."""

from hotich.review.actions.approving import (
    accept_finding,
    approve_book,
    explain_missing,
    reopen_entry,
    return_entry,
    withdraw_explanation,
)
from hotich.review.actions.settling import claim, compare, send_up, settle_difference, take_back
from hotich.review.actions.verifying import Right, verify_entry, verify_field

__all__ = ["Right", "accept_finding", "approve_book", "claim", "compare", "explain_missing"]
__all__ += ["reopen_entry", "return_entry", "send_up", "settle_difference", "take_back"]
__all__ += ["verify_entry", "verify_field", "withdraw_explanation"]
