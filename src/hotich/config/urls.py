"""Every address of the product, gathered from the rooms."""

from django.urls import include, path

handler500 = "hotich.web.views.failed"

urlpatterns = [
    path("", include("hotich.web.urls")),
    path("", include("hotich.people.urls")),
    path("", include("hotich.progress.urls")),
    path("books/", include("hotich.books.urls")),
    path("units/", include("hotich.territory.urls")),
    path("scans/", include("hotich.scans.urls")),
    path("keying/", include("hotich.keying.urls")),
    path("review/", include("hotich.review.urls")),
    path("records/", include("hotich.records.urls")),
    path("deliveries/", include("hotich.delivery.urls")),
    path("help/", include("hotich.guide.urls")),
]
