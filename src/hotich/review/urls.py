from django.urls import path

from hotich.review import desk, views

urlpatterns = [
    path("", views.reviews, name="reviews"),
    path("settling/", desk.settling, name="settling"),
    path("settling/<int:difference_id>/", desk.settling, name="settle_this"),
    path("settling/back/<int:difference_id>/", desk.take_back, name="take_back"),
    path("settling/<int:entry_id>/<slug:field>/", desk.settle, name="settle"),
    path("settling/<int:entry_id>/<slug:field>/up/", desk.send_up, name="send_up"),
    path("senior/", desk.senior, name="senior"),
    path("mine/", desk.own_mistakes, name="own_mistakes"),
    path("<int:book_id>/", views.review_book, name="review_book"),
    path("<int:book_id>/accept/", views.accept, name="accept_finding"),
    path("<int:book_id>/explain/", views.explain, name="explain_missing"),
    path("<int:book_id>/withdraw/", views.withdraw, name="withdraw_explanation"),
    path("<int:book_id>/approve/", views.approve, name="approve_book"),
    path("<int:book_id>/group/<slug:field>/", desk.group, name="group"),
    path("entry/<int:entry_id>/", views.review_entry, name="review_entry"),
    path("entry/<int:entry_id>/correct/", views.correct, name="correct_record"),
    path("entry/<int:entry_id>/return/", views.return_entry, name="return_entry"),
    path("entry/<int:entry_id>/resume/", views.resume, name="resume_entry"),
    path("entry/<int:entry_id>/reopen/", views.reopen, name="reopen_entry"),
    path("entry/<int:entry_id>/verify/", views.verify, name="verify_entry"),
    path("entry/<int:entry_id>/image/", views.entry_image, name="review_image"),
    path("entry/<int:entry_id>/image/<slug:field>/", desk.zone_image, name="zone_image"),
]
