"""Every kind of act that the log records. The machine value is `what.done`; what comes first names the target."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What was done."""

    # Cases
    CASE_LISTED = "case.listed", _("Listed cases")
    CASE_SEARCHED = "case.searched", _("Searched cases")
    CASE_OPENED = "case.opened", _("Opened a case")
    CASE_WATCHED = "case.watched", _("Asked who looked at a case")
    CASE_LOGGED = "case.logged", _("Logged a suspicion")
    CASE_CORRECTED = "case.corrected", _("Corrected a case")
    CASE_REOPENED = "case.reopened", _("Reopened a case")
    CASE_VOIDED = "case.voided", _("Marked a case as registered in error")
    ALLEGATION_ADDED = "case.allegation_added", _("Added an allegation")
    ALLEGATION_CORRECTED = "case.allegation_corrected", _("Corrected an allegation")
    SUBJECT_IDENTIFIED = "case.subject_identified", _("Identified a subject")
    FINDING_RECORDED = "case.finding_recorded", _("Recorded a finding")
    INVESTIGATION_STARTED = "case.investigation_started", _("Started an investigation")
    INVESTIGATION_ENDED = "case.investigation_ended", _("Ended an investigation")
    CLOSING_PROPOSED = "case.closing_proposed", _("Proposed closing")
    CLOSING_CONFIRMED = "case.closing_confirmed", _("Confirmed closing")
    CLOSING_DECLINED = "case.closing_declined", _("Declined closing")
    LEAD_APPOINTED = "case.lead_appointed", _("Appointed a lead")
    ACCESS_GRANTED = "case.access_granted", pgettext_lazy("done", "Put somebody on the team")
    ACCESS_REVOKED = "case.access_revoked", _("Took somebody off the team")
    CASE_HANDED_OVER = "case.handed_over", _("Handed a case over")
    RECUSED = "case.recused", _("Stepped out of a case")
    WALL_RAISED = "case.wall_raised", _("Raised a wall around a case")
    WALL_LIFTED = "case.wall_lifted", _("Lifted a wall around a case")
    CASES_IMPORT_TRIED = "case.import_tried", _("Tried an import of cases, which wrote nothing")
    CASES_IMPORTED = "case.imported", _("Imported cases")
    DUPLICATES_LISTED = "case.duplicates_listed", _("Listed possible duplicates")
    DUPLICATE_SEEN = "case.duplicate_seen", _("Marked a possible duplicate as seen")
    CASES_EXPORT_BEGUN = "case.export_begun", _("Began an export of cases")
    CASES_EXPORT_ENDED = "case.export_ended", _("Ended an export of cases")

    # Screening
    TRAJECTORY_LISTED = "trajectory.listed", _("Listed trajectories")
    TRAJECTORY_SEARCHED = "trajectory.searched", _("Searched trajectories")
    TRAJECTORY_OPENED = "trajectory.opened", _("Opened a trajectory")
    TRAJECTORY_STARTED = "trajectory.started", _("Started a trajectory")
    TRAJECTORY_CORRECTED = "trajectory.corrected", _("Corrected a trajectory")
    STAGE_REACHED = "trajectory.stage_reached", _("Recorded a stage")
    TRAJECTORY_COMPLETED = "trajectory.completed", _("Completed a trajectory")
    OBJECTION_RECORDED = "trajectory.objection_recorded", _("Recorded an objection")
    OFFICER_ASSIGNED = "trajectory.officer_assigned", _("Assigned a screening officer")
    TRAJECTORY_WALL_RAISED = "trajectory.wall_raised", _("Raised a wall around a trajectory")
    TRAJECTORY_WALL_LIFTED = "trajectory.wall_lifted", _("Lifted a wall around a trajectory")
    SCREENING_EXPORT_BEGUN = "trajectory.export_begun", _("Began an export of trajectories")
    SCREENING_EXPORT_ENDED = "trajectory.export_ended", _("Ended an export of trajectories")

    # Figures
    FIGURES_VIEWED = "figure.viewed", _("Viewed figures")
    FIGURE_DRILLED = "figure.drilled", _("Listed the records behind a number")
    FIGURE_EXPORT_BEGUN = "figure.export_begun", _("Began an export of figures")
    FIGURE_EXPORT_ENDED = "figure.export_ended", _("Ended an export of figures")

    # Reference lists
    ITEM_ADDED = "list.item_added", _("Added an item to a list")
    ITEM_EDITED = "list.item_edited", _("Changed an item of a list")
    ITEM_RETIRED = "list.item_retired", _("Retired an item of a list")
    ITEM_BROUGHT_BACK = "list.item_brought_back", _("Brought back an item of a list")

    # People and their accounts
    PEOPLE_LISTED = "person.listed", _("Listed people")
    PERSON_OPENED = "person.opened", _("Opened a person's account")
    PROPOSALS_LISTED = "person.proposals_listed", _("Listed proposals about accounts")
    PROPOSAL_OPENED = "person.proposal_opened", _("Opened a proposal about an account")
    ACCOUNT_PROPOSED = "person.account_proposed", _("Proposed a new account")
    ACCOUNT_MADE = "person.account_made", _("Made an account")
    FIRST_PERSON_MADE = "person.first_made", _("Made the first account of a role")
    ROLE_PROPOSED = "person.role_proposed", _("Proposed a role")
    ROLE_GRANTED = "person.role_granted", _("Gave a role")
    ROLE_ENDED = "person.role_ended", _("Ended a role")
    NUMBER_PROPOSED = "person.number_proposed", _("Proposed another personnel number")
    NUMBER_CHANGED = "person.number_changed", _("Changed a personnel number")
    FACTOR_RESET_PROPOSED = "person.factor_reset_proposed", _("Proposed the reset of a second factor")
    FACTOR_RESET = "person.factor_reset", _("Reset a second factor")
    REACTIVATION_PROPOSED = "person.reactivation_proposed", _("Proposed the reactivation of an account")
    REACTIVATED = "person.reactivated", _("Reactivated an account")
    PROPOSAL_DECLINED = "person.proposal_declined", _("Declined a proposal about an account")
    DEACTIVATED = "person.deactivated", _("Deactivated an account")
    LINK_SENT = "person.link_sent", _("Sent a link to set a password")
    PASSWORD_SET = "person.password_set", _("Set a password through a link")
    SESSIONS_ENDED = "person.sessions_ended", _("Ended all sessions of a person")

    # Signing in, and one's own account
    SIGNED_IN = "account.signed_in", _("Signed in")
    SIGNED_IN_BY_RECOVERY_CODE = "account.signed_in_by_recovery_code", _("Signed in with a recovery code")
    SIGN_IN_FAILED = "account.sign_in_failed", _("Failed to sign in")
    CONFIRMED = "account.confirmed", _("Confirmed identity")
    CONFIRM_FAILED = "account.confirm_failed", _("Failed to confirm identity")
    SIGNED_OUT = "account.signed_out", _("Signed out")
    SESSION_ENDED = "account.session_ended", _("A session ended")
    FACTOR_ADDED = "account.factor_added", _("Added a second factor")
    FACTOR_REMOVED = "account.factor_removed", _("Removed a second factor")
    RECOVERY_CODES_MADE = "account.recovery_codes_made", _("Made new recovery codes")
    PROVIDER_LINKED = "account.provider_linked", _("Linked an account at the identity provider")
    PROVIDER_UNLINKED = "account.provider_unlinked", _("Unlinked an account at the identity provider")
    PASSWORD_CHANGED = "account.password_changed", _("Changed the password")
    THEME_CHANGED = "account.theme_changed", _("Changed the theme")

    # The log and the register itself
    LOG_READ = "log.read", _("Read the audit log")
    LOG_REVIEWED = "log.reviewed", _("Marked as reviewed")
    LOG_VERIFIED = "log.verified", _("Verified the audit log")
    REQUEST_REFUSED = "request.refused", _("Was refused")
    READING_THROTTLED = "request.throttled", _("Was slowed down: many cases in a short time")
    PERSON_SOUGHT = "register.person_sought", _("Looked for all that is recorded about a person")
    DEMO_LOADED = "register.demo_loaded", _("Loaded the demo")
    KEYS_ADDED = "register.keys_added", _("Added keys")
    KEYS_ROTATED = "register.keys_rotated", _("Rotated the keys")
