"""The product's addresses, and two that insert one row into one table: what a save is held against.

The table ``bench_scratch`` is made by the measurement; the product has neither.
"""

import json

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from hotich.config.urls import handler500 as handler500
from hotich.config.urls import urlpatterns as product


def signed(request: HttpRequest) -> JsonResponse:
    """Insert one row for somebody signed in, as every page of the product asks."""
    body = json.loads(request.body)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_scratch (body) VALUES (%s)", [json.dumps(body)])
    return JsonResponse({"saved": True})


@csrf_exempt
@login_not_required
def bare(request: HttpRequest) -> JsonResponse:
    """Insert one row for anybody: one statement, nothing asked."""
    return signed(request)


urlpatterns = [*product, path("bench/bare/", bare), path("bench/signed/", signed)]
