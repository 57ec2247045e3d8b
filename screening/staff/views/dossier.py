"""The page of one member of staff."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import me
from lib import clock
from lib.methods import require_safe
from screening.staff import access, rules
from screening.staff.timeline import acts_of_staff


@require_safe
def detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Service, oath or promise, professional code and history."""
    staff = access.open_staff(me(request), reference)
    made = access.acknowledgements_of(staff)
    edition, today = rules.newest_edition(), clock.today()
    known = {one.edition_id for one in made if not one.withdrawn}
    context = {
        "staff": staff,
        "acknowledgements": made,
        "edition": edition,
        "code_missing": edition is not None and edition.pk not in known,
        "ahead": staff.in_service_from is not None and staff.in_service_from > today,
        "gone": staff.in_service_to is not None and staff.in_service_to < today,
        "acts": acts_of_staff(staff),
    }
    return render(request, "staff/staff_detail.html", context)
