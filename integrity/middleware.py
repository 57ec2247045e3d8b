"""What holds of every request and of every answer."""

import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponseBase, HttpResponseForbidden, HttpResponseNotAllowed
from django.utils.cache import add_never_cache_headers

from lib.methods import methods_of

_FORWARDED = {"HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP", "HTTP_X_CLIENT_IP"}
_SESSION_KEY = re.compile(r"[a-z0-9]{32}")

Answer = Callable[[HttpRequest], HttpResponseBase]


def no_store(get_response: Answer) -> Answer:
    """No browser or proxy keeps a page or file: a lost laptop shows nothing, and Back after signing out neither.

    Style sheets and the like are kept; they are the same for everybody.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not (request.path.startswith(settings.STATIC_URL) and response.status_code in {200, 206, 304}):
            add_never_cache_headers(response)
        return response

    return answer


def only_here(get_response: Answer) -> Answer:
    """A demo answers the machine that it runs on: not another one, and not through a proxy."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if reason := _elsewhere(request.META):
            return HttpResponseForbidden(
                f"This is a demo register, with invented data and no second factor. {reason} README.md shows how to "
                "serve a real one.\n",
                content_type="text/plain; charset=utf-8",
            )
        return get_response(request)

    return answer


def _elsewhere(meta: Mapping[str, Any]) -> str:
    """What shows that a request does not come from this machine, or did not come straight."""
    if not _is_loopback(meta.get("REMOTE_ADDR", "")):
        return "It answers only the machine that it runs on."
    if not _is_loopback(meta.get("SERVER_NAME", "")):
        return "It must listen on 127.0.0.1 alone."
    host = re.sub(r":\d+$", "", meta.get("HTTP_HOST", ""))
    if host and not _is_loopback(host.strip("[]")):
        return "It has no other name than localhost or 127.0.0.1."
    if any(name in _FORWARDED or name.startswith("HTTP_X_FORWARDED") for name in meta):
        return "It does not answer through a proxy."
    return ""


def _is_loopback(address: str) -> bool:
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def known_session(get_response: Answer) -> Answer:
    """A session cookie that this register cannot have made is none: some of them break the query that looks it up."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not _SESSION_KEY.fullmatch(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return get_response(request)

    return answer


def not_too_large(get_response: Answer) -> Answer:
    """Refuse a body larger than any form before it is read: it would be written to disk before a view is asked."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        # The few pages that take a file ask who sends it, and read it piece by piece.
        most = settings.LARGEST_BODIES.get(request.path, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        if not length.isdigit() or int(length[:20]) > most:
            raise RequestDataTooBig("The request is larger than any form of this register.")
        return get_response(request)

    return answer


class RightMethod:
    """A wrong method is refused first, for everybody: before anybody is asked to sign in."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, *_: Any) -> HttpResponseBase | None:
        """Before the middleware that asks for a sign-in."""
        allowed = methods_of(view)
        if allowed is None or request.method in allowed:
            return None
        return HttpResponseNotAllowed(sorted(allowed))
