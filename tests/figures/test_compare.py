"""Two periods beside each other: who sees it, what is counted, what is said of it, and what is refused."""

import datetime
import json
import re
from collections.abc import Callable, Mapping
from html import unescape

import pytest
from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import User
from audit.kinds import Kind
from cases.models import Case
from figures.basis import Basis
from figures.breaks import breaks_of, footnotes
from figures.compare import sentences
from figures.compare.periods import days_of, read
from figures.compare.results import sentence_for
from figures.compare.sentences import Periods
from figures.counted import Asked
from figures.definitions import BY_KEY, FIGURES
from figures.models import SeriesBreak
from figures.setup import actions as setup
from figures.tables import WHOLE_REGISTER, count
from figures.units import CASES, SIGNALS
from lib import clock
from lib.periods import Period
from lib.rates import RateTest, compare_rates, compare_shares
from tests.cast import Cast
from tests.support.audited import events
from tests.support.counted import KNOWN_ON, day, log

SignIn = Callable[[User], Client]
ADDRESS = "/figures/compare/"
YEARS = "from=2018&to=2018&against_from=2017&against_to=2017"
YEAR, BEFORE = Period(2018, 2018), Period(2017, 2017)
ONE_YEAR = Periods(YEAR, BEFORE)
TWO_YEARS = Periods(Period(2017, 2018), Period(2015, 2016))


def page(client: Client, query: str = YEARS) -> str:
    response = client.get(f"{ADDRESS}?{query}")
    assert response.status_code == 200, query
    return unescape(response.content.decode())


def words(periods: Periods, number: int, other: int) -> str:
    days, other_days = periods.days
    return str(sentences.of_counts(periods, number, other, compare_rates(number, days, other, other_days)))


class TestWho:
    @pytest.mark.parametrize("part", ["auditor", "stranger"])
    def test_who_counts_nothing_compares_nothing(self, cast: Cast, client_of: SignIn, part: str) -> None:
        client = client_of(cast.everybody()[part])
        assert client.get(ADDRESS).status_code == 404
        assert client.get(ADDRESS).content == client.get("/figures/nothing/").content

    @pytest.mark.usefixtures("register")
    @pytest.mark.parametrize(
        "part",
        ["investigator", "other_investigator", "subject", "coordinator", "second_coordinator", "manager", "admin"],
    )
    def test_whoever_counts_cases_compares_them(self, cast: Cast, client_of: SignIn, part: str) -> None:
        shown = page(client_of(cast.everybody()[part]))
        for figure in FIGURES:
            if figure.unit.register in (CASES, SIGNALS) and figure.key != "outcomes":
                assert str(figure.label) in shown
        assert "Share confirmed" in shown

    @pytest.mark.usefixtures("register")
    def test_each_register_to_its_own(self, cast: Cast, client_of: SignIn) -> None:
        shown = page(client_of(cast.screening_officer)).partition("<main")[2]
        assert "Screening trajectories started" in shown
        assert "Share confirmed" not in shown
        assert "uspicion" not in shown.replace("Pending suspicions", "")
        assert "screening" not in page(client_of(cast.coordinator)).partition("<main")[2].lower()

    def test_a_look_is_one_event_with_both_periods(self, cast: Cast, client_of: SignIn) -> None:
        client = client_of(cast.manager)
        with events() as left:
            page(client, f"{YEARS}&categories=all")
        assert [(event.kind, event.target, event.actor) for event in left] == [(Kind.FIGURES_VIEWED, "", "mara")]
        assert json.loads(left[0].detail) == {
            "from": 2018,
            "to": 2018,
            "against_from": 2017,
            "against_to": 2017,
            "categories": "all",
        }

    @pytest.mark.usefixtures("register")
    def test_a_walled_case_is_in_neither_number(self, cast: Cast, client_of: SignIn) -> None:
        assert "2018 against 2017: 3 and 2, " in page(client_of(cast.manager))
        assert "2018 against 2017: 3 and 3, " in page(client_of(cast.coordinator))


