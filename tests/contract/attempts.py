"""For each named constraint of the database what would break it: the values that a record may not be given.

How an attempt is made stands in `breaking.py`; the attempts on signals and on screening have files of their own.
"""

import datetime

from django.db.models import F, Subquery

from office.models import ImportRun
from tests.contract import attempts_screening, attempts_signals
from tests.contract.breaking import AFTER, BEFORE, KEY, LATER, LONG_AGO, ODD, Attempt, Twin, wall

LISTS = (
    *("unit", "category", "recipienttype", "information", "informationsystem", "channel"),
    *("cause", "offence", "level", "occasion", "ground"),
    *("signalsource", "signalchannel", "codeedition", "trainingtopic"),
)

CONCLUDED = {"concluded_on": AFTER, "concluded_year": 2018, "status": "concluded"}
REFUTED = {
    **CONCLUDED,
    "outcome": "unfounded",
    "outcome_leak": "unfounded",
    "sub_reason": "refuted",
    "sub_reason_leak": "refuted",
}
ESTABLISHED = {
    "established_recipient": "criminal",
    "established_recipient_leak": "criminal",
    "established_system": "unknown",
    "established_cause": "money",
}
CONFIRMED = {
    **CONCLUDED,
    "outcome": "confirmed",
    "outcome_leak": "confirmed",
    "sub_reason": "confirmed",
    "sub_reason_leak": "confirmed",
    **ESTABLISHED,
}
CLOSED = {**REFUTED, "status": "closed", "closed_on": LATER, "closed_year": 2018, "lead_days": 30}

CASE = {
    "case_register_has_a_number": [
        Attempt({"register": "elsewhere"}),
        Attempt({"register_number": "17"}),
    ],
    "case_voided_with_a_reason_is_in_no_figure": [
        Attempt({"voided_on": AFTER}),
        Attempt({"voided_on": AFTER, "counted": False}),
        Attempt({"voided_on": AFTER, "void_reason": "Twice."}),
        Attempt({"void_reason": "Twice."}),
        Attempt({"counted": False}),
    ],
    "case_year_is_that_of_receipt": [
        Attempt({"received_year": 2017}),
        Attempt({"received_on": datetime.date(2017, 12, 31)}),
    ],
    "case_concluded_year_is_that_of_its_date": [
        Attempt({"concluded_year": 2019}, first=REFUTED),
        Attempt({"concluded_year": 0}, first=REFUTED),
        Attempt({"concluded_on": None}, first=REFUTED),
    ],
    "case_closed_year_is_that_of_its_date": [
        Attempt({"closed_year": 2019}, first=CLOSED),
        Attempt({"closed_year": None}, first=CLOSED),
        Attempt({"closed_year": 2018}),
    ],
    "case_recipient_is_known": [Attempt({"recipient": ODD})],
    "case_status_is_known": [Attempt({"status": ODD})],
    "case_outcome_is_known": [Attempt({"outcome": ODD}, also=("case_pending_is_not_concluded",))],
    "case_leak_outcome_is_known": [Attempt({"outcome_leak": ODD})],
    "case_sub_reason_is_known": [Attempt({"sub_reason": ODD})],
    "case_leak_sub_reason_is_known": [Attempt({"sub_reason_leak": ODD})],
    "case_established_recipient_is_known": [
        Attempt({"established_recipient": ODD, "established_recipient_leak": ODD}, first=CONFIRMED)
    ],
    "case_established_recipient_of_a_leak_goes_with_it": [
        Attempt({"established_recipient_leak": "criminal"}),
        Attempt({"established_recipient_leak": "not_confirmed"}, first=CONFIRMED),
        Attempt({"established_recipient_leak": "non_criminal"}, first=CONFIRMED),
    ],
    "case_leak_has_a_recipient": [Attempt({"recipient": "none"})],
    "case_concluded_not_before_receipt": [Attempt({"concluded_on": BEFORE}, first=REFUTED)],
    "case_closed_not_before_receipt": [Attempt({"closed_on": BEFORE}, first=CLOSED)],
    "case_lead_days_go_with_closing": [
        Attempt({"lead_days": None}, first=CLOSED),
        Attempt({"lead_days": 3}),
    ],
    "case_pending_is_not_concluded": [
        Attempt({"concluded_on": AFTER, "concluded_year": 2018}),
        Attempt({"concluded_year": 0}),
        Attempt({"concluded_on": None, "concluded_year": None, "status": "received"}, first=REFUTED),
    ],
    "case_concluded_has_its_year": [Attempt({"status": "concluded"})],
    "case_closed_has_its_date": [
        Attempt({"status": "closed"}, first=REFUTED),
        Attempt({"status": "concluded"}, first=CLOSED),
    ],
    "case_confirmed_leak_is_a_confirmed_case": [Attempt({"outcome_leak": "confirmed"})],
    "case_established_goes_with_confirmed": [
        Attempt({"established_recipient": "criminal"}),
        Attempt({"established_system": "unknown"}),
        Attempt({"established_cause": "money"}),
        Attempt(
            {"established_recipient": "not_confirmed", "established_recipient_leak": "not_confirmed"}, first=CONFIRMED
        ),
        Attempt({"established_system": "not_confirmed"}, first=CONFIRMED),
        Attempt({"established_cause": "not_confirmed"}, first=CONFIRMED),
    ],
}

