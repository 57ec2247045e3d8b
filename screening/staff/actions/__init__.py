"""Every write to staff and training: keyword-only arguments, one act, who and why in the history.

Who may do it, the doors of `access.py` have settled before; whether it is possible now, `rules.py` says here, on the
rows that the transaction holds with a lock.
"""

from screening.staff.actions.code import acknowledge, withdraw_acknowledgement
from screening.staff.actions.oath import correct_oath, swear_in
from screening.staff.actions.service import CORRECTABLE, correct_staff, enter_service, leave_service
from screening.staff.actions.several import Entered, enter_many
from screening.staff.actions.training import correct_session, record_sessions, void_session

__all__ = [
    "CORRECTABLE",
    "Entered",
    "acknowledge",
    "correct_oath",
    "correct_session",
    "correct_staff",
    "enter_many",
    "enter_service",
    "leave_service",
    "record_sessions",
    "swear_in",
    "void_session",
    "withdraw_acknowledgement",
]
