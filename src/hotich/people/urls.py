"""Signing in and out; every other account page of the library stays closed."""

from allauth.account.views import account_inactive, login, logout
from django.urls import path

urlpatterns = [
    path("sign-in/", login, name="account_login"),
    path("sign-out/", logout, name="account_logout"),
    path("inactive/", account_inactive, name="account_inactive"),
]
