"""The front desk: home, health, and what the demo is."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from accounts.access import me
from lib.methods import require_safe

# The page of a person's first task, by the first permission he holds.
FIRST_TASKS = (
    ("signals.triage", "signals:undecided"),
    ("cases.open_team", "desk:desk"),
    ("screening.work", "screening:list"),
    ("office.edit_lists", "office:lists"),
    ("cases.count_all", "figures:dashboard"),
    ("audit.read", "audit:log"),
)


@require_safe
def home(request: HttpRequest) -> HttpResponseRedirect:
    """Send each person to the page of his first task; who has none, to his own account."""
    allowed = me(request).permissions
    return redirect(next((page for permission, page in FIRST_TASKS if permission in allowed), "accounts:mine"))


@login_not_required
@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Up or down, and nothing else."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("down\n", status=503, content_type="text/plain")
    return HttpResponse("up\n", content_type="text/plain")


@login_not_required
@require_safe
def about_demo(request: HttpRequest) -> HttpResponse:
    """Which numbers of the demo register are a release's, and which are invented."""
    if settings.MODE != "demo":
        raise Http404
    return render(request, "integrity/about_demo.html")


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponseBadRequest:
    """What was asked for cannot be: the sentence that refused it says why, where one of ours did."""
    sentence = str(exception) if type(exception) is BadRequest else ""
    return HttpResponseBadRequest(render_to_string("400.html", {"sentence": sentence}))
