"""What a public edition prints, and what is known of its numbers beforehand: which are the same, and which add up.

It is a list of what is allowed: a figure, part or breakdown that is not in it stays out, until somebody has thought of
what follows from it beside the others. Out stay, because what they tell cannot be said in sums:

- medians and percentiles, which are the days of one case;
- numbers of people, of whom one may be counted in several years;
- balances of open cases, which tie all years to each other;
- allegations, of which there are as many as cases wherever no case has two;
- attendances, since each session has its own;
- sets, such as offences, whose lines add to more than the whole;
- types of recipients, each of which belongs to a class of recipients;
- numbers over several years, and what has no known date.
"""

from collections.abc import Callable, Mapping

from cases.models.values import NOT_CONFIRMED, Finding, Outcome, Recipient
from office.models import Category, Level

Line = tuple[str, str, str]
"""A figure, a breakdown of it, and a value; a figure's whole has neither breakdown nor value."""

PRINTED: Mapping[str, tuple[str, ...]] = {
    "signals": ("source", "decision"),
    "suspicions": ("recipient", "unit", "category"),
    "outcomes": ("outcome", "sub_reason", "unit"),
    "concluded": ("outcome", "recipient"),
    "causes": ("cause", "system"),
    "investigations": ("track", "body"),
    "secrecy_bribery": ("offence",),
    "screening_started": ("level", "occasion", "subject_group"),
    "screening_completed": ("result", "level", "subject_group"),
    "screening_negative": ("ground",),
    "sworn_in": ("unit",),
    "code_acknowledged": ("unit",),
}
"""The figures of which each row is one record, and their breakdowns."""

SAME: Mapping[Line, Line] = {
    ("outcomes", "", ""): ("suspicions", "", ""),
    ("outcomes", "sub_reason", Finding.CONFIRMED.value): ("outcomes", "outcome", Outcome.CONFIRMED.value),
    ("outcomes", "sub_reason", Finding.PENDING.value): ("outcomes", "outcome", Outcome.PENDING.value),
    ("concluded", "recipient", NOT_CONFIRMED): ("concluded", "outcome", Outcome.UNFOUNDED.value),
    ("causes", "", ""): ("concluded", "outcome", Outcome.CONFIRMED.value),
    ("screening_negative", "", ""): ("screening_completed", "result", "negative"),
}
"""Lines that count the same rows under another name: a number masked under one is masked under both."""

SAME_BREAKDOWN: Mapping[tuple[str, str], tuple[str, str]] = {("outcomes", "unit"): ("suspicions", "unit")}

_ENDED = (Finding.REFUTED, Finding.NOT_ESTABLISHED, Finding.NO_BREACH, Finding.ENDED)
SUMS: Mapping[Line, tuple[Line, ...]] = {
    ("outcomes", "outcome", Outcome.UNFOUNDED.value): tuple(
        ("outcomes", "sub_reason", finding.value) for finding in _ENDED
    ),
}
"""Lines that add up to another one, beside those of each breakdown that add up to the whole."""

SUM_OF_ALL_BUT: Mapping[Line, tuple[str, str, str]] = {
    ("concluded", "outcome", Outcome.CONFIRMED.value): ("concluded", "recipient", NOT_CONFIRMED),
}
"""Lines to which a breakdown adds up but for one value."""


def one_name(line: Line) -> Line:
    """The one name of a line that has several."""
    figure, breakdown, value = line
    if (figure, breakdown) in SAME_BREAKDOWN:
        return (*SAME_BREAKDOWN[figure, breakdown], value)
    return SAME.get(line, line)


def _but(*values: str) -> Callable[[str], bool]:
    return lambda value: value not in values


def _leaks() -> Callable[[str], bool]:
    keys = set(Category.objects.filter(leak=True).values_list("pk", flat=True))
    return lambda value: value in keys


def _screened() -> Callable[[str], bool]:
    keys = set(Level.objects.filter(screening=True).values_list("pk", flat=True))
    return lambda value: value in keys


_POSSIBLE: Mapping[tuple[str, str], Callable[[], Callable[[str], bool]]] = {
    ("suspicions", "recipient"): lambda: _but(Recipient.NONE.value),
    ("suspicions", "category"): _leaks,
    ("concluded", "recipient"): lambda: _but(Recipient.NONE.value),
    ("causes", "cause"): lambda: _but(NOT_CONFIRMED),
    ("causes", "system"): lambda: _but(NOT_CONFIRMED),
    ("screening_started", "level"): _screened,
    ("screening_completed", "level"): _screened,
}


def possible(figure: str, breakdown: str) -> Callable[[str], bool]:
    """Whether a value of the list may ever count there. One that cannot is a zero that everybody knows: it hides none.

    A leak goes to somebody; what is confirmed has a cause and a system; only some levels are screening.
    """
    made: Callable[[], Callable[[str], bool]] = _POSSIBLE.get((figure, breakdown), lambda: _but())
    return made()
