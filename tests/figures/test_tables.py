"""Every expected number is written by hand, from the list of cases in `tests/support/counted.py`."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from cases import access as of_cases
from cases import actions
from cases.models import Case
from cases.signals import access as of_signals
from figures.basis import Basis, Categories
from figures.behind import number_behind, rows_behind, value_behind
from figures.counted import Line, Scopes, Table
from figures.definitions import BY_KEY, FIGURES
from figures.keeping import folding
from figures.sections import asked_of
from figures.selection import Narrowing
from figures.tables import WHOLE_REGISTER, count, count_fully, scopes_of, span
from lib import clock
from lib.periods import Period
from lib.scope import EVERYTHING, Scope
from screening import access as of_screening
from screening.models import TrainingSession
from screening.staff import access as of_staff
from screening.staff import actions as staff
from tests.cast import Cast
from tests.support.counted import KNOWN_ON, log
from tests.support.counted_prevention import enter, register_signal

YEARS = Period(2017, 2018)
FILTERS: list[dict[str, str]] = [{}, {"unit": "harbour"}, {"recipient": "criminal"}, {"category": "disclosure"}]
LEAKS, ALL = Basis(), Basis(Categories.ALL)
Numbers = tuple[int, ...]
COUNTABLE: dict[str, Callable[[User], QuerySet[Any]]] = {
    "cases": of_cases.countable_by,
    "signals": of_signals.countable_by,
    "screening": of_screening.countable_by,
    "staff": of_staff.countable_by,
    "training": of_staff.sessions_countable_by,
}


def table(key: str, basis: Basis = LEAKS, scopes: Scopes = WHOLE_REGISTER, period: Period = YEARS) -> Table:
    """The table of a figure; of a part of one under a key such as `training.sessions`."""
    figure, _, part = key.partition(".")
    return count_fully(BY_KEY[figure], period, basis, scopes, BY_KEY[figure].part(part) if part else None)


def of(line: Line) -> Numbers:
    """2017, 2018, over both, and those of an unknown date if any."""
    return (*line.years.values(), line.total, *([line.undated] if line.undated else []))


def measured(rows: QuerySet[Any], summed: str) -> int:
    """How many rows there are, or what a column of them adds up to."""
    return sum(rows.values_list(summed, flat=True)) if summed else rows.count()


def parts(found: Table, breakdown: str) -> dict[str, Numbers]:
    """The lines of a breakdown in which anything counts."""
    lines = {value: of(line) for value, line in found.breakdowns[breakdown].items()}
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


@pytest.mark.usefixtures("register")
class TestSignals:
    def test_by_source_and_decision(self) -> None:
        found = table("signals")
        assert of(found.whole) == (3, 3, 6)
        assert parts(found, "source") == {
            "colleague": (1, 1, 2),
            "anonymous": (1, 0, 1),
            "manager": (1, 0, 1),
            "citizen": (0, 1, 1),
            "log_monitoring": (0, 1, 1),
        }
        assert parts(found, "decision") == {
            "no_action": (1, 0, 1),
            "conversation": (1, 0, 1),
            "merged": (1, 1, 2),
            "undecided": (0, 2, 2),
        }

    def test_they_count_whatever_the_categories(self) -> None:
        assert of(table("signals", ALL).whole) == (3, 3, 6)

    def test_one_about_a_person_is_in_none_of_his_numbers_nor_is_one_of_a_hidden_case(self, cast: Cast) -> None:
        found = table("signals", scopes=scopes_of(cast.manager))
        assert of(found.whole) == (2, 2, 4)
        assert parts(found, "decision") == {
            "no_action": (1, 0, 1),
            "conversation": (1, 0, 1),
            "merged": (0, 1, 1),
            "undecided": (0, 1, 1),
        }

    def test_an_investigator_counts_those_of_his_teams_cases(self, cast: Cast) -> None:
        assert of(table("signals", scopes=scopes_of(cast.investigator)).whole) == (0, 1, 1)
        assert of(table("signals", scopes=scopes_of(cast.other_investigator)).whole) == (0, 0, 0)


@pytest.mark.usefixtures("register")
class TestPrevention:
    def test_an_oath_counts_in_the_unit_of_the_day(self) -> None:
        found = table("sworn_in")
        assert of(found.whole) == (1, 3, 4)
        assert parts(found, "unit") == {"harbour": (1, 1, 2), "unknown": (0, 2, 2)}

    def test_each_person_acknowledges_the_code_once_in_a_year(self) -> None:
        found = table("code_acknowledged")
        assert of(found.whole) == (2, 3, 5)
        assert parts(found, "unit") == {"harbour": (1, 1, 2), "unknown": (1, 2, 3)}

    def test_sessions_and_attendances_are_two_numbers_of_one_figure(self) -> None:
        sessions, attendances = table("training.sessions"), table("training.attendances")
        assert of(sessions.whole) == (1, 2, 3)
        assert parts(sessions, "unit") == {"harbour": (1, 1, 2), "unknown": (0, 1, 1)}
        assert of(attendances.whole) == (12, 28, 40)
        assert parts(attendances, "unit") == {"harbour": (12, 8, 20), "unknown": (0, 20, 20)}

    def test_a_persons_own_oath_and_acknowledgement_are_in_none_of_his_numbers(self, cast: Cast) -> None:
        scopes = scopes_of(cast.manager)
        assert of(table("sworn_in", scopes=scopes).whole) == (1, 2, 3)
        assert parts(table("sworn_in", scopes=scopes), "unit") == {"harbour": (1, 0, 1), "unknown": (0, 2, 2)}
        assert of(table("code_acknowledged", scopes=scopes).whole) == (2, 2, 4)

    def test_training_concerns_nobody(self, cast: Cast) -> None:
        for who in (cast.manager, cast.screening_officer):
            assert of(table("training.attendances", scopes=scopes_of(who)).whole) == (12, 28, 40)

    def test_who_counts_no_screening_counts_none_of_it(self, cast: Cast) -> None:
        for key in ("sworn_in", "code_acknowledged", "training.sessions", "training.attendances"):
            assert of(table(key, scopes=scopes_of(cast.coordinator)).whole) == (0, 0, 0)

    def test_of_some_sessions_only_theirs_are_added_up(self) -> None:
        scopes = {**WHOLE_REGISTER, "training": Scope(only=TrainingSession.objects.filter(unit="harbour"))}
        assert of(table("training.attendances", scopes=scopes).whole) == (12, 8, 20)

    def test_what_is_hidden_is_subtracted_from_a_sum_too(self) -> None:
        scopes = {**WHOLE_REGISTER, "training": Scope(hidden=TrainingSession.objects.filter(attending=8))}
        assert of(table("training.sessions", scopes=scopes).whole) == (1, 1, 2)
        assert of(table("training.attendances", scopes=scopes).whole) == (12, 20, 32)
        shown = {"unit": ("harbour",)}
        training = BY_KEY["training"]
        part = training.part("attendances")
        assert value_behind(Narrowing(training, YEARS, LEAKS, shown, part), scopes["training"]) == 12
        assert value_behind(Narrowing(training, Period(2016, 2016), LEAKS, {}, part), scopes["training"]) == 0


class TestSpan:
    @pytest.mark.usefixtures("register")
    def test_it_is_that_of_all_registers_together(self) -> None:
        assert span(WHOLE_REGISTER) == Period(2016, 2018)

    @pytest.mark.usefixtures("register")
    def test_of_one_register_it_is_its_own(self) -> None:
        for key in ("signals", "screening", "staff", "training"):
            assert span({key: EVERYTHING}) == Period(2017, 2018), key

    def test_an_oath_that_was_not_taken_is_in_no_year(self, cast: Cast) -> None:
        first, *_others = enter(cast, ["S-1", "S-2", "S-3"])
        assert span(WHOLE_REGISTER) is None
        staff.swear_in(by=cast.screening_officer, staff=[first], sworn_in_on=datetime.date(2012, 5, 5))
        assert span(WHOLE_REGISTER) == Period(2012, 2012)

    def test_what_is_hidden_is_in_no_year(self, cast: Cast) -> None:
        register_signal(cast, "2018-05-05", "colleague", cast.manager.number)
        assert span({"signals": scopes_of(cast.manager)["signals"]}) is None
        assert span({"signals": scopes_of(cast.coordinator)["signals"]}) == Period(2018, 2018)


def test_a_closed_list_shows_its_zeros(db: None) -> None:
    assert list(table("outcomes").breakdowns["outcome"]) == ["confirmed", "unfounded", "pending"]
    assert set(table("secrecy_bribery").breakdowns["offence"]) == {"secrecy", "bribery", "both"}
    assert table("suspicions").breakdowns["unit"] == {}


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
        assert of(table("suspicions", scopes={**WHOLE_REGISTER, "cases": some}).whole) == (0, 3, 3)

    @pytest.mark.usefixtures("register")
    def test_subtracting_comes_to_the_same_as_leaving_out(self, cast: Cast) -> None:
        for who in (cast.manager, cast.coordinator, cast.screening_officer, cast.investigator, cast.admin):
            tables = count(asked_of(FIGURES), YEARS, LEAKS, scopes_of(who))
            for found in tables.values():
                figure, part = found.figure, found.part
                scope = scopes_of(who)[figure.unit.register.key]
                only = Scope(only=COUNTABLE[figure.unit.register.key](who))
                for year in found.period.years:
                    narrowing = Narrowing(figure, Period(year, year), LEAKS, {}, part)
                    assert behind(narrowing, only) == behind(narrowing, scope) == found.whole.of(year)


def behind(narrowing: Narrowing, scope: Scope) -> int | None:
    """The number that the rows behind it come to."""
    part = narrowing.part
    rows = rows_behind(narrowing, scope)
    assert rows.count() == number_behind(narrowing, scope)
    return value_behind(narrowing, scope) if part and (part.summed or part.share) else rows.count()


class TestQueries:
    def number(self, who: User, basis: Basis = LEAKS) -> int:
        folding.fold()
        with CaptureQueriesContext(connection) as queries:
            count(asked_of(FIGURES), YEARS, basis, scopes_of(who))
        return len(queries)

    def test_what_is_kept_takes_a_few_and_what_is_hidden_one_for_each_table_and_date(self, cast: Cast) -> None:
        assert cast.manager.roles  # read before counting
        # What is kept of the figures that count rows, of the three that come and go into the stock, and of the days to
        # closing: five each. What is hidden: six of cases and screening, signals, oaths and the code, the stock and the
        # days to closing. And the numbers attending, which are not kept.
        assert self.number(cast.manager) == 39

    def test_counted_by_the_rows_one_for_each_table_and_date_and_one_for_what_is_hidden(self, cast: Cast) -> None:
        assert cast.manager.roles
        # Twice each; and training once: it hides nothing.
        assert self.number(cast.manager, Basis(recounted=True)) == 27

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
    filters = data.draw(
        st.sampled_from([{}, {"unit": "harbour"}, {"recipient": "criminal"}, {"category": "disclosure"}])
    )
    at = data.draw(st.sampled_from([None, KNOWN_ON, KNOWN_ON - datetime.timedelta(days=1)]))
    basis = Basis(data.draw(st.sampled_from(Categories)), data.draw(st.booleans()), filters, at)
    first = data.draw(st.integers(2015, 2020))
    period = Period(first, data.draw(st.integers(first, 2020)))
    who = data.draw(st.sampled_from([cast.manager, cast.coordinator, cast.investigator, cast.screening_officer]))
    part = data.draw(st.sampled_from(figure.parts or (None,)))
    table = count_fully(figure, period, basis, scopes_of(who), part)
    line, values = table.whole, {}
    if figure.breakdowns:
        breakdown = data.draw(st.sampled_from(figure.breakdowns))
        value = data.draw(st.sampled_from(sorted(breakdown.words())))
        line, values = table.line_of(breakdown.key, value), {breakdown.key: (value,)}
    scope = scopes_of(who)[figure.unit.register.key]

    def over(years: Period | None) -> int | None:
        return behind(Narrowing(figure, years, basis, values, part), scope)

    unknown_yet = part is not None and part.edge is not None
    for year in period.years:
        if not (unknown_yet and line.of(year) is None):
            assert over(Period(year, year)) == line.of(year)
    if not (unknown_yet and line.blank):
        assert over(period) == line.of_all
    if figure.may_be_undated:
        assert over(None) == line.undated
