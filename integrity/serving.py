"""How the register is served: what stands between the network and Django."""

import ssl
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.utils.http import parse_header_parameters
from gunicorn import util
from gunicorn.http import errors
from gunicorn.workers import gthread

Environment = dict[str, Any]
Application = Callable[[Environment, Callable[..., Any]], Iterable[bytes]]

GUNICORN_HALTS = 3
"""The exit status by which gunicorn learns that starting its worker again is of no use."""

BARE_HEADERS = {
    "Content-Type": "text/plain; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What an answer carries that is given before Django is asked."""
HSTS = "max-age=31536000; includeSubDomains; preload"

_GREETING, _REQUEST = 5.0, 1.0
"""Seconds that a thread waits for the greeting of TLS, and then for the beginning of a request."""

_STATUS = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    errors.UnsupportedTransferCoding: HTTPStatus.NOT_IMPLEMENTED,
}


def utf8_only(answer: Application) -> Application:
    """Refuse requests that say they are written in another charset than UTF-8.

    Some of these fail while Django reads the address, before any middleware; others decode to text that no database
    takes.
    """

    def checked(environ: Environment, start_response: Callable[..., Any]) -> Iterable[bytes]:
        _kind, parameters = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        if parameters.get("charset", "utf-8").casefold() in {"utf-8", "utf8"}:
            return answer(environ, start_response)
        start_response("400 Bad Request", list(bare_headers(environ.get("wsgi.url_scheme") == "https").items()))
        return [b"Requests are read as UTF-8.\n"]

    return checked


def bare_headers(secure: bool) -> dict[str, str]:
    """The headers of an answer that is given before Django is asked."""
    return {**BARE_HEADERS, "Strict-Transport-Security": HSTS} if secure else BARE_HEADERS


class Worker(gthread.ThreadWorker):
    """Gunicorn's own worker, but for how it answers what is no request: in as many words, with every header.

    And for who says nothing at all.
    """

    def handle(self, conn: Any) -> Any:
        """Under TLS too, a connection on which nothing is asked goes back to wait, and holds no thread.

        Browsers open some ahead, and gunicorn takes the greeting of TLS for a request that has begun.
        """
        if self.cfg.is_ssl and not conn.initialized and not conn.data_ready:
            if not conn.wait_for_data(_GREETING):
                return gthread._DEFER
            try:
                conn.init()
            except OSError:
                return False
            conn.data_ready = False
            asked = conn.is_http2 or conn.sock.pending() or conn.wait_for_data(_REQUEST)
            if not asked:
                return gthread._DEFER
        return super().handle(conn)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answer a request that could not be read, or whose answer failed, without a word of either."""
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        if isinstance(exc, errors.ParseException | ssl.SSLError):
            status = next((code for kind, code in _STATUS.items() if isinstance(exc, kind)), HTTPStatus.BAD_REQUEST)
            self.log.debug("Refused what is no request: %s", exc)
        else:
            self.log.error("A request could not be answered.", exc_info=exc)
        try:
            util.write_nonblock(client, _bare_answer(status, secure=self.cfg.is_ssl))
        except OSError:
            self.log.debug("Nobody was there to be answered.")


def _bare_answer(status: HTTPStatus, *, secure: bool) -> bytes:
    body = f"{status.phrase}\n".encode()
    headers = {**bare_headers(secure), "Connection": "close", "Content-Length": str(len(body))}
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body
