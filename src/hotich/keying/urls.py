from django.urls import path

from hotich.keying import views

urlpatterns = [
    path("", views.keying, name="keying"),
    path("<int:book_id>/take/", views.take, name="take_batch"),
    path("entry/<int:entry_id>/", views.key_entry, name="key_entry"),
    path("entry/<int:entry_id>/aside/", views.aside, name="set_aside"),
    path("entry/<int:entry_id>/image/", views.entry_image, name="keying_image"),
]
