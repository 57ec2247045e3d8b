"""The door of the desk: for who opens the cases of his teams and no others, and each look is recorded."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404

import cases.access
import figures.access
from accounts.models import User
from cases.models.case import CaseQuerySet
from figures.selection import Selection


def open_desk(user: User, selection: Selection, place: Mapping[str, Any]) -> CaseQuerySet:
    """The cases of this person's teams; recorded are the look at a page of their list, and that at the numbers.

    Raises Http404 for who opens no cases, and for a coordinator, who opens those of all teams.
    """
    if not user.has_perm("cases.open_team") or user.has_perm("cases.open_all"):
        raise Http404
    cases.access.look_through(user, {"open": "yes", **place})
    figures.access.record_view(user, selection)
    return cases.access.listed_for(user).filter(counted=True)
