"""What is done only by somebody who showed a moment ago that it is he: exports, grants of power, publication.

On a function: `@recently_signed_in`, outside every other decorator. On a class: the same as a `method_decorator` of its
`dispatch`. Who signed in, or confirmed, more than five minutes ago is led to the page that asks for it and back. A POST
is not kept meanwhile: he is told that nothing was done, and comes back to the page of the form. Where that has another
address than the POST, say which: `@recently_signed_in(page=lambda request, **keys: reverse(...))`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, overload
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from accounts import readings

View = TypeVar("View", bound=Callable[..., Any])
Page = Callable[..., str]

MINUTES = 5
"""So long a sign-in, or a confirmation, is recent."""
_CONFIRMED = "confirmed"


def confirm(request: HttpRequest) -> None:
    """The person showed just now that it is he."""
    request.session[_CONFIRMED] = readings.now()


def is_recent(request: HttpRequest) -> bool:
    """Whether he showed it in the last minutes."""
    return readings.since(request.session.get(_CONFIRMED)) < MINUTES * 60


def led_away(request: HttpRequest, page: str = "") -> HttpResponseRedirect | None:
    """Where somebody must go first who has not shown it lately; `page` is where he comes back to."""
    if is_recent(request):
        return None
    if request.method == "POST":
        messages.warning(request, _("Nothing was done yet. Confirm that it is you, then send the form again."))
    there = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    return HttpResponseRedirect(f"{there}?{urlencode({'next': page or request.get_full_path()})}")


@overload
def recently_signed_in(view: View) -> View: ...
@overload
def recently_signed_in(*, page: Page) -> Callable[[View], View]: ...
def recently_signed_in(view: Any = None, *, page: Page | None = None) -> Any:
    """The view is only for those who showed in the last minutes that it is they."""

    def decorate(view: Any) -> Any:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **keys: Any) -> HttpResponseBase:
            away = led_away(request, page(request, **keys) if page else "")
            return away or view(request, *args, **keys)

        return guarded

    return decorate(view) if view else decorate
