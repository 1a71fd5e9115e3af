from django.apps import AppConfig


class KeyingConfig(AppConfig):
    name = "hotich.keying"
    default_auto_field = "django.db.models.BigAutoField"
