"""Training sessions: what is recorded, corrected and marked as in error; the pages and the list."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from lib.refusal import Refused
from office.models import TrainingTopic, Unit
from screening.models import TrainingSession
from screening.staff import actions
from tests.cast import Cast
from tests.screening.staff.conftest import TODAY, day

ClientOf = Callable[[User], Client]
LIST = "/screening/training/"
pytestmark = pytest.mark.usefixtures("that_day")


def said(**changed: Any) -> dict[str, Any]:
    return {
        "held_on": day("2018-10-05"),
        "unit": Unit.objects.get(pk="unknown"),
        "topic": TrainingTopic.objects.get(pk="information"),
        "attending": 14,
        **changed,
    }


@pytest.fixture
def session(db: None) -> TrainingSession:
    return actions.record_sessions(by=None, sessions=[said()])[0]


@pytest.fixture
def officer(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.screening_officer)


def path(name: str, session: TrainingSession) -> str:
    return reverse(f"staff:{name}", args=[session.reference])


def errors_of(response: Any) -> set[str]:
    assert response.status_code == 200
    return set(response.context["form"].errors)


def test_sessions_are_recorded(cast: Cast) -> None:
    first, second = actions.record_sessions(
        by=cast.screening_officer,
        sessions=[said(), said(held_on=day("2017-01-01"), unit=None, register="Old", register_number="7")],
    )
    assert first.reference.startswith("T2018-")
    assert (first.held_year, first.attending, first.counted, first.topic_id) == (2018, 14, True, "information")
    assert (second.held_year, second.unit_id, second.register_number) == (2017, "unknown", "7")
    assert TrainingSession.history.count() == 2


@pytest.mark.parametrize(
    "changed, field",
    [
        ({"held_on": TODAY + datetime.timedelta(days=1)}, "held_on"),
        ({"held_on": None}, "held_on"),
        ({"attending": 0}, "attending"),
        ({"attending": None}, "attending"),
        ({"attending": 10_000}, "attending"),
    ],
)
def test_what_a_session_needs(db: None, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        actions.record_sessions(by=None, sessions=[said(), said(**changed)])
    assert set(caught.value.message_dict) == {field}
    assert not TrainingSession.objects.exists()


def test_a_correction_and_a_session_in_error(session: TrainingSession) -> None:
    with pytest.raises(ValidationError):
        actions.correct_session(by=None, session=session, reason="", attending=3)
    changed = actions.correct_session(
        by=None, session=session, reason="Typing.", attending=3, held_on=day("2019-01-02")
    )
    assert (changed.attending, changed.held_year, changed.topic_id) == (3, 2019, "information")
    with pytest.raises(ValidationError):
        actions.void_session(by=None, session=session, reason=" ")
    voided = actions.void_session(by=None, session=session, reason="Held elsewhere")
    assert (voided.counted, voided.voided_on, voided.void_reason) == (False, TODAY, "Held elsewhere")
    for again in (actions.void_session, actions.correct_session):
        with pytest.raises(Refused):
            again(by=None, session=session, reason="Again.")
    assert TrainingSession.history.filter(id=session.pk).count() == 3


def test_record_on_the_page(officer: Client, db: None) -> None:
    address = reverse("staff:training_new")
    response = officer.post(address, {"attending": "many"})
    assert errors_of(response) == {"held_on", "topic", "attending"}
    assert 'value="many"' in response.content.decode(), "what was typed is kept"
    answers = {"held_on": "5 Oct 2018", "topic": "information", "attending": "14"}
    assert errors_of(officer.post(address, {**answers, "attending": "0"})) == {"attending"}
    assert errors_of(officer.post(address, {**answers, "held_on": "25-1-2019"})) == {"held_on"}
    response = officer.post(address, answers)
    made = TrainingSession.objects.get()
    assert response.headers["Location"] == made.get_absolute_url()
    page = officer.get(made.get_absolute_url()).content.decode()
    assert f"Session {made.reference} recorded." in page
    assert "Information and secrecy" in page


def test_correct_and_void_on_the_page(officer: Client, session: TrainingSession) -> None:
    form = officer.get(path("training_correct", session)).content.decode()
    assert 'value="14"' in form
    answers = {"held_on": "6 Oct 2018", "topic": "gifts_side_jobs", "attending": "15", "unit": ""}
    assert errors_of(officer.post(path("training_correct", session), answers)) == {"reason"}
    assert officer.post(path("training_correct", session), {**answers, "reason": "Typing."}).status_code == 302
    assert errors_of(officer.post(path("training_void", session), {})) == {"reason"}
    assert officer.post(path("training_void", session), {"reason": "Held elsewhere"}).status_code == 302
    page = officer.get(session.get_absolute_url()).content.decode()
    assert "Held elsewhere" in page
    assert "Gifts and side jobs" in page
    assert "/correct/" not in page
    for name in ("training_correct", "training_void"):
        assert officer.get(path(name, session)).status_code == 409
        assert officer.post(path(name, session), {"reason": "x"}).status_code == 409


@pytest.mark.parametrize(
    "asked, found",
    [
        ({}, {"T2017", "T2018"}),
        ({"held_year": "2018"}, {"T2018"}),
        ({"unit": "harbour"}, {"T2017"}),
        ({"topic": "information"}, {"T2018"}),
        ({"topic": "unknown"}, set()),
    ],
)
def test_filters(officer: Client, session: TrainingSession, asked: dict[str, str], found: set[str]) -> None:
    harbour = Unit.objects.create(key="harbour", label_en="Harbour", label_nl="Haven")
    topic = TrainingTopic.objects.get(pk="social_media")
    actions.record_sessions(by=None, sessions=[said(held_on=day("2017-03-03"), unit=harbour, topic=topic)])
    page = officer.get(LIST, asked)
    assert {row.key[:5] for row in page.context["listing"].rows} == found
    assert page.context["total"] == len(found)
    assert ("No session fits these filters" in page.content.decode()) == (not found)


def test_the_list_when_empty_and_what_it_does_not_offer(officer: Client) -> None:
    assert "No session is recorded yet" in officer.get(LIST).content.decode()
    for asked in ({"attending": "3"}, {"sort": "topic"}, {"held_year": "soon"}, {"after": "T2018-AAAAA"}):
        assert officer.get(LIST, asked).status_code == 400


def test_a_session_in_error_is_marked_in_the_list(officer: Client, session: TrainingSession) -> None:
    assert "Registered in error" not in officer.get(LIST).content.decode()
    actions.void_session(by=None, session=session, reason="Held elsewhere")
    assert "Registered in error" in officer.get(LIST).content.decode()


def test_the_list_takes_the_same_queries_small_and_large(
    officer: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # Session, person, roles; first year; the lists of the filters and of the columns; page, count; the event.
    for number in (1, 120):
        actions.record_sessions(by=None, sessions=[said() for _ in range(number)])
        with django_assert_num_queries(3 + 1 + 2 + 2 + 2 + 3):
            officer.get(LIST)
