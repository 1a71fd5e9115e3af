"""Accounts are opened by the unit, never by a visitor."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closes signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