@pytest.mark.usefixtures("register")
class TestPage:
    def test_each_number_is_that_of_its_list(self, cast: Cast, client_of: SignIn) -> None:
        """For a manager about whom a case and a trajectory are."""
        client = client_of(cast.manager)
        for query in (YEARS, f"{YEARS}&categories=all&certificates=yes&only_unit=harbour"):
            links = re.findall(r'<a class="n" href="([^"]+)"[^>]*>([\d,]+)</a>', page(client, query))
            assert len(links) > 20
            for address, number in links:
                rows = re.search(r"<h1>([\d,]+) ", client.get(address).content.decode())
                assert rows is not None
                assert rows[1] == number, address

    def test_the_share_stands_as_two_numbers_with_its_interval(self, cast: Cast, client_of: SignIn) -> None:
        shown = page(client_of(cast.coordinator))
        # Of 2018, G is confirmed and E refuted; of 2017, A and B.
        assert (
            "2018 against 2017: 1 of 2 and 1 of 2 concluded confirmed, no significant change "
            "(Fisher's exact test, p = 1.00)"
        ) in shown
        assert shown.count("50 %, interval 9–91 %") == 2
        assert "Fisher's exact test, two-sided" in shown

    def test_the_method_is_named_and_the_danger_of_many_looks(self, cast: Cast, client_of: SignIn) -> None:
        shown = page(client_of(cast.coordinator))
        assert "Exact conditional test (binomial, two-sided) over the days of each period" in shown
        assert "Of twenty comparisons in which nothing changed, one is significant by chance" in shown

    def test_nothing_in_either_period_says_so(self, cast: Cast, client_of: SignIn) -> None:
        shown = page(client_of(cast.coordinator), "from=1990&to=1990&against_from=1988&against_to=1989")
        assert "1990 against 1988–1989: none in either, nothing to compare" in shown
        assert "1990 against 1988–1989: without concluded suspicions in both, there is nothing to compare" in shown

    def test_what_is_added_up_is_not_compared(self, cast: Cast, client_of: SignIn) -> None:
        shown = page(client_of(cast.manager))
        assert "Training sessions" in shown
        assert "Attendances at training sessions" not in shown

    def test_a_balance_and_days_are_not_compared_and_people_only_where_the_periods_are_as_long(
        self, cast: Cast, client_of: SignIn
    ) -> None:
        client = client_of(cast.coordinator)
        alike, unlike = page(client), page(client, "from=2018&to=2018&against_from=2016&against_to=2017")
        for shown in (alike, unlike):
            assert "Open at the end" not in shown
            assert "Days to closing" not in shown
        assert "/figures/subjects/?" in alike
        assert "/figures/subjects/?" not in unlike
        assert "Left out:</b> People under suspicion of a leak." in unlike
        assert "Left out:" not in alike

    def test_without_years_the_last_closed_one_is_held_against_the_one_before(
        self, cast: Cast, client_of: SignIn
    ) -> None:
        client = client_of(cast.coordinator)
        assert "<h1>2018 against 2017</h1>" in page(client, "")
        assert "<h1>2017–2018 against 2015–2016</h1>" in page(client, "from=2017&to=2018")
        assert "<h1>2016 against 2015</h1>" in page(client, "to=2016")
        with clock.at(datetime.date(2030, 3, 1)):
            assert "<h1>2018 against 2017</h1>" in page(client, "")

    def test_all_categories_and_a_past_day(self, cast: Cast, client_of: SignIn) -> None:
        client = client_of(cast.coordinator)
        assert "2018 against 2017: 4 and 3, " in page(client, f"{YEARS}&categories=all")
        shown = page(client, f"{YEARS}&as_at=2019-02-01&only_recipient=criminal")
        assert "As known at the end of 1 February 2019" in shown
        assert '<input type="hidden" name="as_at" value="2019-02-01">' in shown
        assert '<input type="hidden" name="only_recipient" value="criminal">' in shown

    def test_the_dashboard_leads_to_it(self, cast: Cast, client_of: SignIn) -> None:
        shown = client_of(cast.coordinator).get("/figures/?from=2017&to=2018").content.decode()
        assert f'href="{ADDRESS}' in shown
        assert "Compare periods" in shown

    def test_more_records_cost_no_more_queries(self, cast: Cast, client_of: SignIn) -> None:
        client = client_of(cast.manager)
        page(client)
        with CaptureQueriesContext(connection) as before:
            page(client)
        for _number in range(5):
            log(cast, "2018-09-09", "disclosure", "criminal")
        with CaptureQueriesContext(connection) as after:
            page(client)
        assert len(after) == len(before)


