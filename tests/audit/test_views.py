"""The auditor's pages: the log, its search, one event."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit import chain, sealing
from audit.kinds import Kind
from audit.models import Event
from lib.paging import PER_PAGE
from tests.cast import Cast
from tests.support.audited import events, kinds
from tests.support.written import wrote

ClientOf = Callable[[User], Client]
OTHERS = ("investigator", "coordinator", "screening_officer", "manager", "admin", "stranger")
JANUARY = datetime.datetime(2019, 1, 24, 14, 22, 7, tzinfo=datetime.UTC)


@pytest.fixture
def auditor(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.auditor)


def listed(page: str) -> list[str]:
    """The keys of the events on the page, in its order."""
    return re.findall(r'<th scope="row" class="num"><a href="/audit/events/(\w+)/">', page)


def asked(auditor: Client, **parameters: str) -> list[str]:
    answer = auditor.get("/audit/", parameters)
    assert answer.status_code == 200
    # The look itself is on record before anything is fetched, and so may stand on the page.
    own = set(Event.objects.filter(kind=Kind.LOG_READ).values_list("public_key", flat=True))
    return [key for key in listed(answer.content.decode()) if key not in own]


@pytest.mark.parametrize("part", OTHERS)
def test_for_everybody_else_there_is_no_log(cast: Cast, client_of: ClientOf, part: str) -> None:
    event = wrote(Kind.CASE_OPENED, cast.investigator, target="2018-AAAAA")
    client = client_of(cast.everybody()[part])
    absent = client.get("/nothing/").content
    for path in ("/audit/", "/audit/?unheard=of", f"/audit/events/{event.public_key}/", "/audit/sheet/2019-01/"):
        with events() as found:
            answer = client.get(path)
        assert (answer.status_code, answer.content) == (404, absent)
        assert kinds(found) == [Kind.REQUEST_REFUSED]


def test_newest_first_with_who_what_and_when(cast: Cast, auditor: Client) -> None:
    first = wrote(Kind.CASE_OPENED, cast.investigator, JANUARY, target="2018-AAAAA", on_team=False)
    second = wrote(Kind.FIGURE_EXPORT_BEGUN, cast.manager, JANUARY, reason="Board meeting")
    page = auditor.get("/audit/").content.decode()
    assert listed(page)[1:] == [second.public_key, first.public_key]
    for text in ("Ines de Wit", "Investigator", "Opened a case", "2018-AAAAA", "outside the team", "Board meeting"):
        assert text in page
    # Local time: one hour later than UTC.
    assert "24 Jan 2019 15:22:07" in page


def test_the_order_is_that_of_writing_and_not_of_the_clock(cast: Cast, auditor: Client) -> None:
    first = wrote(Kind.CASE_OPENED, cast.investigator, JANUARY)
    set_back = wrote(Kind.CASE_OPENED, cast.investigator, JANUARY - datetime.timedelta(days=400))
    assert asked(auditor) == [set_back.public_key, first.public_key]
    assert asked(auditor, kind=Kind.CASE_OPENED) == [set_back.public_key, first.public_key]


def test_search_by_person(cast: Cast, auditor: Client) -> None:
    hers = wrote(Kind.CASE_OPENED, cast.investigator)
    his = wrote(Kind.CASE_OPENED, cast.other_investigator)
    for typed in ("ines", "INES", "de wit"):
        assert asked(auditor, person=typed) == [hers.public_key]
    assert asked(auditor, person="Otto Bakker") == [his.public_key]
    assert asked(auditor, person="nobody") == []


def test_search_by_a_person_who_is_gone(cast: Cast, auditor: Client) -> None:
    event = wrote(Kind.CASE_OPENED, actor="left", actor_name="L. Eft")
    assert asked(auditor, person="left") == [event.public_key]


def test_search_by_reference(cast: Cast, auditor: Client) -> None:
    event = wrote(Kind.CASE_OPENED, cast.investigator, target="2018-7KQ4P")
    account = wrote(Kind.ROLE_GRANTED, cast.admin, target="ines")
    wrote(Kind.CASE_OPENED, cast.investigator, target="2018-BBBBB")
    for typed in ("2018-7KQ4P", " 2018-7kq4p "):
        assert asked(auditor, target=typed) == [event.public_key]
    assert asked(auditor, target="ines") == [account.public_key]


def test_search_by_kind(cast: Cast, auditor: Client) -> None:
    opened = wrote(Kind.CASE_OPENED, cast.investigator)
    trajectory = wrote(Kind.TRAJECTORY_OPENED, cast.screening_officer)
    refused = wrote(Kind.REQUEST_REFUSED, cast.subject)
    braked = wrote(Kind.READING_THROTTLED, cast.subject)
    export = wrote(Kind.CASES_EXPORT_ENDED, cast.coordinator)
    failed = wrote(Kind.SIGN_IN_FAILED, target="ines")
    assert asked(auditor, kind="case.opened") == [opened.public_key]
    assert asked(auditor, kind="opened") == [trajectory.public_key, opened.public_key]
    assert asked(auditor, kind="refusals") == [braked.public_key, refused.public_key]
    assert asked(auditor, kind="exports") == [export.public_key]
    assert asked(auditor, kind="failures") == [failed.public_key]


def test_search_by_days_local_and_both_included(cast: Cast, auditor: Client) -> None:
    def at(text: str) -> str:
        return wrote(Kind.CASE_OPENED, cast.investigator, datetime.datetime.fromisoformat(text)).public_key

    before, first = at("2019-01-09 22:59:59+00:00"), at("2019-01-09 23:00:00+00:00")
    last, after = at("2019-01-11 22:59:59+00:00"), at("2019-01-11 23:00:00+00:00")
    assert asked(auditor, since="10 Jan 2019", until="2019-01-11") == [last, first]
    assert asked(auditor, since="11-1-2019") == [after, last]
    assert asked(auditor, until="9 januari 2019") == [before]


def test_the_filters_narrow_together(cast: Cast, auditor: Client) -> None:
    right = wrote(Kind.CASE_OPENED, cast.investigator, JANUARY, target="2018-AAAAA")
    wrote(Kind.CASE_CORRECTED, cast.investigator, JANUARY, target="2018-AAAAA")
    wrote(Kind.CASE_OPENED, cast.coordinator, JANUARY, target="2018-AAAAA")
    wrote(Kind.CASE_OPENED, cast.investigator, JANUARY, target="2018-BBBBB")
    wrote(Kind.CASE_OPENED, cast.investigator, target="2018-AAAAA")
    found = asked(auditor, person="ines", target="2018-AAAAA", kind="case.opened", until="24 Jan 2019")
    assert found == [right.public_key]


@pytest.mark.parametrize(
    "parameters",
    [
        "actor=ines",
        "kind=case.unheard_of",
        "kind__startswith=case",
        "detail__contains=x",
        "sort=actor",
        "sort=-id",
        "after=NOSUCHKEY",
        "after=%00",
        "page=2",
    ],
)
def test_what_the_form_does_not_know_is_refused(auditor: Client, parameters: str) -> None:
    with events() as found:
        assert auditor.get(f"/audit/?{parameters}").status_code == 400
    assert len(found) == 1


@pytest.mark.parametrize("parameters", ["person=%00", "target=%00", "person=%F0%9F%90%8D", "target=a/b"])
def test_words_that_can_be_no_key_find_nothing(auditor: Client, parameters: str) -> None:
    answer = auditor.get(f"/audit/?{parameters}")
    assert answer.status_code in (200, 400)
    assert listed(answer.content.decode()) == []


def test_a_day_that_cannot_be_read_is_told_at_its_field(cast: Cast, auditor: Client) -> None:
    wrote(Kind.CASE_OPENED, cast.investigator)
    with events() as found:
        answer = auditor.get("/audit/?since=31-2-2019&person=ines")
    page = answer.content.decode()
    assert (answer.status_code, kinds(found)) == (200, [Kind.LOG_READ])
    assert "That month has no day 31" in page
    assert 'value="31-2-2019"' in page
    assert 'value="ines"' in page
    assert listed(page) == []


def test_an_empty_search_says_so_and_offers_everything(auditor: Client) -> None:
    page = auditor.get("/audit/?person=nobody").content.decode()
    assert "No event fits this search" in page
    assert "Show all events" in page


def test_pages_by_key_and_the_other_way_round(cast: Cast, auditor: Client) -> None:
    written = [wrote(Kind.CASE_OPENED, cast.investigator).public_key for _ in range(PER_PAGE + 5)]
    page = auditor.get("/audit/?kind=case.opened").content.decode()
    assert listed(page) == written[:4:-1]
    older = re.search(r'href="(\?[^"]+)" rel="next"', page)
    assert older is not None
    page = auditor.get("/audit/" + older[1].replace("&amp;", "&")).content.decode()
    assert listed(page) == written[4::-1]
    oldest = auditor.get("/audit/?kind=case.opened&sort=when").content.decode()
    assert listed(oldest) == written[:PER_PAGE]


@pytest.mark.parametrize("parameters", ["", "person=ines", "kind=case.opened", "since=1-1-2019", "target=2018-AAAAA"])
def test_the_same_queries_however_long_the_log(cast: Cast, auditor: Client, parameters: str) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert auditor.get(f"/audit/?{parameters}").status_code == 200
        assert not [query["sql"] for query in queries if "COUNT(" in query["sql"]]
        return len(queries)

    wrote(Kind.CASE_OPENED, cast.investigator, target="2018-AAAAA")
    sealing.seal()
    few = count()
    for _ in range(120):
        wrote(Kind.CASE_OPENED, cast.investigator, target="2018-AAAAA")
    sealing.seal()
    assert count() == few


def test_a_read_of_the_log_is_an_event_with_what_was_asked(cast: Cast, auditor: Client) -> None:
    wrote(Kind.CASE_OPENED, cast.investigator)
    with events() as found:
        auditor.get("/audit/?target=2018-7kq4p&person=de+wit&kind=opened&since=24-1-2019&sort=when")
    assert kinds(found) == [Kind.LOG_READ]
    assert found[0].target == "2018-7KQ4P"
    assert found[0].detail == '{"kind": "opened", "person": ["ines"], "since": "2019-01-24", "sort": "when"}'


def test_words_that_are_no_key_stand_in_the_log_as_a_hash_only(cast: Cast, auditor: Client) -> None:
    with events() as found:
        auditor.get("/audit/?target=jan+de+lekker&person=jan+de+lekker")
    hidden = chain.hidden("jan de lekker")
    assert (found[0].target, found[0].detail) == (hidden, f'{{"person": "{hidden}"}}')


def test_one_event_with_all_that_it_says(cast: Cast, auditor: Client) -> None:
    event = wrote(
        Kind.CASES_EXPORT_BEGUN,
        cast.coordinator,
        JANUARY,
        target="X7",
        reason="Board\nmeeting",
        detail={"year": "2018"},
        on_team=False,
        mac="ab12" * 16,
    )
    sealing.seal()
    with events() as found:
        page = auditor.get(f"/audit/events/{event.public_key}/").content.decode()
    assert kinds(found) == [Kind.LOG_READ]
    assert found[0].target == event.public_key
    said = ("Cor Jansen", "cor", "Coordinator", "X7", "outside the team", "Board<br>meeting", "192.0.2.7", "year: 2018")
    for text in (*said, "2019-01-24 14:22:07.000000", event.public_key, event.mac):
        assert text in page
    assert re.search(r"Number in the chain</dt><dd>\d+<", page)
    for link in ("?person=cor", "?target=X7", "?kind=case.export_begun"):
        assert f'href="/audit/{link}"' in page


def test_an_event_that_there_is_not(auditor: Client) -> None:
    with events() as found:
        assert auditor.get("/audit/events/0123456789ABCDEF/").status_code == 404
    assert kinds(found) == [Kind.REQUEST_REFUSED]
    assert found[0].target == "0123456789ABCDEF"


def test_a_kind_that_this_release_does_not_know_stands_as_written(auditor: Client) -> None:
    event = wrote("case.long_gone")
    assert "case.long_gone" in auditor.get(f"/audit/events/{event.public_key}/").content.decode()
    assert "case.long_gone" in auditor.get("/audit/").content.decode()


def test_what_somebody_sent_is_escaped(cast: Cast, auditor: Client) -> None:
    wrote(Kind.REQUEST_REFUSED, cast.subject, target="<script>alert(1)</script>", reason="<b>x</b>")
    page = auditor.get("/audit/").content.decode()
    assert "<script>" not in page
    assert "<b>x</b>" not in page
