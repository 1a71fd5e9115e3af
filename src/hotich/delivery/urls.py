from django.urls import path

from hotich.delivery import views

urlpatterns = [
    path("", views.deliveries, name="deliveries"),
    path("<int:book_id>/", views.delivery, name="delivery"),
    path("package/<int:package_id>/deliver/", views.deliver, name="deliver_package"),
    path("package/<int:package_id>/<slug:part>/", views.download, name="package_file"),
    path("row/<int:delivery_id>/release/", views.release, name="release_held"),
]
