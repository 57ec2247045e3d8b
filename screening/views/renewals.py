"""The due list of renewals, and the step that takes somebody off it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from accounts.access import me
from lib.listing import listing
from lib.methods import require_safe
from office import looks
from screening import access, actions, forms, rules
from screening.columns import RENEWED
from screening.due import RenewalDue
from screening.filters import RenewalFilter
from screening.views.steps import TrajectoryStep

ORDER = "renewal_on"
MOST = 1_000
"""So many renewals are counted exactly."""


@require_safe
def renewals(request: HttpRequest) -> HttpResponse:
    """The screenings to be renewed, the first due first; without anything asked those of the next three months."""
    user = me(request)
    access.enter_to_work(user)
    filters = RenewalFilter(_asked(request), access.renewals_for(user))
    access.record_page(user, "renewals", {**looks.asked_of(filters), **looks.place_of(filters.data)})
    shown = listing(filters.qs, RENEWED, filters.data, key="reference", default=ORDER)
    context = {
        "filters": filters,
        "listing": shown,
        "rows": [{"key": row.key, "cells": {cell.column.key: cell for cell in row.cells}} for row in shown.rows],
        # Beyond that the number says nothing more, and would have to be counted by reading them all.
        "total": filters.qs.order_by(ORDER, "pk")[: MOST + 1].count(),
        "most": MOST,
    }
    return render(request, "screening/renewals.html", context)


def _asked(request: HttpRequest) -> QueryDict:
    """What the address asks. A bare address means the default; every link from there says all that it asks."""
    asked = request.GET.copy()
    if not asked:
        asked["due"] = RenewalDue.QUARTER.value
    asked.setdefault("sort", ORDER)
    return asked


class EndRenewal(TrajectoryStep):
    """Say that a screening is not renewed any more."""

    form_class = forms.EndRenewalForm
    title = _("No longer renew")
    intro = _("The screening leaves the list of renewals. What was decided stays as it is.")
    button = _("End the renewals")
    done = _("This screening is no longer renewed.")

    def check(self) -> None:
        rules.check_can_end_renewal(self.trajectory)

    def take(self, answers: dict[str, Any]) -> None:
        actions.end_renewal(trajectory=self.trajectory, by=self.user, **answers)
