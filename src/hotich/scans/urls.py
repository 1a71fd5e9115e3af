from django.urls import path, re_path

from hotich.scans import views

urlpatterns = [
    path("<int:book_id>/", views.scans, name="scans"),
    path("<int:book_id>/add/", views.add, name="add_scans"),
    path("<int:book_id>/scanning/", views.scanning, name="scanning"),
    re_path(r"^page/(?P<page_id>\d+)/(?P<size>view|thumb)/$", views.page_image, name="page_image"),
]
