"""What must hold of a case, said once: the forms, the import and the actions all ask here.

`*_problems` hold values against the rules and yield `(field, sentence)`; `check_*` say whether a move is possible now
and raise `Refused` with the reason.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from cases import walls
from cases.models import Allegation, Case, Closure, Investigation, Signal, TeamMember, Wall
from cases.models.values import EndedReason, Finding, Recipient, Status, TeamRole
from lib.problems import Problem, future_problems, in_words, receipt_problems
from lib.refusal import Refused


def received_problems(received_on: datetime.date | None) -> Iterator[Problem]:
    """The day the first report came in."""
    yield from receipt_problems("received_on", received_on)


def received_later_problems(case: Case, received_on: datetime.date) -> Iterator[Problem]:
    """A corrected day of receipt may not come after what followed it."""
    findings = Allegation.objects.filter(case=case, found_on__lt=received_on)
    closings = Closure.objects.filter(case=case, proposed_on__lt=received_on)
    if findings.exists() or closings.exists():
        yield "received_on", _("A finding or a closing of this case lies before that day. Enter an earlier one")
    if Signal.objects.filter(case=case, received_on__lt=received_on).exists():
        yield "received_on", _("A signal of this case came in before that day. Enter an earlier one")


def allegation_problems(values: dict[str, Any]) -> Iterator[Problem]:
    """What is alleged: `category`, `recipient` and `recipient_type` must go together."""
    category, recipient, kind = values.get("category"), values.get("recipient"), values.get("recipient_type")
    if category and category.leak and recipient == Recipient.NONE:
        yield "recipient", _("A leak went to somebody. Choose a recipient, or a category that is no leak")
    if kind and recipient and kind.recipient not in {recipient, Recipient.UNKNOWN}:
        yield "recipient_type", _("This recipient is of another class than the one chosen. Choose one that fits")


def finding_problems(values: dict[str, Any], received_on: datetime.date | None) -> Iterator[Problem]:
    """What was found: its date, its reason, and what is established."""
    finding, found_on = values.get("finding"), values.get("found_on")
    yield from future_problems("found_on", found_on)
    if finding == Finding.PENDING and found_on:
        yield "found_on", _("A finding that is still open has no date. Leave it empty, or choose a finding")
    if finding == Finding.PENDING and values.get("ground"):
        yield "ground", _("A finding that is still open has no ground. Leave it empty, or choose a finding")
    if found_on and received_on and found_on < received_on:
        yield (
            "found_on",
            _("The finding lies before the report came in. Enter %(received)s or later")
            % {"received": in_words(received_on)},
        )
    if finding == Finding.ENDED and not values.get("ended_reason"):
        yield "ended_reason", _("Say why it ended without a finding")
    if finding != Finding.ENDED and values.get("ended_reason"):
        yield "ended_reason", _("Only what ended without a finding has such a reason. Leave it empty")
    if finding == Finding.CONFIRMED:
        yield from _established_problems(values)


def _established_problems(values: dict[str, Any]) -> Iterator[Problem]:
    for field in ("established_category", "established_recipient", "established_cause"):
        if not values.get(field):
            yield field, _("Say what was established")
    established = {
        "category": values.get("established_category"),
        "recipient": values.get("established_recipient"),
        "recipient_type": values.get("established_recipient_type"),
    }
    for field, problem in allegation_problems(established):
        yield f"established_{field}", problem


NEGLECT_ONLY = "neglect_of_duty"
"""The offence that stands for none."""


def investigation_problems(values: dict[str, Any]) -> Iterator[Problem]:
    """Start and end of an investigation. It may have begun elsewhere before the office heard of it."""
    started_on, ended_on = values.get("started_on"), values.get("ended_on")
    yield from future_problems("started_on", started_on)
    yield from future_problems("ended_on", ended_on)
    keys = {offence.key for offence in values.get("offences") or ()}
    if NEGLECT_ONLY in keys and len(keys) > 1:
        yield "offences", _("Neglect of duty only goes with no offence. Choose it alone, or leave it out")
    if started_on and ended_on and ended_on < started_on:
        yield "ended_on", _("The end lies before the start. Enter %(start)s or later") % {"start": in_words(started_on)}


def lead_problems(case: Case, lead: User, by: User) -> Iterator[Problem]:
    """A lead is somebody who can be on the team, and nobody makes himself one."""
    if lead == by or not _can_be_on_team(case, lead):
        yield "lead", _("This person cannot lead the case. Choose somebody else")


def member_problems(case: Case, person: User) -> Iterator[Problem]:
    """Who joins the team can be on it; the lead is on it. The sentence is the same whatever the reason is."""
    leads = TeamMember.objects.current().filter(case=case, user=person, role=TeamRole.LEAD)
    if leads.exists() or not _can_be_on_team(case, person):
        yield "person", _("This person cannot join the team. Choose somebody else")


def _can_be_on_team(case: Case, person: User) -> bool:
    return (
        person.has_perm("cases.open_team")
        and not walls.keep_out(walls.hashes_of(case), person)
        and not has_reviewed(case, person)
    )


def has_reviewed(case: Case, person: User) -> bool:
    """Whether this coordinator took the second look at the case: he works no case that he reviews."""
    looked = Q(confirmed_by=person) | Q(declined_by=person)
    return person.has_perm("cases.appoint") and Closure.objects.filter(looked, case=case).exists()


def check_can_revoke(member: TeamMember) -> None:
    """Members and reviewers are taken off the team; a lead hands over or steps out himself."""
    if member.until:
        raise Refused(_("This person is no longer on the team."))
    if member.role == TeamRole.LEAD:
        raise Refused(_("The lead cannot be taken off the team. Hand the case over, or step out of it."))


def wall_problems(case: Case, person: User) -> Iterator[Problem]:
    """A wall is raised once around a person."""
    if Wall.objects.around(person.wall_hash).filter(case=case).exists():
        yield "person", _("There is a wall around this person. Choose somebody else")


def check_can_lift(wall: Wall) -> None:
    """A wall is lifted once."""
    if wall.lifted_at:
        raise Refused(_("This wall was lifted before."))


def check_not_closed(case: Case) -> None:
    """A closed or voided case stays as it is."""
    if case.voided_on:
        raise Refused(_("The case was registered in error and can no longer be changed."))
    if case.status == Status.CLOSED:
        raise Refused(_("The case is closed. Reopen it first."))


def check_can_correct(allegation: Allegation) -> None:
    """What is alleged can be corrected until the finding; then only what is established changes."""
    check_not_closed(allegation.case)
    if allegation.finding != Finding.PENDING:
        raise Refused(_("A finding has been recorded. What was alleged can no longer be corrected."))


def check_can_end(investigation: Investigation) -> None:
    """An investigation ends once."""
    check_not_closed(investigation.case)
    if investigation.ended_on:
        raise Refused(_("This investigation has ended already."))


def open_closure(case: Case) -> Closure | None:
    """The closing that is proposed or holds, if there is one."""
    return Closure.objects.filter(case=case).open().first()


def closing_hindrances(case: Case) -> Iterator[str]:
    """What stands between a case and its closing, each in a sentence."""
    if Allegation.objects.filter(case=case, finding=Finding.PENDING).exists():
        yield _("Before closing, every allegation needs a finding. Record the missing ones.")
    if Investigation.objects.filter(case=case, ended_on=None).exists():
        yield _("An investigation is still under way. End it first.")


def _check_nothing_hinders(case: Case) -> None:
    for sentence in closing_hindrances(case):
        raise Refused(sentence)


def check_can_propose_closing(case: Case) -> None:
    """A case can be closed when all findings are given and no investigation is under way."""
    check_not_closed(case)
    if open_closure(case):
        raise Refused(_("Closing has been proposed already. Another person must confirm or decline it."))
    _check_nothing_hinders(case)


def check_can_confirm_closing(case: Case, person: User) -> None:
    """Closing needs a second look: somebody else than the one who proposed it."""
    closure = _proposed_closure(case)
    if closure.proposed_by_id == person.pk:
        raise Refused(_("You proposed closing. Somebody else must confirm it."))
    # What happened between proposal and confirmation counts too.
    _check_nothing_hinders(case)


def check_can_decline_closing(case: Case) -> None:
    """A proposal can be declined by whoever takes the second look, and withdrawn by the one who made it."""
    _proposed_closure(case)


def _proposed_closure(case: Case) -> Closure:
    """The closing that waits for a second look. Raises Refused if there is none."""
    check_not_closed(case)
    closure = open_closure(case)
    if closure is None:
        raise Refused(_("Closing has not been proposed."))
    return closure


def check_can_step_out(case: Case, person: User) -> None:
    """A lead leaves a case to a coordinator, so there must be one for whom it exists."""
    if not TeamMember.objects.current().filter(case=case, user=person, role=TeamRole.LEAD).exists():
        return
    kept_out = walls.hashes_of(case)
    coordinators = User.objects.filter(is_active=True, grants__role=Role.COORDINATOR, grants__ended_at=None)
    if all(walls.keep_out(kept_out, coordinator) for coordinator in coordinators):
        raise Refused(_("No coordinator could appoint another lead. Hand the case over first."))


def check_can_reopen(case: Case) -> None:
    """Only a closed case can be reopened."""
    if case.voided_on:
        raise Refused(_("The case was registered in error and can no longer be changed."))
    if case.status != Status.CLOSED:
        raise Refused(_("The case is not closed."))


def check_can_void(case: Case) -> None:
    """A case is voided once, and not after closing."""
    check_not_closed(case)


ENDED_REASONS_TO_CHOOSE = [choice for choice in EndedReason.choices if choice[0] != EndedReason.UNKNOWN]
"""An unknown reason is for imported registers; a person says which one it was."""