SUBJECT = {
    "subject_identity_has_its_date": [Attempt({"identified_on": None})],
    "subject_number_has_its_hash": [Attempt({"number_hash": ""}), Attempt({"number": ""})],
}

FOUND = {
    "finding": "confirmed",
    "found_on": AFTER,
    "established_category_id": "disclosure",
    "established_leak": True,
    "established_recipient": "criminal",
    "established_recipient_type_id": "crime_group",
    "established_cause_id": "money",
}

ALLEGATION = {
    "allegation_leak_has_a_recipient": [Attempt({"recipient": "none"})],
    "allegation_found_not_before_receipt": [Attempt({"found_on": BEFORE}, first=FOUND)],
    "allegation_pending_has_no_finding_date": [
        Attempt({"found_on": AFTER}),
        Attempt({"finding_ground": "Nothing yet."}),
    ],
    "allegation_established_needs_confirmation": [
        Attempt({"established_category_id": "disclosure"}),
        Attempt({"established_recipient": "criminal"}),
        Attempt({"established_recipient_type_id": "crime_group"}),
        Attempt({"established_cause_id": "money"}),
    ],
    "allegation_confirmed_says_what_is_established": [
        Attempt({"established_category_id": None}, first=FOUND),
        Attempt({"established_recipient": ""}, first=FOUND),
        Attempt({"established_recipient_type_id": None}, first=FOUND),
        Attempt({"established_cause_id": None}, first=FOUND),
    ],
    "allegation_established_leak_goes_with_confirmed": [
        Attempt({"established_leak": True}),
        Attempt({"established_leak": None}, first=FOUND),
    ],
    "allegation_established_leak_has_a_recipient": [Attempt({"established_recipient": "none"}, first=FOUND)],
    "allegation_ended_has_a_reason": [
        Attempt({"finding": "ended_without_finding", "found_on": AFTER}),
        Attempt({"ended_reason": "lapsed"}),
    ],
    "allegation_year_is_that_of_receipt": [
        Attempt({"received_year": 2017}),
        Attempt({"received_on": datetime.date(2017, 12, 31)}),
    ],
    "allegation_recipient_is_known": [Attempt({"recipient": ODD})],
    "allegation_established_recipient_is_known": [Attempt({"established_recipient": ODD}, first=FOUND)],
    "allegation_finding_is_known": [Attempt({"finding": ODD})],
    "allegation_ended_reason_is_known": [
        Attempt({"ended_reason": ODD}, first={"finding": "ended_without_finding", "ended_reason": "lapsed"})
    ],
    "allegation_damage_is_known": [Attempt({"damage": ODD})],
}

SECOND = {"closed_on": AFTER, "closed_year": 2018, "confirmed_by_id": "@coordinator"}
REOPENED = {
    **SECOND,
    "reopened_on": LATER,
    "reopened_year": 2018,
    "reopened_by_id": "@coordinator",
    "reopen_reason": "New facts.",
}
DECLINED = {"declined_on": AFTER, "declined_by_id": "@coordinator", "decline_reason": "Not yet."}

