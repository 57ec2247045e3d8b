"""Codes and passkeys: to sign in, to confirm that it is you, and to set them up."""

from typing import Any

from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts import brakes, signins
from accounts.forms import word

# What reading an answer raises that is wrong, or that no browser gives.
_NO_ANSWER = (ValidationError, AttributeError, LookupError, TypeError, ValueError, AssertionError, InvalidSignature)

_CODE_IS_DEAD_AFTER = 10 * 60


class _Code:
    """A code from an authenticator app, or a recovery code; guessing is slowed down, and each wrong one is recorded."""

    fields: dict[str, forms.Field]
    user: Any
    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_digits(self.fields["code"])

    def clean_code(self) -> str:
        """The code, if it is right."""
        trying = brakes.attempt(context.request, self.user.username, "code")
        try:
            code: str = super().clean_code()  # type: ignore[misc]
            if self.authenticator.type == Authenticator.Type.TOTP:
                use_up(self.user, code)
        except ValidationError:
            trying.wrong()
            signins.failed(context.request, "code", self.user)
            raise
        trying.right()
        return code


class CodeForm(_Code, AuthenticateForm):
    """To sign in with a code from an authenticator app."""


class RecoveryCodeForm(CodeForm):
    """To sign in with a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        word(field, _("Recovery code"), _("Enter one of your recovery codes."))
        field.help_text = _("One of the codes you kept when you set up your second factor. Each works once.")
        field.widget.attrs |= {"autocomplete": "off", "maxlength": 20}


class ConfirmCodeForm(_Code, ReauthenticateForm):
    """To confirm that it is you with a code."""


class _Passkey:
    """An answer of a passkey. Whatever cannot be read is a wrong one."""

    user: Any

    def clean_credential(self) -> Authenticator:
        """The passkey that answered."""
        trying = brakes.attempt(context.request, self.user.username, "passkey")
        try:
            passkey: Authenticator = super().clean_credential()  # type: ignore[misc]
        except _NO_ANSWER as error:
            trying.wrong()
            signins.failed(context.request, "passkey", self.user)
            raise no_passkey() from error
        trying.right()
        return passkey


class PasskeyForm(_Passkey, AuthenticateWebAuthnForm):
    """To sign in with a passkey."""


class ConfirmPasskeyForm(_Passkey, ReauthenticateWebAuthnForm):
    """To confirm that it is you with a passkey."""


class AppForm(ActivateTOTPForm):
    """The first code of an authenticator app, which shows that it has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_digits(self.fields["code"])

    def clean_code(self) -> str:
        """The code, which does not work again at the next sign-in."""
        code: str = super().clean_code()
        use_up(self.user, code)
        return code


class NewPasskeyForm(AddWebAuthnForm):
    """A passkey, and the name by which its owner knows it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label=_("Name"),
            max_length=60,
            help_text=_("So that you know it again, such as “Key ring” or “Work laptop”."),
            error_messages={"required": _("Enter a name for this passkey.")},
        )
        self.initial["name"] = ""

    def clean(self) -> dict[str, Any]:
        """Whatever cannot be read is no passkey."""
        try:
            answers: dict[str, Any] = super().clean()
        except _NO_ANSWER as error:
            raise no_passkey() from error
        return answers


def use_up(user: Any, code: str) -> None:
    """See to it that a code of an authenticator app works once. The library forgets sooner than a code ends.

    Raises ValidationError if it was used before.
    """
    key = salted_hmac("accounts.code", f"{user.pk} {normalize_user_code(code)}", algorithm="sha256").hexdigest()
    if not cache.add(key, True, timeout=_CODE_IS_DEAD_AFTER):
        raise get_adapter().validation_error("incorrect_code")


def no_passkey() -> ValidationError:
    """What is said where a passkey did not answer as it should."""
    return ValidationError(_("This passkey did not answer as it should. Try again."), code="incorrect_code")


def as_digits(field: forms.Field) -> None:
    """A field for a code of six digits."""
    word(field, _("Code from your authenticator app"), _("Enter the code."))
    field.help_text = _("Six digits, new every 30 seconds.")
    field.widget.attrs |= {
        "class": "code",
        "inputmode": "numeric",
        "autocomplete": "one-time-code",
        "maxlength": 20,
        "autofocus": True,
    }
