"""Forms of the import in the browser."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from integrity.intake.kinds import Kind
from lib.forms import Pick, Prose
from lib.problems import REASON_NEEDED
from lib.ruled import RuledForm, offer_choices
from office.models.intake import LONGEST_NAME

LONGEST_PROFILE = 200_000
"""Characters of a profile; one that maps every value of every field stays far below."""


class UploadForm(RuledForm):
    """Which file, and what its rows are. The file itself has been taken by the upload handler."""

    kind = forms.ChoiceField(
        label=_("What are the rows of the file?"),
        widget=Pick,
        error_messages={"required": _("Choose what the rows of the file are.")},
    )

    def __init__(self, *args: Any, kinds: list[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "kind", [(str(kind.key.value), kind.label) for kind in kinds])
        if len(kinds) == 1:
            self.fields["kind"].initial = kinds[0].key.value


class ProfileNameForm(RuledForm):
    """Under which name a profile is saved."""

    name = forms.CharField(
        label=_("Name of the profile"),
        max_length=LONGEST_NAME,
        help_text=_("Everybody who imports this kind of file can use it. An older one of this name is withdrawn."),
        error_messages={"required": _("Enter a name for the profile.")},
    )


class ProfileTextForm(RuledForm):
    """A profile in TOML, as a text that is pasted."""

    text = forms.CharField(
        label=_("Profile in TOML"),
        max_length=LONGEST_PROFILE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14, "class": "mono", "spellcheck": "false"}),
        help_text=_("The whole text of a profile, as the command line reads it."),
        error_messages={"required": _("Paste the text of a profile.")},
    )


class ProfileInForm(ProfileTextForm):
    """A profile that is brought in to be saved."""

    kind = forms.ChoiceField(
        label=_("What does it read?"), widget=Pick, error_messages={"required": _("Choose what the profile reads.")}
    )
    name = ProfileNameForm.base_fields["name"]
    field_order = ["kind", "name", "text"]

    def __init__(self, *args: Any, kinds: tuple[Kind, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "kind", [(str(kind.key.value), kind.label) for kind in kinds])


class TakeBackForm(RuledForm):
    """Why an import is taken back."""

    reason = Prose(
        rows=3,
        label=_("Why is this import taken back?"),
        help_text=_("Kept with every case of it and with the import. Name nobody."),
        error_messages={"required": REASON_NEEDED},
    )
