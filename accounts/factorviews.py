"""The pages of the second factor: the second step of signing in, confirming by it, and setting it up."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from allauth.account.internal.stagekit import get_pending_stage
from allauth.mfa.base.views import AuthenticateView, IndexView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.generic.edit import FormView

from accounts import factors, pending, sessions
from accounts.access import me
from accounts.factorforms import (
    AppForm,
    CodeForm,
    ConfirmCodeForm,
    ConfirmPasskeyForm,
    NewPasskeyForm,
    PasskeyForm,
    RecoveryCodeForm,
)
from accounts.recent import recently_signed_in
from accounts.views import FORM
from audit import log
from audit.kinds import Kind

Type = Authenticator.Type


@method_decorator(login_not_required, name="dispatch")
class SecondStep(AuthenticateView):
    """The second step of signing in: a code from an authenticator app."""

    http_method_names = FORM
    template_name = "account/second_step.html"
    form_class = CodeForm
    webauthn_form_class = PasskeyForm
    by = "app"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Before anything else: whether the first step still counts. Who begins again needs no first step."""
        waiting = get_pending_stage(request)
        if waiting is not None and "again" not in request.POST:
            pending.person(request, waiting.login.user)
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return answer

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who has no app is asked for a passkey."""
        if self.by == "app" and not self._has(Type.TOTP):
            return redirect("sign_in_passkey")
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The code or passkey, or the wish to begin again as somebody else."""
        if "again" in request.POST:
            began_again: HttpResponse = self.stage.abort()
            return began_again
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What this page asks for, and what else would do."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **found,
            "by": self.by,
            "form": self.webauthn_form if self.by == "passkey" else self.auth_form,
            "username": self.stage.login.user.username,
            "options": as_json(found.get("js_data", {}).get("request_options")),
            "has_app": self._has(Type.TOTP),
            "has_passkey": self._has(Type.WEBAUTHN),
            "has_recovery_codes": self._has(Type.RECOVERY_CODES),
        }

    def _has(self, kind: str) -> bool:
        return bool(Authenticator.objects.filter(user=self.stage.login.user, type=kind).exists())


class SecondStepPasskey(SecondStep):
    """The same, with a passkey."""

    by = "passkey"


class SecondStepRecovery(SecondStep):
    """The same, with a recovery code."""

    form_class = RecoveryCodeForm
    by = "recovery"


class ConfirmCode(ReauthenticateView):
    """Asks for a code, before something that not everybody at this screen may do."""

    http_method_names = FORM
    form_class = ConfirmCodeForm
    template_name = "account/confirm.html"


class ConfirmPasskey(ReauthenticateWebAuthnView):
    """The same, with a passkey."""

    http_method_names = FORM
    form_class = ConfirmPasskeyForm
    template_name = "account/confirm_passkey.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form with what is wrong with it, and what the browser is asked."""
        form = kwargs.get("form") or self.get_form()
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return {**found, "form": form, "options": as_json(found["js_data"]["request_options"])}

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page again, with what is wrong."""
        return FormView.form_invalid(self, form)


class Factors(IndexView):
    """Which second factors one has; where somebody without any sets one up."""

    http_method_names = ["get", "head"]
    template_name = "account/factors.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The app, the passkeys with the keys by which they are removed, and how many recovery codes are left."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        kept = found["authenticators"]
        codes = kept.get(Type.RECOVERY_CODES)
        return {
            **found,
            "app": kept.get(Type.TOTP),
            "passkeys": [(key, factors.shown_key(key.instance)) for key in kept.get(Type.WEBAUTHN, [])],
            "codes_left": len(codes.get_unused_codes()) if codes else 0,
            "missing": factors.is_required() and not factors.has_one(me(self.request)),
        }


@method_decorator(recently_signed_in, name="dispatch")
class App(ActivateTOTPView):
    """Sets up an authenticator app, in place of the one before."""

    http_method_names = FORM
    template_name = "account/app.html"
    form_class = AppForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The library would send who has an app to the page that removes it, and he would be without for a while."""
        return super(ActivateTOTPView, self).dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The picture, and whether there is an app already."""
        replaced = Authenticator.objects.filter(user=me(self.request), type=Type.TOTP).exists()
        return {**super().get_context_data(**kwargs), "replaced": replaced}

    def form_valid(self, form: Any) -> HttpResponse:
        """The app is the second factor from now on."""
        with _changing(self.request, Kind.FACTOR_ADDED, Type.TOTP):
            Authenticator.objects.filter(user=me(self.request), type=Type.TOTP).delete()
            answer: HttpResponse = super().form_valid(form)
        factors.mark(self.request, Type.TOTP)
        return answer


@method_decorator(recently_signed_in, name="dispatch")
class RemoveApp(DeactivateTOTPView):
    """Removes the authenticator app, if there is another second factor."""

    http_method_names = FORM
    template_name = "account/factor_remove.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Removed."""
        with _changing(self.request, Kind.FACTOR_REMOVED, Type.TOTP):
            answer: HttpResponse = super().form_valid(form)
        return answer


