"""The forms of the page that registers signals: one, or several below each other, without a script.

Whatever was typed stays: also in the form above the one that is added, and whatever is wrong with it.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cases.signals import rules
from cases.signals.forms import ReceivedForm, typed_field
from lib import clock
from lib.forms import DateField, PickMany, Prose
from lib.problems import Problem
from lib.ruled import offer_choices

PREFIX = "signals"
MOST = 20
"""So many signals are registered on one page."""
COPIED = ("received_on", "source", "channel")
"""What the next signal most often has in common with the last."""
_TOTAL, _INITIAL = f"{PREFIX}-TOTAL_FORMS", f"{PREFIX}-INITIAL_FORMS"
# What a form says when nobody has typed anything into it.
_GIVEN = (*COPIED, "unit")


class RegisterForm(ReceivedForm):
    """One signal, with what is said only when it comes in: who reports it, and from whom it is kept."""

    received_on = DateField(label=_("When did it come in?"), initial=clock.today)
    reporter_name = typed_field(label=_("Name of the reporter"), max_length=120)
    reporter_number = typed_field(label=_("Personnel number of the reporter"), max_length=40, attrs={"class": "w-date"})
    reporter_contact = typed_field(label=_("How can the reporter be reached?"), max_length=200)
    keep_from = forms.MultipleChoiceField(
        label=_("From whom?"),
        required=False,
        help_text=_("For these people the signal does not exist, and neither does a case that is made of it."),
        widget=PickMany,
    )
    keep_reason = Prose(
        rows=2, label=_("Why?"), required=False, help_text=_("Needed if you choose somebody. For coordinators only.")
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.username: person for person in people}
        offer_choices(self, "keep_from", [(username, str(person)) for username, person in self.people.items()])

    def problems(self) -> Iterator[Problem]:
        yield from rules.registering_problems(self.cleaned_data)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["keep_from"] = [self.people[name] for name in cleaned.get("keep_from") or ()]
        return cleaned

    def typed(self) -> dict[str, Any]:
        """What was typed, as it was typed."""
        return {name: self[name].data for name in self.fields}

    @property
    def is_blank(self) -> bool:
        """Whether nobody has typed anything but what stands in a form by itself."""
        typed = [value for name, value in self.typed().items() if name not in _GIVEN]
        return not any(value.strip() if isinstance(value, str) else value for value in typed)

    @property
    def tells_reporter(self) -> bool:
        """Whether the part about the reporter has something to show."""
        return self._holds("reporter_name", "reporter_number", "reporter_contact")

    @property
    def keeps_from(self) -> bool:
        """Whether the part about who is kept out has something to show."""
        return self._holds("keep_from", "keep_reason")

    def _holds(self, *names: str) -> bool:
        return any(self[name].value() or (self.is_bound and self[name].errors) for name in names)


class _RegisterForms(forms.BaseFormSet):
    """All of them. None may be left empty: those at the end that are, `sent` leaves out."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "empty_permitted": False}


RegisterForms = forms.formset_factory(
    RegisterForm, formset=_RegisterForms, extra=0, min_num=1, max_num=MOST, absolute_max=MOST, validate_max=True
)


def one(people: list[User]) -> Any:
    """The page as it begins: one empty form."""
    return RegisterForms(prefix=PREFIX, form_kwargs={"people": people})


def sent(data: QueryDict, people: list[User]) -> Any:
    """The forms that were sent, without the empty ones at the end; the first always counts."""
    found = _bound(data, people)
    number = len(found.forms)
    while number > 1 and found.forms[number - 1].is_blank:
        number -= 1
    return found if number == len(found.forms) else _bound(data, people, number)


def one_more(data: QueryDict, people: list[User]) -> Any:
    """The forms that were sent as they are, and one below them that begins as the last one does."""
    typed = [form.typed() for form in _bound(data, people).forms]
    if len(typed) < MOST:
        typed.append({name: typed[-1][name] for name in COPIED})
    more = RegisterForms(prefix=PREFIX, initial=typed, form_kwargs={"people": people})
    more.forms[-1].fields["text"].widget.attrs["autofocus"] = True
    return more


def _bound(data: QueryDict, people: list[User], number: int | None = None) -> Any:
    """The forms in what was sent; `number` of them, or as many as it says, and one where it does not say."""
    said = data.get(_TOTAL, "")
    counted = said.isascii() and said.isdigit() and len(said) < 4 and int(said) > 0
    heard = data.copy()
    heard[_TOTAL], heard[_INITIAL] = str(number) if number else said if counted else "1", "0"
    return RegisterForms(heard, prefix=PREFIX, form_kwargs={"people": people})
