"""The desk of an investigator."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.access import me
from cases import columns
from cases.access import may_log
from cases.models.values import Status
from figures.tables import scopes_of
from integrity.desk import access, numbers
from lib import clock
from lib.listing import CONTROLS, listing
from lib.methods import require_safe
from office import looks


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The cases of this person's teams that are not closed, under a few numbers over all that he may count."""
    user, today = me(request), clock.today()
    if set(request.GET) - {*CONTROLS}:
        raise BadRequest(_("This list cannot be filtered that way."))
    selection = numbers.selected(today)
    cases = access.open_desk(user, selection, looks.place_of(request.GET))
    waiting = cases.exclude(status=Status.CLOSED)
    context = {
        "blocks": numbers.blocks(selection, scopes_of(user), today) if cases.exists() else [],
        "listing": listing(
            columns.with_lead(waiting), columns.OPENED, request.GET, key="reference", default="-received"
        ),
        "total": waiting.count(),
        "opens": "cases:detail",
        "may_log": may_log(user),
        "today": today,
    }
    return render(request, "integrity/desk.html", context)
