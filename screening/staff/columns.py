"""The columns of staff and of training, each said once: the lists, the lists behind figures and the files read them.

`SWORN`, `ACKNOWLEDGED` and `TRAINING` are coded, for those who count; `STAFF` stands on the screen of those who open
staff, with the names that they work from, and in no file.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from lib.columns import Column
from office.labels import labels_of
from office.models import CodeEdition, TrainingTopic, Unit

REFERENCE = Column("reference", _("Reference"), "reference", sort="reference", kind="reference")
SWORN_IN_ON = Column("sworn_in_on", _("Sworn in on"), "sworn_in_on", kind="date")
UNIT = Column("unit", _("Unit"), "unit_id", words=labels_of(Unit))

SWORN: Sequence[Column] = (
    REFERENCE,
    # Those who are counted as sworn in all have the day.
    Column("sworn_in_on", _("Sworn in on"), "sworn_in_on", sort="sworn_in_on", kind="date"),
    Column("unit", _("Unit"), "sworn_in_unit_id", words=labels_of(Unit)),
)
"""Oaths and promises."""

ACKNOWLEDGED: Sequence[Column] = (
    Column("reference", _("Reference"), "staff__reference", kind="reference"),
    Column("acknowledged_on", _("Acknowledged on"), "acknowledged_on", sort="acknowledged_on", kind="date"),
    Column("edition", _("Edition of the code"), "edition_id", words=labels_of(CodeEdition)),
    UNIT,
)
"""Acknowledgements of the code."""

TRAINING: Sequence[Column] = (
    REFERENCE,
    Column("held_on", _("Held on"), "held_on", sort="held_on", kind="date"),
    UNIT,
    Column("topic", _("Topic"), "topic_id", words=labels_of(TrainingTopic)),
    Column("attending", _("Number attending"), "attending", kind="number"),
)
"""Training sessions."""


def _remarks() -> Mapping[Any, Any]:
    return {True: "", False: _("Registered in error")}


SESSIONS: Sequence[Column] = (*TRAINING, Column("counted", _("Remark"), "counted", words=_remarks))
"""Training sessions as their own list shows them: those registered in error are marked."""

STAFF: Sequence[Column] = (
    REFERENCE,
    Column("name", _("Name"), "name", kind="title"),
    UNIT,
    Column("in_service_from", _("In service from"), "in_service_from", kind="date"),
    Column("in_service_to", _("In service to"), "in_service_to", kind="date"),
    SWORN_IN_ON,
    # Annotated by `filters.with_code`.
    Column("code_on", _("Code acknowledged on"), "code_on", kind="date"),
    Column("registered", _("Registered"), "registered_at", sort="registered_at", kind="date"),
)
"""Staff, for those who open them."""
