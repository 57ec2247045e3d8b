import datetime

import pytest

from lib import clock
from lib.periods import Period

TODAY = datetime.date(2026, 11, 24)


def test_a_period_counts_both_its_ends() -> None:
    assert Period(2017, 2018).years == (2017, 2018)
    assert len(Period(2015, 2018)) == 4
    assert 2018 in Period(2017, 2018)
    assert 2019 not in Period(2017, 2018)


def test_a_period_may_be_asked_for_either_way_round() -> None:
    with pytest.raises(ValueError, match="does not begin after its end"):
        Period(2018, 2015)


@pytest.mark.parametrize(
    ("period", "label", "short"),
    [
        (Period(2017, 2018), "2017–2018", "2017–18"),
        (Period(2017, 2017), "2017", "2017"),
        (Period(1999, 2001), "1999–2001", "1999–2001"),
        (Period(2008, 2009), "2008–2009", "2008–09"),
    ],
)
def test_labels(period: Period, label: str, short: str) -> None:
    assert (period.label, period.short_label) == (label, short)


def test_without_a_choice_it_is_four_closed_years_and_the_running_one() -> None:
    assert Period.recent(TODAY) == Period(2022, 2026)


def test_the_year_turns_at_local_midnight() -> None:
    with clock.at(datetime.datetime(2018, 12, 31, 22, 59, tzinfo=datetime.UTC)):
        assert Period.recent(clock.today()).last == 2018
    with clock.at(datetime.datetime(2018, 12, 31, 23, 0, tzinfo=datetime.UTC)):
        assert Period.recent(clock.today()).last == 2019


@pytest.mark.parametrize(
    ("period", "focus"),
    [
        (Period(2022, 2026), Period(2024, 2025)),
        (Period(2015, 2018), Period(2017, 2018)),
        (Period(2017, 2018), Period(2017, 2018)),
        (Period(2025, 2026), Period(2025, 2025)),
        (Period(2017, 2017), Period(2017, 2017)),
        (Period(2026, 2026), Period(2026, 2026)),
    ],
)
def test_in_focus_are_the_last_two_closed_years(period: Period, focus: Period) -> None:
    assert period.in_focus(TODAY) == focus
