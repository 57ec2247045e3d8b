"""The WSGI application that gunicorn serves."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "integrity.settings")

Environment = dict[str, Any]
Application = Callable[[Environment, Callable[..., Any]], Iterable[bytes]]


def utf8_only(answer: Application) -> Application:
    """Refuse requests that say they are written in another charset than UTF-8.

    Some of these fail while Django reads the address, before any middleware; others decode to text that no database
    takes.
    """

    def checked(environ: Environment, start_response: Callable[..., Any]) -> Iterable[bytes]:
        _kind, parameters = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        if parameters.get("charset", "utf-8").casefold() in {"utf-8", "utf8"}:
            return answer(environ, start_response)
        start_response("400 Bad Request", [("Content-Type", "text/plain"), ("Cache-Control", "no-store")])
        return [b"Requests are read as UTF-8."]

    return checked


application = utf8_only(get_wsgi_application())
