"""Signing in and out, and one's own account."""

from typing import Any

from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import actions
from accounts.access import me
from accounts.forms import PasswordForm, SignInForm, ThemeForm


class SignIn(LoginView):
    """The sign-in page."""

    form_class = SignInForm
    template_name = "account/sign_in.html"


class SignOut(LogoutView):
    """Asks, and on POST ends the session."""

    template_name = "account/sign_out.html"


class ChangePassword(PasswordChangeView):
    """A new password for oneself; other sessions end, this one goes on."""

    form_class = PasswordForm
    template_name = "account/password.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """An account without a password has none to change."""
        if not me(request).has_usable_password():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_default_success_url(self) -> str:
        """Back to one's own account."""
        return reverse("accounts:mine")


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """One's own account: name, roles, theme, password, sign-out."""
    return render(request, "account/mine.html", {"theme_form": ThemeForm.of(me(request))})


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme chosen."""
    form = ThemeForm(request.POST)
    if not form.is_valid():
        return render(request, "account/mine.html", {"theme_form": form, "form": form})
    actions.choose_theme(by=me(request), theme=form.cleaned_data["theme"])
    messages.success(request, _("Theme changed."))
    return redirect("accounts:mine")
