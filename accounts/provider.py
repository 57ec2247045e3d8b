"""An organisation's own identity provider, spoken to in OpenID Connect. django-allauth finds this module by its name.

The answer is read from the signed token alone, and of it only who it is (issuer and subject) and how he showed that. No
e-mail address is asked for, read or kept.
"""

import hashlib
import hmac
from typing import Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import get_random_string

KEPT = ("amr", "acr")
"""What of a token is kept besides its subject: how it was shown who it is."""


def provider_id() -> str:
    """What stands for the issuer: links to one issuer mean nothing at another."""
    return f"oidc-{hashlib.sha256(settings.OIDC_ISSUER.encode()).hexdigest()[:32]}"


def app() -> SocialApp:
    """What the environment says of the provider."""
    return SocialApp(
        provider=OrganisationProvider.id,
        provider_id=provider_id(),
        name=settings.OIDC_NAME,
        client_id=settings.OIDC_CLIENT_ID,
        secret=settings.OIDC_CLIENT_SECRET,
        settings={"server_url": settings.OIDC_ISSUER.rstrip("/"), "oauth_pkce_enabled": True},
    )


class Speaker(OpenIDConnectOAuth2Adapter):
    """Speaks with the provider."""

    nonce = ""

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where the provider sends people back to."""
        address: str = build_absolute_uri(request, reverse("provider_callback"), self.redirect_uri_protocol)
        return address

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> Any:
        """Who the provider says it is."""
        try:
            claims = self._decode_id_token(app, kwargs["response"]["id_token"])
            if not hmac.compare_digest(str(claims.get("nonce", "")), self.nonce):
                raise OAuth2Error("The token answers another request.")
            return self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        except (LookupError, TypeError, ValueError) as error:
            raise OAuth2Error("The token cannot be read.") from error

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=settings.OIDC_ISSUER,
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        return claims


class OrganisationProvider(OpenIDConnectProvider):
    """The provider as django-allauth knows it."""

    id = "organisation"
    oauth2_adapter_class = Speaker

    def get_login_url(self, request: HttpRequest, **_: Any) -> str:
        """Where one leaves for it."""
        return reverse("provider_sign_in")

    def get_callback_url(self) -> str:
        """Where one comes back from it."""
        return reverse("provider_callback")

    def get_default_scope(self) -> list[str]:
        """No profile and no e-mail address."""
        return ["openid"]

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """What is kept of the token."""
        return {name: data["id_token"][name] for name in KEPT if name in data["id_token"]}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing: no account is made or filled from a token."""
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        """None: nobody is recognised by an address."""
        return []

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Leave for the provider, with a nonce that its token must bear."""
        nonce = get_random_string(32)
        asked = {**self.get_auth_params(), **kwargs.pop("auth_params", {}), "nonce": nonce}
        if settings.OIDC_ACR:
            asked["acr_values"] = " ".join(settings.OIDC_ACR)
        answer: HttpResponse = super().redirect(
            request, process, next_url=next_url, data=data, auth_params=asked, nonce=nonce, **kwargs
        )
        return answer


provider_classes = [OrganisationProvider]
