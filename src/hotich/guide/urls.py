from django.urls import path

from hotich.guide import views

urlpatterns = [path("", views.guide, name="guide")]