STAFF = {2016: 900, 2017: 1_000, 2018: 1_500}


def add_break(cast: Cast, begins_on: str, *figures: str) -> SeriesBreak:
    return setup.add_break(
        by=cast.admin, begins_on=day(begins_on), figures=figures, text_en=f"law of {begins_on}", text_nl="een wet"
    )


def count_staff(cast: Cast, numbers: Mapping[int, int]) -> None:
    for year, number in numbers.items():
        setup.record_headcount(by=cast.admin, year=year, number=number, source=f"report of {year}")


def row_of(shown: str, key: str) -> str:
    """The line of a figure."""
    return next(row for row in shown.split("<tr>") if f'<a href="/figures/{key}/?' in row)


def rates(shown: str, key: str) -> list[str]:
    """What stands below the two numbers of a figure."""
    return re.findall(r'<small class="rate">([\d.]+ per 1,000 staff[^<]*)</small>', row_of(shown, key))


@pytest.mark.usefixtures("register")
class TestPerThousand:
    def test_each_count_has_one_in_both_periods_and_its_source(self, cast: Cast, client_of: SignIn) -> None:
        client = client_of(cast.coordinator)
        assert "staff" not in page(client).partition("<main")[2]
        count_staff(cast, STAFF)
        shown = page(client)
        assert rates(shown, "suspicions") == ["2.0 per 1,000 staff", "3.0 per 1,000 staff"]
        assert rates(shown, "subjects") == ["0.0 per 1,000 staff", "1.0 per 1,000 staff"]
        lines = [row for row in shown.split("<tr>") if '<th scope="row">' in row]
        assert [row.count("per 1,000 staff") for row in lines] == [2] * (len(lines) - 1) + [0]  # the share has none
        assert "Staff: 1,000 in 2017 (report of 2017); 1,500 in 2018 (report of 2018)." in shown
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "nl"
        assert "2,0 per 1.000 medewerkers<" in page(client)

    def test_over_several_years_it_is_a_year_and_there_is_none_of_people(self, cast: Cast, client_of: SignIn) -> None:
        count_staff(cast, {**STAFF, 2015: 800})
        shown = page(client_of(cast.coordinator), "from=2017&to=2018&against_from=2015&against_to=2016")
        # 6 in 2,500 years of staff, and 1 in 1,700: 0.588, which is rounded and not cut.
        assert rates(shown, "suspicions") == ["2.4 per 1,000 staff a year", "0.6 per 1,000 staff a year"]
        assert rates(shown, "subjects") == []

    @pytest.mark.parametrize("lacking", [2016, 2017, 2018])
    def test_there_is_none_where_one_year_of_either_has_no_headcount(
        self, cast: Cast, client_of: SignIn, lacking: int
    ) -> None:
        count_staff(cast, {year: number for year, number in STAFF.items() if year != lacking})
        shown = page(client_of(cast.coordinator), "from=2018&to=2018&against_from=2016&against_to=2017")
        assert "staff" not in shown.partition("<main")[2]

    def test_there_is_none_of_less_than_the_organisation(self, cast: Cast, client_of: SignIn) -> None:
        count_staff(cast, STAFF)
        narrowed = page(client_of(cast.coordinator), f"{YEARS}&only_unit=harbour")
        of_a_team = page(client_of(cast.investigator))
        for shown in (narrowed, of_a_team):
            assert "per 1,000 staff" not in shown
            assert "Staff:" not in shown

    def test_a_wall_shows_in_no_rate(self, cast: Cast, client_of: SignIn) -> None:
        count_staff(cast, STAFF)
        shown = page(client_of(cast.manager))
        assert rates(shown, "suspicions") == ["2.0 per 1,000 staff", "2.0 per 1,000 staff"]

    def test_on_a_past_day_it_divides_by_what_was_known_then(self, cast: Cast, client_of: SignIn) -> None:
        with clock.at(KNOWN_ON + datetime.timedelta(days=30)):
            count_staff(cast, STAFF)
            client = client_of(cast.coordinator)
            assert rates(page(client), "suspicions")
            assert "per 1,000 staff" not in page(client, f"{YEARS}&as_at={KNOWN_ON}")


