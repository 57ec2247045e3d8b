"""Log a suspicion."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access import me
from accounts.models import User
from cases import access, actions
from cases.forms import LogForm, alleged_of
from cases.models import Case
from cases.views.steps import warn_of_names
from lib import identity
from lib.methods import require_http_methods


@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """The form, and from it a case; its author becomes lead if he investigates."""
    user = me(request)
    if not access.may_log(user):
        raise Http404
    form = LogForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _logged(request, user, form)
    leads = user.has_perm("cases.open_team")
    return render(request, "cases/case_new.html", {"form": form, "leads": leads})


def _logged(request: HttpRequest, user: User, form: LogForm) -> HttpResponse:
    number = form.cleaned_data["number"]
    concerns_me = bool(user.subject_hash) and identity.subject_hash(number) == user.subject_hash
    leads = user.has_perm("cases.open_team") and not concerns_me
    case = actions.log_case(
        by=user,
        received_on=form.cleaned_data["received_on"],
        summary=form.cleaned_data["summary"],
        name=form.cleaned_data["name"],
        number=number,
        lead=user if leads else None,
        **alleged_of(form.cleaned_data),
    )
    if concerns_me:
        messages.success(request, _("The suspicion is logged. It concerns you, so you cannot open it."))
        return redirect("cases:list")
    messages.success(request, _next_step(case, leads=leads))
    if form.cleaned_data["name"] and not number:
        messages.warning(request, _("The person concerned has no personnel number yet: nothing keeps them out."))
    warn_of_names(request, case, [case.summary])
    return redirect(case)


def _next_step(case: Case, *, leads: bool) -> str:
    said = {"reference": case.reference}
    if leads:
        return _("Logged as a suspicion under %(reference)s. You lead it. Start an investigation next.") % said
    return _("Logged as a suspicion under %(reference)s. Nobody leads it yet. Appoint a lead next.") % said
