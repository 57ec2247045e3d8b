"""The page behind a link. It is open to whoever has the link, so it says nothing that the mail did not say."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.invitations import actions
from accounts.invitations.forms import NewPasswordForm
from lib.methods import require_http_methods
from lib.refusal import Refused


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Set a password, once. Signing in, and the second factor, come after it."""
    if not ratelimit.consume(request, action="invitation"):
        return ratelimit.respond_429(request)
    link = actions.link_of(token)
    if link is None:
        return _gone(request)
    form = NewPasswordForm(request.POST if request.method == "POST" else None, person=link.user)
    if form.is_valid():
        try:
            actions.set_password(token=token, password=form.cleaned_data["password1"])
        except Refused:
            return _gone(request)
        messages.success(request, _("Your password is set. Sign in with it."))
        return redirect("account_login")
    return render(request, "people/set_password.html", {"form": form, "person": link.user, "purpose": link.purpose})


def _gone(request: HttpRequest) -> HttpResponse:
    """The same page whatever is wrong with a link."""
    return render(request, "people/link_gone.html", {"why": actions.gone()}, status=410)