@pytest.mark.usefixtures("register")
class TestBreaks:
    def test_a_sentence_across_a_break_begins_with_it(self, cast: Cast, client_of: SignIn) -> None:
        add_break(cast, "2018-01-01", "suspicions", "outcomes")
        add_break(cast, "2017-05-01", "signals")
        shown = page(client_of(cast.coordinator))
        told = "the two periods are not counted alike. 2018 against 2017: "
        assert f"Break in the series in 2017 (footnote 1): {told}" in row_of(shown, "signals")
        assert f"Break in the series in 2018 (footnote 2): {told}3 and 3, no" in row_of(shown, "suspicions")
        # The share stands in a table of its own, with its own footnote.
        assert f"Break in the series in 2018 (footnote 1): {told}1 of 2" in row_of(shown, "outcomes")
        assert "Break" not in row_of(shown, "findings")
        counts, shares = shown.split('aria-labelledby="shares-h"')
        assert re.findall(r"<li><sup>(\d)</sup> ([^<]+)", counts) == [
            ("1", "From 1 May 2017: law of 2017-05-01"),
            ("2", "From 1 January 2018: law of 2018-01-01"),
        ]
        assert re.findall(r"<li><sup>(\d)</sup> ([^<]+)", shares) == [("1", "From 1 January 2018: law of 2018-01-01")]

    @pytest.mark.parametrize("begins_on", ["2016-06-01", "2017-01-01", "2019-01-01"])
    def test_where_both_periods_lie_on_one_side_nothing_is_said(
        self, cast: Cast, client_of: SignIn, begins_on: str
    ) -> None:
        add_break(cast, begins_on)
        shown = page(client_of(cast.coordinator))
        assert "Break" not in shown
        assert "law of" not in shown

    def test_one_between_two_periods_apart_cuts_them_and_so_do_several(self, cast: Cast, client_of: SignIn) -> None:
        for begins_on in ("2016-06-01", "2018-12-31", "2018-02-01"):
            add_break(cast, begins_on, "suspicions")
        client = client_of(cast.coordinator)
        told = (
            "Breaks in the series in 2016 (footnote 1), 2018 (footnote 2, 3): the two periods are not counted alike. "
        )
        # Whichever of the two stands first.
        for query in ("from=2018&against_from=2015", "from=2015&against_from=2018"):
            assert told in row_of(page(client, query), "suspicions")

    def test_one_that_was_withdrawn_is_not_said(self, cast: Cast, client_of: SignIn) -> None:
        setup.withdraw_break(by=cast.admin, withdrawn=add_break(cast, "2018-01-01"))
        assert "Break" not in page(client_of(cast.coordinator))

    def test_it_is_said_in_dutch(self) -> None:
        with translation.override("nl"):
            assert sentences.not_alike({2018: "1"}) == (
                "Trendbreuk in 2018 (voetnoot 1): de twee perioden zijn niet op dezelfde manier geteld."
            )
            assert sentences.not_alike({2016: "", 2018: ""}).startswith("Trendbreuken in 2016, 2018: ")
        assert sentences.not_alike({}) == ""

    def test_breaks_and_headcounts_are_looked_up_once(self, cast: Cast, client_of: SignIn) -> None:
        count_staff(cast, STAFF)
        for month in range(1, 13):
            add_break(cast, f"2018-{month:02}-01")
        client = client_of(cast.manager)
        with CaptureQueriesContext(connection) as queries:
            page(client)
        for table in ("figures_seriesbreak", "figures_headcount"):
            assert len([query for query in queries if f'FROM "{table}"' in query["sql"]]) == 1, table


