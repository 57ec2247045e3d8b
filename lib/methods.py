"""Which methods a page answers, said where the resolver can read it.

Django's own decorators keep their list to themselves, and a wrong method must be refused before anybody is asked to
sign in.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.views.decorators import http

View = TypeVar("View", bound=Callable[..., Any])


def require_http_methods(methods: Sequence[str]) -> Callable[[View], View]:
    """The view answers these methods and refuses all others with 405."""

    def decorate(view: View) -> View:
        guarded: Any = http.require_http_methods(list(methods))(view)
        guarded.methods = frozenset(methods)
        return guarded

    return decorate


def require_GET(view: View) -> View:  # noqa: N802
    """The view only answers GET."""
    return require_http_methods(["GET"])(view)


def require_POST(view: View) -> View:  # noqa: N802
    """The view only answers POST."""
    return require_http_methods(["POST"])(view)


def require_safe(view: View) -> View:
    """The view answers GET and HEAD."""
    return require_http_methods(["GET", "HEAD"])(view)


def methods_of(view: Any) -> frozenset[str] | None:
    """The methods that a view answers; nothing if it does not say.

    Nothing here answers OPTIONS, PUT or the like, although Django's classes for views would.
    """
    if hasattr(view, "view_class"):
        named = view.view_initkwargs.get("http_method_names", view.view_class.http_method_names)
        # Django answers HEAD with what it would answer GET.
        found = {"GET", "HEAD"} if "get" in named and hasattr(view.view_class, "get") else set()
        if "post" in named and hasattr(view.view_class, "post"):
            found.add("POST")
        return frozenset(found)
    said: frozenset[str] | None = getattr(view, "methods", None)
    return said
