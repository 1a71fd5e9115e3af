from django.urls import path

from hotich.progress import views

urlpatterns = [
    path("", views.home, name="home"),
    path("balance/", views.balance, name="balance"),
    path("balance/<int:book_id>/", views.book_balance, name="book_balance"),
    path("ledger/", views.ledger_page, name="ledger"),
]
