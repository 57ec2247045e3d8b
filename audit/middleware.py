"""What the log needs of every request: where it comes from, and that no refusal goes unrecorded."""

import re
from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from audit import current, log, throttle
from audit.kinds import Kind

# The names under which an address carries the key of what was asked for.
_KEYS = ("reference", "username", "name", "key")
_NAMES = ("username", "name")
_NAME = re.compile(r"[A-Za-z0-9@.+_-]{1,60}")


class Recorder:
    """Notes where a request comes from, records what was refused, and answers a look that was braked or unrecorded."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        current.begin(_address(request))
        response = self.get_response(request)
        if 400 <= response.status_code < 500 and not current.written():
            return self._refused(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A look whose event cannot be written shows nothing, and nor does one too many in a short time."""
        if isinstance(exception, throttle.Throttled):
            return _braked(request, exception)
        if isinstance(exception, log.NotRecorded):
            return _not_recorded(request)
        # SQLite has one writer, and somebody is writing for longer than anybody waits.
        busy = isinstance(exception, OperationalError) and connection.vendor == "sqlite"
        return _not_recorded(request) if busy else None

    def _refused(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        user: Any = request.user
        if not user.is_authenticated:
            return response
        match = request.resolver_match
        keys = match.kwargs if match else {}
        detail = {
            "method": request.method or "",
            "route": match.route if match else "",
            "status": response.status_code,
        }
        target = next((_told(name, str(keys[name])) for name in _KEYS if name in keys), "")
        try:
            log.read(user, Kind.REQUEST_REFUSED, target=target, detail=detail)
        except log.NotRecorded:
            return _not_recorded(request)
        return response


def _told(name: str, asked: str) -> str:
    """What was asked for: the names of people and lists are no secret, anything else may be text."""
    return asked if name in _NAMES and _NAME.fullmatch(asked) else log.as_key(asked)


def _braked(request: HttpRequest, exception: throttle.Throttled) -> HttpResponse:
    user: Any = request.user
    try:
        log.read(user, Kind.READING_THROTTLED, target=log.as_key(exception.target))
    except log.NotRecorded:
        return _not_recorded(request)
    minutes = int(throttle.WITHIN.total_seconds() // 60)
    answer = render(request, "429_reading.html", {"most": throttle.MOST, "minutes": minutes}, status=429)
    answer["Retry-After"] = str(int(throttle.WITHIN.total_seconds()))
    return answer


def _not_recorded(request: HttpRequest) -> HttpResponse:
    return render(request, "503.html", status=503)


def _address(request: HttpRequest) -> str:
    try:
        return str(get_adapter(request).get_client_ip(request) or "")
    except (ValueError, PermissionDenied, ImproperlyConfigured):
        return ""
