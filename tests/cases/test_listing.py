"""The list of cases: filters, order, pages and what each person sees in it."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cases import actions
from cases.models import Case, TeamMember
from cases.models.values import Finding, Recipient
from lib import clock, history
from office.models import Unit
from tests.cast import Cast
from tests.support.casework import Make, alleged, close, find, nth, start

Sign = Callable[[User], Client]
LIST = "/cases/"


def listed(client: Client, query: str = "") -> list[str]:
    """The references on a page of the list, in order."""
    page = client.get(LIST + query)
    assert page.status_code == 200
    return [row.key for row in page.context["listing"].rows]


def test_the_newest_stands_first(make_case: Make, client_of: Sign, cast: Cast) -> None:
    cases = [make_case(datetime.date(2018, 1, day)) for day in (3, 1, 2)]
    by_day = sorted(cases, key=lambda case: case.received_on, reverse=True)
    client = client_of(cast.investigator)
    assert listed(client) == [case.reference for case in by_day]
    assert listed(client, "?sort=received") == [case.reference for case in reversed(by_day)]


def test_an_investigator_lists_the_cases_of_his_teams_only(make_case: Make, client_of: Sign, cast: Cast) -> None:
    mine, other = make_case(), make_case(lead=cast.other_investigator)
    assert listed(client_of(cast.investigator)) == [mine.reference]
    assert listed(client_of(cast.other_investigator)) == [other.reference]
    assert len(listed(client_of(cast.coordinator))) == 2


def test_the_subject_of_a_case_finds_no_trace_of_it(case: Case, client_of: Sign, cast: Cast) -> None:
    page = client_of(cast.subject).get(LIST, {"q": case.reference})
    assert not page.context["listing"].rows
    assert [tab.count for tab in page.context["tabs"]] == [0, 0, 0, 0]
    assert "2018" not in dict(page.context["filter"].form.fields["year"].choices)


@pytest.mark.parametrize("part", ["auditor", "screening_officer", "stranger"])
def test_who_has_no_cases_finds_no_list(client_of: Sign, cast: Cast, part: str) -> None:
    assert client_of(getattr(cast, part)).get(LIST).status_code == 404


@pytest.mark.parametrize("part", ["manager", "admin"])
def test_who_only_counts_sees_coded_columns_without_links(case: Case, client_of: Sign, cast: Cast, part: str) -> None:
    page = client_of(getattr(cast, part)).get(LIST)
    text = page.content.decode()
    assert case.reference in text
    assert f"{LIST}{case.reference}/" not in text
    assert "Plates looked up" not in text
    assert "Ines de Wit" not in text


def test_who_only_counts_searches_by_reference_alone(case: Case, client_of: Sign, cast: Cast) -> None:
    manager = client_of(cast.manager)
    assert listed(manager, "?q=Plates") == []
    assert listed(manager, f"?q={case.reference.lower()}") == [case.reference]


def test_a_search_finds_each_word_or_the_reference(make_case: Make, client_of: Sign, cast: Cast) -> None:
    case = make_case(summary="Raid date known at the premises")
    make_case(summary="Raid postponed")
    client = client_of(cast.investigator)
    assert listed(client, "?q=premises+raid") == [case.reference]
    assert listed(client, f"?q={case.reference[:7].lower()}") == [case.reference]
    assert listed(client, "?q=%25") == []


@pytest.fixture
def mixed(make_case: Make, cast: Cast, units: tuple[Unit, Unit]) -> dict[str, Case]:
    """Cases that differ in every column that a filter reads."""
    harbour, east = units
    old = make_case(datetime.date(2017, 5, 1), **alleged(unit=harbour))
    find(nth(old), cast.investigator)
    lost = make_case(**alleged("careless_loss", Recipient.NON_CRIMINAL, unit=east))
    find(nth(lost), cast.investigator, Finding.REFUTED)
    close(lost, cast.investigator, cast.coordinator)
    used = make_case(**alleged("own_use", Recipient.NONE, unit=east))
    start(used, cast.investigator)
    return {"old": old, "lost": lost, "used": used}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("year=2017", ["old"]),
        ("year=2018", ["used", "lost"]),
        ("year=1999", []),
        ("recipient=non_criminal", ["lost"]),
        ("recipient=none", ["used"]),
        ("outcome=confirmed", ["old"]),
        ("outcome=unfounded", ["lost"]),
        ("outcome=pending", ["used"]),
        ("unit=east", ["used", "lost"]),
        ("category=own_use", ["used"]),
        ("status=closed", ["lost"]),
        ("status=investigation", ["used"]),
        ("status=concluded", ["old"]),
        ("year=2018&unit=east&outcome=pending", ["used"]),
        ("year=&recipient=", ["used", "lost", "old"]),
    ],
)
def test_each_filter_narrows_the_list(
    mixed: dict[str, Case], client_of: Sign, cast: Cast, query: str, names: list[str]
) -> None:
    for user in (cast.investigator, cast.manager):
        assert listed(client_of(user), f"?{query}") == [mixed[name].reference for name in names]


def test_tabs_count_each_outcome_with_the_other_filters_as_they_are(
    mixed: dict[str, Case], client_of: Sign, cast: Cast
) -> None:
    page = client_of(cast.coordinator).get(f"{LIST}?year=2018&outcome=pending")
    assert [(tab.value, tab.count) for tab in page.context["tabs"]] == [
        ("", 2),
        ("confirmed", 0),
        ("unfounded", 1),
        ("pending", 1),
    ]
    assert page.context["total"] == len(page.context["listing"].rows) == 1


def test_the_years_to_choose_are_those_of_the_readers_own_cases(
    mixed: dict[str, Case], make_case: Make, client_of: Sign, cast: Cast
) -> None:
    make_case(datetime.date(2012, 1, 1), lead=cast.other_investigator)

    def years(user: User) -> list[Any]:
        return [value for value, _label in client_of(user).get(LIST).context["filter"].form.fields["year"].choices][1:]

    assert years(cast.investigator) == ["2018", "2017"]
    assert years(cast.coordinator)[-1] == "2012"


def test_the_coordinator_finds_the_cases_that_nobody_leads(make_case: Make, client_of: Sign, cast: Cast) -> None:
    make_case()
    alone = make_case(lead=None)
    assert listed(client_of(cast.coordinator), "?lead=none") == [alone.reference]
    assert client_of(cast.investigator).get(f"{LIST}?lead=none").status_code == 400


def test_a_case_registered_in_error_is_listed_only_when_asked_for(case: Case, client_of: Sign, cast: Cast) -> None:
    actions.void_case(case=case, by=cast.coordinator, reason="Logged twice")
    assert listed(client_of(cast.coordinator)) == []
    assert listed(client_of(cast.coordinator), "?status=voided") == [case.reference]
    assert client_of(cast.manager).get(f"{LIST}?status=voided").status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "summary=Plates",
        "summary__startswith=P",
        "registered_by__password=x",
        "subjects__number_hash=x",
        "recipient=police",
        "outcome=guilty",
        "unit=nowhere",
        "year=soon",
        "sort=summary",
        "sort=concluded",
        "sort=-pk",
        "after=2018-AAAAA",
        "before=%00",
    ],
)
def test_what_the_list_does_not_offer_is_refused(case: Case, client_of: Sign, cast: Cast, query: str) -> None:
    assert client_of(cast.coordinator).get(f"{LIST}?{query}").status_code == 400


def test_chips_take_one_filter_away_and_keep_the_others(mixed: dict[str, Case], client_of: Sign, cast: Cast) -> None:
    page = client_of(cast.coordinator).get(f"{LIST}?year=2018&unit=east&sort=received")
    chips = {chip.value: chip.query for chip in page.context["chips"]}
    assert chips == {"2018": "?unit=east&sort=received", "Unit East": "?year=2018&sort=received"}


def test_pages_forwards_and_back_show_every_case_once(make_case: Make, client_of: Sign, cast: Cast) -> None:
    days = [datetime.date(2018, 1, 1) + datetime.timedelta(days=number // 3) for number in range(120)]
    references = {make_case(day).reference for day in days}
    client = client_of(cast.coordinator)
    for sort in ("", "sort=received", "sort=reference", "sort=-status", "sort=outcome", "sort=unit", "sort=recipient"):
        forwards = list(pages(client, f"?{sort}", "older"))
        assert [len(rows) for rows, _query in forwards] == [50, 50, 20]
        assert {reference for rows, _query in forwards for reference in rows} == references
        backwards = list(pages(client, forwards[-1][1], "newer"))
        assert [rows for rows, _query in reversed(backwards)] == [rows for rows, _query in forwards]


def pages(client: Client, query: str, way: str) -> Any:
    """Each page from one address on, following the links one way."""
    while query:
        page = client.get(LIST + query).context["listing"]
        yield [row.key for row in page.rows], query
        query = getattr(page, way)


def test_a_page_key_of_a_case_that_is_not_ones_own_does_not_exist(
    case: Case, make_case: Make, client_of: Sign, cast: Cast
) -> None:
    make_case(lead=cast.other_investigator)
    assert client_of(cast.other_investigator).get(f"{LIST}?after={case.reference}").status_code == 400


@pytest.mark.parametrize("part", ["investigator", "coordinator", "manager"])
def test_the_number_of_queries_does_not_grow_with_the_register(
    make_case: Make, client_of: Sign, cast: Cast, part: str
) -> None:
    client = client_of(getattr(cast, part))
    make_case()
    few = queries(client)
    for _number in range(60):
        make_case()
    assert queries(client) == few < 20


def queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(LIST).status_code == 200
    return len(captured)


def test_an_empty_list_says_what_helps(client_of: Sign, cast: Cast) -> None:
    assert "Log a suspicion to begin" in client_of(cast.investigator).get(LIST).content.decode()
    manager = client_of(cast.manager).get(LIST).content.decode()
    assert "No case yet" in manager
    assert "Log a suspicion" not in manager


def test_a_list_without_a_match_offers_to_take_the_outcome_away(case: Case, client_of: Sign, cast: Cast) -> None:
    text = client_of(cast.coordinator).get(f"{LIST}?year=2018&outcome=confirmed").content.decode()
    assert "No case fits these 2 filters" in text
    assert re.search(r'href="\?year=2018">\s*Show 1 case, any outcome', text)


def test_the_title_says_that_a_suspicion_is_no_fact(case: Case, client_of: Sign, cast: Cast) -> None:
    text = client_of(cast.coordinator).get(LIST).content.decode()
    assert re.search(r"<title>\s*Suspected cases", text)
    assert "Suspicions, not established facts." in text


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_list_is_only_read(client_of: Sign, cast: Cast, method: str) -> None:
    assert getattr(client_of(cast.coordinator), method)(LIST).status_code == 405


def test_text_of_a_case_is_escaped(case: Case, client_of: Sign, cast: Cast) -> None:
    case.summary = "<b>bold</b>"
    history.save(case, by=cast.investigator)
    text = client_of(cast.investigator).get(LIST).content.decode()
    assert "&lt;b&gt;bold" in text
    assert "<b>bold" not in text


def test_nobody_yet_is_asked_of_the_present_team(make_case: Make, cast: Cast) -> None:
    led, left, fresh = make_case(), make_case(), make_case(lead=None)
    former = left.team.get()
    former.until = clock.now()
    history.save(former, by=None)
    present = {"case": left, "role": "member", "since": clock.now()}
    history.save(TeamMember(user=cast.other_investigator, **present), by=None)
    assert set(Case.objects.without_lead()) == {left, fresh}
    assert led not in Case.objects.without_lead()


def test_a_list_gives_no_more_than_the_beginning(case: Case, client_of: Sign, cast: Cast) -> None:
    """Who reads the whole opens the case, and so stands among those who looked at it."""
    actions.correct_case(
        case=case, by=cast.investigator, reason="More", received_on=case.received_on, summary="word " * 30 + "the end"
    )
    shown = client_of(cast.coordinator).get(LIST, {"q": case.reference}).content.decode()
    assert case.reference in shown
    assert "word word" in shown
    assert "the end" not in shown