class TestRefused:
    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("from=2018&to=2017", "The period from 2018 to 2017 begins after its end."),
            ("from=2018&against_from=2017&against_to=2016", "The period from 2017 to 2016 begins after its end."),
            ("from=2018&against_from=2017&against_to=2018", "2018 and 2017–2018 overlap."),
            ("from=2018&against_from=2018", "2018 and 2018 overlap."),
            ("from=2019", "2019 is not over on 1 March 2019. Choose closed years."),
            ("from=2018&to=2020&against_from=2010", "2019 is not over on 1 March 2019. Choose closed years."),
            ("from=2018&against_from=2021", "2021 is not over on 1 March 2019. Choose closed years."),
            ("from=2018&to=2018&as_at=2018-06-01", "2018 is not over on 1 June 2018. Choose closed years."),
            ("from=1900", "Choose the years to hold 1900 against."),
            ("from=1930&to=2018", "A page shows 60 years at most"),
            ("from=2018&against_from=1930&against_to=2017", "A page shows 60 years at most"),
            ("from=abc", "Choose years from 1900 to 2100."),
            ("from=2018&against_from=17", "Choose years from 1900 to 2100."),
            ("from=1899", "Choose years from 1900 to 2100."),
            ("from=2018&from=2017", "The figures cannot be asked for that way."),
            ("from=2018&against_from=2016&against_from=2017", "The figures cannot be asked for that way."),
            ("year=2018", "The figures cannot be asked for that way."),
            ("categories=some", "The figures cannot be asked for that way."),
            ("unit=harbour", "The figures cannot be asked for that way."),
        ],
    )
    def test_with_a_sentence(self, cast: Cast, client_of: SignIn, query: str, said: str) -> None:
        today = datetime.date(2019, 3, 1)
        with pytest.raises(BadRequest, match=re.escape(said)):
            read(QueryDict(query), today, Period.recent)
        with clock.at(today):
            assert client_of(cast.coordinator).get(f"{ADDRESS}?{query}").status_code == 400


class TestSentences:
    def test_the_issue_in_both_languages(self) -> None:
        assert words(ONE_YEAR, 66, 66) == (
            "2018 against 2017: 66 and 66, no significant change "
            "(rate ratio 1.00, 95 % interval 0.70 to 1.43, p = 1.00)"
        )
        assert words(TWO_YEARS, 132, 119).endswith("(rate ratio 1.11, 95 % interval 0.86 to 1.44, p = 0.41)")
        assert words(TWO_YEARS, 219, 201).endswith("(rate ratio 1.09, 95 % interval 0.90 to 1.33, p = 0.38)")
        with translation.override("nl"):
            assert words(ONE_YEAR, 66, 66) == (
                "2018 tegenover 2017: 66 en 66, geen significante verandering "
                "(verhouding 1,00, 95%-interval 0,70 tot 1,43, p = 1,00)"
            )

    def test_more_and_fewer_only_where_the_test_says_so(self) -> None:
        assert words(ONE_YEAR, 90, 60) == (
            "2018 against 2017: 90 and 60, significantly more (rate ratio 1.50, 95 % interval 1.07 to 2.12, p = 0.018)"
        )
        assert "60 and 90, significantly fewer (" in words(ONE_YEAR, 60, 90)
        assert "80 and 60, no significant change (" in words(ONE_YEAR, 80, 60)
        with translation.override("nl"):
            assert "90 en 60, significant meer (" in words(ONE_YEAR, 90, 60)
            assert "60 en 90, significant minder (" in words(ONE_YEAR, 60, 90)

    def test_periods_of_different_length_are_compared_as_rates(self) -> None:
        longer = Periods(YEAR, Period(2015, 2017))
        assert "60 and 180, no significant change (rate ratio 1.00" in words(longer, 60, 180)
        assert "120 and 180, significantly more a day (" in words(longer, 120, 180)
        assert "20 and 180, significantly fewer a day (" in words(longer, 20, 180)

    def test_none_in_one_period_is_no_ratio(self) -> None:
        assert words(ONE_YEAR, 8, 0) == (
            "2018 against 2017: 8 and 0, significantly more "
            "(no rate ratio, for 2017 has none; 95 % interval from 1.71, p = 0.008)"
        )
        assert "0 and 8, significantly fewer (rate ratio 0.00, 95 % interval 0.00 to 0.59, p = 0.008)" in words(
            ONE_YEAR, 0, 8
        )

    @pytest.mark.parametrize(
        ("p", "written"),
        [
            (1.0, "1.00"),
            (0.4126, "0.41"),
            (0.1, "0.10"),
            (0.0797, "0.080"),
            (0.05, "0.050"),
            (0.0501, "0.050"),
            (0.04996, "0.04996"),
            (0.0496, "0.0496"),
            (0.0494, "0.049"),
            (0.0012, "0.001"),
            (0.0009, "< 0.001"),
            (1e-30, "< 0.001"),
        ],
    )
    def test_p_stays_on_its_own_side_of_the_level(self, p: float, written: str) -> None:
        assert sentences.p_value(p) == written
        told = sentences.in_short(ONE_YEAR, RateTest(1.5, (1.0, 2.0), p))
        assert told.numbers.endswith(f"p {written}" if p < 0.001 else f"p = {written}")
        assert ("significantly more" in told.says) == (p < 0.05)

    def test_shares_in_both_languages(self) -> None:
        def told(*shares: int) -> str:
            return str(sentences.of_shares(ONE_YEAR, shares, compare_shares(*shares)))

        assert told(10, 13, 2, 17) == (
            "2018 against 2017: 10 of 13 and 2 of 17 concluded confirmed, a significantly larger share "
            "(Fisher's exact test, p < 0.001)"
        )
        assert ", a significantly smaller share (" in told(2, 17, 10, 13)
        assert ", no significant change (Fisher's exact test, p = 0.49)" in told(3, 4, 1, 4)
        with translation.override("nl"):
            assert told(10, 13, 2, 17) == (
                "2018 tegenover 2017: 10 van 13 en 2 van 17 afgedane vermoedens vastgesteld, een significant groter "
                "aandeel (exacte toets van Fisher, p < 0,001)"
            )

    def test_the_days_of_leap_years_count(self) -> None:
        assert [days_of(period) for period in (YEAR, Period(2015, 2016), Period(2017, 2018))] == [365, 731, 730]


