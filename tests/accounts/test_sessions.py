"""Sessions end at their limits whatever the clock does, at once when their owner changes, and by his hand."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import sessions
from accounts.models import Session, User
from accounts.sessionstore import SessionStore
from audit.kinds import Kind
from tests.cast import PASSWORD, Cast
from tests.support.audited import events
from tests.support.factors import Clock, app_of, first_step, set_up_app

ClientOf = Callable[[User], Client]
MINUTE, HOUR = 60, 60 * 60
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def is_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def working(client: Client, clock: Clock, hours: int) -> None:
    """Somebody works for so long, with a click every twenty minutes."""
    for _ in range(hours * 3):
        clock.passes(20 * MINUTE)
        client.get("/account/")


def test_thirty_minutes_without_work_end_a_session(cast: Cast, client_of: ClientOf, clock: Clock) -> None:
    client = client_of(cast.investigator)
    clock.passes(29 * MINUTE)
    assert is_in(client)
    clock.passes(29 * MINUTE)
    assert is_in(client)
    clock.passes(31 * MINUTE)
    answer = client.get("/account/")
    assert answer.headers["Location"] == "/sign-in/?next=/account/"
    assert "You were signed out after 30 minutes without work." in client.get("/sign-in/").content.decode()


def test_twelve_hours_end_a_session_however_busy(cast: Cast, client_of: ClientOf, clock: Clock) -> None:
    client = client_of(cast.investigator)
    working(client, clock, 11)
    clock.passes(29 * MINUTE)
    assert is_in(client)
    clock.passes(29 * MINUTE)
    assert is_in(client)
    clock.passes(3 * MINUTE)
    assert not is_in(client)
    assert "You were signed out after 12 hours." in client.get("/sign-in/").content.decode()


def test_setting_the_clock_back_gives_no_more_time_without_work(cast: Cast, client_of: ClientOf, clock: Clock) -> None:
    client = client_of(cast.investigator)
    clock.is_set(-HOUR)
    clock.passes(29 * MINUTE)
    assert is_in(client)
    clock.is_set(-HOUR)
    clock.passes(31 * MINUTE)
    assert not is_in(client)


def test_setting_the_clock_back_gives_no_longer_day(cast: Cast, client_of: ClientOf, clock: Clock) -> None:
    client = client_of(cast.investigator)
    working(client, clock, 6)
    clock.is_set(-5 * HOUR)
    working(client, clock, 5)
    assert is_in(client)
    clock.is_set(-HOUR)
    working(client, clock, 1)
    assert not is_in(client)


def test_setting_the_clock_ahead_ends_a_session_for_good(cast: Cast, client_of: ClientOf, clock: Clock) -> None:
    client = client_of(cast.investigator)
    clock.is_set(31 * MINUTE)
    assert not is_in(client)
    clock.is_set(-31 * MINUTE)
    assert not is_in(client)


def test_a_session_that_does_not_say_when_it_began_is_over(cast: Cast, client_of: ClientOf) -> None:
    for name in ("began", "seen"):
        client = client_of(cast.investigator)
        session = client.session
        del session[name]
        session.save()
        assert not is_in(client)


def test_the_end_at_a_limit_is_one_event(cast: Cast, client_of: ClientOf, clock: Clock) -> None:
    client = client_of(cast.investigator)
    clock.passes(31 * MINUTE)
    with events() as found:
        client.get("/account/")
        client.get("/account/")
    (event,) = found
    assert (event.kind, event.actor, event.detail) == (Kind.SESSION_ENDED, "ines", '{"by": "idle"}')


def test_that_a_session_is_in_use_is_written_once_a_minute(cast: Cast, client_of: ClientOf, clock: Clock) -> None:
    client = client_of(cast.investigator)

    def writes() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/account/")
        return sum("UPDATE" in query["sql"] and "accounts_session" in query["sql"] for query in queries)

    assert writes() == 0
    clock.passes(59)
    assert writes() == 0
    clock.passes(2)
    assert writes() == 1
    assert writes() == 0


# Ended at once


def test_end_all_ends_all_but_the_one_given(cast: Cast, client_of: ClientOf) -> None:
    here, there, other = client_of(cast.investigator), client_of(cast.investigator), client_of(cast.manager)
    assert sessions.end_all(cast.investigator, but=here.session) == 1
    assert (is_in(here), is_in(there), is_in(other)) == (True, False, True)
    sessions.end_all(cast.investigator)
    assert (is_in(here), is_in(other)) == (False, True)


def test_a_session_that_signing_in_made_is_ended_too(cast: Cast) -> None:
    app = app_of(cast.investigator)
    client = first_step("ines")
    client.post("/sign-in/code/", {"code": app.code})
    assert is_in(client)
    sessions.end_all(cast.investigator)
    assert not is_in(client)


@pytest.mark.parametrize("change", ["password", "factor", "codes"])
def test_a_change_ends_the_sessions_elsewhere_and_not_this_one(cast: Cast, client_of: ClientOf, change: str) -> None:
    app_of(cast.investigator)
    here, there = client_of(cast.investigator), client_of(cast.investigator)
    if change == "password":
        new = "battery-horse-staple-wrong"
        here.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    elif change == "factor":
        set_up_app(here)
    else:
        here.post("/account/factors/recovery-codes/new/")
    assert Session.objects.filter(user=cast.investigator).count() == 1
    assert is_in(here)
    assert not is_in(there)


# Listed and ended by their owner


def places(client: Client) -> tuple[str, list[str]]:
    """The page of one's sessions, and the keys by which the others are ended."""
    page = client.get("/account/places/").content.decode()
    return page, re.findall(r'name="place" value="([0-9a-f]+)"', page)