CLOSURE = {
    "closure_needs_a_second_person": [Attempt({"confirmed_by_id": "@investigator"}, first=SECOND)],
    "closure_says_who_confirmed_it_and_when": [
        Attempt({"confirmed_by_id": "@coordinator"}),
        Attempt({"closed_on": AFTER, "closed_year": 2018}),
        Attempt({"confirmed_by_id": None}, first=SECOND),
        Attempt({"proposed_by_id": None}, first=SECOND),
        Attempt({"closed_on": datetime.date(2018, 3, 15)}, first={**SECOND, "proposed_on": AFTER}),
    ],
    "closure_declined_by_somebody_with_a_reason": [
        Attempt({"declined_on": AFTER}),
        Attempt({"declined_by_id": None}, first=DECLINED),
        Attempt({"decline_reason": ""}, first=DECLINED),
        Attempt({"declined_on": BEFORE}, first=DECLINED),
        Attempt(SECOND, first=DECLINED),
    ],
    "closure_reopened_by_somebody_with_a_reason": [
        Attempt({"reopened_on": LATER, "reopened_year": 2018}),
        Attempt({"reopened_by_id": None}, first=REOPENED),
        Attempt({"reopen_reason": ""}, first=REOPENED),
        Attempt({"reopened_on": datetime.date(2018, 3, 15)}, first=REOPENED),
    ],
    "closure_not_before_receipt": [Attempt({"proposed_on": BEFORE})],
    "closure_closed_year_is_that_of_its_date": [
        Attempt({"closed_year": 2019}, first=SECOND),
        Attempt({"closed_year": None}, first=SECOND),
        Attempt({"closed_year": 2018}),
    ],
    "closure_reopened_year_is_that_of_its_date": [
        Attempt({"reopened_year": 2019}, first=REOPENED),
        Attempt({"reopened_year": None}, first=REOPENED),
        Attempt({"reopened_year": 2018}),
    ],
}

INVESTIGATION = {
    "investigation_ends_after_it_starts": [Attempt({"ended_on": BEFORE})],
    "investigation_year_is_that_of_its_start": [Attempt({"started_year": 2017})],
    "investigation_track_is_known": [Attempt({"track": ODD})],
    "investigation_body_is_known": [Attempt({"body": ODD})],
    "investigation_secrecy_bribery_is_known": [
        Attempt({"secrecy_bribery": ODD}, first={"secrecy_bribery": "neither", "offence_set": " other "})
    ],
    "investigation_secrecy_is_in_its_offences": [
        Attempt({"secrecy_bribery": "secrecy"}, first={"secrecy_bribery": "neither", "offence_set": " other "}),
        Attempt({"offence_set": " secrecy "}, first={"secrecy_bribery": "neither", "offence_set": " other "}),
    ],
    "investigation_bribery_is_in_its_offences": [
        Attempt({"secrecy_bribery": "bribery"}, first={"secrecy_bribery": "neither", "offence_set": " other "}),
        Attempt({"offence_set": " bribery "}, first={"secrecy_bribery": "neither", "offence_set": " other "}),
    ],
    "investigation_names_its_offences": [
        Attempt({"offence_set": ""}, first={"secrecy_bribery": "neither", "offence_set": " other "})
    ],
}

TEAM = {
    "team_role_is_known": [Attempt({"role": ODD})],
    "team_member_leaves_after_joining": [Attempt({"until": datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)})],
}

WALL = wall("wall", "wall_lifted_by_somebody_with_a_reason", by="@coordinator")

DUPLICATE_SEEN = {"seen_at": datetime.datetime(2018, 4, 1, tzinfo=datetime.UTC), "seen_by_id": "@coordinator"}

DUPLICATE = {
    "duplicate_is_of_another_case": [Attempt({"other_id": F("case_id")})],
    "duplicate_seen_by_somebody": [
        *(Attempt({name: value}) for name, value in DUPLICATE_SEEN.items()),
        *(Attempt({name: None}, first=DUPLICATE_SEEN) for name in DUPLICATE_SEEN),
        Attempt({"seen_at": datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)}, first=DUPLICATE_SEEN),
    ],
}

DECIDED_AT = datetime.datetime(2018, 3, 21, tzinfo=datetime.UTC)
APPROVED = {"outcome": "approved", "decided_by_id": "@auditor", "decided_at": DECIDED_AT}
REFUSED = {**APPROVED, "outcome": "declined", "decline_reason": "Not yet."}
NEW_ACCOUNT = {"kind": "account", "about_id": None, "username": "n", "name": "N. Vos", "email": "n@example.org"}

