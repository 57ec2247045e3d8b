import csv
import datetime
import io
import json
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cases.models import Case
from figures.definitions import FIGURES
from figures.sections import SHOWN
from figures.units import CASES, SCREENING, SIGNALS, STAFF, TRAINING
from lib import clock
from office.models import CodeEdition, TrainingTopic
from screening.staff import actions as staff
from tests.cast import Cast
from tests.support import exporting
from tests.support.counted import day, log
from tests.support.counted_prevention import enter, register_signal

SignIn = Callable[[User], Client]
PERIOD = "from=2017&to=2018"
OF_CASES = [figure.key for figure in FIGURES if figure.unit.register in (CASES, SIGNALS)]
OF_SCREENING = [figure.key for figure in FIGURES if figure.unit.register in (SCREENING, STAFF, TRAINING)]
PAGES = ("", "{key}/", "{key}.csv", "{key}/records/")


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return b"".join(response).decode() if response.streaming else response.content.decode()


def rows_of(client: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(exporting.text_of(client, address))))


class TestWho:
    @pytest.mark.parametrize("part", ["auditor", "stranger"])
    def test_who_counts_nothing_finds_no_figures(self, cast: Cast, client_of: SignIn, part: str) -> None:
        client = client_of(cast.everybody()[part])
        unknown = client.get("/figures/nothing/")
        assert unknown.status_code == 404
        for page in PAGES:
            assert client.get(f"/figures/{page.format(key='suspicions')}").status_code == 404

    def test_a_coordinator_has_no_screening_figures(self, cast: Cast, client_of: SignIn) -> None:
        client = client_of(cast.coordinator)
        shown = text_of(client, "/figures/").partition("<main")[2]
        assert 'id="suspicions"' in shown
        assert "screening" not in shown.lower()
        unknown = client.get("/figures/nothing/").content
        assert client.get("/figures/screening_started/").content == unknown
        for key in OF_SCREENING:
            for page in PAGES[1:]:
                assert client.get(f"/figures/{page.format(key=key)}").status_code == 404
        for word in ("sworn in", "oath", "code", "raining"):
            assert word not in shown, word

    def test_a_screening_officer_has_no_case_figures(self, cast: Cast, client_of: SignIn) -> None:
        client = client_of(cast.screening_officer)
        shown = text_of(client, "/figures/")
        assert 'id="screening"' in shown
        assert 'id="prevention"' in shown
        assert "uspicion" not in shown
        assert "ignal" not in shown
        for key in OF_CASES:
            assert client.get(f"/figures/{key}/").status_code == 404

    def test_nobody_reads_figures_without_signing_in(self, client: Client, db: None) -> None:
        for page in PAGES:
            assert client.get(f"/figures/{page.format(key='suspicions')}").status_code == 302

    def test_rows_go_out_to_those_who_may_take_them(
        self, cast: Cast, register: dict[str, Case], client_of: SignIn
    ) -> None:
        address = f"/figures/suspicions/records.csv?{PERIOD}"
        assert client_of(cast.manager).get(address).status_code == 403
        assert "records.csv" not in text_of(client_of(cast.manager), f"/figures/suspicions/records/?{PERIOD}")
        assert "Export these 6" in text_of(client_of(cast.coordinator), f"/figures/suspicions/records/?{PERIOD}")
        rows = rows_of(client_of(cast.coordinator), address)
        assert {row["reference"] for row in rows} == {register[letter].reference for letter in "ABCEGW"}


