"""Being watched is visible: who looked at a case, for its lead and the coordinator."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cases import actions
from cases.models import Case
from cases.timeline import SEEN, Entry
from tests.cast import Cast
from tests.support.casework import Make

Sign = Callable[[User], Client]


def at(case: Case, step: str = "") -> str:
    return f"/cases/{case.reference}/{step}"


def seen(client: Client, case: Case) -> list[Entry]:
    days = client.get(at(case)).context["days"]
    return [entry for day in days for entry in day.entries if entry.kind == SEEN]


def test_the_lead_and_the_coordinator_see_the_last_five(case: Case, client_of: Sign, cast: Cast) -> None:
    for _ in range(4):
        client_of(cast.coordinator).get(at(case))
    client_of(cast.manager).get(at(case))
    for user in (cast.investigator, cast.coordinator):
        answer = client_of(user).get(at(case))
        assert len(answer.context["watched"].last) == 5
        text = answer.content.decode()
        assert "Who looked at this case" in text
        assert "Mara Smit" in text
        assert "outside the team" in text
        assert text.index("Who looked at this case") < text.index('id="team"')


def test_the_rest_of_the_team_does_not(case: Case, client_of: Sign, cast: Cast) -> None:
    actions.grant_access(case=case, by=cast.investigator, person=cast.other_investigator, role="member", reason="Work")
    member = client_of(cast.other_investigator)
    client_of(cast.coordinator).get(at(case))
    answer = member.get(at(case))
    assert "Who looked at this case" not in answer.content.decode()
    assert "Cor Jansen" not in answer.content.decode()
    assert not seen(member, case)
    assert member.get(at(case, "looked/")).status_code == 403


@pytest.mark.parametrize(
    ("part", "status"),
    [
        ("investigator", 200),
        ("coordinator", 200),
        ("other_investigator", 404),
        ("subject", 404),
        ("manager", 403),
        ("admin", 403),
        ("auditor", 404),
        ("stranger", 404),
    ],
)
def test_who_may_ask_for_all_of_it(case: Case, client_of: Sign, cast: Cast, part: str, status: int) -> None:
    client = client_of(getattr(cast, part))
    assert client.get(at(case, "looked/")).status_code == status
    assert client.post(at(case, "looked/")).status_code == 405


def test_the_page_shows_looks_acts_and_refusals(case: Case, client_of: Sign, cast: Cast) -> None:
    client_of(cast.coordinator).get(at(case))
    client_of(cast.subject).get(at(case))
    text = client_of(cast.investigator).get(at(case, "looked/")).content.decode()
    for told in ("Cor Jansen", "Opened a case", "Sam Verburg", "Was refused", "Logged a suspicion"):
        assert told in text
    assert client_of(cast.investigator).get(at(case, "looked/?actor=sam")).status_code == 400


def test_looks_stand_in_the_line_of_time_by_day_and_quietly(case: Case, client_of: Sign, cast: Cast) -> None:
    for user in (cast.investigator, cast.coordinator, cast.second_coordinator, cast.coordinator):
        client_of(user).get(at(case))
    told = {(entry.what, entry.who) for entry in seen(client_of(cast.investigator), case)}
    assert told == {
        ("Cor Jansen, Cleo Mulder looked at the case, 3 times", "Outside the team"),
        ("Ines de Wit looked at the case, 2 times", ""),
    }
    assert 'class="ev seen"' in client_of(cast.investigator).get(at(case)).content.decode()


def test_a_case_that_many_looked_at_takes_no_more_queries(make_case: Make, client_of: Sign, cast: Cast) -> None:
    case, client = make_case(), client_of(cast.investigator)
    client.get(at(case))

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(at(case))
        return len(captured)

    before = count()
    for _ in range(60):
        client_of(cast.coordinator).get(at(case))
    assert count() == before
    assert len(seen(client, case)) <= 4
