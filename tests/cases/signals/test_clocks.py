"""When receipt is to be acknowledged and feedback given, and how that is said."""

import datetime

import pytest

from cases.models import Signal
from cases.signals import clocks
from lib import clock

RECEIVED = datetime.date(2018, 10, 18)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def made(received_on: datetime.date = RECEIVED, acknowledged: str = "", feedback: str = "") -> Signal:
    return Signal(
        received_on=received_on,
        whistleblower=True,
        acknowledged_on=day(acknowledged) if acknowledged else None,
        feedback_on=day(feedback) if feedback else None,
    )


@pytest.mark.parametrize(
    ("acknowledged", "due"),
    [
        ("2018-10-20", "2019-01-20"),
        ("2018-11-30", "2019-02-28"),
        # Without an acknowledgement from the day on which that was due.
        ("", "2019-01-25"),
    ],
)
def test_feedback_is_due_three_months_after_the_acknowledgement(acknowledged: str, due: str) -> None:
    signal = made(acknowledged=acknowledged)
    assert clocks.acknowledgement_due_on(signal) == day("2018-10-25")
    assert clocks.feedback_due_on(signal) == day(due)


def test_no_clock_runs_for_what_was_not_reported_under_the_act() -> None:
    assert clocks.clocks_of(Signal(received_on=RECEIVED)) == []
    assert clocks.running(Signal(received_on=RECEIVED)) is None


@pytest.mark.parametrize(
    ("today", "state", "words"),
    [
        ("2018-10-18", "due", "Due on 25 October 2018, in 7 days"),
        ("2018-10-24", "due", "Due on 25 October 2018, in 1 day"),
        ("2018-10-25", "due", "Due today, 25 October 2018"),
        ("2018-10-26", "overdue", "Overdue: it was due on 25 October 2018, 1 day ago"),
        ("2018-11-04", "overdue", "Overdue: it was due on 25 October 2018, 10 days ago"),
    ],
)
def test_states_are_said_in_words_and_dates(today: str, state: str, words: str) -> None:
    with clock.at(day(today)):
        acknowledgement, feedback = clocks.clocks_of(made())
    assert (acknowledgement.state, acknowledgement.in_words) == (state, words)
    assert acknowledgement.label == "Acknowledgement of receipt"
    assert feedback.state == "due"


def test_what_is_done_says_when() -> None:
    with clock.at(day("2019-03-01")):
        both = clocks.clocks_of(made(acknowledged="2018-10-30", feedback="2019-02-01"))
        assert [one.in_words for one in both] == ["Done on 30 October 2018", "Done on 1 February 2019"]
        assert [one.state for one in both] == ["done", "done"]


def test_the_clock_that_runs_is_the_first_not_done() -> None:
    with clock.at(day("2018-10-20")):
        keys = [
            found and found.key
            for found in (
                clocks.running(made()),
                clocks.running(made(acknowledged="2018-10-19")),
                clocks.running(made(acknowledged="2018-10-19", feedback="2018-10-20")),
            )
        ]
    assert keys == ["acknowledgement", "feedback", None]