@method_decorator(recently_signed_in, name="dispatch")
class AddPasskey(AddWebAuthnView):
    """Adds a passkey."""

    http_method_names = FORM
    template_name = "account/passkey.html"
    form_class = NewPasskeyForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form with what is wrong with it, and what the browser is asked."""
        form = kwargs.get("form") or self.get_form()
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return {**found, "form": form, "options": as_json(found["js_data"]["creation_options"])}

    def form_valid(self, form: Any) -> HttpResponse:
        """The passkey is a second factor from now on."""
        with _changing(self.request, Kind.FACTOR_ADDED, Type.WEBAUTHN):
            answer: HttpResponse = super().form_valid(form)
        factors.mark(self.request, Type.WEBAUTHN)
        return answer


@method_decorator(recently_signed_in, name="dispatch")
class RemovePasskey(RemoveWebAuthnView):
    """Removes a passkey, if there is another second factor."""

    http_method_names = FORM
    template_name = "account/factor_remove.html"

    def get_object(self, queryset: Any = None) -> Authenticator:
        """One's own, by the key that stands in the address."""
        for passkey in self.get_queryset():
            if factors.shown_key(passkey) == self.kwargs["key"]:
                return passkey
        raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether it may go."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return {**found, "refusal": self._refusal(self.object), "passkey": self.object.wrap().name}

    def form_valid(self, form: Any) -> HttpResponse:
        """Removed."""
        refusal = self._refusal(self.object)
        if refusal:
            messages.error(self.request, refusal)
            return redirect("mfa_index")
        with _changing(self.request, Kind.FACTOR_REMOVED, Type.WEBAUTHN):
            answer: HttpResponse = super().form_valid(form)
        return answer

    def get_success_url(self) -> str:
        """Back to one's second factors."""
        return reverse("mfa_index")

    def _refusal(self, passkey: Authenticator) -> str:
        adapter = factors.Adapter()
        if adapter.can_delete_authenticator(passkey):
            return ""
        return str(adapter.error_messages["cannot_delete_authenticator"])


@method_decorator(recently_signed_in, name="dispatch")
class RecoveryCodes(ViewRecoveryCodesView):
    """The recovery codes, shown once."""

    http_method_names = ["get", "head"]
    template_name = "account/recovery_codes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The codes in groups of four, and as a file that the browser already has."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        if not found["can_view_codes"]:
            return found
        codes = [f"{code[:4]} {code[4:]}" for code in found["unused_codes"]]
        return {**found, "codes": codes, "file": f"data:text/plain;charset=utf-8,{quote(chr(10).join(codes))}"}


@method_decorator(recently_signed_in, name="dispatch")
class NewRecoveryCodes(GenerateRecoveryCodesView):
    """Makes new recovery codes; the old ones stop working."""

    http_method_names = FORM
    template_name = "account/recovery_codes_new.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Made."""
        with _changing(self.request, Kind.RECOVERY_CODES_MADE, Type.RECOVERY_CODES):
            answer: HttpResponse = super().form_valid(form)
        return answer


def as_json(options: Any) -> str:
    """What the browser is asked to ask of a passkey, as the script reads it."""
    return json.dumps(options, cls=DjangoJSONEncoder)


@contextmanager
def _changing(request: HttpRequest, kind: Kind, factor: str) -> Iterator[None]:
    """A change of one's own factors: one event, and an end to one's sessions elsewhere."""
    user = me(request)
    with log.acting(user, kind, target=user.username, detail={"factor": str(factor)}):
        yield
        sessions.end_all(user, but=request.session)
