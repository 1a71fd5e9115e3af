from django.urls import path

from hotich.territory import views

urlpatterns = [
    path("", views.units, name="units"),
    path("<int:unit_id>/", views.unit, name="unit"),
    path("changes/", views.changes, name="unit_changes"),
    path("changes/new/", views.new_change, name="new_unit_change"),
    path("changes/<int:change_id>/withdraw/", views.withdraw, name="withdraw_unit_change"),
]
