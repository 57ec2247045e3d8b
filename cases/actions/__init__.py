"""Every write to the case register: one transaction, one event in the audit log, who and why in the history.

All take keyword-only arguments. Who may do it, the doors of `access.py` have settled before; whether it is possible
now, `rules.py` says here, on the row that the transaction holds with a lock.
"""

from cases.actions.allegations import ALLEGED, add_allegation, correct_allegation, identify_subject, record_finding
from cases.actions.case import correct_case, log_case, void_case
from cases.actions.closing import confirm_closing, decline_closing, propose_closing, reopen_case
from cases.actions.duplicates import mark_seen, note_duplicates
from cases.actions.investigations import end_investigation, start_investigation
from cases.actions.taking_back import check_can_take_back, take_back_import
from cases.actions.team import (
    appoint_lead,
    grant_access,
    hand_over,
    lift_wall,
    raise_wall,
    recuse,
    revoke_access,
)

__all__ = [
    "ALLEGED",
    "add_allegation",
    "appoint_lead",
    "check_can_take_back",
    "confirm_closing",
    "correct_allegation",
    "correct_case",
    "decline_closing",
    "end_investigation",
    "grant_access",
    "hand_over",
    "identify_subject",
    "lift_wall",
    "log_case",
    "mark_seen",
    "note_duplicates",
    "propose_closing",
    "raise_wall",
    "record_finding",
    "recuse",
    "reopen_case",
    "revoke_access",
    "start_investigation",
    "take_back_import",
    "void_case",
]
