"""Possible duplicates, for a coordinator who sees both cases."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access import me
from cases import access, actions
from lib.listing import with_changed
from lib.methods import require_POST, require_safe
from lib.paging import Order, UnknownKey, page

SHOWN = ("case__reference", "case__received_on", "other__reference", "other__received_on", "case__register")


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """The possible duplicates that wait, newest first."""
    found = access.open_duplicates(me(request), request.GET)
    asked = access.page_asked(request.GET)
    try:
        rows = page(found, Order("noticed_at"), key="public_key", fields=SHOWN, **asked)
    except UnknownKey as error:
        raise BadRequest(_("This page of the list does not exist.")) from error
    context = {
        "rows": rows.rows,
        "listing": {
            "newer": with_changed(request.GET, before=rows.newer, after="") if rows.newer else "",
            "older": with_changed(request.GET, after=rows.older, before="") if rows.older else "",
        },
    }
    return render(request, "cases/duplicates.html", context)


@require_POST
def seen(request: HttpRequest, key: str) -> HttpResponse:
    """A coordinator has looked at the pair."""
    actions.mark_seen(duplicate=access.decide_duplicate(me(request), key), by=me(request))
    messages.success(request, _("Marked as seen."))
    return redirect("cases:duplicates")
