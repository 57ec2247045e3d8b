"""Registering signals: one in under a minute, several on one page, and nothing that was typed is lost."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from accounts.models import User
from audit.kinds import Kind
from cases.models import Reporter, Signal, SignalWall
from cases.signals.registering import MOST
from lib import clock, identity
from office.models import SignalSource
from tests.cast import Cast
from tests.support.audited import events, kinds

Sign = Callable[[User], Client]
NEW = "/signals/new/"
THREE = {"text": "Plates of a neighbour were looked up", "received_on": "18 Oct 2018", "source": "manager"}


def posted(*forms: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The forms as a browser sends them."""
    fields = {f"signals-{place}-{name}": value for place, form in enumerate(forms) for name, value in form.items()}
    return {"signals-TOTAL_FORMS": str(len(forms)), "signals-INITIAL_FORMS": "0", **fields, **more}


def send(client: Client, *forms: dict[str, Any], **more: Any) -> Any:
    return client.post(NEW, posted(*forms, **more), follow=True)


def shown(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def values(answer: Any) -> list[dict[str, Any]]:
    """What stands in each form of a page, as it stands there."""
    return [{name: form[name].value() for name in form.fields} for form in answer.context["forms"]]


def test_three_answers_are_enough(client_of: Sign, cast: Cast) -> None:
    with events() as left:
        answer = send(client_of(cast.coordinator), THREE)
    signal = Signal.objects.get()
    assert answer.redirect_chain == [(f"/signals/{signal.reference}/", 302)]
    assert "Decide next what happens with it." in shown(answer)
    assert (signal.received_on, signal.source_id, signal.text) == (
        datetime.date(2018, 10, 18),
        "manager",
        THREE["text"],
    )
    assert (signal.channel_id, signal.unit_id, signal.name, signal.whistleblower) == ("unknown", "unknown", "", False)
    assert kinds(left) == [Kind.SIGNAL_REGISTERED, Kind.SIGNAL_OPENED]
    assert left[0].target == signal.reference


def test_all_that_is_said_is_kept(client_of: Sign, cast: Cast) -> None:
    send(
        client_of(cast.coordinator),
        {
            **THREE,
            "channel": "letter",
            "name": "Sam Verburg",
            "number": "T-sam",
            "whistleblower": "on",
            "reporter_name": "Rie de Melder",
            "reporter_contact": "at home",
            "keep_from": ["cleo", "otto"],
            "keep_reason": "They share an office",
        },
    )
    signal, reporter = Signal.objects.get(), Reporter.objects.get()
    assert (signal.channel_id, signal.name, signal.number, signal.whistleblower) == (
        "letter",
        "Sam Verburg",
        "T-sam",
        True,
    )
    assert (reporter.name, reporter.number, reporter.contact) == ("Rie de Melder", "", "at home")
    hashes = set(SignalWall.objects.values_list("person_hash", flat=True))
    assert hashes == {identity.signal_wall_hash(name) for name in ("cleo", "otto")}


def test_an_investigator_is_told_who_goes_on_with_it(client_of: Sign, cast: Cast) -> None:
    answer = send(client_of(cast.investigator), THREE)
    reference = Signal.objects.get().reference
    assert answer.redirect_chain == [("/cases/", 302)]
    assert f"Registered under {reference}. A coordinator decides on it." in shown(answer)
    assert client_of(cast.investigator).get(f"/signals/{reference}/").status_code == 404


def test_several_are_one_act(client_of: Sign, cast: Cast) -> None:
    with events() as left:
        answer = send(client_of(cast.investigator), THREE, {**THREE, "text": "A second one", "source": "citizen"})
    assert kinds(left) == [Kind.SIGNAL_REGISTERED, Kind.CASE_LISTED]
    assert sorted(Signal.objects.values_list("text", "source_id")) == [
        ("A second one", "citizen"),
        (THREE["text"], "manager"),
    ]
    for signal in Signal.objects.all():
        assert signal.reference in shown(answer)


def test_empty_forms_at_the_end_do_not_count(client_of: Sign, cast: Cast) -> None:
    given = {"text": "  ", "received_on": "25 Nov 2018", "source": "manager", "channel": "letter", "unit": "unknown"}
    send(client_of(cast.investigator), THREE, given, {**given, "text": ""})
    assert Signal.objects.count() == 1


def test_an_empty_form_between_two_counts(client_of: Sign, cast: Cast) -> None:
    answer = send(client_of(cast.investigator), THREE, {"received_on": "", "source": ""}, THREE)
    assert not Signal.objects.exists()
    assert len(values(answer)) == 3
    assert "Signal 2: Choose where it comes from." in shown(answer)


def test_an_untouched_form_between_two_counts(client_of: Sign, cast: Cast) -> None:
    untouched = {"received_on": "24 Jan 2019", "source": "", "channel": "unknown", "unit": "unknown"}
    with clock.at(datetime.date(2019, 1, 24)):
        answer = send(client_of(cast.investigator), THREE, untouched, THREE)
    assert not Signal.objects.exists()
    assert "Signal 2: Choose where it comes from." in shown(answer)


def test_the_one_form_counts_when_it_is_empty(client_of: Sign, cast: Cast) -> None:
    answer = send(client_of(cast.investigator), {})
    assert "Say in a sentence what was seen or said." in shown(answer)
    assert "<title>Error:" in shown(answer)


TYPED = {
    "text": "Looked up <twice>",
    "received_on": "the other day",
    "source": "citizen",
    "channel": "phone",
    "name": "Sam Verburg",
    "number": "T-sam",
    "whistleblower": "on",
    "reporter_name": "Rie",
    "keep_from": ["cleo"],
    "keep_reason": "Neighbours",
}
KEPT = {**TYPED, "whistleblower": True}


@pytest.mark.parametrize("more", [{}, {"another": "1"}], ids=["wrong", "another"])
def test_nothing_that_was_typed_is_lost(client_of: Sign, cast: Cast, more: dict[str, str]) -> None:
    answer = send(client_of(cast.investigator), TYPED, {**TYPED, "text": "Another"}, **more)
    first, second = values(answer)[:2]
    assert {name: first[name] for name in KEPT} == KEPT
    assert second["text"] == "Another"
    assert escape(TYPED["text"]) in shown(answer)
    assert shown(answer).count('<details class="more" open>') == 4
    assert not Signal.objects.exists()


def test_another_begins_as_the_last_one(client_of: Sign, cast: Cast) -> None:
    answer = send(client_of(cast.investigator), TYPED, another="1")
    first, second = values(answer)
    assert {name for name, value in second.items() if value == first[name]} >= {"received_on", "source", "channel"}
    assert not any(second[name] for name in ("text", "name", "number", "whistleblower", "reporter_name", "keep_from"))
    # What was typed is not held against the rules yet, and the cursor stands where one goes on.
    assert 'role="alert"' not in shown(answer)
    assert re.findall(r'<textarea name="([^"]+)"[^>]*autofocus', shown(answer)) == ["signals-1-text"]


def test_there_is_an_end_to_it(client_of: Sign, cast: Cast) -> None:
    client = client_of(cast.investigator)
    answer = send(client, *[THREE] * MOST, another="1")
    assert len(values(answer)) == MOST
    assert "Add another" not in shown(answer)
    assert len(values(send(client, *[THREE] * (MOST + 5)))) == MOST
    assert not Signal.objects.exists()


@pytest.mark.parametrize("said", ["", "0", "-1", "many", "9" * 40, "٣"])
@pytest.mark.parametrize("more", [{}, {"another": "1"}])
def test_a_form_that_does_not_count_itself_is_one(client_of: Sign, cast: Cast, said: str, more: dict[str, str]) -> None:
    answer = client_of(cast.investigator).post(NEW, {"signals-TOTAL_FORMS": said, "signals-0-text": "Kept", **more})
    assert answer.status_code == 200
    assert values(answer)[0]["text"] == "Kept"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"received_on": "1 Jan 2099"}, "The date lies in the future."),
        ({"received_on": ""}, "Enter a date, for example 24 Jan 2019."),
        ({"source": "nowhere"}, "Choose where it comes from."),
        ({"number": "--"}, "Enter the number with its letters or digits"),
        ({"reporter_number": "--"}, "Enter the number with its letters or digits"),
        ({"keep_from": ["cleo"]}, "Say why it is kept from them"),
        ({"keep_reason": "Neighbours"}, "Choose from whom it is kept, or leave the reason empty"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    client_of: Sign, cast: Cast, answers: dict[str, Any], sentence: str
) -> None:
    answer = send(client_of(cast.investigator), {**THREE, **answers})
    assert not Signal.objects.exists()
    # Once in the summary, with a link to the field, and once at the field.
    assert shown(answer).count(sentence) == 2
    [field] = answer.context["forms"][0].errors
    assert f'href="#id_signals-0-{field}' in shown(answer)


