"""Addresses of the display choices; the sign-in page offers them too, so they ask for no login."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from hotich.web.views import set_theme

urlpatterns = [
    path("language/", login_not_required(set_language), name="set_language"),
    path("theme/", set_theme, name="set_theme"),
]
