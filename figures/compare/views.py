"""The page on which two periods are compared."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import me
from figures import access
from figures.compare import periods
from figures.compare.periods import Pair
from figures.compare.results import results
from figures.figure import Figure
from figures.sections import rule_of
from figures.selection import AS_AT, ONLY, choices_of
from figures.tables import scopes_of
from lib import clock
from lib.methods import require_safe

OFFERED = 15
"""So many closed years can be chosen, and those asked for."""


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Every count that this person may count, in two periods of closed years, with an exact test of the difference."""
    user, today = me(request), clock.today()
    figures = access.open_figures(user)
    pair = periods.read(request.GET, today, lambda day: access.recent(user, day))
    access.record_comparison(user, pair.detail())
    basis, known_on = pair.period.basis, pair.period.known_on(today)
    context = {
        "period": pair.period.period.label,
        "against": pair.against.period.label,
        "selector": _selector(pair, figures, known_on.year),
        "today": known_on,
        "past": basis.at is not None,
        "back": reverse("figures:dashboard") + pair.period.query(),
        "results": results(figures, pair, scopes_of(user), known_on),
        "rules": [rule_of(figure, basis, named=True) for figure in figures],
    }
    return render(request, "figures/compare.html", context)


def _selector(pair: Pair, figures: list[Figure], this_year: int) -> dict[str, Any]:
    """What the form on top of the page offers; what it does not, it keeps."""
    basis = pair.period.basis
    asked = {year for side in pair for year in (side.period.first, side.period.last)}
    kept = {ONLY[key]: value for key, value in basis.narrowed.items()}
    return {
        "years": [str(year) for year in sorted({*range(this_year - OFFERED, this_year), *asked})],
        "sides": [
            (_("Period"), "from", str(pair.period.period.first), "to", str(pair.period.period.last)),
            (
                _("Against"),
                "against_from",
                str(pair.against.period.first),
                "against_to",
                str(pair.against.period.last),
            ),
        ],
        **choices_of(basis, figures),
        "kept": list((kept | ({AS_AT: basis.at.isoformat()} if basis.at else {})).items()),
    }
