"""Forms about people's accounts and what is proposed about them."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from accounts import rules
from accounts.models import User
from accounts.roles import AT_ONCE, Role
from lib.forms import Pick, PickMany, Prose
from lib.problems import Problem
from lib.ruled import RuledForm, offer_choices

_NUMBER_HINT = _("Cases and trajectories about this number are kept out of this person's sight.")


def reason_field(label: Any = _("Why?")) -> Prose:
    """The reason that goes with an act on a person into the audit log."""
    return Prose(
        rows=2,
        label=label,
        help_text=_("The auditor reads it in the audit log. Nothing about cases, please."),
        error_messages={"required": _("Say why. The reason is kept in the audit log.")},
    )


def _number_field(**options: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Personnel number"),
        max_length=60,
        error_messages={"required": _("Enter the personnel number.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        **options,
    )


class ReasonForm(RuledForm):
    """A reason, and nothing else."""

    reason = reason_field()


class DeclineForm(RuledForm):
    """Why a proposal is declined."""

    reason = reason_field(_("Why not?"))


class RoleForm(RuledForm):
    """One role for somebody who has an account."""

    role = forms.ChoiceField(
        label=_("Role"),
        error_messages={"required": _("Choose a role.")},
        widget=Pick(
            hints={
                role: _("Holds at once.") if role in AT_ONCE else _("Holds once a second person has approved it.")
                for role in Role
            }
        ),
    )
    reason = reason_field()

    def __init__(self, *args: Any, person: User, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "role", [(role.value, role.label) for role in Role if role not in person.roles])
        if person == by:
            picked = self.fields["role"].widget
            assert isinstance(picked, Pick)
            picked.hints = {role: _("For yourself: holds once a second person has approved it.") for role in Role}


class NumberForm(RuledForm):
    """Another personnel number."""

    number = _number_field(help_text=_NUMBER_HINT)
    reason = reason_field()

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def problems(self) -> Iterator[Problem]:
        yield from rules.number_problems(self.cleaned_data.get("number", ""), of=self.person)


class InviteForm(RuledForm):
    """A new account."""

    name = forms.CharField(label=_("Name"), max_length=120, error_messages={"required": _("Enter the name.")})
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        help_text=_("Letters a to z, digits, and the signs @ . + - _. It cannot be changed later."),
        error_messages={"required": _("Enter a user name.")},
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("The link to set a password goes there. An admin cannot change it later."),
        error_messages={
            "required": _("Enter the e-mail address."),
            "invalid": _("Enter the whole e-mail address, for example a.devries@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    number = _number_field(help_text=_NUMBER_HINT)
    language = forms.ChoiceField(label=_("Language of the mails"), error_messages={"required": _("Choose a language.")})
    roles = forms.MultipleChoiceField(label=_("Roles"), choices=Role.choices, required=False, widget=PickMany)
    reason = reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
        offer_choices(self, "language", known)
        self.fields["language"].initial = get_language()

    def problems(self) -> Iterator[Problem]:
        yield from rules.account_problems(self.cleaned_data)
