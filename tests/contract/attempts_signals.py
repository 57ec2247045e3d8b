"""What would break the constraints on signals: the signal, its reporter, the walls around it."""

import datetime

from django.db.models import Subquery

from cases.models import Case
from tests.cast import RECEIVED
from tests.contract.breaking import AFTER, BEFORE, KEY, LATER, ODD, Attempt, Twin, wall

A_CASE = Subquery(Case.objects.order_by("pk").values("pk")[:1])

SET_ASIDE = {
    "decision": "no_action",
    "decided_on": AFTER,
    "decided_by_id": "@coordinator",
    "decision_reason": "Nobody is concerned.",
}
FOLLOWED_UP = {**SET_ASIDE, "decision": "orientation", "case_id": A_CASE}
ACKNOWLEDGED = {"whistleblower": True, "acknowledged_on": AFTER}

SIGNAL = {
    "signal_year_is_that_of_receipt": [
        Attempt({"received_year": 2017}),
        Attempt({"received_on": datetime.date(2017, 12, 31)}),
    ],
    "signal_decision_is_known": [Attempt({"decision": ODD}, first=SET_ASIDE)],
    "signal_has_a_text": [Attempt({"text": ""})],
    "signal_decided_by_somebody_with_a_reason": [
        *(Attempt({name: value}) for name, value in SET_ASIDE.items()),
        Attempt({"decision": "undecided"}, first=SET_ASIDE),
        Attempt({"decided_on": None}, first=SET_ASIDE),
        Attempt({"decided_on": BEFORE}, first=SET_ASIDE),
        Attempt({"decided_by_id": None}, first=SET_ASIDE),
        Attempt({"decision_reason": ""}, first=SET_ASIDE),
    ],
    "signal_followed_up_in_a_case": [
        Attempt({"case_id": A_CASE}),
        Attempt({"case_id": A_CASE}, first=SET_ASIDE),
        Attempt({"case_id": None}, first=FOLLOWED_UP),
        Attempt({"decision": "conversation"}, first=FOLLOWED_UP),
        *(
            Attempt({"decision": decision}, first=SET_ASIDE)
            for decision in ("merged", "orientation", "disciplinary", "prosecution")
        ),
    ],
    "signal_acknowledged_after_receipt": [Attempt({"acknowledged_on": BEFORE}, first=ACKNOWLEDGED)],
    "signal_feedback_after_acknowledgement": [
        Attempt({"feedback_on": AFTER}, first={"whistleblower": True}),
        Attempt({"feedback_on": RECEIVED}, first=ACKNOWLEDGED),
    ],
    "signal_clock_runs_under_the_act": [
        Attempt({"acknowledged_on": AFTER}),
        Attempt({"whistleblower": False}, first=ACKNOWLEDGED),
        Attempt({"whistleblower": False}, first={**ACKNOWLEDGED, "feedback_on": LATER}),
    ],
    "signal_number_has_its_hash": [Attempt({"number_hash": ""}), Attempt({"number": ""})],
}

NOBODY = {"name": "", "number": "", "number_hash": "", "contact": ""}

REPORTER = {
    "reporter_is_somebody": [
        Attempt(NOBODY),
        *(Attempt({name: ""}, first={**NOBODY, name: "Somebody"}) for name in ("name", "contact")),
    ],
    "reporter_number_has_its_hash": [Attempt({"number_hash": ""}), Attempt({"number": ""})],
}

ATTEMPTS: dict[str, list[Attempt]] = {
    **SIGNAL,
    **REPORTER,
    **wall("signal_wall", "signal_wall_lifted_with_a_reason", by="@coordinator"),
}

TWINS = {"signal_wall_raised_once_at_a_time": Twin(KEY, same={}, other={"person_hash": "0" * 64})}
