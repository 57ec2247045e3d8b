"""Persons, days and balances; every expected number is written by hand."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from cases import actions
from cases.models import Case
from figures.basis import Basis, Categories
from figures.counted import Line
from figures.definitions import BY_KEY
from figures.sections import asked_of
from figures.tables import WHOLE_REGISTER, count, scopes_of, tables_of
from figures.tallies import reaching
from lib import clock
from lib.periods import Period
from office.models import Unit
from tests.cast import Cast
from tests.support.casework import close, find, nth
from tests.support.counted import day, log

YEARS = Period(2016, 2019)
LEAKS = Basis()
Sign = Callable[[User], Client]


def numbers(key: str, period: Period = YEARS, basis: Basis = LEAKS, scopes: Any = WHOLE_REGISTER) -> dict[str, Line]:
    """The whole line of a figure, or of each of its parts."""
    return {
        table.part.key if table.part else "": table.whole for table in tables_of(BY_KEY[key], period, basis, scopes)
    }


def of(line: Line) -> list[int | None]:
    return [*map(line.of, line.years), line.of_all]


def logged(cast: Cast, received_on: str, category: str, recipient: str) -> Case:
    """A case logged on the day on which it was received."""
    with clock.at(day(received_on)):
        return log(cast, received_on, category, recipient)


def done(cast: Cast, case: Case, found_on: str, closed_on: str) -> Case:
    """The case, found and closed on these days."""
    with clock.at(day(closed_on)):
        find(nth(case), cast.coordinator, "refuted", day(found_on))
        return close(case, cast.coordinator, cast.second_coordinator)


@pytest.fixture
def cases(cast: Cast) -> dict[str, Case]:
    """Five cases: received, closed, reopened and closed again.

    A  2016-03-01  closed 2016-03-31 (30 days)
    B  2016-12-01  closed 2017-01-10 (40), reopened 2017-06-01, closed again 2018-02-01 (427)
    C  2017-05-05  closed 2018-05-05 (365), reopened 2018-12-31, open
    D  2018-07-07  open; own use, no leak
    E  2018-01-01  closed 2018-01-11 (10)
    """
    a = logged(cast, "2016-03-01", "disclosure", "criminal")
    b = logged(cast, "2016-12-01", "disclosure", "criminal")
    c = logged(cast, "2017-05-05", "careless_loss", "non_criminal")
    d = logged(cast, "2018-07-07", "own_use", "none")
    e = logged(cast, "2018-01-01", "disclosure", "unknown")
    done(cast, a, "2016-03-20", "2016-03-31")
    b = done(cast, b, "2017-01-05", "2017-01-10")
    with clock.at(day("2017-06-01")):
        actions.reopen_case(case=b, by=cast.coordinator, reason="A new witness")
    with clock.at(day("2018-02-01")):
        close(Case.objects.get(pk=b.pk), cast.coordinator, cast.second_coordinator)
    c = done(cast, c, "2018-05-01", "2018-05-05")
    with clock.at(day("2018-12-31")):
        actions.reopen_case(case=c, by=cast.coordinator, reason="A new witness")
    done(cast, e, "2018-01-05", "2018-01-11")
    return {"A": a, "B": b, "C": c, "D": d, "E": e}


@pytest.mark.usefixtures("cases")
class TestStock:
    def test_it_adds_up(self) -> None:
        with clock.at(day("2019-03-01")):
            lines = numbers("stock", YEARS, Basis(Categories.ALL))
        assert of(lines["open_at_start"]) == [0, 1, 2, 2, 0]
        assert of(lines["received"]) == [2, 1, 2, 0, 5]
        assert of(lines["reopened"]) == [0, 1, 1, 0, 2]
        assert of(lines["closed"]) == [1, 1, 3, 0, 5]
        assert of(lines["open_at_end"]) == [1, 2, 2, 2, 2]

    def test_a_period_begins_with_what_came_before_it(self) -> None:
        with clock.at(day("2019-03-01")):
            lines = numbers("stock", Period(2018, 2018))
        assert [line.of(2018) for line in lines.values()] == [2, 1, 1, 3, 1]

    def test_nobody_knows_what_will_be_open_in_years_to_come(self) -> None:
        with clock.at(day("2018-06-01")):
            lines = numbers("stock")
        assert lines["open_at_end"].of(2019) is None
        assert lines["open_at_end"].of_all == lines["open_at_end"].of(2018)
        with clock.at(day("2015-06-01")):
            assert numbers("stock")["open_at_start"].of_all is None

    def test_what_is_registered_in_error_is_in_none_of_it(self, cast: Cast, cases: dict[str, Case]) -> None:
        with clock.at(day("2019-03-01")):
            actions.void_case(case=cases["D"], by=cast.coordinator, reason="Logged twice")
            lines = numbers("stock", YEARS, Basis(Categories.ALL))
        assert of(lines["open_at_end"]) == [1, 2, 1, 1, 1]

    def test_by_category_it_says_that_it_cannot(self) -> None:
        narrowed = Basis(narrowed={"category": "disclosure"})
        assert numbers("stock", YEARS, narrowed) == numbers("stock")
        assert "cannot be narrowed" in BY_KEY["stock"].rules_in(narrowed)[-1]

    def test_the_list_of_what_was_open_holds_it(self, cast: Cast, cases: dict[str, Case], client_of: Sign) -> None:
        with clock.at(day("2019-03-01")):
            page = (
                client_of(cast.coordinator).get("/figures/stock/records/?year=2017&part=open_at_end").content.decode()
            )
        assert [letter for letter, case in cases.items() if case.reference in page] == ["B", "C"]

    def test_a_list_without_a_part_is_refused(self, cast: Cast, client_of: Sign) -> None:
        assert client_of(cast.coordinator).get("/figures/stock/records/?year=2017").status_code == 400


@pytest.mark.usefixtures("cases")
class TestLeadTime:
    def test_of_those_closed_still(self) -> None:
        lines = numbers("lead_time")
        assert of(lines["median"]) == [30, None, 10, None, 30]
        assert of(lines["p90"]) == [30, None, 427, None, 427]

    def test_as_it_was_known(self) -> None:
        lines = numbers("lead_time", YEARS, Basis(at=day("2018-06-01")))
        assert of(lines["median"]) == [30, None, 365, None, 30]

    def test_the_page_says_of_how_many(self, cast: Cast, client_of: Sign) -> None:
        page = client_of(cast.coordinator).get("/figures/lead_time/records/?year=2018&part=p90").content.decode()
        assert "<h1>2 suspicions closed: 90th percentile 427 days</h1>" in page


class TestSubjects:
    @pytest.mark.usefixtures("register")
    def test_a_person_counts_once_a_year_and_once_over_all(self, cast: Cast) -> None:
        number = {"name": "A. Bos", "number": "K777701"}
        for received_on in ("2016-02-02", "2017-12-12", "2018-01-01"):
            log(cast, received_on, "disclosure", "criminal", **number)
        log(cast, "2018-03-03", "own_use", "none", name="B. Vos", number="K888801")
        log(cast, "2018-04-04", "disclosure", "criminal", name="Somebody by name alone")
        log(cast, "2018-05-05", "disclosure", "criminal", name="Somebody by name alone")
        # In 2017 the manager of the cast besides, in one case twice.
        assert of(numbers("subjects")[""]) == [1, 2, 3, 0, 4]
        assert of(numbers("subjects", YEARS, Basis(Categories.ALL))[""]) == [1, 2, 4, 0, 5]
        assert of(numbers("subjects", scopes=scopes_of(cast.manager))[""]) == [1, 1, 3, 0, 3]

    def test_he_counts_under_the_unit_of_his_first_case(self, cast: Cast) -> None:
        harbour = Unit.objects.create(key="harbour", label_en="Harbour", label_nl="Haven")
        number = {"name": "A. Bos", "number": "K777701"}
        log(cast, "2018-06-06", "disclosure", "criminal", **number)
        log(cast, "2018-02-02", "disclosure", "criminal", unit=harbour, **number)
        [table] = tables_of(BY_KEY["subjects"], Period(2018, 2018), Basis(), WHOLE_REGISTER)
        assert {value: line.total for value, line in table.breakdowns["unit"].items()} == {"harbour": 1}

    def test_a_past_day_knows_who_was_known_then(self, cast: Cast) -> None:
        with clock.at(day("2018-03-01")):
            first = log(cast, "2018-01-01", "disclosure", "criminal", name="A. Bos", number="K777701")
            second = log(cast, "2018-02-01", "disclosure", "criminal", name="A. Bos")
        assert first.pk != second.pk
        with clock.at(day("2018-04-01")):
            actions.identify_subject(
                allegation=nth(second), by=cast.coordinator, name="A. Bos", number="K777701", reason="It is he"
            )
        assert numbers("subjects")[""].total == 1
        assert numbers("subjects", basis=Basis(at=day("2018-03-31")))[""].total == 2
        assert numbers("subjects", basis=Basis(at=day("2018-02-28")))[""].total == 0

    def test_its_list_tells_year_and_unit_and_no_case(self, cast: Cast, client_of: Sign) -> None:
        case = log(cast, "2018-01-01", "disclosure", "criminal", name="A. Bos", number="K777701")
        page = client_of(cast.manager).get("/figures/subjects/records/?year=2018").content.decode()
        assert "<h1>1 person under suspicion</h1>" in page
        assert case.reference not in page
        assert "1 Jan" not in page
        assert '<th scope="row">2018</th>' in page


@given(st.lists(st.integers(0, 30)), st.sampled_from([0.5, 0.9]))
def test_at_least_that_share_lies_up_to_it_and_less_before_it(values: list[int], share: float) -> None:
    reached = reaching({value: values.count(value) for value in values}, share)
    if reached is None:
        assert not values
        return
    assert sum(value <= reached for value in values) >= share * len(values)
    assert sum(value < reached for value in values) < share * len(values)


def test_every_part_stands_on_the_dashboard(cast: Cast) -> None:
    tables = count(asked_of([BY_KEY["stock"], BY_KEY["lead_time"]]), YEARS, Basis(), scopes_of(cast.manager))
    assert list(tables) == [
        *("stock.open_at_start", "stock.received", "stock.reopened", "stock.closed", "stock.open_at_end"),
        *("lead_time.median", "lead_time.p90"),
    ]
