"""What every page shows around its content."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.people import access as people
from cases import access as cases
from cases.signals import access as signals
from figures.setup import access as setup
from integrity.demo import load
from integrity.intake import access as intake
from screening import access as screening
from screening.staff import access as staff


@dataclass(frozen=True)
class Place:
    """A place in the menu, and whom it is open to."""

    namespace: str
    view: str
    label: str | Promise
    is_open: Callable[[User], bool]


def _may_count_anything(user: User) -> bool:
    return cases.may_count(user) or screening.may_count(user)


def _may_read_log(user: User) -> bool:
    return user.has_perm("audit.read")


def _may_edit_lists(user: User) -> bool:
    return user.has_perm("office.edit_lists")


PLACES = (
    Place("signals", "signals:undecided", _("Signals"), signals.may_triage_any),
    Place("cases", "cases:list", _("Cases"), cases.may_count),
    Place("screening", "screening:list", _("Screening"), screening.may_count),
    Place("staff", "staff:list", pgettext_lazy("people in service", "Staff"), staff.may_work),
    Place("intake", "intake:list", _("Import"), intake.may_import),
    Place("figures", "figures:dashboard", _("Figures"), _may_count_anything),
    Place("office", "office:lists", _("Lists"), _may_edit_lists),
    Place("intake", "intake:profiles", _("Import profiles"), intake.may_keep_profiles),
    Place("figures_setup", "figures_setup:page", _("Setup"), setup.may_configure),
    Place("audit", "audit:log", _("Audit log"), _may_read_log),
    Place("people", "people:list", _("People"), people.may_see),
)

WITHIN = {"cases": "desk", "figures": "publications", "figures_setup": "figures_tokens"}
"""What has a namespace of its own and stands under another place of the menu."""


def shell(request: HttpRequest) -> dict[str, Any]:
    """The demo strip, the menu of what this person may open, the languages and the theme."""
    user = getattr(request, "user", None)
    page: dict[str, Any] = {
        "demo": settings.MODE == "demo",
        "demo_people_only": settings.MODE == "demo" and load.marker().exists(),
        "languages": [(code, get_language_info(code)["name_local"]) for code, _name in reversed(settings.LANGUAGES)],
        "this_page": request.get_full_path(),
    }
    if isinstance(user, User):
        page["theme"] = user.theme
        page["menu"] = list(_menu(user, request))
        page["find_url"] = reverse("cases:list") if cases.may_count(user) else ""
        page["find_event_url"] = reverse("audit:log") if _may_read_log(user) else ""
    return page


def _menu(user: User, request: HttpRequest) -> Iterator[dict[str, Any]]:
    match = request.resolver_match
    for place in PLACES:
        if place.is_open(user):
            here = match is not None and bool({place.namespace, WITHIN.get(place.namespace)} & {*match.namespaces})
            exact = match is not None and match.view_name == place.view
            yield {
                "label": place.label,
                "url": reverse(place.view),
                "current": "page" if exact else "true" if here else "",
            }
