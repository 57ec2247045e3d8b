"""The list of staff, with the names that screening officers work from."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from accounts.access import me
from lib.listing import listing
from lib.methods import require_safe
from office import looks
from screening.staff import access, rules
from screening.staff.columns import STAFF
from screening.staff.filters import DEFAULT, StaffFilter, with_code

ORDER = "-registered"


@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """The list; without anything asked it shows those in service."""
    user = me(request)
    access.enter_to_work(user)
    edition = rules.newest_edition()
    filters = StaffFilter(_asked(request), access.visible_to(user), edition=edition)
    access.record_list(user, {**looks.asked_of(filters), **looks.place_of(filters.data)})
    found = filters.qs
    context = {
        "filters": filters,
        "edition": edition,
        "listing": listing(with_code(found, edition), STAFF, filters.data, key="reference", default=ORDER),
        "total": found.count(),
    }
    return render(request, "staff/staff_list.html", context)


def _asked(request: HttpRequest) -> QueryDict:
    """What the address asks. A bare address means the default; every link from there says all that it asks."""
    asked = request.GET.copy()
    if not asked:
        asked.update(DEFAULT)
    asked.setdefault("sort", ORDER)
    return asked
