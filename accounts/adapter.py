"""What Integrity asks of django-allauth."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import brakes, factors, pending, recent, signins
from accounts.models import User
from audit import log
from audit.kinds import Kind

_WAYS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class Adapter(DefaultAccountAdapter):
    """Sign-in without sign-up: accounts are made by an admin, never by a visitor."""

    # One sentence whatever was wrong, so that nobody learns which user names exist.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("User name and password do not belong together. Check both and try again."),
        "incorrect_password": _("This is not your password. Enter it again."),
        "enter_current_password": _("This is not the password you have now. Enter it again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs himself up."""
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        """Every answer is a page; the library's JSON would repeat what was typed, a password included."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether sign-in may lead there; what is no address at all may not."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Before a password is compared."""
        self._attempt = brakes.attempt(request, credentials.get("username", ""), "password")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Whose name and password these are."""
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            self._attempt.right()
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """They belong to nobody."""
        self._attempt.wrong()
        signins.failed(request, "password", signins.named(credentials.get("username", "")))

    def get_login_stages(self) -> list[str]:
        """The library's steps of signing in, with our second one."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "accounts.factors.Stage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def pre_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse | None:
        """The first step is taken."""
        answer: HttpResponse | None = super().pre_login(request, user, **more)
        if answer is None:
            pending.begin(request, user)
        return answer

    def login(self, request: HttpRequest, user: User) -> None:
        """All steps are taken: the person is signed in, if the first one still counts."""
        user = pending.person(request, user)
        super().login(request, user)
        pending.end(request)
        factors.mark_shown(request, user)
        brakes.remember(request, user.username)

    def logout(self, request: HttpRequest) -> None:
        """The person signs out."""
        user = request.user
        if isinstance(user, User):
            with log.acting(user, Kind.SIGNED_OUT, target=user.username):
                pass
        super().logout(request)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponseRedirect:
        """An account that is switched off is answered like one that does not exist."""
        signins.failed(request, signins.PROVIDER, user)
        messages.error(request, _("You cannot sign in with this account."))
        return redirect("account_login")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """How this person can show that it is he; who has neither password nor factor here signs in anew."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**way, "description": _WAYS[way["id"]]} for way in ways] or [
            {"id": "anew", "description": _("Sign in again"), "url": reverse("account_confirm_anew")}
        ]

    def is_reauthentication_required(self, *, app: str, **_kwargs: Any) -> bool:
        """Whether it is too long ago that this person showed who it is; a sign-in counts too."""
        return not recent.is_recent(context.request)
