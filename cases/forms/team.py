"""Forms of who may open a case: its team, and the walls around it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.forms.fields import reason_field
from cases.models.values import TeamRole
from lib.forms import Pick, Prose
from lib.problems import REASON_NEEDED
from lib.ruled import RuledForm, offer_choices

GRANTED = [(role.value, role.label) for role in (TeamRole.MEMBER, TeamRole.REVIEWER)]
OTHER = "other"
WHY_RECUSED = [
    ("knows", _("I know a person concerned")),
    ("conflict", _("I have another interest in this case")),
    ("work", _("Other work")),
    (OTHER, _("Another reason")),
]


class PersonForm(RuledForm):
    """Chooses one of the people offered; whoever is not offered is answered as one who does not exist."""

    person_field = "person"

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.username: person for person in people}
        offered = [(username, str(person)) for username, person in self.people.items()]
        offer_choices(self, self.person_field, [("", _("Choose a person")), *offered])

    def clean(self) -> dict[str, Any]:
        chosen = self.cleaned_data.get(self.person_field)
        if chosen is not None:
            self.cleaned_data[self.person_field] = self.people[chosen]
        return super().clean()


class LeadForm(PersonForm):
    """Appoint a lead, or hand the case over to one."""

    person_field = "lead"
    lead = forms.ChoiceField(
        label=_("Who leads this case?"),
        help_text=_("Investigators who can be on its team."),
        error_messages={"required": _("Choose an investigator.")},
    )
    reason = reason_field()

    def __init__(self, *args: Any, current: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = current is not None


class GrantForm(PersonForm):
    """Put a person on the team."""

    person = forms.ChoiceField(
        label=_("Who?"),
        help_text=_("Investigators who can be on its team."),
        error_messages={"required": _("Choose an investigator.")},
    )
    role = forms.ChoiceField(
        label=_("To do what?"),
        choices=GRANTED,
        error_messages={"required": _("Choose what this person does.")},
        widget=Pick(
            hints={
                TeamRole.MEMBER: _("Works on the case with you"),
                TeamRole.REVIEWER: _("Reads it and takes the second look at closing, and changes nothing"),
            }
        ),
    )
    reason = reason_field()


class RecuseForm(RuledForm):
    """Step out of a case: a reason from the list, in words of one's own where none fits."""

    why = forms.ChoiceField(
        label=_("Why?"),
        choices=WHY_RECUSED,
        error_messages={"required": _("Choose a reason.")},
        widget=Pick,
    )
    reason = Prose(
        rows=2,
        label=_("In your own words"),
        required=False,
        help_text=_("Only for another reason. Shown in the timeline."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        why, said = cleaned.get("why"), (cleaned.get("reason") or "").strip()
        if why == OTHER and not said:
            self.add_error("reason", REASON_NEEDED)
        elif why and why != OTHER:
            cleaned["reason"] = str(dict(WHY_RECUSED)[why])
        return cleaned


class WallForm(PersonForm):
    """Raise a wall around a person."""

    person = forms.ChoiceField(
        label=_("For whom does this case no longer exist?"),
        error_messages={"required": _("Choose a person.")},
    )
    reason = Prose(
        rows=2,
        label=_("Why?"),
        help_text=_("Shown to the lead and the coordinator only."),
        error_messages={"required": REASON_NEEDED},
    )
