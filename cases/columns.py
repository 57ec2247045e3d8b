"""The columns of lists of cases, allegations and investigations, each said once: pages and files read them here."""

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy, pgettext_lazy

from cases.models import TeamMember
from cases.models.case import CaseQuerySet
from cases.models.values import NOT_CONFIRMED, Finding, Outcome, Recipient, Status, TeamRole
from lib.columns import Column, words_of
from office.labels import labels_of
from office.models import Category, Cause, Unit

_TITLE = 120
"""So many characters of a summary stand in a list."""


def _cause_words() -> Mapping[Any, Any]:
    """The causes; nothing where nothing is confirmed."""
    return {**labels_of(Cause)(), NOT_CONFIRMED: ""}


REFERENCE = Column("reference", gettext_lazy("Reference"), "reference", sort="reference", kind="reference")
RECEIVED = Column("received", gettext_lazy("Received"), "received_on", sort="received_on", kind="date")
CONCLUDED = Column("concluded", gettext_lazy("Concluded"), "concluded_on", kind="date")
CLOSED = Column("closed", pgettext_lazy("date", "Closed"), "closed_on", kind="date")
UNIT = Column("unit", gettext_lazy("Unit"), "unit", words=labels_of(Unit), sort="unit")
CATEGORY = Column("category", gettext_lazy("Category"), "category", words=labels_of(Category))
RECIPIENT = Column(
    "recipient",
    gettext_lazy("Alleged recipient"),
    "recipient",
    words=words_of(Recipient),
    sort="recipient",
    kind="mark",
)
STATUS = Column("status", gettext_lazy("Status"), "status", words=words_of(Status), sort="status")
OUTCOME = Column("outcome", gettext_lazy("Outcome"), "outcome", words=words_of(Outcome), sort="outcome", kind="mark")
CAUSE = Column("cause", gettext_lazy("Established cause"), "established_cause", words=_cause_words)

CODED = (REFERENCE, RECEIVED, CONCLUDED, CLOSED, UNIT, CATEGORY, RECIPIENT, STATUS, OUTCOME, CAUSE)
"""What those may see who count cases and open none (access.md), and all that a file of cases holds."""

OPENED = (
    REFERENCE,
    Column("suspicion", gettext_lazy("Suspicion"), "title", kind="title"),
    RECIPIENT,
    CATEGORY,
    UNIT,
    # Not confirmed is not the same as refuted: what stands under the outcome is shown.
    Column("outcome", gettext_lazy("Outcome"), "sub_reason", words=words_of(Finding), sort="outcome", kind="mark"),
    STATUS,
    Column("lead", gettext_lazy("Lead"), "lead_name"),
    RECEIVED,
    CONCLUDED,
)
"""What those see who may open the cases; read from a queryset that `with_lead` has been given."""

ALLEGATION = (
    Column("case", gettext_lazy("Case"), "case__reference", kind="reference"),
    RECEIVED,
    Column("found", gettext_lazy("Found on"), "found_on", kind="date"),
    Column("unit", gettext_lazy("Unit"), "unit", words=labels_of(Unit)),
    CATEGORY,
    Column("recipient", gettext_lazy("Alleged recipient"), "recipient", words=words_of(Recipient), kind="mark"),
)
"""Allegations: what the coded columns of cases allow, and no more."""

INVESTIGATION = (
    Column("case", gettext_lazy("Case"), "case__reference", kind="reference"),
    Column("started", gettext_lazy("Started"), "started_on", sort="started_on", kind="date"),
    Column("ended", gettext_lazy("Ended"), "ended_on", kind="date"),
    Column("unit", gettext_lazy("Unit"), "unit", words=labels_of(Unit)),
)
"""Investigations: what the coded columns of cases allow, and no more."""

CLOSURE = (
    Column("case", gettext_lazy("Case"), "case__reference", kind="reference"),
    RECEIVED,
    CLOSED,
    Column("reopened", gettext_lazy("Reopened"), "reopened_on", kind="date"),
    Column("unit", gettext_lazy("Unit"), "unit", words=labels_of(Unit)),
)
"""Closings: what the coded columns of cases allow, and no more."""

SUSPECT = (
    Column("received", gettext_lazy("Year received"), "received_year", sort="received_year", kind="year"),
    Column("unit", gettext_lazy("Unit"), "unit", words=labels_of(Unit)),
)
"""People under suspicion: year and unit alone. With day or reference, two lists would tell which cases are of one."""


def with_lead(cases: CaseQuerySet) -> CaseQuerySet:
    """The same cases, each with the name of its lead as `lead_name`, and how it begins as `title`.

    No more than that: who reads a case opens it, and so stands among those who looked at it.
    """
    lead = TeamMember.objects.current().filter(case=OuterRef("pk"), role=TeamRole.LEAD)
    return cases.annotate(title=Left("summary", _TITLE), lead_name=Subquery(lead.values("user__name")[:1]))
