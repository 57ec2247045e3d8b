"""Signing in through an organisation's own identity provider, and linking an account here to one there.

Nobody gets an account that way, and nobody is linked by an e-mail address: whoever has an account links it while he is
signed in.
"""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from requests import RequestException

from accounts import provider, sessions, signins
from accounts.access import me
from accounts.models import User
from accounts.recent import recently_signed_in
from audit import log
from audit.kinds import Kind
from lib.methods import require_GET, require_POST


def is_there() -> bool:
    """Whether an identity provider is configured."""
    return bool(settings.OIDC_ISSUER)


def name() -> str:
    """What people call the provider; nothing where there is none."""
    return settings.OIDC_NAME if is_there() else ""


def link_of(user: User) -> SocialAccount | None:
    """The account at the provider that this person is linked to."""
    return SocialAccount.objects.filter(user=user, provider=provider.provider_id()).first()


class Adapter(DefaultSocialAccountAdapter):
    """What Integrity asks of django-allauth's identity providers."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The one that the environment names, if it names one; none come from the database."""
        return [_app()] if is_there() else []

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody signs himself up."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Who is known to the provider and not here is told so."""
        if sociallogin.is_existing or sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        signins.failed(request, signins.PROVIDER, None)
        messages.error(
            request, _("No account here is linked to the one you used. Sign in with your password to link it.")
        )
        raise ImmediateHttpResponse(redirect("account_login"))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **more: Any) -> None:
        """One page for whatever went wrong; on record if the answer was to a question of ours."""
        if "state" in (more.get("extra_context") or {}) and not request.user.is_authenticated:
            signins.failed(request, signins.PROVIDER, None)
        raise ImmediateHttpResponse(_not_signed_in(request))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """Back to one's own account."""
        return reverse("accounts:mine")


class _Callback(OAuth2CallbackView):
    """Coming back: the token must bear the nonce that was sent."""

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, Any]:
        state, answer = super()._get_state(request, provider)
        if state:
            self.adapter.nonce = state["nonce"]
        return state, answer


@login_not_required
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Leave for the provider, to sign in."""
    return _leave(request, AuthProcess.LOGIN)


@login_not_required
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Come back from the provider."""
    _must_be_there()
    answer: HttpResponse = _Callback.adapter_view(provider.Speaker(request, provider.provider_id()))(request)
    return answer


@recently_signed_in(page=lambda _request: reverse("accounts:mine"))
@require_POST
def link(request: HttpRequest) -> HttpResponse:
    """Leave for the provider, to link one's account here to the one there."""
    if link_of(me(request)):
        raise Http404
    return _leave(request, AuthProcess.CONNECT)


@recently_signed_in(page=lambda _request: reverse("accounts:mine"))
@require_POST
def unlink(request: HttpRequest) -> HttpResponse:
    """End the link. Who has no password here keeps it, for he could not sign in any more."""
    _must_be_there()
    user = me(request)
    linked = link_of(user)
    if linked is None:
        raise Http404
    if not user.has_usable_password():
        messages.error(request, _("You have no password here, so you keep this way to sign in."))
        return redirect("accounts:mine")
    with log.acting(user, Kind.PROVIDER_UNLINKED, target=user.username):
        linked.delete()
        sessions.end_all(user, but=request.session)
    messages.success(request, _("The link was ended."))
    return redirect("accounts:mine")


def _app() -> SocialApp:
    return provider.app()


def _must_be_there() -> None:
    if not is_there():
        raise Http404


def _leave(request: HttpRequest, process: str) -> HttpResponse:
    """A page that leads there at once: a redirect would not be let through, for forms are sent nowhere else."""
    _must_be_there()
    speaker = provider.Speaker(request, provider.provider_id())
    next_url = request.POST.get("next", "")
    try:
        answer = speaker.get_provider().redirect(request, process, next_url=_safe(request, next_url))
    except (RequestException, LookupError, ValueError):
        return _not_signed_in(request)
    if not isinstance(answer, HttpResponseRedirect):
        return answer
    return render(request, "account/provider_leave.html", {"address": answer.url, "provider_name": name()})


def _safe(request: HttpRequest, address: str) -> str | None:
    from allauth.account.adapter import get_adapter

    return address if address and get_adapter().is_safe_url(address) else None


def _not_signed_in(request: HttpRequest) -> HttpResponse:
    return render(request, "account/provider_error.html", {"provider_name": name()}, status=400)
