from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "hotich.delivery"
    default_auto_field = "django.db.models.BigAutoField"
