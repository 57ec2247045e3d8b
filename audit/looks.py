"""Who looked at a record: for those who answer for it, and never more than who, when, what, and on the team or not.

The caller's door asks whether this person may know, and records that he asked.
"""

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.translation import gettext as _

from audit.columns import Events, Line, events_page
from audit.models import Event
from lib.listing import CONTROLS


def on(target: str, parameters: QueryDict) -> Events:
    """One page of what was done with this record, newest first; attempts that were refused are among it."""
    if set(parameters) - set(CONTROLS):
        raise BadRequest(_("This list cannot be filtered that way."))
    return events_page(Event.objects.filter(target=target).exclude(target=""), parameters)


def latest(target: str, number: int) -> list[Line]:
    """The last `number` of them, for the side of the record's own page."""
    return events_page(Event.objects.filter(target=target).exclude(target=""), QueryDict()).lines[:number]
