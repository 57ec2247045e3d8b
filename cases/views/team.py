"""The steps that decide who may open a case: lead, team, recusal and walls."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import access, actions, rules
from cases.forms import GrantForm, LeadForm, ReasonForm, RecuseForm, WallForm
from cases.models import TeamMember, Wall
from cases.models.values import TeamRole
from cases.views.steps import CaseStep
from lib.refusal import Refused


class AppointLead(CaseStep):
    """Give the case a lead, or another one; for the coordinator."""

    form_class = LeadForm
    title = _("Appoint a lead")
    intro = _("The lead works on the case and may open it. A former lead can no longer open it.")
    button = _("Appoint")
    done = _("The lead is appointed.")

    def fetch(self, reference: str) -> None:
        self.case = access.manage_case(self.user, reference, to_act=self.to_act)

    def check(self) -> None:
        rules.check_not_closed(self.case)

    def form_arguments(self) -> Mapping[str, Any]:
        current = access.lead_of(self.case)
        people = [one for one in access.possible_team(self.case) if one not in (current, self.user)]
        return {"people": people, "current": current}

    def act(self, answers: dict[str, Any]) -> None:
        actions.appoint_lead(case=self.case, by=self.user, **answers)


class HandOver(CaseStep):
    """Give the lead to somebody else; for the lead."""

    form_class = LeadForm
    title = _("Hand the case over")
    intro = _("You leave the team and can no longer open the case. The new lead can put you on the team again.")
    button = _("Hand over")
    done = _("The case is handed over.")

    def fetch(self, reference: str) -> None:
        self.case = access.lead_case(self.user, reference, to_act=self.to_act)

    def form_arguments(self) -> Mapping[str, Any]:
        people = [one for one in access.possible_team(self.case) if one != self.user]
        return {"people": people, "current": self.user}

    def act(self, answers: dict[str, Any]) -> None:
        actions.hand_over(case=self.case, by=self.user, **answers)


class Grant(CaseStep):
    """Put somebody on the team; for the lead."""

    form_class = GrantForm
    title = _("Put somebody on the team")
    intro = _("From now on this person can open the case, with all names and texts in it.")
    button = _("Put on the team")
    done = _("The team has changed.")

    def fetch(self, reference: str) -> None:
        self.case = access.lead_case(self.user, reference, to_act=self.to_act)

    def check(self) -> None:
        self.people = [one for one in access.possible_team(self.case) if one != self.user]
        if not self.people:
            raise Refused(_("There is nobody else who could be on this team: only investigators can."))

    def form_arguments(self) -> Mapping[str, Any]:
        return {"people": self.people}

    def act(self, answers: dict[str, Any]) -> None:
        actions.grant_access(case=self.case, by=self.user, **answers)


class Revoke(CaseStep):
    """Take somebody off the team; for the lead."""

    form_class = ReasonForm
    title: str | Promise = _("Take somebody off the team")
    intro = _("From now on this person can no longer open the case.")
    button = _("Take off the team")
    done = _("The team has changed.")

    member: TeamMember

    def fetch(self, reference: str, key: str = "") -> None:
        self.member = access.lead_member(self.user, reference, key, to_act=self.to_act)
        self.case = self.member.case
        self.title = _("Take %(person)s off the team") % {"person": self.member.user}

    def check(self) -> None:
        rules.check_can_revoke(self.member)

    def act(self, answers: dict[str, Any]) -> None:
        actions.revoke_access(member=self.member, by=self.user, **answers)


class Recuse(CaseStep):
    """Step out of the case oneself; for everybody on its team."""

    form_class = RecuseForm
    title = _("Step out of this case")
    intro = _("You leave the team at once and can no longer open the case.")
    button = _("Step out")
    done = _("You have stepped out of the case.")

    def fetch(self, reference: str) -> None:
        self.case = access.leave_case(self.user, reference, to_act=self.to_act)

    def check(self) -> None:
        rules.check_can_step_out(self.case, self.user)

    def act(self, answers: dict[str, Any]) -> None:
        actions.recuse(case=self.case, by=self.user, reason=answers["reason"])

    def beside(self) -> dict[str, Any]:
        leads = access.role_on(self.user, self.case) == TeamRole.LEAD
        return {**super().beside(), "leaves_no_lead": leads}


class RaiseWall(CaseStep):
    """Let the case no longer exist for somebody; for the lead and coordinators."""

    form_class = WallForm
    title = _("Raise a wall")
    intro = _(
        "From now on the case does not exist for this person: not in lists, counts, figures or files. Whoever is on "
        "the team leaves it, the lead too; the coordinator then appoints another. Those whom the case concerns are "
        "kept out by their personnel number and need no wall."
    )
    button = _("Raise the wall")
    done = _("The wall is raised. It holds at once.")

    def fetch(self, reference: str) -> None:
        self.case = access.direct_case(self.user, reference, to_act=self.to_act)

    def form_arguments(self) -> Mapping[str, Any]:
        return {"people": access.possible_to_wall_off(self.case)}

    def act(self, answers: dict[str, Any]) -> None:
        actions.raise_wall(case=self.case, by=self.user, **answers)


class LiftWall(CaseStep):
    """Let the case exist again for somebody; for the lead and coordinators."""

    form_class = ReasonForm
    title = _("Lift a wall")
    intro = _("The case exists again for this person, as far as his or her roles reach. Nobody comes back on a team.")
    button = _("Lift the wall")
    done = _("The wall is lifted.")

    wall: Wall

    def fetch(self, reference: str, key: str = "") -> None:
        self.wall = access.direct_wall(self.user, reference, key, to_act=self.to_act)
        self.case = self.wall.case

    def check(self) -> None:
        rules.check_can_lift(self.wall)

    def act(self, answers: dict[str, Any]) -> None:
        actions.lift_wall(wall=self.wall, by=self.user, **answers)
