from django.urls import path

from hotich.books import views

urlpatterns = [
    path("", views.books, name="books"),
    path("new/", views.new_book, name="new_book"),
    path("<int:book_id>/layout/", views.layout, name="book_layout"),
]