def test_a_person_who_is_not_offered_is_no_choice(client_of: Sign, cast: Cast) -> None:
    for name in ("nobody", cast.investigator.username):
        send(client_of(cast.investigator), {**THREE, "keep_from": [name], "keep_reason": "No"})
    assert not Signal.objects.exists()


def test_a_name_without_a_number_is_warned_of(client_of: Sign, cast: Cast) -> None:
    warning = "nothing keeps them out"
    assert warning in shown(send(client_of(cast.investigator), {**THREE, "name": "Sam Verburg"}))
    named = {**THREE, "name": "Sam Verburg", "number": "T-sam"}
    assert warning not in shown(send(client_of(cast.investigator), named))


@pytest.mark.parametrize(
    ("who", "text"),
    [
        ({"name": "Sam Verburg", "number": "T-sam"}, "Verburg looked up plates"),
        ({"reporter_name": "Rie Melder"}, "Said by Rie Melder at the desk"),
        ({"reporter_number": "88 1234"}, "Said by 881234"),
    ],
)
def test_a_text_that_names_somebody_is_warned_of(client_of: Sign, cast: Cast, who: dict[str, str], text: str) -> None:
    warning = "The text seems to name"
    assert warning in shown(send(client_of(cast.investigator), {**THREE, **who, "text": text}))
    assert warning not in shown(send(client_of(cast.investigator), {**THREE, **who}))