def test_one_sees_where_one_is_signed_in(cast: Cast, client_of: ClientOf) -> None:
    app = app_of(cast.investigator)
    elsewhere = first_step("ines", REMOTE_ADDR="192.0.2.9", headers={"user-agent": FIREFOX})
    elsewhere.post("/sign-in/code/", {"code": app.code})
    client_of(cast.manager)
    page, keys = places(client_of(cast.investigator))
    assert "Firefox, Windows" in page
    assert "192.0.2.9" in page
    assert len(keys) == 1
    assert page.count("<tr") == 3
    assert "Mara" not in page


def test_one_signs_oneself_out_there(cast: Cast, client_of: ClientOf) -> None:
    here, there = client_of(cast.investigator), client_of(cast.investigator)
    (key,) = places(here)[1]
    with events() as found:
        answer = here.post("/account/places/end/", {"place": key}, follow=True)
    assert "Signed out there." in answer.content.decode()
    assert [(event.kind, event.actor, event.detail) for event in found] == [
        (Kind.SESSION_ENDED, "ines", '{"by": "owner"}')
    ]
    assert (is_in(here), is_in(there)) == (True, False)


def test_one_signs_oneself_out_everywhere_else(cast: Cast, client_of: ClientOf) -> None:
    here, there, third = (client_of(cast.investigator) for _ in range(3))
    here.post("/account/places/end/")
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, False)


def test_nobody_ends_the_session_of_somebody_else(cast: Cast, client_of: ClientOf) -> None:
    mine, other = client_of(cast.investigator), client_of(cast.manager)
    second = client_of(cast.investigator)
    key = places(mine)[1][0]
    assert other.post("/account/places/end/", {"place": key}).status_code == 404
    assert is_in(second)
    assert mine.post("/account/places/end/", {"place": "unknown"}).status_code == 404


def test_a_session_at_its_limit_is_not_listed(cast: Cast, client_of: ClientOf, clock: Clock) -> None:
    client_of(cast.investigator)
    clock.passes(31 * MINUTE)
    assert places(client_of(cast.investigator))[1] == []


# How they are kept


def test_the_table_holds_no_key_that_opens_a_session(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.investigator)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    row = Session.objects.get(user=cast.investigator)
    assert key != row.session_key
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = row.session_key[:32]
    assert not is_in(thief)
    assert "_auth_user_id" not in row.session_data


def test_what_a_session_holds_is_read_back(db: None) -> None:
    store = SessionStore()
    store["word"] = "held"
    store.save()
    assert SessionStore(store.session_key)["word"] == "held"
    assert store.exists(store.session_key)
    store.delete()
    assert not SessionStore(store.session_key).get("word")


def test_a_session_without_a_person_belongs_to_nobody(db: None) -> None:
    store = SessionStore()
    store["word"] = "held"
    store.save()
    assert SESSION_KEY not in store
    assert Session.objects.get().user is None


@pytest.mark.parametrize(
    "agent, named",
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36", "Chrome, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari, iPhone"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_browsers_are_named(agent: str, named: str) -> None:
    assert sessions.device(agent) == named
