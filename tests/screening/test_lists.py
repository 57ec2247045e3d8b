"""The list and its files: default, filters, stage overview, pages by key, and the same rows as CSV."""

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from lib import clock
from screening import actions
from screening.columns import CODED
from screening.models import Trajectory
from tests.cast import Cast
from tests.screening.conftest import Trajectories, request
from tests.support.exporting import rows_of, take_out, text_of

ClientOf = Callable[[User], Client]
LIST = "/screening/"
ALL = {"sort": "-started_on"}


@pytest.fixture
def officer(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.screening_officer)


def references(page: str) -> list[str]:
    return re.findall(r'<th scope="row">.*?(S\d{4}-[0-9A-Z]{5})', page)


def many(number: int, **changed: object) -> list[Trajectory]:
    days = [datetime.date(2018, 1, 1) + datetime.timedelta(days=place // 3) for place in range(number)]
    return actions.start_many(by=None, rows=[request(started_on=day, **changed) for day in days])


def test_a_bare_list_shows_those_under_way_and_says_so(officer: Client, trajectories: Trajectories) -> None:
    page = officer.get(LIST)
    assert references(page.content.decode()) == [trajectories.under_way.reference]
    chips = page.context["filters"].chips
    assert [(chip.label, chip.value) for chip in chips] == [("Result", "Pending")]
    everything = officer.get(f"{LIST}{chips[0].query}")
    assert set(references(everything.content.decode())) == {
        trajectories.under_way.reference,
        trajectories.negative.reference,
    }
    assert not everything.context["filters"].chips
    assert officer.get(f"{LIST}{page.context['filters'].cleared}").context["total"] == 2


@pytest.mark.parametrize(
    "asked, found",
    [
        ({"started_year": "2017"}, {"negative"}),
        ({"completed_year": "2018"}, {"negative"}),
        ({"level": "reliability", "result": "negative"}, {"negative"}),
        ({"level": "security_a"}, set()),
        ({"occasion": "initial"}, {"negative", "under_way"}),
        ({"subject_group": "staff"}, set()),
        ({"stage": "objection"}, {"negative"}),
        ({"unit": "harbour"}, {"under_way"}),
        ({"q": "s2017"}, {"negative"}),
        ({"q": "2019-"}, {"under_way"}),
    ],
)
def test_filters(officer: Client, trajectories: Trajectories, asked: dict[str, str], found: set[str]) -> None:
    page = officer.get(LIST, asked)
    assert set(references(page.content.decode())) == {getattr(trajectories, name).reference for name in found}
    assert page.context["total"] == len(found)


@pytest.mark.parametrize(
    "asked",
    [
        {"name": "A. Bos"},
        {"number_hash__startswith": "a"},
        {"officer__password__startswith": "a"},
        {"started_year": "soon"},
        {"result": "guilty"},
        {"sort": "function"},
        {"sort": "stage"},
        {"after": "S2019-AAAAA"},
    ],
)
def test_what_the_list_does_not_offer_is_refused(
    officer: Client, trajectories: Trajectories, asked: dict[str, str]
) -> None:
    assert officer.get(LIST, asked).status_code == 400


def test_the_overview_counts_what_its_links_show(officer: Client, trajectories: Trajectories) -> None:
    strip = {step.stage: step for step in officer.get(LIST, ALL).context["strip"]}
    assert {stage.value: step.count for stage, step in strip.items() if step.count} == {"interview": 1, "objection": 1}
    for step in strip.values():
        page = officer.get(f"{LIST}{step.query}")
        assert len(references(page.content.decode())) == page.context["total"] == step.count
        chosen = [other for other in page.context["strip"] if other.chosen]
        assert [other.stage for other in chosen] == [step.stage]
        assert page.context["strip"][3].count == strip[page.context["strip"][3].stage].count
    assert "decision" not in [step.stage for step in officer.get(LIST).context["strip"]]


def test_pages_by_key_show_every_row_once(officer: Client, trajectories: Trajectories) -> None:
    many(110)
    query, seen, pages = "?sort=-started_on", [], 0
    while query:
        page = officer.get(f"{LIST}{query}")
        seen += references(page.content.decode())
        query, pages = page.context["listing"].older, pages + 1
    assert pages == 3
    assert len(seen) == len(set(seen)) == 112
    newer = officer.get(f"{LIST}{page.context['listing'].newer}")
    assert references(newer.content.decode()) == seen[50:100]
    assert references(officer.get(LIST, {"sort": "reference"}).content.decode()) == sorted(seen)[:50]


def test_days_since_the_start(officer: Client, trajectories: Trajectories) -> None:
    with clock.at(datetime.date(2019, 1, 24)):
        page = officer.get(LIST, ALL).content.decode()
    assert ">22 days<" in page
    assert ">took 276 days<" in page


@pytest.mark.parametrize("who", ["screening_officer", "manager"])
def test_the_list_takes_the_same_queries_small_and_large(
    cast: Cast,
    trajectories: Trajectories,
    client_of: ClientOf,
    who: str,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_of(getattr(cast, who))
    # Session, person, roles; first year; the lists of the filters and of the columns; overview; page; the event. An
    # officer's also needs the numbers of the team and the officers to choose from.
    expected = 3 + 1 + (3 + 4 + 2 if who == "screening_officer" else 2 + 3) + 1 + 1 + 3
    for asked in (ALL, {}, {"stage": "interview"}):
        with django_assert_num_queries(expected):
            client.get(LIST, asked)
    many(120)
    for asked in (ALL, {}, {"stage": "interview"}):
        with django_assert_num_queries(expected):
            client.get(LIST, asked)


def test_a_file_holds_the_filtered_rows_in_coded_columns(officer: Client, trajectories: Trajectories) -> None:
    response = take_out(officer, f"{reverse('screening:export')}?result=negative")
    assert response["Content-Type"].startswith("text/csv")
    assert response["Content-Disposition"].startswith('attachment; filename="screening-')
    assert rows_of(b"".join(response).decode()) == [
        [column.key for column in CODED],
        [
            trajectories.negative.reference,
            "2017-05-01",
            "2018-02-01",
            "reliability",
            "initial",
            "candidate",
            "objection",
            "2018-03-01",
            "negative",
            "finances",
        ],
    ]


def test_the_coded_columns_are_exactly_these() -> None:
    coded = ["reference", "level", "occasion", "subject_group", "stage", "result", "ground"]
    dates = ["started_on", "completed_on", "stage_on"]
    assert sorted(column.key for column in CODED) == sorted([*coded, *dates])


def test_a_file_for_a_spreadsheet(officer: Client, trajectories: Trajectories) -> None:
    content = text_of(officer, reverse("screening:export"), separator="semicolon", bom="1")
    assert content.startswith("\ufeffreference;started_on;")
    assert len(rows_of(content.removeprefix("\ufeff"), ";")) == 3
    for wrong in ({"separator": "|"}, {"bom": "yes"}, {"columns": "name"}):
        assert officer.get(reverse("screening:export"), wrong).status_code == 400


def test_a_file_takes_the_same_queries_small_and_large(
    officer: Client, trajectories: Trajectories, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in (1, 120):
        many(number)
        with django_assert_num_queries(16):
            text_of(officer, reverse("screening:export"))


def test_the_command_writes_the_whole_register(
    cast: Cast, trajectories: Trajectories, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    call_command("export_screening")
    assert len(rows_of(capsys.readouterr().out)) == 4
    call_command("export_screening", "--to", "2018", "--result", "negative")
    assert [row[0] for row in rows_of(capsys.readouterr().out)[1:]] == [trajectories.negative.reference]
    path = tmp_path / "screening.csv"
    call_command("export_screening", "--from", "2019", "--separator", "semicolon", "--bom", "--output", str(path))
    assert not capsys.readouterr().out
    assert len(rows_of(path.read_text(encoding="utf-8-sig"), ";")) == 3
    with pytest.raises(CommandError, match="Unknown value"):
        call_command("export_screening", "--level", "low")
    with pytest.raises(CommandError):
        call_command("export_screening", "--output", str(tmp_path))
