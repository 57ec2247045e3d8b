"""Log a suspicion: five answers, and what was typed is never lost."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from accounts.models import User
from cases import access
from cases.models import Allegation, Case
from cases.models.values import Recipient
from office.models import Unit
from tests.cast import Cast

Sign = Callable[[User], Client]
NEW = "/cases/new/"
FIVE = {
    "received_on": "18 Oct 2018",
    "summary": "A former colleague asked for a plate check",
    "recipient": "non_criminal",
    "category": "leak_unknown_kind",
    "unit": "harbour",
}

pytestmark = pytest.mark.usefixtures("units")


def send(client: Client, **changes: Any) -> Any:
    return client.post(NEW, {**FIVE, **changes})


def test_five_answers_are_enough(client_of: Sign, cast: Cast) -> None:
    answer = client_of(cast.investigator).post(NEW, FIVE, follow=True)
    case = Case.objects.get()
    assert answer.redirect_chain == [(f"/cases/{case.reference}/", 302)]
    assert f"Logged as a suspicion under {case.reference}. You lead it." in answer.content.decode()
    assert (case.received_on, case.recipient, case.unit_id) == (datetime.date(2018, 10, 18), "non_criminal", "harbour")
    assert (case.category_id, case.summary) == ("leak_unknown_kind", FIVE["summary"])
    allegation = Allegation.objects.get()
    assert (allegation.recipient_type_id, allegation.system_id, allegation.cause_id) == ("unknown",) * 3
    assert allegation.subject is None
    assert access.lead_of(case) == cast.investigator


def test_a_coordinators_case_has_no_lead_yet(client_of: Sign, cast: Cast) -> None:
    client = client_of(cast.coordinator)
    assert "It has no lead until you appoint one." in client.get(NEW).content.decode()
    answer = client.post(NEW, FIVE, follow=True).content.decode()
    assert "Nobody leads it yet. Appoint a lead next." in answer
    assert access.lead_of(Case.objects.get()) is None


def test_the_rest_may_be_said_too(client_of: Sign, cast: Cast) -> None:
    more = {
        "recipient_type": "family",
        "information": "vehicle",
        "system": "vehicle_register",
        "channel": "chat",
        "cause": "helping",
        "damage": "limited",
        "name": "Sam Verburg",
        "number": "T-sam",
    }
    assert send(client_of(cast.investigator), **more).status_code == 302
    allegation = Allegation.objects.get()
    kept = {name: str(getattr(allegation, name + "_id", None) or getattr(allegation, name)) for name in list(more)[:6]}
    assert kept == dict(list(more.items())[:6])
    assert allegation.subject is not None
    assert allegation.subject.number_hash == cast.subject.subject_hash


def test_without_a_recipient_nobody_received_it(client_of: Sign, cast: Cast) -> None:
    send(client_of(cast.investigator), recipient="none", category="own_use")
    assert Allegation.objects.get().recipient_type_id == "none"


def test_a_name_without_a_number_is_warned_of(client_of: Sign, cast: Cast) -> None:
    answer = client_of(cast.investigator).post(NEW, {**FIVE, "name": "Sam Verburg"}, follow=True).content.decode()
    assert "no personnel number yet" in answer


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("received_on", "", "Enter a date, for example 24 Jan 2019."),
        ("received_on", "10/24/2018", "There is no month 24."),
        ("received_on", "1-1-2099", "The date lies in the future."),
        ("summary", "", "Say in a sentence what is suspected."),
        ("recipient", "", "Choose to whom the information is said to have gone."),
        ("recipient", "none", "A leak went to somebody."),
        ("category", "", "Choose a category."),
        ("unit", "", "Choose the unit concerned."),
        ("recipient_type", "suspect", "This recipient is of another class"),
    ],
)
def test_an_error_stands_at_its_field_and_on_top_with_a_link(
    client_of: Sign, cast: Cast, field: str, value: str, sentence: str
) -> None:
    answer = send(client_of(cast.investigator), **{field: value})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert text.count(escape(sentence)) == 2
    assert f'href="#id_{field}' in text
    assert "One answer needs attention" in text
    assert not Case.objects.exists()


def test_what_was_typed_is_kept(client_of: Sign, cast: Cast) -> None:
    typed = {"received_on": "soon", "name": "Sam Verburg", "number": "T-sam", "cause": "money", "summary": "<Plates>"}
    text = send(client_of(cast.investigator), **typed).content.decode()
    for value in ('value="soon"', 'value="Sam Verburg"', 'value="T-sam"', '<option value="money" selected>'):
        assert value in text
    assert "&lt;Plates&gt;" in text
    assert re.search(r'<input[^>]*value="non_criminal"[^>]*checked', text)


def test_an_error_in_the_folded_part_unfolds_it(client_of: Sign, cast: Cast) -> None:
    client = client_of(cast.investigator)
    assert '<details class="more" open>' in send(client, recipient_type="suspect").content.decode()
    assert '<details class="more">' in send(client, summary="").content.decode()


def test_a_value_that_is_not_on_the_list_is_refused(client_of: Sign, cast: Cast) -> None:
    assert send(client_of(cast.investigator), unit="nowhere").status_code == 200
    assert not Case.objects.exists()


def test_a_retired_item_can_no_longer_be_chosen(client_of: Sign, cast: Cast) -> None:
    Unit.objects.filter(pk="east").update(valid_to=datetime.date(2018, 1, 1))
    assert "Unit East" not in client_of(cast.investigator).get(NEW).content.decode()
    assert send(client_of(cast.investigator), unit="east").status_code == 200
    assert not Case.objects.exists()


def test_a_person_may_report_himself_and_then_finds_nothing(client_of: Sign, cast: Cast) -> None:
    client = client_of(cast.subject)
    answer = client.post(NEW, {**FIVE, "number": "t sam"}, follow=True)
    assert answer.redirect_chain == [("/cases/", 302)]
    case = Case.objects.get()
    assert case.reference not in answer.content.decode()
    assert client.get(f"/cases/{case.reference}/").status_code == 404
    assert access.lead_of(case) is None


@pytest.mark.parametrize("part", ["manager", "admin", "auditor", "screening_officer", "stranger"])
def test_who_registers_nothing_finds_no_form(client_of: Sign, cast: Cast, part: str) -> None:
    client = client_of(getattr(cast, part))
    assert client.get(NEW).status_code == 404
    assert send(client).status_code == 404
    assert not Case.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_wrong_method_comes_first(client_of: Sign, cast: Cast, method: str) -> None:
    for user in (cast.investigator, cast.stranger):
        assert getattr(client_of(user), method)(NEW).status_code == 405


def test_the_form_needs_its_token(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.investigator)
    assert client.post(NEW, FIVE).status_code == 403
    assert not Case.objects.exists()


def test_recipients_are_the_classes_that_exist(client_of: Sign, cast: Cast) -> None:
    form = client_of(cast.investigator).get(NEW).context["form"]
    assert {value for value, _label in form.fields["recipient"].choices} == set(Recipient.values)
