"""The form behind a link: a password of one's own."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User


def _password_field(label: Any, required: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=4_096,
        help_text=hint,
        error_messages={"required": required},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    password1 = _password_field(
        _("New password"),
        _("Enter a new password."),
        _("At least 14 characters. A few words in a row are easy to remember."),
    )
    password2 = _password_field(_("New password, once more"), _("Enter the new password once more."))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password1(self) -> str:
        """Long enough, not common, and not the person's own name."""
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        """The two must be the same."""
        answers: dict[str, Any] = super().clean() or self.cleaned_data
        first, second = answers.get("password1"), answers.get("password2")
        if first and second and first != second:
            self.add_error("password2", ValidationError(_("The two do not match. Enter the new password once more.")))
        return answers