@pytest.mark.usefixtures("register")
class TestDashboard:
    def test_it_says_what_it_counts_how_and_until_when(self, cast: Cast, client_of: SignIn) -> None:
        shown = text_of(client_of(cast.coordinator), f"/figures/?{PERIOD}")
        assert "Yearly figures 2017–2018" in shown
        assert "As known on 1 March 2019" in shown
        shown_here = [key for key in OF_CASES if key in SHOWN]
        sections = len(shown_here) + 1  # signals by decision, and by source
        # Each caption, and the name of its region.
        assert shown.count("· as known on 1 March 2019") == sections * 2
        assert "Suspected leaks: 6 in 2017–2018, 3 of them to criminals, as alleged" in shown
        assert "Outcomes: 2 of 4 concluded suspected leaks received in 2017–2018 confirmed, 50 %" in shown
        for figure in FIGURES:
            if figure.key in shown_here:
                assert str(figure.rule) in shown.replace("&#x27;", "'")

    def test_it_never_says_that_a_number_rises_or_falls(self, cast: Cast, client_of: SignIn) -> None:
        shown = text_of(client_of(cast.manager), "/figures/?from=2016&to=2019").lower()
        assert not [word for word in (" rise", " rose", " fall", " fell", "increase", "decrease") if word in shown]

    def test_the_confirmed_share_stands_with_its_numbers_and_its_interval(self, cast: Cast, client_of: SignIn) -> None:
        shown = text_of(client_of(cast.coordinator), f"/figures/?{PERIOD}")
        assert "Interval 15–85 % (Wilson, 95 %)" in shown
        assert "Not confirmed does not mean refuted." in shown

    def test_a_register_of_long_ago_opens_on_its_own_years(self, cast: Cast, client_of: SignIn) -> None:
        with clock.at(datetime.date(2030, 3, 1)):
            assert "Yearly figures 2014–2018" in text_of(client_of(cast.coordinator), "/figures/")

    def test_the_running_year_is_marked(self, cast: Cast, client_of: SignIn) -> None:
        client = client_of(cast.coordinator)
        assert "The year 2019 is still running and incomplete." in text_of(client, "/figures/")
        assert "so far" in text_of(client, "/figures/")
        assert "so far" not in text_of(client, f"/figures/?{PERIOD}")

    def test_all_categories(self, cast: Cast, client_of: SignIn) -> None:
        shown = text_of(client_of(cast.coordinator), f"/figures/?{PERIOD}&categories=all")
        assert "Suspicions: 7 in 2017–2018" in shown
        assert "Suspected leaks:" not in shown

    def test_an_empty_register_has_figures_too(self, cast: Cast, client_of: SignIn) -> None:
        shown = text_of(client_of(cast.manager), "/figures/?from=1990&to=1991")
        assert "none of the suspicions received in 1990–1991 has an outcome yet" in shown

    def test_charts_are_named_and_hold_no_links(self, cast: Cast, client_of: SignIn) -> None:
        shown = text_of(client_of(cast.manager), f"/figures/?{PERIOD}")
        drawings = [part.split("</svg>")[0] for part in shown.split('<svg viewBox="0 0 4')[1:]]
        assert len(drawings) == 14
        for drawing in drawings:
            assert 'role="img"' in drawing
            assert "<title" in drawing
            assert "<desc" in drawing
            assert "<a " not in drawing
            assert "style=" not in drawing


@pytest.mark.usefixtures("register")
class TestAddresses:
    @pytest.mark.parametrize(
        "query",
        [
            "year=2017&from=2016",
            "received_year=2017",
            "year=17",
            "year=unknown",
            "year=２０１７",
            "year=2017&year=2018",
            "recipient=somebody",
            "unit=nowhere",
            "registered_by__password__startswith=a",
            "categories=some",
            "certificates=1",
            "sort=summary",
            "after=2018-XXXXX",
            "from=1950&to=2018",
        ],
    )
    def test_what_a_list_does_not_know_is_refused(self, cast: Cast, client_of: SignIn, query: str) -> None:
        expected = 200 if query.startswith("from=1950") else 400  # a list may be long, a page of columns not
        assert client_of(cast.coordinator).get(f"/figures/suspicions/records/?{query}").status_code == expected

    @pytest.mark.parametrize("query", ["year=2017", "from=abc", "from=1950&to=2018", "from=2017&from=2018", "unit=x"])
    def test_what_the_dashboard_does_not_know_is_refused(self, cast: Cast, client_of: SignIn, query: str) -> None:
        client = client_of(cast.coordinator)
        assert client.get(f"/figures/?{query}").status_code == 400
        assert client.get(f"/figures/suspicions/?{query}").status_code == 400
        # A file holds any number of years.
        expected = 200 if query.startswith("from=1950") else 400
        assert client.get(f"/figures/suspicions.csv?{query}").status_code == expected

    def test_years_the_wrong_way_round_are_refused_with_a_sentence(self, cast: Cast, client_of: SignIn) -> None:
        answer = client_of(cast.coordinator).get("/figures/?from=2018&to=2017")
        assert answer.status_code == 400
        assert (
            "The period from 2018 to 2017 begins after its end. Choose the earlier year first."
            in answer.content.decode()
        )

    def test_undated_rows_are_asked_for_where_a_figure_may_have_them(self, cast: Cast, client_of: SignIn) -> None:
        client = client_of(cast.coordinator)
        assert "1 suspicion<" in text_of(client, "/figures/concluded/records/?year=unknown")
        assert client.get("/figures/suspicions/records/?year=unknown").status_code == 400

    @pytest.mark.parametrize("key", [*OF_CASES, *OF_SCREENING])
    def test_every_figure_has_its_page_its_list_and_its_file(self, cast: Cast, client_of: SignIn, key: str) -> None:
        client = client_of(cast.manager)
        for page in PAGES:
            # Each number of a balance has a list of its own.
            part = "&part=received" if (key, page) == ("stock", PAGES[-1]) else ""
            assert text_of(client, f"/figures/{page.format(key=key)}?{PERIOD}{part}")


