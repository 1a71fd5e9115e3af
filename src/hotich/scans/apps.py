from django.apps import AppConfig


class ScansConfig(AppConfig):
    name = "hotich.scans"
    default_auto_field = "django.db.models.BigAutoField"
