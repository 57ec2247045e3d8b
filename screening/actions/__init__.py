"""Every write to the screening register: keyword-only arguments, one act, who and why in the history.

Who may do it, the doors of `access.py` have settled before; whether it is possible now, `rules.py` says here, on the
row that the transaction holds with a lock.
"""

from screening.actions.acts import PREFIX
from screening.actions.correction import (
    CORRECTABLE,
    DECISION,
    PERSON,
    REQUEST,
    correct_trajectory,
    fill_in_identity,
)
from screening.actions.decision import complete, complete_many, record_objection
from screening.actions.duty import assess_duty, record_duty
from screening.actions.renewal import end_renewal, end_renewals_of, refresh_renewals
from screening.actions.stages import reach_many, reach_stage
from screening.actions.start import start_many, start_trajectory
from screening.actions.walls import assign_officer, lift_wall, name_officer, raise_wall

__all__ = [
    "CORRECTABLE",
    "DECISION",
    "PERSON",
    "PREFIX",
    "REQUEST",
    "assess_duty",
    "assign_officer",
    "complete",
    "complete_many",
    "correct_trajectory",
    "end_renewal",
    "end_renewals_of",
    "fill_in_identity",
    "lift_wall",
    "name_officer",
    "raise_wall",
    "reach_many",
    "reach_stage",
    "record_duty",
    "record_objection",
    "refresh_renewals",
    "start_many",
    "start_trajectory",
]
