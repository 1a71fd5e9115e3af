"""The ground floor of every page."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Base templates, stylesheet, icons, middleware and languages."""

    name = "hotich.web"
    label = "web"
