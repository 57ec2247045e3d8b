"""The second factor: who needs one, who has one, and how its secrets are kept.

Outside the demo everybody needs one. A session bears a mark of the second factor by which it was opened; without that
mark it reaches the pages where one sets up a second factor and nothing else.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib import identity

MARK = "second_factor"
"""Where a session says by what second factor it was opened."""

REACHABLE_WITHOUT = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "account_reauthenticate",
        "account_confirm_anew",
        "account_logout",
        "set_language",
    }
)
"""The pages that a person without a second factor reaches: where he sets one up, sign-out, and the language."""


def is_required() -> bool:
    """Whether everybody needs a second factor; the invented people of the demo do not."""
    return bool(settings.MODE != "demo")


def has_one(user: User) -> bool:
    """Whether the person has set one up. Recovery codes alone are none."""
    return bool(_main(user).exists())


def is_last(authenticator: Authenticator) -> bool:
    """Whether the person would have no second factor without this one."""
    return not _main(authenticator.user).exclude(pk=authenticator.pk).exists()


def reset(user: User) -> None:
    """Take all second factors from a person: at the next sign-in one must be set up anew."""
    Authenticator.objects.filter(user=user).delete()


def mark(request: HttpRequest, factor: str) -> None:
    """This session was opened by a second factor."""
    request.session[MARK] = factor


def mark_shown(request: HttpRequest, user: User) -> None:
    """Mark the session by what was shown while signing in, if that was a second factor."""
    used = [record["type"] for record in get_authentication_records(request, user) if record["method"] == "mfa"]
    if used:
        mark(request, used[-1])


def _main(user: Any) -> Any:
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)


class Required:
    """Middleware that leads who has no second factor to where one is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponseRedirect | None:
        """Once it is known which page is asked for."""
        user = request.user
        if not is_required() or not isinstance(user, User) or request.session.get(MARK):
            return None
        if has_one(user):
            # Set up elsewhere meanwhile: this session never showed it.
            logout(request)
            return redirect("account_login")
        match = request.resolver_match
        return None if match and match.view_name in REACHABLE_WITHOUT else redirect("mfa_index")


class Stage(AuthenticateStage):
    """Asks for the second factor, but where an identity provider vouches that it was shown there."""

    def handle(self) -> tuple[Any, bool]:
        """The answer that asks, if any, and whether signing in may go on."""
        sociallogin = (self.login.signal_kwargs or {}).get("sociallogin")
        if sociallogin is not None and vouches(sociallogin.account.extra_data):
            record_authentication(self.request, self.login.user, "mfa", type="vouched")
            return None, True
        answer: tuple[Any, bool] = super().handle()
        return answer


def vouches(claims: dict[str, Any]) -> bool:
    """Whether a provider says in its token that several factors were shown (RFC 8176), or a level that means so."""
    methods = claims.get("amr")
    return (isinstance(methods, list) and "mfa" in methods) or claims.get("acr") in settings.OIDC_ACR


class Adapter(DefaultMFAAdapter):
    """What Integrity asks of django-allauth's second factors."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or was used already. Enter the next one."),
        "cannot_delete_authenticator": _("This is your only second factor. Add another one first."),
    }

    def encrypt(self, text: str) -> str:
        """As a secret is kept."""
        return identity.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """As it was made."""
        return identity.decrypt(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """The last one stays where one is required."""
        return not is_required() or not is_last(authenticator)

    def get_totp_label(self, user: User) -> str:
        """What an authenticator app shows below the name of the register."""
        return user.username

    def get_totp_issuer(self) -> str:
        """The name of the register in an authenticator app."""
        return "Integrity"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Whom a passkey is for."""
        return {**super().get_public_key_credential_rp_entity(), "name": "Integrity"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """Whose a passkey is: by a hash that stands for the account and is no key of the database."""
        handle = salted_hmac("accounts.passkey", user.username, algorithm="sha256").digest()
        return {"id": handle, "display_name": user.name, "name": user.username}


def shown_key(authenticator: Authenticator) -> str:
    """What stands for a passkey in an address."""
    credential = authenticator.wrap().authenticator_data.credential_data.credential_id
    return hashlib.sha256(credential).hexdigest()[:16]


def renew_encryption() -> int:
    """Encrypt all secrets anew under the newest key, when the keys rotate; returns how many were."""
    kept = [row for row in Authenticator.objects.select_for_update() if {"secret", "seed"} & row.data.keys()]
    for row in kept:
        for name in {"secret", "seed"} & row.data.keys():
            row.data[name] = identity.encrypt(identity.decrypt(row.data[name]))
        row.save(update_fields=["data"])
    return len(kept)
