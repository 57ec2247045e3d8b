"""The pages that are measured, and for each the smallest SQL that answers what the page is asked.

A list is asked for its rows and for how many there are under each tab; a case for its records and their history; the
dashboard for one count of each table and date. Labels, menu and session are the page's own affair. Whoever asks never
sees what concerns himself; in the dashboard's counts that is left aside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from accounts.models import User
from bench import people
from bench.generate import FIRST_YEAR, LAST_YEAR
from cases.models import Case
from lib import clock
from lib.paging import PER_PAGE
from lib.periods import Period

Statement = tuple[str, Sequence[Any]]

CODED = (
    "reference, received_on, concluded_on, closed_on, unit_id, category_id, recipient, status, outcome, "
    "established_cause"
)
OPENED = (
    "reference, summary, recipient, category_id, unit_id, sub_reason, status, received_on, concluded_on, "
    "(SELECT u.name FROM cases_teammember m JOIN accounts_user u ON u.id = m.user_id "
    "WHERE m.case_id = cases_case.id AND m.role = 'lead' AND m.until IS NULL)"
)
COUNTED = "counted AND id NOT IN (SELECT case_id FROM cases_subject WHERE number_hash = %s)"
NEWEST = "ORDER BY received_on DESC, id DESC"
PAGE = f"LIMIT {PER_PAGE + 1}"
YEAR = LAST_YEAR - 1
OF_A_CASE = ("allegation", "subject", "investigation", "closure", "teammember")
# The counts of the dashboard: the columns that a table's figures are told apart by, and which rows count.
GROUPINGS = (
    ("cases_case", "received_year", "recipient, outcome_leak, sub_reason_leak", "counted AND leak"),
    ("cases_allegation", "received_year", "finding", "counted AND leak"),
    ("cases_case", "concluded_year", "outcome_leak, established_cause", "counted AND leak"),
    ("cases_investigation", "started_year", "leak, track, secrecy_bribery", "counted"),
    ("screening_trajectory", "started_year", "screening", "screening"),
    ("screening_trajectory", "completed_year", "result", "screening"),
    ("cases_signal", "received_year", "source_id, decision", "TRUE"),
    ("screening_staffmember", "sworn_in_year", "sworn_in_year", "sworn_in_year IS NOT NULL"),
    ("screening_acknowledgement", "acknowledged_year", "acknowledged_year", "first_in_year"),
    ("screening_trainingsession", "held_year", "held_year", "counted"),
)


@dataclass(frozen=True)
class Question:
    """A page, who asks for it, and the SQL that its time is compared with."""

    name: str
    user: User
    path: str
    statements: Sequence[Statement]


def questions() -> list[Question]:
    """Every page that is measured."""
    return [
        *_lists(),
        _opened_list(),
        _case(),
        _undecided(),
        _screening(),
        _board(),
        _renewals(),
        *_dashboards(),
        _records(),
    ]


def export() -> Question:
    """All cases as CSV."""
    user = people.admin()
    statement = f"SELECT {CODED} FROM cases_case WHERE {COUNTED} {NEWEST}", [user.subject_hash]
    return Question("CSV of all cases (admin)", user, "/cases/export/", [statement])


def _lists() -> list[Question]:
    user = people.admin()
    own = [user.subject_hash]
    everything = _outcomes("", own)
    some = "AND received_year = %s AND recipient = %s"
    asked = [*own, YEAR, "non_criminal"]
    filtered = f"?year={YEAR}&recipient=non_criminal&outcome=unfounded"
    far = _far_down()
    beyond = "AND (received_on, id) < (%s, %s)"
    return [
        Question("case list (admin)", user, "/cases/", [_rows(CODED, "", own), everything]),
        Question(
            "case list, filtered by year, recipient and outcome (admin)",
            user,
            f"/cases/{filtered}",
            [_rows(CODED, f"{some} AND outcome = %s", [*asked, "unfounded"]), _outcomes(some, asked)],
        ),
        Question(
            "case list, nine tenths down (admin)",
            user,
            f"/cases/?after={far.reference}",
            [_rows(CODED, beyond, [*own, far.received_on, far.pk]), everything],
        ),
    ]


def _opened_list() -> Question:
    user = people.coordinator()
    own = [user.subject_hash]
    return Question("case list (coordinator)", user, "/cases/", [_rows(OPENED, "", own), _outcomes("", own)])


def _rows(columns: str, where: str, parameters: Sequence[Any]) -> Statement:
    return f"SELECT {columns} FROM cases_case WHERE {COUNTED} {where} {NEWEST} {PAGE}", parameters


def _outcomes(where: str, parameters: Sequence[Any]) -> Statement:
    return f"SELECT outcome, count(*) FROM cases_case WHERE {COUNTED} {where} GROUP BY outcome", parameters


def _far_down() -> Case:
    counted = Case.objects.filter(counted=True)
    return counted.order_by("-received_on", "-pk")[counted.count() * 9 // 10]


def _case() -> Question:
    """The page of the case with the most on it."""
    sizes = {f"n_{name}": Count(name, distinct=True) for name in ("investigations", "allegations", "closures")}
    largest = Case.objects.filter(counted=True).annotate(**sizes).order_by(*(f"-{size}" for size in sizes), "reference")
    case = largest[0]
    live: list[Statement] = [(f"SELECT * FROM cases_{name} WHERE case_id = %s", [case.pk]) for name in OF_A_CASE]
    past: list[Statement] = [
        (f"SELECT * FROM cases_historical{name} WHERE case_id = %s", [case.pk]) for name in OF_A_CASE
    ]
    itself: list[Statement] = [
        ("SELECT * FROM cases_case WHERE reference = %s", [case.reference]),
        ("SELECT * FROM cases_historicalcase WHERE id = %s", [case.pk]),
    ]
    return Question(
        "page of a case (coordinator)", people.coordinator(), f"/cases/{case.reference}/", itself + live + past
    )


def _screening() -> Question:
    user = people.officers()[0]
    where = "t.result = 'pending' AND t.number_hash <> %s"
    rows = (
        "SELECT t.reference, t.started_on, t.completed_on, t.level_id, t.occasion_id, t.subject_group, t.stage, "
        "t.stage_on, t.result, t.ground_id, t.function, t.unit_id, u.name FROM screening_trajectory t "
        f"LEFT JOIN accounts_user u ON u.id = t.officer_id WHERE {where} ORDER BY t.started_on DESC, t.id DESC {PAGE}"
    )
    stages = f"SELECT t.stage, count(*) FROM screening_trajectory t WHERE {where} GROUP BY t.stage"
    own = [user.screening_hash]
    return Question("screening list, under way (officer)", user, "/screening/", [(rows, own), (stages, own)])


def _undecided() -> Question:
    user = people.coordinator()
    where = "decision = 'undecided' AND number_hash <> %s"
    own = [user.signal_hash]
    rows = f"SELECT reference, left(text, 120), source_id, received_on FROM cases_signal WHERE {where}"
    clocks = "SELECT reference, received_on FROM cases_signal WHERE whistleblower AND feedback_on IS NULL"
    statements: list[Statement] = [
        (f"{rows} ORDER BY received_on, id {PAGE}", own),
        (f"SELECT count(*) FROM cases_signal WHERE {where}", own),
        (f"{clocks} AND number_hash <> %s ORDER BY received_on, id LIMIT 20", own),
    ]
    return Question("undecided signals (coordinator)", user, "/signals/", statements)


def _board() -> Question:
    user = people.officers()[0]
    where, own = "result = 'pending' AND number_hash <> %s", [user.screening_hash]
    cards = (
        "SELECT * FROM (SELECT reference, stage, function, level_id, due_on, officer_id, "
        "row_number() OVER (PARTITION BY stage ORDER BY due_on, id) AS place "
        f"FROM screening_trajectory WHERE {where}) AS placed WHERE place <= 10"
    )
    work = (
        "SELECT officer_id, count(*) FILTER (WHERE due_on < current_date), "
        "count(*) FILTER (WHERE due_on BETWEEN current_date AND current_date + 7), count(*) "
        f"FROM screening_trajectory WHERE {where} GROUP BY officer_id"
    )
    stages = f"SELECT stage, count(*) FROM screening_trajectory WHERE {where} GROUP BY stage"
    return Question("board (officer)", user, "/screening/board/", [(cards, own), (work, own), (stages, own)])


def _renewals() -> Question:
    user = people.officers()[0]
    where = "renewal_on <= current_date + 92 AND number_hash <> %s"
    rows = (
        "SELECT reference, level_id, function, unit_id, renewal_on FROM screening_trajectory "
        f"WHERE {where} ORDER BY renewal_on, id {PAGE}"
    )
    count = f"SELECT count(*) FROM (SELECT 1 FROM screening_trajectory WHERE {where} LIMIT 1001) AS found"
    own = [user.screening_hash]
    return Question("renewals (officer)", user, "/screening/renewals/", [(rows, own), (count, own)])


def _dashboards() -> list[Question]:
    user = people.manager()
    recent, ten = Period.recent(clock.today()), Period(FIRST_YEAR, LAST_YEAR)
    return [
        Question("dashboard, five years (manager)", user, "/figures/", _counts(recent)),
        Question("dashboard, ten years (manager)", user, f"/figures/?from={ten.first}&to={ten.last}", _counts(ten)),
    ]


def _counts(period: Period) -> list[Statement]:
    return [
        (
            f"SELECT {year}, {by}, count(*) FROM {table} WHERE {where} AND {year} = ANY(%s) GROUP BY {year}, {by}",
            [years],
        )
        for table, year, by, where in GROUPINGS
        # What was concluded on an unknown day has the year nought.
        for years in [[*period.years, 0] if year == "concluded_year" else list(period.years)]
    ]


def _records() -> Question:
    user = people.manager()
    where, asked = "AND leak AND received_year = %s AND recipient = %s", [user.subject_hash, YEAR, "criminal"]
    return Question(
        "list behind a number of the dashboard (manager)",
        user,
        f"/figures/suspicions/records/?year={YEAR}&recipient=criminal",
        [
            _rows(CODED.replace("outcome", "outcome_leak"), where, asked),
            (f"SELECT count(*) FROM cases_case WHERE {COUNTED} {where}", asked),
        ],
    )
