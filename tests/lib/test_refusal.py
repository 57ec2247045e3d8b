"""A move that is not possible now, and why: one rule explains the refusal and decides on the button."""

from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError

from lib.refusal import Refused, is_allowed
from lib.ruled import RuledForm, offer_choices


def check(number: int) -> None:
    if number > 2:
        raise Refused("Too many.")


def test_one_rule_explains_and_decides() -> None:
    assert is_allowed(check, 2)
    assert not is_allowed(check, 3)
    with pytest.raises(Refused) as refusal:
        check(3)
    assert refusal.value.messages == ["Too many."]
    assert refusal.value.code == "refused"


def test_another_error_is_no_refusal() -> None:
    def broken() -> None:
        raise ValidationError("Not a refusal.")

    with pytest.raises(ValidationError):
        is_allowed(broken)


class Span(RuledForm):
    first = forms.IntegerField()
    last = forms.IntegerField()

    def problems(self) -> list[tuple[str, str]]:
        values = self.cleaned_data
        return [("last", "The end lies before the start.")] if values.get("last", 0) < values.get("first", 0) else []


def test_the_rules_are_asked_of_all_answers() -> None:
    assert Span({"first": 1, "last": 2}).is_valid()
    form = Span({"first": 2, "last": 1})
    assert not form.is_valid()
    assert form.errors == {"last": ["The end lies before the start."]}


def test_an_answer_that_cannot_be_read_has_one_message() -> None:
    form = Span({"first": 2, "last": "x"})
    assert not form.is_valid()
    assert len(form.errors["last"]) == 1
    assert "before" not in form.errors["last"][0]


def test_what_an_action_says_stands_at_its_field() -> None:
    form = Span({"first": 1, "last": 2})
    assert form.is_valid()
    form.refuse(ValidationError({"last": ["Taken."], "unheard_of": ["Elsewhere."]}))
    form.refuse(Refused("Not now."))
    assert form.errors == {"last": ["Taken."], "__all__": ["Elsewhere.", "Not now."]}


class Choice(RuledForm):
    colour = forms.ChoiceField(choices=[("red", "Red")], error_messages={"required": "Choose a colour."})
    shade = forms.ChoiceField(choices=[("dark", "Dark")], required=False)
    size = forms.ChoiceField(error_messages={"required": "Choose a size."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "size", [("small", "Small")])


def test_a_choice_that_is_no_longer_there_is_asked_for_again() -> None:
    assert Choice({"colour": "red", "size": "small"}).is_valid()
    form = Choice({"colour": "blue", "shade": "light", "size": "large"})
    assert form.errors["colour"] == ["Choose a colour."]
    assert form.errors["size"] == ["Choose a size."]
    # What need not be answered is not asked for.
    assert "light" in form.errors["shade"][0]
