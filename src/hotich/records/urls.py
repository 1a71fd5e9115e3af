from django.urls import path

from hotich.records import views

urlpatterns = [
    path("", views.search, name="records"),
    path("readings/", views.readings, name="readings"),
    path("readings/people/<int:user_id>/", views.readings_of_person, name="readings_of_person"),
    path("readings/alerts/<int:alert_id>/", views.answer_alert, name="answer_alert"),
    path("<int:record_id>/readings/", views.readings_of_record, name="readings_of_record"),
]
