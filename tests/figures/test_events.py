"""Each look at figures is one event: which years, which figure, and, behind a number, how many rows."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from audit.kinds import Kind
from audit.models import Event
from cases.models import Case
from tests.cast import Cast
from tests.support.audited import events, kinds
from tests.support.exporting import take_out

SignIn = Callable[[User], Client]
YEARS = {"from": 2017, "to": 2018, "categories": "leaks"}
PERIOD = "from=2017&to=2018"


def said(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event.detail)
    return found


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("address, target", [("/figures/", ""), ("/figures/outcomes/", "outcomes")])
def test_a_page_of_figures(cast: Cast, client_of: SignIn, address: str, target: str) -> None:
    client = client_of(cast.manager)
    with events() as found:
        assert client.get(f"{address}?{PERIOD}").status_code == 200
        client.get(f"{address}?{PERIOD}&categories=all&certificates=yes")
    assert [(event.kind, event.target, event.actor) for event in found] == [(Kind.FIGURES_VIEWED, target, "mara")] * 2
    assert [said(event) for event in found] == [YEARS, {**YEARS, "categories": "all", "certificates": "yes"}]


@pytest.mark.usefixtures("register")
def test_the_list_behind_a_number_says_how_many_rows_it_has(cast: Cast, client_of: SignIn) -> None:
    client = client_of(cast.coordinator)
    with events() as found:
        client.get("/figures/suspicions/records/?year=2017&recipient=criminal&recipient=unknown&unit=harbour")
        client.get("/figures/concluded/records/?year=unknown&sort=-received")
    assert [(event.kind, event.target) for event in found] == [
        (Kind.FIGURE_DRILLED, "suspicions"),
        (Kind.FIGURE_DRILLED, "concluded"),
    ]
    narrowed = {"recipient": ["criminal", "unknown"], "unit": ["harbour"]}
    first = {"figure": "suspicions", "year": "2017", "categories": "leaks", "values": narrowed, "rows": 1}
    second = {"figure": "concluded", "year": "unknown", "categories": "leaks", "sort": "-received", "rows": 1}
    assert [said(event) for event in found] == [first, second]


@pytest.mark.usefixtures("register")
def test_the_list_behind_a_part_says_which_one(cast: Cast, client_of: SignIn) -> None:
    with events() as found:
        client_of(cast.manager).get("/figures/training/records/?year=2018&part=attendances&unit=harbour")
    (event,) = found
    assert (event.kind, event.target) == (Kind.FIGURE_DRILLED, "training")
    values = {"unit": ["harbour"]}
    assert said(event) == {"figure": "training", "year": "2018", "part": "attendances", "values": values, "rows": 1}


@pytest.mark.usefixtures("register")
def test_a_page_of_one_figure_that_has_no_categories_is_one_event_too(cast: Cast, client_of: SignIn) -> None:
    client = client_of(cast.manager)
    for key in ("signals", "sworn_in", "code_acknowledged", "training"):
        with events() as found:
            assert client.get(f"/figures/{key}/?{PERIOD}").status_code == 200
            assert client.get(f"/figures/{key}/records/?{PERIOD}").status_code == 200
        assert [(event.kind, event.target) for event in found] == [
            (Kind.FIGURES_VIEWED, key),
            (Kind.FIGURE_DRILLED, key),
        ]
        assert "categories" not in said(found[1])


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    "address",
    [
        "/figures/training/records/?part=nothing",
        "/figures/training/records/?part=sessions&part=attendances",
        "/figures/signals/records/?part=sessions",
        "/figures/sworn_in/records/",
        "/figures/?from=abc",
        "/figures/nothing/",
        "/figures/screening_started/records/",
        "/figures/suspicions/records/?after=Sam+Verburg",
        "/figures/suspicions/records/?recipient=Sam+Verburg",
        "/figures/suspicions.csv?from=abc",
    ],
)
def test_what_is_refused_is_recorded_as_that(cast: Cast, client_of: SignIn, address: str) -> None:
    with events() as found:
        assert client_of(cast.coordinator).get(address).status_code in (400, 404)
    assert kinds(found) == [Kind.REQUEST_REFUSED]


@pytest.mark.usefixtures("register")
def test_a_file_says_of_what_it_is(cast: Cast, client_of: SignIn) -> None:
    client = client_of(cast.coordinator)
    with events() as found:
        b"".join(take_out(client, f"/figures/suspicions.csv?{PERIOD}"))
        b"".join(take_out(client, f"/figures/suspicions/records.csv?{PERIOD}&recipient=criminal"))
    assert kinds(found) == [Kind.FIGURE_EXPORT_BEGUN, Kind.FIGURE_EXPORT_ENDED] * 2
    assert said(found[0]) == {"figure": "suspicions", **YEARS}
    assert said(found[2]) == {
        "figure": "suspicions",
        "from": "2017",
        "to": "2018",
        "categories": "leaks",
        "values": {"recipient": ["criminal"]},
        "records": True,
    }
    assert said(found[3])["rows"] == 3


def test_who_may_count_and_take_nothing_out_leaves_a_refusal(
    cast: Cast, register: dict[str, Case], client_of: SignIn
) -> None:
    client = client_of(cast.manager)
    for method in (client.get, client.post):
        with events() as found:
            assert method(f"/figures/suspicions/records.csv?{PERIOD}").status_code == 403
        assert kinds(found) == [Kind.REQUEST_REFUSED]


@pytest.mark.usefixtures("register")
def test_the_command_is_one_event_of_nobody() -> None:
    with events() as found:
        call_command("figures", "--from", "2017", "--to", "2018", "--figure", "outcomes", stdout=io.StringIO())
    (event,) = found
    assert (event.kind, event.actor, event.where) == (Kind.FIGURES_VIEWED, "", "manage.py figures")
    assert said(event) == {**YEARS, "format": "table", "figures": ["outcomes"]}
