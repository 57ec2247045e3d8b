"""A view that does nothing but be recorded, and the same without: the least that a page can cost."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "integrity.settings")

from django.conf import settings

settings.ROOT_URLCONF = "bench.bare"

from integrity.wsgi import application  # noqa: E402 - the addresses below are the only ones it serves

__all__ = ["application", "urlpatterns"]

from django.contrib.auth.decorators import login_not_required  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

from audit import log  # noqa: E402
from audit.kinds import Kind  # noqa: E402
from bench.people import Somebody  # noqa: E402


@login_not_required
def nothing(_request: HttpRequest) -> HttpResponse:
    """No query at all."""
    return HttpResponse("ok")


@login_not_required
def one_query(_request: HttpRequest) -> HttpResponse:
    """The cheapest query there is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok")


@login_not_required
def recorded(_request: HttpRequest) -> HttpResponse:
    """One event, which the server's timer seals."""
    log.read(Somebody(), Kind.CASE_OPENED, target="2018-7KQ4P")
    return HttpResponse("ok")


urlpatterns = [
    path("health/", nothing),
    path("one-query/", one_query),
    path("recorded/", recorded),
]
