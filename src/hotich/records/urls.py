from django.urls import path

from hotich.records import views

urlpatterns = [path("", views.search, name="records")]