class TestDashboard:
    def test_it_says_what_the_last_two_closed_years_say_of_each_other(
        self, cast: Cast, register: dict[str, Case], client_of: SignIn
    ) -> None:
        for _number in range(9):
            log(cast, "2018-09-09", "disclosure", "criminal")
        shown = unescape(client_of(cast.coordinator).get("/figures/?from=2015&to=2019").content.decode())
        told = "2018 against 2017: significantly more</b> (rate ratio 4.00, 95 % interval 1.08 to 22.09, p = 0.035)"
        assert shown.count(told) == 2  # the key number, and the section
        assert "2018 against 2017: no significant change</b> (rate ratio 1.00, 95 % interval 0.07 to 13.80" in shown

    @pytest.mark.usefixtures("register")
    @pytest.mark.parametrize("query", ["from=2018&to=2018", "from=2018&to=2019", "from=1990&to=1991"])
    def test_without_two_closed_years_or_records_it_says_nothing(
        self, cast: Cast, client_of: SignIn, query: str
    ) -> None:
        assert "significant" not in client_of(cast.coordinator).get(f"/figures/?{query}").content.decode()

    def test_the_years_are_those_that_were_closed_then(self, cast: Cast, register: dict[str, Case]) -> None:
        period = Period(2015, 2019)
        table = count([Asked(BY_KEY["suspicions"])], period, Basis(), WHOLE_REGISTER)["suspicions"]
        then = sentence_for(table, datetime.date(2018, 6, 1))
        assert then is not None
        assert then.says.startswith("2017 against 2016: ")

    @pytest.mark.usefixtures("register")
    def test_what_its_years_say_names_a_break_between_them(self, cast: Cast) -> None:
        table = count([Asked(BY_KEY["suspicions"])], Period(2015, 2019), Basis(), WHOLE_REGISTER)["suspicions"]
        for begins_on in ("2016-05-01", "2018-04-01"):
            add_break(cast, begins_on, "suspicions")
        notes = footnotes(breaks_of(table.period), [table.figure])
        assert [note.number for note in notes] == [1, 2]
        told = [sentence_for(table, KNOWN_ON, notes, numbered=numbered) for numbered in (True, False)]
        assert [str(sentence).partition(":")[0] for sentence in told] == [
            "Break in the series in 2018 (footnote 2)",
            "Break in the series in 2018",
        ]
        assert "alike. 2018 against 2017: no significant change (rate ratio" in str(told[0])
