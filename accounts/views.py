"""Signing in and out, and one's own account."""

from typing import Any

from allauth.account.views import LoginView, LogoutView, PasswordChangeView, ReauthenticateView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts import actions, organisation, sessions
from accounts.access import me
from accounts.forms import ConfirmForm, PasswordForm, SignInForm, ThemeForm
from accounts.models import User
from audit import log
from audit.kinds import Kind
from lib.methods import require_POST, require_safe

FORM = ["get", "head", "post"]
"""The methods of a page with a form."""


class SignIn(LoginView):
    """The sign-in page."""

    http_method_names = FORM
    form_class = SignInForm
    template_name = "account/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The library's context, with the name of the identity provider if there is one."""
        return {**super().get_context_data(**kwargs), "provider_name": organisation.name()}


class SignOut(LogoutView):
    """Asks, and on POST ends the session and has the browser forget what it kept."""

    http_method_names = FORM
    template_name = "account/sign_out.html"

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Signed out."""
        answer: HttpResponse = super().post(*args, **kwargs)
        answer["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        return answer


class ChangePassword(PasswordChangeView):
    """A new password for oneself; other sessions end, this one goes on."""

    http_method_names = FORM
    form_class = PasswordForm
    template_name = "account/password.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """An account without a password has none to change."""
        if not me(request).has_usable_password():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Changed, on record, and signed out everywhere else."""
        user = me(self.request)
        with log.acting(user, Kind.PASSWORD_CHANGED, target=user.username):
            answer: HttpResponse = super().form_valid(form)
            sessions.end_all(user, but=self.request.session)
        return answer

    def get_default_success_url(self) -> str:
        """Back to one's own account."""
        return reverse("accounts:mine")


class Confirm(ReauthenticateView):
    """Asks for the password once more, before something that not everybody at this screen may do."""

    http_method_names = FORM
    form_class = ConfirmForm
    template_name = "account/confirm.html"


class ConfirmAnew(TemplateView):
    """For who has neither password nor factor here: he signs in again at the identity provider."""

    http_method_names = ["get", "head"]
    template_name = "account/confirm_anew.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where one goes on afterwards."""
        next_url = self.request.GET.get("next", "")
        return super().get_context_data(next_url=next_url, provider_name=organisation.name(), **kwargs)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own account: name, roles, theme, password, second factor, where one is signed in, sign-out."""
    return _mine(request, ThemeForm.of(me(request)))


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme chosen."""
    form = ThemeForm(request.POST)
    if not form.is_valid():
        return _mine(request, form, form=form)
    actions.choose_theme(by=me(request), theme=form.cleaned_data["theme"])
    messages.success(request, _("Theme changed."))
    return redirect("accounts:mine")


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    return render(request, "account/places.html", {"places": sessions.places(me(request), request.session)})


@require_POST
def end_place(request: HttpRequest) -> HttpResponse:
    """Sign oneself out in one place, or in all but this one."""
    user, key = me(request), request.POST.get("place", "")
    with log.acting(user, Kind.SESSION_ENDED, target=user.username, detail={"by": "owner"}):
        if key:
            if not sessions.end_one(user, key, here=request.session):
                raise Http404
        else:
            sessions.end_all(user, but=request.session)
    messages.success(request, _("Signed out there."))
    return redirect("accounts:places")


def _mine(request: HttpRequest, theme_form: ThemeForm, **more: Any) -> HttpResponse:
    user: User = me(request)
    told = {
        "theme_form": theme_form,
        "provider_name": organisation.name(),
        "provider_link": organisation.link_of(user) if organisation.is_there() else None,
    }
    return render(request, "account/mine.html", {**told, **more})
