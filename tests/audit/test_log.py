"""One act, one event, in the transaction of what it records."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import get_commands, load_command_class
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts.models import User
from audit import chain, current, log
from audit.command import Command
from audit.kinds import Kind
from audit.models import Event
from cases import actions
from cases.models import Case
from lib import clock
from tests.cast import RECEIVED, Cast
from tests.support.audited import events, kinds
from tests.support.source import APPS


def test_a_look_says_who_what_when_and_where(cast: Cast) -> None:
    current.begin("192.0.2.7")
    with events() as found:
        log.read(cast.manager, Kind.CASE_LISTED, target="2018-7KQ4P", detail={"year": 2018}, on_team=False)
    current.end()
    (event,) = found
    assert (event.actor, event.actor_name, event.roles) == ("mara", "Mara Smit", "manager")
    assert (event.kind, event.target, event.on_team, event.where) == ("case.listed", "2018-7KQ4P", False, "192.0.2.7")
    assert json.loads(event.detail) == {"year": 2018}
    assert event.label == "Listed cases"


def test_an_event_takes_the_machines_clock_whatever_clock_the_facts_are_given(cast: Cast) -> None:
    with events() as found, clock.at(RECEIVED):
        log.read(cast.manager, Kind.CASE_LISTED)
    assert found[0].happened_at.year > RECEIVED.year


def test_a_person_is_written_down_as_of_then(cast: Cast) -> None:
    with events() as found:
        log.read(cast.manager, Kind.CASE_LISTED)
    User.objects.filter(pk=cast.manager.pk).update(name="Mara de Groot")
    assert Event.objects.get(pk=found[0].pk).actor_name == "Mara Smit"


def test_history_rows_bear_the_key_of_their_act(cast: Cast) -> None:
    with events() as found, log.acting(cast.investigator, Kind.CASE_LOGGED) as act:
        case = Case(received_on=RECEIVED)
        case.reference = act.target = "2018-AAAAA"
        for name, value in {"registered_at": clock.now(), "received_year": 2018, "category_id": "disclosure"}.items():
            setattr(case, name, value)
        case.unit_id, case.recipient, case.recipient_type_id, case.leak = "unknown", "criminal", "suspect", True
        case.save()
    (event,) = found
    assert event.target == "2018-AAAAA"
    assert list(Case.history.values_list("event", flat=True)) == [event.public_key]


def test_an_act_that_fails_leaves_no_event(cast: Cast) -> None:
    with events() as found, pytest.raises(ZeroDivisionError), log.acting(cast.admin, Kind.ITEM_ADDED):
        _ = 1 / 0
    assert found == []


def test_an_act_within_an_act_is_part_of_it(cast: Cast) -> None:
    with events() as found, log.acting(cast.admin, Kind.DEMO_LOADED), log.acting(cast.admin, Kind.ITEM_ADDED):
        pass
    assert kinds(found) == [Kind.DEMO_LOADED]


def test_an_action_is_an_act(cast: Cast, case: Case) -> None:
    with events() as found:
        actions.appoint_lead(case=case, by=cast.coordinator, lead=cast.other_investigator, reason="Holiday")
    (event,) = found
    assert event.target == case.reference
    # What is said of a dossier stays in its history.
    assert event.reason == ""


def test_a_look_that_cannot_be_recorded_is_refused(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise DatabaseError("locked")

    monkeypatch.setattr(Event.objects, "create", broken)
    with pytest.raises(log.NotRecorded):
        log.read(cast.manager, Kind.CASE_LISTED)


@pytest.mark.django_db(transaction=True)
def test_a_look_is_never_part_of_a_transaction_that_may_be_rolled_back(cast: Cast) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        log.read(cast.manager, Kind.CASE_LISTED)


def test_the_hmac_covers_every_column_that_says_something() -> None:
    said = {field.name for field in Event._meta.concrete_fields}
    assert said - {"id", "mac"} == set(chain.COVERED)


def test_words_are_hidden_and_recognised() -> None:
    assert chain.hidden("Jan  Jansen") == chain.hidden("jan jansen")
    assert "jansen" not in chain.hidden("jan jansen")


def test_two_threads_do_not_share_what_is_going_on() -> None:
    current.begin("192.0.2.7")
    seen: list[str] = []
    thread = threading.Thread(target=lambda: seen.append(current.where()))
    thread.start()
    thread.join()
    assert seen == [""]
    assert current.where() == "192.0.2.7"
    current.end()


def test_the_log_has_no_foreign_keys(db: None) -> None:
    with connection.cursor() as cursor:
        assert connection.introspection.get_relations(cursor, "audit_event") == {}
        assert connection.introspection.get_relations(cursor, "audit_seal") == {}


def test_who_cannot_be_recorded_is_shown_a_sentence_and_nothing_else(
    cast: Cast, case: Case, client_of: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(cast.investigator)

    def broken(*_: Any, **__: Any) -> None:
        raise DatabaseError("locked")

    monkeypatch.setattr(Event.objects, "create", broken)
    for address in (f"/cases/{case.reference}/", "/cases/", "/cases/2018-00000/"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert "the record cannot be written" in answer.content.decode()
        assert case.reference not in answer.content.decode()


def test_every_command_says_which_it_is_and_seals() -> None:
    ours = {name: app for name, app in get_commands().items() if app in APPS}
    assert {"import_cases", "verify_audit", "grants", "rotate_keys", "load_demo"} <= set(ours)
    others = [name for name, app in ours.items() if not isinstance(load_command_class(app, name), Command)]
    assert not others
