from django.urls import include, path

from hotich.keying import shell, views
from hotich.keying.api import api

urlpatterns = [
    path("", views.keying, name="keying"),
    path("entry/<int:entry_id>/image/", views.entry_image, name="keying_image"),
    path("station/", views.station, name="station"),
    path("sw.js", shell.service_worker, name="service_worker"),
    path("entry/<int:entry_id>/page/<str:offset>/", views.page_image, name="keying_page"),
    path("practice/<int:sample_id>/image/", views.practice_image, name="practice_image"),
    path("aim/", views.set_aim, name="set_aim"),
    path("now/", views.keying_now, name="keying_now"),
    path("pool/", views.common_pool, name="pool"),
    path("pool/<int:unit_id>/", views.unit_pool, name="unit_pool"),
    path("pool/<int:unit_id>/sharing/", views.set_sharing, name="set_sharing"),
    path("pool/<int:unit_id>/help/", views.ask_help, name="ask_help"),
    # By their names as every address here, without ninja's namespace and its empty front page.
    path("api/", include([one for one in api.urls[0] if str(one.pattern)])),
]
