"""Every expected number is written by hand, from the list of cases in `tests/support/counted.py`."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from cases import access as of_cases
from cases import actions
from cases.models import Case
from cases.models.values import UNKNOWN_YEAR
from figures.access import rows_for
from figures.basis import Basis, Categories
from figures.definitions import BY_KEY, FIGURES
from figures.sections import asked_of
from figures.tables import WHOLE_REGISTER, Line, Scopes, Table, count, count_fully, number_of, records, scopes_of
from lib import clock
from lib.periods import Period
from lib.scope import Scope
from screening import access as of_screening
from tests.cast import Cast
from tests.support.counted import KNOWN_ON, log

YEARS = Period(2017, 2018)
LEAKS, ALL = Basis(), Basis(Categories.ALL)
Numbers = tuple[int, ...]
COUNTABLE = {"cases": of_cases.countable_by, "screening": of_screening.countable_by}


def table(key: str, basis: Basis = LEAKS, scopes: Scopes = WHOLE_REGISTER, period: Period = YEARS) -> Table:
    return count_fully(BY_KEY[key], period, basis, scopes)


def of(line: Line) -> Numbers:
    """2017, 2018, over both, and those of an unknown date if any."""
    return (*line.years.values(), line.total, *([line.undated] if line.undated else []))


def parts(found: Table, breakdown: str) -> dict[str, Numbers]:
    """The lines of a breakdown in which anything counts."""
    lines = {value: of(line) for value, line in found.parts[breakdown].items()}
    return {value: numbers for value, numbers in lines.items() if any(numbers)}


@pytest.mark.usefixtures("register")
class TestLeaks:
    def test_suspicions(self) -> None:
        found = table("suspicions")
        assert of(found.whole) == (3, 3, 6)
        assert parts(found, "recipient") == {"criminal": (2, 1, 3), "non_criminal": (1, 1, 2), "unknown": (0, 1, 1)}
        assert parts(found, "recipient_type") == {"suspect": (1, 0, 1), "unknown": (2, 3, 5)}
        assert parts(found, "unit") == {"harbour": (1, 0, 1), "unknown": (2, 3, 5)}
        assert parts(found, "category") == {
            "disclosure": (2, 2, 4),
            "careless_loss": (1, 0, 1),
            "leak_unknown_kind": (0, 1, 1),
        }

    def test_a_confirmed_theft_beside_a_refuted_leak_is_no_confirmed_leak(self) -> None:
        found = table("outcomes")
        assert of(found.whole) == (3, 3, 6)
        assert parts(found, "outcome") == {"confirmed": (1, 1, 2), "unfounded": (1, 1, 2), "pending": (1, 1, 2)}
        assert parts(found, "sub_reason") == {"confirmed": (1, 1, 2), "refuted": (1, 1, 2), "pending": (1, 1, 2)}

    def test_findings_count_allegations(self) -> None:
        found = table("findings")
        assert of(found.whole) == (4, 3, 7)
        assert parts(found, "finding") == {"confirmed": (1, 1, 2), "refuted": (1, 1, 2), "pending": (2, 1, 3)}

    def test_concluded_shows_unknown_dates_apart(self) -> None:
        found = table("concluded")
        assert of(found.whole) == (2, 1, 3, 1)
        assert parts(found, "outcome") == {"confirmed": (1, 0, 1, 1), "unfounded": (1, 1, 2)}
        assert parts(found, "recipient") == {
            "criminal": (1, 0, 1),
            "non_criminal": (0, 0, 0, 1),
            "not_confirmed": (1, 1, 2),
        }

    def test_causes_are_those_established(self) -> None:
        found = table("causes")
        assert of(found.whole) == (1, 0, 1, 1)
        assert parts(found, "cause") == {"money": (1, 0, 1), "carelessness": (0, 0, 0, 1)}

    def test_an_investigation_of_several_offences_counts_under_each(self) -> None:
        found = table("investigations")
        assert of(found.whole) == (2, 2, 4)
        assert parts(found, "track") == {"disciplinary": (1, 0, 1), "criminal": (1, 1, 2), "orientation": (0, 1, 1)}
        assert parts(found, "offence") == {
            "secrecy": (2, 2, 4),
            "bribery": (0, 1, 1),
            "computer_trespass": (0, 1, 1),
        }

    def test_secrecy_and_bribery_count_in_every_category(self) -> None:
        for basis in (LEAKS, ALL):
            found = table("secrecy_bribery", basis)
            assert of(found.whole) == (2, 2, 4)
            assert parts(found, "offence") == {"secrecy": (2, 0, 2), "both": (0, 1, 1), "bribery": (0, 1, 1)}


@pytest.mark.usefixtures("register")
class TestAllCategories:
    def test_suspicions(self) -> None:
        found = table("suspicions", ALL)
        assert of(found.whole) == (3, 4, 7)
        assert parts(found, "recipient")["none"] == (0, 1, 1)

    def test_outcomes_and_findings(self) -> None:
        assert parts(table("outcomes", ALL), "outcome") == {
            "confirmed": (1, 3, 4),
            "unfounded": (1, 0, 1),
            "pending": (1, 1, 2),
        }
        assert parts(table("findings", ALL), "finding") == {
            "confirmed": (1, 3, 4),
            "refuted": (1, 1, 2),
            "pending": (2, 1, 3),
        }

    def test_concluded_and_causes(self) -> None:
        assert of(table("concluded", ALL).whole) == (2, 2, 4, 1)
        assert parts(table("causes", ALL), "cause") == {
            "money": (1, 0, 1),
            "curiosity": (0, 1, 1),
            "carelessness": (0, 0, 0, 1),
        }

    def test_investigations(self) -> None:
        assert of(table("investigations", ALL).whole) == (2, 3, 5)


@pytest.mark.usefixtures("register")
class TestScreening:
    def test_certificates_of_conduct_are_no_screening(self) -> None:
        assert of(table("screening_started").whole) == (2, 2, 4)
        assert of(table("screening_completed").whole) == (1, 2, 3)
        assert parts(table("screening_negative"), "ground") == {"finances": (0, 1, 1)}

    def test_unless_asked_for(self) -> None:
        asked = Basis(certificates=True)
        assert of(table("screening_started", asked).whole) == (2, 3, 5)
        assert parts(table("screening_completed", asked), "result") == {
            "positive": (1, 0, 1),
            "negative": (0, 2, 2),
            "withdrawn": (0, 1, 1),
        }
        assert parts(table("screening_negative", asked), "ground") == {"finances": (0, 1, 1), "untruthful": (0, 1, 1)}


def test_a_closed_list_shows_its_zeros(db: None) -> None:
    assert list(table("outcomes").parts["outcome"]) == ["confirmed", "unfounded", "pending"]
    assert set(table("secrecy_bribery").parts["offence"]) == {"secrecy", "bribery", "both"}
    assert table("suspicions").parts["unit"] == {}


def test_years_are_cut_by_local_dates(cast: Cast) -> None:
    """Half past eleven in the evening in UTC is the next day in Amsterdam."""
    with clock.at(datetime.datetime(2018, 12, 31, 23, 30, tzinfo=datetime.UTC)):
        assert clock.today() == datetime.date(2019, 1, 1)
        log(cast, str(clock.today()), "disclosure", "criminal")
    assert of(table("suspicions", period=Period(2018, 2019)).whole) == (0, 1, 1)


class TestScopes:
    def test_the_wall_is_subtracted_once_though_it_joins_twice(self, cast: Cast, register: dict[str, Case]) -> None:
        scopes = scopes_of(cast.manager)
        assert register["W"].subjects.count() == 2
        assert of(table("suspicions", scopes=scopes).whole) == (2, 3, 5)
        assert of(table("findings", scopes=scopes).whole) == (2, 3, 5)
        assert of(table("investigations", scopes=scopes).whole) == (1, 2, 3)
        assert of(table("screening_started", scopes=scopes).whole) == (2, 1, 3)
        assert "withdrawn" not in parts(table("screening_completed", scopes=scopes), "result")

    @pytest.mark.usefixtures("register")
    def test_of_an_investigator_only_his_teams_cases_count(self, cast: Cast) -> None:
        scopes = scopes_of(cast.investigator)
        assert of(table("suspicions", scopes=scopes).whole) == (2, 0, 2)
        assert of(table("investigations", scopes=scopes).whole) == (1, 2, 3)
        assert of(table("screening_started", scopes=scopes).whole) == (0, 0, 0)

    @pytest.mark.usefixtures("register")
    def test_only_some_cases(self) -> None:
        some = Scope(only=Case.objects.filter(received_on__year=2018))
        assert of(table("suspicions", scopes={"cases": some, "screening": some}).whole) == (0, 3, 3)

    @pytest.mark.usefixtures("register")
    def test_subtracting_comes_to_the_same_as_leaving_out(self, cast: Cast) -> None:
        for who in (cast.manager, cast.coordinator, cast.screening_officer, cast.investigator, cast.admin):
            tables = count(asked_of(FIGURES), YEARS, LEAKS, scopes_of(who))
            for key, found in tables.items():
                unit = BY_KEY[key].unit
                mine = unit.rows_of(COUNTABLE[unit.register.key](who))
                for year, number in found.whole.years.items():
                    assert records(BY_KEY[key], mine, [year], LEAKS, {}).count() == number
                    assert number_of(BY_KEY[key], scopes_of(who)[unit.register.key], [year], LEAKS, {}) == number


class TestQueries:
    def number(self, who: User) -> int:
        with CaptureQueriesContext(connection) as queries:
            count(asked_of(FIGURES), YEARS, LEAKS, scopes_of(who))
        return len(queries)

    def test_one_for_each_table_and_date_and_one_for_what_is_hidden(self, cast: Cast) -> None:
        assert cast.manager.roles  # read before counting
        assert self.number(cast.manager) == 12

    def test_as_many_with_nothing_hidden_as_with_much(self, cast: Cast) -> None:
        assert cast.manager.roles
        none = self.number(cast.manager)
        for number in range(5):
            log(cast, f"2017-01-0{number + 1}", "disclosure", "criminal", number=cast.manager.number)
        assert self.number(cast.manager) == none


@pytest.mark.usefixtures("register")
def test_no_figure_counts_a_case_registered_in_error(cast: Cast, register: dict[str, Case]) -> None:
    before = of(table("suspicions").whole)
    with clock.at(KNOWN_ON):
        actions.void_case(case=register["C"], by=cast.coordinator, reason="A duplicate")
    assert (before, of(table("suspicions").whole)) == ((3, 3, 6), (3, 2, 5))


@pytest.mark.usefixtures("register")
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_number_is_that_of_the_rows_behind_it(cast: Cast, data: st.DataObject) -> None:
    figure = data.draw(st.sampled_from(FIGURES))
    basis = data.draw(st.builds(Basis, st.sampled_from(Categories), st.booleans()))
    period = Period.between(data.draw(st.integers(2015, 2020)), data.draw(st.integers(2015, 2020)))
    who = data.draw(st.sampled_from([cast.manager, cast.coordinator, cast.investigator, cast.screening_officer]))
    breakdown = data.draw(st.sampled_from(figure.breakdowns))
    value = data.draw(st.sampled_from(sorted(breakdown.words())))
    line = table(figure.key, basis, scopes_of(who), period).part(breakdown.key, value)
    mine = rows_for(who, figure)

    def behind(*years: int) -> int:
        return records(figure, mine, years, basis, {breakdown.key: [value]}).count()

    assert {year: behind(year) for year in period.years} == line.years
    assert behind(*period.years) == line.total
    if figure.may_be_undated:
        assert behind(UNKNOWN_YEAR) == line.undated
