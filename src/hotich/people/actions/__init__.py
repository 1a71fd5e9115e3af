"""The only ways into people.

Acts on others take ``by``; without it the system acts (the command line, the demo, tests). Acts
named with ``user`` alone are a person's own.
"""

from hotich.people.actions.opening import (
    import_accounts,
    open_account,
    open_accounts,
    open_person,
    read_accounts_file,
)
from hotich.people.actions.own import (
    accept_pledge,
    change_password,
    link_oidc,
    note_second_factors,
    note_sign_in,
)
from hotich.people.actions.roles import end_role, give_role, move_person
from hotich.people.actions.upkeep import (
    edit_person,
    lock_account,
    remove_second_factors,
    reset_password,
    unlock_account,
)

__all__ = [
    "accept_pledge",
    "change_password",
    "edit_person",
    "end_role",
    "give_role",
    "import_accounts",
    "link_oidc",
    "lock_account",
    "move_person",
    "note_second_factors",
    "note_sign_in",
    "open_account",
    "open_accounts",
    "open_person",
    "read_accounts_file",
    "remove_second_factors",
    "reset_password",
    "unlock_account",
]
