"""The clock that facts and history take their time from."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils import timezone

from lib import clock

NEW_YEAR = datetime.datetime(2018, 12, 31, 23, 30, tzinfo=datetime.UTC)


def test_it_runs_with_the_machine() -> None:
    before = timezone.now()
    assert before <= clock.now() <= timezone.now()


def test_it_can_be_set_and_comes_back() -> None:
    with clock.at(NEW_YEAR):
        assert clock.now() == NEW_YEAR
        with clock.at(datetime.date(2017, 3, 4)):
            assert clock.now() == datetime.datetime(2017, 3, 4, 11, tzinfo=datetime.UTC)
        assert clock.now() == NEW_YEAR
    assert clock.now().year > 2018


def test_it_comes_back_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), clock.at(NEW_YEAR):
        raise ZeroDivisionError
    assert clock.now().year > 2018


def test_today_is_the_day_in_the_registers_own_zone() -> None:
    """Half past eleven on New Year's Eve in UTC is the new year in Amsterdam: no year is cut in UTC."""
    with clock.at(NEW_YEAR):
        assert clock.today() == datetime.date(2019, 1, 1)


def test_a_moment_without_a_zone_is_local() -> None:
    with clock.at(datetime.datetime(2018, 7, 1, 12)):
        assert clock.now() == datetime.datetime(2018, 7, 1, 10, tzinfo=datetime.UTC)


def test_another_thread_keeps_its_own_time() -> None:
    with clock.at(NEW_YEAR), ThreadPoolExecutor(1) as pool:
        assert pool.submit(clock.now).result().year > 2018