PROPOSAL = {
    "proposal_kind_is_known": [Attempt({"kind": ODD, "roles": ""})],
    "proposal_outcome_is_known": [Attempt({"outcome": ODD}, first=APPROVED)],
    "proposal_is_decided_by_another": [Attempt({"decided_by_id": "@admin"}, first=APPROVED)],
    "proposal_is_not_decided_by_whom_it_concerns": [Attempt({"decided_by_id": "@stranger"}, first=APPROVED)],
    "proposal_says_who_decided_and_when": [
        Attempt({"outcome": "approved"}),
        Attempt({"decided_by_id": "@auditor"}),
        Attempt({"decided_at": DECIDED_AT}),
        Attempt({"decided_by_id": None}, first=APPROVED),
        Attempt({"decided_at": None}, first=APPROVED),
        Attempt({"decided_at": LONG_AGO}, first=APPROVED),
        Attempt({"outcome": ""}, first=APPROVED),
    ],
    "proposal_is_declined_with_a_reason": [
        Attempt({"decline_reason": "Not yet."}, first=APPROVED),
        Attempt({"decline_reason": ""}, first=REFUSED),
    ],
    "proposal_has_a_reason": [Attempt({"reason": ""})],
    "proposal_is_about_somebody": [
        Attempt({"about_id": None}),
        Attempt({"about_id": "@stranger"}, first=NEW_ACCOUNT),
        Attempt(APPROVED, first=NEW_ACCOUNT),
        Attempt({**REFUSED, "about_id": "@stranger"}, first=NEW_ACCOUNT),
    ],
    "proposal_of_an_account_says_whose": [
        Attempt({"username": "n"}),
        Attempt({"name": "N. Vos"}),
        Attempt({"email": "n@example.org"}),
        Attempt({"username": ""}, first=NEW_ACCOUNT),
        Attempt({"name": ""}, first=NEW_ACCOUNT),
        Attempt({"email": ""}, first=NEW_ACCOUNT),
    ],
    "proposal_of_a_role_names_it": [
        Attempt({"roles": ODD}),
        Attempt({"roles": ""}),
        Attempt({"roles": "investigator"}, first={"kind": "factor", "roles": ""}),
    ],
    "proposal_keeps_a_number_while_it_waits": [
        Attempt({"number": "Q-1"}),
        Attempt({"kind": "number", "roles": ""}),
        Attempt(APPROVED, first={"kind": "number", "roles": "", "number": "Q-1"}),
        Attempt(REFUSED, first={**NEW_ACCOUNT, "number": "Q-1"}),
    ],
}

SECOND_PERSON = {"granted_by_id": "@admin", "approved_by_id": "@auditor"}

GRANT = {
    "role_is_known": [Attempt({"role": ODD})],
    "role_ends_after_it_begins": [Attempt({"ended_at": LONG_AGO})],
    "role_of_power_has_a_second_person": [
        Attempt({"granted_by_id": "@admin"}),
        Attempt({"approved_by_id": None}, first=SECOND_PERSON),
        Attempt({"granted_by_id": "@investigator"}, first={"role": "manager", "granted_by_id": "@admin"}),
    ],
    "role_is_approved_by_another": [
        Attempt({"approved_by_id": "@admin"}, first=SECOND_PERSON),
        Attempt({"approved_by_id": "@investigator"}, first=SECOND_PERSON),
        Attempt({"granted_by_id": None}, first=SECOND_PERSON),
    ],
    "role_ended_by_somebody_has_its_end": [Attempt({"ended_by_id": "@admin"})],
}

LINK = {
    "link_purpose_is_known": [Attempt({"purpose": ODD})],
    "link_is_valid_for_a_while": [Attempt({"valid_until": LONG_AGO})],
    "link_ends_after_it_begins": [Attempt({"ended_at": LONG_AGO})],
}

TAKEN_BACK = {"taken_back_on": AFTER, "taken_back_by_id": "@coordinator", "taken_back_reason": "Of another office."}
AN_IMPORT = Subquery(ImportRun.objects.order_by("pk").values("pk")[:1])

INTAKE = {
    "import_taken_back_by_somebody_with_a_reason": [
        *(Attempt({name: value}) for name, value in TAKEN_BACK.items()),
        Attempt({"taken_back_on": None}, first=TAKEN_BACK),
        Attempt({"taken_back_by_id": None}, first=TAKEN_BACK),
        Attempt({"taken_back_reason": ""}, first=TAKEN_BACK),
    ],
    "incoming_kind_is_known": [Attempt({"kind": ODD})],
    "incoming_state_is_known": [Attempt({"state": ODD})],
    "incoming_is_imported_with_its_run": [
        Attempt({"state": "imported"}),
        Attempt({"run_id": AN_IMPORT}),
        Attempt({"run_id": None}, first={"state": "imported", "run_id": AN_IMPORT}),
    ],
    "import_profile_kind_is_known": [Attempt({"kind": ODD})],
    "import_profile_has_a_name_and_text": [Attempt({"name": ""}), Attempt({"text": ""})],
}

