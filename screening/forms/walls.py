"""The forms of walls by decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.forms import Prose
from lib.ruled import RuledForm, offer_choices
from screening.forms.fields import reason_field


def _wall_reason() -> Prose:
    """The reason of a wall stands with the wall alone: the history of the trajectory must not tell it."""
    reason = reason_field()
    reason.help_text = _("Kept with the wall, and shown only to those who decide on it.")
    return reason


class WallForm(RuledForm):
    """Raise a wall around a trajectory for one person."""

    person = forms.ChoiceField(
        label=_("For whom does this trajectory not exist?"),
        help_text=_("Where the personnel number is recorded, the person screened needs none."),
        error_messages={"required": _("Choose a person.")},
    )
    reason = _wall_reason()

    def __init__(self, data: Any = None, *, people: list[User]) -> None:
        super().__init__(data)
        self.people = {person.username: person for person in people}
        offered = [(username, str(person)) for username, person in self.people.items()]
        offer_choices(self, "person", [("", _("Choose a person")), *offered])

    def clean_person(self) -> User:
        """The person chosen."""
        return self.people[self.cleaned_data["person"]]


class LiftForm(RuledForm):
    """Lift a wall."""

    reason = _wall_reason()
