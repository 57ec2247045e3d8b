"""What would break the constraints on screening: trajectories, and the staff who came of them."""

import datetime

from django.db.models import F

from tests.contract.breaking import AFTER, BEFORE, KEY, LATER, ODD, Attempt, Twin, wall

DECIDED = {"result": "positive", "completed_on": AFTER, "completed_year": 2018, "due_on": None}
NEGATIVE = {**DECIDED, "result": "negative", "ground_id": "finances"}
IN_FIVE_YEARS = datetime.date(2023, 4, 1)
RENEWED = {**DECIDED, "renewal_on": IN_FIVE_YEARS}

TRAJECTORY = {
    "trajectory_completed_not_before_it_started": [Attempt({"completed_on": BEFORE}, first=DECIDED)],
    "trajectory_result_has_its_date": [
        Attempt({"completed_on": AFTER, "completed_year": 2018}),
        Attempt({"completed_on": None, "completed_year": None}, first=DECIDED),
    ],
    "trajectory_negative_has_a_ground": [
        Attempt({"ground_id": None}, first=NEGATIVE),
        Attempt({"ground_id": "finances"}, first=DECIDED),
    ],
    "trajectory_conditions_need_that_result": [Attempt({"conditions": "Once a year."}, first=DECIDED)],
    "trajectory_objection_needs_a_decision": [Attempt({"objection_result": "withdrawn"})],
    "trajectory_year_is_that_of_its_start": [Attempt({"started_year": 2017})],
    "trajectory_year_is_that_of_its_decision": [
        Attempt({"completed_year": 2019}, first=DECIDED),
        Attempt({"completed_year": None}, first=DECIDED),
        Attempt({"completed_year": 2018}),
    ],
    "trajectory_subject_group_is_known": [Attempt({"subject_group": ODD})],
    "trajectory_result_is_known": [Attempt({"result": ODD}, first=DECIDED)],
    "trajectory_stage_is_known": [Attempt({"stage": ODD})],
    "trajectory_objection_result_is_known": [Attempt({"objection_result": ODD}, first=DECIDED)],
    "trajectory_register_has_a_number": [
        Attempt({"register": "elsewhere"}),
        Attempt({"register_number": "17"}),
    ],
    "trajectory_number_has_its_hash": [Attempt({"number_hash": ""}), Attempt({"number": ""})],
    "trajectory_due_while_under_way": [
        Attempt({"due_on": BEFORE}),
        Attempt({"due_on": LATER}, first=DECIDED),
    ],
    "trajectory_renewal_follows_a_positive_result": [
        Attempt({"renewal_on": IN_FIVE_YEARS}),
        Attempt({"result": "negative", "ground_id": "finances"}, first=RENEWED),
        Attempt({"renewal_on": AFTER}, first=RENEWED),
        Attempt({"number": "", "number_hash": ""}, first=RENEWED),
        Attempt({"renewal_ended_on": LATER, "renewal_end_reason": "Left."}, first=RENEWED),
    ],
    "trajectory_renewal_ended_with_a_reason": [
        Attempt({"renewal_ended_on": LATER}),
        Attempt({"renewal_end_reason": "Left."}),
    ],
    "trajectory_renews_another": [Attempt({"renews_id": F("id")})],
}

ASSESSED = {"outcome": "no_action", "assessed_on": AFTER}

DUTY = {
    "duty_kind_is_known": [Attempt({"kind": ODD})],
    "duty_outcome_is_known": [Attempt({"outcome": ODD}, first=ASSESSED)],
    "duty_assessed_on_its_day": [
        *(Attempt({name: value}) for name, value in ASSESSED.items()),
        Attempt({"assessed_on": None}, first=ASSESSED),
        Attempt({"assessed_on": BEFORE}, first=ASSESSED),
        Attempt({"outcome": "pending"}, first=ASSESSED),
    ],
}

SWORN = {"sworn_in_on": AFTER, "sworn_in_year": 2018, "sworn_in_unit_id": "unknown"}

STAFF = {
    "staff_have_a_number": [Attempt({"number": ""}), Attempt({"number_hash": ""})],
    "staff_leave_after_they_enter": [Attempt({"in_service_to": BEFORE})],
    "staff_year_is_that_of_the_oath": [
        Attempt({"sworn_in_year": 2018}),
        Attempt({"sworn_in_year": 2019}, first=SWORN),
        Attempt({"sworn_in_year": None}, first=SWORN),
    ],
    "staff_sworn_in_a_unit": [
        Attempt({"sworn_in_unit_id": "unknown"}),
        Attempt({"sworn_in_unit_id": None}, first=SWORN),
    ],
    "staff_sworn_in_after_they_enter": [Attempt({"sworn_in_on": BEFORE}, first=SWORN)],
    "acknowledgement_year_is_that_of_its_day": [Attempt({"acknowledged_year": 2017})],
    "acknowledgement_in_error_counts_not": [Attempt({"withdrawn": True})],
}

TRAINING = {
    "training_year_is_that_of_its_day": [Attempt({"held_year": 2017})],
    "training_was_attended": [Attempt({"attending": 0})],
    "training_voided_with_a_reason_is_in_no_figure": [
        Attempt({"voided_on": AFTER}),
        Attempt({"voided_on": AFTER, "counted": False}),
        Attempt({"voided_on": AFTER, "void_reason": "Twice."}),
        Attempt({"void_reason": "Twice."}),
        Attempt({"counted": False}),
    ],
    "training_register_has_a_number": [
        Attempt({"register": "elsewhere"}),
        Attempt({"register_number": "17"}),
    ],
}

ATTEMPTS: dict[str, list[Attempt]] = {
    **TRAJECTORY,
    **wall("trajectory_wall", "trajectory_wall_lifted_with_a_reason", by="@screening_officer"),
    "stage_kind_is_known": [Attempt({"kind": ODD})],
    **DUTY,
    **STAFF,
    **TRAINING,
}

TWINS = {
    "trajectory_wall_raised_once_at_a_time": Twin(KEY, same={}, other={"person_hash": "0" * 64}),
    "stage_reached_once_a_day": Twin(KEY, same={}, other={"reached_on": AFTER}),
    "staff_are_recorded_once": Twin({"reference": "P2018-AAAAA"}, same={}, other={"number_hash": "0" * 64}),
    "acknowledgement_of_an_edition_once": Twin({**KEY, "first_in_year": False}, same={}, other={"withdrawn": True}),
    "acknowledgement_counts_once_a_year": Twin({**KEY, "edition_id": "own"}, same={}, other={"first_in_year": False}),
}
