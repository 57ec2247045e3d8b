"""What the page of a case says besides its records: how far it is, what comes next, and the steps that are open."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from cases import access, rules, walls
from cases.models import Allegation, Case, Closure, Investigation, TeamMember, Wall
from cases.models.values import Finding, Status, TeamRole
from cases.words import Words
from lib.refusal import is_allowed


@dataclass(frozen=True)
class Row:
    """One column of an allegation: as alleged, and, where that is kept apart, as established."""

    label: str
    alleged: str
    mark: str = ""
    established: str = ""
    established_mark: str = ""


def alleged_rows(allegation: Allegation, words: Words) -> list[Row]:
    """What is alleged and what is established, side by side."""
    return [
        Row(
            label=_("Recipient"),
            alleged=allegation.get_recipient_display(),
            mark=allegation.recipient,
            established=allegation.get_established_recipient_display(),
            established_mark=allegation.established_recipient,
        ),
        *(_twice(allegation, name, label, words) for name, label in _held_twice()),
        *(_once(allegation, name, words) for name in ("unit", "information", "system", "channel", "damage")),
    ]


def _held_twice() -> list[tuple[str, str]]:
    return [("recipient_type", _("Who received it")), ("category", _("Category")), ("cause", _("Cause"))]


def _twice(allegation: Allegation, name: str, label: str, words: Words) -> Row:
    confirmed = allegation.finding == Finding.CONFIRMED
    established = words.of(allegation, f"established_{name}") if confirmed else ""
    return Row(label, words.of(allegation, name), established=established)


def _once(allegation: Allegation, name: str, words: Words) -> Row:
    column: Any = allegation._meta.get_field(name)
    return Row(capfirst(str(column.verbose_name)), words.of(allegation, name))


@dataclass(frozen=True)
class Stage:
    """One of the four stages of a case; `state` is `done`, `current` or nothing."""

    label: str
    note: str
    state: str


def stages(case: Case, investigations: Sequence[Investigation]) -> list[Stage]:
    """How far the case has come, from its dated facts."""
    reached = list(Status.values).index(case.status)
    notes = [
        (_("Received"), _day(case.received_on)),
        (_("Investigation"), _span(investigations)),
        (_("Outcome"), _concluded(case)),
        (pgettext("date", "Closed"), _day(case.closed_on) if case.closed_on else _("not yet")),
    ]
    states = [_state(number, reached) for number in range(len(notes))]
    if any(investigation.ended_on is None for investigation in investigations):
        # Findings may come while an investigation goes on; it is not done before it ends.
        states[list(Status.values).index(Status.INVESTIGATION)] = "current"
    return [Stage(label, note, state) for (label, note), state in zip(notes, states, strict=True)]


def _state(number: int, reached: int) -> str:
    if number < reached or reached == list(Status.values).index(Status.CLOSED):
        return "done"
    return "current" if number == reached else ""


def _day(day: datetime.date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def _span(investigations: Sequence[Investigation]) -> str:
    if not investigations:
        return pgettext("investigation", "none")
    said = {"start": _day(min(investigation.started_on for investigation in investigations))}
    ends = [investigation.ended_on for investigation in investigations]
    known = [end for end in ends if end]
    if len(known) < len(ends):
        return _("since %(start)s") % said
    return _("%(start)s – %(end)s") % {**said, "end": _day(max(known))}


def _concluded(case: Case) -> str:
    if case.concluded_on:
        return _day(case.concluded_on)
    return _("not yet") if case.concluded_year is None else _("date unknown")


def situation(role: str, lead: User | None) -> str:
    """How this person stands to the case."""
    if role == TeamRole.LEAD:
        return _("You lead this case.")
    if role:
        return _("You are on the team of this case.")
    if lead is None:
        return _("Nobody leads this case yet.")
    return _("%(lead)s leads this case.") % {"lead": lead}


def next_up(user: User, case: Case, closure: Closure | None, lead: User | None) -> list[str]:
    """What comes next, and what stands between the case and its closing."""
    if case.voided_on:
        return [_("It was registered in error and is in no figure.")]
    if case.status == Status.CLOSED:
        return [_("It is closed. It can be reopened with a reason.")]
    if closure is not None:
        return _after_proposal(user, case, closure)
    sentences = list(rules.closing_hindrances(case)) or [_("All findings are given: closing can be proposed.")]
    if lead is None and access.may_manage(user):
        return [_("Appoint a lead, who can then work on it."), *sentences]
    return sentences


def _after_proposal(user: User, case: Case, closure: Closure) -> list[str]:
    if closure.proposed_by_id == user.pk:
        return [_("You proposed closing. Somebody else must confirm it.")]
    proposed = _("%(person)s proposed closing. Take the second look: confirm or decline it.")
    return [proposed % {"person": closure.proposed_by}, *rules.closing_hindrances(case)]


@dataclass(frozen=True)
class Button:
    """A step that is open to this person now."""

    label: str | Promise
    url: str
    main: bool = False


class Steps:
    """The steps on a case that this person may take and that its state allows."""

    def __init__(self, user: User, case: Case, role: str) -> None:
        self.user, self.case = user, case
        self.works = access.may_work_as(user, role)
        self.leads = access.may_lead_as(user, role)
        self.manages = access.may_manage_as(user, role)
        self.directs = access.may_direct_as(user, role)
        self.on_team = bool(role)
        self.open = is_allowed(rules.check_not_closed, case)

    def at_head(self, closure: Closure | None, allegations: Sequence[Allegation], lead: User | None) -> list[Button]:
        """The step that comes next, if it is this person's, and what corrects the case as a whole."""
        following = next(self._following(closure, allegations, lead), None)
        return [*self._corrections(), *([replace(following, main=True)] if following else [])]

    def _following(
        self, closure: Closure | None, allegations: Sequence[Allegation], lead: User | None
    ) -> Iterator[Button]:
        if is_allowed(rules.check_can_confirm_closing, self.case, self.user):
            yield Button(_("Confirm closing"), self._url("closing_confirm"))
        if lead is None:
            yield from self._of_lead(lead)
        if self.works and closure is None:
            yield from self.of_closing(closure)
            if self.case.status == Status.RECEIVED:
                yield from self.of_investigations()
            for allegation in allegations:
                if allegation.finding == Finding.PENDING:
                    yield Button(_("Record a finding"), self._url("finding", allegation.public_key))

    def _corrections(self) -> Iterator[Button]:
        if self.works and self.open:
            yield Button(_("Correct the facts"), self._url("correct"))
        if self.manages and is_allowed(rules.check_can_void, self.case):
            yield Button(_("Registered in error"), self._url("void"))

    def _url(self, name: str, *keys: str) -> str:
        return reverse(f"cases:{name}", args=[self.case.reference, *keys])

    def of_team(self, lead: User | None) -> list[Button]:
        """What changes the team."""
        found = self._of_lead(lead)
        if self.leads:
            found += [
                Button(_("Put somebody on the team"), self._url("grant")),
                Button(_("Hand the case over"), self._url("hand_over")),
            ]
        if self.on_team:
            found.append(Button(_("Step out of this case"), self._url("recuse")))
        return found

    def _of_lead(self, lead: User | None) -> list[Button]:
        if not self.manages or not self.open:
            return []
        return [Button(_("Replace the lead") if lead else _("Appoint a lead"), self._url("lead"))]

    def of_member(self, member: TeamMember) -> list[Button]:
        """The button beside somebody on the team."""
        if self.leads and is_allowed(rules.check_can_revoke, member):
            return [Button(_("Take off"), self._url("revoke", member.public_key))]
        return []

    def of_walls(self) -> list[Button]:
        """What adds to the walls."""
        return [Button(_("Raise a wall"), self._url("wall_new"))] if self.directs else []

    def of_wall(self, wall: Wall) -> list[Button]:
        """The button beside a wall."""
        if self.directs and is_allowed(rules.check_can_lift, wall):
            return [Button(_("Lift"), self._url("wall_lift", wall.public_key))]
        return []

    def of_investigations(self) -> list[Button]:
        """What adds to the investigations."""
        return [Button(_("Start an investigation"), self._url("investigation_new"))] if self.works and self.open else []

    def of_allegations(self) -> list[Button]:
        """What adds to the allegations."""
        return [Button(_("Add an allegation"), self._url("allegation_new"))] if self.works and self.open else []

    def of_closing(self, closure: Closure | None) -> list[Button]:
        """What closes the case or opens it again."""
        if closure is None:
            proposes = self.works and is_allowed(rules.check_can_propose_closing, self.case)
            return [Button(_("Propose closing"), self._url("closing_propose"))] if proposes else []
        found = []
        if is_allowed(rules.check_can_confirm_closing, self.case, self.user):
            found.append(Button(_("Confirm closing"), self._url("closing_confirm")))
        if is_allowed(rules.check_can_decline_closing, self.case):
            mine = closure.proposed_by_id == self.user.pk
            label = _("Withdraw the proposal") if mine else _("Decline closing")
            found.append(Button(label, self._url("closing_decline")))
        if is_allowed(rules.check_can_reopen, self.case):
            found.append(Button(_("Reopen the case"), self._url("reopen")))
        return found

    def of_allegation(self, allegation: Allegation) -> list[Button]:
        """The buttons below an allegation."""
        if not self.works or not self.open:
            return []
        key = allegation.public_key
        pending = allegation.finding == Finding.PENDING
        identified = allegation.subject is not None and allegation.subject.identified_on is not None
        found = [
            Button(_("Record a finding") if pending else _("Change the finding"), self._url("finding", key)),
            Button(_("Change the identity") if identified else _("Identify the person"), self._url("subject", key)),
        ]
        if is_allowed(rules.check_can_correct, allegation):
            found.insert(1, Button(_("Correct what is alleged"), self._url("allegation_correct", key)))
        return found

    def of_investigation(self, investigation: Investigation) -> list[Button]:
        """The button beside an investigation."""
        if self.works and is_allowed(rules.check_can_end, investigation):
            return [Button(_("End"), self._url("investigation_end", investigation.public_key))]
        return []


def out_of_reach(steps: Steps, lead: User | None, concerned: frozenset[str]) -> list[str]:
    """What a coordinator must know: that the lead can no longer open the case, because it concerns him."""
    if steps.manages and lead is not None and walls.keep_out(concerned, lead):
        return [_("It concerns the lead, who can no longer open it. Appoint another.")]
    return []