def test_who_reports_himself_finds_nothing(client_of: Sign, cast: Cast) -> None:
    answer = send(client_of(cast.coordinator), {**THREE, "number": "t cor"}, {**THREE, "text": "Another"})
    mine, other = Signal.objects.get(text=THREE["text"]), Signal.objects.get(text="Another")
    assert answer.redirect_chain == [("/signals/", 302)]
    assert "What concerns you is registered too. You cannot open it." in shown(answer)
    assert other.reference in shown(answer)
    assert mine.reference not in shown(answer)
    assert client_of(cast.coordinator).get(f"/signals/{mine.reference}/").status_code == 404


def test_it_is_kept_from_whom_it_is_to_be_kept(client_of: Sign, cast: Cast) -> None:
    kept = {**THREE, "keep_from": ["cor"], "keep_reason": "About the coordinator"}
    send(client_of(cast.investigator), kept)
    reference = Signal.objects.get().reference
    assert reference not in shown(client_of(cast.coordinator).get("/signals/"))
    assert reference in shown(client_of(cast.second_coordinator).get("/signals/"))


def test_a_retired_source_can_no_longer_be_chosen(client_of: Sign, cast: Cast) -> None:
    SignalSource.objects.filter(pk="manager").update(valid_to=datetime.date(2018, 1, 1))
    send(client_of(cast.investigator), THREE)
    assert not Signal.objects.exists()


def test_the_day_is_today_unless_another_is_said(client_of: Sign, cast: Cast) -> None:
    with clock.at(datetime.date(2019, 1, 24)):
        page = client_of(cast.investigator).get(NEW)
    assert 'value="24 Jan 2019"' in shown(page)


@pytest.mark.parametrize("part", ["manager", "admin", "auditor", "screening_officer", "stranger"])
def test_who_registers_nothing_finds_no_form(client_of: Sign, cast: Cast, part: str) -> None:
    client = client_of(getattr(cast, part))
    assert client.get(NEW).status_code == 404
    assert client.post(NEW, posted(THREE)).status_code == 404
    assert not Signal.objects.exists()


def test_the_list_of_cases_offers_it_to_those_who_may(client_of: Sign, cast: Cast) -> None:
    assert f'href="{NEW}"' in shown(client_of(cast.investigator).get("/cases/"))
    assert f'href="{NEW}"' not in shown(client_of(cast.manager).get("/cases/"))
