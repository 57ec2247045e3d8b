"""What holds of every request to the register itself and of every answer; style sheets are answered before it."""

import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers

_SESSION_KEY = re.compile(r"[a-z0-9]{32}")

Answer = Callable[[HttpRequest], HttpResponseBase]


def no_store(get_response: Answer) -> Answer:
    """No browser or proxy keeps a page or file: a lost laptop shows nothing, and Back after signing out neither."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        add_never_cache_headers(response)
        return response

    return answer


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
        if not length.isdigit() or int(length[:20]) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig("The request is larger than any form of this register.")
        return get_response(request)

    return answer
