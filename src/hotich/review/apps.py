from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "hotich.review"
    default_auto_field = "django.db.models.BigAutoField"
