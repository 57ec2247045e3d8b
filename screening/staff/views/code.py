"""The acknowledgements of one person."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from screening.models import Acknowledgement
from screening.staff import access, actions, forms, rules
from screening.staff.views.steps import StaffStep


class Record(StaffStep):
    """Somebody acknowledged an edition of the code."""

    form_class = forms.CodeForm
    title = _("Professional code")
    intro = _("Each edition once. In figures each person counts once a year.")
    button = _("Record")
    done = _("Acknowledgement recorded.")

    def form_arguments(self) -> Mapping[str, Any]:
        edition = rules.newest_edition()
        return {"staff": self.staff, "initial": {"edition": edition.pk if edition else None}}

    def act(self, answers: dict[str, Any]) -> None:
        actions.acknowledge(by=self.user, staff=[self.staff], **answers)


class Withdraw(StaffStep):
    """An acknowledgement was recorded in error."""

    form_class = forms.ReasonForm
    title = _("Withdraw the acknowledgement")
    intro = _("For what was recorded in error: it stays in the history and counts no more.")
    button = _("Withdraw")
    done = _("Acknowledgement withdrawn.")
    acknowledgement: Acknowledgement

    def fetch(self, reference: str, key: str = "") -> None:
        self.acknowledgement = access.open_acknowledgement(self.user, reference, key, to_act=self.to_act)
        self.staff = self.acknowledgement.staff

    def check(self) -> None:
        rules.check_can_withdraw(self.acknowledgement)

    def form_arguments(self) -> Mapping[str, Any]:
        return {}

    def beside(self) -> dict[str, Any]:
        return {**super().beside(), "acknowledgement": self.acknowledgement}

    def act(self, answers: dict[str, Any]) -> None:
        actions.withdraw_acknowledgement(by=self.user, acknowledgement=self.acknowledgement, **answers)
