"""How much time has passed, whatever is done to the clock."""

from accounts import readings
from tests.support.factors import Clock

HOUR = 60 * 60


def passed(clock: Clock, kept: readings.Reading) -> int:
    return round(readings.since(kept) / HOUR)


def test_time_that_passes_is_counted(clock: Clock) -> None:
    kept = readings.now()
    clock.passes(2 * HOUR)
    assert passed(clock, kept) == 2


def test_setting_the_clock_back_takes_no_time_away(clock: Clock) -> None:
    kept = readings.now()
    clock.passes(2 * HOUR)
    clock.is_set(-3 * HOUR)
    assert passed(clock, kept) == 2


def test_setting_the_clock_ahead_adds_time(clock: Clock) -> None:
    kept = readings.now()
    clock.is_set(3 * HOUR)
    assert passed(clock, kept) == 3


def test_after_a_restart_the_wall_clock_alone_tells(clock: Clock) -> None:
    kept = readings.now()._replace(boot="another start", uptime=10**9)
    clock.wall += 2 * HOUR
    assert passed(clock, kept) == 2


def test_after_a_restart_a_moment_that_lies_ahead_is_endlessly_long_ago() -> None:
    now = readings.now()
    assert readings.since(now._replace(boot="another start", wall=now.wall + HOUR)) == float("inf")
    assert readings.since(now._replace(boot="another start", wall=now.wall + 30)) < 60
    assert readings.since(now._replace(boot="", wall=now.wall + HOUR)) == float("inf")


def test_what_is_no_reading_is_endlessly_long_ago() -> None:
    assert readings.since(None) == readings.since([]) == readings.since([1, 2]) == float("inf")


def test_a_reading_that_was_kept_as_a_list_is_read() -> None:
    assert readings.since(list(readings.now())) < 1
