"""Forms: how a field, its hint and its error are shown, and what a date field shows and takes."""

import datetime
import re
from typing import Any

import pytest
from django import forms
from django.utils import translation

from lib import clock
from lib.forms import DateField, Pick, PickMany

DAY = datetime.date(2019, 1, 24)


class Suspicion(forms.Form):
    received_on = DateField(label="When did it come in?")
    summary = forms.CharField(widget=forms.Textarea, help_text="One or two sentences.")
    recipient = forms.ChoiceField(
        choices=[("criminal", "Criminal"), ("unknown", "Not known yet")],
        widget=Pick(hints={"unknown": "Can be set later"}),
    )
    unit = forms.ChoiceField(choices=[("", "Choose"), ("east", "Unit East")])
    offences = forms.MultipleChoiceField(choices=[("secrecy", "Secrecy")], widget=PickMany, required=False)
    closed_on = DateField(required=False)


def filled(**answers: Any) -> Suspicion:
    return Suspicion({"summary": "Seen", "recipient": "unknown", "unit": "east", "received_on": "24-1-2019"} | answers)


@pytest.mark.parametrize("language, shown", [("en", "24 Jan 2019"), ("nl", "24 jan 2019")])
def test_a_date_is_shown_in_the_language_of_the_page(language: str, shown: str) -> None:
    with translation.override(language):
        html = str(Suspicion(initial={"received_on": DAY})["received_on"])
    assert f'value="{shown}"' in html
    assert 'type="text"' in html


def test_what_was_typed_is_kept_as_it_was_typed() -> None:
    form = filled(received_on="31 Feb 2019")
    assert not form.is_valid()
    assert 'value="31 Feb 2019"' in str(form["received_on"])


def test_a_date_is_read() -> None:
    form = filled(received_on="24 januari 2019")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["received_on"] == DAY
    assert form.cleaned_data["closed_on"] is None


def test_an_unchanged_date_in_other_words_is_no_change() -> None:
    form = Suspicion({"received_on": "24-1-2019"}, initial={"received_on": DAY})
    assert "received_on" not in form.changed_data


def test_the_initial_may_be_a_function() -> None:
    class Today(forms.Form):
        on = DateField(initial=clock.today)

    with clock.at(DAY):
        assert 'value="24 Jan 2019"' in str(Today()["on"])


@pytest.mark.parametrize("blank", ["", "   ", "\u00a0"])
def test_an_empty_date_asks_for_one(blank: str) -> None:
    form = filled(received_on=blank)
    assert form.errors["received_on"] == ["Enter a date, for example 24 Jan 2019."]


def test_a_very_long_date_is_refused_before_it_is_read() -> None:
    assert "too long" in filled(received_on="1" * 5_000_000).errors["received_on"][0]


def test_the_summary_counts_and_links() -> None:
    html = str(filled(received_on="", recipient="nobody"))
    assert re.search(r'role="alert"\s+tabindex="-1"\s+autofocus', html)
    assert "2 answers need attention" in html
    assert 'href="#id_received_on"' in html
    assert 'href="#id_recipient_0"' in html
    assert 'id="id_recipient_0"' in html
    assert "Nothing is lost" in html


def test_one_error_is_told_in_the_singular() -> None:
    assert "One answer needs attention" in str(filled(received_on=""))


def test_a_form_without_errors_has_no_summary() -> None:
    assert 'role="alert"' not in str(Suspicion())
    assert 'role="alert"' not in str(filled())


def test_a_wrong_field_is_tied_to_its_hint_and_its_error() -> None:
    html = filled(summary="")["summary"].as_field_group()
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_summary_helptext id_summary_error"' in html
    assert 'id="id_summary_helptext"' in html
    assert 'id="id_summary_error"' in html
    assert "field wrong" in html


def test_a_group_of_options_is_a_fieldset_with_a_line_of_explanation() -> None:
    html = filled(recipient="")["recipient"].as_field_group()
    assert "<fieldset" in html
    assert "<legend>Recipient" in html
    assert 'aria-describedby="id_recipient_error"' in html
    assert "<small>Can be set later</small>" in html
    # One of several radio buttons cannot be wrong by itself.
    assert "aria-invalid" not in html


def test_several_options_may_be_ticked() -> None:
    form = filled(offences=["secrecy"])
    assert form.is_valid(), form.errors
    html = form["offences"].as_field_group()
    assert re.search(r'type="checkbox"[^>]*value="secrecy"[^>]*checked', html)


def test_what_was_typed_is_escaped_wherever_it_is_shown() -> None:
    html = str(filled(received_on="24 <b>x</b> 2019", unit="<script>", summary="<script>"))
    assert "<script>" not in html
    assert "<b>x</b>" not in html


def test_optional_fields_say_so_and_required_ones_do_not() -> None:
    assert "optional" in Suspicion()["closed_on"].as_field_group()
    assert "optional" not in Suspicion()["received_on"].as_field_group()


def test_no_form_has_inline_style_or_script() -> None:
    html = str(filled(received_on="")) + str(Suspicion())
    assert "style=" not in html
    assert "<script" not in html
    assert not re.search(r"\son\w+=", html)