class TestJson:
    def test_it_is_what_the_command_prints_in_the_readers_scope(
        self, cast: Cast, register: dict[str, Case], client_of: SignIn
    ) -> None:
        address = "/figures/suspicions.json?from=2017&to=2018"
        found = json.loads(text_of(client_of(cast.coordinator), address))
        assert found["as_at"] == "2019-03-01"
        [figure] = found["figures"]
        assert (figure["key"], figure["unit"], figure["years"], figure["total"]) == (
            "suspicions",
            "case",
            {"2017": 3, "2018": 3},
            6,
        )
        assert figure["breakdowns"]["recipient"]["criminal"] == {"2017": 2, "2018": 1}
        [walled] = json.loads(text_of(client_of(cast.manager), address))["figures"]
        assert walled["total"] == 5

    def test_of_a_figure_that_is_not_counted_there_is_none(self, cast: Cast, client_of: SignIn) -> None:
        assert client_of(cast.screening_officer).get("/figures/suspicions.json").status_code == 404
        assert client_of(cast.coordinator).get("/figures/suspicions.json?as_at=x").status_code == 400


class TestLists:
    def test_a_reference_is_a_link_for_those_who_may_open_it(
        self, cast: Cast, register: dict[str, Case], client_of: SignIn
    ) -> None:
        address, case = f"/figures/suspicions/records/?{PERIOD}", register["A"]
        assert case.get_absolute_url() in text_of(client_of(cast.coordinator), address)
        shown = text_of(client_of(cast.manager), address)
        assert case.reference in shown
        assert case.get_absolute_url() not in shown

    def test_nothing_hints_at_a_walled_case(self, cast: Cast, register: dict[str, Case], client_of: SignIn) -> None:
        shown = text_of(client_of(cast.manager), f"/figures/suspicions/records/?{PERIOD}")
        assert register["W"].reference not in shown
        assert "5 suspicions<" in shown
        assert "6 suspicions<" in text_of(client_of(cast.coordinator), f"/figures/suspicions/records/?{PERIOD}")

    def test_the_outcome_shown_is_that_which_is_counted(
        self, cast: Cast, register: dict[str, Case], client_of: SignIn
    ) -> None:
        """Of the refuted leak beside a confirmed theft."""
        client, address = client_of(cast.coordinator), "/figures/outcomes/records.csv?year=2018&categories={}"
        for categories, outcome in (("leaks", "unfounded"), ("all", "confirmed")):
            rows = {row["reference"]: row for row in rows_of(client, address.format(categories))}
            assert rows[register["E"].reference]["outcome"] == outcome

    @pytest.mark.usefixtures("register")
    def test_it_is_narrowed_by_each_value_and_by_several(self, cast: Cast, client_of: SignIn) -> None:
        client, address = client_of(cast.coordinator), "/figures/suspicions/records/"
        assert "3 suspicions<" in text_of(client, f"{address}?{PERIOD}&recipient=criminal")
        assert "5 suspicions<" in text_of(client, f"{address}?{PERIOD}&recipient=criminal&recipient=non_criminal")
        assert "1 suspicion<" in text_of(client, f"{address}?{PERIOD}&recipient=criminal&unit=harbour")
        assert "The number is 0" in text_of(client, f"{address}?year=2012")


