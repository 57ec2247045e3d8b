"""Sign-in, password and theme."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import brakes, signins
from accounts.models import User
from lib.forms import Pick

# Stored as nothing, but a radio button needs a value to be an answer.
AS_THE_SYSTEM = "system"


class SignInForm(LoginForm):
    """User name and password. Whatever is wrong, the answer is the same sentence."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self.fields["login"], _("User name"), _("Enter your user name."))
        word(self.fields["password"], _("Password"), _("Enter your password."))
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false", "autofocus": True}

    def clean(self) -> dict[str, Any]:
        """An account that is switched off is answered like one that does not exist."""
        answers: dict[str, Any] = super().clean() or {}
        if self.user is not None and not self.user.is_active:
            signins.failed(context.request, "password", self.user)
            raise get_adapter().validation_error("username_password_mismatch")
        return answers


class ConfirmForm(ReauthenticateForm):
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self.fields["password"], _("Password"), _("Enter your password."))
        self.fields["password"].widget.attrs["autofocus"] = True


class PasswordForm(ChangePasswordForm):
    """A new password, after the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self.fields["oldpassword"], _("Your password now"), _("Enter the password you have now."))
        word(self.fields["password1"], _("New password"), _("Enter a new password."))
        self.fields["password1"].help_text = _(
            "At least 14 characters, and none of the passwords that many people use. "
            "A few words in a row are easy to remember."
        )
        word(self.fields["password2"], _("New password, once more"), _("Enter the new password once more."))

    def clean_oldpassword(self) -> str:
        """Guessing it is slowed down as at sign-in."""
        trying = brakes.attempt(context.request, self.user.username, "password")
        try:
            password: str = super().clean_oldpassword()
        except ValidationError:
            trying.wrong()
            signins.failed(context.request, "password", self.user)
            raise
        trying.right()
        return password

    def clean(self) -> dict[str, Any]:
        """In our words: the two new ones must be the same."""
        answers: dict[str, Any] = forms.Form.clean(self) or {}
        first, second = answers.get("password1"), answers.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two do not match. Enter the new password once more."))
        return answers


class ThemeForm(forms.Form):
    """Light, dark, or as the system has it."""

    theme = forms.ChoiceField(
        label=_("Theme"),
        choices=[(AS_THE_SYSTEM, User.Theme.SYSTEM.label), *User.Theme.choices[1:]],
        widget=Pick(hints={AS_THE_SYSTEM: _("Light or dark, whichever your device is set to.")}),
    )

    @classmethod
    def of(cls, person: User) -> "ThemeForm":
        """The form with this person's present choice."""
        return cls(initial={"theme": person.theme or AS_THE_SYSTEM})

    def clean_theme(self) -> str:
        """As it is stored: nothing stands for the system's."""
        theme: str = self.cleaned_data["theme"]
        return User.Theme.SYSTEM if theme == AS_THE_SYSTEM else theme


def word(field: forms.Field, label: Any, required: Any) -> None:
    """Our words on a field of allauth, and no placeholder: the label stays in sight while one types."""
    field.label = label
    field.help_text = ""
    field.error_messages["required"] = required
    field.widget.attrs.pop("placeholder", None)