REST = {
    "import_accounts_for_every_row": [Attempt({"rows": 4}), Attempt({"refused_rows": 0})],
    "user_number_has_its_hash": [Attempt({"number_hash": ""}), Attempt({"number": ""})],
    "break_says_why_in_both_languages": [Attempt({"text_en": ""}), Attempt({"text_nl": ""})],
    "headcount_has_its_source": [Attempt({"source": ""}), Attempt({"number": 0})],
    "token_says_what_it_is_for": [Attempt({"name": ""})],
    "token_withdrawn_by_somebody": [
        Attempt({"withdrawn_at": DECIDED_AT}),
        Attempt({"withdrawn_by_id": F("issued_by_id")}),
    ],
    "edition_threshold_is_known": [Attempt({"threshold": 4}), Attempt({"threshold": 0})],
    "edition_has_one_rule": [Attempt({"id": 2})],
    "publication_begins_before_its_end": [Attempt({"first": 2019})],
    "publication_is_of_a_closed_period": [
        Attempt({"as_at": datetime.date(2018, 12, 31)}),
        Attempt({"first": 2019, "last": 2019}),
    ],
    "change_counts_one": [Attempt({"sign": 0}), Attempt({"sign": 2})],
    "level_stage_takes_a_day": [Attempt({"stage_days": 0})],
    "level_is_renewed_later": [Attempt({"renewal_months": 0})],
    **{f"{name}_retired_after_it_begins": [Attempt({"valid_from": AFTER, "valid_to": BEFORE})] for name in LISTS},
}

ATTEMPTS: dict[str, list[Attempt]] = {
    **CASE,
    **SUBJECT,
    **ALLEGATION,
    **CLOSURE,
    **INVESTIGATION,
    **TEAM,
    **WALL,
    **DUPLICATE,
    **attempts_signals.ATTEMPTS,
    **attempts_screening.ATTEMPTS,
    **PROPOSAL,
    **GRANT,
    **LINK,
    **INTAKE,
    **REST,
}

TWINS = {
    **attempts_signals.TWINS,
    **attempts_screening.TWINS,
    "allegation_position_is_its_own": Twin(KEY, same={}, other={"position": 2}),
    "closure_one_at_a_time": Twin(KEY, same={}, other=DECLINED),
    "team_has_one_lead": Twin({**KEY, "user_id": "@coordinator"}, same={}, other={"role": "member"}),
    "team_member_has_one_role": Twin({**KEY, "role": "member"}, same={}, other={"user_id": "@coordinator"}),
    "wall_raised_once_at_a_time": Twin(KEY, same={}, other={"person_hash": "0" * 64}),
    "duplicate_waits_once": Twin(KEY, same={}, other=DUPLICATE_SEEN),
    "user_number_belongs_to_one_person": Twin(
        {"username": "twin", "skeleton": "twin"}, same={}, other={"number": "T-twin", "number_hash": "0" * 64}
    ),
    "user_name_is_one_persons_whatever_its_case": Twin(
        {"number": "", "number_hash": "", "skeleton": "other"}, same={"username": "INES"}, other={"username": "INES2"}
    ),
    "user_name_looks_like_no_other": Twin(
        {"number": "", "number_hash": "", "username": "1nes"}, same={}, other={"skeleton": "other"}
    ),
    "import_profile_name_stands_once": Twin(KEY, same={}, other={"withdrawn_on": AFTER}),
    "kept_number_once": Twin({}, same={}, other={"year": 2017}),
    "proposal_waits_once": Twin(KEY, same={}, other={"roles": "manager"}),
    "publication_is_made_once": Twin(KEY, same={}, other={"first": 2017}),
    "link_one_at_a_time": Twin({"token_hash": "0" * 64}, same={}, other={"ended_at": DECIDED_AT}),
    "role_held_once_at_a_time": Twin({}, same={}, other={"role": "manager"}),
    "role_admin_and_auditor_never_together": Twin(
        {}, first={"role": "admin"}, same={"role": "auditor"}, other={"role": "manager"}
    ),
}
