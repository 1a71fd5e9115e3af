from django.urls import path

from hotich.review import views

urlpatterns = [
    path("", views.reviews, name="reviews"),
    path("settling/", views.settling, name="settling"),
    path("settling/<int:entry_id>/<slug:field>/", views.settle, name="settle"),
    path("<int:book_id>/", views.review_book, name="review_book"),
    path("<int:book_id>/accept/", views.accept, name="accept_finding"),
    path("<int:book_id>/explain/", views.explain, name="explain_missing"),
    path("<int:book_id>/withdraw/", views.withdraw, name="withdraw_explanation"),
    path("<int:book_id>/approve/", views.approve, name="approve_book"),
    path("entry/<int:entry_id>/", views.review_entry, name="review_entry"),
    path("entry/<int:entry_id>/correct/", views.correct, name="correct_record"),
    path("entry/<int:entry_id>/return/", views.return_entry, name="return_entry"),
    path("entry/<int:entry_id>/resume/", views.resume, name="resume_entry"),
    path("entry/<int:entry_id>/reopen/", views.reopen, name="reopen_entry"),
    path("entry/<int:entry_id>/image/", views.entry_image, name="review_image"),
]