@pytest.mark.usefixtures("register")
class TestFiles:
    def test_a_file_of_counts_says_how_old_it_is_and_by_which_rule(self, cast: Cast, client_of: SignIn) -> None:
        response = exporting.take_out(client_of(cast.coordinator), f"/figures/suspicions.csv?{PERIOD}")
        assert 'filename="suspicions-2017-2018.csv"' in response["Content-Disposition"]
        rows = rows_of(client_of(cast.coordinator), f"/figures/suspicions.csv?{PERIOD}")
        whole = rows[0]
        assert (whole["2017"], whole["2018"], whole["total"]) == ("3", "3", "6")
        assert {row["as_at"] for row in rows} == {"2019-03-01"}
        assert {row["categories"] for row in rows} == {"leaks"}
        assert whole["rule"].startswith("Each case counts once")

    def test_a_spreadsheet_gets_semicolons_and_a_mark(self, cast: Cast, client_of: SignIn) -> None:
        client = client_of(cast.coordinator)
        address = f"/figures/suspicions.csv?{PERIOD}"
        text = exporting.text_of(client, address, separator="semicolon", bom="1")
        assert text.startswith("\ufefffigure;breakdown;value;2017;2018;total;as_at;categories;rule;export\r\n")
        form = client.get(f"{address}&separator=semicolon&bom=1").context["form"]
        assert (form["separator"].value(), form["bom"].value()) == ("semicolon", True)
        assert client.get("/figures/suspicions.csv?separator=tab").status_code == 400
        assert client.get("/figures/suspicions.csv?bom=yes").status_code == 400


class TestQueries:
    def prevent(self, cast: Cast, *numbers: int) -> None:
        """Signals, oaths, acknowledgements and sessions of 2017; the last of them about the manager himself."""
        by = cast.screening_officer
        own = [cast.manager.number] if len(numbers) > 1 else []
        members = enter(cast, [*(f"S-{number}" for number in numbers), *own])
        staff.swear_in(by=by, staff=members, sworn_in_on=day("2017-03-01"))
        edition = CodeEdition.objects.get(pk="unknown")
        staff.acknowledge(by=by, staff=members, edition=edition, acknowledged_on=day("2017-03-02"))
        told = {"held_on": day("2017-03-03"), "topic": TrainingTopic.objects.get(pk="information"), "attending": 2}
        staff.record_sessions(by=by, sessions=[told for _number in numbers])
        for concerned in [*("" for _number in numbers), *own]:
            register_signal(cast, "2017-03-04", "citizen", concerned)

    def number(self, client: Client, address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            text_of(client, address)
        return len(queries)

    @pytest.mark.parametrize(
        "address",
        [
            "/figures/?from=2017&to=2018",
            "/figures/suspicions/?from=2017&to=2018",
            "/figures/suspicions.csv?from=2017&to=2018",
            "/figures/suspicions/records/?from=2017&to=2018",
            "/figures/findings/records/?from=2017&to=2018",
            "/figures/",
            "/figures/signals/records/?from=2017&to=2018",
            "/figures/sworn_in/records/?from=2017&to=2018",
            "/figures/code_acknowledged/records/?from=2017&to=2018",
            "/figures/training/?from=2017&to=2018",
            "/figures/training/records/?from=2017&to=2018&part=attendances",
        ],
    )
    def test_as_many_for_few_rows_as_for_many(self, cast: Cast, client_of: SignIn, address: str) -> None:
        client = client_of(cast.manager)
        log(cast, "2017-02-01", "disclosure", "criminal")
        self.prevent(cast, 0)
        self.number(client, address)  # the first request also writes the session
        few = self.number(client, address)
        for number in range(60):
            own = {"number": cast.manager.number} if number % 10 == 0 else {}
            log(cast, str(day("2017-03-01").replace(day=number % 28 + 1)), "careless_loss", "non_criminal", **own)
        self.prevent(cast, *range(1, 60))
        assert self.number(client, address) == few
